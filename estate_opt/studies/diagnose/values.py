"""The value of a must that a planner would change, in the steps in which it is sensibly changed.

A nearest value is one that can be put into the plan file as it stands: a share in tenths of a per cent, money in
thousands of pounds, buildings, services and hubs one by one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from estate_opt.policies import (
    Access,
    Carbon,
    Context,
    FrontDoor,
    OneOff,
    Policy,
    Presence,
    Quota,
    Reduction,
    Relocation,
    Requirement,
    RunningCost,
    Unit,
    Utilisation,
)
from estate_opt.results.figures import figure

SHARE_STEP, POUNDS_STEP = 0.001, 1_000.0
ROUNDING = 1e-3
"""Part of a step that is a solver's rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A number of a must that can be changed.

    Parameters
    ----------
    policy
        The must.
    key
        Its key in the plan file.
    asked
        What is asked for, in ``unit``.
    unit
        As people read it.
    step
        Least sensible change.
    looser
        1 where a larger value is easier to hold, else −1.
    loosest
        Value at which nothing is asked any more; infinite where there is none.
    words
        The value in a phrase, with ``{}`` for the figure.
    linear
        Whether the lines' targets move in proportion to it and nothing else changes.
    lines
        Beginning of the keys of the lines that it governs.
    written
        What stands in the plan file for a value.
    """

    policy: Policy
    key: str
    asked: float
    unit: Unit
    step: float
    looser: int
    loosest: float
    words: str
    linear: bool = True
    lines: str = ""
    written: Callable[[float], float] = float

    def governs(self, requirement: Requirement) -> bool:
        """Whether a line of the must goes by it."""
        return requirement.key.startswith(self.lines)

    def setting(self, value: float) -> float:
        """What stands in the plan file for a value."""
        return self.written(value)

    def changed(self, value: float) -> Policy:
        """The must with another value."""
        return self.policy.model_copy(update={self.key: self.setting(value)})

    def after(self, loosened: float) -> float:
        """The tightest value in whole steps that is at least so much looser than what is asked."""
        value = self.looser * (self.asked + self.looser * loosened) / self.step
        return self._within(self.looser * math.ceil(value - ROUNDING) * self.step)

    def tighter(self, value: float) -> float:
        """One step tighter, but never tighter than what is asked."""
        return self._not_beyond_asked(value - self.looser * self.step)

    def between(self, tight: float, loose: float) -> float:
        """A value in whole steps in the middle of two, not the looser one."""
        steps = math.floor(abs(loose - tight) / self.step / 2 + ROUNDING)
        return self._not_beyond_asked(loose - self.looser * max(1, steps) * self.step)

    def _not_beyond_asked(self, value: float) -> float:
        return self.asked if self.looser * (value - self.asked) <= 0 else round(value, 6) + 0.0

    def rules_out(self, value: float, loosened: float) -> bool:
        """Whether a value is impossible where at least so much loosening is needed."""
        if self.looser * (value - self.asked) <= 0:
            return True  # what is asked is known to be impossible
        return self.looser * (value - self.asked) < loosened - ROUNDING * self.step

    def _within(self, value: float) -> float:
        value = self.looser * min(self.looser * value, self.looser * self.loosest)
        return float(round(value, 6)) + 0.0

    def rates(self, context: Context) -> dict[str, float]:
        """How far the target of each line moves for a unit of the value."""
        distance = self.step if self.step >= 1 else min(self.step, abs(self.asked) / 2 or self.step)
        there = {r.key: r.target for r in self.changed(self.asked + self.looser * distance).requirements(context)}
        return {  # a line that is not there any more asks for nothing
            r.key: abs(there.get(r.key, 0.0) - r.target) / distance
            for r in self.policy.requirements(context)
            if self.governs(r)
        }

    def said(self, value: float) -> str:
        """A value as people read it."""
        return self.words.format(figure(value, self.unit))


def values_of(policy: Policy, context: Context) -> tuple[Value, ...]:
    """The numbers of a must that can be changed; none where it is a decision about a building."""
    match policy:
        case Reduction():
            return (_reduction(policy, context),)
        case Access():
            return (_access(policy),)
        case Relocation():
            words = "at most {} of the activity without a home"
            return (_share(policy, "max_ended_share", 1, words),)
        case Utilisation():
            floor = "at least {} use"
            return tuple(
                _share(policy, key, looser, words, linear=False, lines=key)
                for key, looser, words in (("floor", -1, floor), ("ceiling", 1, "at most {} use"))
                if getattr(policy, key) is not None
            )
        case Quota():
            words = "at most {} of the closures" if policy.of == "all_closures" else "at most {} of its buildings"
            return (_share(policy, "share", 1, words, linear=policy.of == "own_buildings"),)
        case Carbon():
            return (_share(policy, "cut_share", -1, "a cut of {}"),)
        case RunningCost():
            return (_running_cost(policy),)
        case OneOff():
            return (_pounds(policy, "budget_gbp", Unit.GBP, 1, "at most {}"),)
        case Presence():
            unit = Unit.BUILDINGS if policy.of == "buildings" else Unit.SERVICES
            return (_whole(policy, "at_least", unit, -1, "at least {}"),)
        case FrontDoor():
            each = _whole(policy, "at_least", Unit.SERVICES, -1, "at least {} at each", linear=False, lines="services")
            return (each, _whole(policy, "hubs", Unit.BUILDINGS, -1, "at least {}", lines="hubs"))
        case _:
            return ()


def _share(policy: Policy, key: str, looser: int, words: str, *, linear: bool = True, lines: str = "") -> Value:
    return Value(
        policy=policy, key=key, asked=float(getattr(policy, key)), unit=Unit.SHARE, step=SHARE_STEP, looser=looser,
        loosest=1.0 if looser > 0 else 0.0, words=words, linear=linear, lines=lines,
    )  # fmt: skip


def _whole(
    policy: Policy, key: str, unit: Unit, looser: int, words: str, *, linear: bool = True, lines: str = ""
) -> Value:
    return Value(
        policy=policy, key=key, asked=float(getattr(policy, key)), unit=unit, step=1.0, looser=looser,
        loosest=0.0 if looser < 0 else math.inf, words=words, linear=linear, lines=lines, written=round,
    )  # fmt: skip


def _pounds(policy: Policy, key: str, unit: Unit, looser: int, words: str) -> Value:
    return Value(
        policy=policy, key=key, asked=float(getattr(policy, key)), unit=unit, step=POUNDS_STEP, looser=looser,
        loosest=0.0 if looser < 0 else math.inf, words=words,
    )  # fmt: skip


def _running_cost(policy: RunningCost) -> Value:
    if policy.saving_share is not None:
        return _share(policy, "saving_share", -1, "a saving of {}")
    if policy.saving_gbp_per_year is not None:
        return _pounds(policy, "saving_gbp_per_year", Unit.GBP_PER_YEAR, -1, "a saving of {}")
    return _pounds(policy, "cap_gbp_per_year", Unit.GBP_PER_YEAR, 1, "at most {}")


def _access(policy: Access) -> Value:
    if policy.share is not None:
        return _share(policy, "share", -1, "at least {} of the people")
    if policy.share_in_reach is not None:
        return _share(policy, "share_in_reach", -1, "at least {} of the people in reach")
    return _share(policy, "no_worse_than_today", -1, "at least {} of the people covered today")


def _reduction(policy: Reduction, context: Context) -> Value:
    """Buildings that stay, whatever way the plan file says it."""
    total = len(policy.counted(context))

    def written(value: float) -> float:
        leave = total - round(value)
        if policy.share is not None:  # rounded down, so that no building more has to leave
            return math.floor(leave / max(total, 1) * 10_000) / 10_000
        return leave if policy.number is not None else round(value)

    key = next(key for key in ("share", "number", "retain") if getattr(policy, key) is not None)
    return Value(
        policy=policy, key=key, asked=float(policy.most_retained(total)), unit=Unit.BUILDINGS, step=1.0, looser=1,
        loosest=float(total), words="at most {}", written=written,
    )  # fmt: skip
