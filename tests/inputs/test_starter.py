"""A new council's folder: everything that is needed to start, whatever the council is called."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from estate_opt.config.load import load_plan_file
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
