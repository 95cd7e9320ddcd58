"""Writing: a valid package, the same bytes each time, nothing lost when it cannot be written."""

from __future__ import annotations

import dataclasses
import errno
import hashlib
import json
from pathlib import Path

import frictionless
import numpy as np
import pytest

from estate_opt.domain.travel import TravelTable
from estate_opt.errors import OutputError
from estate_opt.inputs import estate_hash, read_estate, write_estate
from estate_opt.inputs.manifest import TABLES
from estate_opt.inputs.textfile import read_csv
from tests.inputs.conftest import Disk
from tests.tiny import BUILDINGS, tiny_estate, tiny_estate_with_partner


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def walking_table() -> TravelTable:
    none = np.empty((0, 2), dtype=np.int64)
    return TravelTable(6, none, np.empty(0), np.empty(0), np.array([[0, 0]]), np.array([0.5]), np.array([6.0]), "walk")


# -- what is written -----------------------------------------------------------------------------


def test_frictionless_finds_the_package_valid(tmp_path: Path) -> None:
    write_estate(tiny_estate_with_partner().replace(travel=walking_table()), tmp_path / "estate")

    report = frictionless.Package(str(tmp_path / "estate" / "datapackage.json")).validate()

    assert report.flatten(["rowNumber", "fieldName", "message"]) == []
    assert {task.name for task in report.tasks} == {table.name for table in TABLES if table.name != "deprivation"}


def test_the_demo_estate_is_a_valid_package_without_errors() -> None:
    demo = Path(__file__).parents[2] / "data" / "brackenford"

    assert frictionless.Package(str(demo / "datapackage.json")).validate().valid
    assert read_estate(demo).buildings


def test_frictionless_sees_a_number_that_is_none_and_a_key_that_is_not_there(disk: Disk) -> None:
    disk.cell("buildings.csv", 2, "gia_m2", "big")
    disk.cell("activities.csv", 3, "service_id", "tennis")

    report = frictionless.Package(str(disk.folder / "datapackage.json")).validate()

    assert {task.name: task.stats["errors"] for task in report.tasks if not task.valid} == {
        "buildings": 1,
        "activities": 1,
    }


def test_the_description_names_the_estate_its_sources_and_every_column(disk: Disk) -> None:
    package = json.loads((disk.folder / "datapackage.json").read_text(encoding="utf-8"))

    assert (package["name"], package["title"]) == ("tinytown", "Tinytown")
    assert package["notice"] == "Tinytown is made up for tests."
    assert package["sources"] == [{"title": "The tests of estate-opt."}]
    for resource in package["resources"]:
        table = next(table for table in TABLES if table.name == resource["name"])
        if not table.geometry:
            raw, _ = read_csv(disk.folder / resource["path"])
            assert raw is not None
            assert [field["name"] for field in resource["schema"]["fields"]] == list(raw.header)
            assert all(field["description"] for field in resource["schema"]["fields"])


def test_estates_that_differ_in_the_order_of_their_parts_give_the_same_bytes(tmp_path: Path) -> None:
    estate = tiny_estate()
    turned = estate.replace(
        **{
            name: tuple(reversed(getattr(estate, name)))
            for name in ("buildings", "activities", "services", "options", "neighbourhoods", "areas")
        }
    )
    write_estate(estate, tmp_path / "one")
    write_estate(turned, tmp_path / "two")

    assert snapshot(tmp_path / "one") == snapshot(tmp_path / "two")


def test_hashes_are_those_of_the_files_and_follow_a_change(disk: Disk) -> None:
    before = estate_hash(disk.folder)
    disk.cell("services.csv", 2, "name", "Something else")
    (disk.folder / "notes.txt").write_text("not part of the estate", encoding="utf-8")
    after = estate_hash(disk.folder)

    assert before["buildings.csv"] == hashlib.sha256((disk.folder / "buildings.csv").read_bytes()).hexdigest()
    assert {name for name in before if before[name] != after[name]} == {"services.csv"}
    assert before.keys() == after.keys()


# -- what is there already -----------------------------------------------------------------------


def test_an_estate_is_not_overwritten_unasked(disk: Disk) -> None:
    before = snapshot(disk.folder)

    with pytest.raises(OutputError, match="holds an estate already"):
        write_estate(tiny_estate_with_partner(), disk.folder)

    assert snapshot(disk.folder) == before


def test_overwriting_replaces_the_estate_and_keeps_what_else_is_there(disk: Disk) -> None:
    (disk.folder / "SOURCES.md").write_text("Where it comes from.", encoding="utf-8")
    (disk.folder / "plans").mkdir()
    (disk.folder / "plans" / "old.toml").write_text("kept", encoding="utf-8")
    disk.write("travel.csv", "from_id,to_id,km,mode\nN1,B1,1,walk\n")

    write_estate(tiny_estate_with_partner(), disk.folder, overwrite=True)

    assert len(read_estate(disk.folder).buildings) == 5
    assert (disk.folder / "SOURCES.md").read_text(encoding="utf-8") == "Where it comes from."
    assert (disk.folder / "plans" / "old.toml").read_text(encoding="utf-8") == "kept"
    assert not (disk.folder / "travel.csv").exists()
    assert [path.name for path in disk.folder.parent.iterdir()] == ["tinytown"]


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")

    with pytest.raises(OutputError, match="something else than an estate"):
        write_estate(tiny_estate(), tmp_path, overwrite=True)

    assert snapshot(tmp_path) == {"thesis.txt": b"years of work"}


def test_an_empty_folder_and_folders_that_are_not_there_are_filled(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write_estate(tiny_estate(), tmp_path / "empty")
    write_estate(tiny_estate(), tmp_path / "a" / "b")

    assert snapshot(tmp_path / "empty") == snapshot(tmp_path / "a" / "b")


# -- when it cannot be written -------------------------------------------------------------------


def test_a_full_disk_is_told_and_leaves_the_old_estate(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot(disk.folder)

    def full(path: Path, *_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OutputError, match=r"No space left on device.*Nothing was changed"):
        write_estate(tiny_estate_with_partner(), disk.folder, overwrite=True)

    assert snapshot(disk.folder) == before
    assert [path.name for path in disk.folder.parent.iterdir()] == ["tinytown"]


def test_a_rename_that_fails_puts_the_old_estate_back(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot(disk.folder)
    rename = Path.rename

    def locked(path: Path, target: Path) -> Path:
        if path.suffix == ".new":
            raise PermissionError(errno.EACCES, "Permission denied", str(target))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", locked)
    with pytest.raises(OutputError, match="Permission denied"):
        write_estate(tiny_estate_with_partner(), disk.folder, overwrite=True)

    assert snapshot(disk.folder) == before
    assert [path.name for path in disk.folder.parent.iterdir()] == ["tinytown"]


def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")

    for place in (tmp_path / "file", tmp_path / "file" / "estate"):
        with pytest.raises(OutputError, match=r"Not a directory|cannot be written"):
            write_estate(tiny_estate(), place)


def test_text_that_a_cell_cannot_hold_is_told(tmp_path: Path) -> None:
    odd = dataclasses.replace(BUILDINGS[0], features=frozenset({"hall; stage"}))

    with pytest.raises(OutputError, match="'hall; stage' cannot be an item of a list"):
        write_estate(tiny_estate().replace(buildings=(odd, *BUILDINGS[1:])), tmp_path / "estate")

    assert not (tmp_path / "estate").exists()
