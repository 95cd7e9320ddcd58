"""Matrices as r5, OSRM, Valhalla, OpenTripPlanner and ArcGIS write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from estate_opt.errors import InputError
from estate_opt.importing.travel.matrix.read import ReadMatrix, read_matrix
from estate_opt.importing.travel.matrix.settings import MatrixSettings
from estate_opt.importing.travel.matrix.units import Figure
from tests.importing.travel.made import ends

OF = ends([(0, 0), (1000, 0)], [(0, 500), (1000, 500)])
"""Two buildings a kilometre apart, and a neighbourhood half a kilometre from each."""
MINUTES = {("B1", "B2"): 13, ("B2", "B1"): 14, ("N1", "B1"): 7, ("N1", "B2"): 15, ("N2", "B1"): 16, ("N2", "B2"): 8}


def read(tmp_path: Path, name: str, content: str | bytes, **asked: Any) -> ReadMatrix:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_matrix(path, OF, MatrixSettings(**asked))


def minutes(found: ReadMatrix) -> dict[tuple[str, str], float]:
    travel = found.travel
    return {
        (OF.origin_ids[o], OF.building_ids[b]): round(float(m), 9)
        for o, b, m in zip(travel.origin, travel.building, travel.minutes, strict=True)
        if o != b
    }


def long(origin: str, destination: str, value: str, factor: float = 1, between: str = ",") -> str:
    rows = [between.join([o, d, f"{m * factor:.12g}"]) for (o, d), m in MINUTES.items()]
    return "\n".join([between.join([origin, destination, value]), *rows]) + "\n"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (long("from_id", "to_id", "travel_time"), {}),
        (long("from_id", "to_id", "travel_time_p50"), {}),
        (long("fromId", "toId", "duration_s", 60), {}),
        (long("origin", "destination", "total_time", 60), {"unit": Figure.SECONDS}),
        (long("origin", "destination", "cost", 1 / 60), {"unit": Figure.HOURS, "value": "cost"}),
        (long("OriginName", "DestinationName", "Total_Minutes"), {}),
        (long("fromPlace", "toPlace", "duration", 60, ";"), {"unit": Figure.SECONDS}),
        (long("Origin ID", "Destination ID", "Time (mins)", 1, "\t"), {}),
    ],
)
def test_long_tables(tmp_path: Path, text: str, asked: dict[str, Any]) -> None:
    assert minutes(read(tmp_path, "m.csv", text, **asked)) == MINUTES


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_any_encoding(tmp_path: Path, encoding: str) -> None:
    text = long("from_id", "to_id", "travel_time").replace("\n", ",café\n").replace("time,café", "time,note")
    assert minutes(read(tmp_path, "m.csv", text.encode(encoding))) == MINUTES


def test_arcgis_names_both_ends_in_one_cell(tmp_path: Path) -> None:
    """``Lines`` of an OD cost matrix layer: OriginID is a number of the layer, not an id of ours."""
    rows = [f'{k},"{o} - {d}",{k},{k},1,{m}' for k, ((o, d), m) in enumerate(MINUTES.items(), start=1)]
    text = "\n".join(["ObjectID,Name,OriginID,DestinationID,DestinationRank,Total_TravelTime", *rows])
    assert minutes(read(tmp_path, "lines.csv", text)) == MINUTES


def test_buildings_may_go_by_their_names(tmp_path: Path) -> None:
    text = long("origin", "destination", "minutes").replace("B1", "Hall 1").replace("B2", "HALL 2")
    assert minutes(read(tmp_path, "m.csv", text)) == MINUTES
    text = "Name,Total_Minutes\nN1 - Hall 1,7\nHall 1 - Hall 2,13\n"
    assert minutes(read(tmp_path, "lines.csv", text)) == {("N1", "B1"): 7, ("B1", "B2"): 13}


def test_names_that_hold_the_separator_are_parted_where_it_makes_sense(tmp_path: Path) -> None:
    of = ends([(0, 0), (1000, 0)], [(0, 500)])
    of = type(of)(of.building_ids, of.building_xy, of.neighbourhood_ids, of.neighbourhood_xy, ("Hub - East", "Hub"))
    path = tmp_path / "lines.csv"
    path.write_text("Name,Total_Minutes\nN1 - Hub - East,7\nHub - East - Hub,13\nHub - Hub - East,12\n", "utf-8")
    travel = read_matrix(path, of, MatrixSettings()).travel
    found = dict(zip(zip(travel.origin, travel.building, strict=True), travel.minutes, strict=True))
    assert found == {(2, 0): 7, (0, 1): 13, (1, 0): 12}


def test_parquet_and_its_index(tmp_path: Path) -> None:
    pairs = pd.MultiIndex.from_tuples(list(MINUTES), names=["from_id", "to_id"])
    frame = pd.DataFrame({"travel_time": pd.array([*MINUTES.values()], dtype="float64")}, index=pairs)
    frame.to_parquet(tmp_path / "index.parquet")
    frame.reset_index().to_parquet(tmp_path / "columns.parquet")
    for name in ("index", "columns"):
        assert minutes(read_matrix(tmp_path / f"{name}.parquet", OF, MatrixSettings())) == MINUTES


def test_whole_numbers_that_became_decimals_are_ids_again(tmp_path: Path) -> None:
    of = type(OF)(("7", "8"), OF.building_xy, ("1", "2"), OF.neighbourhood_xy)
    frame = pd.DataFrame({"from_id": [1.0, 2.0], "to_id": [7.0, 8.0], "km": [0.7, 0.8]})
    frame.to_parquet(tmp_path / "m.parquet")
    travel = read_matrix(tmp_path / "m.parquet", of, MatrixSettings()).travel
    assert (travel.origin.tolist(), travel.building.tolist()) == ([2, 3], [0, 1])


def test_wide_tables(tmp_path: Path) -> None:
    text = "id,B1,B2\nB1,0,13\nB2,14,0\nN1,7,15\nN2,16,8\n"
    assert minutes(read(tmp_path, "m.csv", text, unit=Figure.MINUTES)) == MINUTES
    with pytest.raises(InputError, match="does not say in which unit"):
        read(tmp_path, "m.csv", text)


def square(factor: float) -> list[list[float | None]]:
    origins = ("B1", "B2", "N1", "N2")
    return [[MINUTES.get((o, d), 0) * factor for d in ("B1", "B2")] for o in origins]


@pytest.mark.parametrize(
    "answer",
    [
        {"code": "Ok", "durations": square(60), "sources": [], "destinations": []},
        {"code": "Ok", "durations": square(60), "distances": square(80)},
        {"sources_to_targets": {"durations": square(60), "distances": square(0.08)}, "units": "kilometers"},
        {
            "sources_to_targets": [
                [{"time": m, "distance": m / 750, "from_index": i, "to_index": j} for j, m in enumerate(row)]
                for i, row in enumerate(square(60))
            ],
            "units": "kilometers",
        },
        {"durations": square(60), "distances": square(0.08), "metadata": {"query": {"units": "km"}}},
    ],
    ids=["osrm", "osrm-both", "valhalla-concise", "valhalla", "openrouteservice"],
)
def test_answers_of_routers(tmp_path: Path, answer: dict[str, Any]) -> None:
    (tmp_path / "rows.txt").write_text("id\nB1\nB2\nN1\nN2\n", encoding="utf-8")
    (tmp_path / "columns.txt").write_text("B1\nB2\n", encoding="utf-8")
    asked = {"from_ids": tmp_path / "rows.txt", "to_ids": tmp_path / "columns.txt"}
    found = read(tmp_path, "m.json", json.dumps(answer), **asked)
    assert minutes(found) == MINUTES
    if "OSRM" not in found.how or "distances" in answer:
        kept = found.travel.origin != found.travel.building
        assert found.travel.km[kept] == pytest.approx(found.travel.minutes[kept] * 0.08)


def test_a_pair_without_a_way_is_out_of_reach(tmp_path: Path) -> None:
    for nothing in ("", "NA", "nan", "null", "inf", "NaN"):
        found = read(tmp_path, "m.csv", f"from_id,to_id,travel_time\nN1,B1,7\nN1,B2,{nothing}\n")
        assert minutes(found) == {("N1", "B1"): 7}


@pytest.mark.parametrize(
    ("text", "asked", "message"),
    [
        ("", {}, "cannot be read as CSV"),
        ("from_id,to_id,travel_time\n", {}, "has no rows"),
        ("a,b,c\n1,2,3\n", {}, "neither long nor wide"),
        ("from_id,to_id,flag\nN1,B1,7\n", {}, "No column looks like times or distances"),
        ("from_id,to_id,distance\nN1,B1,7\n", {}, "does not say in which unit its figures are"),
        (
            "from_id,to_id,minutes\nN1,B1,7\n",
            {"unit": Figure.SECONDS},
            "name says minutes, and the unit declared is seconds",
        ),
        ("from_id,to_id,travel_time_p25,travel_time_p50\nN1,B1,7,8\n", {}, "Several columns could be meant"),
        ("from_id,to_id,minutes\nN1,B1,7\n", {"value": "minuts"}, "Did you mean 'minutes'"),
        ("from_id,to_id,minutes\nN1,B1,seven\n", {}, "not a number"),
        ("from_id,to_id,minutes\nN1,B1,-7\n", {}, "below 0"),
        ("from_id,to_id,minutes\nX,Y,7\n", {}, "None of its pairs"),
        ("from_id,to_id,minutes\nB1,N1,7\n", {}, "None of its pairs"),
        ("from_id,to_id,minutes\nN1,B1,7\nN1,B1,9\n", {}, r"stand twice with different figures.*lines 2 and 3"),
        ("id,B1,B2\nN1,7\nN2,7,8,9\n", {"unit": Figure.MINUTES}, "cannot be read as CSV"),
    ],
)
def test_what_cannot_be_understood_is_refused(tmp_path: Path, text: str, asked: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, "m.csv", text, **asked)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("{", "cannot be read as JSON"),
        ("[]", "has no matrix"),
        ('{"code": "InvalidQuery", "message": "Too many"}', "error of the router: Too many"),
        ('{"code": "Ok"}', "has no matrix"),
        ('{"durations": [[1, "x"]]}', "not numbers"),
        ('{"durations": [[1, 2], [3]]}', "different lengths"),
        ('{"durations": [[1, 2]], "distances": [[1]]}', "not of the same size"),
        ('{"durations": []}', "is empty"),
        ('{"durations": [[1, 2], [3, 4]]}', "does not say which places its rows are"),
    ],
)
def test_answers_that_are_none_are_refused(tmp_path: Path, answer: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, "m.json", answer)


def test_ids_have_to_be_as_many_as_rows(tmp_path: Path) -> None:
    (tmp_path / "ids.txt").write_text("B1\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"There are 1 ids, and the matrix has 2 rows"):
        read(tmp_path, "m.json", '{"durations": [[1, 2], [3, 4]]}', from_ids=tmp_path / "ids.txt")


def test_the_unit_that_is_lacking_is_made_and_said(tmp_path: Path) -> None:
    text = "from_id,to_id,travel_time\nN1,B1,7\n"
    straight, by_speed, none = (
        read(tmp_path, "m.csv", text, other_unit=how).travel for how in ("straight", "speed", "none")
    )
    assert straight.km[0] == pytest.approx(0.5 * 1.3)
    assert "km are straight line × 1.3 (not a walked route)" in straight.basis
    assert by_speed.km[0] == pytest.approx(7 * 4.8 / 60)
    assert np.isnan(none.km[0])
    measured = read(tmp_path, "m.csv", "from_id,to_id,km\nN1,B1,0.6\n").travel
    assert measured.minutes[0] == pytest.approx(0.6 * 60 / 4.8)
    assert "minutes at 4.8 km/h" in measured.basis
    both = read(tmp_path, "m.csv", "from_id,to_id,km,minutes\nN1,B1,0.6,9\n").travel
    assert (both.km[0], both.minutes[0]) == (0.6, 9)


def test_what_finds_no_place_is_kept_apart_with_its_line(tmp_path: Path) -> None:
    text = "from_id,to_id,minutes\nN1,B1,7\nN9,B1,8\nN1,b2,9\nB1,N1,7\n"
    found = read(tmp_path, "m.csv", text)
    assert found.unjoined.to_numpy().tolist() == [
        [3, "N9", "B1", "from: no such place"],
        [4, "N1", "b2", "to: no such building"],
        [5, "B1", "N1", "to: a neighbourhood, not a building"],
    ]
    kinds = {finding.kind: finding for finding in found.findings}
    assert "Did you mean 'B2'" in kinds["unknown_to"].sentence
    assert kinds["to_neighbourhood"].count == 1


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), name=st.sampled_from(["m.csv", "m.json", "m.parquet"]))
def test_damaged_files_are_refused_with_a_sentence(tmp_path: Path, data: st.DataObject, name: str) -> None:
    if name == "m.parquet":
        pd.DataFrame([(*pair, m) for pair, m in MINUTES.items()], columns=["from_id", "to_id", "minutes"]).to_parquet(
            tmp_path / name
        )
        whole = (tmp_path / name).read_bytes()
    else:
        text = long("from_id", "to_id", "minutes") if name == "m.csv" else json.dumps({"durations": square(60)})
        whole = text.encode()
    at = data.draw(st.integers(0, len(whole) - 1))
    broken = whole[:at] + data.draw(st.binary(max_size=4)) + whole[at + data.draw(st.integers(0, 4)) :]
    try:
        found = read(tmp_path, name, broken)
    except InputError as error:
        problems = error.problems
    else:
        problems = tuple(found.travel.problems)
    assert all(problem.message and problem.remedy for problem in problems)
