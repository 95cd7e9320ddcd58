"""Made-up buildings beside the real ones, of the types that no list gives, standing where people live."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import shapely

from estate_opt.errors import UsageError
from estate_opt.importing.illustrative.known import Known
from estate_opt.inputs.coordinates import geometry_to_metres
from estate_opt.inputs.synthetic.catalogue import NO_SERVICES, TYPE_BY_NAME, TYPES
from estate_opt.inputs.synthetic.sites import place, share_out
from estate_opt.inputs.synthetic.streams import stream

EDGE_M = 60.0
"""No made-up building stands closer to the edge of the area."""


def share_by_type(count: int, known: Known) -> Mapping[str, int]:
    """Part a number of buildings among types, so that the estate as a whole has them as councils do.

    Types that the register already has more of than that get none.
    """
    there = known.register.loc[known.register["owner"] == "council", "type"].value_counts()
    whole = sum(kind.share for kind in TYPES)
    total = count + int(there.sum())
    lacking = {kind.name: max(0.0, kind.share / whole * total - there.get(kind.name, 0)) for kind in TYPES}
    wanted = {name: lack for name, lack in lacking.items() if lack > 0}
    counts = share_out(count, [max(1, round(1000 * lack)) for lack in wanted.values()])
    return dict(zip(wanted, counts, strict=True))


def made_up_buildings(wanted: Mapping[str, int], known: Known, seed: int) -> pd.DataFrame:
    """Draw where made-up buildings stand; rows in the generator's columns.

    Raises
    ------
    UsageError
        Where a type is not one of the generator's, or there is no polygon to put buildings into.
    """
    unknown = sorted(set(wanted) - {kind.name for kind in TYPES})
    if unknown:
        names = ", ".join(kind.name for kind in TYPES)
        raise UsageError(f"There is no type {unknown[0]!r} to make buildings of. The types: {names}.")
    polygons = [geometry_to_metres(ward.geometry) for ward in known.wards if ward.geometry is not None]
    if not polygons:
        raise UsageError("Made-up buildings need the wards' polygons to stand in. Import ward boundaries first.")
    land = shapely.union_all(polygons).buffer(-EDGE_M)
    counts = list(wanted.values())
    at = [
        place(stream(seed, f"illustrative {name}"), known.people, land, TYPE_BY_NAME[name], count)
        for name, count in wanted.items()
    ]
    register = pd.DataFrame({"type": np.repeat(list(wanted), counts)})
    register[["easting", "northing"]] = np.vstack(at)
    register["building_id"] = _free_ids(len(register), set(known.buildings["building_id"]))
    register["owner"] = "council"
    register["opening_hours_per_week"] = np.nan
    register["known_services"] = pd.Series([NO_SERVICES] * len(register), dtype=object)
    register["real"] = False
    return register


def _free_ids(count: int, taken: set[str]) -> list[str]:
    wide = max(3, len(str(count)))
    ids = [f"ILL{k + 1:0{wide}d}" for k in range(count)]
    return ids if not taken & set(ids) else [f"ILLUSTRATIVE-{name}" for name in ids]


def name_made_up(register: pd.DataFrame, known: Known) -> None:
    """Name each made-up building so that nobody takes it for a real one: type, number, ward."""
    made_up = ~register["real"].to_numpy(dtype=bool)
    number = register[made_up].groupby("type").cumcount() + 1
    columns = (register.loc[made_up, "type"], number, register.loc[made_up, "ward"])
    register.loc[made_up, "name"] = [
        f"Illustrative {TYPE_BY_NAME[kind].label.lower()} {n} ({known.wards[ward].name})"
        for kind, n, ward in zip(*columns, strict=True)
    ]
