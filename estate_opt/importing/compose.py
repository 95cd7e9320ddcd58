"""Layers over one another: which row there is, which cell stands, which layer it came from, and where two disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from estate_opt.importing.layer import TABLE_BY_NAME, Layer, estate_columns
from estate_opt.inputs.manifest import BUILDINGS, Table
from estate_opt.inputs.sheet import PLACE_COLUMNS

ILLUSTRATIVE = "illustrative"
"""Column of the buildings that names their made-up values."""
CONFLICT_COLUMNS = ("table", "key", "column", "stands", "layer", "set_aside", "set_aside_layer")


@dataclass(frozen=True, eq=False)
class Composed:
    """One table of the estate from all layers.

    Parameters
    ----------
    table
        Which.
    cells
        Text by column, a row for each key, ordered by the key; the key's columns come first.
    origin
        Name of the layer that each cell came from, same shape; empty where the cell is.
    conflicts
        Cells where two layers say different things; columns :data:`CONFLICT_COLUMNS`.
    homeless
        Keys of rows that a layer has cells for and no layer brings, by layer.
    """

    table: Table
    cells: pd.DataFrame
    origin: pd.DataFrame
    conflicts: pd.DataFrame
    homeless: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def precedence(layers: Sequence[Layer]) -> list[Layer]:
    """Order in which layers are laid: as imported, those that only fill gaps after all others."""
    return sorted(layers, key=lambda layer: layer.fills_only)


def compose(table: Table, layers: Sequence[Layer]) -> Composed:
    """Lay the layers of one table over one another.

    A later layer's cell stands over an earlier one's, and the earlier is listed as a conflict. A layer that
    only fills gaps never covers anything. The coordinates of a place come from one layer together.
    """
    frames = [(layer, _by_key(table, layer)) for layer in precedence(layers) if table.name in layer.tables]
    keys = _keys(table, frames)
    columns = _columns(table, (frame for _, frame in frames))
    stack = _Stack(table, pd.DataFrame("", index=keys, columns=columns, dtype=object))
    homeless = {}
    for layer, frame in frames:
        there = frame.index.isin(keys)
        if not there.all():
            homeless[layer.name] = tuple(" ".join(key) for key in frame.index[~there])
        stack.lay(layer, frame[there])
    if table is BUILDINGS:
        stack.mark_illustrative([layer for layer, _ in frames])
    key_cells = pd.DataFrame(list(keys), columns=list(table.key), dtype=object)
    return Composed(
        table,
        pd.concat([key_cells, stack.cells.reset_index(drop=True)], axis=1)[[*_ordered(table, columns)]],
        stack.origin.reset_index(drop=True),
        pd.DataFrame(stack.conflicts, columns=list(CONFLICT_COLUMNS)),
        homeless,
    )


def _by_key(table: Table, layer: Layer) -> pd.DataFrame:
    frame = layer.tables[table.name]
    index = pd.MultiIndex.from_frame(frame[list(table.key)].astype(object))
    body = frame[[c for c in estate_columns(frame) if c not in table.key]].astype(object)
    return body.set_axis(index, axis=0)


def _keys(table: Table, frames: Iterable[tuple[Layer, pd.DataFrame]]) -> pd.MultiIndex:
    found = {key for layer, frame in frames if table.name in layer.defines for key in frame.index}
    if not found:
        return pd.MultiIndex.from_arrays([[] for _ in table.key], names=table.key)
    return pd.MultiIndex.from_tuples(sorted(found), names=table.key)


def _columns(table: Table, frames: Iterable[pd.DataFrame]) -> list[str]:
    """The table's own columns, and behind them the groups of people that layers bring."""
    extra = {str(c) for frame in frames for c in frame.columns} - set(table.column_names)
    return [c for c in (*table.column_names, *sorted(extra)) if c not in table.key]


def _ordered(table: Table, columns: Sequence[str]) -> list[str]:
    """All columns in the order of the manifest."""
    extra = [c for c in columns if c not in table.column_names]
    return [*table.column_names, *extra]


