"""``[inputs.travel]``: where a plan's distances and times come from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from estate_opt.importing.travel.matrix.settings import MatrixSettings
from estate_opt.importing.travel.matrix.units import Figure
from estate_opt.importing.travel.streets.settings import StreetSettings
from estate_opt.policies.base import Strict


class Travel(Strict):
    """Where distances and times come from: straight lines, a table or matrix, or walking on real streets.

    Keys that another `kind` needs are passed over, so that a file that extends this one can change the kind alone.
    """

    kind: Literal["estate", "straight", "table", "matrix", "streets"] = "estate"
    """`straight`: the straight line × `detour`. `table`: the estate's `travel.csv`. `matrix`: a `file` that another
    program made (r5, OSRM, Valhalla, OpenTripPlanner, ArcGIS). `streets`: walking along the ways of a `file` of
    OpenStreetMap. `estate`: the estate's table where it has one, the straight line where not."""
    file: Path | None = None
    """For `matrix`: CSV or Parquet, long (a row for each pair) or wide (a row for each origin), or a router's answer in
    JSON. For `streets`: `.osm.pbf`, GeoPackage, GeoJSON or Shapefile of ways. Needed for both."""
    unit: Figure | None = None
    """For `matrix`: unit of its figures; where absent, the name of their column has to say it."""
    value: str = ""
    """For `matrix`: column of the figures, where several could be meant."""
    from_ids: Path | None = None
    """For a `matrix` in JSON: file with the ids of its rows, one a line, in the order in which the router was asked."""
    to_ids: Path | None = None
    """For a `matrix` in JSON: file with the ids of its columns, one a line."""
    mode: str = Field(default="walk", min_length=1)
    """For `matrix`: the way of travelling (walk, bus, drive …), as the pages name it."""
    other_unit: Literal["straight", "speed", "none"] = "straight"
    """For a `matrix` of times only: whether km, in which moves are limited, are the straight line × `detour`
    (`straight`), follow from the times at `speed_km_per_hour` (`speed`), or are not known (`none`, so that no activity
    can move). Times of a matrix of distances only are at `speed_km_per_hour`, unless this is `none`."""
    fastest_km_per_hour: float | None = Field(default=None, gt=0, le=1000)
    """For `matrix`: pairs that are faster than this are warned of; by the mode where absent (walk 8, bicycle 40,
    otherwise 130)."""
    limit_km: float = Field(default=10.0, gt=0, le=500)
    """For `streets`: longer ways are not looked for, and such a pair is out of reach."""
    snap_limit_m: float = Field(default=500.0, gt=0, le=50_000)
    """For `streets`: a place further than this from every way, in metres, is out of reach. Nearer ones go straight to
    the nearest point of the nearest way, which counts."""
    least_network_km: float = Field(default=1.0, ge=0)
    """For `streets`: pieces of the network with less km of way than this, which no way connects to the rest, are left
    out: whoever began there could get nowhere."""

    @model_validator(mode="after")
    def _has_its_file(self) -> Self:
        if self.kind in ("matrix", "streets") and self.file is None:
            raise ValueError(f'kind = "{self.kind}" needs a file')
        return self

    @property
    def files(self) -> Mapping[str, Path]:
        """The files that its kind reads, by key."""
        keys = {"matrix": ("file", "from_ids", "to_ids"), "streets": ("file",)}.get(self.kind, ())
        named: dict[str, Path | None] = {key: getattr(self, key) for key in keys}
        return {key: path for key, path in named.items() if path is not None}

    @property
    def paths(self) -> Mapping[str, str]:
        """Where those files are, whatever the folder in which the program runs."""
        return {key: str(path.resolve()) for key, path in self.files.items()}

    def settings(self, detour: float, speed_km_per_hour: float) -> MatrixSettings | StreetSettings | None:
        """How the file is read; ``None`` where the kind needs none."""
        if self.kind == "matrix":
            return MatrixSettings(
                unit=self.unit,
                value=self.value,
                from_ids=self.from_ids,
                to_ids=self.to_ids,
                mode=self.mode,
                fastest_km_per_hour=self.fastest_km_per_hour,
                other_unit=self.other_unit,
                detour=detour,
                speed_km_per_hour=speed_km_per_hour,
            )
        if self.kind == "streets":
            return StreetSettings(
                limit_km=self.limit_km,
                snap_limit_m=self.snap_limit_m,
                least_network_km=self.least_network_km,
                speed_km_per_hour=speed_km_per_hour,
            )
        return None
