"""The estate as it is today, as a plan from which the search for a first plan begins."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pulp

from estate_opt.domain.decisions import today
from estate_opt.domain.travel import FloatArray
from estate_opt.formulation.build import Formulation
from estate_opt.solving.decided import decided_columns
from estate_opt.solving.incumbent import ROW_TOLERANCE
from estate_opt.solving.matrix import BoolArray, Matrix
from estate_opt.solving.regions.layout import Layout


def today_as_plan(
    formulation: Formulation, variables: Sequence[pulp.LpVariable], program: Matrix, layout: Layout
) -> FloatArray | None:
    """The estate as it is, but for buildings of which a must asks something else.

    Parameters
    ----------
    formulation
        What the columns stand for.
    variables
        PuLP's, in the order of the first columns.
    program
        The program with columns that miss totals (see :func:`estate_opt.solving.regions.balance.elastic`).
    layout
        Where its columns lie.

    Returns
    -------
    FloatArray or None
        Shape (columns,); ``None`` where a must is broken that is not about single buildings.
    """
    column = {variable.id: j for j, variable in enumerate(variables)}
    decisions = today(formulation.context.estate)
    x, given = decided_columns(formulation, decisions, column, program.cost.size, moves=True)
    refused = np.flatnonzero(_refused(program, layout.totals, x, given))
    other = np.isin(layout.building, layout.building[refused])
    return program.completed(x, given & ~other)


def _refused(program: Matrix, totals: BoolArray, x: FloatArray, given: BoolArray) -> BoolArray:
    """Given columns that stand in a row which they alone break, or beyond their own bounds, shape (columns,)."""
    pattern = program.pattern
    used = program.a @ x
    broken = (used < program.row_low - ROW_TOLERANCE) | (used > program.row_high + ROW_TOLERANCE)
    by_these = broken & ~totals & (pattern @ (~given).astype(float) == 0)
    beyond = (x < program.low) | (x > program.high)
    refused: BoolArray = given & ((pattern.T @ by_these.astype(float) > 0) | beyond)
    return refused
