"""The workbook, read back with another library."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook

from estate_opt.reporting import workbook as module
from estate_opt.reporting.cells import LONGEST, fit_text
from estate_opt.reporting.workbook import write_workbook
from estate_opt.results.manifest import Origin, manifest
from estate_opt.results.result import Result
from estate_opt.results.summary import summary
from estate_opt.results.tables import Table, tables
from tests.results.plans import result
from tests.tiny import tiny_estate_with_partner

WHEN = datetime(2026, 3, 1, 12)
HOSTILE = (
    "=1+1",
    "+44 113",
    "-1",
    "@SUM(A1)",
    "http://example.org",
    "0042",
    "tab\there",
    "'quoted",
    "<b>&",
    "\x07bell",
)


def write(path: Path, of: Result | None = None) -> Path:
    of = of or result()
    record = manifest(of, Origin(estate_path="tiny", estate_files={}, plan_files={}), when=WHEN, checks=3)
    write_workbook(path, about=summary(record), found=tables(of), when=WHEN)
    return path


def read(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)


def test_it_has_a_sheet_for_each_table_and_each_sheet_its_headings(tmp_path: Path) -> None:
    book = read(write(tmp_path / "plan.xlsx"))
    found = tables(result())
    assert book.sheetnames == ["Summary", *(found[name].title for name in module.SHEETS), "Columns"]
    assert set(module.SHEETS) == set(found)
    for name in module.SHEETS:
        sheet = book[found[name].title]
        assert [cell.value for cell in sheet[1]] == [column.heading for column in found[name].columns]
        assert sheet.max_row == max(1, len(found[name].rows)) + (1 if len(found[name].rows) else 0)
        assert sheet.freeze_panes == "C2"
        assert sheet.auto_filter.ref is not None


def test_cells_have_types_and_formats(tmp_path: Path) -> None:
    sheet = read(write(tmp_path / "plan.xlsx"))["Decisions"]
    heading = {cell.value: cell.column - 1 for cell in sheet[1]}
    hub = sheet[2]
    share = hub[heading["Utilisation plan hours"]]
    assert share.value == 0.3467, "52 ÷ 150, to a hundredth of a per cent"
    assert share.number_format == "0.0%"
    cost = hub[heading["Running cost plan (£ a year)"]]
    assert (cost.value, cost.number_format) == (122_000, "£#,##0;-£#,##0")
    assert hub[heading["Condition assumed"]].value == "no"
    assert hub[heading["Building id"]].value == "B1"
    closed = sheet[3]
    assert closed[heading["Utilisation plan hours"]].value is None, "no capacity is no share, not 0 %"


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_stays_text(tmp_path: Path, name: str) -> None:
    estate = tiny_estate_with_partner()
    odd = tuple(replace(b, name=name) if b.building_id == "B2" else b for b in estate.buildings)
    sheet = read(write(tmp_path / "plan.xlsx", result(estate=estate.replace(buildings=odd))))["Decisions"]
    cell = sheet.cell(3, 2)
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert str(cell.value).replace("_x0007_", "\x07") == name


def test_a_cell_too_long_for_the_format_says_that_it_is_cut(tmp_path: Path) -> None:
    assert fit_text("x" * LONGEST) == "x" * LONGEST
    cut = fit_text("x" * (LONGEST + 1))
    assert len(cut) == LONGEST
    assert cut.endswith("the CSV file has all of it)")
    estate = tiny_estate_with_partner()
    long = tuple(replace(b, name="y" * 40_000) if b.building_id == "B2" else b for b in estate.buildings)
    sheet = read(write(tmp_path / "plan.xlsx", result(estate=estate.replace(buildings=long))))["Decisions"]
    assert len(sheet.cell(3, 2).value) == LONGEST
    assert sheet.cell(3, 2).value.endswith("the CSV file has all of it)")


def test_a_sheet_too_long_for_the_format_says_that_it_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROWS", 3)
    book = read(write(tmp_path / "plan.xlsx"))
    assert book["Decisions"].max_row == 4
    summary_text = [cell.value for row in book["Summary"].iter_rows(max_col=1) for cell in row]
    assert "Sheet Decisions holds the first 3 of 5 rows; decisions.csv has all of them." in summary_text


def test_the_summary_says_what_everyone_has_to_know(tmp_path: Path) -> None:
    sheet = read(write(tmp_path / "plan.xlsx"))["Summary"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    first = [row[0] for row in rows]
    assert first[0] == "Tinytown, fewer buildings"
    assert "A proposal, not a decision." in first
    assert "Tinytown is made up for tests." in first
    use = next(row for row in rows if row[0] and "80% use" in row[0])
    assert use[1:6] == [
        "40%",
        "43.3%",
        "+3.3 percentage points",
        "80%",
        "missed by 36.7 percentage points (77 hours a week)",
    ]


def test_every_column_is_explained(tmp_path: Path) -> None:
    sheet = read(write(tmp_path / "plan.xlsx"))["Columns"]
    found = tables(result())
    assert sheet.max_row == 1 + sum(len(found[name].columns) for name in module.SHEETS)
    assert all(cell.value for row in sheet.iter_rows() for cell in row)


def test_the_same_result_gives_the_same_bytes(tmp_path: Path) -> None:
    assert write(tmp_path / "a.xlsx").read_bytes() == write(tmp_path / "b.xlsx").read_bytes()


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write(tmp_path / "nowhere" / "plan.xlsx")


def test_the_tables_are_not_changed_by_writing_them(tmp_path: Path) -> None:
    of = result()
    found: dict[str, Table] = dict(tables(of))
    before = found["decisions"].rows.copy()
    record = manifest(of, Origin(estate_path="tiny", estate_files={}, plan_files={}), when=WHEN, checks=3)
    write_workbook(tmp_path / "plan.xlsx", about=summary(record), found=found, when=WHEN)
    pd.testing.assert_frame_equal(found["decisions"].rows, before)


def test_decisions_and_results_are_coloured_by_rules_that_follow_the_text(tmp_path: Path) -> None:
    book = read(write(tmp_path / "plan.xlsx"))
    sheet = book["Decisions"]
    column = next(cell.column_letter for cell in sheet[1] if cell.value == "Decision")
    rules = {
        rule.formula[0]: area.sqref for area in sheet.conditional_formatting for rule in area.rules
    }  # fmt: skip
    assert {text.strip('"') for text in rules} == {"kept", "kept and changed", "transferred", "closed"}
    assert all(str(area) == f"{column}2:{column}{sheet.max_row}" for area in rules.values())
    assert sheet[f"{column}2"].value in {text.strip('"') for text in rules}
