"""The page on musts that contradict one another speaks of what there is."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from estate_opt.config.load import load_plan_file
from estate_opt.policies import Kind
from estate_opt.studies.diagnose import Conflict, Conflicting, Diagnosis, ExtraRoom, Line, Nearest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "why-is-there-no-plan.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("part", [Diagnosis, Conflict, Conflicting, Line, Nearest, ExtraRoom])
def test_every_key_of_the_json_is_told(part: type) -> None:
    told = set(re.findall(r"`([a-z_]+)`", PAGE.split("## For scripts")[1].split("From Python")[0]))
    assert {field.name for field in fields(part)} <= told


def test_the_scenario_of_the_page() -> None:
    plan_file = load_plan_file(ROOT / "models" / "impossible.toml")
    musts = [policy.id for policy in plan_file.policies.all() if policy.kind is Kind.MUST]
    assert len(musts) == 9
    assert set(re.findall(r"^  ([a-z_-]+): ", PAGE, re.MULTILINE)) <= set(musts)
