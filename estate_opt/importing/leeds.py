"""Leeds from open data: the importers, one after another, and the council's candidate list of venues.

Real are the wards, the people, the index of deprivation, and the venues of public lists with their places and known
hours. What no public source gives is drawn by the layer of made-up figures, which marks every such value.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from estate_opt.domain.estate import Estate
from estate_opt.errors import InputError, Problem
from estate_opt.importing.gathered import Gathered, put_layers
from estate_opt.importing.geography import import_neighbourhoods, import_wards
from estate_opt.importing.geography.rows import column_text
from estate_opt.importing.illustrative import import_illustrative
from estate_opt.importing.layer import Layer, Source, beside_originals
from estate_opt.importing.people import import_deprivation, import_population
from estate_opt.importing.raw import RawTable, read_raw
from estate_opt.inputs import read_estate
from estate_opt.inputs.manifest import ACTIVITIES, BUILDINGS
from estate_opt.inputs.synthetic.catalogue import PARTNER
from estate_opt.inputs.synthetic.sites import share_out

FOLDER = Path("data", "leeds")
WARDS, VENUES = "wards_2020.geojson", "buildings.csv"
AREAS_2021, AREAS_2011 = "lsoa2021.csv", "lsoa2011.csv"
TO_2021, TO_WARDS = "lsoa11_to_lsoa21.csv", "lsoa11_to_ward2020_pointinpolygon.csv"
FILES = (WARDS, AREAS_2021, AREAS_2011, TO_2021, TO_WARDS, VENUES)
ATTRIBUTION = (
    "Source: Office for National Statistics, MHCLG, Arts Council England and Leeds City Council, licensed under the"
    " Open Government Licence v3.0. Contains OS data © Crown copyright and database right. Contains Royal Mail data"
    " © Royal Mail copyright and database right."
)
"""What the sources ask to be shown with everything that is made from them."""
NOTICE = (
    "Wards, people, deprivation, the places of the venues on public lists and their opening hours where not marked are"
    " real. Condition, activity, capacity, cost, tenure, value and every building or value marked illustrative were"
    " made up by a generator and say nothing about a real building. Population and disabled people: Census 2021 on the"
    " areas of 2021. Under 5 and over 65: mid-2020 estimates on the areas of 2011, carried over by population where"
    " areas changed. Deprivation of neighbourhoods: 2025 index on the areas of 2021; of wards: 2019 index on the areas"
    " of 2011."
)
COUNCIL_BUILDINGS = 240
TOP_UP = {"leisure_centre": 17, "childrens_centre": 54, "depot": 11, "community_centre": 97}
"""What is added, in parts of 179: the types of which no public list gives all."""
COUNCIL_CONFIDENCE = ("high", "medium", "medium-unverified")
"""Venues so surely run by the council count as its buildings; the others as partner venues.

