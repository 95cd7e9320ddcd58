"""The page on sweeps: what it types can be asked of the demonstration, and the columns that it names are there."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from estate_opt.studies.sweep import PointRecord, ask, points_of
from estate_opt.studies.sweep.table import arrow_table, parquet_of
from estate_opt.studies.sweep.work import without_plan
from tests.studies.sweep.test_table import with_plan

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "what-if-the-target-were-different.md").read_text(encoding="utf-8")
SHARE = "policies.reduction.share"


def rows(heading: str) -> list[list[str]]:
    """Cells of the table below a heading, without its first two lines."""
    part = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in part.splitlines() if line[:1] == "|"][
        2:
    ]


def records() -> list[PointRecord]:
    met = with_plan("a", {SHARE: 0.5})
    return [met, without_plan("b", met, "infeasible", "why", 0.0)]


@pytest.mark.parametrize("typed", [row[0].strip("`") for row in rows("Which values")])
def test_what_the_page_types_can_be_asked_of_the_demonstration(typed: str) -> None:
    asked = ask(ROOT / "models" / "demo.toml", *points_of([typed]))
    assert len(asked.tasks) >= 2


def test_the_list_of_points_can_be_asked(tmp_path: Path) -> None:
    listed = re.search(r"```\n(policies\.reduction\.share,.*?)```", PAGE, re.DOTALL)
    assert listed
    file = tmp_path / "points.csv"
    file.write_text(listed[1])
    asked = ask(ROOT / "models" / "demo.toml", *points_of([], file))
    assert [len(task.point.settings) for task in asked.tasks] == [2, 1]


def test_the_columns_of_the_page_are_those_of_the_table() -> None:
    there = set(arrow_table(records()).column_names)
    named = {name for row in rows("The table") for name in re.findall(r"`([\w.]+)`", row[0])}
    assert named <= there
    prefixes = ("today_", "term_", "shortfall_tier_")
    totals = {name.removeprefix("today_") for name in there if name.startswith("today_")}
    assert {name for name in there if not name.startswith(prefixes)} - totals <= named


def test_the_lines_come_apart_as_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snippet = next(code for code in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if "read_parquet" in code)
    path = re.search(r'read_parquet\("(.*?)"\)', snippet)
    assert path
    file = tmp_path / path[1]
    file.parent.mkdir(parents=True)
    file.write_bytes(parquet_of(records()[:1]))
    monkeypatch.chdir(tmp_path)
    names: dict[str, pd.DataFrame] = {}
    exec(snippet, names)
    assert list(names["missed"]["policy"]) == ["reduction"]
    assert list(names["missed"][SHARE]) == [0.5]
