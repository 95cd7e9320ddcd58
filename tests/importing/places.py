"""Small files of official areas in the spellings in which they are published, and an estate gathered of them.

Two wards of two LSOAs each, side by side near Leeds; every file is written as text and read through the readers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from estate_opt.importing.gathered import Gathered, put_layer, read_gathered
from estate_opt.importing.geography import import_neighbourhoods, import_wards
from estate_opt.importing.people import import_population
from estate_opt.importing.people.files import read_table_of_counts
from estate_opt.importing.raw import RawTable, read_raw

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
needs_shared = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason=f"the open data does not lie beside the project ({SHARED})"),
]
WARDS = {"E05011384": "Armley & Wortley", "E05011385": "Holbeck"}
LSOAS = {"E01000001": "E05011384", "E01000002": "E05011384", "E01000003": "E05011385", "E01000004": "E05011385"}
AT = {
    "E01000001": (-1.58, 53.80),
    "E01000002": (-1.57, 53.80),
    "E01000003": (-1.55, 53.80),
    "E01000004": (-1.54, 53.80),
}
PEOPLE = {"E01000001": 1000, "E01000002": 1500, "E01000003": 2000, "E01000004": 500}


def square(west: float, east: float) -> dict[str, object]:
    ring = [[west, 53.78], [east, 53.78], [east, 53.82], [west, 53.82], [west, 53.78]]
    return {"type": "Polygon", "coordinates": [ring]}


def write_geojson(path: Path, rows: Sequence[tuple[Mapping[str, object], object]]) -> Path:
    features = [{"type": "Feature", "properties": dict(p), "geometry": g} for p, g in rows]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def write_csv(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def ward_file(folder: Path, year: int = 24) -> Path:
    """Ward boundaries as the Open Geography Portal exports them, of a year."""
    shapes = [square(-1.6, -1.56), square(-1.56, -1.52)]
    return write_geojson(
        folder / f"WD_MAY_20{year}_UK_BGC.geojson",
        [
            ({"FID": k, f"WD{year}CD": code, f"WD{year}NM": name, f"WD{year}NMW": " ", f"LAD{year}CD": "E08000035",
              f"LAD{year}NM": "Leeds", "BNG_E": 429000, "LONG": -1.5, "GlobalID": "x"}, shape)
            for k, ((code, name), shape) in enumerate(zip(WARDS.items(), shapes, strict=True))
        ],
    )  # fmt: skip


def centroid_file(folder: Path, census: int = 21) -> Path:
    """Population-weighted centroids as the Open Geography Portal exports them (CSV: x and y in metres)."""
    from estate_opt.inputs.coordinates import to_metres

    rows = [(code, *(float(v) for v in to_metres(*AT[code]))) for code in LSOAS]
    return write_csv(
        folder / f"LSOA_PopCentroids_EW_20{census}_V4.csv",
        f"FID,LSOA{census}CD,GlobalID,x,y",
        *(f"{k},{code},{{guid}},{x:.3f},{y:.3f}" for k, (code, x, y) in enumerate(rows)),
    )


def best_fit_file(folder: Path, *, census: int = 21, year: int = 24, wards: Mapping[str, str] = LSOAS) -> Path:
    return write_csv(
        folder / f"LSOA{census}_WD{year}_LAD{year}_EW_LU.csv",
        f"LSOA{census}CD,LSOA{census}NM,LSOA{census}NMW,WD{year}CD,WD{year}NM,WD{year}NMW,LAD{year}CD,LAD{year}NM,ObjectId",
        *(f"{code},Leeds {code[-1]},,{ward},{WARDS.get(ward, '')},,E08000035,Leeds,{k}"
          for k, (code, ward) in enumerate(wards.items())),
    )  # fmt: skip


def population_file(folder: Path) -> Path:
    """Usual residents as Nomis' bulk file TS001 has them."""
    return write_csv(
        folder / "census2021-ts001-lsoa.csv",
        'date,geography,geography code,"Residence type: Total; measures: Value",'
        '"Residence type: Lives in a household; measures: Value"',
        *(f"2021,Leeds {code[-1]},{code},{people},{people - 10}" for code, people in PEOPLE.items()),
        "2021,Bradford 001A,E01009999,999,990",
    )


def raw(path: Path) -> RawTable:
    return read_raw(path)


def wards_of(folder: Path, source: Path, **options: object) -> Gathered:
    estate = folder / "estate"
    return put_layer(estate, import_wards(read_raw(source), read_gathered(estate), **options))  # type: ignore[arg-type]


def gathered_places(folder: Path) -> Gathered:
    """Wards, neighbourhoods and their people."""
    wards_of(folder, ward_file(folder))
    estate = folder / "estate"
    lookup = read_raw(best_fit_file(folder))
    layer = import_neighbourhoods(read_raw(centroid_file(folder)), read_gathered(estate), lookup=lookup)
    gathered = put_layer(estate, layer)
    return put_layer(estate, import_population(read_table_of_counts(population_file(folder)), gathered))
