"""The page about results names every file of a run, and no other."""

import re
from pathlib import Path

from estate_opt.workflow import load, publish, solve

PAGE = Path(__file__).parents[2] / "docs" / "results.md"


def test_the_page_names_every_file_of_a_run(small_case: Path) -> None:
    case = load(small_case)
    run = publish(case, solve(case)).run
    table = [line.split("|")[1] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    named = {name for cell in table for name in re.findall(r"`([^`]+)`", cell)}
    assert named == {path.name for path in run.iterdir()}
