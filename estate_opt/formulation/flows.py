"""Activity on the move: variables of moves, and the rows that bind them, put together as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.formulation.candidates import Candidates, Key
from estate_opt.formulation.classes import spans
from estate_opt.formulation.program import Block, columns_of
from estate_opt.formulation.table import Arc, VariableTable
from estate_opt.policies.base import Sense, Variable


@dataclass(frozen=True, eq=False)
class Flows:
    """Moves as arrays.

    Parameters
    ----------
    labels
        From where, what and to where, as it stands in names of variables and rows.
    columns
        Ids of the variables, shape (moves,).
    hours
        Space-hours a week of the whole activity, shape (moves,).
    to
        Position of the receiving building, shape (moves,).
    outlet
        Position of the receiving outlet among the offers, -1 where it is a partner's own service, shape (moves,).
    """

    labels: list[str]
    columns: IntArray
    hours: FloatArray
    to: IntArray
    outlet: IntArray

    @classmethod
    def of(cls, table: VariableTable, moves: Mapping[Arc, Variable]) -> Flows:
        """Some moves with their variables."""
        hours, places = table.candidates.activities, {outlet: n for n, outlet in enumerate(table.offers)}
        return cls(
            move_labels(table, list(moves)),
            np.fromiter((variable.id for variable in moves.values()), np.int64, len(moves)),
            np.fromiter((hours[i, s] for i, s, _ in moves), np.float64, len(moves)),
            np.fromiter((k for _, _, k in moves), np.int64, len(moves)),
            np.fromiter((places.get((k, s), -1) for _, s, k in moves), np.int64, len(moves)),
        )


def move_labels(table: VariableTable, arcs: list[Arc]) -> list[str]:
    """From where, what and to where, in plain letters."""
    plain = table.program.plain
    buildings = [plain(building.building_id) for building in table.estate.buildings]
    services = {service.service_id: plain(service.service_id) for service in table.estate.services}
    return [f"{buildings[i]}_{services[s]}_{buildings[k]}" for i, s, k in arcs]


def add_moves(table: VariableTable) -> Flows:
    """Each activity stays, moves or ends."""
    indivisible = {s.service_id for s in table.estate.services if table.relocation.is_indivisible(s)}
    for whole in (False, True):
        _add_moves_of(
            table, [key for key in table.candidates.activities if (key[1] in indivisible) is whole], whole=whole
        )
    return Flows.of(table, table.moves)


def _add_moves_of(table: VariableTable, activities: list[Key], *, whole: bool) -> None:
    places = [_places(table.candidates, activity) for activity in activities]
    arcs = [(i, s, k) for (i, s), near in zip(activities, places, strict=True) for k in near]
    ends = table.program.variables([("ended", table.name_of(i), s) for i, s in activities], whole=whole)
    moves = table.program.variables([f"move_{label}" for label in move_labels(table, arcs)], whole=whole)
    table.ends |= dict(zip(activities, ends, strict=True))
    table.moves |= dict(zip(arcs, moves, strict=True))
    group = np.repeat(np.arange(len(activities)), [len(near) for near in places])
    rows = led_by(columns_of(ends), np.ones(len(ends)), group, columns_of(moves), np.ones(len(moves)))
    first = table.program.rows([("conserve", table.name_of(i), s) for i, s in activities], *rows, None, 1.0)
    table.conserve_rows |= {key: first + n for n, key in enumerate(activities)}


def _places(candidates: Candidates, activity: Key) -> list[int]:
    """Where an activity may be hosted: where it is, and where it may move to."""
    stays = [activity[0]] if activity in candidates.hosts else []
    return stays + [k for k, _ in candidates.moves[activity]]


def led_by(
    leading: IntArray, factors: FloatArray, group: IntArray, columns: IntArray, coefficients: FloatArray
) -> tuple[IntArray, IntArray, FloatArray]:
    """Rows of one leading term each, and then the terms of its group.

    Parameters
    ----------
    leading, factors
        Column and coefficient of the leading term, shape (rows,).
    group
        Row of each further term, shape (terms,).
    columns, coefficients
        Of the further terms, shape (terms,).

    Returns
    -------
    tuple
        Terms of each row, and columns and coefficients, row after row.
    """
    further = np.bincount(group, minlength=len(leading))
    counts = further + 1
    starts = np.cumsum(counts) - counts
    order, inside = np.argsort(group, kind="stable"), spans(starts + 1, further)
    all_columns, all_coefficients = np.empty(int(counts.sum()), np.int64), np.empty(int(counts.sum()))
    all_columns[starts], all_coefficients[starts] = leading, factors
    all_columns[inside], all_coefficients[inside] = columns[order], coefficients[order]
    return counts, all_columns, all_coefficients


def add_links(table: VariableTable, flows: Flows) -> None:
    """Hosting needs an offer: a row for each move, or one for each outlet where links are aggregated."""
    if table.settings.links == "strong":
        add_strong_links(table, flows)
        return
    linked = np.flatnonzero(flows.outlet >= 0)
    outlet, shares = flows.outlet[linked], _shares(table, flows)[linked]
    most = np.bincount(outlet, shares, minlength=len(table.offers))
    rows = led_by(_offers(table), -most, outlet, flows.columns[linked], np.ones(len(linked)))
    table.program.rows([("link", table.name_of(k), s) for k, s in table.offers], *rows, Sense.AT_MOST, 0.0)


def add_strong_links(table: VariableTable, flows: Flows) -> None:
    """A row for each of some moves; at a partner's own service there is no offer to link to."""
    linked = np.flatnonzero(flows.outlet >= 0)
    names = [f"link_{flows.labels[n]}" for n in linked.tolist()]
    offers, shares = _offers(table)[flows.outlet[linked]], _shares(table, flows)[linked]
    rows = led_by(flows.columns[linked], np.ones(len(linked)), np.arange(len(linked)), offers, -shares)
    table.program.rows(names, *rows, Sense.AT_MOST, 0.0)


