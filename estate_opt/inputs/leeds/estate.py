"""Leeds as an estate: the real city and its public buildings, topped up with illustrative ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from estate_opt.domain.building import Building
from estate_opt.domain.estate import Estate
from estate_opt.inputs.leeds import places
from estate_opt.inputs.leeds.sources import ATTRIBUTION, read_sources
from estate_opt.inputs.leeds.venues import (
    GIVEN,
    illustrative_venues,
    mark_illustrative,
    name_illustrative,
    real_venues,
)
from estate_opt.inputs.synthetic.assemble import (
    describe_surroundings,
    fill_register,
    locate,
    to_buildings,
    transferable,
)
from estate_opt.inputs.synthetic.catalogue import SERVICES, options

COUNCIL_BUILDINGS = 240
NOTICE = (
    "Wards, people, deprivation, the places of the venues on public lists and their opening hours where not marked are"
    " real. Condition, activity, capacity, cost, tenure, value and every building or value marked illustrative were"
    " made up by a generator and say nothing about a real building. Population and disabled people: Census 2021 on the"
    " areas of 2021. Under 5 and over 65: mid-2020 estimates on the areas of 2011, carried over by population where"
    " areas changed. Deprivation of neighbourhoods: 2025 index on the areas of 2021; of wards: 2019 index on the areas"
    " of 2011."
)


def leeds_estate(shared: Path, *, seed: int = 1) -> Estate:
    """Make the estate of Leeds from open data.

    Real are the 33 wards, the 488 neighbourhoods with their people, the venues of public lists
    with their places and the opening hours that are known. Venues surely run by the council are
    its buildings, the others partner venues. The generator of fictional estates tops them up to
    240 council buildings and draws what no public source gives; each building's ``illustrative``
    column says which of its values are made up.

    Parameters
    ----------
    shared
        Folder with the open data in ``data/leeds``.
    seed
        Seed of the draws.

    Raises
    ------
    InputError
        Where a file or column is missing; with every one of them.
    """
    sources = read_sources(shared)
    wards = places.wards(sources)
    people = places.people(sources)
    real = real_venues(sources)
    missing = max(0, COUNCIL_BUILDINGS - int((real["owner"] == "council").sum()))
    register = pd.concat([real, illustrative_venues(seed, people, wards, missing)], ignore_index=True)
    position = {ward.area_id: k for k, ward in enumerate(wards)}
    ward_of_people = np.array([position[code] for code in sources.lsoa2021["ward24_code"]], dtype=np.int64)
    register["ward"] = locate(register, wards, people.xy, ward_of_people)
    name_illustrative(register, wards)
    describe_surroundings(register, people)
    hours_known = register["opening_hours_per_week"].notna().to_numpy()
    activities = fill_register(register, seed)
    _keep_real_records(register)
    drawn = [c for c in register.columns if c in Building.__dataclass_fields__ and c not in _KNOWN]
    mark_illustrative(register, hours_known, drawn)
    return Estate(
        name="Leeds",
        buildings=to_buildings(register, wards),
        activities=tuple(activities),
        services=SERVICES,
        options=options(transferable(register[~register["real"]], seed)),
        neighbourhoods=places.neighbourhoods(sources, people),
        areas=tuple(wards),
        deprivation=places.deprivation_2019(sources),
        notice=NOTICE,
        attribution=ATTRIBUTION,
    )


_KNOWN = (*GIVEN, "type", "uprn", "opening_hours_per_week")


def _keep_real_records(register: pd.DataFrame) -> None:
    """Take back what must not be made up for a real city: reference numbers and dates of records."""
    register["uprn"] = register["known_uprn"]
    register["record_date"] = None
