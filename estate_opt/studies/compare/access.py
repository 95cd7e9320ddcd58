"""Access of two plans by ward, group and neighbourhood: who is worse off, and by how far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from estate_opt.results.equality import Equality, Impact
from estate_opt.results.tables import equality as tables
from estate_opt.results.tables.columns import Column, Format, Row, frame


def _of_two(column: Column) -> Column:
    """A column of today and a plan as one of A and B."""
    meaning = column.meaning.replace("today", "in A").replace("in the plan", "in B")
    return replace(column, name=_letter(column.name), meaning=meaning)


def _letter(name: str) -> str:
    return name.replace("_today", "_a").replace("_plan", "_b")


ACCESS: tuple[Column, ...] = tuple(_of_two(column) for column in tables.EQUALITY)
INEQUALITY: tuple[Column, ...] = tuple(_of_two(column) for column in tables.INEQUALITY if column.name != "reading")

NEIGHBOURHOODS: tuple[Column, ...] = (
    Column("neighbourhood_id", Format.TEXT, "Id of the neighbourhood."),
    Column("neighbourhood", Format.TEXT, "Its name."),
    Column("ward_id", Format.TEXT, "Ward it lies in."),
    Column("ward", Format.TEXT, "Name of the ward."),
    Column("service_id", Format.TEXT, "Public service."),
    Column("service", Format.TEXT, "Its name."),
    Column("people", Format.NUMBER, "People who live there."),
    Column("distance_a_km", Format.KM, "Distance to the nearest outlet in A; empty where no way is known."),
    Column("distance_b_km", Format.KM, "The same in B."),
    Column("extra_km", Format.KM, "B less A: above 0 where B is worse; empty where one of them is not known."),
    Column("worse_off", Format.TEXT, "in B or in A: where the way is longer."),
    Column("covered_a", Format.FLAG, "Whether it is within the standard in A."),
    Column("covered_b", Format.FLAG, "Whether it is within the standard in B."),
)  # fmt: skip


def access(sides: Equality) -> pd.DataFrame:
    """The equality table of A and B in place of today and a plan; columns :data:`ACCESS`."""
    found = tables.equality_table(sides)
    return found.rename(columns=_letter)


def inequality(sides: Equality) -> pd.DataFrame:
    """Gini coefficient and concentration index of both; columns :data:`INEQUALITY`."""
    return tables.inequality_table(sides).drop(columns="reading").rename(columns=_letter)


def neighbourhoods(sides: Equality) -> pd.DataFrame:
    """One row for each service and neighbourhood whose way differs, by the people × km that B adds, most first."""
    rows = [row for impact in sides.impacts for row in _rows(impact, sides)]
    rows.sort(key=lambda row: (-_weight(row), row["service_id"], row["neighbourhood_id"]))
    return frame(rows, NEIGHBOURHOODS)


def _weight(row: Row) -> float:
    """People × km added; a way that is lost altogether outweighs every other, one that is won comes last."""
    extra = row["distance_b_km"] - row["distance_a_km"]
    return float(row["people"] * extra) if np.isfinite(extra) else np.inf if row["worse_off"] == "in B" else -np.inf


def _rows(impact: Impact, sides: Equality) -> Iterator[Row]:
    estate, standard = sides.estate, impact.standard
    asked = (standard.service_id, standard.limit, standard.unit, standard.outlets)
    near = [state.covered(*asked) for state in (sides.before, sides.after)]
    first, second = sides.km(standard)
    longer, shorter = sides.changed(standard)
    for d in np.flatnonzero((longer | shorter) & (estate.population > 0)):
        place = estate.neighbourhoods[d]
        ward = estate.area_by_id.get(place.ward_code)
        yield {
            "neighbourhood_id": place.neighbourhood_id,
            "neighbourhood": place.name,
            "ward_id": place.ward_code,
            "ward": "" if ward is None else ward.name,
            "service_id": standard.service_id,
            "service": estate.service_by_id[standard.service_id].name,
            "people": place.population,
            "distance_a_km": first[d],
            "distance_b_km": second[d],
            "extra_km": second[d] - first[d] if np.isfinite(first[d]) and np.isfinite(second[d]) else np.nan,
            "worse_off": "in B" if longer[d] else "in A",
            "covered_a": bool(near[0][d]),
            "covered_b": bool(near[1][d]),
        }
