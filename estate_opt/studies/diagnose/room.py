"""Whether longer opening hours would let conflicting musts hold, how many, and where.

Each building that the council runs may host more than its capacity, up to what its rooms would hold if they were open
all 168 hours of the week. The hours hosted so are taken off its load, so that capacity, ceilings and floors on use
count neither them nor the time in which they are hosted; their sum is minimised with all musts of the conflict held.
"""

from __future__ import annotations

import math

from estate_opt.formulation import Formulation
from estate_opt.policies import Policy, Relocation, Sense, Utilisation
from estate_opt.policies.base import Expression, Variable
from estate_opt.solving.elastic import HOLDS
from estate_opt.studies.diagnose.answer import ExtraRoom
from estate_opt.studies.diagnose.musts import Asked

HOURS_OF_A_WEEK = 168.0
SHOWN_HOURS = 0.5
"""Extra hours at a building below this are a solver's rounding."""


def concerns_room(policies: list[Policy]) -> bool:
    """Whether more room can make a difference: activity is to be housed, or use to stay under a ceiling."""
    return any(isinstance(p, Relocation) or (isinstance(p, Utilisation) and p.ceiling) for p in policies)


def extra_room(asked: Asked, policies: list[Policy]) -> ExtraRoom:
    """The least extra room with which some musts can all hold."""
    settings = asked.settings.formulation.model_copy(update={"tight_links": False})  # they count on today's room
    formulation = asked.formulate(policies, settings)
    places = _add_room(formulation)
    elastic = asked.elastic(formulation)
    every = range(len(elastic.lines))
    can = elastic.least(
        elastic.shortfall(every), (), asked.clock.question(), lambda value, bound: value <= HOLDS or bound > HOLDS
    )
    if can.value > HOLDS:
        return ExtraRoom(hours=None, at_least=0.0, proven=False, helps=False if can.bound > HOLDS else None, where=())
    hours = Expression([(variable, most) for _, variable, most in places])
    least = elastic.least(hours, every, asked.clock.question(), _to_the_hour)
    if least.x is None:
        return ExtraRoom(hours=None, at_least=0.0, proven=False, helps=True, where=())
    where = [(k, elastic.value(variable, least.x) * most) for k, variable, most in places]
    buildings = asked.context.estate.buildings
    return ExtraRoom(
        hours=float(_whole(least.value)),
        at_least=max(0.0, least.bound),
        proven=_to_the_hour(least.value, least.bound),
        helps=True,
        where=tuple(
            (buildings[k].building_id, buildings[k].name, round(extra, 1))
            for k, extra in sorted(where, key=lambda pair: -pair[1])
            if extra >= SHOWN_HOURS
        ),
    )


def _add_room(formulation: Formulation) -> list[tuple[int, Variable, float]]:
    """A variable for the extra room of each council building: position, variable, and hours that 1 of it stands for."""
    places = []
    for k, building in enumerate(formulation.estate.buildings):
        opening = building.opening_hours_per_week
        stays = [(chosen, -1.0) for option, chosen in formulation.runs(k) if option.in_estate]
        if k not in formulation.load_rows or not stays or not 0 < opening < HOURS_OF_A_WEEK:
            continue
        most = building.capacity_hours_per_week * (HOURS_OF_A_WEEK / opening - 1)
        name = ("extra", building.building_id)
        extra = formulation.program.column(name, [(formulation.load_rows[k], -most)], whole=False)
        formulation.program.row(name, Expression([(extra, 1.0), *stays]), Sense.AT_MOST, 0.0)
        places.append((k, extra, most))
    return places


def _whole(hours: float) -> int:
    """Hours rounded up, but for a solver's rounding."""
    return math.ceil(hours - 1e-3)


def _to_the_hour(value: float, bound: float) -> bool:
    """Whether an hour less is proven not to do."""
    return math.isfinite(value) and bound > _whole(value) - 1
