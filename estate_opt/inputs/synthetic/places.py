"""The areas and neighbourhoods of a fictional city as records: committees, wards that tile it, demand points."""

from __future__ import annotations

import numpy as np
import shapely

from estate_opt.domain.place import Area, AreaKind, Neighbourhood
from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.inputs.coordinates import to_degrees
from estate_opt.inputs.synthetic.geography import Land, divide, tile
from estate_opt.inputs.synthetic.names import draw_ward_names
from estate_opt.inputs.synthetic.people import People
from estate_opt.inputs.synthetic.streams import stream

WARDS_PER_COMMITTEE = 3.3


def draw_areas(seed: int, land: Land, xy: FloatArray, wards: int) -> tuple[list[Area], list[Area], IntArray]:
    """Gather neighbourhoods into wards, and wards into committees.

    Parameters
    ----------
    seed, land
        Of the estate.
    xy
        Points of the neighbourhoods in metres, shape (neighbourhoods, 2).
    wards
        Number of wards.

    Returns
    -------
    tuple
        Committees (without a polygon: they are their wards' union), wards with polygons in
        degrees, and the position of each neighbourhood's ward, shape (neighbourhoods,).
    """
    committee, ward = _divide(xy, wards)
    polygons, ward = tile(land.outline, xy, ward, wards)
    names = draw_ward_names(stream(seed, "ward names"), wards)
    first = np.unique(committee, return_index=True)[1]
    committees = [
        Area(area_id=f"C{k + 1:02d}", kind=AreaKind.COMMITTEE, name=f"{names[w]} and District")
        for k, w in enumerate(first)
    ]
    wide = max(2, len(str(wards)))
    wards_made = [
        Area(
            area_id=f"W{k + 1:0{wide}d}", kind=AreaKind.WARD, name=names[k],
            parent=committees[committee[k]].area_id, geometry=shapely.transform(polygon, _rounded_degrees),
        )
        for k, polygon in enumerate(polygons)
    ]  # fmt: skip
    return committees, wards_made, ward


def _divide(xy: FloatArray, wards: int) -> tuple[IntArray, IntArray]:
    """Committee of each ward, and ward of each neighbourhood; both are compact groups."""
    committees = max(1, round(wards / WARDS_PER_COMMITTEE))
    sizes = [len(part) for part in np.array_split(np.arange(wards), committees)]
    committee = divide(xy, sizes)
    ward = np.zeros(len(xy), dtype=np.int64)
    first = 0
    for k, size in enumerate(sizes):
        members = np.flatnonzero(committee == k)
        ward[members] = first + divide(xy[members], [1] * size)
        first += size
    return np.repeat(np.arange(committees), sizes), ward


def _rounded_degrees(xy: FloatArray) -> FloatArray:
    """Degrees to five decimals, about a metre, so that the file stays small."""
    return np.round(np.column_stack(to_degrees(xy[:, 0], xy[:, 1])), 5)


def to_neighbourhoods(people: People, ward: IntArray, ranks: IntArray, wards: list[Area]) -> tuple[Neighbourhood, ...]:
    """Turn people into the estate's neighbourhoods, ward by ward.

    Parameters
    ----------
    people
        Who lives where.
    ward, ranks
        Position of the ward and rank of deprivation of each neighbourhood, shape (neighbourhoods,).
    wards
        The wards.
    """
    longitude, latitude = to_degrees(people.xy[:, 0], people.xy[:, 1])
    wide = max(3, len(str(len(ward))))
    made: list[Neighbourhood] = []
    for w, area in enumerate(wards):
        for number, k in enumerate(np.flatnonzero(ward == w), start=1):
            made.append(
                Neighbourhood(
                    neighbourhood_id=f"N{len(made) + 1:0{wide}d}", name=f"{area.name} {number:02d}",
                    longitude=round(float(longitude[k]), 6), latitude=round(float(latitude[k]), 6),
                    easting=float(people.xy[k, 0]), northing=float(people.xy[k, 1]),
                    ward_code=area.area_id, population=float(people.population[k]),
                    deprivation_rank=int(ranks[k]), deprivation_vintage="2019",
                    groups={group: float(values[k]) for group, values in people.groups.items()},
                )
            )  # fmt: skip
    return tuple(made)
