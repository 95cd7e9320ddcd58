"""Studies: questions about a plan, each answered by solving again."""
