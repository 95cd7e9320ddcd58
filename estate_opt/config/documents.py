"""Plan files as they lie on disk: read, with all that they extend, and merged with every key's place kept."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from estate_opt.config.lines import KeyPath, key_lines
from estate_opt.config.origins import Layer, Place
from estate_opt.errors import Problem, did_you_mean

EXTENDS = "extends"
NOT_INHERITED = ("scenario", "title", "description")
"""Keys that speak of one file only."""

Exclusive = Mapping[KeyPath, tuple[tuple[str, ...], ...]]
"""Groups of keys that exclude one another, by the path of their table."""


@dataclass(frozen=True, slots=True)
class Documents:
    """A plan file and everything it extends, merged.

    Parameters
    ----------
    layer
        The merged tables, without ``extends``.
    files
        Every file that was read, those extended first.
    """

    layer: Layer
    files: tuple[Path, ...]


@dataclass(slots=True)
class DocumentReader:
    """Reads a plan file and what it extends; collects what is wrong with any of them."""

    exclusive: Exclusive
    problems: list[Problem] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)

    def read(self, path: Path) -> Documents:
        """The file at a path, over those that it extends. Look at :attr:`problems` before using it."""
        layer = self._with_extended(path, chain=(), named_by=None)
        tables = {key: value for key, value in layer.tables.items() if key != EXTENDS}
        return Documents(Layer(tables, layer.places), tuple(dict.fromkeys(self.files)))

    def _with_extended(self, path: Path, chain: tuple[Path, ...], named_by: Problem | None) -> Layer:
        """A file merged over those it extends; ``named_by`` says where it was named, for messages."""
        real = path.resolve()
        if real in chain:
            loop = " extends ".join(p.name for p in (*chain[chain.index(real) :], real))
            self.problems.append(
                _about(named_by, path, f"The file extends itself: {loop}.", "Take one of these out of `extends`.")
            )
            return _empty(path)
        own = self._parse(path, named_by)
        merged = _empty(path)
        several = isinstance(own.tables.get(EXTENDS), list)
        for position, name in enumerate(self._extended(own)):
            at = own.problem((EXTENDS, position) if several else (EXTENDS,), "", "", name)
            base = self._with_extended(path.parent / name, (*chain, real), at)
            merged = merge(merged, _inherited(base), self.exclusive)
        self.files.append(path)
        return merge(merged, own, self.exclusive)

    def _extended(self, layer: Layer) -> list[str]:
        names = layer.tables.get(EXTENDS, [])
        names = [names] if isinstance(names, str) else names
        if isinstance(names, list) and all(isinstance(name, str) and name and "\0" not in name for name in names):
            return names
        remedy = 'Write extends = "base.toml", or a list of such names.'
        self.problems.append(layer.problem((EXTENDS,), "`extends` is not a file name.", remedy, names))
        return []

    def _parse(self, path: Path, named_by: Problem | None) -> Layer:
        try:
            content = path.read_bytes()
        except OSError as error:
            message, remedy = _unreadable(path, error)
            self.problems.append(_about(named_by, path, message, remedy))
            return _empty(path)
        try:
            text = content.decode("utf-8-sig").replace("\r\n", "\n")
            tables, lines = tomllib.loads(text), key_lines(text)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            remedy = "Save it as UTF-8 (in the editor's 'Save as', choose the encoding UTF-8)."
            self.problems.append(Problem(str(path), "The file is not text in UTF-8.", remedy, row=line))
            return _empty(path)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            self.problems.append(_not_toml(path, text, error))
            return _empty(path)
        places: dict[KeyPath, Place] = {(): Place(str(path), folder=path.parent)}
        places |= {key: Place(str(path), line, path.parent) for key, line in lines.items()}
        return Layer(tables, places)


def merge(base: Layer, top: Layer, exclusive: Exclusive) -> Layer:
    """One layer over another: tables are merged key by key, everything else replaces what it stands over.

    Lists of tables are replaced as a whole, so that ``[[policies.access]]`` in an extending file
    starts afresh. A key that excludes others of its table takes their place.
    """
    places = dict(base.places)
    tables = _merge_tables(base.tables, top.tables, (), places, exclusive)
    return Layer(tables, places | dict(top.places))


def _merge_tables(
    base: Mapping[str, Any], top: Mapping[str, Any], path: KeyPath, places: dict[KeyPath, Place], exclusive: Exclusive
) -> dict[str, Any]:
    """Keys of both tables; places that no longer count are taken out of ``places``."""
    merged = dict(base)
    groups = [group for group in exclusive.get(path, ()) if any(key in top for key in group)]
    for key in {key for group in groups for key in group if key not in top and key in base}:
        del merged[key]
        _forget((*path, key), places)
    for key, value in top.items():
        below = merged.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            merged[key] = _merge_tables(below, value, (*path, key), places, exclusive)
        else:
            merged[key] = value
            _forget((*path, key), places)
    return merged


def _forget(path: KeyPath, places: dict[KeyPath, Place]) -> None:
    for known in [known for known in places if known[: len(path)] == path]:
        del places[known]


def _inherited(layer: Layer) -> Layer:
    """What an extending file takes over."""
    dropped = {*NOT_INHERITED, EXTENDS}
    tables = {key: value for key, value in layer.tables.items() if key not in dropped}
    return Layer(tables, {path: place for path, place in layer.places.items() if not path or path[0] not in dropped})


def _empty(path: Path) -> Layer:
    return Layer({}, {(): Place(str(path), folder=path.parent)})


def _about(named_by: Problem | None, path: Path, message: str, remedy: str) -> Problem:
    """A problem with a file, at the line that names it where one does."""
    if named_by is None:
        return Problem(str(path), message, remedy)
    return Problem(named_by.source, message, remedy, row=named_by.row, column=named_by.column, value=named_by.value)


def _unreadable(path: Path, error: OSError) -> tuple[str, str]:
    if isinstance(error, FileNotFoundError):
        here = sorted(p.name for p in path.parent.glob("*.toml")) if path.parent.is_dir() else []
        known = f"In its folder are: {', '.join(here)}." if here else "Check the path."
        return f"There is no file {path}.", did_you_mean(path.name, here) or known
    if isinstance(error, IsADirectoryError):
        return f"{path} is a folder.", "Name the plan file in it."
    return f"{path} cannot be read: {error.strerror}.", "Check that the file may be read."


def _not_toml(path: Path, text: str, error: Exception) -> Problem:
    """The parser's message with its place taken out of the text."""
    said = str(error) if isinstance(error, tomllib.TOMLDecodeError) else "nested too deeply"
    place = re.search(r" \(at line (\d+), column (\d+)\)", said)
    what = re.sub(r" \(at .*\)$", "", said)
    remedy = 'Correct this line; texts stand in "quotes", each section starts with [name] on a line of its own.'
    return Problem(
        source=str(path),
        row=int(place.group(1)) if place else len(text.splitlines()) or 1,
        column=f"column {place.group(2)}" if place else "",
        message=f"This is not TOML: {what[:1].lower()}{what[1:]}.",
        remedy=remedy,
    )
