"""What is done to one part, in this process or on a worker: relax it, or look for its best whole decisions.

Nothing here depends on what was solved before or on which worker: the same arguments give the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.matrix import Matrix

Statuses = NDArray[np.int8]
STATUS = tuple(sorted((s for s in highspy.HighsBasisStatus.__members__.values()), key=int))
NO_BASIS = (np.zeros(0, dtype=np.int8), np.zeros(0, dtype=np.int8))
PRIMAL_SIMPLEX = 4
"""HiGHS's number for it: when only costs have changed, the last basis is still feasible."""
MIP_OPTIONS: dict[str, Any] = {"mip_pscost_minreliable": 0, "mip_heuristic_effort": 0.2}
Options = tuple[tuple[str, str | int | float | bool], ...]
S = highspy.HighsModelStatus
DONE = frozenset({S.kOptimal, S.kSolutionLimit, S.kObjectiveTarget})


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """The relaxation of a part.

    Parameters
    ----------
    value
        Least cost; minus infinity where it could not be found in time.
    x, y
        Values of the columns and prices of the rows.
    basis
        Where the next relaxation may start: statuses of columns and rows.
    """

    value: float
    x: FloatArray
    y: FloatArray
    basis: tuple[Statuses, Statuses]


@dataclass(frozen=True, slots=True)
class Effort:
    """How far a search goes: whichever is reached first. Only ``seconds`` depends on the machine.

    Parameters
    ----------
    gap
        Difference between cost and bound that is good enough.
    nodes
        Nodes of the search tree.
    seconds
        Time.
    options
        Options of HiGHS beside ours, as the plan file gives them.
    """

    gap: float
    nodes: int
    seconds: float
    options: Options = ()


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a search found.

    Parameters
    ----------
    value, bound
        Cost of the best whole decisions (infinite without any), and what no decisions can be below.
    x
        The decisions; ``None`` without any.
    """

    value: float
    bound: float
    x: FloatArray | None
    finished: bool


def relax(program: Matrix, cost: FloatArray, basis: tuple[Statuses, Statuses] | None, seconds: float) -> Relaxed:
    """Solve the linear relaxation of a part at given costs."""
    if not cost.size:  # HiGHS says nothing of an empty program
        return Relaxed(0.0, cost, np.zeros(program.a.shape[0]), NO_BASIS)
    scale = _scale(cost)
    program = program.minimising(cost * scale, 0.0)
    options: dict[str, Any] = {"solver": "simplex", "threads": 1, "parallel": "off", "time_limit": seconds}
    if basis is not None:
        options |= {"presolve": "off", "simplex_strategy": PRIMAL_SIMPLEX}
    highs = program.highs(integer=False, **options)
    if basis is not None:
        highs.setBasis(_as_basis(basis))
    highs.run()
    solved = highs.getModelStatus() == S.kOptimal
    solution, found = highs.getSolution(), highs.getBasis()
    return Relaxed(
        value=highs.getInfo().objective_function_value / scale if solved else -np.inf,
        x=np.array(solution.col_value),
        y=np.array(solution.row_dual) / scale,
        basis=(_statuses(found.col_status), _statuses(found.row_status)),
    )


def search(program: Matrix, cost: FloatArray, start: FloatArray | None, effort: Effort) -> Found:
    """Look for the best whole decisions of a part at given costs."""
    if not cost.size:
        return Found(0.0, 0.0, cost, finished=True)
    scale = _scale(cost)
    options: dict[str, Any] = {
        "threads": 1,
        "parallel": "off",
        "time_limit": effort.seconds,
        "mip_max_nodes": effort.nodes,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": max(1e-9, effort.gap * scale),
        **MIP_OPTIONS,
    }
    highs = program.minimising(cost * scale, 0.0).highs(integer=True, **(options | dict(effort.options)))
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = list(start)
        highs.setSolution(solution)
    highs.run()
    info = highs.getInfo()
    has_plan = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    value = info.objective_function_value / scale if has_plan else np.inf
    if not program.whole.any():
        bound = value if highs.getModelStatus() == S.kOptimal else -np.inf
    else:
        bound = info.mip_dual_bound / scale
    return Found(
        value=value,
        bound=min(bound, value) if np.isfinite(bound) else -np.inf,
        x=np.array(highs.getSolution().col_value) if has_plan else None,
        finished=highs.getModelStatus() in DONE,
    )


def _scale(cost: FloatArray) -> float:
    """Factor that makes costs about 1: those of one building among thousands are below a solver's tolerance."""
    used = np.abs(cost[cost != 0])
    return float(1.0 / np.median(used)) if used.size else 1.0


def _statuses(statuses: list[highspy.HighsBasisStatus]) -> Statuses:
    return np.array([int(s) for s in statuses], dtype=np.int8)


def _as_basis(basis: tuple[Statuses, Statuses]) -> highspy.HighsBasis:
    found = highspy.HighsBasis()
    found.col_status, found.row_status = ([STATUS[s] for s in statuses] for statuses in basis)
    found.valid = True
    return found
