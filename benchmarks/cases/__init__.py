"""One case a file; each defines ``CASE``."""