The sources count the one unverified venue among the seventeen of medium confidence.
"""
TYPE_OF_CATEGORY = {
    "library": "library", "library_and_hub": "community_hub", "community_hub": "community_hub", "museum": "museum",
    "childrens_centre": "childrens_centre", "community_centre": "community_centre", "day_centre": "community_centre",
    "sheltered_housing_room": "community_centre", "leisure_centre": "leisure_centre",
}  # fmt: skip
STAND_INS = ("day_centre", "sheltered_housing_room")
"""Categories for which the estate has no type of their own, so that their type is illustrative too."""
WITH_LIBRARY = "library_and_hub"
_VENUE_COLUMNS: Mapping[str, str] = {
    "building_id": "building_id", "uprn": "uprn", "name": "name", "longitude": "lon", "latitude": "lat",
    "ward_code": "ward_code", "opening_hours_per_week": "weekly_hours",
}  # fmt: skip


def leeds_estate(shared: Path, *, seed: int = 1) -> Estate:
    """Make the estate of Leeds from open data.

    Real are the 33 wards, the 488 neighbourhoods with their people, the venues of public lists
    with their places and the opening hours that are known. Venues surely run by the council are
    its buildings, the others partner venues. Made-up ones bring them to 240 council buildings, and what no
    public source gives is drawn; each building's ``illustrative`` column says which of its values are made up.

    Parameters
    ----------
    shared
        Folder with the open data in ``data/leeds``.
    seed
        Seed of the draws.

    Raises
    ------
    InputError
        Where a file or column is missing; with every missing file.
    """
    gathered = gather_leeds(shared / FOLDER, seed=seed)
    with tempfile.TemporaryDirectory(prefix="estate-opt-leeds-") as folder:
        put_layers(Path(folder, "leeds"), gathered.layers)
        estate = read_estate(Path(folder, "leeds"))
    return estate.replace(name="Leeds", notice=NOTICE, attribution=ATTRIBUTION)


def gather_leeds(data: Path, *, seed: int = 1) -> Gathered:
    """Import every layer of Leeds, in memory.

    Parameters
    ----------
    data
        Folder with the files.
    seed
        Seed of the draws.
    """
    absent = [file for file in FILES if not (data / file).is_file()]
    if absent:
        remedy = f"Provide the open data of Leeds as {FOLDER}/… in the folder that you name."
        raise InputError([Problem(str(data / file), "The file is not there.", remedy) for file in absent])
    areas, old_areas = read_raw(data / AREAS_2021), read_raw(data / AREAS_2011)
    ages = {"under_5": ["pop2020_0_4"], "over_65": ["pop2020_65_74", "pop2020_75_84", "pop2020_85plus"]}
    census = {"population": ["pop2021_census"], "disabled": ["disabled2021_census"]}
    to_2021, to_wards = read_raw(data / TO_2021), read_raw(data / TO_WARDS)
    leeds = Gathered(data, title="Leeds")
    leeds = _with(leeds, import_wards(read_raw(data / WARDS), leeds, year=2020))
    leeds = _with(leeds, import_neighbourhoods(areas, leeds))
    leeds = _with(leeds, import_population(areas, leeds, columns=census))
    leeds = _with(leeds, import_population(old_areas, leeds, columns=ages, lookup=to_2021, name="ages"))
    leeds = _with(leeds, import_deprivation(areas, leeds))
    leeds = _with(leeds, import_deprivation(old_areas, leeds, lookup=to_wards, name="deprivation-2019"))
    leeds = _with(leeds, venues(read_raw(data / VENUES)))
    councils = int((leeds.tables[BUILDINGS.name]["owner"] == "council").sum())
    counts = share_out(max(0, COUNCIL_BUILDINGS - councils), list(TOP_UP.values()))
    return _with(leeds, import_illustrative(leeds, seed=seed, top_up=dict(zip(TOP_UP, counts, strict=True))))


def _with(gathered: Gathered, layer: Layer) -> Gathered:
    return replace(gathered, layers=(*gathered.layers, layer))


def venues(raw: RawTable) -> Layer:
    """Read the candidate list of venues, merged from public lists.

    Raises
    ------
    InputError
        With every column that is missing.
    """
    wanted = (*_VENUE_COLUMNS.values(), "category", "council_run_confidence")
    missing = [column for column in wanted if column not in raw.columns]
    if missing:
        remedy = "Provide the file as its source published it, with this column."
        raise InputError([Problem(raw.name, "The column is missing.", remedy, column=column) for column in missing])
    category = column_text(raw, "category")
    council = column_text(raw, "council_run_confidence").isin(COUNCIL_CONFIDENCE)
    buildings = pd.DataFrame({ours: column_text(raw, theirs) for ours, theirs in _VENUE_COLUMNS.items()}, dtype=object)
    buildings["type"] = category.map(TYPE_OF_CATEGORY).where(council, PARTNER.name)
    buildings["owner"] = council.map({True: "council", False: "partner"})
    buildings["illustrative"] = (council & category.isin(STAND_INS)).map({True: "type", False: ""})
    hubs = buildings.loc[council & (category == WITH_LIBRARY), "building_id"]
    libraries = pd.DataFrame({"building_id": hubs, "service_id": "library", "hours_per_week": ""}, dtype=object)
    return Layer(
        name="venues",
        importer="venues",
        sources=(Source(raw.name, raw.sha256, "Venues of public lists in Leeds", ATTRIBUTION),),
        tables={
            BUILDINGS.name: beside_originals(buildings.astype(object), raw.frame, list(raw.rows)),
            ACTIVITIES.name: libraries.reset_index(drop=True),
        },
        defines=frozenset({BUILDINGS.name, ACTIVITIES.name}),
        notes=("Venues that are surely the council's count as its buildings, the others as partner venues.",),
    )
