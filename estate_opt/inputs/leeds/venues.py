"""Leeds' buildings: the real venues of public lists, and illustrative ones of the types that no list gives."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from estate_opt.domain.place import Area
from estate_opt.inputs.coordinates import geometry_to_metres, to_metres
from estate_opt.inputs.leeds.sources import Sources
from estate_opt.inputs.synthetic.catalogue import NO_SERVICES, PARTNER, TYPE_BY_NAME
from estate_opt.inputs.synthetic.people import People
from estate_opt.inputs.synthetic.sites import place, share_out
from estate_opt.inputs.synthetic.streams import stream

COUNCIL_CONFIDENCE = ("high", "medium", "medium-unverified")
"""Venues so surely run by the council count as its buildings; the others as partner venues.

The sources count the one unverified venue among the seventeen of medium confidence.
"""
TYPE_OF_CATEGORY = {
    "library": "library",
    "library_and_hub": "community_hub",
    "community_hub": "community_hub",
    "museum": "museum",
    "childrens_centre": "childrens_centre",
    "community_centre": "community_centre",
    "day_centre": "community_centre",
    "sheltered_housing_room": "community_centre",
    "leisure_centre": "leisure_centre",
}
STAND_INS = ("day_centre", "sheltered_housing_room")
"""Categories for which the estate has no type of their own, so that their type is illustrative too."""
SERVICES_OF_CATEGORY = {"library_and_hub": frozenset({"library"})}
"""What a venue is known to host beside its type's main service."""
TOP_UP = {"leisure_centre": 17, "childrens_centre": 54, "depot": 11, "community_centre": 97}
"""What is added, in parts of 179: the types of which no public list gives all."""
GIVEN = ("building_id", "name", "owner", "easting", "northing", "ward_code")
"""Columns of real venues that their sources give."""
EDGE_M = 60.0


def real_venues(sources: Sources) -> pd.DataFrame:
    """Return the venues of public lists as rows of a register."""
    venues = sources.venues
    council = venues["council_run_confidence"].isin(COUNCIL_CONFIDENCE).to_numpy()
    easting, northing = to_metres(venues["lon"].to_numpy(), venues["lat"].to_numpy())
    return pd.DataFrame(
        {
            "building_id": venues["building_id"],
            "name": venues["name"],
            "type": np.where(council, venues["category"].map(TYPE_OF_CATEGORY), PARTNER.name),
            "owner": np.where(council, "council", "partner"),
            "easting": np.round(easting, 1),
            "northing": np.round(northing, 1),
            "opening_hours_per_week": venues["weekly_hours"],
            "known_services": [SERVICES_OF_CATEGORY.get(c, NO_SERVICES) for c in venues["category"]],
            "known_uprn": venues["uprn"].astype(object).where(venues["uprn"].notna(), None),
            "real": True,
            "stand_in": council & venues["category"].isin(STAND_INS).to_numpy(),
        }
    )


def illustrative_venues(seed: int, people: People, wards: list[Area], count: int) -> pd.DataFrame:
    """Draw buildings that no public list gives, where people live; shape like :func:`real_venues`.

    Parameters
    ----------
    people, wards
        Of the city.
    count
        Their number.
    """
    city = shapely.union_all([geometry_to_metres(ward.geometry) for ward in wards if ward.geometry is not None])
    counts = share_out(count, list(TOP_UP.values()))
    at = [
        place(stream(seed, f"illustrative {name}"), people, city.buffer(-EDGE_M), TYPE_BY_NAME[name], n)
        for name, n in zip(TOP_UP, counts, strict=True)
    ]
    register = pd.DataFrame({"type": np.repeat(list(TOP_UP), counts)})
    register[["easting", "northing"]] = np.vstack(at)
    register["building_id"] = [f"ILL{k + 1:03d}" for k in range(count)]
    register["owner"] = "council"
    register["opening_hours_per_week"] = np.nan
    register["known_services"] = pd.Series([NO_SERVICES] * count, dtype=object)
    register["known_uprn"] = None
    register["real"] = False
    register["stand_in"] = False
    return register


def name_illustrative(register: pd.DataFrame, wards: list[Area]) -> None:
    """Name each illustrative building so that nobody takes it for a real one: type, number, ward."""
    made_up = ~register["real"].to_numpy(dtype=bool)
    number = register[made_up].groupby("type").cumcount() + 1
    register.loc[made_up, "name"] = [
        f"Illustrative {TYPE_BY_NAME[kind].label.lower()} {n} ({wards[ward].name})"
        for kind, n, ward in zip(register.loc[made_up, "type"], number, register.loc[made_up, "ward"], strict=True)
    ]


def mark_illustrative(register: pd.DataFrame, hours_known: np.ndarray, columns: list[str]) -> None:
    """Mark what is made up: all of an illustrative building, the drawn values of a real venue.

    Parameters
    ----------
    register
        The filled register.
    hours_known
        Whether the opening hours of each building are known, shape (buildings,).
    columns
        Columns of the estate that the generator drew.
    """
    marks = []
    for k, row in enumerate(register.to_dict("records")):
        if not row["real"]:
            marks.append("all")
            continue
        drawn = [c for c in columns if row[c] is not None and row[c] == row[c]]
        drawn += ["type"] if row["stand_in"] else []
        drawn += [] if hours_known[k] else ["opening_hours_per_week"]
        marks.append(";".join(sorted(drawn)))
    register["illustrative"] = marks
