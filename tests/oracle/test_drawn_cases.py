"""Drawn estates and drawn plan files: the program's optimum is the oracle's, or both say that there is no plan."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from estate_opt.errors import NoPlanPossible
from estate_opt.policies import Context
from tests.oracle.brute_force import World, best_whole_plan, shut_by
from tests.oracle.random_cases import draw_estate, draw_plan_file
from tests.oracle.solved import agree, solved

MOST_PLANS = 1_500
"""More than these take too long to try."""

FOUND = (104, 531, 800, 948)
"""Seeds that once found something: HiGHS presolving wrongly, taking a start for the optimum, proving −1e-16."""


def check(seed: int, solver: str) -> None:
    rng = np.random.default_rng(seed)
    context = Context(draw_estate(rng), priority_wards=("W1",))
    plan_file = draw_plan_file(rng, context, solver=solver)
    world = World(context, plan_file.policies.relocation, shut_by(plan_file.policies.all()))
    if sum(1 for _ in islice(world.whole_plans(may_end=True), MOST_PLANS + 1)) > MOST_PLANS:
        return
    best = best_whole_plan(plan_file, context)
    if best is None:
        with pytest.raises(NoPlanPossible):
            solved(plan_file, context)
        return
    agree(solved(plan_file, context), best)


@pytest.mark.parametrize("seed", [*range(30), *FOUND])
def test_highs(seed: int) -> None:
    check(seed, "highs")


@pytest.mark.parametrize("seed", range(6))
def test_cbc(seed: int) -> None:
    check(seed, "cbc")


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1_000, 1_200, 20))
def test_many_more(first: int) -> None:
    for seed in range(first, first + 20):
        check(seed, "highs")
