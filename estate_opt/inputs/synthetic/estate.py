"""A fictional council's whole estate from a seed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from scipy.spatial import cKDTree

from estate_opt.domain.building import Building, Condition, Owner
from estate_opt.domain.estate import Estate
from estate_opt.domain.place import Area, AreaKind, Neighbourhood
from estate_opt.domain.service import Activity
from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.inputs.synthetic import activities as uses
from estate_opt.inputs.synthetic import geography, people
from estate_opt.inputs.synthetic import register as registers
from estate_opt.inputs.synthetic.catalogue import (
    PARTNER_LABELS,
    PARTNER_PROFILE,
    SERVICES,
    TYPE_BY_NAME,
    TYPES,
    options,
)
from estate_opt.inputs.synthetic.names import draw_building_names, draw_ward_names
from estate_opt.inputs.synthetic.sites import people_near, place, share_out
from estate_opt.inputs.synthetic.streams import stream

NEIGHBOURHOODS_PER_WARD = 490 / 33
WARDS_PER_COMMITTEE = 3.3
PRIORITY_SHARE = 0.18
"""Part of the wards with a neighbourhood in the most deprived 1 %: six of 33."""
PARTNERS_PER_BUILDING = 1 / 12
TRANSFERABLE_SHARE = 0.17
"""Part of the community centres for which a community group has come forward."""
CENTRE = (430_000.0, 434_000.0)
DEGREES = Transformer.from_crs(27700, 4326, always_xy=True)


def synthesise(
    *,
    seed: int = 1,
    buildings: int = 240,
    wards: int = 33,
    neighbourhoods: int | None = None,
    partners: int | None = None,
    name: str = "Brackenford",
    centre: tuple[float, float] = CENTRE,
) -> Estate:
    """Make a fictional estate.

    The same arguments always give the same estate. Every part draws from a random stream of its
    own, so that changing the distributions of one leaves the others as they were.

    Parameters
    ----------
    seed
        Seed of all draws, not negative.
    buildings
        Council buildings, at least 3.
    wards
        Wards, at least 1.
    neighbourhoods
        Neighbourhoods, at least one a ward; about 15 a ward where absent.
    partners
        Partner venues; one for every twelve council buildings where absent.
    name
        Name of the city.
    centre
        Easting and northing of its middle in metres (EPSG:27700).

    Returns
    -------
    Estate
        With council buildings of up to seven types, partner venues, and wards that tile the city.

    Raises
    ------
    ValueError
        Where a size is too small.
    """
    neighbourhoods = round(wards * NEIGHBOURHOODS_PER_WARD) if neighbourhoods is None else neighbourhoods
    partners = round(buildings * PARTNERS_PER_BUILDING) if partners is None else partners
    _refuse_small(seed, buildings, wards, neighbourhoods, partners)
    land = geography.draw_land(stream(seed, "land"), neighbourhoods, centre)
    xy = people.settle(stream(seed, "homes"), land, neighbourhoods)
    committee_of_ward, ward = _divide(xy, wards)
    areas = _areas(seed, land, xy, ward, committee_of_ward)
    residents = people.draw_people(seed, land, xy)
    ranks = people.rank_deprivation(stream(seed, "ranks"), residents, ward, max(1, round(wards * PRIORITY_SHARE)))
    wards_only = [a for a in areas if a.kind is AreaKind.WARD]
    register = _draw_sites(seed, name, residents, land, buildings, partners)
    register["ward"] = locate(register, wards_only, xy, ward)
    register["name"] = _names(seed, register, wards_only)
    activities = fill_register(register, seed)
    return Estate(
        name=name,
        buildings=to_buildings(register, wards_only),
        activities=tuple(activities),
        services=SERVICES,
        options=options(transferable(register, seed)),
        neighbourhoods=_neighbourhoods(residents, ward, ranks, wards_only),
        areas=tuple(areas),
        notice=f"{name} is a fictional city: every figure in this estate is made up.",
    )


def _refuse_small(seed: int, buildings: int, wards: int, neighbourhoods: int, partners: int) -> None:
    if seed < 0:
        raise ValueError(f"the seed must not be negative, but is {seed}")
    if buildings < 3:
        raise ValueError(f"an estate needs at least 3 council buildings, not {buildings}")
    if wards < 1:
        raise ValueError(f"an estate needs at least one ward, not {wards}")
    if neighbourhoods < wards:
        raise ValueError(f"{wards} wards need at least as many neighbourhoods, not {neighbourhoods}")
    if partners < 0:
        raise ValueError(f"the number of partner venues must not be negative, but is {partners}")


def _divide(xy: FloatArray, wards: int) -> tuple[IntArray, IntArray]:
    """Committee of each ward, and ward of each neighbourhood."""
    committees = max(1, round(wards / WARDS_PER_COMMITTEE))
    sizes = [len(part) for part in np.array_split(np.arange(wards), committees)]
    committee = geography.divide(xy, sizes)
    ward = np.zeros(len(xy), dtype=np.int64)
    first = 0
    for k, size in enumerate(sizes):
        members = np.flatnonzero(committee == k)
        ward[members] = first + geography.divide(xy[members], [1] * size)
        first += size
    return np.repeat(np.arange(committees), sizes), ward


def _areas(seed: int, land: geography.Land, xy: FloatArray, ward: IntArray, committee_of_ward: IntArray) -> list[Area]:
    polygons = shapely.transform(np.array(geography.tile(land.outline, xy, ward, len(committee_of_ward))), _to_degrees)
    ward_names = draw_ward_names(stream(seed, "ward names"), len(polygons))
    wide = len(str(len(polygons)))
    committees = [
        Area(
            area_id=f"C{k + 1:02d}", kind=AreaKind.COMMITTEE,
            name=f"{ward_names[int(np.flatnonzero(committee_of_ward == k)[0])]} and District",
        )
        for k in range(int(committee_of_ward.max()) + 1)
    ]  # fmt: skip
    return committees + [
        Area(
            area_id=f"W{k + 1:0{wide}d}", kind=AreaKind.WARD, name=ward_names[k],
            parent=committees[committee_of_ward[k]].area_id, geometry=polygons[k],
        )
        for k in range(len(polygons))
    ]  # fmt: skip


def _to_degrees(xy: FloatArray) -> FloatArray:
    return np.round(np.column_stack(DEGREES.transform(xy[:, 0], xy[:, 1])), 5)


def _neighbourhoods(
    residents: people.People, ward: IntArray, ranks: IntArray, wards: list[Area]
) -> tuple[Neighbourhood, ...]:
    degrees = np.round(np.column_stack(DEGREES.transform(residents.xy[:, 0], residents.xy[:, 1])), 6)
    wide = len(str(len(ward)))
    number: dict[int, int] = {}
    made = []
    for count, k in enumerate(np.argsort(ward, kind="stable")):
        w = int(ward[k])
        number[w] = number.get(w, 0) + 1
        made.append(
            Neighbourhood(
                neighbourhood_id=f"N{count + 1:0{wide}d}", name=f"{wards[w].name} {number[w]:02d}",
                longitude=float(degrees[k, 0]), latitude=float(degrees[k, 1]),
                easting=float(residents.xy[k, 0]), northing=float(residents.xy[k, 1]),
                ward_code=wards[w].area_id, population=float(residents.population[k]),
                deprivation_rank=int(ranks[k]), deprivation_vintage="2019",
                groups={group: float(values[k]) for group, values in residents.groups.items()},
            )
        )  # fmt: skip
    return tuple(made)


def _draw_sites(
    seed: int, name: str, residents: people.People, land: geography.Land, buildings: int, partners: int
) -> pd.DataFrame:
    kinds = [*TYPES, PARTNER_PROFILE]
    counts = [*share_out(buildings, [t.share for t in TYPES]), partners]
    outline = land.outline.buffer(-60)
    places = [
        place(stream(seed, "sites " + kind.name), residents, outline, kind, count)
        for kind, count in zip(kinds, counts, strict=True)
    ]
    register = pd.DataFrame({"type": np.repeat([t.name for t in kinds], counts)})
    register[["easting", "northing"]] = np.vstack(places)
    prefix = "".join(c for c in name.upper() if c.isalpha())[:2] or "B"
    wide = max(3, len(str(len(register))))
    register["building_id"] = [f"{prefix}{k + 1:0{wide}d}" for k in range(len(register))]
    register["owner"] = np.where(register["type"] == PARTNER_PROFILE.name, "partner", "council")
    register["opening_hours_per_week"] = np.nan
    describe_surroundings(register, residents)
    return register


def describe_surroundings(register: pd.DataFrame, residents: people.People) -> None:
    """Add the people near each building and how deprived its neighbourhood is."""
    at = register[["easting", "northing"]].to_numpy(dtype=np.float64)
    register["people_near"] = people_near(residents, at)
    _, home = cKDTree(residents.xy).query(at)
    register["deprivation"] = residents.deprivation[home]


def locate(register: pd.DataFrame, wards: list[Area], xy: FloatArray, ward: IntArray) -> IntArray:
    """Ward of each building as a position; a point on the very edge counts to its nearest neighbourhood's."""
    degrees = _degrees_of(register)
    tree = shapely.STRtree([a.geometry for a in wards])
    points, found = tree.query(shapely.points(degrees), predicate="within")
    _, home = cKDTree(xy).query(register[["easting", "northing"]].to_numpy(dtype=np.float64))
    result = ward[home].copy()
    result[points] = found
    return result


