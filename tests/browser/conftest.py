"""A real browser for the pages: Debian's Chromium, offline, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from estate_opt.mapping import MapView, write_map
from tests.mapping.views import city_view, named, tiny_view, with_postcodes

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 800}
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        missing = "No Chromium on this machine: install it (on Debian: apt-get install chromium) to test the pages."
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Map pages on disk: the city, the tiny estate, and one where every name is an attack."""
    folder = tmp_path_factory.mktemp("maps")
    views: dict[str, MapView] = {
        "city": city_view(),
        "tiny": tiny_view(),
        "postcodes": with_postcodes(tiny_view(), {"Mill Lane Library": "LS1 2AB", "Chapel Street Centre": "LS12 1UQ"}),
        "hostile": named(tiny_view(), HOSTILE),
    }
    return {name: write_map(view, folder / name) for name, view in views.items()}


@dataclass
class Opened:
    """A page with everything that it complained of or asked for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.page, name)


@pytest.fixture
def open_page(browser: Browser, pages: dict[str, Path]) -> Iterator[Any]:
    """A function that opens a map page without a network and waits until it is drawn."""
    contexts = []

    def opened(
        name: str = "tiny", size: dict[str, int] | None = None, *, path: Path | None = None, **settings: Any
    ) -> Opened:
        context = browser.new_context(offline=True, viewport=size or DESKTOP, **settings)
        contexts.append(context)
        result = Opened(context.new_page())
        page = result.page
        page.on("console", lambda message: result.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: result.complaints.append(f"error: {error}"))
        page.on("requestfailed", lambda request: result.complaints.append(f"failed: {request.url}"))
        page.on("dialog", lambda dialog: (result.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: result.requests.append(request.url))
        page.goto((path or pages[name]).as_uri())
        if settings.get("java_script_enabled", True):
            page.wait_for_selector("html.ready", state="attached")
        return result

    yield opened
    for context in contexts:
        context.close()
