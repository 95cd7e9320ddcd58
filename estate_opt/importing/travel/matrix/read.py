"""From a matrix that was made elsewhere to the travel of an estate, with all that is odd about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from estate_opt.domain.travel import FloatArray, IntArray, Unit
from estate_opt.errors import InputError, Problem, Severity, did_you_mean
from estate_opt.importing.travel.ends import Ends
from estate_opt.importing.travel.found import FoundTravel
from estate_opt.importing.travel.matrix.answers import read_answer
from estate_opt.importing.travel.matrix.audit import Finding, Pairs, audit
from estate_opt.importing.travel.matrix.names import ids_by_name
from estate_opt.importing.travel.matrix.raw import RawMatrix
from estate_opt.importing.travel.matrix.settings import MatrixSettings
from estate_opt.importing.travel.matrix.tables import read_table

GUESSED = 5
"""Unknown ids for which the nearest known one is looked for."""
SAME = 1e-6
"""Figures of one pair that stands twice agree to this share."""


@dataclass(frozen=True, eq=False)
class ReadMatrix:
    """A matrix as read.

    Parameters
    ----------
    travel
        Its ways; its problems say what is odd.
    findings
        What is odd, with counts.
    how
        How the file was understood.
    rows
        Pairs that the file has.
    unjoined
        Its pairs whose ids the estate does not have, with the ``reason``.
    """

    travel: FoundTravel
    findings: Sequence[Finding]
    how: str
    rows: int
    unjoined: pd.DataFrame


def read_matrix(path: Path, ends: Ends, settings: MatrixSettings) -> ReadMatrix:
    """Read and audit a matrix.

    Parameters
    ----------
    path
        CSV or Parquet, long or wide; JSON of OSRM, OpenRouteService or Valhalla.
    ends
        Whose travel it is.
    settings
        What the file does not say itself.

    Raises
    ------
    InputError
        Where it cannot be read, says nothing of the estate's places, has negative figures, or two
        figures for one pair.
    """
    if not path.is_file():
        raise InputError([Problem(str(path), "There is no such file.", "Check its name and folder.")])
    is_answer = path.name.casefold().endswith(".json")
    raw = read_answer(path, settings) if is_answer else read_table(path, ends, settings)
    origin, building = _positions(raw.origin, ends), _positions(raw.destination, ends)
    known = (origin >= 0) & (building >= 0) & (building < ends.buildings)
    if not known.any():
        raise InputError([_strange(path.name, raw, ends)])
    _refuse_negative(path.name, raw, known)
    km, minutes = (raw.figures.get(unit, np.full(len(origin), np.nan)) for unit in (Unit.KM, Unit.MINUTES))
    told = known & ~(np.isnan(km) & np.isnan(minutes))
    row, again = _once(path.name, raw, np.flatnonzero(told), (origin, building), (km, minutes))
    pairs = Pairs(origin[row], building[row], km[row], minutes[row], ends.straight_km(origin[row], building[row]))
    findings = [
        *_unknown(raw, origin, building, ends),
        *_repeated(again),
        *audit(pairs, ends, settings.mode, settings.fastest_km_per_hour),
    ]
    travel = _travel(path.name, pairs, settings, [*raw.problems, *_problems(path.name, findings)])
    return ReadMatrix(travel, findings, raw.how, len(origin), _unjoined(raw, origin, building, ends))


def _positions(ids: pd.Series, ends: Ends) -> IntArray:
    """Position of each id among the origins, -1 where there is no such; a building may go by its name."""
    codes, distinct = pd.factorize(ids)
    by_name = ids_by_name(ends)
    names = pd.Index(distinct).astype(str)
    found = [ends.position.get(name, ends.position.get(by_name.get(name.casefold(), ""), -1)) for name in names]
    result: IntArray = np.array(found, dtype=np.int64)[codes]
    return result


def _strange(source: str, raw: RawMatrix, ends: Ends) -> Problem:
    shown = ", ".join(dict.fromkeys([*raw.origin.head(3), *raw.destination.head(3)]))
    message = f"None of its pairs goes from a place of the estate to one of its buildings; its ids are {shown} …"
    remedy = f"The estate's are {', '.join([*ends.neighbourhood_ids[:2], *ends.building_ids[:2]])} …"
    return Problem(source, message, remedy)


def _refuse_negative(source: str, raw: RawMatrix, known: np.ndarray) -> None:
    for unit, figures in raw.figures.items():
        wrong = np.flatnonzero(known & (figures < 0))
        if len(wrong):
            first = int(wrong[0])
            message = f"This is below 0 ({len(wrong):,} such figures, in {unit.value})."
            row = int(raw.line[first]) or None
            problem = Problem(
                source, message, "Leave the cell empty where there is no way.", row=row, value=f"{figures[first]:g}"
            )
            raise InputError([problem])


def _once(
    source: str,
    raw: RawMatrix,
    rows: IntArray,
    ends_of: tuple[IntArray, IntArray],
    figures: tuple[FloatArray, FloatArray],
) -> tuple[IntArray, int]:
    """Rows with each pair once, and how many say the same again.

    Raises
    ------
    InputError
        Where two rows say different things of one pair.
    """
    origin, building = (ids[rows] for ids in ends_of)
    order = np.lexsort((rows, building, origin))
    same = (np.diff(origin[order]) == 0) & (np.diff(building[order]) == 0)
    first, second = rows[order[:-1][same]], rows[order[1:][same]]
    for values in figures:
        a, b = values[first], values[second]
        differ = np.flatnonzero(~(np.isclose(a, b, rtol=SAME, atol=SAME) | (np.isnan(a) & np.isnan(b))))
        if len(differ):
            one, other = int(first[differ[0]]), int(second[differ[0]])
            where = f" (lines {raw.line[one]} and {raw.line[other]})" if raw.line[one] else ""
            message = (
                f"{len(differ):,} pairs stand twice with different figures, the first: {raw.origin.iloc[one]} to "
                f"{raw.destination.iloc[one]}{where}."
            )
            remedy = "Keep one row of each pair; a file with several modes or departure times needs to be parted first."
            raise InputError([Problem(source, message, remedy)])
    kept = np.ones(len(order), dtype=bool)
    kept[1:] = ~same
    return rows[order[kept]], int(same.sum())


def _repeated(times: int) -> Iterator[Finding]:
    if times:
        yield Finding("repeated", times, f"{times:,} rows say again what another row says.", "They were taken once.")


def _unknown(raw: RawMatrix, origin: IntArray, building: IntArray, ends: Ends) -> Iterator[Finding]:
    """Ids that the estate does not have; going to a neighbourhood is what nobody asks for."""
    for kind, ids, wrong, known in (
        ("unknown_from", raw.origin, origin < 0, ends.origin_ids),
        ("unknown_to", raw.destination, building < 0, ends.building_ids),
    ):
        names = list(dict.fromkeys(ids[wrong]))
        if names:
            guesses = [f"{name} ({did_you_mean(name, known) or 'nothing like it'})" for name in names[:GUESSED]]
            more = f" and {len(names) - GUESSED:,} more" if len(names) > GUESSED else ""
            end = "start at" if kind == "unknown_from" else "go to"
            sentence = (
                f"{int(wrong.sum()):,} pairs {end} places that the estate does not have: {', '.join(guesses)}{more}."
            )
            yield Finding(kind, int(wrong.sum()), sentence, "They were left aside; correct the ids.")
    home = int(((building >= ends.buildings) & (origin >= 0)).sum())
    if home:
        yield Finding("to_neighbourhood", home, f"{home:,} pairs go to neighbourhoods.", "They are not needed.")


def _problems(source: str, findings: Sequence[Finding]) -> Iterator[Problem]:
    for finding in findings:
        severity = Severity.ERROR if finding.stops else Severity.WARNING
        yield Problem(source, finding.sentence, finding.remedy, severity=severity)


def _unjoined(raw: RawMatrix, origin: IntArray, building: IntArray, ends: Ends) -> pd.DataFrame:
    reasons = np.select(
        [origin < 0, building < 0, building >= ends.buildings],
        ["from: no such place", "to: no such building", "to: a neighbourhood, not a building"],
        default="",
    )
    left = np.flatnonzero(reasons != "")
    return pd.DataFrame(
        {
            "line": raw.line[left],
            "from": raw.origin.iloc[left].to_numpy(),
            "to": raw.destination.iloc[left].to_numpy(),
            "reason": reasons[left],
        }
    )


def _travel(source: str, pairs: Pairs, settings: MatrixSettings, problems: list[Problem]) -> FoundTravel:
    """The pairs, with the unit that the file lacks made as the settings say."""
    km, minutes, made = pairs.km.copy(), pairs.minutes.copy(), ""
    speed = settings.speed_km_per_hour
    if settings.other_unit != "none":
        timed, measured = np.isnan(km), np.isnan(minutes)
        if measured.any():
            minutes[measured] = km[measured] * 60 / speed
            made = f"; minutes at {speed:g} km/h"
        if timed.any() and settings.other_unit == "straight":
            km[timed] = pairs.straight_km[timed] * settings.detour
            made = f"; km are straight line × {settings.detour:g} (not a walked route)"
        elif timed.any():
            km[timed] = pairs.minutes[timed] * speed / 60
            made = f"; km from minutes at {speed:g} km/h"
    basis = f"travel matrix {source} ({settings.mode}), made by another program{made}"
    return FoundTravel(pairs.origin, pairs.building, km, minutes, basis, problems=problems)
