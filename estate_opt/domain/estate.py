"""The estate: everything that is known before anything is decided. Immutable; scenarios are small differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from estate_opt.domain.assumption import Assumption
from estate_opt.domain.building import Building
from estate_opt.domain.option import PARTNER_OPTION, Option
from estate_opt.domain.place import Area, AreaKind, DeprivationRank, Neighbourhood
from estate_opt.domain.service import Activity, Service
from estate_opt.domain.travel import FloatArray, IntArray, StraightLine, Travel
from estate_opt.domain.values import BuildingValues, fill_building_values


@dataclass(frozen=True, kw_only=True)
class Estate:
    """A council's buildings, what happens in them, who lives around them, and how each can be run.

    Build one with :func:`estate_opt.load_estate`, or from its parts in tests. References between
    the parts are checked by the reader, not here.

    Parameters
    ----------
    name
        What the estate is called on every page ("Brackenford").
    notice
        What every output must say of the data ("Brackenford is a fictional city."); empty for none.
    attribution
        Sources and licences to be shown with the data; empty for none.
    travel
        Distances; built as straight line × 1.3 where nothing is given.
    postcodes
        Postcode by building id where a source of the estate gives one ("LS12 1UQ"): to find buildings by, never to
        measure with.
    assumptions
        What the reader has already assumed; :attr:`all_assumptions` adds what :attr:`values` assumes.
    """

    name: str
    buildings: tuple[Building, ...]
    activities: tuple[Activity, ...]
    services: tuple[Service, ...]
    options: tuple[Option, ...]
    neighbourhoods: tuple[Neighbourhood, ...]
    areas: tuple[Area, ...]
    travel: Travel = None  # type: ignore[assignment]  # filled in below, never None afterwards
    deprivation: tuple[DeprivationRank, ...] = ()
    notice: str = ""
    attribution: str = ""
    postcodes: Mapping[str, str] = field(default_factory=dict)
    assumptions: tuple[Assumption, ...] = field(default=())

    def __post_init__(self) -> None:
        if self.travel is None:
            object.__setattr__(self, "travel", StraightLine(self.building_xy, self.neighbourhood_xy))

    def replace(self, **changes: Any) -> Estate:
        """Return a copy with some parts changed; straight-line travel follows the new places."""
        changed = replace(self, **changes)
        if "travel" in changes or not isinstance(self.travel, StraightLine):
            return changed
        travel = replace(self.travel, building_xy=changed.building_xy, neighbourhood_xy=changed.neighbourhood_xy)
        return replace(changed, travel=travel)

    # -- places --------------------------------------------------------------------------------

    @cached_property
    def building_xy(self) -> FloatArray:
        """Eastings and northings of the buildings in metres, shape (buildings, 2)."""
        return np.array([(b.easting, b.northing) for b in self.buildings], dtype=np.float64).reshape(-1, 2)

    @cached_property
    def neighbourhood_xy(self) -> FloatArray:
        """Eastings and northings of the neighbourhoods in metres, shape (neighbourhoods, 2)."""
        return np.array([(n.easting, n.northing) for n in self.neighbourhoods], dtype=np.float64).reshape(-1, 2)

    @cached_property
    def population(self) -> FloatArray:
        """People in each neighbourhood, shape (neighbourhoods,)."""
        return np.array([n.population for n in self.neighbourhoods], dtype=np.float64)

    def people(self, group: str = "population") -> FloatArray:
        """People of a group in each neighbourhood, shape (neighbourhoods,).

        Raises
        ------
        KeyError
            Where no neighbourhood has such a group.
        """
        if group == "population":
            return self.population
        return self._people[group]

    @cached_property
    def _people(self) -> Mapping[str, FloatArray]:
        """People of every group; worked out once, because an access rule asks for them of every ward."""
        return {
            group: np.array([n.groups.get(group, 0.0) for n in self.neighbourhoods], dtype=np.float64)
            for group in self.groups
        }

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Names of the group columns that the neighbourhoods have."""
        return tuple(sorted({group for n in self.neighbourhoods for group in n.groups}))

    @cached_property
    def buildings_in(self) -> Mapping[str, IntArray]:
        """Positions of the buildings of each ward and committee, by area id; a building's own committee goes first."""
        return self._members(
            (k, area)
            for k, b in enumerate(self.buildings)
            for area in (b.ward_code, b.committee or self.committee_of(b.ward_code))
        )

    @cached_property
    def neighbourhoods_in(self) -> Mapping[str, IntArray]:
        """Positions of the neighbourhoods of each ward and committee, by area id."""
        return self._members(
            (k, area)
            for k, n in enumerate(self.neighbourhoods)
            for area in (n.ward_code, self.committee_of(n.ward_code))
        )

    def _members(self, placed: Iterable[tuple[int, str | None]]) -> Mapping[str, IntArray]:
        members: dict[str, list[int]] = {area.area_id: [] for area in self.areas}
        for position, area_id in placed:
            if area_id in members:
                members[area_id].append(position)
        return {area_id: np.array(positions, dtype=np.int64) for area_id, positions in members.items()}

    def areas_of(self, kind: AreaKind) -> tuple[Area, ...]:
        """Wards or committees, in table order."""
        return tuple(area for area in self.areas if area.kind is kind)

    @cached_property
    def area_by_id(self) -> Mapping[str, Area]:
        """Areas by id."""
        return {area.area_id: area for area in self.areas}

    def committee_of(self, ward_code: str) -> str | None:
        """Committee that a ward belongs to."""
        ward = self.area_by_id.get(ward_code)
        return ward.parent if ward else None

    # -- look-ups by id ------------------------------------------------------------------------

    @cached_property
    def building_index(self) -> Mapping[str, int]:
        """Position of each building by id."""
        return {b.building_id: k for k, b in enumerate(self.buildings)}

    @cached_property
    def service_by_id(self) -> Mapping[str, Service]:
        """Services by id."""
        return {s.service_id: s for s in self.services}

    @cached_property
    def option_by_id(self) -> Mapping[str, Option]:
        """Options by id, the partner's only option included."""
        return {PARTNER_OPTION.option_id: PARTNER_OPTION} | {o.option_id: o for o in self.options}

    @cached_property
    def hours_today(self) -> Mapping[tuple[str, str], float]:
        """Space-hours a week by (building, service)."""
        return {a.key: a.hours_per_week for a in self.activities}

    @cached_property
    def is_council(self) -> np.ndarray:
        """Whether the council runs each building, so that the plan decides about it, shape (buildings,), boolean."""
        return np.array([b.is_council for b in self.buildings], dtype=bool)

    @cached_property
    def council_buildings(self) -> tuple[Building, ...]:
        """Buildings that the plan decides about."""
        return tuple(b for b in self.buildings if b.is_council)

    def options_of(self, building: Building) -> tuple[Option, ...]:
        """The ways in which a building can be run; a partner venue has just one."""
        return self._options_of[building.building_id]

    @cached_property
    def _options_of(self) -> Mapping[str, tuple[Option, ...]]:
        return {
            b.building_id: tuple(o for o in self.options if o.applies(b)) if b.is_council else (PARTNER_OPTION,)
            for b in self.buildings
        }

    def option_today(self, building: Building) -> Option:
        """The option that leaves a building as it is.

        Raises
        ------
        LookupError
            Where none of its options does; the reader refuses such an estate.
        """
        if not building.is_council:
            return PARTNER_OPTION
        for option in self.options_of(building):
            if option.is_as_today:
                return option
        raise LookupError(f"no option leaves building {building.building_id} as it is today")

    # -- values and what they assume -----------------------------------------------------------

    @cached_property
    def values(self) -> BuildingValues:
        """Figures of each building with what is missing filled in by stated rules."""
        return fill_building_values(self.buildings)

    @property
    def all_assumptions(self) -> tuple[Assumption, ...]:
        """Everything assumed: by the reader, and for the values that no column gives."""
        return self.assumptions + self.values.assumptions
