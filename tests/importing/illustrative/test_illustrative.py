"""Made-up figures: they fill gaps, fit what is known, give way to what comes later, and are marked everywhere."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from estate_opt.errors import InputError, Severity, UsageError
from estate_opt.importing.gathered import Gathered, put_layer, read_gathered
from estate_opt.importing.illustrative import import_illustrative
from estate_opt.importing.illustrative.kinds import kind_of
from estate_opt.importing.layer import Layer
from estate_opt.importing.libraries import import_libraries
from estate_opt.importing.raw import read_raw
from estate_opt.inputs import check_estate
from tests.importing.places import gathered_places
from tests.importing.test_libraries import ROWS, source

DRAWN = {"capacity_hours_per_week", "running_cost_gbp_per_year", "features", "condition", "gia_m2"}


@pytest.fixture
def libraries(tmp_path: Path) -> Gathered:
    gathered_places(tmp_path)
    estate = tmp_path / "estate"
    return put_layer(estate, import_libraries(read_raw(source(tmp_path, *ROWS[:2])), read_gathered(estate)))


def known_figures(**cells: str) -> Layer:
    """What a survey found of the first library."""
    frame = pd.DataFrame([{"building_id": "L1", **cells}], dtype=object)
    return Layer(name="survey", importer="survey", tables={"buildings": frame})


def known_use(hours: str) -> Layer:
    rows = [{"building_id": "L1", "service_id": "library", "hours_per_week": hours}]
    return Layer(name="bookings", importer="bookings", tables={"activities": pd.DataFrame(rows, dtype=object)})


def building(gathered: Gathered, name: str = "L1") -> dict[str, str]:
    return gathered.tables["buildings"].set_index("building_id").loc[name].to_dict()


def test_it_fills_every_gap_so_that_the_estate_can_be_read(libraries: Gathered) -> None:
    gathered = put_layer(libraries.folder, import_illustrative(libraries))
    assert gathered.missing == ()
    estate, problems = check_estate(libraries.folder)
    assert estate is not None
    assert not [p for p in problems if p.severity is Severity.ERROR]
    assert {b.name for b in estate.buildings} == {"Armley Library", "Holbeck Library"}
    assert "made up" in estate.notice


def test_every_made_up_value_is_marked_and_no_other(libraries: Gathered) -> None:
    before, after = building(libraries), building(put_layer(libraries.folder, import_illustrative(libraries)))
    marked = set(after["illustrative"].split(";"))
    filled = {column for column, cell in after.items() if cell and not before[column]} - {"illustrative"}
    assert marked == filled
    assert DRAWN - {"condition", "gia_m2"} <= marked
    assert {"name", "uprn", "opening_hours_per_week", "latitude", "record_date"}.isdisjoint(marked)
    assert after["uprn"] == "72200214"
    assert building(read_gathered(libraries.folder), "L2")["uprn"] == ""


def test_the_same_seed_gives_the_same_and_another_another(libraries: Gathered) -> None:
    first, again = import_illustrative(libraries, seed=3), import_illustrative(libraries, seed=3)
    pd.testing.assert_frame_equal(first.tables["buildings"], again.tables["buildings"])
    other = import_illustrative(libraries, seed=4)
    assert not first.tables["buildings"].equals(other.tables["buildings"])


def test_drawing_again_starts_from_what_is_real(libraries: Gathered) -> None:
    first = import_illustrative(libraries, top_up=5)
    after = put_layer(libraries.folder, first)
    again = import_illustrative(after, top_up=5)
    pd.testing.assert_frame_equal(first.tables["buildings"], again.tables["buildings"])


class TestWhatIsKnownStands:
    def test_figures_that_come_later_take_the_place_and_lose_the_mark(self, libraries: Gathered) -> None:
        put_layer(libraries.folder, import_illustrative(libraries))
        gathered = put_layer(libraries.folder, known_figures(condition="D", running_cost_gbp_per_year="12345"))
        found = building(gathered)
        assert (found["condition"], found["running_cost_gbp_per_year"]) == ("D", "12345")
        assert {"condition", "running_cost_gbp_per_year"}.isdisjoint(found["illustrative"].split(";"))
        assert len(gathered.conflicts) == 0

    def test_what_is_drawn_fits_a_known_capacity(self, libraries: Gathered) -> None:
        put_layer(libraries.folder, known_figures(capacity_hours_per_week="30"))
        gathered = put_layer(libraries.folder, import_illustrative(read_gathered(libraries.folder)))
        use = gathered.tables["activities"]
        hours = pd.to_numeric(use.loc[use["building_id"] == "L1", "hours_per_week"]).sum()
        assert building(gathered)["capacity_hours_per_week"] == "30"
        assert 0 < hours <= 30

    def test_known_use_gets_no_made_up_services_beside_it(self, libraries: Gathered) -> None:
        put_layer(libraries.folder, known_use("33"))
        gathered = put_layer(libraries.folder, import_illustrative(read_gathered(libraries.folder)))
        use = gathered.tables["activities"]
        assert use[use["building_id"] == "L1"][["service_id", "hours_per_week"]].to_numpy().tolist() == [
            ["library", "33"]
        ]

    def test_services_and_options_that_are_there_are_kept(self, libraries: Gathered) -> None:
        keep = {
            "option_id": "keep", "name": "As today", "applies_to": "*", "capacity_factor": "1", "hours_factor": "1",
            "running_cost_factor": "1", "one_off_gbp": "0", "one_off_gbp_per_m2": "0", "in_estate": "true",
            "gives_access": "true",
        }  # fmt: skip
        ours = Layer(
            name="ours", importer="ours", tables={"options": pd.DataFrame([keep], dtype=object)},
            defines=frozenset({"options"}),
        )  # fmt: skip
        put_layer(libraries.folder, ours)
        gathered = put_layer(libraries.folder, import_illustrative(read_gathered(libraries.folder)))
        assert gathered.tables["options"]["name"].tolist() == ["As today"]


class TestTopUp:
    def test_a_number_goes_to_the_types_that_are_lacking(self, libraries: Gathered) -> None:
        gathered = put_layer(libraries.folder, import_illustrative(libraries, top_up=40))
        table = gathered.tables["buildings"]
        made_up = table[table["illustrative"] == "all"]
        assert len(made_up) == 40
        assert made_up["name"].str.startswith("Illustrative ").all()
        assert (made_up["uprn"] == "").all()
        assert made_up["type"].nunique() == 7
        estate, _ = check_estate(libraries.folder)
        assert estate is not None
        assert len(estate.council_buildings) == 41
        assert "transfer" in estate.option_by_id

    def test_numbers_by_type(self, libraries: Gathered) -> None:
        layer = import_illustrative(libraries, top_up={"depot": 2, "museum": 1, "library": 0})
        made_up = layer.tables["buildings"]
        assert made_up.loc[made_up["name"] != "", "type"].tolist() == ["depot", "depot", "museum"]
        assert layer.settings["top_up"] == {"depot": 2, "museum": 1}

    def test_an_unknown_type(self, libraries: Gathered) -> None:
        with pytest.raises(UsageError, match="no type 'castle'"):
            import_illustrative(libraries, top_up={"castle": 1})

    def test_no_buildings_and_none_asked_for(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="--top-up 100"):
            import_illustrative(gathered_places(tmp_path))

    def test_no_real_building_is_wanted_by_a_community(self, libraries: Gathered) -> None:
        options = import_illustrative(libraries, top_up=40).tables["options"].set_index("option_id")
        assert all(name.startswith("ILL") for name in options.loc["transfer", "applies_to"].split(";"))


def test_what_must_come_first_is_named_all_at_once(tmp_path: Path) -> None:
    frame = pd.DataFrame([{"building_id": "1", "name": "A", "type": "library", "owner": "council"}], dtype=object)
    layer = Layer(name="register", importer="r", tables={"buildings": frame}, defines=frozenset({"buildings"}))
    with pytest.raises(InputError) as refused:
        import_illustrative(put_layer(tmp_path / "e", layer))
    assert [p.source for p in refused.value.problems] == ["neighbourhoods.csv", "areas.geojson", "buildings.csv"]


@pytest.mark.parametrize(
    ("said", "kind", "by_words"),
    [
        ("library", "library", True), ("Branch Library", "library", True),
        ("Swimming baths and gym", "leisure_centre", True),
        ("Sure Start Children's Centre", "childrens_centre", True), ("Village Hall", "community_centre", True),
        ("Crematorium", "community_centre", False),
    ],
)  # fmt: skip
def test_types_by_their_words(said: str, kind: str, by_words: bool) -> None:
    assert kind_of(said, "council") == (kind, by_words)
    assert kind_of(said, "partner") == ("partner_venue", True)


def test_a_second_time_needs_no_questions(libraries: Gathered) -> None:
    first = import_illustrative(libraries, seed=5, top_up={"depot": 2})
    again = import_illustrative(put_layer(libraries.folder, first))
    pd.testing.assert_frame_equal(first.tables["buildings"], again.tables["buildings"])
    assert again.settings == first.settings
