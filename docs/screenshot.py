"""Take the README's picture of the demo's map: ``python docs/screenshot.py`` after ``make demo``; needs Chromium."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
PAGE, PICTURE = ROOT / "maps" / "demo" / "index.html", ROOT / "docs" / "images" / "map.png"


def main() -> None:
    """Open the committed page without a network and photograph its first screen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(offline=True, viewport={"width": 1280, "height": 1400})
        page = context.new_page()
        page.goto(PAGE.as_uri())
        page.wait_for_selector("html.ready", state="attached")
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
