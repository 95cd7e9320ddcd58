"""Decisions as columns of a program: what a plan that is known fixes of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from estate_opt.domain.decisions import Decisions
from estate_opt.domain.travel import FloatArray
from estate_opt.formulation.build import Formulation
from estate_opt.solving.matrix import BoolArray


def decided_columns(
    formulation: Formulation, decisions: Decisions, column: Mapping[int, int], columns: int, *, moves: bool
) -> tuple[FloatArray, BoolArray]:
    """Values of the columns that decisions speak of.

    Parameters
    ----------
    formulation
        What the columns stand for.
    decisions
        A plan.
    column
        Column of each variable, by the variable's id.
    columns
        How many columns the program has.
    moves
        Whether moves are as in the plan too, and not only options and offers.

    Returns
    -------
    tuple of FloatArray and BoolArray
        Values, and which of them the decisions give; both of shape (columns,).
    """
    x, given = np.zeros(columns), np.zeros(columns, dtype=bool)
    name = formulation.name_of
    values = [
        *((v, float(decisions.options[name(k)] == option)) for (k, option), v in formulation.run.items()),
        *((v, float((name(k), s) in decisions.offers)) for (k, s), v in formulation.offers.items()),
    ]
    if moves:
        share = {(m.from_building, m.service_id, m.to_building): m.share for m in decisions.moves}
        values += [(v, share.get((name(i), s, name(k)), 0.0)) for (i, s, k), v in formulation.moves.items()]
    for variable, value in values:
        x[column[variable.id]], given[column[variable.id]] = value, True
    return x, given
