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

from estate_opt.formulation.flows import add_links, add_loads, add_moves, add_viable_outlets
from estate_opt.formulation.program import Block, columns_of
from estate_opt.formulation.table import VariableTable
from estate_opt.policies.base import Sense


def add_physics(table: VariableTable) -> None:
    """Add all variables of the decisions and the rows that bind them."""
    add_buildings(table)
    add_offers(table)
    flows = add_moves(table)
    add_links(table, flows)
    add_loads(table, flows)
    add_viable_outlets(table, flows)


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
    host, columns = Block(), {key: variable.id for key, variable in table.run.items()}
    for (k, s), offer in zip(keys, columns_of(made).tolist(), strict=True):
        if table.building(k).is_council:
            options = [columns[k, o.option_id] for o in candidates.hosts[k, s]]
            host.add(("host", table.name_of(k), s), [offer, *options], [1.0, *[-1.0] * len(options)])
    first = table.program.block(host, Sense.AT_MOST)
    table.choice_rows.extend(range(first, first + len(host.names)))
