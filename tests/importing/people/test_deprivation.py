"""Deprivation: File 7 of 2019 and 2025, beside the areas it was made for or on its own, and mixes refused."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from estate_opt.errors import InputError
from estate_opt.importing.gathered import put_layer, read_gathered
from estate_opt.importing.geography import import_neighbourhoods
from estate_opt.importing.people import import_deprivation
from estate_opt.importing.raw import read_raw
from tests.importing.places import (
    LSOAS,
    SHARED,
    best_fit_file,
    gathered_places,
    needs_shared,
    wards_of,
    write_csv,
)

RANKS = {"E01000001": 120, "E01000002": 5000, "E01000003": 337, "E01000004": 33755}


def file_7(folder: Path, index: int, ranks: dict[str, int] = RANKS, name: str = "") -> Path:
    areas, districts = (2011, 2019) if index == 2019 else (2021, 2024)
    header = (
        f"LSOA code ({areas}),LSOA name ({areas}),Local Authority District code ({districts}),"
        f"Local Authority District name ({districts}),Index of Multiple Deprivation (IMD) Score,"
        "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived),"
        "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs),Income Score (rate),"
        "Income Rank (where 1 is most deprived)"
    )
    rows = [f"{c},Leeds {c[-1]},E08000035,Leeds,24.9,{rank},3,0.1,7" for c, rank in ranks.items()]
    return write_csv(folder / (name or f"File_7_IoD{index}_All_Ranks.csv"), header, *rows)


@pytest.mark.parametrize("name", ["", "file7.csv"])
def test_2025_stands_beside_the_areas_of_2021(tmp_path: Path, name: str) -> None:
    source = file_7(tmp_path, 2025, RANKS | {"E01009999": 9}, name)
    layer = import_deprivation(read_raw(source), gathered_places(tmp_path))
    frame = layer.tables["neighbourhoods"].set_index("neighbourhood_id")
    assert frame["deprivation_rank"].to_dict() == {code: str(rank) for code, rank in RANKS.items()}
    assert set(frame["deprivation_vintage"]) == {"2025"}
    assert layer.defines == frozenset()
    assert layer.settings["vintage"] == {"unit": "LSOA", "areas_year": 2021, "index": "2025"}
    assert layer.sources[0].vintage == "2025"


def test_2019_beside_areas_of_2021_is_refused_with_the_remedy(tmp_path: Path) -> None:
    ranks = {code: min(rank, 32844) for code, rank in RANKS.items()}
    raw = read_raw(file_7(tmp_path, 2019, ranks))
    estate = gathered_places(tmp_path)
    with pytest.raises(
        InputError, match=r"The 2019 index ranks the LSOAs of 2011, and the neighbourhoods are LSOAs of 2021"
    ):
        import_deprivation(raw, estate)
    layer = import_deprivation(raw, estate, lookup=read_raw(best_fit_file(tmp_path, census=11)))
    frame = layer.tables["deprivation"].set_index("small_area_id")
    assert frame["ward_code"].to_dict() == LSOAS
    assert set(frame["ranked_areas"]) == {"32844"}
    assert set(frame["vintage"]) == {"2019"}
    assert layer.defines == {"deprivation"}
    assert put_layer(tmp_path / "estate", layer).tables["deprivation"].shape[0] == 4


def test_both_indices_can_stand_in_one_estate(tmp_path: Path) -> None:
    gathered_places(tmp_path)
    estate = tmp_path / "estate"
    put_layer(estate, import_deprivation(read_raw(file_7(tmp_path, 2025)), read_gathered(estate)))
    old = read_raw(file_7(tmp_path, 2019, dict.fromkeys(LSOAS, 5)))
    lookup = read_raw(best_fit_file(tmp_path, census=11))
    layer = import_deprivation(old, read_gathered(estate), lookup=lookup, name="deprivation-2019")
    gathered = put_layer(estate, layer)
    assert len(gathered.conflicts) == 0
    assert set(gathered.tables["neighbourhoods"]["deprivation_vintage"]) == {"2025"}
    assert set(gathered.tables["deprivation"]["vintage"]) == {"2019"}


def test_ranks_beside_the_codes_of_another_year_are_refused(tmp_path: Path) -> None:
    table = write_csv(tmp_path / "t.csv", "lsoa21_code,imd2019_rank", "E01000001,5")
    with pytest.raises(InputError, match=r"The 2019 index ranks the LSOAs of 2011, but here .* codes of 2021"):
        import_deprivation(read_raw(table), gathered_places(tmp_path))


def test_the_year_is_said_once(tmp_path: Path) -> None:
    source = file_7(tmp_path, 2025)
    with pytest.raises(InputError, match="said to be of 2019 and of 2025"):
        import_deprivation(read_raw(source), gathered_places(tmp_path), index="2019")


@pytest.mark.parametrize("rank", ["0", "33756", "24.9", "", "one"])
def test_what_is_no_rank_is_refused(tmp_path: Path, rank: str) -> None:
    source = file_7(tmp_path, 2025, RANKS | {"E01000003": rank})  # type: ignore[dict-item]
    with pytest.raises(InputError, match="not a rank from 1 to 33,755") as refused:
        import_deprivation(read_raw(source), gathered_places(tmp_path))
    assert [p.row for p in refused.value.problems] == [4]


def test_neighbourhoods_without_a_rank_are_told(tmp_path: Path) -> None:
    source = file_7(tmp_path, 2025, {"E01000001": 5})
    layer = import_deprivation(read_raw(source), gathered_places(tmp_path))
    assert "3 neighbourhoods have no rank in this index, such as E01000002" in layer.problems[0].message


def test_a_lookup_that_leaves_wards_empty_is_of_another_year(tmp_path: Path) -> None:
    raw = read_raw(file_7(tmp_path, 2019, dict.fromkeys(LSOAS, 5)))
    lookup = best_fit_file(tmp_path, census=11, wards=LSOAS | {"E01000003": "E05099999", "E01000004": "E05099999"})
    with pytest.raises(InputError, match="1 of the 2 wards have no small area in this look-up, such as E05011385"):
        import_deprivation(raw, gathered_places(tmp_path), lookup=read_raw(lookup))


def test_other_files_and_too_early_imports_say_what_is_needed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No column has the rank") as refused:
        import_deprivation(read_raw(write_csv(tmp_path / "t.csv", "a,b", "1,2")), read_gathered(tmp_path / "e"))
    assert len(refused.value.problems) == 2
    with pytest.raises(InputError, match="Import the neighbourhoods first"):
        import_deprivation(read_raw(file_7(tmp_path, 2025)), read_gathered(tmp_path / "e"))


class TestRealIndices:
    pytestmark = needs_shared

    def test_priority_wards_of_leeds_by_both(self, tmp_path: Path) -> None:
        wards_of(tmp_path, SHARED / "leeds" / "wards_2020.geojson", year=2020)
        estate = tmp_path / "estate"
        areas = read_raw(SHARED / "leeds" / "lsoa2021.csv")
        put_layer(estate, import_neighbourhoods(areas, read_gathered(estate)))
        gathered = put_layer(estate, import_deprivation(areas, read_gathered(estate)))
        people = gathered.tables["neighbourhoods"]
        worst = people[pd.to_numeric(people["deprivation_rank"]) <= 337]
        assert worst["ward_code"].nunique() == 3
        lookup = read_raw(SHARED / "leeds" / "lsoa11_to_ward2020_pointinpolygon.csv")
        old = import_deprivation(read_raw(SHARED / "leeds" / "lsoa2011.csv"), gathered, lookup=lookup, name="d2019")
        ranks = old.tables["deprivation"]
        names = gathered.tables["areas"].set_index("area_id")["name"]
        assert set(ranks.loc[pd.to_numeric(ranks["rank"]) <= 328, "ward_code"].map(names)) == {
            "Armley", "Beeston & Holbeck", "Burmantofts & Richmond Hill", "Gipton & Harehills", "Hunslet & Riverside",
            "Killingbeck & Seacroft",
        }  # fmt: skip
