"""Drawn estates and drawn plan files: the classes are those of brute force."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from estate_opt.domain.snapshot import Snapshot
from estate_opt.errors import NoPlanPossible
from estate_opt.policies import Context
from estate_opt.results.merit import objective, terms
from estate_opt.results.result import Result
from estate_opt.studies.alternatives import Standing, alternatives
from tests.oracle.brute_force import World, holds_musts, shortfalls, shut_by
from tests.oracle.random_cases import draw_estate, draw_plan_file
from tests.oracle.solved import solved

MOST_PLANS = 400
"""More than these take too long to try."""
NEAR = 1e-4
"""Plans so near to the limit, as a share of it, or to the least shortfall, may be on either side of it."""


def check(seed: int, share: float) -> dict[str, int]:
    """How many buildings stand where, each held against all plans; none where there is too much to try."""
    rng = np.random.default_rng(seed)
    context = Context(draw_estate(rng), priority_wards=("W1",))
    plan_file = draw_plan_file(rng, context)
    policies = plan_file.policies.all()
    world = World(context, plan_file.policies.relocation, shut_by(policies))
    plans = [Snapshot(context.estate, d) for d in islice(world.whole_plans(may_end=True), MOST_PLANS + 1)]
    if len(plans) > MOST_PLANS:
        return {}
    try:
        best = solved(plan_file, context)
    except NoPlanPossible:
        return {}
    found = alternatives(best, share, 2)
    held = [most for _, most in sorted(found.within.held.items())]
    limit, near = found.within.limit, NEAR * max(1.0, abs(found.within.limit))
    measured = [
        (plan.in_estate, objective(terms(plan_file.preferences, context, plan)), shortfalls(policies, context, plan))
        for plan in plans
        if holds_musts(policies, context, plan)
    ]
    over = [max([m - h for m, h in zip(missed, held, strict=True)], default=0.0) for _, _, missed in measured]
    counts: dict[str, int] = {}
    for one in found.classes:
        k = context.estate.building_index[one.building_id]
        sides = [(bool(stays[k]), value, more) for (stays, value, _), more in zip(measured, over, strict=True)]
        perhaps = {side for side, value, more in sides if value <= limit + near and more <= NEAR}
        sure = {side for side, value, more in sides if value <= limit - near and more <= 1e-6}
        if one.standing is Standing.SWING:
            assert len(perhaps) == 2, (seed, one)
        else:
            assert one.standing.proven, (seed, one)
            assert sure <= {one.standing is Standing.IN_EVERY}, (seed, one)
        counts[one.standing.value] = counts.get(one.standing.value, 0) + 1
    _check_plans(found.best, [one.witness.result for one in found.plans])
    return counts


def _check_plans(best: Result, others: list[Result]) -> None:
    """Alternatives are different plans."""
    options = [tuple(sorted(r.plan.decisions.options.items())) for r in (best, *others)]
    assert len(set(options)) == len(options)


def test_some() -> None:
    total: dict[str, int] = {}
    for seed in (4_002, 4_007, 4_013, 4_014, 4_022):
        for share in (0.02, 0.3):
            for standing, count in check(seed, share).items():
                total[standing] = total.get(standing, 0) + count
    assert set(total) == {"in every", "in none", "swing"}


@pytest.mark.slow
@pytest.mark.parametrize("first", range(5_000, 5_100, 20))
def test_many_more(first: int) -> None:
    for seed in range(first, first + 20):
        check(seed, 0.05)
