"""The table of a sweep: its columns, their types, and every program that reads Parquet."""

from __future__ import annotations

import io
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from estate_opt.config.schema import PlanFile, Preferences
from estate_opt.domain.decisions import today
from estate_opt.domain.plan import Outcome, Plan
from estate_opt.policies import Context
from estate_opt.results.result import Result
from estate_opt.results.totals import Totals
from estate_opt.studies.sweep.points import Point
from estate_opt.studies.sweep.record import PointRecord, record_of
from estate_opt.studies.sweep.table import arrow_table, csv_of, parquet_of
from estate_opt.studies.sweep.work import without_plan
from tests.studies.sweep.places import SHARE
from tests.tiny import tiny_estate


def with_plan(point_id: str, settings: dict[str, Any]) -> PointRecord:
    """A point whose plan is to leave everything as it is."""
    estate = tiny_estate()
    file = PlanFile.from_tables(
        {
            "scenario": "tiny",
            "inputs": {"estate": "."},
            "policies": {"reduction": {"share": 0.5}, "utilisation": {"floor": 0.3}},
        }
    )
    plan = Plan(decisions=today(estate), outcome=Outcome.TIME_LIMIT, proof=(), solver="none", seed=1, threads=1)
    result = Result(file, Context(estate), plan)
    return record_of(point_id, Point(settings), result, 1.5, datetime(2026, 3, 1, tzinfo=UTC))


@pytest.fixture
def records() -> list[PointRecord]:
    return [
        with_plan("a", {SHARE: 0.5, "solve.seed": 1}),
        without_plan("b", Point({SHARE: 0.6, "solve.work_limit": None}), "infeasible", "The musts …\nbecause", 0.5),
    ]


def test_a_row_a_point_with_what_was_asked_and_what_came_of_it(records: list[PointRecord]) -> None:
    frame = pd.read_parquet(io.BytesIO(parquet_of(records)))
    assert list(frame[SHARE]) == [0.5, 0.6]
    assert list(frame.columns[:3]) == [SHARE, "solve.seed", "solve.work_limit"]
    first, second = frame.to_dict("records")
    assert (first["point"], first["outcome"], first["run"]) == ("a", "time limit", "points/a")
    assert (first["targets"], first["targets_met"]) == (3, 2)
    assert first["buildings_in_estate"] == first["today_buildings_in_estate"] == 4
    assert first["running_cost_gbp_per_year"] == 275_000
    assert pd.isna(first["gap"])  # no bound is known
    assert (second["outcome"], second["error"]) == ("infeasible", "The musts …\nbecause")
    assert pd.isna(second["run"])
    assert pd.isna(second["buildings_in_estate"])
    assert len(second["lines"]) == 0


def test_every_line_of_every_policy_is_in_the_column_of_lines(records: list[PointRecord]) -> None:
    table = pq.read_table(io.BytesIO(parquet_of(records)))
    lines = {line["policy"]: line for line in table["lines"][0].as_py()}
    assert set(lines) == {"reduction", "utilisation", "relocation"}
    assert lines["reduction"] == {
        "policy": "reduction",
        "line": "retained",
        "sentence": "At most 2 of 4 council buildings stay (50% of 4 is 2, so 2 leave)",
        "kind": "aim",
        "unit": "buildings",
        "today": 4.0,
        "plan": 4.0,
        "target": 2.0,
        "met": False,
        "shortfall": 2.0,
        "shortfall_unit": "buildings",
    }
    assert lines["utilisation"]["plan"] == pytest.approx(0.4)
    assert lines["utilisation"]["shortfall"] == 0.0


def test_columns_are_of_one_type_whatever_the_points(records: list[PointRecord]) -> None:
    schema, without = arrow_table(records).schema, arrow_table(records[1:]).schema
    for name in ("point", "outcome", "error", "run"):
        assert schema.field(name).type == pa.string()
    counted = {"buildings_in_estate", "kept", "changed", "transferred", "closed", "partner_venues"}
    for total in fields(Totals):
        kind = pa.int64() if total.name in counted else pa.float64()
        for name in (total.name, f"today_{total.name}"):
            assert schema.field(name).type == without.field(name).type == kind
    for term in Preferences.TERMS:
        assert schema.field(f"term_{term}").type == pa.float64()
    assert schema.field("lines").type == without.field("lines").type
    assert schema.field("solve.seed").type == pa.int64()
    assert pa.types.is_list(schema.field("lines").type)


@pytest.mark.parametrize(
    ("values", "kind", "written"),
    [
        ([1, 2], pa.int64(), [1, 2]),
        ([1, 0.5], pa.float64(), [1.0, 0.5]),
        ([True, False], pa.bool_(), [True, False]),
        (["must", "aim"], pa.string(), ["must", "aim"]),
        ([False, 0.8], pa.string(), ["false", "0.8"]),
        ([["W1"], "each_ward"], pa.string(), ['["W1"]', '"each_ward"']),
        ([2**70, 1], pa.float64(), [2.0**70, 1.0]),
        ([None, 3], pa.int64(), [None, 3]),
    ],
)
def test_a_key_is_a_column_of_the_type_of_its_values(values: list[Any], kind: pa.DataType, written: list[Any]) -> None:
    records = [without_plan(str(k), Point({"key": value}), "no plan", "", 0.0) for k, value in enumerate(values)]
    column = arrow_table(records)["key"]
    assert column.type == kind
    assert column.to_pylist() == written


def test_the_spreadsheet_has_the_same_rows(records: list[PointRecord]) -> None:
    frame = pd.read_csv(io.BytesIO(csv_of(records)))
    assert list(frame["point"]) == ["a", "b"]
    assert "lines" not in frame
    assert frame.loc[0, "running_cost_gbp_per_year"] == 275_000


def test_no_points_make_an_empty_table() -> None:
    assert arrow_table([]).num_rows == 0
    assert len(pd.read_parquet(io.BytesIO(parquet_of([])))) == 0


def test_a_record_reads_back_as_it_was_written(records: list[PointRecord]) -> None:
    for record in records:
        assert PointRecord.model_validate_json(record.model_dump_json()) == record
