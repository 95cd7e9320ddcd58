"""The rows of physics: what holds whatever anybody asks for.

    run[i,o] ∈ {0,1}    the option of a building           Σ_o run[i,o] = 1
    move[i,s,k] ∈ [0,1] share of an activity hosted at k   Σ_k move[i,s,k] + ended[i,s] = 1
    offer[k,s] ∈ {0,1}  a service is offered               move ≤ tight · offer ≤ Σ_{o that can host s} run[k,o]
    load[k] ≥ 0         hours hosted at a building         load = Σ hours · move
    capacity            load ≤ Σ_o capacity[k,o] · run[k,o]
    viable outlet       Σ hours · move ≥ min_hours · offer[k,s]   (an outlet of today may stay at its size)

``tight`` is 1, or less where not even the empty building could take the whole activity. Whatever
else asks for hosted hours asks for ``load``, so that a move enters few rows, and the same ones
whatever the policies are.

Partner venues have one option and no variables of their own; what they do today takes up its part
of their capacity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from estate_opt.formulation.candidates import Candidates, Key
from estate_opt.formulation.program import Block, columns_of
from estate_opt.formulation.table import Arc, VariableTable
from estate_opt.policies.base import Sense, Variable


def add_physics(table: VariableTable) -> None:
    """Add all variables of the decisions and the rows that bind them."""
    add_buildings(table)
    add_offers(table)
    add_moves(table)
    add_links(table)
    add_loads(table)
    add_viable_outlets(table)


def add_buildings(table: VariableTable) -> None:
    """One option for each council building."""
    estate = table.estate
    keys = [(k, o.option_id) for k, b in enumerate(estate.buildings) if b.is_council for o in estate.options_of(b)]
    made = table.program.variables([("run", table.name_of(k), option) for k, option in keys], whole=True)
    table.run |= dict(zip(keys, made, strict=True))
    choose = Block()
    for k, building in enumerate(estate.buildings):
        chosen = [variable.id for _, variable in table.runs(k)]
        if building.is_council:
            choose.add(("choose", building.building_id), chosen, [1.0] * len(chosen))
    first = table.program.block(choose, None, 1.0)
    table.choice_rows.extend(range(first, first + len(choose.names)))


def add_offers(table: VariableTable) -> None:
    """Offers, each under the options that can host the service."""
    candidates = table.candidates
    keys = [
        (k, s)
        for (k, s) in candidates.hosts
        if (k, s) not in candidates.resident
        and (
            (k, s) in candidates.receivers
            or (k, s) in candidates.activities
            or table.estate.service_by_id[s].min_hours_per_week == 0
        )
    ]
    made = table.program.variables([("offer", table.name_of(k), s) for k, s in keys], whole=True)
    table.offers |= dict(zip(keys, made, strict=True))
    host = Block()
    for (k, s), offer in table.offers.items():
        if table.building(k).is_council:
            options = [table.run[k, o.option_id].id for o in candidates.hosts[k, s]]
            host.add(("host", table.name_of(k), s), [offer.id, *options], [1.0, *[-1.0] * len(options)])
    first = table.program.block(host, Sense.AT_MOST)
    table.choice_rows.extend(range(first, first + len(host.names)))


def add_moves(table: VariableTable) -> None:
    """Each activity stays, moves or ends."""
    candidates, program = table.candidates, table.program
    indivisible = {s.service_id for s in table.estate.services if table.relocation.is_indivisible(s)}
    for whole in (False, True):
        keys = [(i, s) for i, s in candidates.activities if (s in indivisible) is whole]
        arcs = [(i, s, k) for i, s in keys for k in _places(candidates, (i, s))]
        ends = program.variables([("ended", table.name_of(i), s) for i, s in keys], whole=whole)
        moves = program.variables([move_name(table, arc) for arc in arcs], whole=whole)
        table.ends |= dict(zip(keys, ends, strict=True))
        table.moves |= dict(zip(arcs, moves, strict=True))
        conserve = Block()
        each, at = columns_of(moves).tolist(), 0
        for key, end in zip(keys, columns_of(ends).tolist(), strict=True):
            till = at + len(_places(candidates, key))
            conserve.add(("conserve", table.name_of(key[0]), key[1]), [end, *each[at:till]], [1.0] * (1 + till - at))
            at = till
        first = program.block(conserve, None, 1.0)
        table.conserve_rows |= {key: first + n for n, key in enumerate(keys)}


def _places(candidates: Candidates, activity: Key) -> list[int]:
    """Where an activity may be hosted: where it is, and where it may move to."""
    stays = [activity[0]] if activity in candidates.hosts else []
    return stays + [k for k, _ in candidates.moves[activity]]


def move_name(table: VariableTable, arc: Arc) -> tuple[str, ...]:
    """Parts of a move's name."""
    i, s, k = arc
    return ("move", table.name_of(i), s, table.name_of(k))


