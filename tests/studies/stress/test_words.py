"""What people read: every figure with its unit, nothing missing, no solver words."""

from __future__ import annotations

import json
from typing import Any

import pytest

from estate_opt.solving.progress import Silent
from estate_opt.studies.stress.corners import corners
from estate_opt.studies.stress.regret import replan
from estate_opt.studies.stress.report import stress_data, stress_tables, survey_data, survey_tables
from estate_opt.studies.stress.spread import Spread
from estate_opt.studies.stress.study import stress
from estate_opt.studies.stress.survey import SurveyFirst, survey_first
from estate_opt.studies.stress.words import (
    regret_sentences,
    stress_sentences,
    survey_line,
    survey_sentences,
    target_sentence,
)
from tests.oracle.estates import village
from tests.studies.stress.estates import planned
from tests.studies.stress.test_regret import CASES, anew, drawn
from tests.studies.stress.test_study import two_left
from tests.studies.stress.test_survey import RAW, SOME_FLIP

ACTIVITY_ONLY = Spread(activity=0.2, population=0.0, unknown=False)


def test_what_no_longer_fits_is_said_with_its_hours() -> None:
    said = [*stress_sentences(stress(two_left(), ACTIVITY_ONLY, at_corners=True))]
    assert said[0] == "The corners: activity up to 20% more or less."
    assert said[1] == "Everything that the plan meets still holds, and all activity has room, in 4 of 8 cases."
    assert said[-1] == (
        "Activity beyond capacity, which no longer fits: 1.2 hours a week in the middle of the cases, 12 hours a week "
        "at worst (all activity high), in up to 1 building. It has to be housed anew or is turned away."
    )


def test_where_everything_fits_that_is_said() -> None:
    said = [*stress_sentences(stress(planned(), Spread(activity=0.0, population=0.0, unknown=False), cases=2))]
    assert said[0] == "2 samples of seed 1: nothing is varied."
    assert said[-1] == "All activity has room in every case."


def test_an_estate_without_unknown_values_says_so() -> None:
    said = next(iter(stress_sentences(stress(planned(village()), Spread(), cases=1))))
    assert "No value of this estate is assumed." in said


def test_a_target_is_told_with_its_worst_case() -> None:
    found = stress(two_left(utilisation={"floor": 0.65}), ACTIVITY_ONLY, at_corners=True)
    said = [target_sentence(line) for line in found.targets if line.held < line.cases]
    assert said == [
        "At least 65% use of the buildings that stay, in the plan's opening hours: holds in 7 of 8 cases; plan 75%, "
        "worst 60% (all activity low), wanted 65% then."
    ]


def test_hindsight_is_told_on_both_sides() -> None:
    rules, preferences, number = CASES[0]
    said = " ".join(regret_sentences(anew(planned(rules=rules, preferences=preferences), drawn(number))))
    assert "With every building as decided and activity housed anew, everything fits" in said
    assert "decides 2 buildings otherwise" in said
    assert "By preference it is better: by" in said
    assert "No plan could miss the targets of tier 1 by less." in said
    assert "£" in said


def test_a_case_without_room_says_what_is_missing() -> None:
    rules, preferences, number = CASES[2]
    said = " ".join(regret_sentences(anew(planned(rules=rules, preferences=preferences), drawn(number))))
    assert "As it stands the plan cannot be carried out" in said
    assert "With the buildings as decided, no plan satisfies every must" in said


def test_a_survey_line_says_what_turns_it_and_what_hangs_on_it() -> None:
    found = survey_first(planned(rules=SOME_FLIP, preferences=RAW))
    line = survey_line(found.lines[0])
    assert line.startswith("Mill Lane Library (B1): not surveyed, grade D assumed; it leaves the estate.")
    assert "If it were grade B or grade A, it would stay." in line
    assert "£" in line
    assert "people" in line
    assert survey_line(found.lines[1]).endswith("That stands whatever a survey finds.")
    assert next(iter(survey_sentences(found))) == (
        "3 buildings with a grade or score that no record gives: 1 could be decided otherwise if it were known, "
        "2 stand whatever it is, 0 are open."
    )


def test_nothing_to_survey_is_said() -> None:
    said = [*survey_sentences(SurveyFirst(lines=(), reached=0))]
    assert said == ["No grade or score that counts in the preferences is assumed: there is nothing to survey first."]


@pytest.mark.parametrize("spread", [ACTIVITY_ONLY, Spread()])
def test_tables_and_json_say_the_same(spread: Spread) -> None:
    result = planned()
    cases = corners(result.estate, spread)
    found = stress(result, spread, at_corners=True)
    anew_ = list(replan(result, cases[:1], Silent()))
    tables, data = stress_tables(found, anew_), stress_data(found, anew_)
    text: dict[str, Any] = json.loads(json.dumps(data, allow_nan=False))
    for name, table in tables.items():
        assert len(text["tables"][name]) == len(table.rows)
    assert text["cases"] == len(cases)
    survey = survey_first(result)
    assert len(survey_data(survey)["tables"]["survey_first"]) == len(survey_tables(survey)["survey_first"].rows) == 3
    json.dumps(survey_data(survey), allow_nan=False)
