"""A new council's folder: everything that is needed to start, whatever the council is called."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from estate_opt.config.load import load_plan_file
from estate_opt.errors import OutputError
from estate_opt.inputs.manifest import TABLES
from estate_opt.inputs.starter import write_starter


def test_the_manual_and_the_schema_lie_beside_the_plan_file(tmp_path: Path) -> None:
    plan = write_starter(tmp_path / "leicester", "Leicester")

    beside = {path.name for path in plan.parent.iterdir()}
    assert beside == {"leicester.toml", "base.toml", "estate-opt.schema.json", "README.md"}


@pytest.mark.parametrize("name", ['The "Royal" Borough', "Back\\slash", "Two\nlines", "Tab\tand\x07bell", "{name}"])
def test_any_name_gives_a_plan_file_that_can_be_read(tmp_path: Path, name: str) -> None:
    plan = write_starter(tmp_path / "council", name)

    assert load_plan_file(plan).title.endswith(": which buildings to keep")
    assert tomllib.loads(plan.read_text(encoding="utf-8"))["inputs"] == {"estate": "../data"}


def test_the_readme_says_what_to_fill_and_how_to_go_on(tmp_path: Path) -> None:
    plan = write_starter(tmp_path / "council", "St Mary's")

    text = (tmp_path / "council" / "README.md").read_text(encoding="utf-8")
    assert f"estate-opt check models/{plan.name}" in text
    assert f"estate-opt run models/{plan.name}" in text
    named = set(re.findall(r"^\d+\. `(data/[^`]+)`", text, re.MULTILINE))
    assert named == {f"data/{table.file}" for table in TABLES if table.required}


def test_a_council_starts_with_services_that_its_refits_can_host(tmp_path: Path) -> None:
    write_starter(tmp_path / "council", "Leicester")

    lines = (tmp_path / "council" / "data" / "services.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["advice", "family_hub", "library", "room_hire"]


def test_a_readme_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Ours.")

    with pytest.raises(OutputError, match="is there already"):
        write_starter(tmp_path, "Leicester")

    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]
