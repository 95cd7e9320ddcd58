"""Travel that was found before is taken from the cache, while nothing that it was made from has changed."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from estate_opt.errors import Severity
from estate_opt.importing.travel import find as finding
from estate_opt.importing.travel.cache import FOLDER_VARIABLE, cache_folder
from estate_opt.importing.travel.ends import Ends
from estate_opt.importing.travel.find import find_travel
from estate_opt.importing.travel.matrix.settings import MatrixSettings
from estate_opt.importing.travel.streets.settings import StreetSettings
from tests.importing.travel.made import ends, geojson

OF = ends([(0, 0), (1000, 0)], [(500, 10), (500, 9000)])
WAYS = [([(0, 0), (1000, 0)], {"highway": "residential"})]


@pytest.fixture
def walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list that grows with every walk that is really made."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "cache"))
    times: list[int] = []
    walk = finding.walk

    def counted(*given: Any) -> Any:
        times.append(len(times))
        return walk(*given)

    monkeypatch.setattr(finding, "walk", counted)
    return times


def test_the_second_time_nothing_is_walked(tmp_path: Path, walked: list[int]) -> None:
    path = geojson(tmp_path / "s.geojson", WAYS)
    first, second = (find_travel(path, OF, StreetSettings()) for _ in range(2))
    assert len(walked) == 1
    for name in ("origin", "building", "km", "minutes"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))
    assert first.problems
    assert (first.basis, first.attribution, list(first.problems)) == (
        second.basis, second.attribution, list(second.problems)
    )  # fmt: skip


def test_whatever_changes_is_walked_anew(tmp_path: Path, walked: list[int]) -> None:
    path = geojson(tmp_path / "s.geojson", WAYS)
    find_travel(path, OF, StreetSettings())
    find_travel(path, OF, StreetSettings(snap_limit_m=400))
    find_travel(path, ends([(0, 0), (1000, 1)], [(500, 10), (500, 9000)]), StreetSettings())
    find_travel(path, Ends(("B1", "X"), OF.building_xy, OF.neighbourhood_ids, OF.neighbourhood_xy), StreetSettings())
    geojson(path, [*WAYS, ([(0, 0), (0, 100)], {"highway": "path"})])
    find_travel(path, OF, StreetSettings())
    assert len(walked) == 5


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", b"\x00" * 4000])
def test_a_damaged_file_of_the_cache_is_made_anew(tmp_path: Path, walked: list[int], damage: bytes) -> None:
    path = geojson(tmp_path / "s.geojson", WAYS)
    first = find_travel(path, OF, StreetSettings())
    (kept,) = cache_folder().iterdir()
    kept.write_bytes(damage or kept.read_bytes()[:200])
    again = find_travel(path, OF, StreetSettings())
    assert len(walked) == 2
    np.testing.assert_array_equal(first.km, again.km)
    find_travel(path, OF, StreetSettings())
    assert len(walked) == 2


def test_a_cache_that_cannot_be_written_is_told(
    tmp_path: Path, walked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "file"))
    found = find_travel(geojson(tmp_path / "s.geojson", WAYS), OF, StreetSettings())
    assert len(walked) == 1
    assert found.problems[-1].severity is Severity.WARNING
    assert FOLDER_VARIABLE in found.problems[-1].remedy


def test_a_matrix_is_kept_too_and_follows_its_lists_of_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "cache"))
    (tmp_path / "m.json").write_text('{"durations": [[600, 900]]}', encoding="utf-8")
    rows, columns = tmp_path / "rows.txt", tmp_path / "columns.txt"
    rows.write_text("N1", encoding="utf-8")
    columns.write_text("B1\nB2", encoding="utf-8")
    asked = MatrixSettings(from_ids=rows, to_ids=columns)
    assert find_travel(tmp_path / "m.json", OF, asked).minutes.tolist() == [10, 15]
    columns.write_text("B2\nB1", encoding="utf-8")
    assert find_travel(tmp_path / "m.json", OF, asked).minutes.tolist() == [15, 10]
    assert len(list(cache_folder().iterdir())) == 2


def test_every_setting_is_part_of_the_key() -> None:
    for settings in (MatrixSettings(), StreetSettings()):
        assert all(field.name in repr(settings) for field in dataclasses.fields(settings))
