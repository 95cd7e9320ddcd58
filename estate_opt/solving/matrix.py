"""The program as arrays, for the parts of the search that solve many smaller programs out of it.

    minimise cost·x + offset   where   row_low ≤ A x ≤ row_high,  low ≤ x ≤ high,  x[whole] integer

PuLP holds the program; its rows are read once. Parts of it, with the rest fixed, are then cut out by
numpy and handed to HiGHS as they are, in milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import highspy
import numpy as np
import pulp
from numpy.typing import NDArray
from scipy.sparse import csr_array

from estate_opt.domain.travel import FloatArray
from estate_opt.policies.base import Expression
from estate_opt.solving.scheduler import use_threads

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
SETTLE_SECONDS = 20.0
"""Time for what is left of a program once its whole decisions are fixed."""


@dataclass(frozen=True, eq=False)
class Matrix:
    """A mixed-integer program to be minimised.

    Parameters
    ----------
    cost
        Shape (columns,).
    offset
        Constant of the objective.
    low, high
        Bounds of the columns, shape (columns,).
    whole
        Whether a column takes whole values only, shape (columns,).
    a
        Coefficients, shape (rows, columns).
    row_low, row_high
        Limits of the rows, shape (rows,).
    """

    cost: FloatArray
    offset: float
    low: FloatArray
    high: FloatArray
    whole: BoolArray
    a: csr_array
    row_low: FloatArray
    row_high: FloatArray

    @classmethod
    def of(cls, problem: pulp.LpProblem) -> Matrix:
        """Read a program of PuLP; column ``j`` is ``problem.variables()[j]``, row ``r`` its r-th constraint."""
        variables = problem.variables()
        column = {v.id: j for j, v in enumerate(variables)}
        a, row_low, row_high = rows_of(problem.constraints(), column)
        empty = np.zeros(len(variables))
        matrix = cls(
            cost=empty,
            offset=0.0,
            low=np.array([-np.inf if v.lowBound is None else v.lowBound for v in variables], dtype=np.float64),
            high=np.array([np.inf if v.upBound is None else v.upBound for v in variables], dtype=np.float64),
            whole=np.array([v.cat == pulp.LpInteger for v in variables], dtype=bool),
            a=a,
            row_low=row_low,
            row_high=row_high,
        )
        if problem.objective is None:
            return matrix
        terms = Expression(list(problem.objective.items()), problem.objective.constant)
        return matrix.minimising(*as_row(terms, column))

    def minimising(self, cost: FloatArray, offset: float) -> Matrix:
        """The same program with another objective."""
        return replace(self, cost=cost, offset=offset)

    def bounded(self, low: FloatArray, high: FloatArray) -> Matrix:
        """The same program with other bounds."""
        return replace(self, low=low, high=high)

    def with_row(self, coefficients: FloatArray, low: float, high: float) -> Matrix:
        """The same program with one more row."""
        return replace(
            self,
            a=_stacked(self.a, csr_array(coefficients.reshape(1, -1))),
            row_low=np.append(self.row_low, low),
            row_high=np.append(self.row_high, high),
        )

    def value(self, x: FloatArray) -> float:
        """The objective at a point."""
        return dot(self.cost, x) + self.offset

    def broken(self, x: FloatArray) -> float:
        """By how much a point breaks a row or bound most, as a share of the row's largest coefficient or limit."""
        activity = self.a @ x
        over = np.maximum(self.row_low - activity, activity - self.row_high)
        outside = np.maximum(self.low - x, x - self.high)
        return max(float(np.max(over / self._row_scale, initial=0.0)), float(np.max(outside, initial=0.0)))

    @cached_property
    def _row_scale(self) -> FloatArray:
        """Largest coefficient or limit of each row, at least 1."""
        scale = np.ones(len(self.row_low))
        rows = np.flatnonzero(np.diff(self.a.indptr))
        if len(rows):
            scale[rows] = np.maximum(1.0, np.maximum.reduceat(np.abs(self.a.data), self.a.indptr[rows]))
        for limit in (self.row_low, self.row_high):
            scale = np.maximum(scale, np.where(np.isfinite(limit), np.abs(limit), 0.0))
        return scale

    def without(self, fixed: BoolArray, x: FloatArray) -> tuple[Matrix, IntArray]:
        """The program that is left when some columns are fixed.

        Parameters
        ----------
        fixed
            Which, shape (columns,).
        x
            Their values, shape (columns,); those of other columns do not matter.

        Returns
        -------
        tuple
            The smaller program, without rows in which nothing is left, and the columns that it has.
        """
        free = np.flatnonzero(~fixed)
        settled = self.a @ np.where(fixed, x, 0.0)
        a = self.a[:, free]
        rows = np.flatnonzero(np.diff(a.indptr))
        smaller = Matrix(
            cost=self.cost[free],
            offset=self.offset + dot(self.cost[fixed], x[fixed]),
            low=self.low[free],
            high=self.high[free],
            whole=self.whole[free],
            a=a[rows],
            row_low=(self.row_low - settled)[rows],
            row_high=(self.row_high - settled)[rows],
        )
        return smaller, free

    @property
    def pattern(self) -> csr_array:
        """Where rows have columns: 1 for each coefficient."""
        return csr_array((np.ones(self.a.nnz), self.a.indices, self.a.indptr), shape=self.a.shape)

    def completed(self, x: FloatArray, given: BoolArray) -> FloatArray | None:
        """The best plan in which some columns are as given, shape (columns,); ``None`` where none is found in time."""
        smaller, free = self.without(given, x)
        highs = smaller.highs(integer=True, threads=1, time_limit=SETTLE_SECONDS)
        highs.run()
        if highs.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        completed = x.copy()
        completed[free] = highs.getSolution().col_value
        return completed

    def settled(self, x: FloatArray) -> FloatArray:
        """A plan with its whole decisions as they are, and the rest as good as it can be, shape (columns,).

        What a stage does not look at (a cover that counts only in the next one) is left anyhow by it,
        and a plan that starts a stage, or ends one early, would be stated worse than it is.
        """
        x = np.where(self.whole, np.round(x), x)
        smaller, free = self.without(self.whole, x)
        highs = smaller.highs(integer=False, threads=1, time_limit=SETTLE_SECONDS)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return x
        settled = x.copy()
        settled[free] = highs.getSolution().col_value
        return settled

    def highs(self, *, integer: bool, **options: Any) -> highspy.Highs:
        """A HiGHS of its own with the program and the options given, silent."""
        use_threads(options.get("threads"))
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        for name, value in options.items():
            highs.setOptionValue(name, value)
        lp = highspy.HighsLp()
        lp.num_row_, lp.num_col_ = self.a.shape
        lp.col_cost_, lp.offset_ = self.cost, self.offset
        lp.col_lower_, lp.col_upper_ = self.low, self.high
        lp.row_lower_, lp.row_upper_ = self.row_low, self.row_high
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.num_row_, lp.a_matrix_.num_col_ = self.a.shape
        lp.a_matrix_.start_ = self.a.indptr.astype(np.int32)
        lp.a_matrix_.index_ = self.a.indices.astype(np.int32)
        lp.a_matrix_.value_ = self.a.data
        if integer and self.whole.any():
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            lp.integrality_ = [kinds[int(w)] for w in self.whole]
        highs.passModel(lp)
        return highs


