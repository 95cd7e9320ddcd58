"""Take the pictures of the documents: ``python -m docs.screenshot`` after ``make sample``; needs Chromium.

``python -m docs.screenshot FOLDER`` takes them all, on a desk, on a phone and on paper, into another folder, to be
looked at before a change of the pages is committed.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from docs.sample import SAMPLE, site_of
from estate_opt.domain.decisions import today
from estate_opt.domain.plan import Plan
from estate_opt.publishing import Site, Subject, write_sites

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
DESK, PHONE = 1280, 390
PATIENCE_MS = 180_000
DRAWN = "!document.getElementById('map-data') || document.documentElement.classList.contains('ready')"
"""Whether the map of a page is drawn; so is a page without one."""
KEPT = ("map", "overview", "ward", "building", "compare")
"""Pictures of the documents, all on a desk."""


def pages(beside: Path) -> dict[str, tuple[Path, int]]:
    """Each picture: the page that it is of, and how much of it is seen on a desk, in pixels."""
    return {
        "map": (SAMPLE.parent / "index.html", 1400),
        "overview": (SAMPLE / "index.html", 1250),
        "ward": (next((SAMPLE / "wards").glob("*.html")), 1500),
        "building": (next((SAMPLE / "buildings").glob("*.html")), 1300),
        "compare": (beside / "maps.html", 1150),
        "differences": (beside / "index.html", 1400),
    }


def side_by_side(folder: Path) -> Path:
    """The sample's plan beside the estate as it is today."""
    plan = site_of(SAMPLE / "plan")
    result = plan.subject.result
    as_today = replace(result, plan=Plan.by_hand(today(result.estate)))
    other = Site(Subject(as_today, plan.subject.record))
    return write_sites([("The plan", plan), ("As today", other)], folder / "beside").parent


def photograph(browser: Any, page_file: Path, picture: Path, width: int, height: int, *, paper: bool = False) -> None:
    """Open a page without a network and photograph its first screen, or write it as it is printed."""
    context = browser.new_context(offline=True, viewport={"width": width, "height": height})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(page_file.as_uri())
    for frame in page.frames:
        frame.wait_for_function(DRAWN)
    page.wait_for_timeout(300)
    if paper:
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        page.pdf(path=picture.with_suffix(".pdf"), prefer_css_page_size=True, print_background=True)
    else:
        page.screenshot(path=picture)
    context.close()


def main(folder: Path | None) -> None:
    """Take the documents' pictures, or all of them into another folder."""
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        found = pages(side_by_side(Path(made)))
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, (page_file, height) in found.items():
            if folder is None:
                if name in KEPT:
                    photograph(browser, page_file, IMAGES / f"{name}.png", DESK, height)
                continue
            folder.mkdir(parents=True, exist_ok=True)
            photograph(browser, page_file, folder / f"{name}.png", DESK, height)
            photograph(browser, page_file, folder / f"{name}-phone.png", PHONE, 1600)
            photograph(browser, page_file, folder / f"{name}-paper.png", DESK, height, paper=True)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
