"""Whatever a plan file holds, it is loaded or refused with problems; nothing else comes out."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from estate_opt.config.load import load_plan_file
from estate_opt.errors import ConfigError
from estate_opt.policies import ALL_POLICIES
from tests.config.files import write

MODELS = Path(__file__).parents[2] / "models"
EVERYTHING = "\n".join(
    [
        (MODELS / "base.toml").read_text(encoding="utf-8"),
        '[inputs]\nestate = "x"\n[inputs.priority]\nwards = ["A"]\n[outputs]\nruns = "r"\n',
        *(policy.example for policy in ALL_POLICIES if policy.name != "relocation"),
    ]
)
LINES = EVERYTHING.splitlines()
PIECES = [
    "",
    "[",
    "]",
    "=",
    '"',
    "'",
    "#",
    "{",
    "}",
    ",",
    "false",
    "[]",
    "{}",
    "1",
    "-1",
    '"\\u0000"',
    "nan",
    "\\",
    "extends = 3",
]

quiet = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def loads_or_refuses(path: Path, overrides: dict[str, Any] | None = None) -> None:
    """The only two things that may happen; every problem says where and what."""
    problems = None
    try:
        load_plan_file(path, overrides)
    except ConfigError as error:
        problems = error.problems
    assert problems is None or (problems and all(problem.source and problem.message for problem in problems))


def test_everything_together_loads(tmp_path: Path) -> None:
    load_plan_file(write(tmp_path, "a.toml", EVERYTHING))


@quiet
@given(st.binary(max_size=200))
def test_any_bytes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(content)
    loads_or_refuses(path)


@quiet
@given(st.lists(st.tuples(st.integers(0, len(LINES) - 1), st.integers(0, 40), st.sampled_from(PIECES)), max_size=4))
def test_a_plan_file_with_slips_of_the_hand(tmp_path: Path, slips: list[tuple[int, int, str]]) -> None:
    lines = list(LINES)
    for line, column, piece in slips:
        lines[line] = lines[line][:column] + piece + lines[line][column + 3 :]
    loads_or_refuses(write(tmp_path, "a.toml", "\n".join(lines)))


@quiet
@given(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1))
def test_a_plan_file_with_two_lines_swapped(tmp_path: Path, one: int, other: int) -> None:
    lines = list(LINES)
    lines[one], lines[other] = lines[other], lines[one]
    loads_or_refuses(write(tmp_path, "a.toml", "\n".join(lines)))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
KEYS = st.lists(
    st.sampled_from(["policies", "inputs", "estate", "access", "access-library", "share", "solve", "", "0", "x", "id"]),
    min_size=1, max_size=4,
).map(".".join)  # fmt: skip


@quiet
@given(st.dictionaries(KEYS, VALUES, max_size=2))
@example({"policies": [], "policies.policies.policies": None})
def test_any_override(tmp_path: Path, overrides: dict[str, Any]) -> None:
    loads_or_refuses(write(tmp_path, "a.toml", EVERYTHING), overrides)


@pytest.mark.parametrize("key", ["extends", "scenario"])
@pytest.mark.parametrize("value", ['"\\u0000"', '"\\uFFFF"', '"."', '".."', '""', f'"{"a" * 5_000}"'])
def test_names_that_no_file_can_have(tmp_path: Path, key: str, value: str) -> None:
    loads_or_refuses(write(tmp_path, "a.toml", f'{key} = {value}\n[inputs]\nestate = "x"\n'))
    with suppress(ConfigError):
        load_plan_file(write(tmp_path, "b.toml", f"[inputs]\nestate = {value}\n"))
