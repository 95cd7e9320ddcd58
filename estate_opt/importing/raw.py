"""Any source as one table of text: the one door through which importers read what councils hold and publish."""

from __future__ import annotations

import hashlib
from pathlib import Path

from estate_opt.errors import InputError, Problem
from estate_opt.importing.reading.delimited import DELIMITERS, decode, find_delimiter, split
from estate_opt.importing.reading.parquet import read_parquet
from estate_opt.importing.reading.table import RawTable, tabulate
from estate_opt.importing.reading.vector import read_vector
from estate_opt.importing.reading.workbook import read_workbook

__all__ = ["RawTable", "is_database", "read_raw"]

DELIMITED = (".csv", ".txt", ".tsv", ".tab", ".psv")
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
VECTORS = (".gpkg", ".geojson", ".json", ".shp", ".zip")
PARQUET = (".parquet", ".geoparquet", ".pq")
DATABASES = ("postgresql:", "postgres:")
KINDS = "CSV, an Excel workbook, GeoPackage, GeoJSON, Shapefile, Parquet, or postgresql://…?table=schema.name"


def is_database(source: str | Path) -> bool:
    """Tell whether a source is the address of a PostgreSQL database rather than a file."""
    return str(source).startswith(DATABASES)


def read_raw(source: str | Path, *, sheet: str | None = None, layer: str | None = None) -> RawTable:
    """Read a table as its publisher ships it.

    Parameters
    ----------
    source
        A file, told by its ending: delimited text in any common encoding with any common delimiter, a workbook,
        GeoPackage, GeoJSON, Shapefile (also in a zip file), Parquet; or a table or view of a PostgreSQL database
        (``postgresql://user:password@host:port/database?table=schema.name``).
    sheet
        Sheet of a workbook; the one with the most rows where not given.
    layer
        Layer of a GIS file; the one with the most features where not given.

    Returns
    -------
    RawTable
        All values as text, untouched but for decoding.

    Raises
    ------
    InputError
        Where nothing can be read of it. What is wrong with single rows stands in the table's ``problems``.
    """
    found = _read_database(str(source)) if is_database(source) else _read_file(Path(source), sheet, layer)
    if isinstance(found, Problem):
        raise InputError([found])
    return found


def _read_database(address: str) -> RawTable | Problem:
    from estate_opt.importing.reading.database import read_table  # SQLAlchemy comes with an extra

    return read_table(address)


def _read_file(path: Path, sheet: str | None, layer: str | None) -> RawTable | Problem:
    ending = path.suffix.casefold()
    if ending not in (*DELIMITED, *WORKBOOKS, *VECTORS, *PARQUET):
        return Problem(
            path.name, f"There is no reader for files that end in {ending or 'nothing'!r}.", f"Give {KINDS}."
        )
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return Problem(
            path.name, f"The file cannot be read ({error.strerror}).", "Check its name, place and permissions."
        )
    if ending in DELIMITED:
        return _read_delimited(path, sha256)
    if ending in WORKBOOKS:
        return read_workbook(path, sheet=sheet, sha256=sha256)
    if ending in PARQUET:
        return read_parquet(path, sha256=sha256)
    return read_vector(path, layer=layer, sha256=sha256)


def _read_delimited(path: Path, sha256: str) -> RawTable | Problem:
    decoded = decode(path.name, path.read_bytes())
    if isinstance(decoded, Problem):
        return decoded
    delimiter = find_delimiter(decoded.text)
    grid = split(path.name, decoded.text, delimiter)
    if isinstance(grid, Problem):
        return grid
    how = f"{decoded.encoding}, cells parted by {DELIMITERS[delimiter]}"
    return tabulate(path.name, grid, how=how, sha256=sha256, problems=decoded.problems)