def add_links(table: VariableTable) -> None:
    """Hosting needs an offer: a row for each move, or one for each outlet where links are aggregated."""
    if table.settings.links == "strong":
        add_strong_links(table, table.moves)
        return
    links = Block()
    for (k, s), arcs in arcs_by_outlet(table.moves).items():
        if (k, s) in table.offers:
            columns = [table.offers[k, s].id, *(table.moves[arc].id for arc in arcs)]
            shares = [link_share(table, arc) for arc in arcs]
            links.add(("link", table.name_of(k), s), columns, [-sum(shares), *[1.0] * len(arcs)])
    table.program.block(links, Sense.AT_MOST)


def add_strong_links(table: VariableTable, moves: Mapping[Arc, Variable]) -> None:
    """A row for each of some moves; at a partner's own service there is no offer to link to."""
    linked = [arc for arc in moves if (arc[2], arc[1]) in table.offers]
    names = [("link", table.name_of(i), s, table.name_of(k)) for i, s, k in linked]
    columns = np.empty((len(linked), 2), np.int64)
    columns[:, 0] = [moves[arc].id for arc in linked]
    columns[:, 1] = [table.offers[k, s].id for _, s, k in linked]
    coefficients = np.ones((len(linked), 2))
    coefficients[:, 1] = [-link_share(table, arc) for arc in linked]
    counts = np.full(len(linked), 2)
    table.program.rows(names, counts, columns.ravel(), coefficients.ravel(), Sense.AT_MOST, 0.0)


def link_share(table: VariableTable, arc: Arc) -> float:
    """Most of an activity that a building could take if it did nothing else, as a share of the activity."""
    i, s, k = arc
    if not table.settings.tight_links:
        return 1.0
    room, hours = table.room((k, s)), table.candidates.activities[i, s]
    return 1.0 if room >= hours else room / hours


def arcs_by_outlet(arcs: Iterable[Arc]) -> Mapping[Key, Sequence[Arc]]:
    """Moves by where they go and what is moved."""
    found: dict[Key, list[Arc]] = {}
    for arc in arcs:
        found.setdefault((arc[2], arc[1]), []).append(arc)
    return found


def add_loads(table: VariableTable) -> None:
    """Hours hosted at each building, and no more of them than the capacity under its option."""
    hours, arrivals = table.candidates.activities, dict[int, list[tuple[int, float]]]()
    for (i, s, k), move in table.moves.items():
        arrivals.setdefault(k, []).append((move.id, hours[i, s]))
    places = sorted({*arrivals, *(k for k, _ in table.candidates.receivers)})
    made = table.program.variables([("load", table.name_of(k)) for k in places], None)
    table.loads |= dict(zip(places, made, strict=True))
    loads, capacity = Block(), Block()
    for k, column in zip(places, columns_of(made).tolist(), strict=True):
        building = table.building(k)
        arrived = arrivals.get(k, ())
        loads.add(
            ("load", building.building_id), [column, *(c for c, _ in arrived)], [-1.0, *(each for _, each in arrived)]
        )
        if building.is_council:
            room = [(chosen.id, -most) for o, chosen in table.runs(k) if (most := o.capacity_hours(building))]
            capacity.add(
                ("capacity", building.building_id), [column, *(c for c, _ in room)], [1.0, *(each for _, each in room)]
            )
        else:
            table.loads[k].upBound = table.partner_room(k)
    first = table.program.block(loads, None)
    table.load_rows |= {k: first + n for n, k in enumerate(places)}
    table.program.block(capacity, Sense.AT_MOST)


def add_viable_outlets(table: VariableTable) -> None:
    """An outlet hosts what makes it viable; one of today may stay at its size."""
    hours, arrivals = table.candidates.activities, dict[Key, list[tuple[int, float]]]()
    for (i, s, k), move in table.moves.items():
        arrivals.setdefault((k, s), []).append((move.id, hours[i, s]))
    viable, keys = Block(), []
    for (k, s), offer in table.offers.items():
        least = least_hours(table, (k, s))
        if least > 0:
            arrived = arrivals.get((k, s), ())
            name = ("viable", table.name_of(k), s)
            viable.add(name, [offer.id, *(c for c, _ in arrived)], [-least, *(each for _, each in arrived)])
            keys.append((k, s))
    first = table.program.block(viable, Sense.AT_LEAST)
    table.viable_rows |= {key: first + n for n, key in enumerate(keys)}


def least_hours(table: VariableTable, outlet: Key) -> float:
    """Least space-hours a week that make a service viable at a building."""
    least = table.estate.service_by_id[outlet[1]].min_hours_per_week
    today = table.candidates.activities.get(outlet)
    return least if today is None else min(least, today)
