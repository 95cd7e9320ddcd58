"""Registers made by hand, in the spellings that councils use; none of the buildings is real."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from shapely.geometry.base import BaseGeometry

from estate_opt.importing.gathered import Gathered
from estate_opt.importing.layer import Layer
from estate_opt.importing.raw import RawTable, read_raw
from estate_opt.importing.register import RegisterSettings, import_register

Row = Mapping[str, str]

SOUND: Row = {
    "Asset ID": "00100",
    "UPRN": "72500001",
    "Name": "Nettleby Library",
    "Street": "High Street",
    "Postcode": "LS12 1UQ",
    "Easting": "430000",
    "Northing": "433000",
    "Tenure": "Freehold",
    "Asset Type": "Library",
    "Size of asset (GIA m2)": "420",
    "Required maintenance": "15000",
}
"""One row without a fault, by column."""


def varied(**changes: str) -> Row:
    """The sound row with other cells."""
    named = {key.replace("_", " "): value for key, value in changes.items()}
    return {**SOUND, **{next(c for c in SOUND if c.startswith(key)): value for key, value in named.items()}}


def sound_rows(count: int, first: int = 200) -> list[Row]:
    """Rows without a fault, each another building."""
    return [
        varied(
            Asset_ID=f"{first + k:05}",
            UPRN=str(72510000 + k),
            Name=f"Nettleby Library {k}",
            Easting=str(430_000 + 350 * k),
        )
        for k in range(count)
    ]


def csv_text(rows: Sequence[Row], *, delimiter: str = ",", header: Sequence[str] | None = None) -> str:
    """Rows as delimited text."""
    text = io.StringIO()
    columns = header or list(rows[0])
    writer = csv.DictWriter(text, columns, delimiter=delimiter, lineterminator="\r\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def read(folder: Path, text: str | bytes, name: str = "assets.csv") -> RawTable:
    """A file with that content, read as a source."""
    (folder / name).write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return read_raw(folder / name)


def import_rows(folder: Path, rows: Sequence[Row], settings: RegisterSettings | None = None) -> Layer:
    """Rows by way of a CSV file as a layer of a new estate."""
    return import_register(read(folder, csv_text(rows)), Gathered(folder / "estate"), settings)


def ward_layer(shapes: Mapping[str, BaseGeometry]) -> Layer:
    """Wards with polygons in degrees."""
    ids = list(shapes)
    areas = pd.DataFrame({"area_id": ids, "kind": "ward", "name": ids, "parent": ""}, dtype=object)
    tables = {"areas": areas}
    return Layer(name="wards", importer="wards", tables=tables, defines=frozenset(tables), geometry=shapes)


CODE = """\
Unique Property Reference Number,Unique asset identity,Name of the building/land or both,Street number(s),Street,\
Post town,United Kingdom postcode,Map reference: Easting,Map reference: Northing,Tenure,Size of asset (GIA m2),\
Total building operation (revenue) costs,Required maintenance,Asset of community value,Property type
72500001,00017,Nettleby Library,12,High Street,Nettleby,LS12 1UQ,430000,433000,Freehold,420,98000,15000,No,\
Public Library
72500002,00018,Nettleby Sports Centre,,Mill Lane,Nettleby,LS12 2AA,431500,434200,Leasehold,2900,410000,88000,Yes,\
Leisure Centre
"""
"""As the Code words it."""

SYSTEM = """\
PropertyRef;UPRN;PropertyName;Address1;PostTown;PostCode;GeoX;GeoY;TenureType;GIA;RunningCosts;\
RequiredMaintenance;ACV;AssetType
00017;000072500001;Nettleby Library;12 High Street;NETTLEBY;LS121UQ;430000.00;433000.00;F/H;420.00;£98,000.00;\
£15,000;N;Library
00018;000072500002;Nettleby Sports Centre;Mill Lane;NETTLEBY;LS122AA;431500.00;434200.00;L/H;2,900;£410,000.00;\
88k;Y;Sports Centre
"""
"""As an asset system exports it: semicolons, names in one word, pounds."""

PORTAL = """\
OBJECTID\tasset_no\tuprn\tsite_name\troad\ttown\tpostcode\tlongitude\tlatitude\ttenure\tfloor_area_m2\t\
operating_cost\tmaintenance_backlog\tasset_of_community_value\tbuilding_use
1\t00017\t72500001.0\tNettleby Library\tHigh Street\tNettleby\tLS12 1UQ\t-1.5460862\t53.7924539\tFreehold\t420\t\
98000\t15000\tfalse\tlibrary
2\t00018\t72500002.0\tNettleby Sports Centre\tMill Lane\tNettleby\tLS12 2AA\t-1.5232093\t53.8031475\tLeasehold\t\
2900\t410000\t88000\ttrue\tsports centre
"""
"""As an open data portal exports it: tabs, small letters, degrees, numbers that a program has made of the UPRN."""
SPELLINGS = {"the Code": CODE, "an asset system": SYSTEM, "a portal": PORTAL}
