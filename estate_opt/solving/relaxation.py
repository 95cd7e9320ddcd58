"""The relaxation: the program with parts of decisions allowed, which bounds it and guides the search for plans.

It is solved for one objective after another, each from where the last one ended.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import highspy
import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.interrupt import interruptible
from estate_opt.solving.matrix import Matrix
from estate_opt.solving.progress import StopSwitch

DUAL_SIMPLEX, PRIMAL_SIMPLEX = 1, 4


@dataclass(frozen=True, eq=False)
class Relaxed:
    """An optimum of the relaxation.

    Parameters
    ----------
    x
        Shape (columns,).
    reduced_cost
        Shape (columns,).
    row_duals
        Shape (rows,).
    bound
        Its objective, which no plan can beat.
    work, seconds
        Iterations of the simplex, and wall-clock time, that the hardest optimum so far took: the measure of what a
        part of the program may take.
    """

    x: FloatArray
    reduced_cost: FloatArray
    row_duals: FloatArray
    bound: float
    work: float
    seconds: float


class Relaxation:
    """The relaxation of a program, kept in HiGHS.

    Parameters
    ----------
    matrix
        The program.
    stop
        Ends a solve.
    after
        The relaxation of a program of which this one has all columns and rows first, and then more: it begins where
        that one ended.
    """

    def __init__(self, matrix: Matrix, stop: StopSwitch, after: Relaxation | None = None) -> None:
        self.columns = np.arange(len(matrix.cost), dtype=np.int32)
        self.held: dict[str, int] = {}
        self.impossible = False
        self.work = self.seconds = 0.0
        self.highs = matrix.highs(integer=False, threads=1)
        interruptible(self.highs, lambda: stop.is_set)
        if after is not None:
            self.work, self.seconds = after.work, after.seconds
            self.highs.setBasis(_longer(after.highs.getBasis(), *matrix.a.shape))

    def begin_at(self, basis: highspy.HighsBasis) -> None:
        """Begin at the basis of a program of the same size; one of another size is left aside."""
        if (len(basis.row_status), len(basis.col_status)) == (self.highs.getNumRow(), self.highs.getNumCol()):
            self.highs.setBasis(basis)

    def minimise(self, cost: FloatArray, offset: float, seconds: float) -> Relaxed | None:
        """Solve for an objective.

        Returns
        -------
        Relaxed or None
            ``None`` where it was not solved in its time, was stopped, or has no solution: then it is
            ``impossible``.
        """
        started = time.perf_counter()
        self.highs.changeColsCost(len(cost), self.columns, cost)
        self.highs.changeObjectiveOffset(offset)
        self.highs.setOptionValue("time_limit", self.highs.getRunTime() + seconds)
        self.highs.run()
        self.impossible = self._is_impossible()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        self.highs.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX)  # what is optimal now is feasible for the next
        self.work = max(self.work, float(self.highs.getInfo().simplex_iteration_count))
        self.seconds = max(self.seconds, time.perf_counter() - started)
        solution = self.highs.getSolution()
        return Relaxed(
            x=np.array(solution.col_value),
            reduced_cost=np.array(solution.col_dual),
            row_duals=np.array(solution.row_dual),
            bound=float(self.highs.getObjectiveValue()),
            work=self.work,
            seconds=self.seconds,
        )

    def _is_impossible(self) -> bool:
        """Whether HiGHS finds no solution, and none without presolve: that sees contradictions where there are none."""
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kInfeasible:
            return False
        self.highs.setOptionValue("presolve", "off")
        self.highs.run()
        self.highs.setOptionValue("presolve", "choose")
        return bool(self.highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible)

    def hold(self, name: str, coefficients: FloatArray, most: float) -> None:
        """Hold what a stage has reached, by a row that is made once for each name."""
        if name in self.held:
            self.highs.changeRowBounds(self.held[name], -highspy.kHighsInf, most)
        else:
            self.held[name] = self.highs.getNumRow()
            where = np.flatnonzero(coefficients).astype(np.int32)
            self.highs.addRow(-highspy.kHighsInf, most, len(where), where, coefficients[where])
        self.highs.setOptionValue("simplex_strategy", DUAL_SIMPLEX)  # the last optimum may break it

    def forget(self) -> None:
        """Let the next optimum be looked for from nothing.

        From the optimum of one objective to that of a wholly other one the simplex takes ten times as long.
        """
        self.highs.clearSolver()
        self.highs.setOptionValue("simplex_strategy", DUAL_SIMPLEX)

    def release(self) -> None:
        """Let go of what is held. The rows stay, so that the basis does."""
        for row in self.held.values():
            self.highs.changeRowBounds(row, -highspy.kHighsInf, highspy.kHighsInf)

    def bounded(self, low: FloatArray, high: FloatArray) -> None:
        """Other bounds of the columns."""
        self.highs.changeColsBounds(len(low), self.columns, low, high)
        self.highs.setOptionValue("simplex_strategy", DUAL_SIMPLEX)


def _longer(basis: highspy.HighsBasis, rows: int, columns: int) -> highspy.HighsBasis:
    """A basis with further columns at their lower bounds and further rows slack."""
    status = highspy.HighsBasisStatus
    longer = highspy.HighsBasis()
    longer.col_status = [*basis.col_status, *[status.kLower] * (columns - len(basis.col_status))]
    longer.row_status = [*basis.row_status, *[status.kBasic] * (rows - len(basis.row_status))]
    longer.valid = True
    return longer
