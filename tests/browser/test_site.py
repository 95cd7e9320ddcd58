"""The site as people meet it: every kind of page from a file, without a network, by mouse, keyboard and on paper."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from estate_opt.publishing import write_site, write_sites
from tests.browser.conftest import DESKTOP, HOSTILE, PHONE, Opened
from tests.browser.test_map import RULES
from tests.publishing.sites import city_site, named_site, site_of, tiny_site
from tests.results.plans import MIXED, result

A4 = {"width": 688, "height": 1017}
"""A sheet less its margins, in CSS pixels."""


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("sites")
    made = {"tiny": tiny_site(), "city": city_site(24, 4), "hostile": named_site(HOSTILE)}
    written = {name: write_site(site, folder / name).parent for name, site in made.items()}
    kept = replace(MIXED, options={**MIXED.options, "B4": "close"}, moves=MIXED.moves[:-1],
                   offers=frozenset(o for o in MIXED.offers if o[0] != "B4"))  # fmt: skip
    both = [("mixed", tiny_site()), ("other", site_of(result(kept)))]
    return {**written, "beside": write_sites(both, folder / "beside").parent}


@pytest.fixture
def open_site(browser: Browser, sites: dict[str, Path]) -> Iterator[Any]:
    contexts = []

    def opened(name: str, file: str, size: dict[str, int] | None = None, **settings: Any) -> Opened:
        context = browser.new_context(offline=True, viewport=size or DESKTOP, **settings)
        contexts.append(context)
        result = Opened(context.new_page())
        page = result.page
        page.on("console", lambda message: result.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: result.complaints.append(f"error: {error}"))
        page.on("requestfailed", lambda request: result.complaints.append(f"failed: {request.url}"))
        page.on("dialog", lambda dialog: (result.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: result.requests.append(request.url))
        page.goto((sites[name] / file).as_uri())
        return result

    yield opened
    for context in contexts:
        context.close()


def of_each_kind(folder: Path) -> dict[str, str]:
    """A page of each kind, the largest where there are several."""
    kinds = {page.stem: page.name for page in folder.glob("*.html")}
    for sub in ("wards", "committees", "buildings"):
        found = sorted(folder.glob(f"{sub}/*.html"), key=lambda page: -page.stat().st_size)
        if found:
            kinds[sub[:-1]] = f"{sub}/{found[0].name}"
    return kinds


@pytest.mark.parametrize("name", ["tiny", "city", "hostile"])
def test_every_kind_of_page_opens_without_a_network_or_a_complaint(
    open_site: Any, sites: dict[str, Path], name: str
) -> None:
    for kind, file in of_each_kind(sites[name]).items():
        page = open_site(name, file)
        page.wait_for_timeout(100)
        assert page.complaints == [], kind
        assert all(url.startswith("file://") for url in page.requests)
        style = "getComputedStyle(document.querySelector('header.top')).borderBottomWidth"
        assert page.evaluate(style) == "4px"  # the look has come, from beside the page or within it


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_kind_of_page_breaks_a_rule_of_accessibility(
    open_site: Any, sites: dict[str, Path], size: dict[str, int]
) -> None:
    for kind, file in of_each_kind(sites["city"]).items():
        found = Axe().run(open_site("city", file, size).page, options=RULES)
        assert found.violations_count == 0, f"{kind}: {found.generate_report()}"


def test_nothing_is_wider_than_a_phone(open_site: Any, sites: dict[str, Path]) -> None:
    for kind, file in of_each_kind(sites["city"]).items():
        page = open_site("city", file, PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], kind


def test_a_table_sorts_by_its_figures_and_filters_by_words(open_site: Any) -> None:
    page = open_site("city", "buildings.html")
    heading = page.get_by_role("button", name="Use today")
    heading.click()
    shown = page.eval_on_selector_all(
        "#buildings tbody tr td:nth-child(3)", "all => all.map(c => parseFloat(c.textContent))"
    )
    figures = [figure for figure in shown if figure is not None and not math.isnan(figure)]
    assert figures == sorted(figures)
    assert page.locator("#buildings th[aria-sort=ascending]").count() == 1
    first = page.locator("#buildings tbody th a").first.inner_text()
    page.get_by_label("Words in the row").fill(first)
    expect(page.locator("#buildings tbody tr:visible")).to_have_count(1)
    expect(page.locator("#status-buildings")).to_have_text("1 of 26 rows shown", use_inner_text=True)


def test_from_the_overview_to_a_building_by_keyboard(open_site: Any) -> None:
    page = open_site("tiny", "index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_role("link", name="Buildings", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/buildings.html")
    page.get_by_role("link", name="Chapel Street Centre").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Chapel Street Centre")
    expect(page.locator("nav a[aria-current]")).to_have_count(0)
    page.get_by_role("link", name="Overview").click()
    expect(page.locator("nav a[aria-current]")).to_have_text("Overview")


def test_without_javascript_every_row_is_there(open_site: Any) -> None:
    page = open_site("city", "buildings.html", java_script_enabled=False)
    assert page.locator("#buildings tbody tr:visible").count() == 26


@pytest.mark.slow
def test_a_ward_fits_on_two_printed_sides(open_site: Any, sites: dict[str, Path], tmp_path: Path) -> None:
    ward = of_each_kind(sites["city"])["ward"]
    page = open_site("city", ward, A4)
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") <= 2


@pytest.mark.slow
@pytest.mark.usefixtures("browser")
def test_the_consultation_pack_has_every_ward_and_reads_back(tmp_path: Path) -> None:
    site = city_site(24, 4)
    folder = write_site(site, tmp_path / "site", pdf=True).parent
    reader = PdfReader(folder / "pack.pdf")
    text = "\n".join(page.extract_text() for page in reader.pages)
    for ward in site.subject.wards:
        assert ward.name in text
    assert "How this plan was made and checked" in text
    assert "Proposal, not a decision" in text
    first = (folder / "pack.pdf").read_bytes()
    write_site(site, folder, pdf=True)
    assert (folder / "pack.pdf").read_bytes() == first


def frames(page: Any) -> list[Any]:
    """The maps of the page, drawn."""
    found = [page.frame(url=f"**/{letter}/map.html#beside") for letter in "AB"]
    for frame in found:
        frame.wait_for_selector("html.ready.beside", state="attached")
    return found


SEEN = "() => [estate.map.getCenter().lat, estate.map.getCenter().lng, estate.map.getZoom()]"


def test_maps_side_by_side_move_and_choose_together(open_site: Any) -> None:
    page = open_site("beside", "maps.html")
    one, other = frames(page)
    one.evaluate("() => { estate.map.setView([53.8, -1.5], 12, { animate: false }); }")
    other.wait_for_function(f"() => ({SEEN})()[2] === 12")
    assert other.evaluate(SEEN) == pytest.approx(one.evaluate(SEEN), abs=1e-6)
    one.locator("label", has_text="Neighbourhoods").first.click()
    other.wait_for_function("() => estate.state.areas === 'neighbourhoods'")
    assert other.get_by_role("radio", name="Neighbourhoods").is_checked()
    other.locator("select[data-choose=service]").first.select_option("childrens")
    one.wait_for_function("() => estate.state.service === 'childrens'")
    assert page.complaints == []


def test_what_is_chosen_on_one_map_is_chosen_on_the_other_with_its_own_plan(open_site: Any) -> None:
    page = open_site("beside", "maps.html")
    one, other = frames(page)
    one.evaluate("() => estate.card.show(3, null)")
    expect(other.locator(".leaflet-popup h3")).to_have_text("Station Library", use_inner_text=True)
    assert "Transferred" in one.locator(".leaflet-popup").inner_text()
    assert "Closed" in other.locator(".leaflet-popup").inner_text()
    other.locator("body").press("Escape")
    expect(one.locator(".leaflet-popup")).to_have_count(0)
    assert page.complaints == []


@pytest.mark.parametrize(
    "said", ["null", "7", "{}", "{ward: 'W9', service: '<b>', at: ['x'], zoom: NaN, selected: 99}"]
)
def test_a_map_follows_only_what_it_understands(open_site: Any, said: str) -> None:
    page = open_site("beside", "maps.html")
    one, _ = frames(page)
    before = one.evaluate("() => JSON.stringify(estate.state)")
    page.evaluate(f"() => document.querySelector('iframe').contentWindow.postMessage({{ estateMap: {said} }}, '*')")
    page.wait_for_timeout(200)
    assert one.evaluate("() => JSON.stringify(estate.state)") == before
    assert page.complaints == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("file", ["index.html", "maps.html"])
def test_pages_side_by_side_break_no_rule_of_accessibility(open_site: Any, file: str, size: dict[str, int]) -> None:
    page = open_site("beside", file, size)
    page.wait_for_timeout(300)
    assert page.complaints == []  # before axe, which asks for the style sheet once more
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    found = Axe().run(page.page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


def test_a_map_alone_is_not_led_by_others(open_site: Any) -> None:
    page = open_site("beside", "A/map.html")
    page.evaluate("() => window.postMessage({ estateMap: { ward: 'W2' } }, '*')")
    page.wait_for_timeout(200)
    assert page.evaluate("() => estate.state.ward") == ""
    assert page.locator("header.top").is_visible()
