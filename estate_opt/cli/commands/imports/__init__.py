"""``estate-opt import …``: one importer a source; each file here enters its own."""

from __future__ import annotations

from importlib import import_module
from importlib.resources import files

from estate_opt.cli.commands.imports.common import imports

__all__ = ["imports"]

_FIRST = ("register", "wards", "neighbourhoods", "population", "deprivation", "libraries")
"""Order of the help: an estate from nothing; everything else behind it by name."""

_here = {path.name.removesuffix(".py") for path in files(__name__).iterdir() if path.name.endswith(".py")}
_commands = _here - {"__init__", "common"}
for _name in (*(name for name in _FIRST if name in _commands), *sorted(_commands - set(_FIRST))):
    import_module(f"{__name__}.{_name}")
