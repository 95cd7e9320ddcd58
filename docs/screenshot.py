"""Take the pictures of the documents: ``python docs/screenshot.py`` after ``make sample``; needs Chromium."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
SAMPLE, IMAGES = ROOT / "maps" / "demo", ROOT / "docs" / "images"
WIDTH = 1280


def pictures() -> dict[str, tuple[Path, int]]:
    """Each picture: the committed page that it is of, and how much of it is seen, in pixels."""
    ward = next((SAMPLE / "site" / "wards").glob("*.html"))
    building = next((SAMPLE / "site" / "buildings").glob("*.html"))
    return {
        "map": (SAMPLE / "index.html", 1400),
        "overview": (SAMPLE / "site" / "index.html", 1250),
        "ward": (ward, 1500),
        "building": (building, 1300),
    }


def main() -> None:
    """Open each page without a network and photograph its first screen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, (page_file, height) in pictures().items():
            context = browser.new_context(offline=True, viewport={"width": WIDTH, "height": height})
            page = context.new_page()
            page.goto(page_file.as_uri())
            if name == "map":
                page.wait_for_selector("html.ready", state="attached")
            page.screenshot(path=IMAGES / f"{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
