"""A study that was ended goes on: what was found is verified again, and nothing is asked twice."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from estate_opt.domain.decisions import Decisions, Move
from estate_opt.results.result import Result
from estate_opt.studies.alternatives import Alternatives, How, alternatives
from estate_opt.studies.alternatives.memory import Remembered
from estate_opt.studies.alternatives.questions import Questions
from estate_opt.studies.alternatives.words import sentences
from tests.oracle.cases import plan_file
from tests.oracle.estates import VILLAGE
from tests.oracle.solved import solved

SHARE = 0.3


@pytest.fixture(scope="module")
def best() -> Result:
    return solved(plan_file({"reduction": {"share": 0.25}}), VILLAGE)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    path.write_text("{}")
    return path


def journal(run: Path, *, afresh: bool = False) -> Remembered:
    return Remembered(run.parent / "studies" / "journal.jsonl", run, afresh=afresh)


def shown(found: Alternatives) -> tuple[object, ...]:
    plans = [(one.witness.options, one.apart, one.most_apart) for one in found.plans]
    return plans, [replace(one, how=How.NOTHING) for one in found.classes], found.plans_found


def refuse(*_: object) -> None:
    raise AssertionError("asked again")


def test_what_was_found_is_not_asked_again(best: Result, run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = alternatives(best, SHARE, 2, memory=journal(run))
    for question in ("farthest", "least_otherwise", "otherwise"):
        monkeypatch.setattr(Questions, question, refuse)
    again = alternatives(best, SHARE, 2, memory=journal(run))
    assert shown(again) == shown(first)
    assert [one.how for one in again.classes] == [one.how for one in first.classes]
    with pytest.raises(AssertionError, match="asked again"):
        alternatives(best, SHARE, 2, memory=journal(run, afresh=True))


def test_a_line_that_was_cut_off_is_forgotten(best: Result, run: Path) -> None:
    first = alternatives(best, SHARE, 2, memory=journal(run))
    path = run.parent / "studies" / "journal.jsonl"
    text = path.read_text()
    path.write_text(text[: len(text) - 40])
    known = journal(run)
    assert len(known.bounds) + len(known.plans) + len(known.chosen[SHARE]) == len(text.splitlines()) - 2
    assert shown(alternatives(best, SHARE, 2, memory=known)) == shown(first)
    assert all(line.endswith("}") for line in path.read_text().splitlines())


def test_what_is_of_another_run_is_not_gone_on_with(best: Result, run: Path) -> None:
    alternatives(best, SHARE, 1, memory=journal(run))
    assert journal(run).plans
    run.write_text('{"other": 1}')
    assert not journal(run).plans


def test_another_share_uses_plans_that_are_within_it_and_what_is_proven(best: Result, run: Path) -> None:
    alternatives(best, 0.9, 3, memory=journal(run))
    narrower = alternatives(best, 0.05, 2, memory=journal(run))
    assert shown(narrower)[:1] == shown(alternatives(best, 0.05, 2))[:1]
    assert [c.standing for c in narrower.classes] == [c.standing for c in alternatives(best, 0.05, 2).classes]


def test_a_plan_that_no_longer_holds_is_not_taken(best: Result, run: Path) -> None:
    """Somebody has changed the file: the verifier refuses what it says."""
    wrong = Decisions(
        options=best.plan.decisions.options, moves=(Move("B1", "library", "B4", 1.0),), offers=frozenset()
    )
    known = journal(run)
    known.note_plan(wrong)
    found = alternatives(best, 0.0, 1, memory=known)
    assert (found.plans_found, found.refused) == (1, 1)
    assert "The verifier refused 1 plan" in " ".join(sentences(found))


def test_a_bound_that_is_infinite_is_read_back(run: Path) -> None:
    journal(run).note_bound("B1", math.inf, How.SEARCH)
    assert journal(run).bounds == {"B1": (math.inf, How.SEARCH)}
