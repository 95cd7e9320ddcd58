"""The program as a question has it: buildings bound to options, and rows that hold what must not get worse.

PuLP's program, its arrays and the kept relaxation all hold the same bounds and rows. Rows stay when
they are let go of, with a limit that nothing reaches, so that bases and copies in HiGHS still fit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager

import numpy as np

from estate_opt.domain.decisions import Decisions
from estate_opt.domain.travel import FloatArray
from estate_opt.errors import did_you_mean
from estate_opt.formulation.build import Formulation
from estate_opt.policies.base import Expression, Sense
from estate_opt.solving.decided import decided_columns
from estate_opt.solving.matrix import IntArray, Matrix, as_row, dot
from estate_opt.solving.relaxation import Relaxation
from estate_opt.solving.stages import HELD_SCALE

LOOSE = 1e9
"""A limit that holds nothing."""


class ProgramState:
    """Bounds and rows that come and go.

    Parameters
    ----------
    formulation
        The program, with all its columns.
    """

    def __init__(self, formulation: Formulation) -> None:
        self.formulation = formulation
        self.problem = formulation.program.problem
        self.variables = self.problem.variables()
        self.column = {v.id: j for j, v in enumerate(self.variables)}
        self.whole_program = Matrix.of(self.problem)
        self.matrix = self.whole_program
        self.relaxation: Relaxation | None = None
        self._rows: dict[str, int] = {}
        self._held: dict[str, tuple[FloatArray, float]] = {}

    def relaxed_by(self, relaxation: Relaxation) -> None:
        """Keep a relaxation of the whole program in step from now on."""
        self.relaxation = relaxation
        relaxation.bounded(self.matrix.low, self.matrix.high)
        for name, (coefficients, limit) in self._held.items():
            relaxation.hold(name, coefficients, limit)

    def hold(self, name: str, expression: Expression, most: float) -> None:
        """Let an expression be at most something until all is let go of."""
        coefficients, constant = as_row(expression, self.column)
        coefficients, limit = HELD_SCALE * coefficients, HELD_SCALE * (most - constant)
        if name in self._rows:
            self.problem.constraints()[self._rows[name]].changeRHS(limit)
        else:
            row = Expression()
            row.extend(expression, HELD_SCALE)
            program = self.formulation.program
            self._rows[name] = program.row(("held", name), row, Sense.AT_MOST, HELD_SCALE * most)
        self.matrix = self.matrix.with_row(coefficients, -np.inf, limit)
        self._held[name] = coefficients, limit
        if self.relaxation is not None:
            self.relaxation.hold(name, coefficients, limit)

    @property
    def holds(self) -> bool:
        """Whether anything is held."""
        return bool(self._held)

    def minimising(self, expression: Expression) -> None:
        """Let the arrays have an objective: what leads the search."""
        cost, offset = as_row(expression, self.column)
        self.whole_program = self.whole_program.minimising(cost, offset)
        self.matrix = self.matrix.minimising(cost, offset)

    def value(self, expression: Expression, x: FloatArray) -> float:
        """An expression of a plan."""
        coefficients, constant = as_row(expression, self.column)
        return dot(coefficients, x) + constant

    @contextmanager
    def forcing(self, forced: Mapping[str, Collection[str]]) -> Iterator[IntArray]:
        """Bind buildings to options while the block runs, with nothing held at its start; their positions.

        Raises
        ------
        ValueError
            A building or option that there is none of.
        """
        self._release()
        low, high = self.whole_program.low, self.whole_program.high.copy()
        shut = self._shut(forced)
        high[shut] = 0.0
        self.matrix = self.whole_program.bounded(low, high)
        if self.relaxation is not None:
            self.relaxation.bounded(low, high)
        before = [(self.variables[j].lowBound, self.variables[j].upBound) for j in shut]
        for j in shut:
            self.variables[j].bounds(0, 0)
        index = self.formulation.context.estate.building_index
        try:
            yield np.array([index[building] for building in forced], dtype=np.int64)
        finally:
            for j, bounds in zip(shut, before, strict=True):
                self.variables[j].bounds(*bounds)

    def _shut(self, forced: Mapping[str, Collection[str]]) -> list[int]:
        """Columns of the options that buildings may not have."""
        index = self.formulation.context.estate.building_index
        shut: list[int] = []
        for building, options in forced.items():
            if building not in index:
                raise ValueError(f"There is no building {building!r}. {did_you_mean(building, list(index))}")
            known = {o.option_id: self.column[v.id] for o, v in self.formulation.runs(index[building])}
            if not set(options) & set(known) or set(options) - set(known):
                raise ValueError(
                    f"Building {building!r} cannot be bound to {sorted(options)}: its options are {sorted(known)}."
                )
            shut += [column for option, column in known.items() if option not in options]
        return shut

    def _release(self) -> None:
        """Let go of all that an earlier question held."""
        self._held.clear()
        rows = self.problem.constraints() if self._rows else []
        for row in self._rows.values():
            rows[row].changeRHS(LOOSE)
        if self.relaxation is not None:
            self.relaxation.release()

    def plan_of(self, decisions: Decisions) -> FloatArray | None:
        """A plan with the options and offers of some decisions, shape (columns,); ``None`` where none is possible.

        Moves are placed anew for the program's objective: at least as well as they were, but for what the nearest
        receiving buildings leave out.
        """
        x, fixed = decided_columns(self.formulation, decisions, self.column, len(self.variables), moves=False)
        return self.whole_program.completed(x, fixed)

    def settle(self, x: FloatArray, cost: FloatArray, offset: float) -> FloatArray:
        """Keep every whole decision as it is and make the rest as good as it can be for an objective."""
        return self.matrix.minimising(cost, offset).settled(x)
