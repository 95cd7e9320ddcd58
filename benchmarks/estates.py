"""Estates of regions and nations: England's real neighbourhoods and authorities, with made-up buildings among them.

Who lives where, in which ward and authority, and how deprived it is are real (Census 2021 and the index of 2025, by
LSOA). The buildings are drawn by the generator of fictional estates: the same types, services, options, use and money,
placed where people live. Authorities stand as committees; no ward has a polygon, for nothing here is mapped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from estate_opt.config.check import check_against, context_for
from estate_opt.config.load import load_plan_file
from estate_opt.config.schema import PlanFile
from estate_opt.domain.estate import Estate
from estate_opt.domain.place import Area, AreaKind, Neighbourhood
from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.errors import ConfigError, Severity
from estate_opt.inputs.synthetic.assemble import describe_surroundings, fill_register, to_buildings, transferable
from estate_opt.inputs.synthetic.catalogue import NO_SERVICES, PARTNER, SERVICES, TYPE_BY_NAME, TYPES, options
from estate_opt.inputs.synthetic.estate import COUNCIL_BUILDINGS_PER_PARTNER
from estate_opt.inputs.synthetic.nearby import nearest
from estate_opt.inputs.synthetic.people import People
from estate_opt.inputs.synthetic.sites import place, share_out
from estate_opt.inputs.synthetic.streams import stream
from estate_opt.policies import Context

HERE = Path(__file__).parent
SHARED = HERE.resolve().parents[1] / "shared"
NEIGHBOURHOODS = SHARED / "data" / "england" / "lsoa2021.parquet"
RULES = HERE / "nation.toml"
WEST_YORKSHIRE = ("Bradford", "Calderdale", "Kirklees", "Leeds", "Wakefield")
COLUMNS = {
    "lsoa21_code": "neighbourhood_id", "lsoa21_name": "name", "ward24_code": "ward_code", "ward24_name": "ward_name",
    "lad24_code": "authority_code", "lad24_name": "authority_name", "point_easting": "easting",
    "point_northing": "northing", "point_lon": "longitude", "point_lat": "latitude", "pop2021_census": "population",
    "disabled2021_census": "disabled", "imd2025_rank": "rank",
}  # fmt: skip
"""Columns used, and what they are called here."""
MOST_DEPRIVED = 337
"""Rank of the last of 33,755 neighbourhoods in the most deprived 1 %."""
FURTHEST_M = 2000.0
"""No building stands further from every neighbourhood's point: what keeps it out of the sea."""
SPENT_ONCE_GBP_PER_BUILDING = 25_000_000 / 240
"""What the demonstration may spend once, for each of its buildings."""
NOTICE = "Neighbourhoods and authorities are real. Every building and every figure of one is made up."
ATTRIBUTION = (
    "Source: Office for National Statistics and MHCLG, licensed under the Open Government Licence v3.0. Contains OS"
    " data © Crown copyright and database right."
)


def missing() -> str | None:
    """Why no such estate can be made here."""
    return None if NEIGHBOURHOODS.exists() else f"the open data is not beside the project ({NEIGHBOURHOODS})"


def west_yorkshire(seed: int = 1, buildings: int = 1000) -> tuple[Context, PlanFile]:
    """West Yorkshire's five districts, with 1,000 council buildings unless told otherwise."""
    return real_places(WEST_YORKSHIRE, buildings=buildings, seed=seed, name="West Yorkshire")


def england(buildings: int, seed: int = 1, targets: Mapping[str, object] | None = None) -> tuple[Context, PlanFile]:
    """England: 33,755 neighbourhoods in 296 authorities; ``targets`` as for :func:`real_places`."""
    return real_places(None, buildings=buildings, seed=seed, name="England", targets=targets)


