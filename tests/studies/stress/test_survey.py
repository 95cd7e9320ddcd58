"""Survey first: for every unknown grade and every value of it, the decision is that of the best of all plans."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from estate_opt.domain.building import Condition
from estate_opt.domain.decisions import Decisions
from estate_opt.domain.snapshot import Snapshot
from estate_opt.results.result import Result
from estate_opt.studies.stress.survey import Finding, SurveyFirst, Verdict, survey_first
from tests.oracle.estates import village
from tests.studies.stress.estates import RULES, WEIGHTS, planned, with_grades_written_down, with_value
from tests.studies.stress.oracle import best_plans, values

RAW: dict[str, Any] = {
    "raw_units": True, "condition": 60_000.0, "flexibility": 30_000.0, "location": 1e4, "local_importance": 1e4,
    "running_cost": 1.0, "one_off": 0.0, "disruption": 50.0, "travel": 1.0, "ended": 900.0,
}  # fmt: skip
SOME_FLIP = {"reduction": {"share": 0.25}}


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
