"""From degrees to metres and back: EPSG:4326 for maps, EPSG:27700 (British National Grid) for measuring.

The seven-parameter transformation of the Ordnance Survey (EPSG:1314) is written out, good to about
2 m. The finer grid-file method is left out on purpose: whether PROJ has those files differs from
machine to machine, and the same estate would then give other distances on another desk.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import shapely
from numpy.typing import ArrayLike
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from estate_opt.domain.travel import FloatArray

_DEGREES_TO_METRES = (
    "+proj=pipeline"
    " +step +proj=unitconvert +xy_in=deg +xy_out=rad"
    " +step +proj=push +v_3"
    " +step +proj=cart +ellps=WGS84"
    " +step +inv +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489"
    " +convention=position_vector"
    " +step +inv +proj=cart +ellps=airy"
    " +step +proj=pop +v_3"
    " +step +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy"
)


@cache
def _transformer() -> Transformer:
    return Transformer.from_pipeline(_DEGREES_TO_METRES)


def to_metres(longitude: ArrayLike, latitude: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Eastings and northings in metres (EPSG:27700) of longitudes and latitudes in degrees (EPSG:4326)."""
    return _transformer().transform(longitude, latitude)


def to_degrees(easting: ArrayLike, northing: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Longitudes and latitudes in degrees (EPSG:4326) of eastings and northings in metres (EPSG:27700)."""
    return _transformer().transform(easting, northing, direction="INVERSE")


def geometry_to_metres(geometry: BaseGeometry) -> BaseGeometry:
    """Move a geometry from degrees (EPSG:4326) to metres (EPSG:27700)."""
    moved: BaseGeometry = shapely.transform(geometry, _corners_to_metres)
    return moved


def _corners_to_metres(corners: FloatArray) -> FloatArray:
    return np.column_stack(to_metres(corners[:, 0], corners[:, 1]))
