"""Settling which column of a source is which, for every importer that takes any table: told, remembered, proposed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from estate_opt.errors import UsageError
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.mapper import ColumnMapping, Target, settle
from estate_opt.importing.mapping_file import COLUMNS, read_mapping_file
from estate_opt.importing.reading.table import RawTable

MappingOption = Annotated[Path | None, typer.Option("--mapping", help="Mapping file (TOML): which column is which.")]
MapOption = Annotated[
    list[str] | None, typer.Option("--map", help="TARGET=COLUMN: say which column is which; again for the next.")
]
REMEDY = "Say which column it is: --map TARGET=COLUMN, or a mapping file with --mapping."
LikenessOption = Annotated[
    float, typer.Option("--likeness", min=0, max=100, help="How alike names of one postcode must be, of 100.")
]


def settle_columns(
    raw: RawTable,
    targets: Sequence[Target],
    needs: Sequence[Sequence[str]],
    gathered: Gathered,
    layer: str,
    mapping: Path | None,
    told: Sequence[str] | None,
) -> tuple[ColumnMapping, list[str]]:
    """Settle the columns of a source.

    Parameters
    ----------
    raw
        The source, or the top of it.
    targets, needs
        What is looked for, and groups of which one at least must be found.
    gathered, layer
        The estate so far, and the layer that the import will make: one of that name remembers its columns.
    mapping, told
        The mapping file, and what was said on the command line, which goes before it.

    Returns
    -------
    tuple
        The mapping, and sentences on it.
    """
    given = dict(read_mapping_file(mapping)[COLUMNS]) if mapping is not None else {}
    for word in told or ():
        target, equals, column = word.partition("=")
        if not equals:
            raise UsageError(f"--map {word!r} is not of the form TARGET=COLUMN.")
        given[target.strip()] = column.strip()
    before = gathered.layer(layer)
    remembered = before.settings.get("columns") if before is not None else None
    found = settle(
        raw, targets, given=given, remembered=remembered if isinstance(remembered, dict) else None, needs=needs,
        remedy=lambda _: REMEDY,
    )  # fmt: skip
    return found, said(raw, found)


def said(raw: RawTable, found: ColumnMapping) -> list[str]:
    """Sentences on what was settled, and on what was not."""
    sentences = [f"{raw.name}: {raw.how}."]
    for target, column, why in found.said:
        if column:
            sentences.append(f"  {target} is {column!r} ({why})")
        elif target in found.doubtful:
            sentences.append(f"  {target}: {why}; say --map {target}='{found.doubtful[target].column}' if it is")
    return sentences
