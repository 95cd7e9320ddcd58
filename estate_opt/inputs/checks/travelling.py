"""The travel table: whose rows they are, what they say, and who is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from estate_opt.errors import Problem, did_you_mean
from estate_opt.inputs.checks.keys import MOST_GUESSES
from estate_opt.inputs.manifest import BUILDINGS, NEIGHBOURHOODS, TRAVEL
from estate_opt.inputs.package import Package


def check_travel_origins(package: Package) -> Iterator[Problem]:
    """Check that a row starts at a building or a neighbourhood, and it is plain at which."""
    travel, buildings, neighbourhoods = package[TRAVEL], package[BUILDINGS], package[NEIGHBOURHOODS]
    if not len(travel) or not (buildings.readable and neighbourhoods.readable):
        return
    building_ids = set(buildings["building_id"]) - {None}
    for row, neighbourhood in enumerate(neighbourhoods["neighbourhood_id"]):
        if neighbourhood in building_ids:
            message = "The id is that of a building too, so that travel.csv does not say from where."
            yield neighbourhoods.problem(row, "neighbourhood_id", message, "Give one of the two another id.")
    known = building_ids | (set(neighbourhoods["neighbourhood_id"]) - {None})
    guesses: dict[str, str] = {}
    for row, origin in enumerate(travel["from_id"]):
        if origin is None or origin in known:
            continue
        if origin not in guesses and len(guesses) < MOST_GUESSES:
            guesses[origin] = did_you_mean(origin, known)
        remedy = guesses.get(origin) or "Correct it, or take the row out."
        yield travel.problem(row, "from_id", "There is no such building or neighbourhood.", remedy)


def check_travel_figures(package: Package) -> Iterator[Problem]:
    """Check that a row gives km or minutes; where only some rows do, the others are out of reach in that unit."""
    travel = package[TRAVEL]
    figures = zip(travel.text.get("km", ()), travel.text.get("minutes", ()), strict=True)
    for row, (km, minutes) in enumerate(figures):
        if not km and not minutes and row not in travel.ragged:
            yield travel.problem(row, "km", "The row gives neither km nor minutes.", "Give one, or take the row out.")
    for unit in ("km", "minutes"):
        empty = sum(1 for text in travel.text.get(unit, ()) if not text)
        if 0 < empty < len(travel):
            message = f"{empty:,} of {len(travel):,} rows give no {unit}."
            yield travel.warning(None, unit, message, f"Those pairs are out of reach where a limit is in {unit}.")


def check_one_way_of_travelling(package: Package) -> Iterator[Problem]:
    """Check that the table holds one way of travelling: a plan reckons with one."""
    travel = package[TRAVEL]
    counts = Counter(mode for mode in travel["mode"] if mode is not None)
    if len(counts) > 1:
        usual = counts.most_common(1)[0][0]
        odd = next(row for row, mode in enumerate(travel["mode"]) if mode not in (None, usual))
        listed = ", ".join(f"{mode} ({count} rows)" for mode, count in sorted(counts.items()))
        message = f"Several ways of travelling are mixed: {listed}."
        yield travel.problem(odd, "mode", message, "Keep the rows of one, and the others in another folder's estate.")


def check_travel_lets_activity_move(package: Package) -> Iterator[Problem]:
    """Check that the table has km between buildings; without, no activity can be moved anywhere."""
    travel, buildings = package[TRAVEL], package[BUILDINGS]
    if not len(travel) or not buildings.readable:
        return
    ids = set(buildings["building_id"])
    for row, (start, end, km) in enumerate(zip(travel["from_id"], travel["to_id"], travel["km"], strict=True)):
        if row in travel.ragged or (start in ids and start != end and km is not None):
            return
    message = "No row gives km from one building to another, so no activity can be moved."
    yield travel.warning(None, "km", message, "Add the rows between buildings, with their km.")


def check_travel_leaves_nobody_out(package: Package) -> Iterator[Problem]:
    """Check that every neighbourhood has a row; one without is out of reach of everything."""
    travel, neighbourhoods = package[TRAVEL], package[NEIGHBOURHOODS]
    if not len(travel):
        return
    served = set(travel["from_id"])
    absent = [row for row, name in enumerate(neighbourhoods["neighbourhood_id"]) if name and name not in served]
    if absent:
        message = f"{len(absent):,} of {len(neighbourhoods):,} neighbourhoods have no row in travel.csv."
        remedy = "They are out of reach of every building; add their rows if they are not."
        yield neighbourhoods.warning(absent[0], "neighbourhood_id", message, remedy)