def _degrees_of(register: pd.DataFrame) -> FloatArray:
    at = register[["easting", "northing"]].to_numpy(dtype=np.float64)
    degrees: FloatArray = np.round(np.column_stack(DEGREES.transform(at[:, 0], at[:, 1])), 6)
    return degrees


def _names(seed: int, register: pd.DataFrame, wards: list[Area]) -> list[str]:
    rng = stream(seed, "building names")
    labels = [
        PARTNER_LABELS[rng.integers(len(PARTNER_LABELS))] if t == PARTNER_PROFILE.name else TYPE_BY_NAME[t].label
        for t in register["type"]
    ]
    return draw_building_names(rng, [wards[w].name for w in register["ward"]], labels)


def fill_register(register: pd.DataFrame, seed: int) -> list[Activity]:
    """Add every figure that the register lacks, and return what happens in the buildings.

    Parameters
    ----------
    register
        One row a building with ``building_id, type, owner, easting, northing,
        opening_hours_per_week`` (not-a-number where unknown), ``people_near`` and ``deprivation``.
    seed
        Seed of the draws.
    """
    registers.add_size(register, seed)
    activities = uses.draw_activities(register, seed)
    registers.add_features(register, uses.features_needed(register, activities), seed)
    registers.add_condition(register, seed)
    registers.add_running(register, seed)
    registers.add_merit(register, seed)
    registers.add_tenure(register, seed)
    registers.add_value(register, seed)
    registers.add_record(register, seed)
    registers.blank_some(register, seed)
    registers.empty_for_partners(register, seed)
    return activities


