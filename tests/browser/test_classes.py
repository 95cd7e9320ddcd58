"""The page of a study in a browser: classes told by shape, colour and words, and a table that says the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from estate_opt.mapping import write_map
from estate_opt.mapping.classes import CLASSES
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_map import RULES, symbols, visible_rows
from tests.mapping.test_classes import classes_of, study

HEADING = "In plans within 2% of the best"


@pytest.fixture(scope="module")
def classes_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_map(classes_of(study()), tmp_path_factory.mktemp("classes"))


def test_classes_are_drawn_switched_and_filtered(open_page: Any, classes_page: Path) -> None:
    page = open_page(path=classes_page)
    assert page.complaints == []
    paths = page.eval_on_selector_all(
        ".leaflet-symbols-pane path.leaflet-interactive", "found => found.map(p => p.getAttribute('d'))"
    )
    assert len(set(paths)) == len(paths) == 5
    page.get_by_role("checkbox", name="In every such plan").uncheck()
    assert symbols(page) == 4
    page.get_by_label(HEADING).first.select_option("swing")
    assert visible_rows(page, "building-table") == 1
    row = page.locator("#building-table tbody tr:visible")
    assert row.locator(f"td[data-label='{HEADING}']").inner_text().strip() == CLASSES["swing"].label


def test_the_popup_says_class_decision_and_proof(open_page: Any, classes_page: Path) -> None:
    page = open_page(path=classes_page)
    page.get_by_role("button", name="Show Mill Lane Library on the map").click()
    words = page.locator(".leaflet-popup-content").inner_text()
    assert "In every such plan" in words
    assert "Kept and changed in the plan: Refit as a hub" in words
    assert "Every plan without it is at least 20% worse, which is more than 2%: proven." in words


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_against_wcag_22_aa(open_page: Any, classes_page: Path, size: dict[str, int]) -> None:
    page = open_page(size=size, path=classes_page)
    page.locator("button[data-building]").nth(1).click()
    found = Axe().run(page.page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
