"""One register in every format is one register, and what a format adds is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import geopandas as gpd
import openpyxl
import pytest
from shapely.geometry import Point, box

from estate_opt.errors import InputError, Severity
from estate_opt.importing.raw import RawTable, read_raw
from tests.importing.reading.old_formats import ods, xls

HEADER = ["Asset ID", "Name", "Town"]
ROWS = [["00017", "Nettleby Café", "Nettleby"], ["00018", "Sports Centre, Mill Lane", ""]]
TABLE = [HEADER, *ROWS]
PLACES = [Point(430000, 433000), Point(431500, 434200)]
LONGITUDE = -1.5460862


def layer() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {name: [row[k] or None for row in ROWS] for k, name in enumerate(HEADER)}, geometry=PLACES, crs=27700
    )


def xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in TABLE:
        book.active.append(row)
    book.save(path)


def zipped(path: Path) -> None:
    layer().to_file(path.with_suffix(".shp"))
    with ZipFile(path, "w") as archive:
        for file in path.parent.glob("*"):
            if file != path:
                archive.write(file, f"export/{file.name}")


def text(delimiter: str, encoding: str) -> Callable[[Path], None]:
    lines = [delimiter.join(f'"{cell}"' if "," in cell else cell for cell in row) for row in TABLE]
    return lambda path: path.write_bytes("\r\n".join(lines).encode(encoding)) and None


WRITERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "commas, UTF-8": ("a.csv", text(",", "utf-8")),
    "commas, UTF-8 with mark": ("a.csv", text(",", "utf-8-sig")),
    "semicolons, Windows": ("a.csv", text(";", "cp1252")),
    "tabs, UTF-16": ("a.tsv", text("\t", "utf-16")),
    "tabs, UTF-16 without mark": ("a.txt", text("\t", "utf-16-le")),
    "bars": ("a.txt", text("|", "utf-8")),
    "xlsx": ("a.xlsx", xlsx),
    "xls": ("a.xls", lambda path: path.write_bytes(xls(TABLE))),
    "ods": ("a.ods", lambda path: path.write_bytes(ods(TABLE))),
    "GeoPackage": ("a.gpkg", lambda path: layer().to_file(path)),
    "GeoJSON": ("a.geojson", lambda path: layer().to_crs(4326).to_file(path)),
    "Shapefile": ("a.shp", lambda path: layer().to_file(path)),
    "Shapefile in a zip file": ("a.zip", zipped),
    "GeoParquet": ("a.parquet", lambda path: layer().to_parquet(path)),
}
WITH_SHAPES = ("GeoPackage", "GeoJSON", "Shapefile", "Shapefile in a zip file", "GeoParquet")


def read(tmp_path: Path, kind: str) -> RawTable:
    name, write = WRITERS[kind]
    write(tmp_path / name)
    return read_raw(tmp_path / name)


@pytest.mark.parametrize("kind", WRITERS)
def test_every_format_gives_the_same_text(tmp_path: Path, kind: str) -> None:
    raw = read(tmp_path, kind)
    assert list(raw.columns) == HEADER
    assert raw.frame.to_numpy().tolist() == ROWS
    assert raw.rows == ((1, 2) if kind in WITH_SHAPES else (2, 3))
    assert not raw.problems
    assert len(raw.sha256) == 64


@pytest.mark.parametrize("kind", WRITERS)
def test_shapes_come_in_degrees(tmp_path: Path, kind: str) -> None:
    raw = read(tmp_path, kind)
    if kind not in WITH_SHAPES:
        assert raw.geometry is None
        return
    assert raw.geometry is not None
    assert raw.geometry.crs.to_epsg() == 4326
    assert raw.geometry.iloc[0].x == pytest.approx(LONGITUDE, abs=2e-5)


# -- delimited text ------------------------------------------------------------------------------


def delimited(tmp_path: Path, content: str, name: str = "a.csv") -> RawTable:
    (tmp_path / name).write_text(content, encoding="utf-8", newline="")
    return read_raw(tmp_path / name)


def test_lines_of_title_are_passed_over_and_lines_keep_their_numbers(tmp_path: Path) -> None:
    raw = delimited(tmp_path, "Register of assets,,\nas at 1 April 2024,,\n,,\nid,name,town\n1,a,\n,,\n2,b,x\n")
    assert raw.columns == ("id", "name", "town")
    assert raw.rows == (5, 7)
    assert raw.how == "UTF-8, cells parted by commas; header on line 4, below 2 lines of title"


def test_a_cell_over_two_lines_counts_both(tmp_path: Path) -> None:
    raw = delimited(tmp_path, 'id,name\n1,"a\nb"\n2,c\n')
    assert raw.rows == (2, 4)
    assert raw.frame["name"].tolist() == ["a\nb", "c"]


def test_names_of_columns(tmp_path: Path) -> None:
    raw = delimited(tmp_path, '"Post\n code ",Address,address,,\n1,2,3,4,\n')
    assert raw.columns == ("Post code", "Address", "address (2)", "column 4")


def test_a_header_that_stands_again_is_passed_over_and_told(tmp_path: Path) -> None:
    raw = delimited(tmp_path, "id,name\n1,a\nid,name\n2,b\n")
    assert raw.frame["id"].tolist() == ["1", "2"]
    assert [(p.row, p.severity) for p in raw.problems] == [(3, Severity.WARNING)]


def test_rows_that_are_too_long_or_too_short_are_told(tmp_path: Path) -> None:
    raw = delimited(tmp_path, "id,name,town\n1,a,x\n2,a,b,x\n3,c\n4,d,x,\n5,e,f\n")
    assert [(p.row, p.severity) for p in raw.problems] == [(3, Severity.ERROR), (4, Severity.WARNING)]
    assert raw.ragged == {1}


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        ("a;b;c\n1,5;2,5;3\n1,5;2,5;4\n", ";"),
        ('id\taddress\n1\t"1, High St, X"\n2\t2, Low St, Y\n', "\t"),
        ("Title; with; marks\na,b\n1,2\n3,4\n5,6\n", ","),
        ("only\n1\n2\n", ","),
    ],
)
def test_the_delimiter_is_what_parts_nearly_all_lines_alike(tmp_path: Path, content: str, delimiter: str) -> None:
    words = {",": "commas", ";": "semicolons", "\t": "tabs"}
    assert f"parted by {words[delimiter]}" in delimited(tmp_path, content).how


# -- workbooks -----------------------------------------------------------------------------------


def book(tmp_path: Path, fill: Callable[[openpyxl.Workbook], None]) -> Path:
    made = openpyxl.Workbook()
    fill(made)
    made.save(tmp_path / "a.xlsx")
    return tmp_path / "a.xlsx"


def test_the_sheet_with_the_most_rows_is_read_and_the_others_named(tmp_path: Path) -> None:
    def fill(made: openpyxl.Workbook) -> None:
        made.active.title = "Notes"
        made.active.append(["Published by the council"])
        assets = made.create_sheet("Assets 2024")
        for row in TABLE:
            assets.append(row)

    path = book(tmp_path, fill)
    assert read_raw(path).how == "workbook; sheet 'Assets 2024' with the most rows (3); not read: 'Notes' (1)"
    with pytest.raises(InputError, match="Did you mean 'Assets 2024'"):
        read_raw(path, sheet="Assets 2023")
    with pytest.raises(InputError, match="nothing below"):
        read_raw(path, sheet="Notes")


def test_values_keep_their_digits_whatever_their_format_shows(tmp_path: Path) -> None:
    def fill(made: openpyxl.Workbook) -> None:
        made.active.append(["uprn", "when", "share", "yes", "whole"])
        made.active.append([100071234567, date(2027, 3, 31), 0.1, True, 3.0])
        made.active["A2"].number_format = "0.00E+00"

    assert read_raw(book(tmp_path, fill)).frame.iloc[0].tolist() == ["100071234567", "2027-03-31", "0.1", "true", "3"]


def test_numbers_of_an_old_workbook(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(xls([["uprn", "m2"], [100071234567.0, 12.5]]))
    assert read_raw(tmp_path / "a.xls").frame.iloc[0].tolist() == ["100071234567", "12.5"]


def test_a_band_of_headings_over_the_header(tmp_path: Path) -> None:
    def fill(made: openpyxl.Workbook) -> None:
        sheet = made.active
        for row in (["Assets"], ["UPRN", "Place", None, "Name"], [None, "Easting", "Northing", None], [1, 2, 3, "x"]):
            sheet.append(row)
        for cells in ("A1:D1", "A2:A3", "B2:C2", "D2:D3"):
            sheet.merge_cells(cells)

    raw = read_raw(book(tmp_path, fill))
    assert raw.columns == ("UPRN", "Easting", "Northing", "Name")
    assert raw.rows == (4,)
    assert not raw.problems


def test_cells_merged_over_columns_are_told(tmp_path: Path) -> None:
    def fill(made: openpyxl.Workbook) -> None:
        for row in (["id", "name", "town"], ["1", "a and b", None], ["2", "c", "d"]):
            made.active.append(row)
        made.active.merge_cells("B2:C2")

    (problem,) = read_raw(book(tmp_path, fill)).problems
    assert (problem.row, problem.value) == (2, "a and b")
    assert "2 columns" in problem.message


# -- GIS files -----------------------------------------------------------------------------------


def test_the_layer_with_the_most_rows_is_read_and_the_others_named(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    layer().to_file(path, layer="assets")
    layer().head(1).to_file(path, layer="land")
    assert read_raw(path).how == "GeoPackage; layer 'assets' with the most rows (2); not read: 'land' (1)"
    assert len(read_raw(path, layer="land")) == 1
    with pytest.raises(InputError, match="Did you mean 'assets'"):
        read_raw(path, layer="asset")


def test_metres_that_say_they_are_degrees_are_seen(tmp_path: Path) -> None:
    layer().set_crs(4326, allow_override=True).to_file(tmp_path / "a.geojson")
    raw = read_raw(tmp_path / "a.geojson")
    (problem,) = raw.problems
    assert "declares degrees, and its figures are not" in problem.message
    assert raw.geometry is not None
    assert raw.geometry.iloc[0].x == pytest.approx(LONGITUDE, abs=1e-6)


def test_a_shapefile_without_its_projection_is_told(tmp_path: Path) -> None:
    layer().to_file(tmp_path / "a.shp")
    (tmp_path / "a.prj").unlink()
    raw = read_raw(tmp_path / "a.shp")
    (problem,) = raw.problems
    assert "declares no coordinate system" in problem.message
    assert raw.geometry is not None
    assert raw.geometry.iloc[0].x == pytest.approx(LONGITUDE, abs=1e-6)


def test_other_systems_are_turned(tmp_path: Path) -> None:
    layer().to_crs(3857).to_file(tmp_path / "a.gpkg")
    raw = read_raw(tmp_path / "a.gpkg")
    assert raw.geometry is not None
    assert raw.geometry.iloc[0].x == pytest.approx(LONGITUDE, abs=2e-5)


def test_polygons_and_rows_without_a_shape(tmp_path: Path) -> None:
    shapes = gpd.GeoDataFrame({"id": [1, 2]}, geometry=[box(430000, 433000, 430100, 433100), None], crs=27700)
    shapes.to_file(tmp_path / "a.gpkg")
    raw = read_raw(tmp_path / "a.gpkg")
    assert raw.geometry is not None
    assert raw.geometry.iloc[0].geom_type == "Polygon"
    assert raw.geometry.iloc[1] is None
    assert raw.frame["id"].tolist() == ["1", "2"]
