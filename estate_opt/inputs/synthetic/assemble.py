"""From a table of sites to the estate's buildings: filled figures, wards, records."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely

from estate_opt.domain.building import Building, Condition, Owner
from estate_opt.domain.place import Area
from estate_opt.domain.service import Activity
from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.inputs.coordinates import to_degrees
from estate_opt.inputs.synthetic import activities as uses
from estate_opt.inputs.synthetic import register as figures
from estate_opt.inputs.synthetic.nearby import nearest
from estate_opt.inputs.synthetic.people import People
from estate_opt.inputs.synthetic.sites import people_near
from estate_opt.inputs.synthetic.streams import stream

TRANSFERABLE_SHARE = 0.17
"""Part of the community centres for which a community group has come forward."""


def describe_surroundings(register: pd.DataFrame, people: People) -> None:
    """Add the people near each building and how deprived its neighbourhood is."""
    at = places(register)
    register["people_near"] = people_near(people, at)
    register["deprivation"] = people.deprivation[nearest(people.xy, at)]


def places(register: pd.DataFrame) -> FloatArray:
    """Eastings and northings of a register's buildings, shape (buildings, 2)."""
    return register[["easting", "northing"]].to_numpy(dtype=np.float64)


def locate(register: pd.DataFrame, wards: list[Area], xy: FloatArray, ward: IntArray) -> IntArray:
    """Position of each building's ward, shape (buildings,).

    A point that lies in no ward, or on the very edge of one, counts to its nearest neighbourhood's.

    Parameters
    ----------
    wards
        Wards with polygons in degrees.
    xy, ward
        Points of the neighbourhoods in metres, and the position of each one's ward.
    """
    at = places(register)
    points = shapely.points(np.round(np.column_stack(to_degrees(at[:, 0], at[:, 1])), 6))
    result: IntArray = ward[nearest(xy, at)].copy()
    polygons = np.array([area.geometry for area in wards])
    point, area = shapely.STRtree(polygons).query(points, predicate="within")
    result[point] = area
    return result


def fill_register(register: pd.DataFrame, seed: int, known: pd.DataFrame | None = None) -> list[Activity]:
    """Add every figure that the register lacks, and return what happens in the buildings.

    Parameters
    ----------
    register
        One row a building with ``building_id, type, easting, northing, opening_hours_per_week``
        (not-a-number where unknown), ``known_services`` (sets of service ids), ``people_near`` and
        ``deprivation``.
    seed
        Seed of the draws.
    known
        Figures that are known of some buildings, in the register's order and columns (not-a-number where not): what
        is drawn after them fits them.
    """
    figures.add_size(register, seed)
    figures.take_known(register, known)
    activities = uses.draw_activities(register, seed)
    figures.add_features(register, uses.features_needed(register, activities), seed)
    figures.add_condition(register, seed)
    figures.take_known(register, known)
    figures.add_running(register, seed)
    figures.add_merit(register, seed)
    figures.add_tenure(register, seed)
    figures.add_value(register, seed)
    figures.add_record(register, seed)
    figures.blank_some(register, seed)
    figures.empty_for_partners(register, seed)
    return activities


def transferable(register: pd.DataFrame, seed: int) -> list[str]:
    """Ids of the community centres that a community group would take over, those of community value first."""
    rng = stream(seed, "transfers")
    centres = register[register["type"] == "community_centre"]
    valued = np.array([v is True for v in centres["community_value"]], dtype=bool)
    order = np.lexsort((rng.random(len(centres)), ~valued))
    return sorted(centres["building_id"].iloc[order[: round(TRANSFERABLE_SHARE * len(centres))]])


def to_buildings(register: pd.DataFrame, wards: list[Area]) -> tuple[Building, ...]:
    """Turn a filled register into the estate's buildings by id; what no record gives becomes ``None``."""
    at = places(register)
    longitude, latitude = to_degrees(at[:, 0], at[:, 1])
    columns = [c for c in register.columns if c in Building.__dataclass_fields__]
    made = []
    ward_of = [wards[w] for w in register["ward"]]
    for k, (row, ward) in enumerate(zip(register[columns].astype(object).to_dict("records"), ward_of, strict=True)):
        known: dict[str, Any] = {str(c): None if v is None or v != v else v for c, v in row.items()}
        known |= {
            "owner": Owner(known["owner"]),
            "condition": None if known["condition"] is None else Condition(known["condition"]),
            "longitude": round(float(longitude[k]), 6),
            "latitude": round(float(latitude[k]), 6),
            "ward_code": ward.area_id,
            "committee": ward.parent,
        }
        made.append(Building(**known))
    return tuple(sorted(made, key=lambda building: building.building_id))
