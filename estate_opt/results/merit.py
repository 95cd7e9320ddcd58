"""The terms of the preferences, measured from decisions alone.

Every term is stated so that less is better, in a raw unit, and divided by its baseline value
unless the plan file asks for raw units. The formulation states the same terms as rows of its own
(``formulation/objective.py``); the verifier holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from estate_opt.config.schema import Preferences
from estate_opt.domain.building import Condition
from estate_opt.domain.estate import Estate
from estate_opt.domain.location import location_merit
from estate_opt.domain.snapshot import Outlets, Snapshot
from estate_opt.domain.travel import ROUNDING, FloatArray
from estate_opt.policies import Context
from estate_opt.results.totals import moved

TERM_NAMES = Preferences.TERMS
"""Terms in the order of pages; each is a weight of the plan file's preferences."""

UNITS: Mapping[str, str] = {
    "condition": "condition score of buildings that leave",
    "location": "location merit of buildings that leave",
    "flexibility": "flexibility of buildings that leave",
    "local_importance": "local importance of buildings that leave",
    "running_cost": "£ a year",
    "one_off": "£",
    "carbon": "kg CO₂e a year",
    "disruption": "hours a week × km moved",
    "travel": "people × km to the nearest outlets",
    "ended": "hours a week ended",
    "buildings": "buildings that stay",
    "farthest": "km to the nearest outlets for whoever lives farthest",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term of the preferences.

    ``raw`` is its figure in ``unit``; it counts ``weight · raw / scale`` in the objective.
    """

    name: str
    weight: float
    raw: float
    scale: float
    unit: str

    @property
    def contribution(self) -> float:
        """What the term adds to the objective."""
        return self.weight * self.raw / self.scale


def building_merits(preferences: Preferences, estate: Estate) -> Mapping[str, FloatArray]:
    """Merit lost when a building leaves the estate, by term, shape (buildings,) each; 0 for partner venues."""
    council = estate.is_council
    scores = np.array([preferences.condition_scores[grade] for grade in Condition])
    return {
        "condition": scores[estate.values.condition] * council,
        "location": location_merit(estate, preferences.location_radius_km) * council,
        "flexibility": estate.values.flexibility * council,
        "local_importance": estate.values.local_importance * council,
    }


def travel_services(preferences: Preferences, estate: Estate) -> tuple[str, ...]:
    """Services whose travel counts: the named ones, or all public ones."""
    return tuple(preferences.travel_services) or tuple(s.service_id for s in estate.services if s.public)


def travel_steps(preferences: Preferences) -> tuple[tuple[float, float], ...]:
    """Bands as (limit in km, km counted for whoever is beyond it), the last up to the horizon.

    A person within the first band counts 0; each band's edge that is passed adds the width up to
    the next edge, the last edge the way to the horizon.
    """
    edges = [*preferences.travel_bands_km, max(preferences.travel_horizon_km, preferences.travel_bands_km[-1])]
    return tuple((edge, beyond - edge) for edge, beyond in pairwise(edges))


def term_scales(preferences: Preferences, context: Context) -> Mapping[str, float]:
    """What each term is divided by: its figure today, or 1 for each in raw units.

    Running cost is divided by today's costs without regard to sign, so that a building that earns
    does not shrink the measure. A term that is 0 today is divided by the figure it would have at its
    natural full extent: the merit of all buildings (condition, location and the like), all activity
    moved to its limit or the travel horizon (disruption), all activity ended (ended), a year's running
    cost (one-off money).
    """
    if preferences.raw_units:
        return dict.fromkeys(TERM_NAMES, 1.0)
    estate = context.estate
    merits = building_merits(preferences, estate)
    cost = float(np.abs(context.baseline.running_cost).sum())
    full_disruption = sum(
        a.hours_per_week * min(estate.service_by_id[a.service_id].max_move_km, preferences.travel_horizon_km)
        for a in estate.activities
        if context.is_council(a.building_id)
    )
    scales = {name: float(merit.sum()) for name, merit in merits.items()} | {
        "running_cost": cost,
        "one_off": cost,
        "carbon": float(context.baseline.carbon.sum()),
        "disruption": full_disruption,
        "travel": travel(preferences, estate, context.baseline),
        "ended": context.activity_hours,
        "buildings": float(estate.is_council.sum()),
        "farthest": farthest(preferences, estate, context.baseline),
    }
    return {name: scales[name] if scales[name] > 0 else 1.0 for name in TERM_NAMES}


def terms(preferences: Preferences, context: Context, snapshot: Snapshot) -> tuple[Term, ...]:
    """Every term of the preferences in an estate as decided.

    Parameters
    ----------
    preferences
        Weights and settings.
    context
        The estate and its baseline.
    snapshot
        The estate as decided.

    Returns
    -------
    tuple of Term
        In the order of :data:`TERM_NAMES`, those with weight 0 too.
    """
    estate = context.estate
    merits = building_merits(preferences, estate)
    scales = term_scales(preferences, context)
    measures: dict[str, Callable[[], float]] = {
        name: partial(_lost, merit, snapshot) for name, merit in merits.items()
    } | {
        "running_cost": lambda: float(snapshot.running_cost.sum()),
        "one_off": lambda: float(
            (snapshot.works_cost + snapshot.exit_cost - snapshot.receipts(preferences.receipts)).sum()
        ),
        "carbon": lambda: float(snapshot.carbon.sum()),
        "disruption": lambda: disruption(snapshot),
        "travel": lambda: travel(preferences, estate, snapshot),
        "ended": snapshot.ended_hours,
        "buildings": lambda: float(snapshot.in_estate.sum()),
        "farthest": lambda: farthest(preferences, estate, snapshot),
    }
    return tuple(
        Term(name=name, weight=getattr(preferences, name), raw=measures[name](), scale=scales[name], unit=UNITS[name])
        for name in TERM_NAMES
    )


def _lost(merit: FloatArray, snapshot: Snapshot) -> float:
    """Merit of the buildings that leave the estate."""
    return float(merit[snapshot.leaves].sum())


def objective(found: tuple[Term, ...]) -> float:
    """Value of the preferences: the sum of what the terms contribute."""
    return sum(term.contribution for term in found if term.weight)


def disruption(snapshot: Snapshot) -> float:
    """Space-hours a week moved times km, over all moves."""
    km, hours = moved(snapshot)
    return float((hours * km).sum())


def travel(preferences: Preferences, estate: Estate, snapshot: Snapshot) -> float:
    """People × km to the nearest outlet, summed over the services that count.

    By bands: whoever is beyond a band's limit counts the width of the next. Exact: the distance
    itself, at most the horizon (the p-median objective).
    """
    outlets = Outlets(partners=preferences.partners, transfers=preferences.transfers)
    total = 0.0
    for service in travel_services(preferences, estate):
        distance = snapshot.distance(service, outlets=outlets)
        if preferences.exact_travel:
            total += float((estate.population * np.minimum(distance, preferences.travel_horizon_km)).sum())
        else:
            total += sum(
                width * float(estate.population[distance > limit * (1 + ROUNDING)].sum())
                for limit, width in travel_steps(preferences)
            )
    return total


def farthest(preferences: Preferences, estate: Estate, snapshot: Snapshot) -> float:
    """Km to the nearest outlet, at most the horizon, for whoever lives farthest (the p-centre objective).

    Summed over the services that count; places where nobody lives do not.
    """
    outlets = Outlets(partners=preferences.partners, transfers=preferences.transfers)
    total = 0.0
    for service in travel_services(preferences, estate):
        distance = snapshot.distance(service, outlets=outlets)[estate.population > 0]
        total += float(np.minimum(distance, preferences.travel_horizon_km).max(initial=0.0))
    return total
