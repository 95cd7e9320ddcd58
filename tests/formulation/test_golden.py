"""The program, row by row, as it stood when somebody last looked at it: each policy and each term on the tiny estate.

After a change that is meant, write the files anew and read the difference::

    GOLDEN=write pytest tests/formulation/test_golden.py && git diff tests/formulation/golden
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from estate_opt.config.schema import Preferences
from estate_opt.policies import ALL_POLICIES
from tests.formulation import golden_cases
from tests.formulation.golden_text import beyond, whole

GOLDEN = Path(__file__).parent / "golden"
WRITE = os.environ.get("GOLDEN") == "write"


def path_of(kind: str, case: str) -> Path:
    return GOLDEN / kind / f"{case.replace(' ', '-')}.lp"


def hold(path: Path, text: str) -> None:
    """Compare with the file, or write it where that is asked for."""
    if WRITE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), f"{path} is missing: run with GOLDEN=write, and read what it writes"
    assert text.splitlines() == path.read_text(encoding="utf-8").splitlines()


def test_physics() -> None:
    hold(GOLDEN / "physics.lp", whole(golden_cases.physics()))


@pytest.mark.parametrize("case", golden_cases.POLICIES)
def test_policy(case: str) -> None:
    hold(path_of("policies", case), beyond(golden_cases.policy(case), golden_cases.physics()))


@pytest.mark.parametrize("case", golden_cases.PREFERENCES)
def test_term(case: str) -> None:
    hold(path_of("preferences", case), beyond(golden_cases.term(case), golden_cases.physics()))


@pytest.mark.parametrize("policy", ALL_POLICIES, ids=lambda policy: policy.name)
def test_no_policy_is_without_a_must_and_an_aim(policy: type) -> None:
    cases = {case for case in golden_cases.POLICIES if case.split()[0] == policy.name}
    assert {policy.name, f"{policy.name} must"} <= cases


def test_no_term_is_without_a_file() -> None:
    assert set(Preferences.TERMS) <= set(golden_cases.PREFERENCES)


def test_no_file_is_without_a_case() -> None:
    files = {path.relative_to(GOLDEN) for path in GOLDEN.rglob("*.lp")}
    cases = [("policies", case) for case in golden_cases.POLICIES]
    cases += [("preferences", case) for case in golden_cases.PREFERENCES]
    assert files == {path_of(*case).relative_to(GOLDEN) for case in cases} | {Path("physics.lp")}
