"""What all pages of a plan are made from: the result, what is measured of it, and where each thing has its page."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from estate_opt.domain.assumption import Assumption
from estate_opt.domain.building import Building
from estate_opt.domain.place import Area, AreaKind
from estate_opt.domain.travel import IntArray
from estate_opt.mapping.build import map_view
from estate_opt.mapping.view import BuildingView, MapView
from estate_opt.results.catchments import Catchments
from estate_opt.results.facts import Facts
from estate_opt.results.manifest import Manifest
from estate_opt.results.result import Result
from estate_opt.results.summary import Summary, summary
from estate_opt.results.tables import Table, tables

LONGEST_SLUG = 60
FINE_DEGREES = 0.0002
"""Simplification of outlines in drawings: about 20 m."""


@dataclass(frozen=True, eq=False)
class Subject:
    """A plan that is published.

    Parameters
    ----------
    result
        The plan with everything it is judged by.
    record
        The run's manifest: proof, hashes, claims.
    """

    result: Result
    record: Manifest

    @cached_property
    def facts(self) -> Facts:
        """What is measured about every building."""
        return Facts(self.result)

    @cached_property
    def view(self) -> MapView:
        """What the map page shows."""
        return map_view(self.result, self.record.written.date())

    @cached_property
    def about(self) -> Summary:
        """The run in one screen."""
        return summary(self.record)

    @cached_property
    def tables(self) -> Mapping[str, Table]:
        """Every table of the result."""
        return tables(self.result)

    @cached_property
    def buildings(self) -> Mapping[str, BuildingView]:
        """What the map says of each building, by id."""
        return {building.building_id: building for building in self.view.buildings}

    @cached_property
    def wards(self) -> tuple[Area, ...]:
        """Wards by name."""
        return tuple(sorted(self.result.estate.areas_of(AreaKind.WARD), key=lambda area: (area.name, area.area_id)))

    @cached_property
    def nearest_today(self) -> Mapping[str, IntArray]:
        """Position of each neighbourhood's nearest outlet today, by service id."""
        catchments = Catchments(self.facts)
        return {s.service_id: catchments.nearest(s, self.result.before) for s in self.facts.standards}

    @cached_property
    def outlines(self) -> Mapping[str, BaseGeometry]:
        """Polygons of the wards, simplified together for drawing, by ward id."""
        known = {ward.area_id: ward.geometry for ward in self.wards if ward.geometry is not None}
        simpler = shapely.coverage_simplify(np.array(list(known.values()), dtype=object), FINE_DEGREES)
        return dict(zip(known, simpler, strict=True))

    @cached_property
    def committees(self) -> tuple[Area, ...]:
        """Committees by name."""
        found = self.result.estate.areas_of(AreaKind.COMMITTEE)
        return tuple(sorted(found, key=lambda area: (area.name, area.area_id)))

    @cached_property
    def assumed(self) -> Mapping[str, tuple[Assumption, ...]]:
        """What is assumed of each building, by its id, in the order of columns."""
        found: dict[str, list[Assumption]] = defaultdict(list)
        for assumption in sorted(self.result.estate.all_assumptions):
            if assumption.table == "buildings":
                found[assumption.record].append(assumption)
        return {building_id: tuple(assumptions) for building_id, assumptions in found.items()}

    @cached_property
    def rows_of_areas(self) -> Mapping[str, Mapping[Any, Any]]:
        """Figures of each ward and committee by column, by area id."""
        rows = self.tables["areas"].rows.to_dict("records")
        return {row["area_id"]: row for row in rows}

    @cached_property
    def equality_of_wards(self) -> Mapping[str, pd.DataFrame]:
        """Rows of the equality table of each ward, by ward id."""
        return {str(ward): rows for ward, rows in self.tables["equality"].rows.groupby("ward_id", sort=False)}

    @cached_property
    def page_of_building(self) -> Mapping[str, str]:
        """File name of each building's page, by building id."""
        return _file_names((b.building_id, b.name) for b in self.result.estate.buildings)

    @cached_property
    def page_of_area(self) -> Mapping[str, str]:
        """File name of each ward's and committee's page, by area id."""
        return _file_names((area.area_id, area.name) for area in self.result.estate.areas)

    def council_buildings_in(self, area: Area) -> tuple[Building, ...]:
        """The council's buildings of a ward or committee, by name."""
        estate = self.result.estate
        inside = (estate.buildings[k] for k in estate.buildings_in[area.area_id])
        return tuple(sorted((b for b in inside if b.is_council), key=lambda b: (b.name, b.building_id)))


def _file_names(named: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """A file name for each id: its name in plain letters, with a number where two are alike."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for key, name in named:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-") or "unnamed"
        number, unique = 1, slug
        while unique in taken:
            number += 1
            unique = f"{slug}-{number}"
        taken.add(unique)
        found[key] = f"{unique}.html"
    return found
