"""An estate's folder that is gathered layer by layer: read, add a layer, compose the tables anew, write them whole."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
from shapely.geometry.base import BaseGeometry

from estate_opt.errors import InputError, Problem, UsageError
from estate_opt.importing.compose import Composed, Lack, compose, lacks
from estate_opt.importing.edits import BY_HAND, edits_since
from estate_opt.importing.layer import TABLE_BY_NAME, Layer
from estate_opt.importing.stored import (
    FOLDER,
    feature_collection,
    frame_text,
    layer_files,
    read_layers,
    read_shapes,
    read_table,
)
from estate_opt.inputs.descriptor import DESCRIPTOR, EstateInfo, describe, read_descriptor
from estate_opt.inputs.folder import write_folder
from estate_opt.inputs.manifest import AREAS, TABLES, Table
from estate_opt.inputs.writer import PACKAGE_FILES

GIVEN = "given"
"""Layer of an estate that was there before anything was imported into it."""
MADE_UP = "Some figures of this estate are made up for illustration, because no source gives them; they are marked."


@dataclass(frozen=True, eq=False)
class Gathered:
    """An estate as gathered so far.

    Parameters
    ----------
    folder
        Where it lies.
    layers
        What was imported, in order.
    title
        Name of the estate.
    adopted
        Edits by hand that were found since the last import and made a layer of their own, as sentences.
    """

    folder: Path
    layers: tuple[Layer, ...] = ()
    title: str = ""
    adopted: tuple[str, ...] = ()

    @cached_property
    def composed(self) -> Mapping[str, Composed]:
        """Every table of the estate, composed of the layers."""
        return {table.name: compose(table, self.layers) for table in TABLES}

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Every table as text."""
        return {name: composed.cells for name, composed in self.composed.items()}

    @cached_property
    def geometry(self) -> Mapping[str, BaseGeometry]:
        """Polygons in degrees by area; a later layer's stands."""
        return {area: shape for layer in self.layers for area, shape in layer.geometry.items()}

    @cached_property
    def conflicts(self) -> pd.DataFrame:
        """Cells where two layers say different things, and which of them stands."""
        return pd.concat([composed.conflicts for composed in self.composed.values()], ignore_index=True)

    @cached_property
    def missing(self) -> tuple[Lack, ...]:
        """What the estate still lacks before a plan can be made."""
        return tuple(lacks(self.composed))

    @property
    def info(self) -> EstateInfo:
        """Name, notice and attribution."""
        marked = any(
            composed.origin.isin([layer.name for layer in self.layers if layer.made_up]).to_numpy().any()
            for composed in self.composed.values()
        )
        licences = dict.fromkeys(source.licence for layer in self.layers for source in layer.sources if source.licence)
        return EstateInfo(self.title or self.folder.resolve().name, MADE_UP if marked else "", " ".join(licences))

    def layer(self, name: str) -> Layer | None:
        """A layer by name."""
        return next((layer for layer in self.layers if layer.name == name), None)


def read_gathered(folder: Path) -> Gathered:
    """Read what was gathered; nothing where the folder is new.

    An estate that was there before anything was imported is a layer of its own, and so are edits made by hand in
    the tables since the last import: neither is ever written over.

    Raises
    ------
    InputError
        Where a layer cannot be read, or something was taken out of the tables by hand, which no layer can say.
    """
    if folder.is_file():
        raise UsageError(f"{folder} is a file. Give the folder of the estate, or of a new one.")
    layers = read_layers(folder)
    title = _title(folder)
    there = _tables_there(folder)
    if not layers:
        given = () if not there else (_given(folder, there),)
        return Gathered(folder, given, title)
    composed = {table.name: compose(table, layers).cells for table in TABLES}
    edits, told = edits_since(composed, there)
    if edits is None:
        return Gathered(folder, layers, title)
    return Gathered(folder, _with(layers, edits), title, told)


def put_layer(folder: Path, layer: Layer) -> Gathered:
    """Add a layer, or replace the one of its name, and write the estate composed of all.

    Parameters
    ----------
    folder
        The estate's; made where it is missing.
    layer
        What an importer gave.

    Returns
    -------
    Gathered
        The estate as it is now.

    Raises
    ------
    InputError
        Where a layer that is there cannot be read, or the new one has two rows for one key.
    OutputError
        Where the folder cannot be written; it is as it was before.
    """
    return put_layers(folder, (layer,))