def transferable(register: pd.DataFrame, seed: int) -> list[str]:
    """Ids of the community centres that a community group would take over, those of community value first."""
    rng = stream(seed, "transfers")
    centres = register[register["type"] == "community_centre"]
    valued = centres["community_value"].fillna(value=False).astype(bool).to_numpy()
    order = np.lexsort((rng.random(len(centres)), ~valued))
    count = round(TRANSFERABLE_SHARE * len(centres))
    return sorted(centres["building_id"].iloc[order[:count]])


def to_buildings(register: pd.DataFrame, wards: list[Area]) -> tuple[Building, ...]:
    """Turn a filled register into the estate's buildings."""
    degrees = _degrees_of(register)
    columns = [c for c in register.columns if c in Building.__dataclass_fields__]
    made = []
    for k, row in enumerate(register[columns].astype(object).to_dict("records")):
        known = {str(c): None if v is None or v != v else v for c, v in row.items()}
        known["owner"] = Owner(known["owner"])
        known["condition"] = Condition(known["condition"]) if known.get("condition") else None
        area = wards[int(register["ward"].iloc[k])]
        made.append(
            Building(
                **known, ward_code=area.area_id, committee=area.parent,
                longitude=float(degrees[k, 0]), latitude=float(degrees[k, 1]),
            )
        )  # fmt: skip
    return tuple(made)
