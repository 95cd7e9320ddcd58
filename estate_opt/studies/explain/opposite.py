"""What the opposite of a decision about a building is.

A building that the council goes on running, as it is or changed, might leave: closed or transferred, whichever makes
the better plan. One that leaves might stay, in whatever way is best.
"""

from __future__ import annotations

from dataclasses import dataclass

from estate_opt.domain.building import Building
from estate_opt.domain.decisions import Decisions
from estate_opt.domain.estate import Estate
from estate_opt.errors import UsageError, nearest_word

MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Opposite:
    """The two sides of the decision about a building.

    Parameters
    ----------
    building_id
        The building.
    stays
        Whether the council goes on running it in the plan.
    same, opposite
        Ids of its options that agree with that, and of the others.
    """

    building_id: str
    stays: bool
    same: frozenset[str]
    opposite: frozenset[str]


def opposite_of(estate: Estate, decisions: Decisions, building_id: str) -> Opposite:
    """The opposite of what is decided about a council building."""
    building = estate.buildings[estate.building_index[building_id]]
    stays = estate.option_by_id[decisions.options[building_id]].in_estate
    options = estate.options_of(building)
    return Opposite(
        building_id=building_id,
        stays=stays,
        same=frozenset(o.option_id for o in options if o.in_estate is stays),
        opposite=frozenset(o.option_id for o in options if o.in_estate is not stays),
    )


def find_building(estate: Estate, text: str) -> Building:
    """Find a council building by its id or its name.

    Parameters
    ----------
    estate
        The estate.
    text
        An id, or a name in whatever case.

    Raises
    ------
    UsageError
        Where no building is meant, with the nearest ids and names; where several have the name; and for a partner
        venue, about which the plan does not decide.
    """
    by_id = {b.building_id: b for b in estate.buildings}
    named = [b for b in estate.buildings if b.name.casefold() == text.strip().casefold()]
    found = [by_id[text]] if text in by_id else named
    if len(found) > 1:
        ids = ", ".join(b.building_id for b in found)
        raise UsageError(f"{len(found)} buildings are called {text!r}: {ids}. Give the id of one of them.")
    if not found:
        raise UsageError(f"The estate has no building {text!r}. {_nearest(estate, text)}")
    if not found[0].is_council:
        raise UsageError(f"{found[0].name} is run by a partner: the plan does not decide about it.")
    return found[0]


def _nearest(estate: Estate, text: str) -> str:
    """The nearest ids and names in a sentence."""
    near: list[str] = []
    names = {b.name: b for b in estate.council_buildings} | {b.building_id: b for b in estate.council_buildings}
    while len(near) < MOST_NAMED and (word := nearest_word(text, names)):
        building = names[word]
        near.append(f"{building.name} ({building.building_id})")
        names = {name: b for name, b in names.items() if b is not building}
    return f"The nearest are: {', '.join(near)}." if near else "The run's decisions.csv lists them all."