def dot(a: FloatArray, b: FloatArray) -> float:
    """Scalar product, without BLAS: its threads would fight those that solve for the processor."""
    return float(np.einsum("i,i", a, b))


def rows_of(rows: list[pulp.LpConstraint], column: dict[int, int]) -> tuple[csr_array, FloatArray, FloatArray]:
    """Rows of PuLP as arrays: coefficients of shape (rows, columns), lower and upper limits."""
    starts, columns, coefficients = [0], list[int](), list[float]()
    for row in rows:
        for variable, coefficient in row.items():
            if coefficient:
                columns.append(column[variable.id])
                coefficients.append(coefficient)
        starts.append(len(columns))
    shape = (len(rows), len(column))
    data = (
        np.array(coefficients, dtype=np.float64),
        np.array(columns, dtype=np.int32),
        np.array(starts, dtype=np.int32),
    )
    return csr_array(data, shape=shape), *limits_of(rows)


def limits_of(rows: list[pulp.LpConstraint]) -> tuple[FloatArray, FloatArray]:
    """Lower and upper limits of rows of PuLP, shapes (rows,)."""
    low, high = np.full(len(rows), -np.inf), np.full(len(rows), np.inf)
    for r, row in enumerate(rows):
        least, most = row.getLb(), row.getUb()
        low[r] = -np.inf if least is None else least
        high[r] = np.inf if most is None else most
    return low, high


def as_row(expression: Expression, column: dict[int, int]) -> tuple[FloatArray, float]:
    """An expression as an array of coefficients, shape (columns,), and its constant."""
    row = np.zeros(len(column))
    for variable, coefficient in expression.terms:
        row[column[variable.id]] += coefficient
    return row, expression.constant


def _stacked(first: csr_array, second: csr_array) -> csr_array:
    return csr_array(
        (
            np.concatenate([first.data, second.data]),
            np.concatenate([first.indices, second.indices]),
            np.concatenate([first.indptr, second.indptr[1:] + first.indptr[-1]]),
        ),
        shape=(first.shape[0] + second.shape[0], first.shape[1]),
    )


def assign(variables: list[pulp.LpVariable], x: FloatArray) -> None:
    """Give PuLP's variables their values."""
    for variable, value in zip(variables, x.tolist(), strict=True):
        variable.varValue = value


def values_of(variables: list[pulp.LpVariable]) -> FloatArray:
    """Values that PuLP's variables have, shape (variables,).

    CBC gives none to a variable that stands in no row: it is then as near to 0 as its bounds allow.
    """
    return np.array([_nearest_to_nothing(v) if v.varValue is None else v.varValue for v in variables], dtype=np.float64)


def _nearest_to_nothing(variable: pulp.LpVariable) -> float:
    low = -np.inf if variable.lowBound is None else variable.lowBound
    high = np.inf if variable.upBound is None else variable.upBound
    return float(min(max(0.0, low), high))
