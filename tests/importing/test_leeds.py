"""Leeds from open data: what is real stays real, what is made up is marked, and six wards are priority wards."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import shapely

from estate_opt.domain.estate import Estate
from estate_opt.domain.place import AreaKind
from estate_opt.errors import InputError, Severity
from estate_opt.importing.leeds import FILES, leeds_estate
from estate_opt.inputs import check_estate, write_estate
from estate_opt.inputs.synthetic import synthesise

SHARED = Path(__file__).parents[2].parent / "shared"
LEEDS = SHARED / "data" / "leeds"
real_data = [
    pytest.mark.shared,
    pytest.mark.skipif(not LEEDS.is_dir(), reason="the open data of Leeds does not lie beside the project"),
]
PRIORITY = {
    "Armley", "Beeston & Holbeck", "Burmantofts & Richmond Hill", "Gipton & Harehills", "Hunslet & Riverside",
    "Killingbeck & Seacroft",
}  # fmt: skip


@cache
def leeds() -> Estate:
    return leeds_estate(SHARED)


def venues() -> pd.DataFrame:
    return pd.read_csv(LEEDS / "buildings.csv", dtype={"uprn": "str"})


class TestRealCity:
    pytestmark = real_data

    def test_wards_and_people_are_the_real_ones(self) -> None:
        assert len(leeds().areas_of(AreaKind.WARD)) == 33
        assert len(leeds().neighbourhoods) == 488
        assert leeds().population.sum() == 811_915
        assert {n.deprivation_vintage for n in leeds().neighbourhoods} == {"2025"}

    def test_six_wards_are_priority_by_the_2019_index_on_its_own_areas(self) -> None:
        worst = {d.ward_code for d in leeds().deprivation if d.rank <= 328 and d.vintage == "2019"}
        assert {leeds().area_by_id[code].name for code in worst} == PRIORITY
        assert len(leeds().deprivation) == 482

    def test_age_groups_carried_over_add_up_to_those_of_2011(self) -> None:
        source = pd.read_csv(LEEDS / "lsoa2011.csv")
        assert leeds().people("under_5").sum() == pytest.approx(source["pop2020_0_4"].sum(), abs=2)
        older = source[["pop2020_65_74", "pop2020_75_84", "pop2020_85plus"]].to_numpy().sum()
        assert leeds().people("over_65").sum() == pytest.approx(older, abs=2)

    def test_an_unchanged_area_keeps_its_figures(self) -> None:
        first = next(n for n in leeds().neighbourhoods if n.neighbourhood_id == "E01011264")
        assert first.groups == {"disabled": 274, "under_5": 44, "over_65": 171 + 118 + 40}

    def test_all_85_venues_are_there_and_240_council_buildings(self) -> None:
        source = venues()
        real = {b.building_id for b in leeds().buildings if b.illustrative != "all"}
        assert real == set(source["building_id"])
        assert len(leeds().council_buildings) == 240

    def test_only_venues_surely_run_by_the_council_are_council_buildings(self) -> None:
        sure = venues()["council_run_confidence"].isin(["high", "medium", "medium-unverified"])
        expected = set(venues().loc[sure, "building_id"])
        assert {b.building_id for b in leeds().council_buildings if b.illustrative != "all"} == expected

    def test_known_hours_and_reference_numbers_are_kept_and_no_others_invented(self) -> None:
        by_id = {b.building_id: b for b in leeds().buildings}
        for row in venues().itertuples():
            building = by_id[row.building_id]
            marked = (building.illustrative or "").split(";")
            assert building.uprn == (None if pd.isna(row.uprn) else row.uprn)
            assert ("opening_hours_per_week" in marked) == pd.isna(row.weekly_hours)
            if not pd.isna(row.weekly_hours):
                assert building.opening_hours_per_week == row.weekly_hours
        assert all(b.uprn is None for b in leeds().buildings if b.illustrative == "all")
        assert all(b.record_date is None for b in leeds().buildings)

    def test_every_made_up_value_of_a_real_venue_is_marked(self) -> None:
        given = {
            "building_id", "name", "type", "owner", "longitude", "latitude", "easting", "northing", "ward_code", "uprn",
            "opening_hours_per_week", "status", "illustrative",
        }  # fmt: skip
        for building in leeds().buildings:
            if building.illustrative == "all":
                assert building.name.startswith("Illustrative ")
                continue
            known = {c for c in building.__dataclass_fields__ if getattr(building, c) is not None}
            assert known - given == set((building.illustrative or "").split(";")) - {"opening_hours_per_week", "type"}

    def test_libraries_of_the_public_list_offer_a_library(self) -> None:
        source = venues()
        libraries = source["category"].isin(["library", "library_and_hub"])
        sure = source["council_run_confidence"] == "high"
        offering = {a.building_id for a in leeds().activities if a.service_id == "library"}
        assert set(source.loc[libraries & sure, "building_id"]) <= offering

    def test_types_that_no_list_gives_are_topped_up(self) -> None:
        made_up = Counter(b.type for b in leeds().buildings if b.illustrative == "all")
        assert set(made_up) == {"leisure_centre", "childrens_centre", "depot", "community_centre"}
        assert made_up.total() == 240 - 61

    def test_no_real_venue_is_said_to_be_wanted_by_a_community_group(self) -> None:
        by_id = {b.building_id: b for b in leeds().buildings}
        assert {by_id[k].illustrative for k in leeds().option_by_id["transfer"].applies_to} == {"all"}

    def test_every_building_lies_in_its_ward(self) -> None:
        for building in leeds().buildings:
            ward = leeds().area_by_id[building.ward_code].geometry
            assert ward is not None
            assert ward.contains(shapely.Point(building.longitude, building.latitude)), building.name

    def test_use_is_what_councils_say(self) -> None:
        hours = sum(a.hours_per_week for a in leeds().activities)
        assert 0.40 <= hours / sum(b.capacity_hours_per_week for b in leeds().council_buildings) <= 0.45

    def test_notice_and_attribution_are_there(self) -> None:
        assert "made up by a generator" in leeds().notice
        assert "2019 index on the areas of 2011" in leeds().notice
        assert "Open Government Licence" in leeds().attribution

    def test_same_seed_gives_the_same_estate(self) -> None:
        again = leeds_estate(SHARED)
        assert again.buildings == leeds().buildings
        assert again.activities == leeds().activities
        assert leeds_estate(SHARED, seed=2).activities != leeds().activities

    def test_it_comes_back_from_disk_as_it_was_made(self, tmp_path: Path) -> None:
        write_estate(leeds(), tmp_path / "leeds")
        again, problems = check_estate(tmp_path / "leeds")
        assert {problem.severity for problem in problems} == {Severity.WARNING}
        assert again is not None
        for part in ("buildings", "activities", "neighbourhoods", "areas", "deprivation", "notice", "attribution"):
            assert getattr(again, part) == getattr(leeds(), part)

    def test_no_name_of_the_fictional_city_is_one_of_leeds(self) -> None:
        places = {word for area in leeds().areas for word in area.name.split() if len(word) > 3}
        assert "Armley" in places
        fictional = synthesise(seed=1, buildings=3, partners=0, wards=400)
        assert not {word for area in fictional.areas for word in area.name.split()} & places - {"Upper", "East", "West"}

    def test_a_missing_column_is_named(self, tmp_path: Path) -> None:
        folder = tmp_path / "data" / "leeds"
        folder.mkdir(parents=True)
        for file in FILES:
            (folder / file).write_bytes((LEEDS / file).read_bytes())
        text = (folder / "buildings.csv").read_text(encoding="utf-8")
        (folder / "buildings.csv").write_text(text.replace("weekly_hours,", "hours,", 1), encoding="utf-8")
        with pytest.raises(InputError) as refused:
            leeds_estate(tmp_path)
        (problem,) = refused.value.problems
        assert (problem.source, problem.column) == ("buildings.csv", "weekly_hours")


def test_every_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        leeds_estate(tmp_path)
    assert {Path(problem.source).name for problem in refused.value.problems} == set(FILES)
    assert all("data/leeds" in problem.remedy for problem in refused.value.problems)
