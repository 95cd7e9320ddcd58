"""Columns are proposed with a confidence, taken only where that is enough, and remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from estate_opt.errors import InputError
from estate_opt.importing.gathered import put_layer, read_gathered
from estate_opt.importing.likeness import likeness, plain_words
from estate_opt.importing.mapper import SURE, Target, propose, settle
from estate_opt.importing.mapping_file import COLUMNS, read_mapping_file
from estate_opt.importing.raw import RawTable
from estate_opt.importing.register import RegisterSettings, import_register, propose_register
from estate_opt.importing.register.targets import TARGETS
from tests.importing.gathering import source
from tests.importing.register.registers import CODE, SPELLINGS, read

NAME = Target("name", ("name", "site name"), required=True)
POSTCODE = Target("postcode", ("postcode", "post code"), pattern=r"[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}", telling=0.7)
EASTING = Target("easting", ("easting", "x"), pattern=r"\d{4,7}(?:\.\d+)?")
LONGITUDE = Target("longitude", ("longitude", "x"), pattern=r"[-−]?\d{1,2}\.\d+")


@pytest.mark.parametrize(
    "name", ["Unique Asset ID", "unique_asset_id", "UniqueAssetID", "UNIQUE ASSET ID", "Unique  asset-id"]
)
def test_spellings_of_one_name(name: str) -> None:
    assert likeness(plain_words(name), plain_words("unique asset id")) == 1.0


@pytest.mark.parametrize(
    ("name", "alias", "sure"),
    [
        ("Eastng", "easting", True),
        ("PostCode", "post code", True),
        ("Asset UPRN", "uprn", True),
        ("Name of the building/land or both", "name of the building or land or both", True),
        ("Ward name", "road name", False),
        ("Street name", "site name", False),
        ("Asset owner", "asset id", False),
        ("Tenure detail notes", "tenure", False),
        ("Northing", "easting", False),
    ],
)
def test_other_words_are_other_things(name: str, alias: str, sure: bool) -> None:
    assert (likeness(plain_words(name), plain_words(alias)) >= SURE) == sure


def test_values_tell_metres_from_degrees() -> None:
    metres, degrees = source("x,n\n430000,1\n431000,2\n"), source("x,n\n-1.54,1\n-1.55,2\n")
    for raw, target in ((metres, "easting"), (degrees, "longitude")):
        sure = {name for name, proposal in propose(raw, (EASTING, LONGITUDE)).items() if proposal.sure}
        assert sure == {target}


def test_telling_values_are_named_but_not_taken_without_a_name() -> None:
    raw = source("Col 7,Name\nLS1 1AA,a\nLS2 2BB,b\n")
    proposal = propose(raw, (POSTCODE,))["postcode"]
    assert (proposal.column, proposal.sure) == ("Col 7", False)
    assert "100% of its values" in proposal.why


def test_a_column_serves_one_target_and_a_target_has_one_column() -> None:
    raw = source("name,site name\na,b\n")
    found = propose(raw, (NAME, Target("other", ("name",))))
    assert found["name"].column == "name"
    assert "other" not in found or found["other"].column != "name"


def test_what_is_needed_and_not_found_says_the_likeliest() -> None:
    raw = source("Tenure detail notes,n\na,b\n")
    with pytest.raises(InputError, match=r"No column is surely tenure.*likeliest is 'Tenure detail notes' \(52%"):
        settle(raw, (Target("tenure", ("tenure",), required=True),))


def test_what_the_user_says_stands_over_what_was_before_and_that_over_proposals() -> None:
    raw = source("name,a,b\n1,2,3\n")
    assert settle(raw, (NAME,)).columns == {"name": "name"}
    assert settle(raw, (NAME,), remembered={"name": "a"}).columns == {"name": "a"}
    assert settle(raw, (NAME,), remembered={"name": "a"}, given={"name": "b"}).columns == {"name": "b"}
    assert settle(raw, (NAME,), remembered={"name": "gone"}).columns == {"name": "name"}, "proposed anew"


def test_a_target_that_is_refused_stays_unmapped() -> None:
    raw = source("name,postcode\nx,LS1 1AA\n")
    mapping = settle(raw, (NAME, POSTCODE), given={"postcode": ""})
    assert mapping.columns == {"name": "name"}
    assert settle(raw, (NAME, POSTCODE), remembered=mapping.settings).columns == {"name": "name"}


def test_wrong_names_are_told_all_at_once() -> None:
    raw = source("name,b\n1,2\n")
    with pytest.raises(InputError) as caught:
        settle(raw, (NAME,), given={"name": "nmae", "nme": "b"})
    said = str(caught.value)
    assert "There is no column 'nmae'" in said
    assert "Did you mean 'name'?" in said
    assert "no use for 'nme'" in said


# -- the file ------------------------------------------------------------------------------------


@pytest.fixture
def raw(tmp_path: Path) -> RawTable:
    return read(tmp_path, CODE)


def test_a_proposed_file_read_back_gives_the_same_mapping(raw: RawTable, tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(propose_register(raw), encoding="utf-8")

    sections = read_mapping_file(path, (COLUMNS, "types"))

    assert sections[COLUMNS] == settle(raw, TARGETS).columns
    assert sections["types"] == {"Leisure Centre": "leisure_centre", "Public Library": "library"}


def test_names_with_quotes_and_line_ends_survive_the_file(tmp_path: Path) -> None:
    raw = source('"Name ""of""\nasset \\\x7f",id\nx,1\n')
    path = tmp_path / "mapping.toml"
    path.write_text(propose_register(raw), encoding="utf-8")
    assert read_mapping_file(path, (COLUMNS, "types"))[COLUMNS]["building_id"] == "id"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[columns\n", "not TOML"),
        ("[colums]\nname = 'x'\n", "Did you mean 'columns'"),
        ("columns = 3\n", "not a section"),
        ("[columns]\nname = 3\n", "quotation marks"),
        ("\ufeff[columns]\nname = 'x'", ""),
    ],
)
def test_wrong_files_are_told(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    if not said:
        assert read_mapping_file(path)[COLUMNS] == {"name": "x"}
        return
    with pytest.raises(InputError, match=said):
        read_mapping_file(path)


def test_a_draft_is_written_beside_and_never_over(tmp_path: Path) -> None:
    raw, draft = source("Where,What\nhere,there\n"), tmp_path / "draft.toml"
    for expected in ("A draft lies in", "is there already"):
        with pytest.raises(InputError, match=expected):
            import_register(raw, read_gathered(tmp_path / "e"), draft=draft)
    assert '# building_id = ""' in draft.read_text(encoding="utf-8")


def test_a_second_import_asks_nothing(tmp_path: Path) -> None:
    estate = tmp_path / "estate"
    told = RegisterSettings(columns={"name": "site_name", "tenure": ""}, types={"sports centre": "pool"})
    raw = read(tmp_path, SPELLINGS["a portal"])
    put_layer(estate, import_register(raw, read_gathered(estate), told))

    again = import_register(raw, read_gathered(estate))

    before = read_gathered(estate).layer("register")
    assert before is not None
    assert again.settings == before.settings
    assert again.tables["buildings"]["type"].tolist() == ["library", "pool"]
    assert "tenure" not in again.tables["buildings"]
    assert any(note.startswith("name: 'site_name' (as in the import before)") for note in again.notes)
