"""``[inputs.travel]``: what it chooses, what it needs, and what is told of it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from estate_opt.config.estates import read_inputs
from estate_opt.config.load import load_plan_file
from estate_opt.domain.travel import StraightLine, TravelTable
from estate_opt.errors import ConfigError, InputError, Severity
from estate_opt.inputs import write_estate
from estate_opt.inputs.coordinates import to_degrees
from estate_opt.results.stored import load_run
from estate_opt.workflow import load, publish, reopen, solve
from estate_opt.workflow.stored import verify_stored
from tests.tiny import tiny_estate

PLAN = """\
[inputs]
estate = "../data/tiny"
{inputs}
[outputs]
map = false
workbook = false
geopackage = false
"""


def planned(folder: Path, inputs: str = "", *, table: bool = False) -> Path:
    """The tiny estate and a plan file of it, with streets along a grid of 100 m and a matrix beside it."""
    (folder / "models").mkdir()
    estate = tiny_estate()
    write_estate(estate, folder / "data/tiny")
    if table:
        text = "from_id,to_id,km,minutes,mode\nB1,B2,1.5,20,walk\nN1,B1,0.4,5,walk\n"
        (folder / "data/tiny/travel.csv").write_text(text, encoding="utf-8")
    (folder / "models/plan.toml").write_text(PLAN.format(inputs=inputs), encoding="utf-8")
    (folder / "models/streets.geojson").write_text(json.dumps(grid(estate.building_xy)), encoding="utf-8")
    ids = [*(n.neighbourhood_id for n in estate.neighbourhoods), *(b.building_id for b in estate.buildings)]
    rows = [f"{o},{b.building_id},{0 if o == b.building_id else 25}" for o in ids for b in estate.buildings]
    (folder / "models/r5.csv").write_text("\n".join(["from_id,to_id,travel_time", *rows]), encoding="utf-8")
    return folder / "models/plan.toml"


def grid(xy: np.ndarray) -> dict[str, object]:
    """Streets every 100 m around some places."""
    (west, south), (east, north) = (
        np.floor(xy.min(axis=0) / 1000) * 1000 - 2000,
        np.ceil(xy.max(axis=0) / 1000) * 1000 + 2000,
    )
    columns, rows = np.arange(west, east + 1, 100), np.arange(south, north + 1, 100)
    lines = [[(x, y) for y in rows] for x in columns] + [[(x, y) for x in columns] for y in rows]
    features = []
    for line in lines:
        longitude, latitude = to_degrees(*np.array(line).T)
        corners = np.round(np.column_stack([longitude, latitude]), 7).tolist()
        shape = {"type": "LineString", "coordinates": corners}
        features.append({"type": "Feature", "properties": {"highway": "residential"}, "geometry": shape})
    return {"type": "FeatureCollection", "features": features}


STREETS = '[inputs.travel]\nkind = "streets"\nfile = "streets.geojson"\n'
MATRIX = '[inputs.travel]\nkind = "matrix"\nfile = "r5.csv"\n'


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESTATE_OPT_CACHE", str(tmp_path / "cache"))


def test_the_estate_says_it_where_the_plan_file_does_not(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert isinstance(load(planned(tmp_path / "a")).context.estate.travel, StraightLine)
    assert isinstance(load(planned(tmp_path / "b", table=True)).context.estate.travel, TravelTable)


def test_straight_lines_can_be_asked_for_where_there_is_a_table(tmp_path: Path) -> None:
    path = planned(tmp_path, 'detour = 1.5\ntravel.kind = "straight"\n', table=True)
    travel = load(path).context.estate.travel
    assert travel.basis == "straight line × 1.5 (not a walked route); minutes at 4.8 km/h"


def test_a_table_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="it has none"):
        load(planned(tmp_path, 'travel.kind = "table"\n'))


def test_streets_are_walked(tmp_path: Path) -> None:
    case = load(planned(tmp_path, STREETS))
    estate = case.context.estate
    assert isinstance(estate.travel, TravelTable)
    # along a grid of streets the way is as far east as it is north; places of the tiny estate lie near the grid
    apart = np.abs(estate.building_xy[0] - estate.building_xy[1]).sum() / 1000
    assert estate.travel.km_between(np.array([0]), np.array([1]))[0] == pytest.approx(apart, abs=0.02)
    assert "OpenStreetMap (streets.geojson)" in estate.travel.basis
    assert estate.attribution.endswith("© OpenStreetMap contributors, Open Database Licence (ODbL).")
    assert "streets.geojson (travel)" in case.origin.estate_files


def test_a_matrix_is_read_and_what_is_odd_about_it_told(tmp_path: Path) -> None:
    case = load(planned(tmp_path, MATRIX))
    travel = case.context.estate.travel
    assert isinstance(travel, TravelTable)
    assert set(travel.neighbourhood_minutes.tolist()) == {25.0}
    assert travel.building_km[0] == 0.0
    assert "km are straight line × 1.3 (not a walked route)" in travel.basis
    assert any("faster than 8 km/h" in problem.message for problem in case.warnings)


@pytest.mark.parametrize("inputs", [STREETS, MATRIX])
def test_a_run_is_opened_anew_from_another_folder_and_refused_where_the_file_changed(
    tmp_path: Path, inputs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = planned(tmp_path, inputs)
    case = load(path.relative_to(tmp_path))
    run = publish(case, solve(case)).run.resolve()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    stored = load_run(run)
    assert reopen(stored).estate.travel.basis == case.context.estate.travel.basis
    assert verify_stored(stored).accepted
    file = path.parent / ("streets.geojson" if inputs is STREETS else "r5.csv")
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=rf"{file.name} \(travel\) of the estate has changed since the run"):
        reopen(stored)
    assert not verify_stored(stored).accepted
    file.unlink()
    with pytest.raises(InputError, match=file.name):
        reopen(stored)


def test_a_file_is_needed_and_is_relative_to_the_file_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match='kind = "matrix" needs a file'):
        load_plan_file(planned(tmp_path, 'travel.kind = "matrix"\n'))
    (tmp_path / "other").mkdir()
    (tmp_path / "models/base.toml").write_text(PLAN.format(inputs=STREETS), encoding="utf-8")
    (tmp_path / "other/a.toml").write_text(
        'extends = "../models/base.toml"\n[inputs.travel]\nto_ids = "ids.txt"\n', encoding="utf-8"
    )
    travel = load_plan_file(tmp_path / "other/a.toml").inputs.travel
    assert (travel.file, travel.to_ids) == (tmp_path / "models/streets.geojson", tmp_path / "other/ids.txt")
    with pytest.raises(ConfigError, match="cannot be a path"):
        load_plan_file(tmp_path / "other/a.toml", {"inputs.travel.file": " "})


def test_an_extending_file_can_change_the_kind_alone(tmp_path: Path) -> None:
    path = planned(tmp_path, MATRIX)
    assert isinstance(load(path, {"inputs.travel.kind": "straight"}).context.estate.travel, StraightLine)


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.pbf"):
        load(planned(tmp_path, STREETS.replace("streets.geojson", "nowhere.pbf")))


def test_a_limit_below_what_is_asked_about_is_told(tmp_path: Path) -> None:
    case = load(planned(tmp_path, STREETS + "limit_km = 5\n"))
    told = [problem for problem in case.warnings if problem.column == "inputs.travel.limit_km"]
    assert len(told) == 1
    assert "preferences.travel_horizon_km speaks of 10 km" in told[0].message
    assert told[0].row == 6


def test_figures_in_another_unit_stop_the_run(tmp_path: Path) -> None:
    path = planned(tmp_path, MATRIX + 'value = "travel"\nunit = "hours"\n')
    file = path.parent / "r5.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("travel_time", "travel"), encoding="utf-8")
    read = read_inputs(load_plan_file(path).inputs)
    assert read.estate is None
    assert next(p.message for p in read.problems if p.severity is Severity.ERROR).startswith("The typical speed")
