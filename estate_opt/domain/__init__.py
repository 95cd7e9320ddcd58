"""The estate as frozen data: no files, no solver, no pages. Everything else is built on it."""
