"""Survey first: for every unknown grade and every value of it, the decision is that of the best of all plans."""

from __future__ import annotations

import math
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from estate_opt.domain.building import Condition
from estate_opt.domain.decisions import Decisions
from estate_opt.domain.snapshot import Snapshot
from estate_opt.errors import InputError, UsageError, VerificationFailed
from estate_opt.results.result import Result
from estate_opt.solving import Question, Session
from estate_opt.studies.stress.answers import Answer
from estate_opt.studies.stress.files import ANSWERS, read_answers, write_answers
from estate_opt.studies.stress.survey import SurveyFirst, survey_first
from estate_opt.studies.stress.verdicts import Finding, Verdict
from estate_opt.studies.stress.words import survey_sentences
from tests.oracle.estates import village
from tests.studies.stress.estates import RULES, WEIGHTS, planned, with_grades_written_down, with_value
from tests.studies.stress.oracle import best_plans, values

RAW: dict[str, Any] = {
    "raw_units": True, "condition": 60_000.0, "flexibility": 30_000.0, "location": 1e4, "local_importance": 1e4,
    "running_cost": 1.0, "one_off": 0.0, "disruption": 50.0, "travel": 1.0, "ended": 900.0,
}  # fmt: skip
SOME_FLIP = {"reduction": {"number": 1}, "running_cost": {"saving_share": 0.25}}


def stays_in_the_best(result: Result, plans: list[Decisions], building_id: str, **recorded: Any) -> bool:
    """What the best of all plans decides about a building where its values are recorded."""
    estate = with_value(with_grades_written_down(result.estate), building_id, **recorded)
    best = plans[int(np.argmin(values(result, estate, plans)))]
    return estate.option_by_id[best.options[building_id]].in_estate


def findings(found: SurveyFirst, building_id: str, column: str) -> dict[str, Finding]:
    (line,) = [line for line in found.lines if line.building_id == building_id]
    (quality,) = [quality for quality in line.qualities if quality.column == column]
    return {finding.value.words: finding for finding in quality.findings}


@pytest.mark.parametrize(("rules", "weight"), [(RULES, 250_000.0), (SOME_FLIP, 60_000.0)])
def test_each_value_decides_as_brute_force_does(rules: dict[str, Any], weight: float) -> None:
    result = planned(rules=rules, preferences=RAW | {"condition": weight, "flexibility": weight})
    found = survey_first(result)
    assert found.reached == len(found.lines) == 3
    _, plans = best_plans(
        result, result.estate
    )  # no policy looks at a grade, so the shortfalls are those of all values
    for line in found.lines:
        for quality in line.qualities:
            for finding in quality.findings:
                words = finding.value.words
                recorded = {quality.column: Condition(words[-1]) if quality.column == "condition" else float(words)}
                turned = stays_in_the_best(result, plans, line.building_id, **recorded) != line.stays
                assert finding.verdict is (Verdict.FLIPS if turned else Verdict.STANDS), (line.name, recorded)


def test_the_cases_above_hold_some_that_turn_and_some_that_stand() -> None:
    found = survey_first(planned(rules=SOME_FLIP, preferences=RAW))
    of_grade = findings(found, "B1", "condition")
    assert {grade: f.verdict for grade, f in of_grade.items()} == {
        "grade D": Verdict.STANDS,
        "grade C": Verdict.STANDS,
        "grade B": Verdict.FLIPS,
        "grade A": Verdict.FLIPS,
    }
    assert found.lines[0].building_id == "B1"
    assert [line.verdict for line in found.lines[1:]] == [Verdict.STANDS, Verdict.STANDS]


def test_what_hangs_on_it_is_the_difference_of_the_two_plans() -> None:
    result = planned(rules=SOME_FLIP, preferences=RAW)
    line = survey_first(result).lines[0]
    _, plans = best_plans(result, result.estate)
    staying = [d for d in plans if d.options["B1"] != "close"]
    best = staying[int(np.argmin(values(result, result.estate, staying)))]
    assert line.hangs is not None
    cost = Snapshot(result.estate, best).running_cost.sum() - result.after.running_cost.sum()
    assert line.hangs.running_cost_gbp_per_year == pytest.approx(cost)
    assert line.hangs.others == sum(best.options[b] != o for b, o in result.plan.decisions.options.items() if b != "B1")
    assert line.margin == pytest.approx(min(values(result, result.estate, staying)) - result.plan.proof[-1].objective)


def test_an_estate_without_gaps_has_nothing_to_survey() -> None:
    assert survey_first(planned(village())).lines == ()


