"""``estate-opt import travel``: a layer of the estate, from a matrix or from streets."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from estate_opt.cli.app import call
from estate_opt.domain.travel import TravelTable
from estate_opt.errors import InputError
from estate_opt.importing.gathered import read_gathered
from estate_opt.importing.travel.ends import Ends
from estate_opt.importing.travel.matrix.settings import MatrixSettings
from estate_opt.importing.travel.streets.settings import StreetSettings
from estate_opt.importing.travel.table import ends_of, import_travel
from estate_opt.inputs import read_estate, write_estate
from tests.importing.travel.made import CORNER, ROAD, geojson
from tests.tiny import tiny_estate


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ESTATE_OPT_CACHE", str(tmp_path / "cache"))
    write_estate(tiny_estate(), tmp_path / "tiny")
    return tmp_path / "tiny"


def matrix(folder: Path, *more: str) -> Path:
    ids = [*(n.neighbourhood_id for n in tiny_estate().neighbourhoods), "B1", "B2", "B3", "B4"]
    rows = [f"{o},{b},25" for o in ids for b in ("B1", "B2", "B3", "B4") if o != b]
    path = folder / "r5.csv"
    path.write_text("\n".join(["from_id,to_id,travel_time", *rows, *more]) + "\n", encoding="utf-8")
    return path


def test_the_ends_are_those_of_the_finished_estate(estate: Path) -> None:
    ours, finished = ends_of(read_gathered(estate)), Ends.of(read_estate(estate))
    assert (ours.origin_ids, ours.building_names) == (finished.origin_ids, finished.building_names)
    np.testing.assert_array_equal(ours.origin_xy, finished.origin_xy)


def test_a_matrix_becomes_the_travel_table(estate: Path, tmp_path: Path) -> None:
    path = matrix(tmp_path, "N1,B9,7")
    assert call(["import", "travel", str(path), "--to", str(estate), "--mode", "walk"]) == 0
    travel = read_estate(estate).travel
    assert isinstance(travel, TravelTable)
    assert set(travel.building_minutes.tolist()) == {25.0}
    assert travel.building_km[0] == pytest.approx(1.3)
    with (estate / "imports/travel/unjoined.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file))[1] == [
            str(len(path.read_text().splitlines())),
            "N1",
            "B9",
            "to: no such building",
        ]


def test_streets_become_the_travel_table(estate: Path, tmp_path: Path) -> None:
    of = tiny_estate()
    west, south = of.building_xy.min(axis=0) - CORNER - 1000
    east, north = of.building_xy.max(axis=0) - CORNER + 1000
    lines = [[(float(x), float(y)) for y in np.arange(south, north, 100)] for x in np.arange(west, east, 100)]
    lines += [[(float(x), float(y)) for x in np.arange(west, east, 100)] for y in np.arange(south, north, 100)]
    path = geojson(tmp_path / "streets.geojson", [(line, ROAD) for line in lines])
    layer = import_travel(path, read_gathered(estate), StreetSettings())
    assert layer.sources[0].licence.startswith("Streets: © OpenStreetMap contributors")
    assert call(["import", "travel", str(path), "--to", str(estate)]) == 0
    made = read_estate(estate)
    assert "OpenStreetMap" in made.attribution
    apart = np.abs(of.building_xy[0] - of.building_xy[1]).sum() / 1000
    assert made.travel.km_between(np.array([0]), np.array([1]))[0] == pytest.approx(apart, abs=0.02)


def test_importing_again_replaces_the_layer(estate: Path, tmp_path: Path) -> None:
    path = matrix(tmp_path)
    for text in ("25", "20"):
        path.write_text(path.read_text(encoding="utf-8").replace(",25", f",{text}"), encoding="utf-8")
        assert call(["import", "travel", str(path), "--to", str(estate)]) == 0
    assert set(read_estate(estate).travel.building_minutes.tolist()) == {20.0}


def test_it_speaks_json(estate: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["import", "travel", str(matrix(tmp_path)), "--to", str(estate), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rows"] == {"travel": 36}
    assert told["settings"]["mode"] == "walk"


def test_figures_that_cannot_be_write_nothing(estate: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = matrix(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("travel_time", "hours"), encoding="utf-8")
    assert call(["import", "travel", str(path), "--to", str(estate)]) == 1
    assert "The typical speed" in capsys.readouterr().err
    assert not (estate / "travel.csv").exists()


def test_an_estate_without_places_has_no_travel(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no buildings with a place yet"):
        import_travel(matrix(tmp_path), read_gathered(tmp_path / "new"), MatrixSettings())


def test_words_that_are_none_are_refused(estate: Path, tmp_path: Path) -> None:
    assert call(["import", "travel", str(matrix(tmp_path)), "--to", str(estate), "--other-unit", "x"]) == 2
    assert call(["import", "travel", str(tmp_path / "absent.csv"), "--to", str(estate)]) == 1
