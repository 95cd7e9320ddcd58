"""The page of a frontier as people meet it: points that open their plans, by mouse and by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from estate_opt.studies.frontier import frontier, write_frontier
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_map import RULES as AXE_RULES
from tests.oracle.cases import plan_file
from tests.oracle.estates import VILLAGE
from tests.oracle.solved import solved

RULES = {"reduction": {"share": 0.5}, "access": {"service": "library", "km": 1.6, "share": 0.95}}


@pytest.fixture(scope="module")
def page_of_frontier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("frontier")
    found = frontier(solved(plan_file(RULES), VILLAGE), ["running_cost", "condition"], hold=())
    for n in range(1, len(found.points) + 1):
        (folder / f"{n:02d}").mkdir()
        (folder / f"{n:02d}" / "map.html").write_text(f"<!DOCTYPE html><title>Plan {n}</title>", encoding="utf-8")
    return write_frontier(found, folder, linked=True)


def opened(browser: Browser, path: Path, size: dict[str, int]) -> tuple[Any, list[str]]:
    page = browser.new_context(offline=True, viewport=size).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.as_uri())
    return page, complaints


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_everybody_can_read_it(browser: Browser, page_of_frontier: Path, size: dict[str, int]) -> None:
    page, complaints = opened(browser, page_of_frontier, size)
    found = Axe().run(page, options=AXE_RULES)
    assert [violation["id"] for violation in found.response["violations"]] == []
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.context.close()


def test_a_point_opens_its_plan(browser: Browser, page_of_frontier: Path) -> None:
    page, _ = opened(browser, page_of_frontier, DESKTOP)
    page.get_by_role("link", name="Point 2: ").locator("circle").first.click()
    assert page.title() == "Plan 2"
    page.go_back()
    page.get_by_role("link", name="Point 3", exact=True).press("Enter")
    assert page.title() == "Plan 3"
    page.context.close()
