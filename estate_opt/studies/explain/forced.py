"""Decisions that are forced: which rules leave no choice about a building."""

from __future__ import annotations

from datetime import date

from estate_opt.domain.option import Decision
from estate_opt.policies import Kind, Policy, Protect
from estate_opt.solving.progress import Progress, StopSwitch
from estate_opt.studies.diagnose import diagnose
from estate_opt.studies.explain.opposite import Opposite
from estate_opt.studies.explain.world import World

SECONDS = 30.0
"""Time to find which rules force a decision."""
WHAT_IF = "what-if"


def forcing(world: World, opposite: Opposite, progress: Progress, stop: StopSwitch) -> tuple[str, ...]:
    """The musts that allow no plan with the opposite, in sentences; none where they were not found in time.

    The opposite becomes a must, and the conflict that it takes part in is diagnosed.
    """
    rule = _what_if(world, opposite)
    protected: tuple[Policy, ...] = getattr(world.plan_file.policies, Protect.name)
    policies = world.plan_file.policies.model_copy(update={Protect.name: (*protected, rule)})
    asked = world.plan_file.model_copy(update={"policies": policies})
    found = diagnose(asked, world.context, progress, seconds=SECONDS, stop=stop)
    return tuple(
        line.sentence
        for conflict in found.conflicts
        if any(part.policy == WHAT_IF for part in conflict.policies)
        for part in conflict.policies
        if part.policy != WHAT_IF
        for line in part.lines
    )


def _what_if(world: World, opposite: Opposite) -> Protect:
    """The opposite as a must; where a building can leave in several ways, by closing it if that is one."""
    by_id = world.context.estate.option_by_id
    how: dict[str, str] = {"option": min(opposite.opposite)}
    if not opposite.stays:
        how = {"decision": "keep"}
    elif any(by_id[option].decision is Decision.CLOSED for option in opposite.opposite):
        how = {"decision": "close"}
    return Protect.model_validate(
        {
            "id": WHAT_IF,
            "kind": Kind.MUST,
            "building": opposite.building_id,
            "reason": "what if",
            "owner": "estate-opt",
            "review_date": date.max,
            **how,
        }
    )


def no_option(opposite: Opposite) -> str:
    """Why a building without any option of the opposite has no choice."""
    lacks = "closes or transfers it" if opposite.stays else "keeps it in the council's running"
    return f"The table of options has none for this building that {lacks}."
