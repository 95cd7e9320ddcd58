"""The page about wrong figures names every file that ``stress`` writes, every option that it has, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from estate_opt.cli import call
from estate_opt.workflow import load, publish, solve

PAGE = (Path(__file__).parents[2] / "docs" / "what-if-the-figures-are-wrong.md").read_text(encoding="utf-8")


def test_the_page_names_every_file(small_case: Path) -> None:
    case = load(small_case)
    run = publish(case, solve(case)).run
    assert call(["stress", str(run), "--cases", "2"]) == 0
    assert call(["stress", str(run), "--survey-first"]) == 0
    files = PAGE.partition("## Files")[2].partition("## ")[0]
    named = set(re.findall(r"^\| `([^`]+)`", files, flags=re.MULTILINE))
    written = {path.name for path in (run / "studies" / "stress").iterdir()}
    assert named == written | {"survey-answers.jsonl"}


def test_the_page_names_every_option(capsys) -> None:
    assert call(["stress", "--help"]) == 0
    options = set(re.findall(r"(--[a-z-]+) ", capsys.readouterr().out)) - {"--help", "--runs", "--json"}
    assert {option for option in options if option not in PAGE} == set()
    assert set(re.findall(r"(--[a-z][a-z-]+)", PAGE)) <= options
