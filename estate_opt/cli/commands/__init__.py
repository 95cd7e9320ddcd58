"""The commands, a file each or a few that belong together; importing one enters it in the application."""

from __future__ import annotations

from importlib import import_module

STORY = (
    "run",
    "check",
    "quality",
    "diagnose",
    "explain",
    "alternatives",
    "frontier",
    "sweep",
    "stress",
    "compare",
    "score",
    "publish",
    "export",
    "stored",
    "imports",
    "fetch",
    "begin",
)
"""In the order of the help: a plan, questions of it, pages, what is there, something to begin with."""

for _name in STORY:
    import_module(f"{__name__}.{_name}")
