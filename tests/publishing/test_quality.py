"""The data-quality page and its command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from estate_opt.cli.app import call
from estate_opt.importing.addresses import addresses_of
from estate_opt.importing.gathered import put_layer
from estate_opt.importing.layer import Layer
from estate_opt.inputs import write_estate
from estate_opt.inputs.quality import assess_quality
from estate_opt.publishing.quality import quality_page
from tests.importing.gathering import gathered
from tests.inputs.quality.registers import TODAY, building, judged, written
from tests.tiny import tiny_estate

HOSTILE = "<script>alert(1)</script>"


def test_the_page_and_the_data_lie_beside_the_estate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_estate(tiny_estate(), tmp_path / "tiny")
    assert call(["quality", str(tmp_path / "tiny")]) == 0
    told = capsys.readouterr().out
    assert "Tinytown: 4 council buildings, 0 of partners; no errors" in told
    page = (tmp_path / "tiny/quality/index.html").read_text(encoding="utf-8")
    assert "Data quality of Tinytown" in page
    assert "Tinytown is made up for tests." in page
    assert json.loads((tmp_path / "tiny/quality/quality.json").read_text(encoding="utf-8"))["estate"] == "Tinytown"
    assert call(["check", str(tmp_path / "tiny")]) == 0  # the folder that was written is in nobody's way


def test_an_estate_that_does_not_pass_has_a_page_that_says_what_stops_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(tmp_path / "x", [building(1, "A", condition="E")])
    assert call(["quality", str(tmp_path / "x"), "--to", str(tmp_path / "out"), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["errors"] > 0
    page = Path(data["page"]).read_text(encoding="utf-8")
    assert "Not yet. These have to be put right first" in page
    assert "This is not one of A, B, C, D." in page


def test_what_cannot_be_judged_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["quality", str(tmp_path / "absent")]) == 1
    assert "no such folder" in capsys.readouterr().err


def test_text_of_the_tables_is_text_on_the_page(tmp_path: Path) -> None:
    found = judged(tmp_path, [building(1, HOSTILE, type=HOSTILE), building(2, HOSTILE, type=HOSTILE, uprn="1")])
    assert HOSTILE not in quality_page(found)


def test_the_same_estate_gives_the_same_page(tmp_path: Path) -> None:
    folder = written(tmp_path / "x", [building(1, "A"), building(2, "B", condition="")])
    pages = {quality_page(assess_quality(folder, today=TODAY)) for _ in range(2)}
    assert len(pages) == 1


def test_addresses_come_from_the_sources_of_the_register(tmp_path: Path) -> None:
    assert addresses_of(tmp_path) == {}
    register: Layer = gathered().layers[0]
    put_layer(tmp_path / "town", register)
    assert addresses_of(tmp_path / "town")["001"] == "LS12 1UQ"
