"""Small estates solved to the end, for properties."""

from __future__ import annotations

import math
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st

from estate_opt.domain.estate import Estate
from estate_opt.errors import NoPlanPossible
from estate_opt.inputs import write_estate
from estate_opt.policies import Context
from estate_opt.results.result import Result
from tests.oracle.cases import Tables, plan_file
from tests.oracle.solved import solved

seeds = st.integers(min_value=1, max_value=10_000)


def few(examples: int) -> settings:
    """The same few examples each time: a solve is too slow for many."""
    return settings(max_examples=examples, derandomize=True, deadline=None)


def best(estate: Estate, rules: Tables, preferences: Tables | None = None) -> Result | None:
    """The best plan; ``None`` where the musts allow none."""
    try:
        return solved(plan_file(rules, preferences, gap=1e-7), Context(estate, priority_wards=("W1",)))
    except NoPlanPossible:
        return None


def standing(result: Result | None) -> tuple[float, ...]:
    """Shortfalls tier by tier and the preferences, which are compared in that order."""
    return (math.inf,) if result is None else tuple(stage.objective for stage in result.plan.proof)


def no_worse(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether one standing is at least as good as the other, up to what solvers round."""
    for a, b in zip(one, other, strict=False):
        if abs(a - b) > 2e-6 * max(1.0, abs(b)):
            return a < b
    return True


def write_case(folder: Path, estate: Estate, rules: str) -> Path:
    """An estate and a plan file on disk; the plan file's path."""
    write_estate(estate, folder / "estate")
    path = folder / "plan.toml"
    path.write_text(
        f'[inputs]\nestate = "estate"\n{rules}\n'
        '[outputs]\nruns = "runs"\nmaps = "maps"\nmap = false\nworkbook = false\ngeopackage = false\n'
        "[solve]\ngap = 1e-7\nshortfall_gap = 0.0\nthreads = 1\n",
        encoding="utf-8",
    )
    return path
