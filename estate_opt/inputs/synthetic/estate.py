"""A fictional council's whole estate from a seed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from shapely.geometry import Polygon

from estate_opt.domain.estate import Estate
from estate_opt.domain.place import Area
from estate_opt.errors import UsageError
from estate_opt.inputs.synthetic.assemble import (
    describe_surroundings,
    fill_register,
    locate,
    to_buildings,
    transferable,
)
from estate_opt.inputs.synthetic.catalogue import (
    NO_SERVICES,
    PARTNER,
    PARTNER_LABELS,
    SERVICES,
    TYPE_BY_NAME,
    TYPES,
    options,
)
from estate_opt.inputs.synthetic.geography import draw_land
from estate_opt.inputs.synthetic.names import draw_building_names
from estate_opt.inputs.synthetic.people import People, draw_people, rank_deprivation, settle
from estate_opt.inputs.synthetic.places import draw_areas, to_neighbourhoods
from estate_opt.inputs.synthetic.sites import place, share_out
from estate_opt.inputs.synthetic.streams import stream

NEIGHBOURHOODS_PER_WARD = 490 / 33
PRIORITY_SHARE = 0.18
"""Part of the wards with a neighbourhood in the most deprived 1 %: six of 33."""
COUNCIL_BUILDINGS_PER_PARTNER = 12
MIDDLE = (430_000.0, 434_000.0)
EDGE_M = 60.0
"""No building stands closer to the edge of the city."""


def synthesise(
    *,
    seed: int = 1,
    buildings: int = 240,
    wards: int = 33,
    neighbourhoods: int | None = None,
    partners: int | None = None,
    name: str = "Brackenford",
    centre: tuple[float, float] = MIDDLE,
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
    UsageError
        Where a size is too small; the message has every reason.
    """
    neighbourhoods = round(wards * NEIGHBOURHOODS_PER_WARD) if neighbourhoods is None else neighbourhoods
    partners = round(buildings / COUNCIL_BUILDINGS_PER_PARTNER) if partners is None else partners
    _refuse_small(seed, buildings, wards, neighbourhoods, partners)
    land = draw_land(stream(seed, "land"), neighbourhoods, centre)
    people = draw_people(seed, land, settle(stream(seed, "homes"), land, neighbourhoods))
    committees, ward_areas, ward = draw_areas(seed, land, people.xy, wards)
    ranks = rank_deprivation(stream(seed, "ranks"), people, ward, max(1, round(wards * PRIORITY_SHARE)))
    register = _draw_sites(seed, name, people, land.outline.buffer(-EDGE_M), buildings, partners)
    register["ward"] = locate(register, ward_areas, people.xy, ward)
    register["name"] = _names(seed, register, ward_areas)
    activities = fill_register(register, seed)
    return Estate(
        name=name,
        buildings=to_buildings(register, ward_areas),
        activities=tuple(activities),
        services=SERVICES,
        options=options(transferable(register, seed)),
        neighbourhoods=to_neighbourhoods(people, ward, ranks, ward_areas),
        areas=(*committees, *ward_areas),
        notice=f"{name} is a fictional city: every figure in this estate is made up.",
    )


def _refuse_small(seed: int, buildings: int, wards: int, neighbourhoods: int, partners: int) -> None:
    rules = {
        f"the seed must not be negative, but is {seed}": seed >= 0,
        f"an estate needs at least 3 council buildings, not {buildings}": buildings >= 3,
        f"an estate needs at least one ward, not {wards}": wards >= 1,
        f"{wards} wards need at least as many neighbourhoods, not {neighbourhoods}": neighbourhoods >= max(wards, 1),
        f"the number of partner venues must not be negative, but is {partners}": partners >= 0,
    }
    broken = [rule for rule, holds in rules.items() if not holds]
    if broken:
        raise UsageError(f"No estate can be made: {'; '.join(broken)}.")


def _draw_sites(seed: int, name: str, people: People, outline: Polygon, buildings: int, partners: int) -> pd.DataFrame:
    """Type, owner, id and place of each building, council buildings first."""
    kinds = [*TYPES, PARTNER]
    counts = [*share_out(buildings, [t.share for t in TYPES]), partners]
    at = [
        place(stream(seed, f"sites {kind.name}"), people, outline, kind, count)
        for kind, count in zip(kinds, counts, strict=True)
    ]
    register = pd.DataFrame({"type": np.repeat([t.name for t in kinds], counts)})
    register[["easting", "northing"]] = np.vstack(at)
    prefix = "".join(c for c in name.upper() if c.isalpha())[:2]
    wide = max(3, len(str(len(register))))
    register["building_id"] = [f"{prefix}{k + 1:0{wide}d}" for k in range(len(register))]
    register["owner"] = np.where(register["type"] == PARTNER.name, "partner", "council")
    register["opening_hours_per_week"] = np.nan
    register["known_services"] = pd.Series([NO_SERVICES] * len(register), dtype=object)
    describe_surroundings(register, people)
    return register


def _names(seed: int, register: pd.DataFrame, wards: list[Area]) -> list[str]:
    rng = stream(seed, "building names")
    labels = [
        PARTNER_LABELS[rng.integers(len(PARTNER_LABELS))] if t == PARTNER.name else TYPE_BY_NAME[t].label
        for t in register["type"]
    ]
    return draw_building_names(rng, [wards[w].name for w in register["ward"]], labels)
