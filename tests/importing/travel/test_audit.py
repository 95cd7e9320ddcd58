"""What the audit of a matrix finds, and what it does not call odd."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from estate_opt.domain.travel import FloatArray
from estate_opt.importing.travel.ends import Ends
from estate_opt.importing.travel.matrix.read import ReadMatrix, read_matrix
from estate_opt.importing.travel.matrix.settings import MatrixSettings
from estate_opt.importing.travel.matrix.units import Figure
from tests.importing.travel.made import ends

RNG = np.random.default_rng(3)
OF = ends(RNG.uniform(0, 5000, (6, 2)).tolist(), RNG.uniform(0, 5000, (12, 2)).tolist())
PAIRS = [(o, b) for o in range(18) for b in range(6) if o != b]


def straight() -> FloatArray:
    origin, building = np.array(PAIRS).T
    return OF.straight_km(origin, building)


def audited(tmp_path: Path, figures: FloatArray, *, unit: Figure = Figure.MINUTES, **asked: object) -> ReadMatrix:
    rows = [
        f"{OF.origin_ids[o]},{OF.building_ids[b]},{figure:g}"
        for (o, b), figure in zip(PAIRS, figures, strict=True)
        if np.isfinite(figure)
    ]
    path = tmp_path / "m.csv"
    path.write_text("\n".join(["from_id,to_id,figure", *rows]), encoding="utf-8")
    return read_matrix(path, OF, MatrixSettings(value="figure", unit=unit, **asked))  # type: ignore[arg-type]


def kinds(found: ReadMatrix) -> dict[str, int]:
    return {finding.kind: finding.count for finding in found.findings}


def walking() -> FloatArray:
    return straight() * 1.3 / 4.8 * 60


def at(origin: str, building: str) -> int:
    return PAIRS.index((OF.origin_ids.index(origin), OF.building_ids.index(building)))


def test_a_sound_matrix_has_nothing_odd(tmp_path: Path) -> None:
    assert not audited(tmp_path, walking()).findings
    assert not audited(tmp_path, straight() * 1.3, unit=Figure.KM).findings


@pytest.mark.parametrize("unit", [Figure.SECONDS, Figure.HOURS])
def test_times_in_another_unit_stop(tmp_path: Path, unit: Figure) -> None:
    found = audited(tmp_path, walking(), unit=unit)
    assert [finding.kind for finding in found.findings if finding.stops] == ["unit"]


@pytest.mark.parametrize("unit", [Figure.METRES])
def test_distances_in_another_unit_stop(tmp_path: Path, unit: Figure) -> None:
    found = audited(tmp_path, straight() * 1.3, unit=unit)
    assert [finding.kind for finding in found.findings if finding.stops] == ["unit"]


def test_a_drive_is_no_walk(tmp_path: Path) -> None:
    driving = straight() * 1.3 / 30 * 60
    assert any(finding.stops for finding in audited(tmp_path, driving).findings)
    assert not audited(tmp_path, driving, mode="drive").findings
    assert kinds(audited(tmp_path, driving, mode="drive", fastest_km_per_hour=22.0))["unit"] == len(PAIRS)


def test_what_is_missing_is_counted_and_named(tmp_path: Path) -> None:
    figures = walking()
    for k, (o, b) in enumerate(PAIRS):
        if OF.origin_ids[o] == "N4" or (OF.building_ids[b] == "B2" and o >= 6) or OF.origin_ids[o] == "B5":
            figures[k] = np.nan
    found = audited(tmp_path, figures)
    assert kinds(found) == {
        "missing": int(np.isnan(figures).sum()),
        "neighbourhoods_missing": 1, "buildings_missing": 1, "moves_missing": 1,
    }  # fmt: skip
    told = " ".join(finding.sentence for finding in found.findings)
    assert "1 of 12 neighbourhoods have no row: N4." in told
    assert "1 of 6 buildings have no row from any neighbourhood: B2." in told
    assert "1 of 6 buildings have no row to another building: B5." in told


def test_single_pairs_that_cannot_be_are_shown_with_their_figures(tmp_path: Path) -> None:
    figures = walking()
    figures[at("N3", "B1")] = 0
    figures[at("N5", "B4")] /= 5
    figures[at("B1", "B2")] *= 3
    found = audited(tmp_path, figures)
    assert kinds(found) == {"zeros": 1, "too_fast": 1, "asymmetric": 1}
    shown = {finding.kind: finding.sentence for finding in found.findings}
    assert "N3 to B1: " in shown["zeros"]
    assert "N5 to B4: " in shown["too_fast"]
    assert "B1 to B2: " in shown["asymmetric"]


def test_a_way_shorter_than_the_straight_line_is_told(tmp_path: Path) -> None:
    figures = straight() * 1.3
    figures[at("N5", "B4")] /= 2
    assert kinds(audited(tmp_path, figures, unit=Figure.KM)) == {"too_short": 1}


def test_whole_minutes_and_near_streets_are_not_odd(tmp_path: Path) -> None:
    assert not audited(tmp_path, np.round(walking())).findings
    assert not audited(tmp_path, np.maximum(0.01, straight() * 1.02 - 0.15), unit=Figure.KM).findings


def test_a_row_that_stands_twice_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text("from_id,to_id,minutes\nN1,B1,30\nN1,B1,30.0\n", encoding="utf-8")
    found = read_matrix(path, OF, MatrixSettings())
    assert kinds(found)["repeated"] == 1
    assert len(found.travel.origin) == 1


def test_an_estate_of_one_building_lacks_no_moves(tmp_path: Path) -> None:
    one = Ends(OF.building_ids[:1], OF.building_xy[:1], OF.neighbourhood_ids[:1], OF.neighbourhood_xy[:1])
    path = tmp_path / "m.csv"
    path.write_text("from_id,to_id,minutes\nN1,B1,30\n", encoding="utf-8")
    assert not read_matrix(path, one, MatrixSettings()).findings
