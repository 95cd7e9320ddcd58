"""What could be other than it is: the building's own data, and the values of policies.

A lever goes one way, step by step: the way in which the opposite of the decision gains. A building that is kept would
be let go were it in worse condition, less used or dearer; one that leaves would stay were it better, busier or cheaper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.values import GRADES
from estate_opt.policies import Carbon, FrontDoor, OneOff, Policy, Presence, Quota, Reduction, RunningCost, Utilisation
from estate_opt.results.figures import hours, pounds
from estate_opt.studies.diagnose.values import Value, values_of
from estate_opt.studies.explain.opposite import Opposite
from estate_opt.studies.explain.world import World

COST_STEP_GBP, HOURS_STEP, SHARE_STEP = 1_000.0, 1.0, 0.005
DEAREST = 3.0
"""Running cost up to which a flip is looked for, in times today's."""
FURTHEST = 1.0
"""Money of a policy up to which a flip is looked for: so much more or less than is asked, as a share of it."""
ASKS_TO_LEAVE = (Reduction, RunningCost, Carbon, Utilisation)
"""Policies that a smaller estate holds more easily; the others are held more easily by a larger one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """A figure that could be another.

    Parameters
    ----------
    key
        ``condition``, ``running_cost``, ``hours``, or a policy's id and key (``reduction.share``).
    what
        The figure in a phrase ("its running cost").
    unit
        Unit of the values.
    today
        Its value as it is.
    values
        The values looked at, one step after the other away from today's.
    world
        The world with a value.
    said
        A value in words.
    """

    key: str
    what: str
    unit: str
    today: float
    values: tuple[float, ...]
    world: Callable[[float], World]
    said: Callable[[float], str]

    def at(self, step: int) -> float:
        """The value so many steps from today's; 0 is today's."""
        return self.values[step - 1] if step else self.today


def own_levers(world: World, opposite: Opposite) -> Iterator[Lever]:
    """The building's condition, running cost and activity."""
    yield from _condition(world, opposite)
    yield _running_cost(world, opposite)
    yield from _hours(world, opposite)


def _condition(world: World, opposite: Opposite) -> Iterator[Lever]:
    """Worse grades for a building that stays, better ones for one that leaves."""
    estate, building_id = world.context.estate, opposite.building_id
    k = estate.building_index[building_id]
    now = int(estate.values.condition[k])
    grades = range(now + 1, len(GRADES)) if opposite.stays else range(now - 1, -1, -1)
    if not len(grades):
        return
    assumed = ", assumed for want of a survey" if estate.buildings[k].condition is None else ""
    yield Lever(
        key="condition",
        what="its condition",
        unit="grade",
        today=float(now),
        values=tuple(float(grade) for grade in grades),
        world=lambda value: world.with_building(building_id, condition=GRADES[int(value)]),
        said=lambda value: f"grade {GRADES[int(value)]}{assumed if value == now else ''}",
    )


def _running_cost(world: World, opposite: Opposite) -> Lever:
    """Dearer for a building that stays, cheaper for one that leaves."""
    estate, building_id = world.context.estate, opposite.building_id
    now = estate.buildings[estate.building_index[building_id]].running_cost_gbp_per_year
    end = max(DEAREST * now, now + COST_STEP_GBP) if opposite.stays else 0.0
    return Lever(
        key="running_cost",
        what="its running cost",
        unit="£ a year",
        today=now,
        values=_steps(now, end, COST_STEP_GBP),
        world=lambda value: world.with_building(building_id, running_cost_gbp_per_year=value),
        said=lambda value: f"{pounds(value)} a year",
    )


def _hours(world: World, opposite: Opposite) -> Iterator[Lever]:
    """Less activity at a building that stays, more at one that leaves, as far as it has room; all services alike."""
    estate, building_id = world.context.estate, opposite.building_id
    now = sum(a.hours_per_week for a in estate.activities if a.building_id == building_id)
    room = estate.buildings[estate.building_index[building_id]].capacity_hours_per_week
    values = _steps(now, 0.0 if opposite.stays else room, HOURS_STEP)
    if now <= 0 or not values or (room <= now and not opposite.stays):
        return
    yield Lever(
        key="hours",
        what="its hours of activity",
        unit="hours a week",
        today=now,
        values=values,
        world=lambda value: world.with_hours(building_id, value / now),
        said=hours,
    )


def policy_levers(world: World, opposite: Opposite, policy: Policy) -> Iterator[Lever]:
    """The values of a policy, changed the way in which it asks less for the decision and more for its opposite."""
    for value in values_of(policy, world.context):
        wants_opposite = isinstance(policy, ASKS_TO_LEAVE) == opposite.stays
        if isinstance(policy, Quota | OneOff):  # a limit on closures, or on the money that changes cost
            wants_opposite = not opposite.stays
        looser = not wants_opposite
        if isinstance(policy, Utilisation) and value.key == "ceiling":
            looser = opposite.stays
        steps = _steps_of(value, looser=looser)
        if steps:
            yield _policy_lever(world, policy, value, steps)


def _policy_lever(world: World, policy: Policy, value: Value, steps: tuple[float, ...]) -> Lever:
    def changed(other: float) -> World:
        return world.with_policy(policy.id, **{value.key: value.setting(other)})

    return Lever(
        key=f"{policy.id}.{value.key}",
        what=f"what the rule {policy.id!r} asks for",
        unit=str(value.unit),
        today=value.asked,
        values=steps,
        world=changed,
        said=lambda other: repr(value.said(other)),
    )


def _steps_of(value: Value, *, looser: bool) -> tuple[float, ...]:
    """Values of a policy from what is asked, in the steps of :data:`SHARE_STEP` where it is a share."""
    way = value.looser if looser else -value.looser
    step = SHARE_STEP if value.step < 1 else value.step
    if value.unit in ("£", "£ a year"):
        step = max(1.0, SHARE_STEP * abs(value.asked))
        return _steps(value.asked, value.asked + way * FURTHEST * abs(value.asked), step)
    if value.step < 1:
        return _steps(value.asked, 1.0 if way > 0 else 0.0, step)
    least = 1.0 if isinstance(value.policy, Presence | FrontDoor) else 0.0
    most = value.loosest if np.isfinite(value.loosest) and value.loosest > value.asked else value.asked + 10
    return _steps(value.asked, most if way > 0 else least, step)


def _steps(start: float, end: float, step: float) -> tuple[float, ...]:
    """Values from a start, without it, to an end in whole steps; the last may be shorter."""
    way = 1.0 if end > start else -1.0
    count = int(np.ceil(abs(end - start) / step - 1e-9))
    return tuple(round(float(way * min(way * (start + way * step * n), way * end)), 9) for n in range(1, count + 1))
