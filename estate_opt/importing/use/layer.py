"""Bookings and counts of people made into a layer: activity by service, and use of the opening hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from estate_opt.errors import InputError, Problem, UsageError, did_you_mean
from estate_opt.importing.blocks import Stream
from estate_opt.importing.figures import read_figure
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.joining import KEYS, Register
from estate_opt.importing.layer import ORIGINAL, Layer
from estate_opt.importing.use.asked import WEEKS, Asked, service_of_all, services_of
from estate_opt.importing.use.bookings import TARGETS, Reading, Sieve
from estate_opt.importing.use.calendar import open_minutes
from estate_opt.importing.use.clock import day_text
from estate_opt.importing.use.measure import ALL, USE_COLUMNS, Available, Measured, measure
from estate_opt.importing.use.period import period_of
from estate_opt.importing.use.spill import Spill
from estate_opt.importing.use.tally import Week, add_up
from estate_opt.importing.use.told import notes, problems
from estate_opt.inputs.cells import write_cell
from estate_opt.inputs.manifest import ACTIVITIES, BUILDINGS

NAME = "bookings"
FOOTFALL = "footfall"


@dataclass(frozen=True, eq=False)
class Use:
    """What an import of bookings or counts gives.

    Parameters
    ----------
    layer
        Activities of the estate.
    measured
        Frequency, occupancy and utilisation, which the estate has no columns for.
    rows
        Rows that were read.
    """

    layer: Layer
    measured: Measured
    rows: int


def import_use(
    stream: Stream, gathered: Gathered, columns: Mapping[str, str], asked: Asked | None = None, *, name: str = ""
) -> Use:
    """Read an export of bookings, or of people counted.

    Parameters
    ----------
    stream
        The export: a row a booking with its begin and end or duration, or a row a count with its time. Of any
        length; memory does not grow with it.
    gathered
        The estate so far.
    columns
        Published column by what it holds: keys of the building and any of
        :data:`~estate_opt.importing.use.bookings.TARGETS`.
    asked
        What is asked of it.
    name
        Of the layer; "bookings" or "footfall" where empty.

    Returns
    -------
    Use
        The layer with ``activities``, and the rates.

    Raises
    ------
    InputError
        Where the columns do not make bookings or counts, or no row counts.
    """
    asked = asked or Asked()
    _check(stream, gathered, columns, asked)
    how = Reading(
        columns=columns, services=services_of(gathered, asked), service=service_of_all(gathered, asked),
        places=asked.rooms.places, longest_hours=asked.longest_hours, interval_minutes=asked.interval_minutes,
        today=asked.today,
    )  # fmt: skip
    with Spill() as spill:
        sieve = Sieve(Register.of(gathered, likeness=asked.likeness), how, stream.columns)
        for block in stream.blocks():
            sieve.take(block, spill)
        if not sieve.days.any():
            raise InputError(_nothing_counts(stream, sieve))
        period = asked.period or period_of(sieve.days, sieve.first_day)
        week, available = _cut_to(sieve, gathered, asked, period, rooms_known="room" in columns)
        one_space = np.full(len(sieve.rooms), "room" in columns or "count" in columns)
        tally = add_up(
            spill, week, np.array(sieve.building_of_room, dtype=np.int64), np.array(sieve.places_of_room), one_space,
            len(sieve.services),
        )  # fmt: skip
    measured = measure(tally, available, sieve.buildings, sieve.services, period)
    importer = FOOTFALL if "count" in columns else NAME
    layer = Layer(
        name=name or importer,
        importer=importer,
        sources=(stream.source,),
        tables={ACTIVITIES.name: _activities(measured, asked.week), BUILDINGS.name: _rates(measured)},
        defines=frozenset({ACTIVITIES.name}),
        unjoined=sieve.aside.frame(),
        notes=tuple(notes(sieve, tally, measured, asked)),
        settings=_settings(columns, asked, period),
        problems=tuple(problems(stream.path.name, sieve, tally, measured, gathered, asked)),
    )
    return Use(layer, measured, sieve.rows)


# -- before --------------------------------------------------------------------------------------


def _check(stream: Stream, gathered: Gathered, columns: Mapping[str, str], asked: Asked) -> None:
    name = stream.path.name
    problems = [
        Problem(
            name, f"There is no column {column!r}, which should hold {target}.", did_you_mean(column, stream.columns)
        )
        for target, column in columns.items()
        if column not in stream.columns
    ]
    if not len(gathered.tables[BUILDINGS.name]):
        remedy = "Import the register first: estate-opt import register FILE --to ESTATE."
        problems.append(Problem(name, "There are no buildings yet that its rows could join.", remedy))
    needs = [tuple(key for key in KEYS if key != "postcode"), ("start", "date")]
    needs += [] if "count" in columns else [("end", "duration")]
    for group in needs:
        if not any(target in columns for target in group):
            message = f"No column is known to hold {' or '.join(group)}. It has: {', '.join(stream.columns)}."
            problems.append(Problem(name, message, f"Say which one does in the mapping ({', '.join(TARGETS)})."))
    if problems:
        raise InputError(problems)
    if asked.week not in WEEKS:
        raise UsageError(f"There is no week {asked.week!r}. {did_you_mean(asked.week, WEEKS)}")
    if asked.week != ALL and not asked.calendar.tells_apart:
        raise UsageError(f"A week of {asked.week} needs a calendar that says when that is.")


def _nothing_counts(stream: Stream, sieve: Sieve) -> list[Problem]:
    remedy = "Look at the mapping of columns, and whether the buildings are in the register."
    reasons = "; ".join(sieve.aside.notes()) or "It has no rows."
    rows = sieve.aside.rows[:3]
    problems = [Problem(stream.path.name, f"No row of it counts. {reasons}", remedy)]
    return problems + [Problem(stream.path.name, str(row[-1]), "", int(row[0])) for row in rows]


# -- what bookings are held against --------------------------------------------------------------


def _cut_to(
    sieve: Sieve, gathered: Gathered, asked: Asked, period: tuple[int, int], *, rooms_known: bool
) -> tuple[Week, Available]:
    first, last = period
    buildings = sieve.buildings
    opens, closes = asked.opening.arrays(buildings)
    has_hours = np.array([asked.opening.hours_per_week(one) > 0 for one in buildings], dtype=bool)
    seasons, closed = asked.calendar.seasons(first, last), asked.calendar.closed(buildings, first, last)
    week = Week(first, seasons, opens, closes, has_hours, closed)
    minutes, days = open_minutes(opens, closes, closed, seasons, first)
    hours = _estate_figures(gathered, buildings, "opening_hours_per_week")
    from_estate = hours[:, None] * 60 * days / 7
    available = np.where(has_hours[:, None], minutes, from_estate)
    return week, Available(available, days, _spaces(sieve, gathered, asked, hours, rooms_known))


def _estate_figures(gathered: Gathered, buildings: Sequence[str], column: str) -> NDArray[np.float64]:
    """Figures of the estate so far; not-a-number where there is none, or 0."""
    table = gathered.tables[BUILDINGS.name].set_index("building_id")
    texts = table[column] if column in table else pd.Series("", index=table.index)
    values = [read_figure(str(texts[one])) for one in buildings]
    return np.array([v if isinstance(v, float) and v > 0 else np.nan for v in values])


def _spaces(
    sieve: Sieve, gathered: Gathered, asked: Asked, hours: NDArray[np.float64], rooms_known: bool
) -> NDArray[np.float64]:
    """Spaces of each building: of the list of rooms, else of the estate (capacity by opening hours), else seen."""
    listed = np.array([asked.rooms.number(one) for one in sieve.buildings], dtype=np.float64)
    of_estate = _estate_figures(gathered, sieve.buildings, "capacity_hours_per_week") / hours
    seen = np.bincount(sieve.building_of_room, minlength=len(sieve.buildings)).astype(np.float64)
    if "count" in sieve.how.columns:
        return seen  # a counter sees the whole of what it counts
    seen = seen if rooms_known else np.full(len(seen), np.nan)
    spaces = np.where(np.isfinite(of_estate), of_estate, seen)
    return np.where(listed > 0, listed, spaces)


# -- after ---------------------------------------------------------------------------------------


def _activities(measured: Measured, week: str) -> pd.DataFrame:
    """Rows of the estate's table; an activity without an hour in the week that was asked for is none."""
    frame = measured.activities
    column = f"hours_per_week_{week}"
    if column not in frame:
        raise UsageError(f"There is no day of {week} in the period; choose another week.")
    frame = frame[frame[column] > 0]
    return pd.DataFrame(
        {
            "building_id": frame["building_id"], "service_id": frame["service_id"],
            "hours_per_week": [write_cell(round(value, 2)) for value in frame[column]],
            "visits_per_year": [write_cell(float(value)) for value in frame["visits_per_year"].round()],
        },
        dtype=object,
    ).reset_index(drop=True)  # fmt: skip


def _rates(measured: Measured) -> pd.DataFrame:
    """A row a building with its rates in columns of the source, for the estate has none for them."""
    rows: dict[str, dict[str, str]] = {}
    for row in measured.use.to_dict("records"):
        cells = rows.setdefault(row["building_id"], {"building_id": row["building_id"]})
        for name in USE_COLUMNS[2:]:
            cells[f"{ORIGINAL}{row['season']}_{name}"] = write_cell(round(float(row[name]), 4))
    return pd.DataFrame(list(rows.values()), dtype=object)


def _settings(columns: Mapping[str, str], asked: Asked, period: tuple[int, int]) -> dict[str, object]:
    return {
        "columns": dict(columns), "service": asked.service, "services": dict(asked.services), "week": asked.week,
        "period": f"{day_text(period[0])}..{day_text(period[1])}", "longest_hours": asked.longest_hours,
        "interval_minutes": asked.interval_minutes, "likeness": asked.likeness,
    }  # fmt: skip
