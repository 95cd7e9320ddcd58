"""Survey first: for every unknown grade and every value of it, the decision is that of the best of all plans."""

from __future__ import annotations

from typing import Any

import pytest

from estate_opt.domain.building import Condition
from estate_opt.policies import Context
from estate_opt.results.result import Result
from estate_opt.studies.stress.survey import Finding, SurveyFirst, Verdict, survey_first
from tests.oracle.brute_force import best_whole_plan
from tests.studies.stress.estates import RULES, gappy, planned, with_grades_written_down, with_value

RAW: dict[str, Any] = {
    "raw_units": True, "condition": 60_000.0, "flexibility": 30_000.0, "location": 1e4, "local_importance": 1e4,
    "running_cost": 1.0, "one_off": 0.0, "disruption": 50.0, "travel": 1.0, "ended": 900.0,
}  # fmt: skip
KEPT = []
"""Contexts that the oracle remembers by their identity, so that none takes the place of another."""


def stays_in_the_best_plan(result: Result, building_id: str, **values: Any) -> bool:
    """What brute force decides about a building where its values are known."""
    estate = with_value(with_grades_written_down(result.estate), building_id, **values)
    context = Context(estate, result.context.priority_wards)
    KEPT.append(context)
    best = best_whole_plan(result.plan_file, context)
    assert best is not None
    return estate.option_by_id[best.decisions.options[building_id]].in_estate


def findings(found: SurveyFirst, building_id: str, column: str) -> dict[str, Finding]:
    (line,) = [line for line in found.lines if line.building_id == building_id]
    (quality,) = [quality for quality in line.qualities if quality.column == column]
    return {finding.value.words: finding for finding in quality.findings}


@pytest.mark.parametrize(
    "rules",
    [RULES, {"reduction": {"share": 0.25}}, {"reduction": {"share": 0.75}, "utilisation": {"floor": 0.8, "tier": 2}}],
)
@pytest.mark.parametrize("weight", [20_000.0, 60_000.0, 250_000.0])
def test_each_grade_decides_as_brute_force_does(rules: dict[str, Any], weight: float) -> None:
    result = planned(rules=rules, preferences=RAW | {"condition": weight})
    found = survey_first(result)
    assert found.reached == len(found.lines) == 3
    for building in ("B1", "B3"):
        stays = bool(result.after.in_estate[result.estate.building_index[building]])
        of_grade = findings(found, building, "condition")
        for grade in Condition:
            turned = stays_in_the_best_plan(result, building, condition=grade) != stays
            finding = of_grade[f"grade {grade}"]
            assert finding.verdict is (Verdict.FLIPS if turned else Verdict.STANDS), (building, grade)


def test_the_cases_above_hold_some_that_turn_and_some_that_stand() -> None:
    result = planned(preferences=RAW | {"condition": 250_000.0})
    verdicts = {f.verdict for line in survey_first(result).lines for q in line.qualities for f in q.findings}
    assert verdicts == {Verdict.FLIPS, Verdict.STANDS}
