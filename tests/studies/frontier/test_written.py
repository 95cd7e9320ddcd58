"""A frontier on disk: the same bytes each time, links that lead somewhere, names that cannot break out."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from estate_opt.errors import OutputError
from estate_opt.results.result import Result
from estate_opt.studies.frontier import Frontier, as_data, frontier, write_frontier
from tests.oracle.cases import plan_file
from tests.oracle.estates import VILLAGE
from tests.oracle.solved import solved

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script>\"'&"
RULES = {"reduction": {"share": 0.5}, "access": {"service": "library", "km": 1.6, "share": 0.95}}


@pytest.fixture(scope="module")
def result() -> Result:
    return solved(plan_file(RULES), VILLAGE)


@pytest.fixture(scope="module")
def two(result: Result) -> Frontier:
    return frontier(result, ["running_cost", "condition"], hold=())


@pytest.fixture(scope="module")
def three(result: Result) -> Frontier:
    return frontier(result, ["one_off", "running_cost", "condition"], 5, hold=())


def test_the_same_frontier_is_the_same_bytes(two: Frontier, tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_frontier(two, tmp_path / name, linked=True)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == ["frontier.csv", "frontier.html", "frontier.json", "frontier.png", "frontier.svg"]
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
    assert (tmp_path / "one" / "frontier.png").read_bytes().startswith(b"\x89PNG")


def test_table_and_data_say_the_same(two: Frontier, tmp_path: Path) -> None:
    write_frontier(two, tmp_path, linked=True)
    rows = list(csv.DictReader((tmp_path / "frontier.csv").read_text(encoding="utf-8").splitlines()))
    data = json.loads((tmp_path / "frontier.json").read_text(encoding="utf-8"))
    assert data == json.loads(json.dumps(as_data(two)))
    assert len(rows) == len(two.points) + 1
    for row, point in zip(rows, data["points"], strict=False):
        assert float(row["running_cost"]) == point["figures"]["running_cost"]
        assert row["folder"] == point["folder"]
    assert rows[-1]["point"] == "Plan of the run"
    assert float(rows[-1]["condition"]) == data["run"]["condition"]


def test_the_plot_has_a_title_a_description_and_a_link_for_each_point(two: Frontier, tmp_path: Path) -> None:
    write_frontier(two, tmp_path, linked=True)
    drawn = ElementTree.parse(tmp_path / "frontier.svg").getroot()
    assert drawn.find(f"{SVG}title").text == "Net running cost against condition given up"
    assert "1: £136,000 a year" in drawn.find(f"{SVG}desc").text
    links = {link.get("href"): link.get("aria-label") for link in drawn.iter(f"{SVG}a")}
    assert set(links) == {"../../map.html", *(f"{n:02d}/map.html" for n in range(1, len(two.points) + 1))}
    assert links["01/map.html"].startswith("Point 1: £136,000 a year")


def test_no_links_where_there_are_no_pages(two: Frontier, tmp_path: Path) -> None:
    write_frontier(two, tmp_path, linked=False)
    assert "map.html" not in (tmp_path / "frontier.svg").read_text(encoding="utf-8")
    assert "map.html" not in (tmp_path / "frontier.html").read_text(encoding="utf-8")


def test_three_measures_are_drawn_pair_by_pair(three: Frontier, tmp_path: Path) -> None:
    write_frontier(three, tmp_path, linked=True)
    assert sorted(path.name for path in tmp_path.glob("*.svg")) == [f"frontier-{n}.svg" for n in (1, 2, 3)]
    page = (tmp_path / "frontier.html").read_text(encoding="utf-8")
    assert page.count("<svg ") == 3
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert len(set(ids)) == len(ids)


def test_names_cannot_break_out_of_the_page(two: Frontier, tmp_path: Path) -> None:
    asked = two.result.plan_file.model_copy(update={"title": HOSTILE})
    axes = (replace(two.axes[0], label=HOSTILE), two.axes[1])
    hostile = replace(two, result=replace(two.result, plan_file=asked), axes=axes)
    write_frontier(hostile, tmp_path, linked=True)
    for name in ("frontier.html", "frontier.svg"):
        assert "<script>alert" not in (tmp_path / name).read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written(two: Frontier, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        write_frontier(two, tmp_path / "file", linked=True)
