"""Others who solve the same: a solver with its own defaults, a textbook model, another library."""
