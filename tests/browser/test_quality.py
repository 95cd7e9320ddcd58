"""The data-quality page as people meet it: everybody can read it, sort it and search it."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from estate_opt.inputs.quality import assess_quality
from estate_opt.pages.document import write_page
from estate_opt.publishing.quality import quality_page
from tests.browser.conftest import DESKTOP, HOSTILE, PHONE
from tests.browser.test_frontier import opened
from tests.browser.test_map import RULES as AXE_RULES
from tests.inputs.quality.registers import TODAY, building, judged

BRACKENFORD = Path(__file__).parents[2] / "data" / "brackenford"


@pytest.fixture(scope="module")
def pages_of_quality(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("quality")
    here = {"easting": "430000", "northing": "434000"}
    hostile = [building(1, HOSTILE, **here, condition=""), building(2, HOSTILE, **here, type=HOSTILE)]
    found = {"city": assess_quality(BRACKENFORD, today=TODAY), "hostile": judged(folder, hostile)}
    return {name: write_page(folder / f"{name}.html", quality_page(own)) for name, own in found.items()}


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("name", ["city", "hostile"])
def test_everybody_can_read_it(
    browser: Browser, pages_of_quality: dict[str, Path], name: str, size: dict[str, int]
) -> None:
    page, complaints = opened(browser, pages_of_quality[name], size)
    found = Axe().run(page, options=AXE_RULES)
    assert [violation["id"] for violation in found.response["violations"]] == []
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.context.close()


def test_buildings_to_survey_can_be_searched_and_sorted(browser: Browser, pages_of_quality: dict[str, Path]) -> None:
    page, _ = opened(browser, pages_of_quality["city"], DESKTOP)
    rows = page.locator("#survey-buildings tbody tr")
    first = rows.first.inner_text()
    page.locator("#filter-survey-buildings").fill("depot")
    assert 0 < page.locator("#survey-buildings tbody tr:visible").count() < 100
    page.locator("#filter-survey-buildings").fill("")
    page.locator("#survey-buildings thead button", has_text="Hangs on them").click()
    assert rows.first.inner_text() != first
    page.context.close()
