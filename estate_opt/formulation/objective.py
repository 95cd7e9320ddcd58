"""The preferences as an expression of the variables: each term divided by its scale.

The same terms are measured from decisions in ``results/merit.py``; that the two agree is what the
verifier checks.
"""

from __future__ import annotations

from collections.abc import Callable

from estate_opt.config.schema import Preferences
from estate_opt.domain.snapshot import Outlets
from estate_opt.domain.travel import Unit
from estate_opt.formulation.build import Formulation
from estate_opt.formulation.memory import uncollected
from estate_opt.policies.base import Context, Expression
from estate_opt.policies.carbon import Carbon
from estate_opt.policies.one_off import OneOff
from estate_opt.policies.running_cost import running_cost_expression
from estate_opt.results.merit import TERM_NAMES, building_merits, term_scales, travel_services, travel_steps


@uncollected()
def preference(formulation: Formulation, preferences: Preferences) -> Expression:
    """The weighted sum of the terms.

    Parameters
    ----------
    formulation
        Variables, and where further cover variables go.
    preferences
        Weights and settings.
    """
    scales = term_scales(preferences, formulation.context)
    total = Expression()
    for name in TERM_NAMES:
        weight = getattr(preferences, name)
        if weight:
            total.extend(term_expression(name, formulation, preferences), weight / scales[name])
    return total


def term_expression(name: str, formulation: Formulation, preferences: Preferences) -> Expression:
    """One term of the preferences, in its own unit and without its weight."""
    return _TERMS[name](formulation, preferences)


def disruption_rate(context: Context, preferences: Preferences) -> float:
    """What an hour a week moved over a km counts in the weighted sum."""
    weight = preferences.disruption
    return weight / term_scales(preferences, context)["disruption"] if weight else 0.0


def _merit_lost(name: str) -> Callable[[Formulation, Preferences], Expression]:
    """Merit of the buildings that leave the estate."""

    def expression(formulation: Formulation, preferences: Preferences) -> Expression:
        merit = building_merits(preferences, formulation.context.estate)[name]
        lost = Expression()
        for k in range(len(merit)):
            for option, chosen in formulation.rows.runs(k):
                if not option.in_estate and merit[k]:
                    lost.add(chosen, float(merit[k]))
        return lost

    return expression


def _running_cost(formulation: Formulation, _: Preferences) -> Expression:
    return running_cost_expression(formulation.context, formulation.rows)


def _one_off(formulation: Formulation, preferences: Preferences) -> Expression:
    policy = OneOff(budget_gbp=0, receipts=preferences.receipts)
    (requirement,) = policy.requirements(formulation.context)
    return policy.expression(requirement, formulation.context, formulation.rows)


def _carbon(formulation: Formulation, _: Preferences) -> Expression:
    policy = Carbon(cut_share=0)
    (requirement,) = policy.requirements(formulation.context)
    return policy.expression(requirement, formulation.context, formulation.rows)


def _disruption(formulation: Formulation, _: Preferences) -> Expression:
    """Space-hours a week moved times km."""
    expression = Expression()
    for (i, s), near in formulation.candidates.moves.items():
        hours = formulation.candidates.activities[i, s]
        for k, km in near:
            expression.add(formulation.moves[i, s, k], hours * km)
    return expression


def _travel(formulation: Formulation, preferences: Preferences) -> Expression:
    """People × km to the nearest outlet, by bands or exactly."""
    estate = formulation.context.estate
    outlets = Outlets(partners=preferences.partners, transfers=preferences.transfers)
    total = Expression()
    for service in travel_services(preferences, estate):
        if preferences.exact_travel:
            total.extend(
                formulation.rows.rings.distance(service, preferences.travel_horizon_km, outlets, estate.population)
            )
            continue
        for limit, width in travel_steps(preferences):
            if width:
                total.constant += width * float(estate.population.sum())
                total.extend(formulation.rows.covered(service, limit, Unit.KM, outlets, estate.population), -width)
    return total


def _ended(formulation: Formulation, _: Preferences) -> Expression:
    return formulation.rows.ended()


def _buildings(formulation: Formulation, _: Preferences) -> Expression:
    """Number of buildings that the council runs."""
    count = len(formulation.context.estate.buildings)
    ways = (way for k in range(count) for way in formulation.rows.runs(k))
    return Expression([(chosen, 1.0) for option, chosen in ways if option.in_estate])


def _farthest(formulation: Formulation, preferences: Preferences) -> Expression:
    """Km to the nearest outlet of each service for whoever lives farthest."""
    estate = formulation.context.estate
    outlets = Outlets(partners=preferences.partners, transfers=preferences.transfers)
    total = Expression()
    for service in travel_services(preferences, estate):
        total.extend(
            formulation.rows.rings.farthest(service, preferences.travel_horizon_km, outlets, estate.population)
        )
    return total


_TERMS: dict[str, Callable[[Formulation, Preferences], Expression]] = {
    "condition": _merit_lost("condition"),
    "location": _merit_lost("location"),
    "flexibility": _merit_lost("flexibility"),
    "local_importance": _merit_lost("local_importance"),
    "running_cost": _running_cost,
    "one_off": _one_off,
    "carbon": _carbon,
    "disruption": _disruption,
    "travel": _travel,
    "ended": _ended,
    "buildings": _buildings,
    "farthest": _farthest,
}
