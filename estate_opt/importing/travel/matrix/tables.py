"""Matrices as tables: long (a row for each pair) or wide (a row for each origin), CSV or Parquet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd
from pyarrow import ArrowException

from estate_opt.domain.travel import Unit
from estate_opt.errors import InputError, Problem, did_you_mean
from estate_opt.importing.reading.delimited import decode, find_delimiter
from estate_opt.importing.travel.ends import Ends
from estate_opt.importing.travel.matrix.names import split_names
from estate_opt.importing.travel.matrix.raw import RawMatrix, as_figures, as_ids
from estate_opt.importing.travel.matrix.settings import MatrixSettings
from estate_opt.importing.travel.matrix.units import Figure, ValueColumn, value_column

ORIGIN_NAMES = (
    "originname", "fromid", "from", "fromplace", "origin", "origins", "originkey", "source", "sourceid", "orig",
    "origid", "start", "startid", "originid",
)  # fmt: skip
DESTINATION_NAMES = (
    "destinationname", "toid", "to", "toplace", "destination", "destinations", "destinationkey", "target", "targetid",
    "dest", "destid", "end", "endid", "destinationid",
)  # fmt: skip
"""Columns of ids in the order in which they are looked for: r5's, those of OpenTripPlanner's scripts, ArcGIS's."""
PAIR_NAME = "name"
"""ArcGIS's column for both ends at once: ``origin - destination``."""
SAMPLE_LINES = 200
"""Lines from which the delimiter is told."""
UNITS = ", ".join(unit.value for unit in Figure)


def read_table(path: Path, ends: Ends, settings: MatrixSettings) -> RawMatrix:
    """Read a matrix from a table.

    Parameters
    ----------
    path
        CSV or Parquet.
    ends
        Whose ids to look for.
    settings
        Unit and column, where the file does not say them.

    Raises
    ------
    InputError
        Where it cannot be read, has no pairs, or does not say in which unit its figures are.
    """
    frame = _parquet(path) if path.name.casefold().endswith((".parquet", ".pq")) else _csv(path)
    if frame.empty or not len(frame.columns):
        raise InputError([Problem(path.name, "The file has no rows.", "Give a matrix with a row for each pair.")])
    lines = np.arange(2, len(frame) + 2)
    origin, destination = _column(frame, ORIGIN_NAMES), _column(frame, DESTINATION_NAMES)
    pair = next((name for name in frame.columns if name.casefold() == PAIR_NAME), None)
    if pair is not None and (origin is None or _plain(origin) == "originid"):
        left, right = split_names(as_ids(frame[pair]), ends)
        return _long(path.name, frame, left, right, lines, settings, f"pairs named in the column {pair}")
    if origin is not None and destination is not None:
        how = f"pairs in the columns {origin} and {destination}"
        return _long(path.name, frame, as_ids(frame[origin]), as_ids(frame[destination]), lines, settings, how)
    return _wide(path.name, frame, lines, ends, settings)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def _column(frame: pd.DataFrame, names: Sequence[str]) -> str | None:
    plain = {_plain(str(column)): str(column) for column in reversed(list(frame.columns))}
    return next((plain[name] for name in names if name in plain), None)


def _parquet(path: Path) -> pd.DataFrame:
    try:
        frame = pd.read_parquet(path)
    except (ArrowException, OSError, ValueError) as error:
        raise InputError(
            [Problem(path.name, f"The file cannot be read as Parquet ({error}).", "Save it anew.")]
        ) from error
    index = frame.index
    if index.names != [None]:
        frame = frame.reset_index()
    frame.columns = pd.Index([str(column) for column in frame.columns])
    return frame


def _csv(path: Path) -> pd.DataFrame:
    """Cells as text; by pandas and not cell by cell, because a matrix may have millions of rows."""
    try:
        decoded = decode(path.name, path.read_bytes())
        if isinstance(decoded, Problem):
            raise InputError([decoded])
        sample = "".join(islice(decoded.text.splitlines(keepends=True), SAMPLE_LINES))
        return pd.read_csv(
            StringIO(decoded.text), sep=find_delimiter(sample), dtype=str, keep_default_na=False, skipinitialspace=True
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, OSError, ValueError) as error:
        message = f"The file cannot be read as CSV ({error})."
        raise InputError([Problem(path.name, message, "Save it as CSV, a row for each pair.")]) from error


@dataclass(frozen=True, slots=True)
class _Chosen:
    column: str
    unit: Figure


