"""Whatever bytes a file holds, reading ends in an estate or in problems, never in a traceback."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from estate_opt.errors import Severity
from estate_opt.inputs import check_estate, write_estate
from estate_opt.inputs.writer import PACKAGE_FILES
from tests.inputs.conftest import TODAY
from tests.tiny import tiny_estate

EXTRA = {
    "travel.csv": b"from_id,to_id,km,minutes,mode\nN1,B1,1,12,walk\n",
    "deprivation.csv": b"small_area_id,ward_code,rank,ranked_areas,vintage\nX1,W1,5,32844,2019\n",
}

TROUBLE = '",;\n\r.-0159eE£NaB '
"""Characters that mean something in CSV, JSON, numbers, dates or ids."""

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def sound() -> dict[str, bytes]:
    """Files of the tiny estate with its optional tables."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "estate"
        write_estate(tiny_estate(), folder)
        return {path.name: path.read_bytes() for path in folder.iterdir()} | EXTRA


def outcome_is_an_estate_or_errors(files: dict[str, bytes]) -> bool:
    with TemporaryDirectory() as name:
        for file, data in files.items():
            (Path(name) / file).write_bytes(data)
        estate, problems = check_estate(Path(name), today=TODAY)
    has_errors = any(problem.severity is Severity.ERROR for problem in problems)
    return (estate is None) == has_errors


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PACKAGE_FILES), st.integers(0, 30_000), st.integers(0, 40), st.binary(max_size=12))
def test_bytes_replaced_anywhere(sound: dict[str, bytes], file: str, start: int, cut: int, new: bytes) -> None:
    data = sound[file]
    start %= len(data)

    assert outcome_is_an_estate_or_errors(sound | {file: data[:start] + new + data[start + cut :]})


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(PACKAGE_FILES), st.integers(0, 30_000), st.integers(0, 3), st.text(TROUBLE, max_size=4))
def test_characters_of_tables_replaced(sound: dict[str, bytes], file: str, start: int, cut: int, new: str) -> None:
    data = sound[file]
    start %= len(data)

    assert outcome_is_an_estate_or_errors(sound | {file: data[:start] + new.encode() + data[start + cut :]})


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(PACKAGE_FILES), st.binary())
@example("areas.geojson", b"[" * 100_000)
@example("areas.geojson", b'{"type": "FeatureCollection", "features": [' + b"9" * 5_000 + b"]}")
@example("datapackage.json", b"\xef\xbb\xbf")
def test_other_files_altogether(sound: dict[str, bytes], file: str, data: bytes) -> None:
    assert outcome_is_an_estate_or_errors(sound | {file: data})


@settings(max_examples=150, deadline=None)
@given(json_values, st.sampled_from(["geometry", "properties", "coordinates", "type", "features"]))
def test_any_json_where_a_shape_should_be(sound: dict[str, bytes], value: object, where: str) -> None:
    document = json.loads(sound["areas.geojson"])
    feature = document["features"][1]
    if where == "coordinates":
        feature["geometry"]["coordinates"] = value
    elif where == "features":
        document["features"] = value
    else:
        feature[where] = value

    assert outcome_is_an_estate_or_errors(sound | {"areas.geojson": json.dumps(document).encode()})


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(["title", "notice", "resources", "attribution"]), json_values))
def test_any_json_in_the_description(sound: dict[str, bytes], document: object) -> None:
    assert outcome_is_an_estate_or_errors(sound | {"datapackage.json": json.dumps(document).encode()})