def _offers(table: VariableTable) -> IntArray:
    """Ids of the offers, shape (offers,)."""
    return np.fromiter((offer.id for offer in table.offers.values()), np.int64, len(table.offers))


def _shares(table: VariableTable, flows: Flows) -> FloatArray:
    """Most of an activity that its receiving outlet could take if it did nothing else, as a share, shape (moves,)."""
    share = np.ones(len(flows.hours))
    if table.settings.tight_links:
        room = np.array([table.room(outlet) for outlet in table.offers] + [np.inf])[flows.outlet]
        np.divide(room, flows.hours, out=share, where=room < flows.hours)
    return share


def add_loads(table: VariableTable, flows: Flows) -> None:
    """Hours hosted at each building, and no more of them than the capacity under its option."""
    receivers = np.array([k for k, _ in table.candidates.receivers], np.int64)
    places = np.unique(np.concatenate([flows.to, receivers]))
    made = table.program.variables([("load", table.name_of(k)) for k in places.tolist()], None)
    table.loads |= dict(zip(places.tolist(), made, strict=True))
    group = np.searchsorted(places, flows.to)
    rows = led_by(columns_of(made), np.full(len(made), -1.0), group, flows.columns, flows.hours)
    first = table.program.rows([("load", table.name_of(k)) for k in places.tolist()], *rows, None, 0.0)
    table.load_rows |= {k: first + n for n, k in enumerate(places.tolist())}
    capacity = Block()
    for k, load in table.loads.items():
        building = table.building(k)
        if not building.is_council:
            load.upBound = table.partner_room(k)
            continue
        room = [(chosen.id, -most) for option, chosen in table.runs(k) if (most := option.capacity_hours(building))]
        columns, coefficients = zip((load.id, 1.0), *room, strict=True)
        capacity.add(("capacity", building.building_id), columns, coefficients)
    table.program.block(capacity, Sense.AT_MOST)


def add_viable_outlets(table: VariableTable, flows: Flows) -> None:
    """An outlet hosts what makes it viable; one of today may stay at its size."""
    least = np.array([least_hours(table, outlet) for outlet in table.offers])
    asked = np.flatnonzero(least > 0)
    offers = _offers(table)
    row = np.full(len(offers) + 1, -1)  # the last stands for no offer
    row[asked] = np.arange(len(asked))
    group = row[flows.outlet]
    inside = np.flatnonzero(group >= 0)
    rows = led_by(offers[asked], -least[asked], group[inside], flows.columns[inside], flows.hours[inside])
    outlets = list(table.offers)
    keys = [outlets[n] for n in asked.tolist()]
    first = table.program.rows([("viable", table.name_of(k), s) for k, s in keys], *rows, Sense.AT_LEAST, 0.0)
    table.viable_rows |= {key: first + n for n, key in enumerate(keys)}


def least_hours(table: VariableTable, outlet: Key) -> float:
    """Least space-hours a week that make a service viable at a building."""
    least = table.estate.service_by_id[outlet[1]].min_hours_per_week
    today = table.candidates.activities.get(outlet)
    return least if today is None else min(least, today)
