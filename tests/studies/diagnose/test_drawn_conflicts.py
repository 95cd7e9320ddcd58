"""Drawn estates and musts: conflicts, their lines and the nearest values are what trying every plan gives."""

from __future__ import annotations

import pytest

from estate_opt.policies import Policy
from estate_opt.policies.arithmetic import contradictions
from estate_opt.solving import elastic
from estate_opt.studies.diagnose import Conflict, Conflicting, diagnose
from estate_opt.studies.diagnose.values import values_of
from tests.studies.diagnose.truth import Truth, drawn

FEW, MORE = range(40), range(2_000, 2_200, 20)


def check(seed: int) -> None:
    truth = drawn(seed)
    if truth is None:
        return
    policies = {policy.id: policy for policy in truth.plan_file.policies.all()}
    can = truth.possible(policies.values())
    if contradictions(list(policies.values()), truth.context):
        assert not can
    found = diagnose(truth.plan_file, truth.context, seconds=600.0)
    assert found.possible is can
    assert bool(found.conflicts) is not can
    told: set[str] = set()
    for conflict in found.conflicts:
        ids = {part.policy for part in conflict.policies}
        assert not ids & told
        told |= ids
        check_conflict(truth, conflict, [policies[name] for name in sorted(ids)])
    assert found.others_hold is truth.possible(p for name, p in policies.items() if name not in told)


def check_conflict(truth: Truth, conflict: Conflict, policies: list[Policy]) -> None:
    """Neither the musts nor their lines can all hold; without any one they can."""
    assert conflict.minimal
    assert conflict.narrowed
    assert not truth.possible(policies)
    for policy in policies:
        assert truth.possible(other for other in policies if other is not policy)
    parts = {part.policy: part for part in conflict.policies}
    lines = [
        (policy, line)
        for policy in policies
        for line in policy.requirements(truth.context)
        if line.key in {told.key for told in parts[policy.id].lines}
    ]
    assert not truth.holding(lines)
    for line in lines:
        assert truth.holding(other for other in lines if other is not line)
    for policy in policies:
        check_nearest(truth, parts[policy.id], policy, [other for other in policies if other is not policy])


def check_nearest(truth: Truth, part: Conflicting, policy: Policy, others: list[Policy]) -> None:
    """The nearest value can hold with the others, and one step tighter cannot."""
    values = {value.key: value for value in values_of(policy, truth.context)}
    for nearest in part.nearest:
        if not nearest.key:  # a decision about a building: it can only be left out
            continue
        value = values[nearest.key]
        assert nearest.proven, nearest
        assert nearest.nearest is not None
        assert truth.possible([*others, value.changed(nearest.nearest)]), nearest
        tighter = value.tighter(nearest.nearest)
        assert not truth.possible([*others, value.changed(tighter)]), nearest


@pytest.mark.parametrize("seed", FEW)
def test_small_cases(seed: int) -> None:
    check(seed)


@pytest.mark.parametrize("seed", FEW[:12])
def test_the_search_for_large_programs(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relaxation, neighbourhoods and bound side give the same truth as the solver alone."""
    monkeypatch.setattr(elastic, "SMALL", 0)
    check(seed)


@pytest.mark.slow
@pytest.mark.parametrize("first", MORE)
def test_many_more(first: int) -> None:
    for seed in range(first, first + 20):
        check(seed)
