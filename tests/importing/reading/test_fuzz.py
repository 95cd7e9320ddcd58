"""Whatever bytes a source holds, reading ends in a table or in problems, never in a traceback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import geopandas as gpd
import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from estate_opt.errors import InputError, Problem
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.raw import RawTable, read_raw
from estate_opt.importing.register import import_register
from tests.importing.register.registers import CODE, SPELLINGS

NAMES = ("a.csv", "a.xlsx", "a.xls", "a.ods", "a.gpkg", "a.geojson", "a.shp", "a.zip", "a.parquet")


class Sources(dict[str, bytes]):
    """Files by name, told of by name only."""

    def __repr__(self) -> str:
        return f"Sources({sorted(self)})"


@pytest.fixture(scope="module")
def sound() -> Sources:
    """A small source of each kind."""
    points = gpd.points_from_xy([430000, 431000], [433000, 434000])
    layer = gpd.GeoDataFrame({"id": ["001", "002"], "name": ["Aé", None]}, geometry=points, crs=27700)
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("a.gpkg", "a.geojson", "a.shp"):
            layer.to_file(folder / file, engine="pyogrio")
        layer.to_parquet(folder / "a.parquet")
        with ZipFile(folder / "a.zip", "w") as archive:
            for ending in ("shp", "dbf", "shx", "prj"):
                archive.write(folder / f"a.{ending}", f"assets/a.{ending}")
        book = openpyxl.Workbook()
        for line in CODE.splitlines():
            book.active.append(line.split(","))
        book.active.merge_cells("A3:B4")
        book.save(folder / "a.xlsx")
        files = {path.name: path.read_bytes() for path in folder.iterdir()}
    return Sources(
        files
        | {
            "a.csv": CODE.encode(),
            "a.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1528),
            "a.ods": files["a.xlsx"],
        }
    )


def outcome[Found](call: Callable[[], Found]) -> tuple[Found | None, tuple[Problem, ...]]:
    """What a call gives, or the problems that it tells; anything else is a defect."""
    try:
        return call(), ()
    except InputError as error:
        return None, error.problems


def read(name: str, data: bytes, beside: dict[str, bytes] | None = None) -> RawTable | None:
    """The table, or nothing where the source is refused with its name."""
    with TemporaryDirectory() as folder:
        for file, content in (beside or {}).items():
            (Path(folder) / file).write_bytes(content)
        (Path(folder) / name).write_bytes(data)
        raw, problems = outcome(lambda: read_raw(Path(folder) / name))
    if raw is None:
        assert problems[0].source == name
        assert all(problem.remedy for problem in problems)
        return None
    assert len(raw.frame) == len(raw.rows) > 0
    assert list(raw.frame.columns) == list(raw.columns)
    return raw


def test_the_sound_ones_are_read(sound: dict[str, bytes]) -> None:
    beside = {name: sound[name] for name in ("a.shx", "a.dbf", "a.prj")}
    for name in ("a.csv", "a.xlsx", "a.gpkg", "a.geojson", "a.shp", "a.zip", "a.parquet"):
        assert read(name, sound[name], beside) is not None, name


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(NAMES), st.integers(0, 200_000), st.integers(0, 40), st.binary(max_size=12))
def test_bytes_replaced_anywhere(sound: dict[str, bytes], name: str, start: int, cut: int, new: bytes) -> None:
    data = sound[name]
    start %= len(data)
    read(name, data[:start] + new + data[start + cut :], {n: sound[n] for n in ("a.shx", "a.dbf", "a.prj")})


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5_000), st.integers(0, 40), st.binary(max_size=12), st.sampled_from(["a.dbf", "a.shx", "a.prj"]))
def test_files_beside_a_shapefile_broken(sound: dict[str, bytes], start: int, cut: int, new: bytes, which: str) -> None:
    data = sound[which]
    start %= len(data)
    beside = {n: sound[n] for n in ("a.shx", "a.dbf", "a.prj")}
    read("a.shp", sound["a.shp"], beside | {which: data[:start] + new + data[start + cut :]})


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(NAMES), st.binary(max_size=200))
@example("a.csv", b"\xff\xfe\x00")
@example("a.csv", b"\xff\xfe\x00\x00a")
@example("a.csv", b"a\0b\0c")
@example("a.csv", b'a,b\n"1,2\n')
@example("a.csv", b"a,b\n" + b'"' + b"x" * 200_000 + b'"\n')
@example("a.csv", b"\x81,\x8d\n\x90,\x9d\n")
@example("a.geojson", b"[" * 100_000)
@example("a.geojson", b'{"type": "FeatureCollection", "features": []}')
@example("a.zip", b"PK\x05\x06" + b"\0" * 18)
def test_other_bytes_altogether(name: str, data: bytes) -> None:
    read(name, data)


def test_another_kind_of_file_under_a_name(sound: dict[str, bytes]) -> None:
    for name in NAMES:
        for data in sound.values():
            read(name, data)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(SPELLINGS)),
    st.integers(0, 2_000),
    st.integers(0, 6),
    st.text('",;\t\n£-.0159eE?/', max_size=4),
)
def test_a_register_with_characters_replaced(spelling: str, start: int, cut: int, new: str) -> None:
    text = SPELLINGS[spelling]
    start %= len(text)
    raw = read("a.csv", (text[:start] + new + text[start + cut :]).encode())
    if raw is None:
        return
    layer, problems = outcome(lambda: import_register(raw, Gathered(Path("estate"))))
    assert all(problem.remedy for problem in problems)
    if layer is not None:
        assert len(layer.tables["buildings"]) + len(layer.unjoined) == len(raw)


def test_a_folder_and_a_name_without_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    for name in ("a.csv", "b.gpkg", "c.doc", "d"):
        with pytest.raises(InputError):
            read_raw(tmp_path / name)
