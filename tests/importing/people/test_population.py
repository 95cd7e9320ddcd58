"""People by small area: every form in which Nomis and the census ship a table, other years, and what is refused."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from estate_opt.errors import InputError, Severity
from estate_opt.importing.gathered import Gathered, put_layer, read_gathered
from estate_opt.importing.geography import import_neighbourhoods
from estate_opt.importing.layer import Layer
from estate_opt.importing.people import import_population
from estate_opt.importing.people.files import read_table_of_counts
from estate_opt.importing.people.tables import read_counts
from estate_opt.importing.raw import read_raw
from tests.importing.places import (
    LSOAS,
    PEOPLE,
    SHARED,
    best_fit_file,
    centroid_file,
    gathered_places,
    needs_shared,
    ward_file,
    wards_of,
    write_csv,
)

YOUNG = {"E01000001": 50, "E01000002": 75, "E01000003": 0, "E01000004": 25}
OLD = {"E01000001": 200, "E01000002": 300, "E01000003": 20, "E01000004": 55}


def without_people(folder: Path) -> Gathered:
    wards_of(folder, ward_file(folder))
    estate = folder / "estate"
    lookup = read_raw(best_fit_file(folder))
    layer = import_neighbourhoods(read_raw(centroid_file(folder)), read_gathered(estate), lookup=lookup)
    return put_layer(estate, layer)


def figures(layer: Layer, group: str) -> dict[str, str]:
    frame = layer.tables["neighbourhoods"]
    return dict(zip(frame["neighbourhood_id"], frame[group], strict=True))


def text(numbers: dict[str, int]) -> dict[str, str]:
    return {code: str(number) for code, number in numbers.items()}


def nomis_wide(folder: Path) -> Path:
    """A table of Nomis' query: title above, mnemonic, thousands with commas, notes below."""
    rows = [f'"{c} : Leeds {c[-1]}","{c}","{PEOPLE[c]:,}",{YOUNG[c]},{OLD[c]}' for c in LSOAS]
    return write_csv(
        folder / "nomis.csv",
        '"TS007A - Age by five-year age bands"', '"ONS Crown Copyright Reserved [from Nomis on 12 March 2026]"', "",
        '"population","All usual residents"', '"units","Persons"', '"date","2021"', '"rural urban","Total"', "",
        '"2021 super output area - lower layer","mnemonic","Total: All usual residents","Aged 4 years and under",'
        '"Aged 65 years and over"', "",
        *rows, "",
        '"In order to protect against disclosure of personal information, records have been swapped."',
    )  # fmt: skip


def nomis_one_figure(folder: Path) -> Path:
    """A table of one figure: three cells in the header, two in the lines above it."""
    rows = [f'"{c} : Leeds {c[-1]}","{c}",{PEOPLE[c]}' for c in LSOAS]
    return write_csv(
        folder / "one.csv",
        '"TS001 - Number of usual residents"', '"population","All usual residents"', '"date","2021"',
        '"2021 super output area - lower layer","mnemonic","Total"', *rows,
    )  # fmt: skip