class _Stack:
    """Cells so far, the layer of each, and the conflicts met."""

    def __init__(self, table: Table, cells: pd.DataFrame) -> None:
        self.table = table
        self.cells = cells
        self.origin = cells.copy()
        self.conflicts: list[tuple[str, ...]] = []

    def lay(self, layer: Layer, frame: pd.DataFrame) -> None:
        """Lay one layer over what is there."""
        places = [c for c in PLACE_COLUMNS if c in self.cells.columns]
        placed = (self.cells.loc[frame.index, places] != "").any(axis=1)
        brings_place = (frame.reindex(columns=places, fill_value="") != "").any(axis=1)
        for column in frame.columns:
            said = frame[column]
            before = self.cells.loc[frame.index, column]
            takes = said != ""
            if layer.fills_only:
                takes &= (before == "") & ~(placed & (column in places))
            self._note_conflicts(layer, column, said, before)
            rows = frame.index[takes]
            self.cells.loc[rows, column] = said[takes]
            self.origin.loc[rows, column] = layer.name
        if not layer.fills_only:
            self._drop_other_coordinates(layer, frame.index[brings_place & placed], places)

    def _note_conflicts(self, layer: Layer, column: str, said: pd.Series, before: pd.Series) -> None:
        differs = (said != "") & (before != "") & (said != before)
        if layer.made_up or column == ILLUSTRATIVE or not differs.any():
            return
        for key in said.index[differs]:
            new, old, old_layer = said[key], before[key], self.origin.loc[key, column]
            stands = (old, old_layer, new, layer.name) if layer.fills_only else (new, layer.name, old, old_layer)
            self.conflicts.append((self.table.name, " ".join(key), column, *stands))

    def _drop_other_coordinates(self, layer: Layer, rows: pd.Index, places: list[str]) -> None:
        """Take out coordinates of an earlier layer where this one places the row: they are of another point."""
        for column in places:
            stale = rows[self.origin.loc[rows, column] != layer.name]
            self.cells.loc[stale, column] = ""
            self.origin.loc[stale, column] = ""

    def mark_illustrative(self, layers: Sequence[Layer]) -> None:
        """Name each building's made-up values: those that stand from a layer of made-up figures."""
        made_up = {layer.name for layer in layers if layer.made_up}
        real = {layer.name for layer in layers if not layer.made_up and self.table.name in layer.defines}
        if not made_up:
            return
        drawn = self.origin.isin(made_up)
        owned = self.origin.isin(real).any(axis=1)
        for key in self.cells.index[drawn.any(axis=1)]:
            names = sorted(c for c in self.cells.columns[drawn.loc[key]] if c != ILLUSTRATIVE)
            said = [name for name in str(self.cells.loc[key, ILLUSTRATIVE]).split(";") if name and owned[key]]
            self.cells.loc[key, ILLUSTRATIVE] = ";".join(sorted({*names, *said})) if owned[key] else "all"


@dataclass(frozen=True, slots=True)
class Lack:
    """A column that the program needs and that some rows do not have."""

    table: str
    column: str
    rows: int
    of: int
    examples: tuple[str, ...]

    def __str__(self) -> str:
        if not self.of:
            return f"{self.table}: no rows yet"
        which = f" ({', '.join(self.examples)}{' …' if self.rows > len(self.examples) else ''})"
        return f"{self.table}, {self.column}: missing in {self.rows:,} of {self.of:,}{which}"


def lacks(composed: Mapping[str, Composed]) -> list[Lack]:
    """What the estate still lacks before a plan can be made: tables without rows, needed cells that are empty."""
    found = []
    for table in TABLE_BY_NAME.values():
        cells = composed[table.name].cells
        if cells.empty:
            if table.required and not table.when_empty:
                found.append(Lack(table.name, "", 0, 0, ()))
            continue
        needed = {column.name: cells[column.name] == "" for column in table.columns if column.required}
        if "longitude" in cells:
            degrees = (cells["longitude"] != "") & (cells["latitude"] != "")
            metres = (cells["easting"] != "") & (cells["northing"] != "")
            needed["place"] = ~(degrees | metres)
        for column, empty in needed.items():
            if empty.any():
                keys = cells.loc[empty, list(table.key)].head(3).agg(" ".join, axis=1)
                found.append(Lack(table.name, column, int(empty.sum()), len(cells), tuple(keys)))
    return found
