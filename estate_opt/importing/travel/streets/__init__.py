"""Walking on real streets: ways of OpenStreetMap → a network → places put on it → the shortest way of each pair."""
