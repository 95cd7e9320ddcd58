"""Towns far apart that share totals only, as one estate."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from estate_opt.domain.estate import Estate
from estate_opt.inputs.synthetic import synthesise

NAMES = ("Ashby", "Burnley", "Cotham", "Dunham")
APART_M = 60_000.0


def towns(count: int, buildings: int, seed: int = 1) -> Estate:
    """So many fictional towns in a row, each with so many council buildings."""
    made = [_town(name, k, buildings, seed) for k, name in enumerate(NAMES[:count])]
    first = made[0]
    return Estate(
        name="Towns",
        notice=first.notice,
        buildings=tuple(chain.from_iterable(town.buildings for town in made)),
        activities=tuple(chain.from_iterable(town.activities for town in made)),
        services=first.services,
        options=tuple(
            replace(option, applies_to=frozenset().union(*(town.options[n].applies_to for town in made)))
            for n, option in enumerate(first.options)
        ),
        neighbourhoods=tuple(chain.from_iterable(town.neighbourhoods for town in made)),
        areas=tuple(chain.from_iterable(town.areas for town in made)),
    )


def _town(name: str, number: int, buildings: int, seed: int) -> Estate:
    """One of them, with ids of its own for its areas and neighbourhoods."""
    town = synthesise(
        seed=seed + number, buildings=buildings, wards=2, neighbourhoods=12, partners=1, name=name,
        centre=(300_000.0 + APART_M * number, 400_000.0),
    )  # fmt: skip
    return town.replace(
        buildings=tuple(
            replace(b, ward_code=f"{name[0]}{b.ward_code}", committee=f"{name[0]}{b.committee}") for b in town.buildings
        ),
        neighbourhoods=tuple(
            replace(n, neighbourhood_id=f"{name[0]}{n.neighbourhood_id}", ward_code=f"{name[0]}{n.ward_code}")
            for n in town.neighbourhoods
        ),
        areas=tuple(
            replace(a, area_id=f"{name[0]}{a.area_id}", parent=a.parent and f"{name[0]}{a.parent}") for a in town.areas
        ),
    )
