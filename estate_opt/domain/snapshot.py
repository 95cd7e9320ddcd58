"""Snapshot: the estate under given decisions, as counts, hours, pounds, kilograms, people and km.

The baseline and every plan are measured by this one class, from the estate and the decisions
alone. It knows nothing of solvers, so the verifier and the policies' measures stand on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from estate_opt.domain.decisions import Decisions
from estate_opt.domain.estate import Estate
from estate_opt.domain.option import Decision, Option
from estate_opt.domain.travel import ROUNDING, FloatArray, Unit

WEEKS_PER_YEAR = 52
TINY_HOURS = 1e-6
"""Activity below this is rounding of a solver, not a booking."""


@dataclass(frozen=True, slots=True)
class Outlets:
    """Which buildings count as outlets of a service in an access standard.

    Partner venues and transferred buildings count where a plan file says so.
    """

    partners: bool = True
    transfers: bool = True


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The estate as it would be under the decisions.

    Parameters
    ----------
    estate
        What is known.
    decisions
        What is decided; :func:`estate_opt.domain.decisions.today` for the baseline.
    """

    estate: Estate
    decisions: Decisions

    # -- decisions by position -----------------------------------------------------------------

    @cached_property
    def option(self) -> tuple[Option, ...]:
        """Chosen option of each building."""
        by_id = self.estate.option_by_id
        return tuple(by_id[self.decisions.options[b.building_id]] for b in self.estate.buildings)

    @cached_property
    def decision(self) -> tuple[Decision, ...]:
        """Kind of decision of each building."""
        return tuple(option.decision for option in self.option)

    @cached_property
    def in_estate(self) -> np.ndarray:
        """Whether the council runs each building, shape (buildings,), boolean."""
        return np.array([d.stays_in_estate for d in self.decision], dtype=bool)

    @cached_property
    def closed(self) -> np.ndarray:
        """Whether each building is closed to the public, shape (buildings,), boolean."""
        return np.array([d is Decision.CLOSED for d in self.decision], dtype=bool)

    def count(self, decision: Decision) -> int:
        """Number of buildings with a kind of decision."""
        return sum(1 for d in self.decision if d is decision)

    # -- use -------------------------------------------------------------------------------------

    @cached_property
    def hosted(self) -> Mapping[tuple[str, str], float]:
        """Space-hours a week hosted, by (building, service)."""
        hours: dict[tuple[str, str], float] = {}
        for move in self.decisions.moves:
            key = (move.to_building, move.service_id)
            load = self.estate.hours_today[move.from_building, move.service_id]
            hours[key] = hours.get(key, 0.0) + load * move.share
        return hours

    @cached_property
    def hosted_hours(self) -> FloatArray:
        """Space-hours a week hosted at each building, shape (buildings,)."""
        result = np.zeros(len(self.estate.buildings))
        for (building_id, _), hours in self.hosted.items():
            result[self.estate.building_index[building_id]] += hours
        return result

    @cached_property
    def capacity_hours(self) -> FloatArray:
        """Space-hours a week on offer at each building under its option, shape (buildings,)."""
        return np.array(
            [o.capacity_hours(b) for o, b in zip(self.option, self.estate.buildings, strict=True)], dtype=np.float64
        )

    @cached_property
    def unshortened_hours(self) -> FloatArray:
        """Space-hours a week in the plan's rooms and in opening hours no shorter than today's, shape (buildings,)."""
        return np.array(
            [o.unshortened_hours(b) for o, b in zip(self.option, self.estate.buildings, strict=True)], dtype=np.float64
        )

    def utilisation(self, chosen: np.ndarray | None = None, *, over_today: bool = False) -> float:
        """Activity hosted ÷ capacity, over the buildings the council runs or some of them.

        Parameters
        ----------
        chosen
            Boolean mask, shape (buildings,); all buildings in the estate where absent.
        over_today
            Whether the denominator takes opening hours no shorter than today's instead of the plan's.

        Returns
        -------
        float
            A share; 0 where there is no capacity.
        """
        mask = self.in_estate if chosen is None else chosen & self.in_estate
        capacity = (self.unshortened_hours if over_today else self.capacity_hours)[mask].sum()
        return float(self.hosted_hours[mask].sum() / capacity) if capacity > 0 else 0.0

    @cached_property
    def ended(self) -> Mapping[tuple[str, str], float]:
        """Space-hours a week that find no home, by (building, service); only those above rounding."""
        left = dict(self.estate.hours_today)
        for move in self.decisions.moves:
            key = (move.from_building, move.service_id)
            left[key] -= self.estate.hours_today[key] * move.share
        return {key: hours for key, hours in left.items() if hours > TINY_HOURS}

    def ended_hours(self, services: Iterable[str] | None = None) -> float:
        """Space-hours a week that find no home, of all services or of some."""
        chosen = None if services is None else set(services)
        return sum(hours for (_, s), hours in self.ended.items() if chosen is None or s in chosen)

    # -- access ----------------------------------------------------------------------------------

    def offering(self, service_id: str, outlets: Outlets = Outlets()) -> np.ndarray:
        """Positions of the buildings that offer a service, shape (n,)."""
        positions = []
        for building_id, service in self.decisions.offers:
            if service != service_id:
                continue
            k = self.estate.building_index[building_id]
            decision = self.decision[k]
            counts = (
                decision.stays_in_estate
                or (decision is Decision.PARTNER and outlets.partners)
                or (decision is Decision.TRANSFERRED and outlets.transfers)
            )
            if counts:
                positions.append(k)
        return np.array(sorted(positions), dtype=np.int64)

    def distance(self, service_id: str, unit: Unit = Unit.KM, outlets: Outlets = Outlets()) -> FloatArray:
        """From each neighbourhood to its nearest outlet of a service, shape (neighbourhoods,); infinite where none.

        Worked out once for each question, because an access rule asks it for every ward; read-only.
        """
        question = (service_id, unit, outlets)
        if question not in self._distances:
            distance = self.estate.travel.nearest(self.offering(service_id, outlets), unit)
            distance.flags.writeable = False
            self._distances[question] = distance
        return self._distances[question]

    @cached_property
    def _distances(self) -> dict[tuple[str, Unit, Outlets], FloatArray]:
        return {}

    def covered(
        self,
        service_id: str,
        limit: float,
        unit: Unit = Unit.KM,
        outlets: Outlets = Outlets(),
        *,
        least: int = 1,
    ) -> np.ndarray:
        """Whether each neighbourhood has at least so many outlets within a limit, shape (neighbourhoods,), boolean."""
        if least == 1:
            return self.distance(service_id, unit, outlets) <= limit * (1 + ROUNDING)
        question = (service_id, limit, unit, outlets)
        if question not in self._in_reach:
            reach = self.estate.travel.to_buildings(limit, unit)
            near = reach.origin[np.isin(reach.destination, self.offering(service_id, outlets))]
            self._in_reach[question] = np.bincount(near, minlength=len(self.estate.neighbourhoods))
        return self._in_reach[question] >= least

    @cached_property
    def _in_reach(self) -> dict[tuple[str, float, Unit, Outlets], np.ndarray]:
        """Outlets within a limit of each neighbourhood, worked out once for each question."""
        return {}

    # -- money and carbon ------------------------------------------------------------------------

    @cached_property
    def running_cost(self) -> FloatArray:
        """Net running cost of each building in £ a year, shape (buildings,).

        The council's cost under the option less income (earned while the council runs the
        building), and the hire of space for council activity at partner venues.
        """
        values = self.estate.values
        factor = np.array([o.running_cost_factor for o in self.option])
        own = np.where(self.estate.is_council, values.running_cost * factor - values.income * self.in_estate, 0.0)
        return own + self.hire

    @cached_property
    def hire(self) -> FloatArray:
        """Hire paid at each partner venue for activity moved there, £ a year, shape (buildings,)."""
        result = np.zeros(len(self.estate.buildings))
        for move in self.decisions.moves:
            k = self.estate.building_index[move.to_building]
            venue = self.estate.buildings[k]
            price = 0.0 if venue.is_council else venue.hire_gbp_per_hour
            if price and not move.stays:
                hours = self.estate.hours_today[move.from_building, move.service_id] * move.share
                result[k] += price * hours * WEEKS_PER_YEAR
        return result

    @cached_property
    def carbon(self) -> FloatArray:
        """Emissions of each council building in kg CO₂e a year, shape (buildings,)."""
        factor = np.array([o.carbon_factor for o in self.option], dtype=np.float64)
        emitted: FloatArray = self.estate.values.carbon * factor * self.estate.is_council
        return emitted

    @cached_property
    def leaves(self) -> np.ndarray:
        """Whether each council building leaves the estate, shape (buildings,), boolean."""
        return np.asarray(self.estate.is_council & ~self.in_estate, dtype=bool)

    @cached_property
    def works_cost(self) -> FloatArray:
        """One-off cost of putting each chosen option in place in £, shape (buildings,)."""
        gia = self.estate.values.gia_m2
        return np.array([o.one_off_gbp + o.one_off_gbp_per_m2 * gia[k] for k, o in enumerate(self.option)])

    @cached_property
    def exit_cost(self) -> FloatArray:
        """Cost of leaving (lease exit and disposal) for each building that leaves, in £, shape (buildings,).

        A building that is transferred goes with its lease, so only closing pays it.
        """
        values = self.estate.values
        return np.where(self.closed, values.exit_cost + values.disposal_cost, 0.0)

    def receipts(self, case: str = "central") -> FloatArray:
        """Sale receipts of closed buildings in £, shape (buildings,).

        Parameters
        ----------
        case
            ``low``, ``central``, ``high`` or ``none``.
        """
        if case == "none":
            return np.zeros(len(self.estate.buildings))
        column: FloatArray = getattr(self.estate.values, f"receipt_{case}")
        return np.where(self.closed, column, 0.0)

    @cached_property
    def backlog_kept(self) -> FloatArray:
        """Maintenance backlog of the buildings that stay in the estate in £, shape (buildings,)."""
        return np.where(self.in_estate, self.estate.values.backlog, 0.0)


def area_mask(estate: Estate, area_id: str) -> np.ndarray:
    """Which buildings lie in a ward or committee, shape (buildings,), boolean."""
    mask = np.zeros(len(estate.buildings), dtype=bool)
    mask[estate.buildings_in[area_id]] = True
    return mask


def neighbourhood_mask(estate: Estate, area_id: str) -> np.ndarray:
    """Which neighbourhoods lie in a ward or committee, shape (neighbourhoods,), boolean."""
    mask = np.zeros(len(estate.neighbourhoods), dtype=bool)
    mask[estate.neighbourhoods_in[area_id]] = True
    return mask
