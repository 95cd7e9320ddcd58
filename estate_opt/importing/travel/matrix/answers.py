"""Matrices as routers answer them in JSON: OSRM and OpenRouteService, Valhalla.

OSRM's table service gives ``durations`` in seconds and ``distances`` in metres, rows by source, ``null`` where there is
no way (OSRM HTTP API, "Table service"); OpenRouteService answers likewise. Valhalla's ``sources_to_targets`` is rows of
``{"time": seconds, "distance": km, "from_index", "to_index"}``, or, in its concise form, the two lists as OSRM has them
(Valhalla API, "Time-Distance Matrix"). None of them carries the ids that were asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from estate_opt.domain.travel import FloatArray, Unit
from estate_opt.errors import InputError, Problem
from estate_opt.importing.travel.matrix.raw import RawMatrix
from estate_opt.importing.travel.matrix.settings import MatrixSettings
from estate_opt.importing.travel.matrix.units import Figure

HEADINGS = frozenset({"id", "ids", "from_id", "to_id", "building_id", "neighbourhood_id"})
_DISTANCES: Mapping[str, Figure] = {
    "m": Figure.METRES, "km": Figure.KM, "mi": Figure.MILES, "kilometers": Figure.KM, "miles": Figure.MILES,
}  # fmt: skip


def read_answer(path: Path, settings: MatrixSettings) -> RawMatrix:
    """Read a router's answer.

    Parameters
    ----------
    path
        JSON of OSRM, OpenRouteService or Valhalla.
    settings
        Where the ids of its rows and columns stand.

    Raises
    ------
    InputError
        Where it is no such answer, is an error of the router, or the ids are missing or are not as many.
    """
    try:
        answer = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(
            [Problem(path.name, f"The file cannot be read as JSON ({error}).", "Save it anew.")]
        ) from error
    matrices, how = _matrices(path.name, answer)
    rows, columns = next(iter(matrices.values())).shape
    origins = _ids(path.name, "from_ids", settings.from_ids, rows, "rows")
    destinations = _ids(path.name, "to_ids", settings.to_ids, columns, "columns")
    return RawMatrix(
        origin=pd.Series(np.repeat(np.array(origins, dtype=object), columns), dtype=object),
        destination=pd.Series(np.tile(np.array(destinations, dtype=object), rows), dtype=object),
        figures={unit: matrix.ravel() for unit, matrix in matrices.items()},
        line=np.zeros(rows * columns, dtype=np.int64),
        how=f"{how}: {rows:,} origins, {columns:,} buildings.",
    )


def _matrices(source: str, answer: Any) -> tuple[dict[Unit, FloatArray], str]:
    if not isinstance(answer, Mapping):
        raise InputError([_no_matrix(source)])
    if answer.get("code", "Ok") != "Ok" or "error" in answer:
        said = answer.get("message") or answer.get("error") or answer.get("code")
        raise InputError(
            [Problem(source, f"This is not a matrix but an error of the router: {said}.", "Ask it again.")]
        )
    inner = answer.get("sources_to_targets", answer)
    router = "An answer of Valhalla" if "sources_to_targets" in answer else "An answer of OSRM"
    if isinstance(inner, Sequence) and not isinstance(inner, str):
        inner = {"durations": _picked(inner, "time"), "distances": _picked(inner, "distance")}
    if not isinstance(inner, Mapping):
        raise InputError([_no_matrix(source)])
    lengths = _distance_unit(answer)
    found: dict[Unit, FloatArray] = {}
    for key, unit in (("durations", Figure.SECONDS), ("distances", lengths)):
        if inner.get(key) is not None:
            found[unit.becomes] = _numbers(source, key, inner[key]) * unit.factor
    if not found:
        raise InputError([_no_matrix(source)])
    if len({matrix.shape for matrix in found.values()}) > 1:
        raise InputError([Problem(source, "Times and distances are not of the same size.", "Ask the router again.")])
    return found, router


def _distance_unit(answer: Mapping[str, Any]) -> Figure:
    """Metres for OSRM; km for Valhalla, unless it says miles; OpenRouteService repeats what was asked."""
    if "sources_to_targets" in answer:
        return _DISTANCES.get(str(answer.get("units", "kilometers")), Figure.KM)
    metadata = answer.get("metadata")
    query = metadata.get("query") if isinstance(metadata, Mapping) else None
    units = query.get("units", "m") if isinstance(query, Mapping) else "m"
    return _DISTANCES.get(str(units), Figure.METRES)


def _picked(rows: Sequence[Any], key: str) -> list[list[Any]] | None:
    """One figure of each cell of Valhalla's longer form."""
    cells = [row if isinstance(row, list) else [] for row in rows]
    if not any(isinstance(cell, Mapping) and cell.get(key) is not None for row in cells for cell in row):
        return None
    return [[cell.get(key) if isinstance(cell, Mapping) else None for cell in row] for row in cells]


def _numbers(source: str, key: str, rows: Any) -> FloatArray:
    try:
        numbers = np.array(
            [[np.nan if cell is None else float(cell) for cell in row] for row in rows], dtype=np.float64
        )
    except (TypeError, ValueError) as error:
        message = "The matrix has rows of different lengths, or cells that are not numbers."
        raise InputError([Problem(source, message, "Ask the router again.", column=key)]) from error
    if numbers.ndim != 2 or not numbers.size:
        raise InputError([Problem(source, "The matrix is empty.", "Ask the router again.", column=key)])
    return numbers


def _no_matrix(source: str) -> Problem:
    return Problem(
        source,
        "The file has no matrix: neither durations nor distances nor sources_to_targets.",
        "Give the answer of OSRM's table service, of OpenRouteService's or Valhalla's matrix.",
    )


def _ids(source: str, key: str, path: Path | None, count: int, what: str) -> list[str]:
    """Ids of the rows or columns, in the order in which the router was asked."""
    if path is None:
        message = f"The answer does not say which places its {what} are."
        remedy = f"Name a file with {key}: an id a line, in the order in which the router was asked."
        raise InputError([Problem(source, message, remedy)])
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
    except (OSError, ValueError) as error:
        raise InputError([Problem(path.name, f"The file cannot be read ({error}).", "Check its name.")]) from error
    ids = [line for line in lines if line]
    if ids and ids[0].casefold() in HEADINGS:
        ids = ids[1:]
    if len(ids) != count:
        message = f"There are {len(ids):,} ids, and the matrix has {count:,} {what}."
        raise InputError([Problem(path.name, message, "Give an id a line, for each in turn.")])
    return ids
