"""Everybody who can be given an estate and a plan file, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from benchmarks.peers.analyst import measure_analyst
from benchmarks.peers.other_solvers import OTHER_SOLVERS, measure_other
from benchmarks.peers.plain_stages import PLAIN, measure_plain
from benchmarks.record import Record
from estate_opt.config.schema import PlanFile
from estate_opt.policies import Context

ANALYST = ("analyst-highs", "analyst-cbc")
"""An idiomatic model in plain PuLP, with HiGHS and with CBC as they come."""
PLAN_PEERS: Mapping[str, Callable[[Record, Context, PlanFile], Record]] = {
    **dict.fromkeys(PLAIN, measure_plain),
    **dict.fromkeys(ANALYST, measure_analyst),
    **dict.fromkeys(OTHER_SOLVERS, measure_other),
}
"""All get the same estate, the same musts and aims, and at least as much time as we do."""
