"""What is left of a location problem, given to HiGHS: the radius formulation over the sites still in question.

    min  Σ_k site_cost[k]·open[k] + Σ_d ( c[d,1] + Σ_l (c[d,l+1] − c[d,l]) · beyond[d,l] )
    beyond[d,l] ≥ beyond[d,l−1] − Σ_{k at level l of d} open[k],   beyond[d,0] = 1,   Σ_k open[k] ≤ most

where c[d,1] < c[d,2] < … are the costs of a customer, the last of them the cap, and beyond[d,l] says that no
open site serves d at the first l levels (Cornuéjols, Nemhauser and Wolsey 1980; García, Labbé and Marín 2011).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import highspy
import numpy as np

from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.solving.interrupt import interruptible
from estate_opt.solving.progress import StopSwitch
from estate_opt.solving.scheduler import use_threads
from estate_opt.solving.special.location import BoolArray, Location

NOTHING = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Finished:
    """What HiGHS found.

    Parameters
    ----------
    is_open
        Open sites, shape (sites,); ``None`` where no plan cheaper than asked was found.
    bound
        No plan costs less; infinite where no plan is cheaper than asked at all.
    """

    is_open: BoolArray | None
    bound: float


@dataclass(frozen=True, slots=True, eq=False)
class Radius:
    """The radius formulation as arrays: columns are sites, then ``beyond``; rows are levels.

    Parameters
    ----------
    cost
        Objective, shape (columns,).
    low
        Least value of each column: 1 for sites that must be open.
    start, index, value
        Rows, compressed.
    least
        Least value of each row: 1 for each customer's first level, 0 for the further ones.
    high
        Greatest value of each column: 0 for the last level of customers who must be served.
    constant, most, sites
        Cost besides the columns', most sites that may be open, and their number.
    first_of
        Row of each customer's first level, shape (customers,).
    """

    cost: FloatArray
    low: FloatArray
    high: FloatArray
    start: IntArray
    index: IntArray
    value: FloatArray
    least: FloatArray
    constant: float
    most: int | None
    sites: int
    first_of: IntArray


def radius(problem: Location) -> Radius:
    """The radius formulation of a problem."""
    m = problem.sites
    owner, cost = problem.customer, problem.cost
    new_level = np.ones(len(cost), dtype=bool)
    new_level[1:] = (owner[1:] != owner[:-1]) | (cost[1:] > cost[:-1])
    level = np.cumsum(new_level) - 1
    firsts = np.flatnonzero(new_level)
    levels = len(firsts)
    owner_of, cost_of = owner[firsts], cost[firsts]
    is_first = np.ones(levels, dtype=bool)
    is_first[1:] = owner_of[1:] != owner_of[:-1]
    is_last = np.append(is_first[1:], True)[:levels]
    further = np.where(is_last, problem.cap[owner_of], np.append(cost_of[1:], 0.0)[:levels])
    unserved = is_last & np.isinf(further)
    step = np.where(unserved, 0.0, further - cost_of)
    rows = np.concatenate([level, np.arange(levels), np.flatnonzero(~is_first)])
    columns = np.concatenate([problem.site, m + np.arange(levels), m + np.flatnonzero(~is_first) - 1])
    values = np.concatenate([np.ones(len(level) + levels), -np.ones(int((~is_first).sum()))])
    order = np.lexsort((columns, rows))
    return Radius(
        cost=np.concatenate([problem.site_cost, step]),
        low=np.concatenate([problem.must_open.astype(np.float64), np.zeros(levels)]),
        high=np.concatenate([np.ones(m), np.where(unserved, 0.0, 1.0)]),
        start=np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=levels))[:-1]]).astype(np.int64),
        index=columns[order],
        value=values[order],
        least=is_first.astype(np.float64),
        constant=problem.constant + float(cost_of[is_first].sum()),
        most=problem.most,
        sites=m,
        first_of=np.flatnonzero(is_first),
    )


def into_highs(program: Radius, seed: int) -> highspy.Highs:
    """The program in HiGHS, without its sites being whole."""
    use_threads(1)
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("random_seed", seed)
    highs.setOptionValue("threads", 1)
    columns, rows = len(program.cost), len(program.least)
    highs.addCols(columns, program.cost, program.low, program.high, 0, NOTHING, NOTHING, np.zeros(0))
    highs.addRows(
        rows, program.least, np.full(rows, highspy.kHighsInf), len(program.index),
        program.start.astype(np.int32), program.index.astype(np.int32), program.value,
    )  # fmt: skip
    if program.most is not None:
        sites = np.arange(program.sites, dtype=np.int32)
        highs.addRow(-highspy.kHighsInf, float(program.most), program.sites, sites, np.ones(program.sites))
    return highs


def finish(problem: Location, *, below: float, seconds: float, gap: float, seed: int, stop: StopSwitch) -> Finished:
    """Look for the best answer that costs less than some amount, and prove it.

    Parameters
    ----------
    problem
        What is left.
    below
        Cost of the best plan known; infinite where there is none.
    seconds
        Time allowed.
    gap
        Difference of cost and bound at which to end.
    seed
        HiGHS's.
    stop
        Ends the search when it is set.
    """
    if problem.customers == 0 and not problem.site_cost.min(initial=0.0) < 0:
        return Finished(problem.must_open.copy(), problem.constant + float(problem.site_cost[problem.must_open].sum()))
    program = radius(problem)
    highs = into_highs(program, seed)
    sites = np.arange(problem.sites, dtype=np.int32)
    highs.changeColsIntegrality(problem.sites, sites, np.full(problem.sites, highspy.HighsVarType.kInteger))
    highs.setOptionValue("time_limit", max(0.1, seconds))
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", max(gap, 0.5 * problem.grain, 1e-9))
    highs.setOptionValue("mip_pscost_minreliable", 0)
    if math.isfinite(below):
        highs.setOptionValue("objective_bound", below - program.constant)
    interruptible(highs, lambda: stop.is_set)
    highs.run()
    status, info = highs.getModelStatus(), highs.getInfo()
    solved = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    is_open = np.array(highs.getSolution().col_value[: problem.sites]) > 0.5 if solved else None
    nothing = {highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kObjectiveBound}
    if status in nothing and is_open is None:
        return Finished(None, math.inf)
    bound = float(info.mip_dual_bound) + program.constant
    return Finished(is_open, bound if math.isfinite(bound) else -math.inf)


def service_prices(problem: Location, seconds: float, stop: StopSwitch) -> FloatArray | None:
    """Multipliers from the linear program of a problem whose customers have one cost each, by interior point.

    They need not be optimal to the last digit: whatever they are, the relaxation makes a bound of them.

    Returns
    -------
    FloatArray or None
        One for each customer, shape (customers,); ``None`` where it was ended before it came to them.
    """
    program = radius(problem)
    highs = into_highs(program, seed=0)
    highs.setOptionValue("solver", "ipm")
    highs.setOptionValue("run_crossover", "off")
    highs.setOptionValue("time_limit", max(0.1, seconds))
    interruptible(highs, lambda: stop.is_set)
    highs.startCallback(highspy.cb.HighsCallbackType.kCallbackIpmInterrupt)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    prices = np.array(highs.getSolution().row_dual)[program.first_of]
    level = problem.cost[problem.start[:-1]]
    clipped: FloatArray = np.clip(level + prices, 0.0, problem.cap)
    return clipped
