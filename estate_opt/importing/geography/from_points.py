"""Wards made from the points of their neighbourhoods, where no file of boundaries is at hand.

Each neighbourhood gets the ground that is nearer to its point than to any other's (a Voronoi cell), out to a distance
that grows with how far apart the points are there; a ward is what its neighbourhoods have together. Such wards meet
edge to edge and hold every neighbourhood, but their edges are not the legal ones.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree
from shapely.geometry import MultiPoint
from shapely.geometry.base import BaseGeometry

from estate_opt.domain.travel import FloatArray
from estate_opt.errors import InputError, Problem
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.geography.authority import one_authority, rows_of_authority
from estate_opt.importing.geography.codes import Unit, find_stamp, read_stamps
from estate_opt.importing.geography.points import find_points
from estate_opt.importing.geography.rows import column_text, keep_rows, settings_before
from estate_opt.importing.geography.vintages import Vintage, refuse_unfitting_boundaries
from estate_opt.importing.layer import Layer, Source
from estate_opt.importing.licences import ONS_GEOGRAPHY
from estate_opt.importing.raw import RawTable
from estate_opt.inputs.coordinates import to_degrees, to_metres
from estate_opt.inputs.manifest import AREAS

LEAST_REACH_M = 1_200.0
"""Ground around a point that is its neighbourhood's at least, where no other point is nearer."""
REACH_SPACINGS = 1.5
"""Ground around a point reaches this many times the distance to its nearest few neighbours."""
LONE_REACH_M = 10_000.0
"""Ground of the only small area of an authority, such as the Isles of Scilly."""
NEIGHBOURS = 3
GRID_M = 10.0
"""Corners of the wards lie on this grid, so that shared edges are the same in both."""
DIGITS = 6
NOTE = (
    "The ward boundaries were made from the points of the neighbourhoods, because no file of boundaries was given:"
    " they say which ward a place is most likely in, and are not the legal boundaries."
)


def wards_from_points(
    raw: RawTable, gathered: Gathered, *, authority: str = "", year: int | None = None, name: str = "wards"
) -> Layer:
    """Make wards of small areas that say which ward each belongs to.

    Parameters
    ----------
    raw
        Points of LSOAs or output areas, with the code of each one's ward (``WD24CD``, ``ward24_code`` …).
    gathered
        The estate so far.
    authority
        Code or name of the local authority; all where empty.
    year
        Year of the wards, where the columns do not say.
    name
        Of the layer.

    Raises
    ------
    InputError
        Where no column names wards, or rows have no point.
    """
    authority = authority or settings_before(gathered, name, "wards").get("authority", "")
    kept = keep_rows(raw, rows_of_authority(raw, authority) if authority else np.ones(len(raw), dtype=bool))
    stamps = read_stamps(kept.columns)
    code = find_stamp(stamps, Unit.WARD)
    if code is None:
        message = "No column says which ward a small area belongs to (such as WD24CD)."
        raise InputError([Problem(raw.name, message, "Give small areas with their wards, or ward boundaries.")])
    codes = column_text(kept, code.column)
    points = find_points(kept)
    label = find_stamp(stamps, Unit.WARD, is_code=False, year=code.year)
    names = column_text(kept, label.column if label else None)
    name_of = {ward: called or ward for ward, called in zip(codes, names, strict=True) if ward}
    wards = sorted(name_of)
    refuse_unfitting_boundaries(raw.name, code.year or year, wards, gathered)
    _, lad_name = one_authority(kept, np.ones(len(kept), dtype=bool))
    xy = np.column_stack(to_metres(points.longitude, points.latitude))
    areas = {"area_id": wards, "kind": "ward", "name": [name_of[ward] for ward in wards], "parent": ""}
    return Layer(
        name=name,
        importer="wards",
        sources=(Source(raw.name, raw.sha256, "Points of small areas", ONS_GEOGRAPHY, str(code.year or "")),),
        tables={AREAS.name: pd.DataFrame(areas, dtype=object)},
        defines=frozenset({AREAS.name}),
        geometry=tiles(xy, codes.tolist()),
        notes=(NOTE,),
        settings={
            "authority": authority,
            "from_points": True,
            "vintage": Vintage(ward_year=code.year or year).as_settings(),
        },
        title=lad_name,
    )


def tiles(xy: FloatArray, wards: list[str]) -> Mapping[str, BaseGeometry]:
    """Cut the ground around points into wards.

    Parameters
    ----------
    xy
        Points in metres, shape (points, 2).
    wards
        Ward of each point.

    Returns
    -------
    Mapping
        Polygon or multipolygon in degrees of each ward, meeting edge to edge.
    """
    at, first = np.unique(np.round(xy), axis=0, return_index=True)
    ground = _ground(at)
    edges = shapely.voronoi_polygons(MultiPoint(at), extend_to=ground, only_edges=True) if len(at) > 1 else ground
    lines = shapely.union_all([edges, ground.boundary], grid_size=GRID_M)
    faces = np.array(shapely.get_parts(shapely.polygonize(shapely.get_parts(lines))))
    inside = shapely.point_on_surface(faces)
    kept = shapely.contains(ground, inside)
    _, nearest = cKDTree(at).query(shapely.get_coordinates(inside[kept]))
    owner = np.array(wards, dtype=object)[first][nearest]
    return {
        ward: shapely.transform(shapely.union_all(faces[kept][owner == ward]), _to_degrees)
        for ward in sorted(set(wards) - {""})
    }


def _ground(at: FloatArray) -> BaseGeometry:
    """The land that the points stand for: a disc around each, larger where points are far apart, without holes."""
    if len(at) == 1:
        return shapely.Point(at[0]).buffer(LONE_REACH_M)
    distance, _ = cKDTree(at).query(at, k=min(NEIGHBOURS + 1, len(at)))
    reach = np.maximum(LEAST_REACH_M, REACH_SPACINGS * distance[:, -1])
    discs = shapely.buffer(shapely.points(at), reach)
    land = shapely.union_all(discs)
    return shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(land)])


def _to_degrees(corners: FloatArray) -> FloatArray:
    return np.round(np.column_stack(to_degrees(corners[:, 0], corners[:, 1])), DIGITS)