def put_layers(folder: Path, layers: Sequence[Layer]) -> Gathered:
    """Add or replace several layers, in their order, and write the estate once; as :func:`put_layer` does with one."""
    before = read_gathered(folder)
    after = before
    for layer in layers:
        _refuse_double_keys(layer)
        title = layer.title or after.title
        after = Gathered(folder, _with(after.layers, layer), title, before.adopted)
    write_folder(folder, _files(after), (*PACKAGE_FILES, FOLDER))
    return after


def drop_layer(folder: Path, name: str) -> Gathered:
    """Take a layer out again, and write the estate composed of the others.

    Raises
    ------
    UsageError
        Where there is no such layer.
    """
    before = read_gathered(folder)
    if before.layer(name) is None:
        names = ", ".join(layer.name for layer in before.layers) or "none"
        raise UsageError(f"{folder} has no layer {name!r}. It has: {names}.")
    rest = tuple(layer for layer in before.layers if layer.name != name)
    after = Gathered(folder, rest, before.title, before.adopted)
    write_folder(folder, _files(after), (*PACKAGE_FILES, FOLDER))
    return after


def _with(layers: Sequence[Layer], layer: Layer) -> tuple[Layer, ...]:
    """The layers with one in the place of its namesake, or behind the others; edits by hand stay the last."""
    known = [one.name for one in layers]
    if layer.name in known:
        return tuple(layer if one.name == layer.name else one for one in layers)
    by_hand = [one for one in layers if one.name == BY_HAND]
    return (*(one for one in layers if one.name != BY_HAND), layer, *by_hand)


def _title(folder: Path) -> str:
    if not (folder / DESCRIPTOR).is_file():
        return ""
    info, problems = read_descriptor(folder)
    if problems:
        raise InputError(problems)
    return info.title


def _tables_there(folder: Path) -> Mapping[str, pd.DataFrame]:
    return {table.name: read_table(folder / table.file, table) for table in TABLES if (folder / table.file).is_file()}


def _given(folder: Path, there: Mapping[str, pd.DataFrame]) -> Layer:
    shapes = read_shapes(folder / AREAS.file) if AREAS.name in there else {}
    return Layer(
        name=GIVEN,
        importer=GIVEN,
        tables=there,
        defines=frozenset(there),
        geometry=shapes,
        notes=("The tables that were in the folder before the first import.",),
    )


def _files(gathered: Gathered) -> dict[str, str]:
    """Every file of the estate's folder that is ours: tables, description, layers, origins, conflicts."""
    tables = {n: c.cells for n, c in gathered.composed.items() if len(c.cells) or _stands_empty(TABLE_BY_NAME[n])}
    files = {}
    for name, cells in tables.items():
        table = TABLE_BY_NAME[name]
        files[table.file] = feature_collection(cells, gathered.geometry) if table.geometry else frame_text(cells)
        if len(cells):
            origin = pd.concat([cells[list(table.key)], gathered.composed[name].origin], axis=1)
            files[f"{FOLDER}/origin/{name}.csv"] = frame_text(origin)
    people = TABLE_BY_NAME["neighbourhoods"]
    groups = tuple(c for c in tables[people.name].columns if c not in people.column_names)
    description = describe(gathered.info, groups, tuple(TABLE_BY_NAME[name] for name in tables))
    files[DESCRIPTOR] = json.dumps(description, indent=2, ensure_ascii=False) + "\n"
    files[f"{FOLDER}/conflicts.csv"] = frame_text(gathered.conflicts)
    for position, layer in enumerate(gathered.layers):
        files |= layer_files(layer, position)
    return files


def _stands_empty(table: Table) -> bool:
    """Whether a table without rows is written: its header says what to fill; a map without areas says nothing."""
    return table.required and not table.geometry


def _refuse_double_keys(layer: Layer) -> None:
    problems = []
    for name, frame in layer.tables.items():
        keys = frame[list(TABLE_BY_NAME[name].key)]
        for key in keys[keys.duplicated()].drop_duplicates().itertuples(index=False):
            problems.append(
                Problem(
                    f"{layer.name}/{TABLE_BY_NAME[name].file}",
                    f"Two rows are for {' '.join(map(str, key))}.",
                    "Take one of them out of the source, or give each an id of its own.",
                )
            )
    if problems:
        raise InputError(problems)
