"""The frontier within the site of a plan: a chart whose points open pages of their plans."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from estate_opt.errors import InputError
from estate_opt.publishing import ShownFrontier, Site, Subject
from estate_opt.results.manifest import manifest
from estate_opt.results.result import Result
from estate_opt.studies.frontier import Frontier, frontier, write_frontier
from tests.oracle.cases import plan_file
from tests.oracle.estates import VILLAGE
from tests.oracle.solved import solved
from tests.publishing.sites import ORIGIN, WHEN
from tests.publishing.test_site import Page

RULES = {"reduction": {"share": 0.5}, "access": {"service": "library", "km": 1.6, "share": 0.95}}


def subject_of(result: Result) -> Subject:
    return Subject(result, manifest(result, ORIGIN, when=WHEN, checks=1))


@pytest.fixture(scope="module")
def found() -> Frontier:
    return frontier(solved(plan_file(RULES), VILLAGE), ["running_cost", "condition"], hold=())


@pytest.fixture(scope="module")
def folder(found: Frontier, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_frontier(found, tmp_path_factory.mktemp("frontier"), linked=False).parent


def shown(found: Frontier, folder: Path) -> ShownFrontier | None:
    plans = {f"{n:02d}": point.result for n, point in enumerate(found.points, start=1)}
    return ShownFrontier.of(folder, subject_of(found.result), lambda path: subject_of(plans[path.name]))


@pytest.fixture(scope="module")
def pages(found: Frontier, folder: Path) -> dict[str, str]:
    return dict(Site(subject_of(found.result), frontier=shown(found, folder)).pages())


def test_every_point_has_a_page_and_the_chart_leads_to_each(found: Frontier, pages: dict[str, str]) -> None:
    assert len(found.points) > 1
    links = {a.get("href") for tag, a in Page(pages["frontier/index.html"]).elements if tag == "a"}
    for n in range(1, len(found.points) + 1):
        assert f"{n:02d}/index.html" in links
        assert f"frontier/{n:02d}/index.html" in pages
    assert "../index.html" in links, "the diamond is the plan of the site"


def test_the_chart_says_what_the_study_found(found: Frontier, folder: Path, pages: dict[str, str]) -> None:
    text = Page(pages["frontier/index.html"]).text
    data = json.loads((folder / "frontier.json").read_text(encoding="utf-8"))
    for sentence in data["says"]:
        assert " ".join(sentence.split()) in text
    for point in found.points:
        for axis, cost in zip(found.axes, point.costs, strict=True):
            assert axis.shown(cost) in text


def test_the_figures_are_those_of_the_study(found: Frontier, folder: Path) -> None:
    read = shown(found, folder)
    assert read is not None
    for mine, theirs in zip(read.points, found.points, strict=True):
        assert mine.costs == pytest.approx(theirs.costs)
    assert read.own == pytest.approx(found.own)
    assert read.knee == found.knee


def test_every_page_leads_to_the_other_plans(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        links = {a.get("href") for tag, a in Page(text).elements if tag == "a"}
        if name != "map.html":
            assert "../" * name.count("/") + "frontier/index.html" in links, name


def test_a_plan_of_the_frontier_is_held_against_the_plan_of_the_site(found: Frontier, pages: dict[str, str]) -> None:
    own = found.result.plan.decisions.options
    for n, point in enumerate(found.points, start=1):
        text = Page(pages[f"frontier/{n:02d}/index.html"]).text
        otherwise = sum(own[b] != option for b, option in point.result.plan.decisions.options.items())
        if otherwise:
            assert f"{otherwise} building{'' if otherwise == 1 else 's'} decided otherwise" in text
        assert "Back to the chart" in text


def test_no_frontier_is_no_page(found: Frontier, tmp_path: Path) -> None:
    assert shown(found, tmp_path) is None
    assert not any(name.startswith("frontier") for name in dict(Site(subject_of(found.result)).pages()))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"measures": [{}]}', '{"measures": 3}'])
def test_a_broken_frontier_is_told(found: Frontier, tmp_path: Path, text: str) -> None:
    (tmp_path / "frontier.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="Run 'estate-opt frontier' again"):
        shown(found, tmp_path)


def test_a_folder_of_a_point_stays_within_the_frontier(found: Frontier, folder: Path, tmp_path: Path) -> None:
    data = json.loads((folder / "frontier.json").read_text(encoding="utf-8"))
    data["points"][0]["folder"] = "../../../01"
    (tmp_path / "frontier.json").write_text(json.dumps(data), encoding="utf-8")
    opened: list[Path] = []

    def note(path: Path) -> Subject:
        opened.append(path)
        return subject_of(found.points[0].result)

    ShownFrontier.of(tmp_path, subject_of(found.result), note)
    assert all(path.parent == tmp_path for path in opened)