def real_places(
    authorities: Sequence[str] | None,
    *,
    buildings: int,
    seed: int = 1,
    name: str,
    targets: Mapping[str, object] | None = None,
) -> tuple[Context, PlanFile]:
    """Make an estate among the real neighbourhoods of some authorities, and the plan file that asks of it.

    Parameters
    ----------
    authorities
        Names of local authority districts of 2024; all of England where ``None``.
    buildings
        Council buildings; a partner venue comes with every twelve.
    seed
        Seed of all draws: the same arguments always give the same estate.
    name
        What the estate is called.
    targets
        Values of the rules, where others than their own.

    Returns
    -------
    tuple of Context and PlanFile
        The estate with its priority wards, and the rules of ``nation.toml`` scaled to it.

    Raises
    ------
    ConfigError
        Where the rules do not fit the estate, which would be a fault of this module.
    """
    table = read_neighbourhoods(authorities)
    estate = make_estate(table, buildings=buildings, seed=seed, name=name)
    plan_file = _plan_file(estate, buildings, targets or {})
    wrong = [p for p in check_against(plan_file, estate, str(RULES)) if p.severity is Severity.ERROR]
    if wrong:
        raise ConfigError(wrong)
    return context_for(plan_file, estate), plan_file


def read_neighbourhoods(authorities: Sequence[str] | None = None) -> pd.DataFrame:
    """England's neighbourhoods, or those of some authorities, under the names of :data:`COLUMNS`.

    Raises
    ------
    ValueError
        Where there is no authority of some name.
    """
    table = pd.read_parquet(NEIGHBOURHOODS, columns=list(COLUMNS)).rename(columns=COLUMNS)
    if authorities is None:
        return table
    unknown = sorted(set(authorities) - set(table["authority_name"]))
    if unknown:
        raise ValueError(f"there is no authority called {', '.join(unknown)} in {NEIGHBOURHOODS.name}")
    return table[table["authority_name"].isin(authorities)].reset_index(drop=True)


def authorities_around(name: str, share: float) -> tuple[str, ...]:
    """The authorities nearest to one, itself first, until they hold a share of England's people."""
    table = read_neighbourhoods()
    table["xp"], table["yp"] = table["easting"] * table["population"], table["northing"] * table["population"]
    sums = table.groupby("authority_name")[["population", "xp", "yp"]].sum().astype(float)
    middle = np.column_stack([sums["xp"], sums["yp"]]) / sums[["population"]].to_numpy()
    away = np.linalg.norm(middle - middle[sums.index.get_loc(name)], axis=1)
    order = sums.index[np.argsort(away, kind="stable")]
    people = np.cumsum(sums["population"].loc[order].to_numpy())
    enough = people >= share * people[-1]
    return tuple(order[: int(np.argmax(enough)) + 1])


def make_estate(table: pd.DataFrame, *, buildings: int, seed: int, name: str) -> Estate:
    """Made-up buildings among real neighbourhoods; ``table`` is as :func:`read_neighbourhoods` gives it."""
    people = _people(table)
    authorities, wards, ward = _areas(table)
    register = _sites(seed, people, buildings)
    register["ward"] = ward[nearest(people.xy, register[["easting", "northing"]].to_numpy(dtype=np.float64))]
    register["name"] = _names(register, wards)
    describe_surroundings(register, people)
    activities = fill_register(register, seed)
    return Estate(
        name=name,
        buildings=to_buildings(register, wards),
        activities=tuple(activities),
        services=SERVICES,
        options=options(transferable(register, seed)),
        neighbourhoods=_neighbourhoods(table, people),
        areas=(*authorities, *wards),
        notice=NOTICE,
        attribution=ATTRIBUTION,
    )


def _people(table: pd.DataFrame) -> People:
    rank = table["rank"].to_numpy(dtype=np.float64)
    return People(
        xy=table[["easting", "northing"]].to_numpy(dtype=np.float64),
        population=table["population"].to_numpy(dtype=np.float64),
        deprivation=(rank.mean() - rank) / rank.std(),
        groups={"disabled": table["disabled"].to_numpy(dtype=np.float64)},
    )


