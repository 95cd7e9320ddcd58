"""Moves that the nearest so many leave out, added where they could help; and what is said of the others."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from estate_opt.domain.travel import FloatArray
from estate_opt.formulation.build import Formulation
from estate_opt.formulation.flows import Flows, add_strong_links, move_labels
from estate_opt.formulation.pricing import FurtherMove, price_left_out
from estate_opt.formulation.table import Arc
from estate_opt.policies.base import Expression, Variable

ENOUGH, LEAST = 1e-4, 1e-6
"""What pricing may leave on the table: a share of the objective, and in its unit."""
ROUNDS = 8
"""How often moves are added at most: the first round or two bring nearly all."""


class Relaxed(Protocol):
    """An optimum of the relaxation: its objective, the duals of its rows, the reduced costs of its variables."""

    @property
    def bound(self) -> float:
        """Its objective."""

    @property
    def row_duals(self) -> FloatArray:
        """Shape (at least the rows of the program,)."""

    @property
    def reduced_cost(self) -> FloatArray:
        """By ids of variables, shape (variables,)."""


def add_moves(formulation: Formulation, further: Sequence[FurtherMove]) -> Expression:
    """Add left-out moves to a program; nothing of it needs to be built anew.

    Returns
    -------
    Expression
        Hours × km of the new moves, to be added to preferences that are at hand, times
        :func:`estate_opt.formulation.objective.disruption_rate`.
    """
    way = Expression()
    made: dict[Arc, Variable] = {}
    hours, candidates = formulation.candidates.activities, formulation.candidates
    indivisible = {s.service_id for s in formulation.estate.services if formulation.relocation.is_indivisible(s)}
    moves = dict(candidates.moves)
    labels = move_labels(formulation, [move.arc for move in further])
    for move, label in zip(further, labels, strict=True):
        i, s, k = move.arc
        entries = [(formulation.conserve_rows[i, s], 1.0), (formulation.load_rows[k], hours[i, s])]
        if (k, s) in formulation.viable_rows:
            entries.append((formulation.viable_rows[k, s], hours[i, s]))
        made[move.arc] = formulation.program.column(f"move_{label}", entries, whole=s in indivisible)
        moves[i, s] = (*moves[i, s], (k, move.km))
        way.add(made[move.arc], hours[i, s] * move.km)
    formulation.moves |= made
    add_strong_links(formulation, Flows.of(formulation, made))
    formulation.candidates = replace(candidates, moves=moves, left_out=candidates.left_out - len(made))
    rows, columns = formulation.program.shape
    formulation.sizes |= {"rows": rows, "variables": columns, "binaries": formulation.program.binaries}
    formulation.sizes["moves_added"] = formulation.sizes.get("moves_added", 0) + len(made)
    return way


def complete(
    formulation: Formulation,
    preferences: Expression,
    cost_per_hour_km: float,
    relax: Callable[[], Relaxed | None],
    enough: float = ENOUGH,
    rounds: int = ROUNDS,
) -> float | None:
    """Add left-out moves until those that are still left out cannot better the relaxation any more.

    Parameters
    ----------
    formulation
        The program, which gets the moves.
    preferences
        The preferences, which get their way.
    cost_per_hour_km
        What an hour a week moved over a km counts in the preferences.
    relax
        Minimises the relaxation of the program as it then stands, with the preferences as they then stand in
        its objective; ``None`` where it cannot.
    enough
        Share of the relaxation's objective that may be lost.
    rounds
        How often moves are added at most.

    Returns
    -------
    float or None
        A bound on the relaxation with all moves within the limit; ``None`` where the last relaxation
        was not solved, and where the program was built without room for further moves
        (``solve.formulation.price_left_out``).
    """
    if not formulation.settings.price_left_out:
        return None
    for _ in range(rounds):
        relaxed = relax()
        if relaxed is None:
            return None
        pricing = price_left_out(formulation, relaxed.row_duals, relaxed.reduced_cost, cost_per_hour_km)
        if pricing.loss <= max(LEAST, enough * abs(relaxed.bound)):
            return relaxed.bound - pricing.loss
        preferences.extend(add_moves(formulation, pricing.moves), cost_per_hour_km)
    relaxed = relax()
    if relaxed is None:
        return None
    loss = price_left_out(formulation, relaxed.row_duals, relaxed.reduced_cost, cost_per_hour_km).loss
    return relaxed.bound - loss


def left_out_sentence(formulation: Formulation, gain: float | None) -> str:
    """What leaving moves out may have cost, in words.

    Parameters
    ----------
    formulation
        The program that was solved.
    gain
        By what share of its objective a plan with the moves that are still left out could be better at most;
        ``None`` where they were not priced.
    """
    added = int(formulation.sizes.get("moves_added", 0))
    nearest, left = formulation.relocation.nearest, formulation.candidates.left_out
    first = f"Activity may move to its {nearest} nearest buildings that could host it"
    if added:
        first += f"; {added:,} moves to further ones were added because they could help"
    if not left:
        return f"{first}."
    first += f"; {left:,} moves to further ones within the limit were left out"
    if gain is None:
        return f"{first}, and what they could bring was not looked at."
    if gain <= 0:
        return f"{first}: none of them could make the plan better."
    return f"{first}: no plan with them is better by more than {_percent(gain)}."


def _percent(share: float) -> str:
    """A share in percent, rounded up to two figures, so that it stays a bound."""
    step = 10.0 ** (math.floor(math.log10(share)) - 1)
    return f"{math.ceil(share / step - 1e-9) * step * 100:.2g} %"
