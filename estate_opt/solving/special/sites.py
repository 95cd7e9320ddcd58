"""What a formulation decides, where that is no more than which buildings to open: the sites of a location problem.

A council building is a site where each of its options either keeps it in the estate as an outlet or closes
it, and where no activity is there to be moved. Other buildings that offer a service for nothing (partner
venues) are always open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from estate_opt.domain.option import Option
from estate_opt.domain.snapshot import Outlets
from estate_opt.domain.travel import IntArray
from estate_opt.formulation.build import Formulation
from estate_opt.policies.base import Variable
from estate_opt.solving.special.location import BoolArray


@dataclass(frozen=True, eq=False)
class Sites:
    """Council buildings as sites.

    Parameters
    ----------
    formulation
        Where they come from.
    building
        Position of each site's building in the estate, shape (sites,).
    keeping, closing
        Options of each site that open it, and that shut it, with their variables.
    """

    formulation: Formulation
    building: IntArray
    keeping: tuple[tuple[tuple[Option, Variable], ...], ...]
    closing: tuple[tuple[tuple[Option, Variable], ...], ...]

    def __len__(self) -> int:
        return len(self.building)

    @cached_property
    def position(self) -> Mapping[int, int]:
        """Site of each building that is one."""
        return {int(k): site for site, k in enumerate(self.building)}

    def outlets(self, service_id: str, outlets: Outlets) -> tuple[IntArray, BoolArray]:
        """Which buildings are outlets of a service when they are open.

        Returns
        -------
        IntArray
            Site of each building of the estate, −1 for those that never are, shape (buildings,).
        BoolArray
            Buildings that always are, shape (buildings,).
        """
        f = self.formulation
        count = len(f.context.estate.buildings)
        site, always = np.full(count, -1), np.zeros(count, dtype=bool)
        for k, building in enumerate(f.context.estate.buildings):
            if building.is_council:
                site[k] = self.position[k] if (k, service_id) in f.offers else -1
            elif outlets.partners:
                always[k] = (k, service_id) in f.candidates.resident or (k, service_id) in f.offers
        return site, always

    def values(self, is_open: BoolArray, cost: Mapping[int, float]) -> list[tuple[Variable, float]]:
        """Value of every whole variable when some sites are open, each run in its cheapest way.

        ``cost`` is by the variables' numbers.
        """
        chosen = [
            min(self.keeping[n] if is_open[n] else self.closing[n], key=lambda way: cost.get(way[1].id, 0.0))[1]
            for n in range(len(self))
        ]
        picked = {variable.id for variable in chosen}
        found = [(variable, float(variable.id in picked)) for variable in self.formulation.run.values()]
        position = self.position
        for (k, _), offer in self.formulation.offers.items():
            found.append((offer, float(k not in position or is_open[position[k]])))
        return found


def find_sites(formulation: Formulation) -> Sites | None:
    """The sites of a formulation; ``None`` where it decides more than which of them to open."""
    if formulation.candidates.activities:
        return None
    building, keeping, closing = [], [], []
    for k, b in enumerate(formulation.context.estate.buildings):
        if not b.is_council:
            continue
        ways = tuple(formulation.runs(k))
        keeps = tuple((o, v) for o, v in ways if o.in_estate and o.gives_access and o.capacity_hours(b) > 0)
        closes = tuple((o, v) for o, v in ways if not o.in_estate and not o.gives_access)
        if len(keeps) + len(closes) < len(ways) or not _offer_alike(formulation, k, [o for o, _ in keeps]):
            return None
        building.append(k)
        keeping.append(keeps)
        closing.append(closes)
    return Sites(formulation, np.array(building, dtype=np.int64), tuple(keeping), tuple(closing))


def _offer_alike(formulation: Formulation, k: int, keeps: Iterable[Option]) -> bool:
    """Whether a building offers the same services however it is kept."""
    hosts = [options for (b, _), options in formulation.candidates.hosts.items() if b == k]
    return all(set(options) == set(keeps) for options in hosts)