def _long(
    source: str,
    frame: pd.DataFrame,
    origin: pd.Series,
    destination: pd.Series,
    lines: np.ndarray,
    settings: MatrixSettings,
    how: str,
) -> RawMatrix:
    chosen = _values(source, frame, settings)
    figures = {c.unit.becomes: as_figures(source, c.column, frame[c.column], lines, c.unit) for c in chosen}
    values = " and ".join(f"{c.column} in {c.unit.value}" for c in chosen)
    return RawMatrix(origin, destination, figures, lines, f"A row for each pair: {how}, {values}.")


def _values(source: str, frame: pd.DataFrame, settings: MatrixSettings) -> list[_Chosen]:
    """The columns that are taken: the one that is named, or the only one for times and the only one for distances."""
    if settings.value:
        return [_Chosen(settings.value, _unit(source, _named(source, frame, settings.value), settings))]
    looked = [value_column(str(column)) for column in frame.columns]
    found = [column for column in looked if column is not None]
    if settings.unit is not None:
        is_time = settings.unit.becomes is Unit.MINUTES
        own = [column for column in found if column.is_time == is_time] or found
        named = [column for column in own if column.unit is settings.unit]
        only = _only(source, frame, named or own)
        return [_Chosen(only.name, _unit(source, only, settings))]
    chosen = []
    for is_time in (True, False):
        own = [column for column in found if column.is_time == is_time]
        said = [column for column in own if column.unit is not None] or own
        if said:
            only = _only(source, frame, said)
            chosen.append(_Chosen(only.name, _unit(source, only, settings)))
    if not chosen:
        _only(source, frame, [])
    return chosen


def _named(source: str, frame: pd.DataFrame, name: str) -> ValueColumn:
    if name not in frame.columns:
        columns = [str(column) for column in frame.columns]
        remedy = did_you_mean(name, columns) or f"It has {', '.join(columns[:12])}."
        raise InputError([Problem(source, "The file has no column of this name.", remedy, column="value", value=name)])
    return value_column(name) or ValueColumn(name, None, True)


def _only(source: str, frame: pd.DataFrame, found: Sequence[ValueColumn]) -> ValueColumn:
    if len(found) == 1:
        return found[0]
    columns = ", ".join(str(column) for column in frame.columns[:12])
    if not found:
        message = f"No column looks like times or distances; the file has {columns}."
        remedy = "Name the column with value and its unit with unit."
    else:
        message = f"Several columns could be meant: {', '.join(column.name for column in found)}."
        remedy = "Name the one to take with value."
    raise InputError([Problem(source, message, remedy)])


def _unit(source: str, column: ValueColumn, settings: MatrixSettings) -> Figure:
    """Unit of a column: what its name says and what is declared have to agree."""
    if column.unit is None and settings.unit is None:
        message = "The column does not say in which unit its figures are."
        raise InputError([Problem(source, message, f"Declare it with unit: {UNITS}.", column=column.name)])
    if column.unit is not None and settings.unit not in (None, column.unit):
        message = f"The column's name says {column.unit.value}, and the unit declared is {settings.unit}."
        raise InputError([Problem(source, message, "Correct one of them.", column=column.name)])
    return settings.unit or column.unit  # type: ignore[return-value]  # one of them is there


def _wide(source: str, frame: pd.DataFrame, lines: np.ndarray, ends: Ends, settings: MatrixSettings) -> RawMatrix:
    """A row for each origin, a column for each building."""
    first, *rest = [str(column) for column in frame.columns]
    known = [column for column in rest if column.strip() in ends.position]
    if not known:
        shown = ", ".join([first, *rest][:12])
        message = f"The file is neither long nor wide: it has the columns {shown}."
        remedy = "Long: from_id, to_id and a figure. Wide: ids of origins first, then a column for each building's id."
        raise InputError([Problem(source, message, remedy)])
    if settings.unit is None:
        message = "A wide matrix does not say in which unit its figures are."
        raise InputError([Problem(source, message, f"Declare it with unit: {UNITS}.")])
    origin = as_ids(frame[first])
    figures = np.column_stack([as_figures(source, c, frame[c], lines, settings.unit) for c in rest])
    return RawMatrix(
        origin=origin.repeat(len(rest)).reset_index(drop=True),
        destination=pd.Series(np.tile([column.strip() for column in rest], len(frame)), dtype=object),
        figures={settings.unit.becomes: figures.ravel()},
        line=np.repeat(lines, len(rest)),
        how=f"A row for each of {len(frame):,} origins, a column for each of {len(rest):,} buildings, {settings.unit}.",
    )
