"""The decisions that the variables' values stand for, with a solver's rounding taken out."""

from __future__ import annotations

from collections.abc import Iterable

from estate_opt.domain.decisions import Decisions, Move
from estate_opt.formulation.candidates import Key
from estate_opt.formulation.table import VariableTable

SHARE_TOLERANCE = 1e-7
"""A solver's share of a move below this is none."""


def read_decisions(table: VariableTable) -> Decisions:
    """Options, offers and moves."""
    estate = table.estate
    options = {b.building_id: estate.option_today(b).option_id for b in estate.buildings if not b.is_council}
    for k, building in enumerate(estate.buildings):
        if building.is_council:
            options[building.building_id] = max(table.runs(k), key=lambda pair: pair[1].varValue or 0.0)[0].option_id
    offered = {key for key, variable in table.offers.items() if (variable.varValue or 0.0) > 0.5}
    offered |= set(table.candidates.resident)
    return Decisions(
        options=options,
        moves=tuple(sorted(_moves(table, offered))),
        offers=frozenset((table.name_of(k), s) for k, s in offered),
    )


def _moves(table: VariableTable, offered: set[Key]) -> Iterable[Move]:
    """Moves to where the service is offered: an offer of a millionth, which is none, still lets that much in."""
    for k, s in table.candidates.resident:
        yield Move(table.name_of(k), s, table.name_of(k), 1.0)
    shares: dict[Key, list[tuple[int, float]]] = {}
    for (i, s, k), variable in table.moves.items():
        share = variable.varValue or 0.0
        if share > SHARE_TOLERANCE and (k, s) in offered:
            shares.setdefault((i, s), []).append((k, share))
    for (i, s), places in shares.items():
        total = sum(share for _, share in places)
        ended = table.ends[i, s].varValue or 0.0
        # the parts of an activity that does not end add up to all of it, to the last digit
        factor = (1.0 / total) if ended <= SHARE_TOLERANCE or total > 1.0 else 1.0
        for k, share in places:
            yield Move(table.name_of(i), s, table.name_of(k), min(1.0, share * factor))
