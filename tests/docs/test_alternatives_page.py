"""The page about alternatives names what there is: options of the command, files and columns of the study."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from estate_opt.cli.commands.alternatives import JOURNAL, alternatives
from estate_opt.studies.alternatives import Standing
from estate_opt.studies.alternatives.report import folder_name

PAGE = (Path(__file__).parents[2] / "docs" / "which-buildings-are-beyond-doubt.md").read_text(encoding="utf-8")
OF_RUN = {"--set", "--gap", "--seed", "--buildings", "--wards"}
"""Options of the commands that make the example."""


def test_every_option_is_one_of_the_command() -> None:
    own = {f"--{name.replace('_', '-')}" for name in inspect.signature(alternatives).parameters}
    named = set(re.findall(r"--[a-z][a-z-]*", PAGE)) - OF_RUN
    assert {"--within", "--count", "--seconds", "--seconds-each", "--afresh"} <= named <= own


def test_the_times_are_the_defaults() -> None:
    parameters = inspect.signature(alternatives).parameters
    assert f"`--seconds` ({parameters['seconds'].default:g})" in PAGE
    assert f"`--seconds-each` ({parameters['seconds_each'].default:g})" in PAGE


def test_files_and_standings_are_named() -> None:
    for name in ("plans.csv", "buildings.csv", "index.html", JOURNAL, f"studies/alternatives/{folder_name(1)}"):
        assert name in PAGE
    for standing in Standing:
        assert f"| {standing.value} |" in PAGE
