"""What cannot be asked, and what a small share or a stop means."""

from __future__ import annotations

import math
import signal
from dataclasses import replace

import pytest

from estate_opt.domain.plan import Outcome, Plan
from estate_opt.errors import UsageError, VerificationFailed
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.studies.alternatives import How, Standing, Within, alternatives
from estate_opt.studies.alternatives.search import Clock
from estate_opt.studies.alternatives.words import class_sentence, sentences
from tests.oracle.cases import plan_file
from tests.oracle.estates import VILLAGE
from tests.oracle.solved import solved

RULES = {"reduction": {"share": 0.5}}


@pytest.fixture(scope="module")
def best() -> Result:
    return solved(plan_file(RULES), VILLAGE)


@pytest.mark.parametrize("share", [-0.01, 1.0, 2.0, math.nan, math.inf])
def test_a_share_that_is_none(best: Result, share: float) -> None:
    with pytest.raises(UsageError, match=r"--within 0\.02 for 2 %"):
        alternatives(best, share)


def test_no_alternatives_asked_for(best: Result) -> None:
    with pytest.raises(UsageError, match=r"0 alternatives cannot be found\. Give --count 1 or more"):
        alternatives(best, 0.1, 0)


def test_a_plan_that_somebody_made(best: Result) -> None:
    by_hand = Result(best.plan_file, best.context, Plan.by_hand(best.plan.decisions))
    with pytest.raises(UsageError, match="not the best of its plan file"):
        alternatives(by_hand, 0.1)


@pytest.mark.parametrize(
    ("name", "times"), [("--seconds", {"seconds": 0.0}), ("--seconds-each", {"seconds_each": -1.0})]
)
def test_no_time(best: Result, name: str, times: dict[str, float]) -> None:
    with pytest.raises(UsageError, match=f"Give {name} a number above 0"):
        alternatives(best, 0.1, 1, **times)


def with_bound(best: Result, bound: float) -> Result:
    last = replace(best.plan.proof[-1], bound=bound, outcome=Outcome.TIME_LIMIT)
    proof = (*best.plan.proof[:-1], last)
    return Result(best.plan_file, best.context, replace(best.plan, proof=proof, outcome=Outcome.TIME_LIMIT))


def test_a_share_below_the_proven_gap_is_said_with_the_gap(best: Result) -> None:
    loose = with_bound(best, best.plan.proof[-1].objective * 0.9)
    found = Within.of(loose, 0.02)
    assert found.gap == pytest.approx(0.1)
    said = " ".join(found.sentences())
    assert "within 10% of the best possible" in said
    assert "within 12% of it" in said
    assert "2% is less than that proven gap of 10%" in said
    assert "less than" not in " ".join(Within.of(loose, 0.1).sentences())


def test_nothing_proven_of_the_best(best: Result) -> None:
    found = Within.of(with_bound(best, -math.inf), 0.02)
    assert math.isinf(found.gap)
    assert "is not proven" in found.sentences()[-1]


def test_a_proven_best(best: Result) -> None:
    assert "proven to be the best possible" in Within.of(best, 0.02).sentences()[1]


def test_what_no_time_is_left_for_stays_open_and_is_said(best: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Clock, "over", property(lambda _: True))
    found = alternatives(best, 0.1)
    assert found.plans == ()
    assert {one.standing for one in found.classes} == {Standing.OPEN}
    assert {one.how for one in found.classes} == {How.NOTHING}
    said = " ".join(sentences(found))
    assert "not decided in its time 4" in said
    assert "No further one was found in its time" in said
    assert "not proven" in class_sentence(found, found.classes[0])


def test_a_stop_keeps_what_is_known(best: Result) -> None:
    found = alternatives(best, 0.1, 3, keep=lambda *_: signal.raise_signal(signal.SIGINT))
    assert found.interrupted
    assert len(found.plans) == 1
    assert verify(found.plans[0].witness.result).accepted
    assert {one.standing for one in found.classes} == {Standing.OPEN}
    assert "Stopped by hand" in " ".join(sentences(found))


def test_a_plan_better_than_any_can_be_is_no_ground_for_proofs(best: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    claimed = Within.of(best, 0.0)
    monkeypatch.setattr(Within, "of", lambda *_: replace(claimed, best=claimed.best * 0.5, bound=-math.inf))
    with pytest.raises(VerificationFailed, match="no plan as good as the run's"):
        alternatives(best, 0.0)
