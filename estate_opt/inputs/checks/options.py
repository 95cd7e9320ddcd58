"""What a plan can decide: the council's buildings, and the options of each."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator

from estate_opt.domain.building import Owner
from estate_opt.errors import Problem, did_you_mean
from estate_opt.inputs.manifest import BUILDINGS, OPTIONS
from estate_opt.inputs.package import Package
from estate_opt.inputs.sheet import Sheet

FACTORS = ("capacity_factor", "hours_factor", "running_cost_factor")
COSTS = ("one_off_gbp", "one_off_gbp_per_m2")

NEARLY_THE_SAME = 0.85
"""Likeness (2 × letters in common ÷ letters of both) from which one type is probably another misspelt."""


def check_council_has_buildings(package: Package) -> Iterator[Problem]:
    """Check that there is a building to decide about."""
    buildings = package[BUILDINGS]
    if len(buildings) and all(owner == Owner.PARTNER for owner in buildings["owner"]):
        remedy = "Add the council's buildings, or correct their owner."
        yield buildings.problem(None, "owner", "No building is the council's.", remedy)


def check_option_as_today(package: Package) -> Iterator[Problem]:
    """Check that each council building has exactly one option that leaves it as it is run today."""
    buildings, options = package[BUILDINGS], package[OPTIONS]
    if not options.readable or any(None in options[column] for column in (*FACTORS, *COSTS, "applies_to")):
        return  # a cell that cannot be read is the cause to put right first
    as_today = [row for row in range(len(options)) if _leaves_as_it_is(options, row)]
    for row, owner in enumerate(buildings["owner"]):
        if owner != Owner.COUNCIL:
            continue
        names = {"*", buildings["type"][row], buildings["building_id"][row]}
        found = [options.text["option_id"][k] for k in as_today if options["applies_to"][k] & names]
        if not found:
            remedy = "Add an option 'keep' for '*' to options.csv, with factors 1 and costs 0."
            yield buildings.problem(row, "building_id", "No option leaves the building as it is today.", remedy)
        elif len(found) > 1:
            message = f"Several options leave the building as it is today: {', '.join(map(repr, found))}."
            yield buildings.problem(row, "building_id", message, "Let only one of them apply to it (options.csv).")


def _leaves_as_it_is(options: Sheet, row: int) -> bool:
    """Whether an option changes nothing: the rule of ``Option.is_as_today`` on a row of the table."""
    carbon = options["carbon_factor"][row]
    return (
        all(options[column][row] == 1 for column in FACTORS)
        and carbon in (None, 1)
        and all(options[column][row] == 0 for column in COSTS)
        and not options["adds_features"][row]
        and options["in_estate"][row] is True
        and options["gives_access"][row] is True
    )


def check_types_are_spelt_alike(package: Package) -> Iterator[Problem]:
    """Check that the type of a single building is not nearly that of others, or one that options apply to."""
    buildings = package[BUILDINGS]
    doubtful = _doubtful_types(package)
    for row, kind in enumerate(buildings["type"]):
        if kind in doubtful:
            usual, users = doubtful[kind]
            message = f"No other building is of this type, and it is nearly {usual!r}, which {users}."
            yield buildings.warning(row, "type", message, f"Write {usual!r} if that is meant.")


def _doubtful_types(package: Package) -> dict[str, tuple[str, str]]:
    """Types of a single building that seem misspelt: what is usual, and who uses that.

    Usual is what at least two buildings have, or what at least two options apply to though no building has it.
    """
    buildings, options = package[BUILDINGS], package[OPTIONS]
    counts = Counter(kind for kind in buildings["type"] if kind is not None)
    asked = Counter(name for names in options["applies_to"] for name in names or ())
    usual = {kind: f"{count} buildings have" for kind, count in counts.items() if count > 1}
    absent = asked.keys() - counts.keys() - set(buildings["building_id"])
    usual |= {name: f"{asked[name]} options apply to" for name in absent if asked[name] > 1}
    alike = {kind: _nearest(kind, usual) for kind in sorted(counts) if counts[kind] == 1}
    return {kind: (name, usual[name]) for kind, name in alike.items() if name}


def _nearest(kind: str, usual: dict[str, str]) -> str:
    """The usual name that a type is nearly; empty where there is none."""
    by_case = {name.casefold(): name for name in sorted(usual, reverse=True)}
    found = difflib.get_close_matches(kind.casefold(), by_case, n=1, cutoff=NEARLY_THE_SAME)
    return by_case[found[0]] if found else ""


def check_options_apply(package: Package) -> Iterator[Problem]:
    """Check that what an option applies to is a type or an id that some building has."""
    buildings, options = package[BUILDINGS], package[OPTIONS]
    if not buildings.readable:
        return
    known = {"*", *buildings["type"], *buildings["building_id"]} - {None}
    types = {kind for kind in buildings["type"] if kind is not None} - _doubtful_types(package).keys()
    for row, applies_to in enumerate(options["applies_to"]):
        unknown = sorted((applies_to or frozenset()) - known)
        if unknown:
            message = f"No building has the type or id {', '.join(map(repr, unknown))}."
            remedy = did_you_mean(unknown[0], types) or "Correct it, or leave it: the option then does not apply there."
            yield options.warning(row, "applies_to", message, remedy)