def _areas(table: pd.DataFrame) -> tuple[list[Area], list[Area], IntArray]:
    """Authorities, wards, and the position of each neighbourhood's ward, shape (neighbourhoods,)."""
    of_authority = table.drop_duplicates("authority_code").sort_values("authority_code")
    of_ward = table.drop_duplicates("ward_code").sort_values("ward_code")
    authorities = [
        Area(area_id=code, kind=AreaKind.COMMITTEE, name=name)
        for code, name in zip(of_authority["authority_code"], of_authority["authority_name"], strict=True)
    ]
    wards = [
        Area(area_id=code, kind=AreaKind.WARD, name=name, parent=authority)
        for code, name, authority in zip(
            of_ward["ward_code"], of_ward["ward_name"], of_ward["authority_code"], strict=True
        )
    ]
    return authorities, wards, np.searchsorted(of_ward["ward_code"], table["ward_code"]).astype(np.int64)


def _sites(seed: int, people: People, buildings: int) -> pd.DataFrame:
    """Type, owner, id and place of each building, council buildings first."""
    land = shapely.union_all(shapely.buffer(shapely.points(people.xy), FURTHEST_M, quad_segs=3))
    kinds = [*TYPES, PARTNER]
    counts = [*share_out(buildings, [t.share for t in TYPES]), round(buildings / COUNCIL_BUILDINGS_PER_PARTNER)]
    at: list[FloatArray] = [
        place(stream(seed, f"sites {kind.name}"), people, land, kind, count)
        for kind, count in zip(kinds, counts, strict=True)
    ]
    register = pd.DataFrame({"type": np.repeat([kind.name for kind in kinds], counts)})
    register[["easting", "northing"]] = np.vstack(at)
    register["building_id"] = [f"B{k + 1:05d}" for k in range(len(register))]
    register["owner"] = np.where(register["type"] == PARTNER.name, "partner", "council")
    register["opening_hours_per_week"] = np.nan
    register["known_services"] = pd.Series([NO_SERVICES] * len(register), dtype=object)
    return register


def _names(register: pd.DataFrame, wards: Sequence[Area]) -> list[str]:
    """Names that nobody takes for a real building's: type, number, ward."""
    number = register.groupby("type").cumcount() + 1
    return [
        f"Made-up {TYPE_BY_NAME[kind].label.lower()} {n} ({wards[ward].name})"
        for kind, n, ward in zip(register["type"], number, register["ward"], strict=True)
    ]


def _neighbourhoods(table: pd.DataFrame, people: People) -> tuple[Neighbourhood, ...]:
    columns = ("neighbourhood_id", "name", "ward_code", "longitude", "latitude", "rank")
    return tuple(
        Neighbourhood(
            neighbourhood_id=code, name=name, ward_code=ward, longitude=float(longitude), latitude=float(latitude),
            easting=float(people.xy[k, 0]), northing=float(people.xy[k, 1]), population=float(people.population[k]),
            deprivation_rank=int(rank), deprivation_vintage="2025",
            groups={group: float(values[k]) for group, values in people.groups.items()},
        )
        for k, (code, name, ward, longitude, latitude, rank) in enumerate(
            zip(*(table[column] for column in columns), strict=True)
        )
    )  # fmt: skip


def _plan_file(estate: Estate, buildings: int, targets: Mapping[str, object]) -> PlanFile:
    """The rules, with what may be spent once and where presence is kept.

    Presence is asked of the wards with a neighbourhood in the most deprived 1 % that have as many buildings as it asks
    for; where there is none, of the most deprived of the wards that have.
    """
    here = Counter(building.ward_code for building in estate.council_buildings)
    worst: dict[str, int] = {}
    for n in estate.neighbourhoods:
        worst[n.ward_code] = min(n.deprivation_rank or 0, worst.get(n.ward_code, n.deprivation_rank or 0))
    able = sorted((ward for ward in worst if here[ward] > 1), key=lambda ward: (worst[ward], ward))
    kept = [ward for ward in able if worst[ward] <= MOST_DEPRIVED] or able[:1]
    presence: dict[str, object] = {"policies.presence.areas": kept} if kept else {"policies.presence": False}
    once = {"policies.one_off.budget_gbp": SPENT_ONCE_GBP_PER_BUILDING * buildings}
    return load_plan_file(RULES, {**presence, **once, **targets})
