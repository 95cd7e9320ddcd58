"""Plan files for tests, written where a test asks."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from estate_opt.config.load import load_plan_file
from estate_opt.errors import ConfigError, Problem

ESTATE = '[inputs]\nestate = "../data/tiny"\n'


def write(folder: Path, name: str, text: str) -> Path:
    """A file in a folder, its text without the indentation of the test."""
    path = folder / name
    path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return path


def problems_of(path: Path, overrides: dict[str, object] | None = None) -> tuple[Problem, ...]:
    """Everything that is wrong with a plan file; fails where nothing is."""
    with pytest.raises(ConfigError) as refused:
        load_plan_file(path, overrides)
    return refused.value.problems


def only_problem(path: Path, overrides: dict[str, object] | None = None) -> Problem:
    """The one thing that is wrong with a plan file."""
    problems = problems_of(path, overrides)
    assert len(problems) == 1, problems
    return problems[0]
