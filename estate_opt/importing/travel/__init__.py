"""How far things are from each other: by a matrix that somebody made, or walking on real streets."""