def test_a_quality_without_weight_is_not_worth_a_survey() -> None:
    found = survey_first(planned(preferences=WEIGHTS | {"condition": 0.0}))
    assert [line.building_id for line in found.lines] == ["B2"]


class Interrupted(Exception):  # noqa: N818 - it stands for a killed program
    """Somebody pulled the plug."""


def test_a_list_that_was_stopped_goes_on_and_asks_nothing_twice(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    result = planned(rules=SOME_FLIP, preferences=RAW)
    whole = survey_first(result)
    answers: dict[str, Answer] = {}

    def keep(answer: Answer) -> None:
        answers[answer.building_id] = answer
        write_answers(tmp_path, answers)
        if len(answers) == 3:
            raise Interrupted

    with pytest.raises(Interrupted):
        survey_first(result, keep=keep)
    asked = []
    monkeypatch.setattr(
        "estate_opt.studies.stress.asking.Session", type("Counted", (Session,), {"ask": _counted(asked)})
    )
    again = survey_first(result, earlier=read_answers(tmp_path))
    assert {building for question in asked for building in question.forced} <= {"B3"}
    assert again == whole
    assert survey_first(result, earlier={}) == whole
    assert len(asked) > 1


def _counted(asked: list[Question]) -> Any:
    def ask(self: Session, question: Question, found: Any = None) -> Any:
        asked.append(question)
        return Session.ask(self, question, found)

    return ask


def test_more_time_asks_again_and_answers_that_are_none_are_refused(tmp_path: Path) -> None:
    result = planned(rules=SOME_FLIP, preferences=RAW)
    first: list[Answer] = []
    survey_first(result, seconds=5, keep=first.append)
    earlier = {answer.building_id: answer for answer in first}
    again: list[Answer] = []
    survey_first(result, seconds=6, earlier=earlier, keep=again.append)
    assert [answer.building_id for answer in again] == ["", "B1", "B3", "B2"]
    write_answers(tmp_path, earlier)
    with (tmp_path / ANSWERS).open("a") as file:
        file.write('{"building_id": "B9"')
    with pytest.raises(InputError, match="line 5: The line is not an answer"):
        read_answers(tmp_path)


def test_a_plan_kept_by_an_earlier_list_is_verified_again() -> None:
    result = planned(rules=SOME_FLIP, preferences=RAW)
    nowhere = replace(result.plan.decisions, options={"B1": "sell"})
    tampered = Answer(building_id="B1", seconds=9.0, bound=0.0, decisions=nowhere)
    with pytest.raises(VerificationFailed):
        survey_first(result, earlier={"B1": tampered})


def test_answers_read_back_as_they_were() -> None:
    result = planned()
    for bound in (1.25, math.inf, -math.inf):
        for decisions in (None, result.plan.decisions):
            answer = Answer(building_id="B1", seconds=5.0, bound=bound, decisions=decisions)
            back = Answer.of_line(answer.as_line())
            assert (back.bound, back.seconds) == (bound, 5.0)
            assert back.decisions == decisions


def test_a_building_that_there_is_none_of() -> None:
    with pytest.raises(UsageError, match="no building 'B11' in the estate"):
        survey_first(planned(), buildings=["B11"])
    assert [line.building_id for line in survey_first(planned(), buildings=["B1"]).lines] == ["B1"]


@pytest.mark.parametrize("rules", [RULES, SOME_FLIP])
def test_large_programs_are_searched_and_give_the_same_verdicts(
    rules: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    result = planned(rules=rules, preferences=RAW)
    whole = survey_first(result)
    monkeypatch.setattr("estate_opt.solving.session.SMALL", 0)
    searched = survey_first(result, seconds=20.0)
    assert [(line.building_id, line.qualities, line.verdict) for line in searched.lines] == [
        (line.building_id, line.qualities, line.verdict) for line in whole.lines
    ]


def test_ctrl_c_keeps_what_is_done() -> None:
    result = planned(rules=SOME_FLIP, preferences=RAW)
    answers: list[Answer] = []

    def keep(answer: Answer) -> None:
        answers.append(answer)
        if answer.building_id == "B1":
            signal.raise_signal(signal.SIGINT)

    found = survey_first(result, keep=keep)
    assert found.reached == 1
    assert len(found.lines) == 3
    assert found.lines[0].building_id == "B1"
    assert found.lines[0].verdict is Verdict.FLIPS
    assert [answer.building_id for answer in answers] == ["", "B1"]
    assert "Stopped after 1 of 3 buildings" in " ".join(survey_sentences(found))
