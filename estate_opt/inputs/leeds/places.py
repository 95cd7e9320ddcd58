"""Leeds' wards, its neighbourhoods of 2021, and the 2019 index of deprivation on its own areas of 2011."""

from __future__ import annotations

import numpy as np
import pandas as pd

from estate_opt.domain.place import Area, AreaKind, DeprivationRank, Neighbourhood
from estate_opt.domain.travel import FloatArray
from estate_opt.inputs.coordinates import to_metres
from estate_opt.inputs.leeds.sources import Sources
from estate_opt.inputs.synthetic.people import RANKED_AREAS, People

AGE_BANDS = {
    "under_5": ("pop2020_0_4",),
    "over_65": ("pop2020_65_74", "pop2020_75_84", "pop2020_85plus"),
}
"""Age bands of mid-2020, on the areas of 2011, that make up each group."""


def wards(sources: Sources) -> list[Area]:
    """Return the wards; Leeds' committees are in no public file, so that no ward has a parent."""
    return [
        Area(area_id=code, kind=AreaKind.WARD, name=name, geometry=geometry)
        for code, name, geometry in zip(
            sources.wards["ward_code"], sources.wards["ward_name"], sources.wards.geometry, strict=True
        )
    ]


def people(sources: Sources) -> People:
    """Return who lives where: Census 2021 at household-weighted points, or plain points where none is known."""
    table = sources.lsoa2021
    longitude, latitude = _points(table)
    rank = table["imd2025_rank"].to_numpy(dtype=np.float64)
    groups = {"disabled": table["disabled2021_census"].to_numpy(dtype=np.float64)} | _age_groups(sources)
    return People(
        xy=np.column_stack(to_metres(longitude, latitude)),
        population=table["pop2021_census"].to_numpy(dtype=np.float64),
        deprivation=(rank.mean() - rank) / rank.std(),
        groups=groups,
    )


def _points(table: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    longitude = table["hhw_lon"].fillna(table["point_lon"]).to_numpy(dtype=np.float64)
    latitude = table["hhw_lat"].fillna(table["point_lat"]).to_numpy(dtype=np.float64)
    return longitude, latitude


def _age_groups(sources: Sources) -> dict[str, FloatArray]:
    """People by age in the areas of 2021, from those of 2011.

    473 of Leeds' areas are the same in both years. A split one's people are parted by the census
    population of its parts, those of merged ones added up.
    """
    pairs = sources.lsoa11_to_lsoa21.merge(sources.lsoa2011, on="lsoa11_code").merge(
        sources.lsoa2021[["lsoa21_code", "pop2021_census"]], on="lsoa21_code"
    )
    share = pairs["pop2021_census"] / pairs.groupby("lsoa11_code")["pop2021_census"].transform("sum")
    groups = {}
    for group, bands in AGE_BANDS.items():
        carried = (pairs[list(bands)].sum(axis=1) * share).groupby(pairs["lsoa21_code"]).sum()
        groups[group] = np.round(carried.reindex(sources.lsoa2021["lsoa21_code"]).to_numpy(dtype=np.float64), 1)
    return groups


def neighbourhoods(sources: Sources, residents: People) -> tuple[Neighbourhood, ...]:
    """Return the neighbourhoods of 2021, each with its rank in the 2025 index, which belongs to the same areas."""
    table = sources.lsoa2021
    longitude, latitude = _points(table)
    columns = (table["lsoa21_code"], table["lsoa21_name"], table["ward24_code"], table["imd2025_rank"])
    return tuple(
        Neighbourhood(
            neighbourhood_id=code, name=name, ward_code=ward,
            longitude=float(longitude[k]), latitude=float(latitude[k]),
            easting=round(float(residents.xy[k, 0]), 1), northing=round(float(residents.xy[k, 1]), 1),
            population=float(residents.population[k]), deprivation_rank=int(rank), deprivation_vintage="2025",
            groups={group: float(values[k]) for group, values in residents.groups.items()},
        )
        for k, (code, name, ward, rank) in enumerate(zip(*columns, strict=True))
    )  # fmt: skip


def deprivation_2019(sources: Sources) -> tuple[DeprivationRank, ...]:
    """Return the ranks of the 2019 index on the areas of 2011, by the ward in which a point inside each lies."""
    table = sources.lsoa2011.merge(sources.lsoa11_to_ward, on="lsoa11_code")
    return tuple(
        DeprivationRank(small_area_id=code, ward_code=ward, rank=int(rank), ranked_areas=RANKED_AREAS, vintage="2019")
        for code, ward, rank in zip(table["lsoa11_code"], table["ward_code"], table["imd2019_rank"], strict=True)
    )
