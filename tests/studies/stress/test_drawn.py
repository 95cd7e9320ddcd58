"""Drawn estates and drawn plan files: hindsight and the survey-first list are those of brute force."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from estate_opt.domain.estate import Estate
from estate_opt.errors import NoPlanPossible
from estate_opt.policies import Context
from estate_opt.results.result import Result
from estate_opt.studies.stress.regret import replan
from estate_opt.studies.stress.samples import samples
from estate_opt.studies.stress.spread import Spread
from estate_opt.studies.stress.survey import survey_first
from estate_opt.studies.stress.verdicts import Verdict
from tests.oracle.brute_force import World, shut_by
from tests.oracle.random_cases import draw_estate, draw_plan_file
from tests.oracle.solved import solved
from tests.studies.stress.oracle import best_plans, values

MOST_PLANS = 400
"""More than these take too long to try."""
TIED = 1e-5
"""Plans of the same value: either may be the best."""


def drawn(seed: int) -> Result | None:
    """The best plan of a drawn estate; nothing where there is none, or too much to try."""
    rng = np.random.default_rng(seed)
    context = Context(with_more_gaps(draw_estate(rng), rng), priority_wards=("W1",))
    plan_file = draw_plan_file(rng, context)
    world = World(context, plan_file.policies.relocation, shut_by(plan_file.policies.all()))
    if sum(1 for _ in islice(world.whole_plans(may_end=True), MOST_PLANS + 1)) > MOST_PLANS:
        return None
    try:
        return solved(plan_file, context)
    except NoPlanPossible:
        return None


def with_more_gaps(estate: Estate, rng: np.random.Generator) -> Estate:
    """Most grades and half of the flexibilities taken out."""
    shares = {"condition": 0.7, "flexibility": 0.5}
    gaps = [{c: None for c, share in shares.items() if rng.random() < share} for _ in estate.buildings]
    return estate.replace(
        buildings=tuple(replace(b, **gap) for b, gap in zip(estate.buildings, gaps, strict=True)), travel=estate.travel
    )


def check_hindsight(result: Result) -> None:
    for case in samples(result.estate, Spread(activity=0.6, population=0.5), 2, seed=1):
        (found,) = replan(result, [case])
        missed, plans = best_plans(result, case.estate)
        if not plans:
            assert found.hindsight is None
            assert found.notes
            continue
        assert found.hindsight_standing is not None
        best = [*missed, min(values(result, case.estate, plans))]
        assert list(found.hindsight_standing.stages.values()) == pytest.approx(best, rel=2e-6, abs=2e-6)


def check_survey(result: Result) -> int:
    """Hold every finding against all plans; how many flip."""
    _, plans = best_plans(result, result.estate)
    value = np.array(values(result, result.estate, plans))
    flips = 0
    for line in survey_first(result).lines:
        stays = np.array([result.estate.option_by_id[d.options[line.building_id]].in_estate for d in plans])
        for finding in (finding for quality in line.qualities for finding in quality.findings):
            best = [
                (value[kind] + shift).min(initial=np.inf)
                for kind, shift in ((stays, 0.0), (~stays, finding.value.change))
            ]
            if abs(best[0] - best[1]) < TIED:
                continue
            turned = (best[0] < best[1]) != line.stays
            assert finding.verdict is (Verdict.FLIPS if turned else Verdict.STANDS), (line, finding)
            flips += turned
    return flips


def check(seeds: range) -> tuple[int, int]:
    """How many estates were looked at, and how many findings flip."""
    looked_at = flips = 0
    for seed in seeds:
        result = drawn(seed)
        if result is not None:
            check_hindsight(result)
            flips += check_survey(result)
            looked_at += 1
    return looked_at, flips


def test_some() -> None:
    looked_at, flips = check(range(12))
    assert looked_at >= 4
    assert flips >= 1


def test_a_contradiction_that_is_none() -> None:
    """HiGHS says of this one that nothing is possible with the shortfalls held, and finds a plan with presolve off."""
    assert check(range(3_087, 3_088)) == (1, 1)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(3_000, 3_100, 20))
def test_many_more(first: int) -> None:
    check(range(first, first + 20))
