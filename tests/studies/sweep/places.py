"""A tiny council on disk to sweep, and ways to solve its points: logged, slow, or deadly."""

from __future__ import annotations

import os
import time
from pathlib import Path

from estate_opt.config.schema import PlanFile
from estate_opt.inputs import write_estate
from estate_opt.policies import Context
from estate_opt.results.result import Result
from estate_opt.workflow import solve_point
from tests.tiny import tiny_estate_with_partner

LOG = "ESTATE_OPT_TEST_LOG"
"""Environment variable with the file to which each solve adds a line."""
BASE = "[solve]\ntime_limit_seconds = 30\ngap = 0.0\nthreads = 2\n"
PLAN = """\
extends = "base.toml"
title = "Tinytown"

[inputs]
estate = "../data"

[policies.reduction]
share = 0.5

[[policies.access]]
service = "library"
km = 1.6
share = 0.9
"""
SHARE = "policies.reduction.share"
GRID = (f"{SHARE}=0.25:0.75:0.25", "solve.seed=1:4:1")
"""Twelve points."""


def tiny_council(folder: Path) -> Path:
    """The plan file of a council of four buildings, and a partner's hall, in a folder of its own."""
    (folder / "models").mkdir(parents=True)
    (folder / "models" / "base.toml").write_text(BASE)
    plan = folder / "models" / "tiny.toml"
    plan.write_text(PLAN)
    write_estate(tiny_estate_with_partner(), folder / "data")
    return plan


def logged(plan_file: PlanFile, context: Context) -> Result:
    """Solve, and add a line with the share to the log."""
    _log(plan_file)
    return solve_point(plan_file, context)


def slow(plan_file: PlanFile, context: Context) -> Result:
    """The same, but never in less than half a second."""
    _log(plan_file)
    time.sleep(0.5)
    return solve_point(plan_file, context)


def deadly_once(plan_file: PlanFile, context: Context) -> Result:
    """The first point of all kills its worker."""
    try:
        Path(os.environ[LOG]).with_suffix(".died").mkdir()
    except FileExistsError:
        return logged(plan_file, context)
    os._exit(1)


def deadly_at_half(plan_file: PlanFile, context: Context) -> Result:
    """Half the buildings kills whoever solves it."""
    if share_of(plan_file) == 0.5:
        os._exit(1)
    return logged(plan_file, context)


def share_of(plan_file: PlanFile) -> float:
    """The share of buildings to leave."""
    [rule] = plan_file.policies.reduction
    return float(rule.share)


def _log(plan_file: PlanFile) -> None:
    with Path(os.environ[LOG]).open("a") as log:
        log.write(f"{share_of(plan_file)} {plan_file.solve.seed} {os.getpid()}\n")
