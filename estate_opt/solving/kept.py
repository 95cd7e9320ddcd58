"""HiGHS with its copy of the program kept between solves.

PuLP hands a program to HiGHS anew each time, row by row, which at a city's size takes longer than
many of the small solves that the search for plans is made of. Here the matrix goes over once; later
solves bring only what can have changed: bounds, objective, and rows added since.
"""

from __future__ import annotations

from math import isfinite
from typing import Any

import highspy
import numpy as np
import pulp

from estate_opt.solving.matrix import assign, limits_of, rows_of, values_of
from estate_opt.solving.scheduler import use_threads

S = pulp.LpSolveStatus
STATUS = {
    highspy.HighsModelStatus.kOptimal: S.Optimal,
    highspy.HighsModelStatus.kInfeasible: S.Infeasible,
    highspy.HighsModelStatus.kUnbounded: S.Unbounded,
    highspy.HighsModelStatus.kObjectiveBound: S.GapLimit,
    highspy.HighsModelStatus.kObjectiveTarget: S.GapLimit,
    highspy.HighsModelStatus.kInterrupt: S.Interrupted,
    highspy.HighsModelStatus.kTimeLimit: S.TimeLimit,
    highspy.HighsModelStatus.kIterationLimit: S.IterationLimit,
    highspy.HighsModelStatus.kSolutionLimit: S.SolutionLimit,
    highspy.HighsModelStatus.kMemoryLimit: S.MemoryLimit,
}
"""PuLP's word for each of HiGHS's; whatever is not here is inconclusive."""


class Kept:
    """One program's copy in HiGHS.

    Parameters
    ----------
    problem
        The program; it may get rows later, but no variables.
    """

    def __init__(self, problem: pulp.LpProblem) -> None:
        self.highs = highspy.Highs()
        self.highs.setOptionValue("log_to_console", False)
        self.variables = problem.variables()
        self.column = {v.id: j for j, v in enumerate(self.variables)}
        self.whole = np.array([j for j, v in enumerate(self.variables) if v.cat == pulp.LpInteger], dtype=np.int32)
        n = len(self.variables)
        nothing = np.zeros(0, dtype=np.int32)
        self.highs.addCols(n, np.zeros(n), np.zeros(n), np.zeros(n), 0, nothing, nothing, np.zeros(0))
        kinds = np.full(len(self.whole), highspy.HighsVarType.kInteger)
        self.highs.changeColsIntegrality(len(self.whole), self.whole, kinds)
        self.columns = np.arange(n, dtype=np.int32)
        self.rows = 0

    def fits(self, problem: pulp.LpProblem) -> bool:
        """Whether this is a copy of the program as far as variables go."""
        return bool(problem.numVariables() == len(self.variables) and problem.numConstraints() >= self.rows)

    def update(self, problem: pulp.LpProblem) -> None:
        """Bring over objective, bounds, the rows added since, and the limits of those added before."""
        cost = np.zeros(len(self.variables))
        for variable, coefficient in problem.objective.items():
            cost[self.column[variable.id]] = coefficient
        self.highs.changeColsCost(len(cost), self.columns, cost)
        self.highs.changeObjectiveOffset(problem.objective.constant)
        low = np.array([-np.inf if v.lowBound is None else v.lowBound for v in self.variables], dtype=np.float64)
        high = np.array([np.inf if v.upBound is None else v.upBound for v in self.variables], dtype=np.float64)
        self.highs.changeColsBounds(len(cost), self.columns, low, high)
        rows = problem.constraints()
        if self.rows:
            low, high = limits_of(rows[: self.rows])  # what is held may be held elsewhere in another solve
            self.highs.changeRowsBounds(self.rows, np.arange(self.rows, dtype=np.int32), low, high)
        if len(rows) > self.rows:
            self._add_rows(rows[self.rows :])

    def _add_rows(self, rows: list[pulp.LpConstraint]) -> None:
        a, low, high = rows_of(rows, self.column)
        self.highs.addRows(
            len(rows), low, high, a.nnz, a.indptr[:-1].astype(np.int32), a.indices.astype(np.int32), a.data
        )
        self.rows += len(rows)

    def start_from(self) -> None:
        """Give HiGHS the variables' values as a plan to start from."""
        values = values_of(self.variables)
        self.highs.setSolution(len(values), self.columns, values)


class KeptHiGHS(pulp.HiGHS):  # type: ignore[misc]
    """PuLP's HiGHS, reusing a kept copy of the program where it fits.

    Parameters
    ----------
    kept
        The copy of an earlier solve; a new one is made where it is absent or does not fit, and can be
        found in :attr:`kept` afterwards.
    settings
        As for :class:`pulp.HiGHS`.
    """

    def __init__(self, kept: Kept | None, **settings: Any) -> None:
        super().__init__(**settings)
        self.kept = kept

    def createAndConfigureSolver(self, lp: pulp.LpProblem) -> None:  # noqa: N802 - PuLP's name
        """Set the options on the kept copy."""
        use_threads(self.threads)
        if self.kept is None or not self.kept.fits(lp):
            self.kept = Kept(lp)
        highs = lp.solverModel = self.kept.highs
        highs.clearSolver()
        highs.resetOptions()
        options = {
            "log_to_console": False,
            "time_limit": self._time_limit(),
            "mip_rel_gap": self.gapRel,
            "mip_abs_gap": self.gapAbs,
            "threads": self.threads,
            "solve_relaxation": not self.mip,
        }
        more = {key: value for key, value in self.optionsDict.items() if key not in ("warmStart", "logPath")}
        for key, value in (options | more).items():
            if value is not None:
                highs.setOptionValue(key, value)
        if self.callbackTuple:
            highs.setCallback(*self.callbackTuple)
        for event in self.callbacksToActivate or ():
            highs.startCallback(event)

    def _time_limit(self) -> float | None:
        """Seconds for HiGHS's clock, which runs on from linear program to linear program of a copy, not for others."""
        limit: float | None = self.timeLimit
        if limit is None or self.mip or self.kept is None:
            return limit
        return limit + float(self.kept.highs.getRunTime())

    def buildSolverModel(self, lp: pulp.LpProblem) -> None:  # noqa: N802 - PuLP's name
        """Bring over what has changed."""
        assert self.kept is not None
        self.kept.update(lp)
        if self.optionsDict.get("warmStart", False):
            self.kept.start_from()

    def findSolutionValues(  # noqa: N802 - PuLP's name
        self,
        lp: pulp.LpProblem,  # noqa: ARG002 - the kept copy knows its program
    ) -> tuple[pulp.LpSolveStatus, bool]:
        """Values of the variables, why HiGHS stopped, and whether there is a plan."""
        assert self.kept is not None
        highs = self.kept.highs
        status = STATUS.get(highs.getModelStatus(), S.Undefined)
        stopped = status not in (S.Undefined, S.Infeasible, S.Unbounded)
        found = status is S.Optimal or (stopped and isfinite(highs.getObjectiveValue()))
        if found:
            assign(self.kept.variables, np.array(highs.getSolution().col_value))
        return status, found
