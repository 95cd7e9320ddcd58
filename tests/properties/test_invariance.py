"""What must not matter does not: the order of rows, the unit of money, names, the seed of a solver."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from estate_opt.domain.building import Building
from estate_opt.domain.estate import Estate
from estate_opt.workflow import load, solve
from tests.oracle.cases import Tables
from tests.oracle.estates import village
from tests.oracle.random_cases import draw_estate
from tests.properties.solving import best, few, seeds, standing, write_case
from tests.tiny import tiny_estate, tiny_estate_with_partner

RULES_TEXT = """
[policies.relocation]
max_ended_share = 0.0
weight = 4.0
[policies.reduction]
share = 0.5
[[policies.access]]
service = "library"
km = 2.0
share = 0.9
areas = "each_ward"
"""


@pytest.mark.parametrize(
    "estate", [tiny_estate(), tiny_estate_with_partner(), village()], ids=["tiny", "partner", "village"]
)
def test_the_order_of_rows_changes_nothing(tmp_path: Path, estate: Estate) -> None:
    path = write_case(tmp_path, estate, RULES_TEXT)
    before = solve(load(path))
    for table in (tmp_path / "estate").glob("*.csv"):
        header, *rows = table.read_text(encoding="utf-8").splitlines(keepends=True)
        random.Random(7).shuffle(rows)
        table.write_text(header + "".join(rows), encoding="utf-8")
    after = solve(load(path))
    assert standing(after) == pytest.approx(standing(before), rel=1e-6, abs=1e-6)
    assert after.plan.decisions.options == before.plan.decisions.options
    assert after.plan.decisions.offers == before.plan.decisions.offers


MONEY = (
    "running_cost_gbp_per_year", "income_gbp_per_year", "exit_cost_gbp", "receipt_low_gbp", "receipt_central_gbp",
    "receipt_high_gbp", "disposal_cost_gbp", "hire_gbp_per_hour",
)  # fmt: skip


def dearer(estate: Estate, factor: float) -> Estate:
    """The same estate where everything costs so many times as much."""

    def building(b: Building) -> Building:
        return replace(b, **{key: getattr(b, key) * factor for key in MONEY if getattr(b, key) is not None})

    return estate.replace(
        buildings=tuple(building(b) for b in estate.buildings),
        options=tuple(
            replace(o, one_off_gbp=o.one_off_gbp * factor, one_off_gbp_per_m2=o.one_off_gbp_per_m2 * factor)
            for o in estate.options
        ),
    )


def money_rules(factor: float) -> Tables:
    return {
        "relocation": {"max_ended_share": 0.1},
        "reduction": {"share": 0.5},
        "running_cost": [{"saving_share": 0.4}, {"id": "cap", "cap_gbp_per_year": 90_000.0 * factor}],
        "one_off": {"budget_gbp": 40_000.0 * factor, "receipts": "low", "tier": 2},
    }


@given(seed=seeds)
@few(12)
def test_pounds_or_tenners_are_the_same_decisions(seed: int) -> None:
    estate = draw_estate(np.random.default_rng(seed))
    pounds, tenners = best(estate, money_rules(1.0)), best(dearer(estate, 10.0), money_rules(10.0))
    assert standing(tenners) == pytest.approx(standing(pounds), rel=1e-6, abs=1e-6)


@given(seed=seeds)
@few(10)
def test_the_same_seed_gives_the_same_plan(seed: int) -> None:
    estate = draw_estate(np.random.default_rng(seed))
    one, other = best(estate, money_rules(1.0)), best(estate, money_rules(1.0))
    assert one is not None
    assert other is not None
    assert one.plan.decisions == other.plan.decisions


@given(seed=seeds)
@few(10)
def test_names_that_a_solver_could_not_tell_apart_change_nothing(seed: int) -> None:
    estate = draw_estate(np.random.default_rng(seed))
    names = {b.building_id: "é" * (k + 1) + " (*)" + "-_ +"[k % 4] for k, b in enumerate(estate.buildings)}
    renamed = estate.replace(
        buildings=tuple(replace(b, building_id=names[b.building_id]) for b in estate.buildings),
        activities=tuple(replace(a, building_id=names[a.building_id]) for a in estate.activities),
        options=tuple(
            replace(o, applies_to=frozenset(names.get(name, name) for name in o.applies_to)) for o in estate.options
        ),
    )
    assert standing(best(renamed, money_rules(1.0))) == pytest.approx(
        standing(best(estate, money_rules(1.0))), rel=1e-6, abs=1e-6
    )
