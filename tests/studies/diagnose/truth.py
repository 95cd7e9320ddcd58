"""Which musts of a small estate can hold, by trying every plan: nothing of the elastic program is used."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

import numpy as np

from estate_opt.config.schema import PlanFile
from estate_opt.domain.snapshot import Snapshot
from estate_opt.policies import Context, Kind, Policy, Requirement, Sense
from tests.oracle.brute_force import World
from tests.oracle.random_cases import draw_estate, draw_plan_file

ROUNDING = 1e-6
"""Of a line's scale: what the program takes for nothing."""


class Truth:
    """Every plan of an estate, and what each of them holds."""

    def __init__(self, plan_file: PlanFile, context: Context, plans: list[Snapshot]) -> None:
        self.plan_file = plan_file
        self.context = context
        self.plans = plans

    def holding(self, lines: Iterable[tuple[Policy, Requirement]]) -> list[Snapshot]:
        """Plans in which all of some lines hold."""
        left = self.plans
        for policy, line in lines:
            left = [plan for plan in left if self.holds(policy, line, plan)]
        return left

    def holds(self, policy: Policy, line: Requirement, plan: Snapshot) -> bool:
        value = policy.value(line, self.context, plan)
        beyond = value - line.target if line.sense is Sense.AT_MOST else line.target - value
        return beyond <= ROUNDING * line.scale

    def possible(self, policies: Iterable[Policy]) -> bool:
        """Whether some musts can all hold."""
        return bool(self.holding((p, line) for p in policies for line in p.requirements(self.context)))


def drawn(seed: int, most_plans: int = 1_500) -> Truth | None:
    """A drawn estate with a drawn plan file, all of whose rules are musts; ``None`` where there is too much to try."""
    rng = np.random.default_rng(seed)
    context = Context(draw_estate(rng), priority_wards=("W1",))
    plan_file = all_musts(draw_plan_file(rng, context))
    world = World(context, plan_file.policies.relocation)
    decisions = list(islice(world.whole_plans(may_end=True), most_plans + 1))
    if len(decisions) > most_plans:
        return None
    return Truth(plan_file, context, [Snapshot(context.estate, d) for d in decisions])


def all_musts(plan_file: PlanFile) -> PlanFile:
    """The same plan file with every rule a must, and every move within the limits."""
    rules = plan_file.policies
    update: dict[str, object] = {}
    for policy in rules.all():
        if policy.name == "relocation":
            continue
        there = update.setdefault(policy.name, ())
        assert isinstance(there, tuple)
        update[policy.name] = (*there, policy.model_copy(update={"kind": Kind.MUST}))
    relocation = rules.relocation.to_all().model_copy(update={"kind": Kind.MUST})
    return plan_file.model_copy(update={"policies": rules.model_copy(update={**update, "relocation": relocation})})
