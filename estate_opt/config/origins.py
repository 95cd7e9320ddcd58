"""Where each key of a plan file stands: in which file, on which line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from estate_opt.config.lines import KeyPath
from estate_opt.config.rule_ids import rule_ids
from estate_opt.errors import Problem


@dataclass(frozen=True, slots=True)
class Place:
    """A file (or the command line) and a line of it."""

    source: str
    line: int | None = None
    folder: Path = field(default_factory=Path)
    """What a relative path that stands here is relative to."""


@dataclass(frozen=True)
class Layer:
    """Tables, and where each of their keys stands.

    Parameters
    ----------
    tables
        Sections and keys as the TOML parser gives them.
    places
        Place of each key by its path; at least that of the whole, under ``()``.
    """

    tables: Mapping[str, Any]
    places: Mapping[KeyPath, Place]

    @cached_property
    def rule_ids(self) -> Mapping[tuple[str, int], str]:
        """Id of each rule by section and position."""
        policies = self.tables.get("policies")
        return rule_ids(policies) if isinstance(policies, Mapping) else {}

    @cached_property
    def rule_by_id(self) -> Mapping[str, tuple[str, int]]:
        """Section and position of each rule by id."""
        return {name: place for place, name in self.rule_ids.items()}

    def place_of(self, path: KeyPath) -> Place:
        """Where a key stands; where it is absent, the table that it is missing from."""
        written = self.as_written(path)
        for length in range(len(written), -1, -1):
            if written[:length] in self.places:
                return self.places[written[:length]]
        raise LookupError("a layer knows at least where it comes from")

    def as_written(self, path: KeyPath) -> KeyPath:
        """A path without the positions of rules that the file has as a single table, and not as a list."""
        policies = self.tables.get("policies")
        match path:
            case ("policies", str(section), int(), *below) if isinstance(policies, Mapping):
                return path if isinstance(policies.get(section), list) else ("policies", section, *below)
        return path

    def get(self, path: KeyPath) -> object:
        """The value at a path; ``None`` where there is none."""
        value: object = self.tables
        for key in self.as_written(path):
            if isinstance(value, Mapping):
                value = value.get(key)
            elif isinstance(value, list) and isinstance(key, int) and key < len(value):
                value = value[key]
            else:
                return None
        return value

    def dotted(self, path: KeyPath) -> str:
        """A path as people write it, a rule under its id: ``policies.access-library.share``."""
        match path:
            case ("policies", str(section), int(position), *below) if (section, position) in self.rule_ids:
                path = ("policies", self.rule_ids[section, position], *below)
        return "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")

    def problem(self, path: KeyPath, message: str, remedy: str, value: object = None) -> Problem:
        """A problem with a key, with its place and its value as written."""
        place = self.place_of(path)
        shown = "" if value is None or isinstance(value, (Mapping, list)) else str(value)
        shown = shown.lower() if isinstance(value, bool) else shown
        return Problem(
            source=place.source, row=place.line, column=self.dotted(path), value=shown, message=message, remedy=remedy
        )
