"""The plan file: what a planner writes, checked before anything is solved."""