def nomis_workbook(folder: Path) -> Path:
    """The same as Nomis writes it into a workbook."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    title = [["TS001 - Number of usual residents"], [], ["population", "All usual residents"], ["date", "2021"], []]
    header = ["2021 super output area - lower layer", "mnemonic", "Total"]
    for row in [*title, header, *([f"{c} : Leeds", c, PEOPLE[c]] for c in LSOAS), [], ["Notes below."]]:
        sheet.append(row)
    book.save(folder / "one.xlsx")
    return folder / "one.xlsx"


def without_mnemonic(folder: Path) -> Path:
    rows = [f'"{c} : Leeds {c[-1]}",{PEOPLE[c]}' for c in LSOAS]
    return write_csv(folder / "plain.csv", '"2021 super output area - lower layer","Total: All usual residents"', *rows)


def bulk(folder: Path) -> Path:
    rows = [f"2021,Leeds {c[-1]},{c},{PEOPLE[c]},{YOUNG[c]},{OLD[c]}" for c in LSOAS]
    return write_csv(
        folder / "census2021-ts007a-lsoa.csv",
        'date,geography,geography code,"Age: Total; measures: Value","Age: Aged 4 years and under; measures: Value",'
        '"Age: Aged 65 years and over; measures: Value"', *rows,
    )  # fmt: skip


def api(folder: Path) -> Path:
    rows = []
    for code in LSOAS:
        for label, figure in (("Total", PEOPLE), ("Aged 4 years and under", YOUNG), ("Aged 65 years and over", OLD)):
            rows.append(f'2021,{code},Leeds {code[-1]},"{label}",20100,Value,{figure[code]}')
            rows.append(f'2021,{code},Leeds {code[-1]},"{label}",20301,Percent,1.5')
    return write_csv(
        folder / "api.csv",
        "DATE,GEOGRAPHY_CODE,GEOGRAPHY_NAME,C2021_AGE_19_NAME,MEASURES,MEASURES_NAME,OBS_VALUE", *rows,
    )  # fmt: skip


def built_to_order(folder: Path) -> Path:
    rows = []
    for code in LSOAS:
        rest = PEOPLE[code] - YOUNG[code] - OLD[code]
        bands = (
            ("Aged 4 years and under", YOUNG[code]),
            ("Aged 5 to 64 years", rest),
            ("Aged 65 years and over", OLD[code]),
        )
        rows += [f"{code},Leeds {code[-1]},{k},{label},{count}" for k, (label, count) in enumerate(bands)]
    return write_csv(
        folder / "order-2021.csv",
        "Lower layer Super Output Areas Code,Lower layer Super Output Areas,Age (D) (3 categories) Code,"
        "Age (D) (3 categories),Observation", *rows,
    )  # fmt: skip


@pytest.mark.parametrize("made", [nomis_wide, bulk, api, built_to_order])
def test_ages_in_every_form(tmp_path: Path, made: object) -> None:
    estate = without_people(tmp_path)
    layer = import_population(read_table_of_counts(made(tmp_path)), estate)  # type: ignore[operator]
    assert figures(layer, "population") == text(PEOPLE)
    assert figures(layer, "under_5") == text(YOUNG)
    assert figures(layer, "over_65") == text(OLD)
    assert layer.settings["vintage"] == {"unit": "LSOA", "areas_year": 2021}
    assert layer.problems == ()
    assert "population: 5,000 people in 4 neighbourhoods." in layer.notes


@pytest.mark.parametrize("made", [nomis_one_figure, nomis_workbook, without_mnemonic])
def test_the_population_alone(tmp_path: Path, made: object) -> None:
    layer = import_population(read_table_of_counts(made(tmp_path)), without_people(tmp_path))  # type: ignore[operator]
    assert figures(layer, "population") == text(PEOPLE)


def test_lines_and_originals_stand_beside(tmp_path: Path) -> None:
    layer = import_population(read_table_of_counts(nomis_wide(tmp_path)), without_people(tmp_path))
    frame = layer.tables["neighbourhoods"]
    assert frame["source_row"].tolist() == ["11", "12", "13", "14"]
    assert frame["source.Aged 4 years and under"].tolist() == ["50", "75", "0", "25"]


def test_households_without_a_car_become_people(tmp_path: Path) -> None:
    estate = gathered_places(tmp_path)
    rows = [f"2021,Leeds,{c},400,{n}" for c, n in zip(LSOAS, (100, 200, 0, 400), strict=True)]
    table = write_csv(
        tmp_path / "census2021-ts045-lsoa.csv", "date,geography,geography code,"
        "Number of cars or vans: Total: All households,Number of cars or vans: No cars or vans in household", *rows,
    )  # fmt: skip
    layer = import_population(read_table_of_counts(table), estate, name="cars")
    assert figures(layer, "no_car") == {"E01000001": "250", "E01000002": "750", "E01000003": "0", "E01000004": "500"}
    assert "share of its households" in " ".join(layer.notes)
    again = tmp_path / "again"
    again.mkdir()
    with pytest.raises(InputError, match="Import the population first"):
        import_population(read_table_of_counts(table), without_people(again))


def test_columns_of_a_table_of_ones_own(tmp_path: Path) -> None:
    table = write_csv(
        tmp_path / "t.csv", "lsoa21_code,pop,o1,o2,lon", *(f"{c},{p},1,2,-1.5" for c, p in PEOPLE.items())
    )
    estate = without_people(tmp_path)
    layer = import_population(
        read_table_of_counts(table), estate, columns={"population": ["pop"], "over_65": ["o1", "o2"]}
    )
    assert figures(layer, "over_65") == dict.fromkeys(LSOAS, "3")
    assert layer.settings["columns"] == {"population": ["pop"], "over_65": ["o1", "o2"]}
    again = import_population(read_table_of_counts(table), put_layer(tmp_path / "estate", layer))
    assert again.settings == layer.settings
    with pytest.raises(InputError, match=r"no column or category 'popp' for population. Did you mean 'pop'"):
        import_population(read_table_of_counts(table), estate, columns={"population": ["popp"]})
    with pytest.raises(InputError, match="--column under_5="):
        import_population(read_table_of_counts(table), estate)


def test_categories_of_a_long_table_can_be_named(tmp_path: Path) -> None:
    table = read_table_of_counts(api(tmp_path))
    columns = {"young_and_old": ["Aged 4 years and under", "Aged 65 years and over"]}
    layer = import_population(table, without_people(tmp_path), columns=columns)
    assert figures(layer, "young_and_old") == {code: str(YOUNG[code] + OLD[code]) for code in LSOAS}
    with pytest.raises(InputError, match="Did you mean 'Aged 4 years and under'"):
        import_population(table, read_gathered(tmp_path / "estate"), columns={"x": ["Aged 4 year and under"]})


class TestWithheldAndWrong:
    def table(self, folder: Path, cell: str) -> Path:
        return write_csv(
            folder / "t.csv", "geography code,Total", f"E01000001,{cell}", "E01000002,5", "E01000003,5", "E01000004,5"
        )

    @pytest.mark.parametrize("cell", ["", "-", "c", "*"])
    def test_withheld_is_empty_and_told(self, tmp_path: Path, cell: str) -> None:
        layer = import_population(read_table_of_counts(self.table(tmp_path, cell)), without_people(tmp_path))
        assert figures(layer, "population")["E01000001"] == ""
        withheld, missing = layer.problems
        assert (withheld.row, withheld.severity) == (2, Severity.WARNING)
        assert "1 of 4 neighbourhoods have no figure here, such as E01000001" in missing.message

    @pytest.mark.parametrize(("cell", "said"), [("-5", "below 0"), ("about 50", "not a count"), ("nan", "not a count")])
    def test_what_is_no_count_is_refused(self, tmp_path: Path, cell: str, said: str) -> None:
        raw = read_table_of_counts(self.table(tmp_path, cell))
        with pytest.raises(InputError, match=said) as refused:
            read_counts(raw, columns=("Total",))
        assert refused.value.problems[0].row == 2

    def test_two_tables_in_one_file_are_refused(self, tmp_path: Path) -> None:
        block = nomis_one_figure(tmp_path).read_text(encoding="utf-8")
        both = tmp_path / "both.csv"
        both.write_text(block + "\n" + block, encoding="utf-8")
        with pytest.raises(InputError, match="There are 2 tables below one another"):
            read_table_of_counts(both)

    def test_a_second_dimension_is_refused(self, tmp_path: Path) -> None:
        source = api(tmp_path)
        source.write_text(source.read_text(encoding="utf-8") * 2, encoding="utf-8")
        with pytest.raises(InputError):
            read_counts(read_table_of_counts(source))

    def test_a_table_of_authorities_is_refused(self, tmp_path: Path) -> None:
        table = write_csv(tmp_path / "t.csv", "date,geography,geography code,Total", "2021,Leeds,E08000035,811915")
        with pytest.raises(InputError, match="No row has the code of an LSOA"):
            import_population(read_table_of_counts(table), without_people(tmp_path))


class TestOtherAreas:
    def table(self, folder: Path) -> Path:
        """2011 areas: one unchanged, one split in two, one merged from two."""
        rows = ["E01000001,10", "E01900001,70", "E01900002,4", "E01900003,6", "E01999999,5"]
        return write_csv(folder / "ages11.csv", "LSOA11CD,Aged 4 years and under", *rows)

    def lookup(self, folder: Path) -> Path:
        return write_csv(
            folder / "lsoa11_lsoa21.csv", "LSOA11CD,LSOA11NM,CHGIND,LSOA21CD,LSOA21NM,LAD22CD",
            "E01000001,a,U,E01000001,a,E08000035", "E01900001,b,S,E01000002,b,E08000035",
            "E01900001,b,S,E01000003,b,E08000035", "E01900002,c,M,E01000004,c,E08000035",
            "E01900003,c,M,E01000004,c,E08000035",
        )  # fmt: skip

    def test_figures_of_2011_are_refused_with_the_remedy(self, tmp_path: Path) -> None:
        raw = read_table_of_counts(self.table(tmp_path))
        with pytest.raises(InputError, match=r"of LSOAs of 2011, the neighbourhoods are LSOAs of 2021.*--lookup"):
            import_population(raw, gathered_places(tmp_path))

    def test_and_carried_over_by_a_lookup(self, tmp_path: Path) -> None:
        raw = read_table_of_counts(self.table(tmp_path))
        layer = import_population(raw, gathered_places(tmp_path), lookup=read_raw(self.lookup(tmp_path)), name="ages")
        assert figures(layer, "under_5") == {"E01000001": "10", "E01000002": "30", "E01000003": "40", "E01000004": "10"}
        assert [source.name for source in layer.sources] == ["ages11.csv", "lsoa11_lsoa21.csv"]

    def test_a_split_needs_the_population_first(self, tmp_path: Path) -> None:
        raw = read_table_of_counts(self.table(tmp_path))
        with pytest.raises(InputError, match="Import the neighbourhoods' population first"):
            import_population(raw, without_people(tmp_path), lookup=read_raw(self.lookup(tmp_path)))

    def test_a_lookup_of_something_else(self, tmp_path: Path) -> None:
        raw = read_table_of_counts(self.table(tmp_path))
        other = write_csv(tmp_path / "lu.csv", "LSOA11CD,LSOA21CD", "E01777777,E01777777")
        with pytest.raises(InputError, match="no code of the neighbourhoods"):
            import_population(raw, gathered_places(tmp_path), lookup=read_raw(other))

    def test_output_areas_are_not_lsoas(self, tmp_path: Path) -> None:
        table = write_csv(tmp_path / "t.csv", "OA21CD,Total", "E00000001,5")
        with pytest.raises(InputError, match="of output areas of 2021, the neighbourhoods are LSOAs of 2021"):
            import_population(read_table_of_counts(table), gathered_places(tmp_path))

    def test_neighbourhoods_come_first(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="Import the neighbourhoods first"):
            import_population(read_table_of_counts(bulk(tmp_path)), read_gathered(tmp_path / "e"))


class TestRealPeople:
    pytestmark = needs_shared

    def test_leeds_2021_and_ages_carried_over(self, tmp_path: Path) -> None:
        wards_of(tmp_path, SHARED / "leeds" / "wards_2020.geojson")
        estate = tmp_path / "estate"
        raw = read_raw(SHARED / "leeds" / "lsoa2021.csv")
        put_layer(estate, import_neighbourhoods(raw, read_gathered(estate)))
        gathered = put_layer(
            estate,
            import_population(raw, read_gathered(estate), columns={"population": ["pop2021_census"]}),
        )
        assert pd.to_numeric(gathered.tables["neighbourhoods"]["population"]).sum() == 811_915
        ages = import_population(
            read_raw(SHARED / "leeds" / "lsoa2011.csv"), gathered, name="ages",
            columns={"under_5": ["pop2020_0_4"]}, lookup=read_raw(SHARED / "leeds" / "lsoa11_to_lsoa21.csv"),
        )  # fmt: skip
        published = pd.read_csv(SHARED / "leeds" / "lsoa2011.csv")["pop2020_0_4"].sum()
        carried = pd.to_numeric(ages.tables["neighbourhoods"]["under_5"])
        assert carried.sum() == pytest.approx(published, abs=2)
        assert carried.notna().all()
