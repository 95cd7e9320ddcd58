"""Samples: cases drawn from a seed, with even chances of everything within the spread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from estate_opt.domain.building import Building
from estate_opt.domain.estate import Estate
from estate_opt.domain.place import Neighbourhood
from estate_opt.domain.service import Activity
from estate_opt.results.figures import percent
from estate_opt.studies.stress.cases import Case, with_figures
from estate_opt.studies.stress.spread import Spread
from estate_opt.studies.stress.unknowns import Unknown, fill, unknowns


def samples(estate: Estate, spread: Spread, count: int, seed: int) -> Iterator[Case]:
    """Draw cases.

    Each is the same however many are drawn, and activity, people and unknown values are drawn apart, so that
    another spread of one leaves the others as they are.

    Parameters
    ----------
    estate
        As the plan takes it to be.
    spread
        How far figures may be off.
    count, seed
        How many, and where they come from.

    Returns
    -------
    Iterator of Case
        ``sample 1``, ``sample 2`` …
    """
    gaps = unknowns(estate) if spread.unknown else ()
    for number in range(1, count + 1):
        of_services, of_people, of_buildings = (np.random.default_rng([seed, number, k]) for k in range(3))
        factors = _Factors(
            spread,
            services=_draw(of_services, estate.service_by_id),
            own=_draw(of_services, (a.key for a in estate.activities)),
            wards=_draw(of_people, {n.ward_code for n in estate.neighbourhoods}),
        )
        buildings = _buildings(estate, gaps, of_buildings)
        drawn = with_figures(estate, factors.of_activity, factors.of_people, buildings)
        yield Case(name=f"sample {number}", sentence=_sentence(estate, drawn), estate=drawn)


@dataclass(frozen=True, slots=True)
class _Factors:
    """What was drawn, each from −1 to 1."""

    spread: Spread
    services: Mapping[str, float]
    own: Mapping[tuple[str, str], float]
    wards: Mapping[str, float]

    def of_activity(self, activity: Activity) -> float:
        """Half of what an activity is off is its service's everywhere, half is its own."""
        off = (self.services[activity.service_id] + self.own[activity.key]) / 2
        return 1 + self.spread.of_service(activity.service_id) * off

    def of_people(self, place: Neighbourhood) -> float:
        """A ward is off as a whole."""
        return 1 + self.spread.population * self.wards[place.ward_code]


def _sentence(assumed: Estate, drawn: Estate) -> str:
    """What the whole estate has more or less than assumed."""
    activity = _off(sum(drawn.hours_today.values()), sum(assumed.hours_today.values()))
    people = _off(drawn.population.sum(), assumed.population.sum())
    return f"In all {activity} activity and {people} people than assumed"


def _off(now: float, then: float) -> str:
    share = now / then - 1 if then else 0.0
    return f"{percent(abs(share))} {'less' if share < 0 else 'more'}"


def _draw(rng: np.random.Generator, keys: Any) -> Mapping[Any, float]:
    """A number from −1 to 1 for each key, whatever the order of the keys."""
    names: Sequence[Any] = sorted(keys)
    return dict(zip(names, rng.uniform(-1, 1, len(names)).tolist(), strict=True))


def _buildings(estate: Estate, gaps: Sequence[Unknown], rng: np.random.Generator) -> tuple[Building, ...]:
    return fill(estate, gaps, lambda gap: gap.could_be[int(rng.integers(len(gap.could_be)))])
