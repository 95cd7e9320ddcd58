"""From a result to what its map page shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from estate_opt.domain.plan import Outcome
from estate_opt.mapping.build_buildings import building_views, line_views
from estate_opt.mapping.build_equality import equality_view
from estate_opt.mapping.build_places import neighbourhood_views, service_views, ward_views, ways_views
from estate_opt.mapping.build_targets import target_views
from estate_opt.mapping.view import Headline, MapView, Title
from estate_opt.mapping.words import date_words, short_pounds
from estate_opt.policies import Unit
from estate_opt.results.facts import Facts
from estate_opt.results.figures import figure, number, percent
from estate_opt.results.proven import proof_words
from estate_opt.results.result import Result
from estate_opt.results.summary import not_physical
from estate_opt.results.totals import Totals, totals
from estate_opt.results.verify import broken_physics


def map_view(result: Result, made_on: date) -> MapView:
    """Gather what the map page of a plan shows.

    Parameters
    ----------
    result
        The plan with everything it is judged by.
    made_on
        Day on which the plan was made.
    """
    facts = Facts(result)
    estate = result.estate
    return MapView(
        title=Title(
            estate=estate.name,
            scenario=result.plan_file.title or result.plan_file.scenario,
            description=result.plan_file.description,
            made_on=date_words(made_on),
            proof=" ".join((proof_words(result.plan), *_broken(result))),
            notice=estate.notice,
            attribution=estate.attribution,
            travel=estate.travel.basis,
        ),
        headlines=tuple(_headlines(totals(result.before), totals(result.after))),
        services=service_views(facts),
        wards=ward_views(facts),
        neighbourhoods=neighbourhood_views(facts),
        ways=ways_views(facts),
        buildings=building_views(facts),
        lines=line_views(facts),
        targets=target_views(result),
        equality=equality_view(facts),
        assumptions=tuple(sorted({f"{a.column.replace('_', ' ')}: {a.basis}" for a in estate.all_assumptions})),
    )


def _broken(result: Result) -> Iterator[str]:
    """What a hand-made plan breaks; one that was solved breaks nothing, or it would not be drawn."""
    if result.plan.outcome is Outcome.HAND_MADE:
        yield from not_physical(broken_physics(result))


def _headlines(today: Totals, planned: Totals) -> Iterator[Headline]:
    yield Headline(
        label="Council buildings", today=f"{today.buildings_in_estate}", planned=f"{planned.buildings_in_estate}"
    )
    yield Headline(
        label="Average use in opening hours",
        today=percent(today.utilisation_plan_hours),
        planned=percent(planned.utilisation_plan_hours),
        note=f"{percent(planned.utilisation_todays_hours)} in hours no shorter than today’s",
    )
    yield Headline(
        label="Net running cost a year",
        today=short_pounds(today.running_cost_gbp_per_year),
        planned=short_pounds(planned.running_cost_gbp_per_year),
    )
    yield Headline(
        label="Hours a week that find no place",
        today="0",
        planned=number(planned.ended_hours_per_week, 0),
        note=f"{figure(planned.moved_hours_per_week, Unit.HOURS)} move to another building",
    )
