"""Leeds for real: its estate from open data, solved, verified, and its page opened in a browser without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from estate_opt.importing.leeds import leeds_estate
from estate_opt.inputs import write_estate
from estate_opt.results.stored import load_run
from estate_opt.workflow import Case, Publication, load, publish, solve, verify_stored

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = REPOSITORY.parent / "shared"
PRIORITY = {
    "Armley",
    "Beeston & Holbeck",
    "Burmantofts & Richmond Hill",
    "Gipton & Harehills",
    "Hunslet & Riverside",
    "Killingbeck & Seacroft",
}
SIZE_LIMIT = 2_000_000

pytestmark = [
    pytest.mark.shared,
    pytest.mark.slow,
    pytest.mark.skipif(
        not (SHARED / "data" / "leeds").is_dir(), reason=f"the open data of Leeds is not beside the project ({SHARED})"
    ),
]


@pytest.fixture(scope="module")
def leeds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, Publication]:
    folder = tmp_path_factory.mktemp("leeds")
    write_estate(leeds_estate(SHARED), folder / "data")
    overrides = {
        "inputs.estate": str(folder / "data"),
        "outputs.runs": str(folder / "runs"),
        "outputs.maps": str(folder / "maps"),
        "solve.time_limit_seconds": 400,  # a limit for busy machines; how long it takes is for the benchmarks
    }
    case = load(REPOSITORY / "models" / "leeds.toml", overrides)
    return case, publish(case, solve(case))


def test_the_plan_is_proven_and_verified(leeds: tuple[Case, Publication]) -> None:
    case, published = leeds
    stored = load_run(published.run)
    assert stored.manifest.solved.gap <= 0.02
    assert verify_stored(stored).differences == ()
    areas = case.context.estate.area_by_id
    assert {areas[ward].name for ward in case.context.priority_wards} == PRIORITY


def test_what_is_made_up_is_marked_in_the_tables(leeds: tuple[Case, Publication]) -> None:
    _, published = leeds
    stored = load_run(published.run)
    assert stored.manifest.illustrative_buildings >= 240
    assert "made up" in stored.manifest.estate.notice
    assert "Office for National Statistics" in stored.manifest.estate.attribution
    assert "illustrative" in (published.run / "decisions.csv").read_text(encoding="utf-8").splitlines()[0]


def test_the_page_opens_without_a_network_or_a_complaint(open_page: Any, leeds: tuple[Case, Publication]) -> None:
    page_file = leeds[1].page
    assert page_file is not None
    assert page_file.stat().st_size < SIZE_LIMIT
    page = open_page(path=page_file)
    assert page.requests == [page_file.as_uri()]
    assert page.complaints == []
    text = page.locator("body").inner_text()
    for words in ("Armley", "llustrative", "Proposal, not a decision", "Open Government Licence"):
        assert words in text
    before = page.locator("path.leaflet-interactive").evaluate_all("all => all.map(e => e.getAttribute('fill'))")
    page.get_by_label("Change", exact=True).check()
    after = page.locator("path.leaflet-interactive").evaluate_all("all => all.map(e => e.getAttribute('fill'))")
    assert before != after
    assert page.complaints == []
