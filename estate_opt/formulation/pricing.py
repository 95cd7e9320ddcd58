"""Moves that the nearest so many leave out, priced by the relaxation: what they could bring, and which to add.

Each activity is given moves to its nearest receiving buildings only, which keeps the program small.
What that may cost is bounded by linear programming duality. With the duals y of the rows of the
relaxation, a left-out move of an activity (i,s) of h hours over d km to k has the reduced cost

    rc = h · d · (cost of an hour × km)  −  y_conserve[i,s]  −  h · (y_load[k] + y_viable[k,s])

and needs an offer of reduced cost e ≥ 0 (column generation with a linked row: the row that binds the
new move to its offer takes a dual of its own, at best up to e). So an outlet is worth a look only where
Σ_i max(0, −rc) exceeds e. Where none is, the relaxation's bound holds for all moves within the limit;
else it is off by no more than the lesser of

    Σ_{outlets worth a look} (Σ_i max(0, −rc) − e)   and   Σ_(i,s) max_k max(0, −rc)

the second because an activity moves once, however many places it may go to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.service import Service
from estate_opt.domain.travel import FloatArray, Reach
from estate_opt.formulation.build import Formulation
from estate_opt.formulation.candidates import Key, left_out_moves
from estate_opt.formulation.table import Arc, VariableTable

NEGATIVE = 1e-7
"""A reduced cost, or an excess over an offer's, below this is none: a solver's duals are no more exact."""


@dataclass(frozen=True, slots=True)
class FurtherMove:
    """A move that was left out.

    Parameters
    ----------
    arc
        From a building, of a service, to a building.
    km
        Its distance.
    reduced_cost
        Below 0: what the objective would fall by for the whole activity, were nothing else to change.
    """

    arc: Arc
    km: float
    reduced_cost: float


@dataclass(frozen=True, slots=True)
class Pricing:
    """What pricing found.

    Parameters
    ----------
    moves
        Left-out moves that could help, most promising first.
    loss
        By how much at most the relaxation with all left-out moves could be better, in the objective's unit.
    priced
        Left-out moves that were looked at.
    """

    moves: tuple[FurtherMove, ...]
    loss: float
    priced: int


def price_left_out(
    formulation: Formulation, row_duals: FloatArray, column_duals: FloatArray, cost_per_hour_km: float
) -> Pricing:
    """Price all left-out moves.

    Parameters
    ----------
    formulation
        The program that the relaxation was solved of.
    row_duals
        Duals of its rows, in their order, of an optimal relaxation to be minimised, shape (at least its rows,).
    column_duals
        Reduced costs of its variables, by their ids, shape (at least its variables,).
    cost_per_hour_km
        What an hour a week moved over a km costs in the objective
        (:func:`estate_opt.formulation.objective.disruption_rate`; 0 for a shortfall).
    """
    prices = _Prices(formulation, row_duals, column_duals, cost_per_hour_km)
    found: list[_Priced] = []
    priced = 0
    for service in formulation.estate.services:
        for reach in left_out_moves(formulation.estate, formulation.relocation, formulation.candidates, service):
            new = prices.not_added(service.service_id, reach)
            priced += len(new.origin)
            found.append(prices.of(service, new))
    return _worth_a_look(found, prices, priced)


@dataclass(frozen=True, eq=False)
class _Priced:
    """Moves of a service with a negative reduced cost, shapes (moves,)."""

    service: str
    reach: Reach
    reduced_cost: FloatArray


class _Prices:
    """Duals by what they are the price of."""

    def __init__(self, table: VariableTable, rows: FloatArray, columns: FloatArray, rate: float) -> None:
        self.table, self.rows, self.columns, self.rate = table, rows, columns, rate
        self.size = len(table.estate.buildings)
        self.load = np.zeros(self.size)
        for k, row in table.load_rows.items():
            self.load[k] = rows[row]

    def not_added(self, service: str, reach: Reach) -> Reach:
        """Pairs that no move has been added for since."""
        added = [i * self.size + k for i, s, k in self.table.moves if s == service and i != k]
        new = ~np.isin(reach.origin * self.size + reach.destination, added)
        return Reach(reach.origin[new], reach.destination[new], reach.distance[new])

    def of(self, service: Service, reach: Reach) -> _Priced:
        """Moves of a service with a negative reduced cost; those that could never be made are none."""
        name, table = service.service_id, self.table
        hours, conserve, at, room = (np.zeros(self.size) for _ in range(4))
        for i in np.unique(reach.origin).tolist():
            hours[i] = table.candidates.activities[i, name]
            conserve[i] = self.rows[table.conserve_rows[i, name]]
        for k in np.unique(reach.destination).tolist():
            at[k] = self.load[k] + (self.rows[row] if (row := table.viable_rows.get((k, name))) is not None else 0.0)
            room[k] = table.room((k, name))
        i, k = reach.origin, reach.destination
        cost = hours[i] * (self.rate * reach.distance - at[k]) - conserve[i]
        needed = hours[i] if table.relocation.is_indivisible(service) else np.full(len(i), 1e-9)
        good = (cost < -NEGATIVE) & (room[k] >= needed)
        return _Priced(name, Reach(i[good], k[good], reach.distance[good]), cost[good])

    def offer(self, outlet: Key) -> float:
        """What an offer would cost beyond what it brings so far."""
        offer = self.table.offers.get(outlet)
        return 0.0 if offer is None else max(0.0, float(self.columns[offer.id]))


def _worth_a_look(found: Sequence[_Priced], prices: _Prices, priced: int) -> Pricing:
    """Moves to outlets where together they are worth more than the offer costs, and the bound on the loss."""
    gains: dict[Key, float] = {}
    for part in found:
        for k, cost in zip(part.reach.destination.tolist(), part.reduced_cost.tolist(), strict=True):
            gains[k, part.service] = gains.get((k, part.service), 0.0) - cost
    excess = {outlet: gain - prices.offer(outlet) for outlet, gain in gains.items()}
    moves = [move for part in found for move in _moves(part) if excess[move.arc[2], move.arc[1]] > NEGATIVE]
    best: dict[Key, float] = {}
    for move in moves:
        activity = move.arc[:2]
        best[activity] = max(best.get(activity, 0.0), -move.reduced_cost)
    loss = min(sum(best.values()), sum(e for e in excess.values() if e > NEGATIVE))
    return Pricing(tuple(sorted(moves, key=lambda move: (move.reduced_cost, move.arc))), loss, priced)


def _moves(part: _Priced) -> Iterator[FurtherMove]:
    reach = part.reach
    pairs = (reach.origin.tolist(), reach.destination.tolist(), reach.distance.tolist())
    for i, k, km, cost in zip(*pairs, part.reduced_cost.tolist(), strict=True):
        yield FurtherMove((i, part.service, k), km, cost)
