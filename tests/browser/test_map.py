"""The map page as people meet it: from a file, without a network, by mouse and by keyboard."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from pypdf import PdfReader

from estate_opt.mapping import write_map
from tests.browser.conftest import DESKTOP, HOSTILE, PHONE
from tests.mapping.views import city_view

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def fills(page: Any) -> list[str]:
    """Colours of the wards."""
    return page.eval_on_selector_all(".leaflet-overlay-pane path", "paths => paths.map(p => p.getAttribute('fill'))")


def symbols(page: Any) -> int:
    """Symbols of buildings on the map."""
    return page.locator(".leaflet-symbols-pane path.leaflet-interactive").count()


def visible_rows(page: Any, table: str) -> int:
    return page.locator(f"#{table} tbody tr:visible").count()


@pytest.mark.parametrize("name", ["tiny", "city", "hostile"])
def test_opens_from_a_file_without_a_network_or_a_complaint(open_page: Any, name: str) -> None:
    page = open_page(name)
    page.wait_for_timeout(300)
    assert page.complaints == []
    assert len(page.requests) == 1
    assert page.requests[0].startswith("file://")


def test_draws_every_building_ward_and_move(open_page: Any) -> None:
    page = open_page()
    assert symbols(page) == 5
    assert len(fills(page)) == 2
    expect(page.locator(".leaflet-lines-pane path")).to_have_count(2)
    expect(page.locator(".leaflet-outlines-pane path")).to_have_count(1)  # one priority ward
    assert page.locator(".ward-name:visible").all_text_contents() == ["Millfield100%", "Oakside0%"]


def test_the_wards_fill_the_map(open_page: Any) -> None:
    page = open_page("city")
    frame = page.locator("#map-frame").bounding_box()
    wards = page.evaluate("document.querySelector('.leaflet-overlay-pane g').getBoundingClientRect().toJSON()")
    assert wards["x"] >= frame["x"]
    assert wards["x"] + wards["width"] <= frame["x"] + frame["width"]
    assert max(wards["width"] / frame["width"], wards["height"] / frame["height"]) > 0.75


def test_layers_switch(open_page: Any) -> None:
    page = open_page()
    page.get_by_role("checkbox", name="Closed").uncheck()
    assert symbols(page) == 4
    page.get_by_role("checkbox", name="Closed").check()
    assert symbols(page) == 5
    for label, pane in (("Where activity moves", "lines"), ("Priority wards", "outlines")):
        page.get_by_role("checkbox", name=label).uncheck()
        expect(page.locator(f".leaflet-{pane}-pane path")).to_have_count(0)
    page.get_by_role("checkbox", name="Names of wards").uncheck()
    expect(page.locator(".ward-name")).to_have_count(0)


def test_period_and_service_recolour_the_wards(open_page: Any) -> None:
    page = open_page()
    planned = fills(page)
    page.get_by_role("radio", name="Today").check()
    today = fills(page)
    page.get_by_role("radio", name="Change").check()
    change = fills(page)
    assert len({tuple(planned), tuple(today), tuple(change)}) == 3
    assert "Down by more than 20 points" in page.locator("#shade-legend").inner_text()
    assert page.locator("#shade-title").inner_text() == (
        "Change from today to the plan: people within 1.6 km of Library"
    )
    page.locator(".panel select[data-choose=service]").select_option("childrens")
    assert fills(page) != change
    assert "Children's centre" in page.locator("#shade-title").inner_text()
    assert visible_rows(page, "cover-table") == 2
    assert page.locator("#cover-service").input_value() == "childrens"


def test_colours_of_the_map_are_those_of_the_legend(open_page: Any) -> None:
    page = open_page("city")
    legend = page.eval_on_selector_all(
        "#shade-legend .swatch", "all => all.map(s => getComputedStyle(s).backgroundColor)"
    )
    drawn = page.eval_on_selector_all(".leaflet-overlay-pane path", "all => all.map(p => getComputedStyle(p).fill)")
    assert set(drawn) <= set(legend)


def test_click_on_a_symbol_opens_its_popup(open_page: Any) -> None:
    page = open_page()
    page.locator(".leaflet-symbols-pane path.leaflet-interactive").first.click(force=True)
    expect(page.locator(".leaflet-popup h3")).to_have_count(1)


def test_popup_tells_decision_reason_use_and_moves(open_page: Any) -> None:
    page = open_page()
    page.get_by_role("button", name="Show Chapel Street Centre on the map").click()
    text = page.locator(".leaflet-popup").inner_text()
    for part in ("Chapel Street Centre", "Community centre in Millfield", "Closed", "30% (24 of 80 hours a week)",
                 "Room hire, 12 hours a week, to Mill Lane Library (1.3 km)", "Ends", "none: not open"):  # fmt: skip
        assert part in text
    page.get_by_role("button", name="Show Mill Lane Library on the map").click()
    expect(page.locator(".leaflet-popup h3")).to_have_text("Mill Lane Library", use_inner_text=True)
    text = page.locator(".leaflet-popup").inner_text()
    for part in (
        "Kept and changed",
        "Refit as a hub",
        "34.7% of the plan’s opening hours",
        "34.7% in hours no shorter than today’s",
    ):
        assert part in text


def test_selected_building_stands_out_with_its_lines(open_page: Any) -> None:
    page = open_page()
    page.get_by_role("button", name="Show Mill Lane Library on the map").click()
    strong = page.locator('.leaflet-lines-pane path[stroke-opacity="1"]')
    expect(strong).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    expect(strong).to_have_count(0)


def test_popup_leads_on_to_the_receiving_building(open_page: Any) -> None:
    page = open_page()
    page.get_by_role("button", name="Show Chapel Street Centre on the map").click()
    page.get_by_role("button", name="to Mill Lane Library").click()
    expect(page.locator(".leaflet-popup h3")).to_have_text("Mill Lane Library", use_inner_text=True)


def test_keyboard_reaches_a_popup_and_comes_back(open_page: Any) -> None:
    page = open_page()
    button = page.get_by_role("button", name="Show Chapel Street Centre on the map")
    button.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Chapel Street Centre"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.building") == "1"


def test_close_button_closes_and_gives_the_focus_back(open_page: Any) -> None:
    page = open_page()
    page.get_by_role("button", name="Show Chapel Street Centre on the map").click()
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    assert page.evaluate("document.activeElement.dataset.building") == "1"


def test_showing_a_building_switches_its_layer_on(open_page: Any) -> None:
    page = open_page()
    page.get_by_role("checkbox", name="Closed").uncheck()
    page.get_by_role("button", name="Show Chapel Street Centre on the map").click()
    assert page.get_by_role("checkbox", name="Closed").is_checked()


def test_finding_a_building_by_part_of_its_name(open_page: Any) -> None:
    page = open_page()
    page.get_by_label("Find a building").fill("chapel")
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup h3")).to_have_text("Chapel Street Centre", use_inner_text=True)
    page.keyboard.press("Escape")
    page.get_by_label("Find a building").fill("nowhere")
    page.keyboard.press("Enter")
    expect(page.locator("#find-note")).to_have_text(
        "No building, ward or neighbourhood has this name.", use_inner_text=True
    )


def test_finding_a_ward_and_a_neighbourhood(open_page: Any) -> None:
    page = open_page()
    field = page.get_by_label("Find a building, a ward or a neighbourhood")
    field.fill("oakside")
    page.keyboard.press("Enter")
    assert page.get_by_label("Ward", exact=True).input_value() == "W2"
    assert page.locator("#find-note").inner_text() == "Ward: Oakside"
    field.fill("east")
    page.keyboard.press("Enter")
    assert page.locator("#find-note").inner_text() == "Neighbourhood: East Side"
    assert page.get_by_role("radio", name="Neighbourhoods").is_checked()


def test_words_of_several_places_are_offered(open_page: Any) -> None:
    page = open_page()
    page.get_by_label("Find a building").fill("mill")
    page.keyboard.press("Enter")
    offered = page.locator("#find-note li")
    assert offered.all_text_contents() == [
        "Mill Lane Library (building)", "Millfield (ward)",
    ]  # fmt: skip
    offered.get_by_role("button", name="Mill Lane Library").click()
    expect(page.locator(".leaflet-popup h3")).to_have_text("Mill Lane Library", use_inner_text=True)


@pytest.mark.parametrize("text", ["LS9", "ls9 7", "LS1 1UR", "b33 8th"])
def test_a_postcode_is_told_what_can_be_found(open_page: Any, text: str) -> None:
    page = open_page()
    page.get_by_label("Find a building").fill(text)
    page.keyboard.press("Enter")
    assert "hold no postcodes" in page.locator("#find-note").inner_text()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("LS1", "Mill Lane Library"), ("LS1 2", "Mill Lane Library"),
        ("ls12", "Chapel Street Centre"), ("ls121uq", "Chapel Street Centre"),
    ],
)  # fmt: skip
def test_buildings_are_found_by_postcode(open_page: Any, text: str, name: str) -> None:
    page = open_page("postcodes")
    page.get_by_label("Find a building, a postcode, a ward or a neighbourhood").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup h3")).to_have_text(name, use_inner_text=True)
    assert page.complaints == []


def test_a_postcode_where_no_building_is(open_page: Any) -> None:
    page = open_page("postcodes")
    page.get_by_label("Find a building, a postcode").fill("LS9 7")
    page.keyboard.press("Enter")
    assert page.locator("#find-note").inner_text() == "No building on record has a postcode that begins with LS9 7."


def test_choosing_a_ward_zooms_tells_and_filters(open_page: Any) -> None:
    page = open_page()
    page.get_by_label("Ward", exact=True).select_option("W2")
    note = page.locator("#ward-note").inner_text()
    assert note.startswith("Oakside: 5,000 people. Council buildings: 1 kept, 1 transferred.")
    assert "60% today, 0% in the plan" in note
    assert visible_rows(page, "building-table") == 3
    expect(page.locator("#filter-status")).to_have_text("3 of 5 buildings shown", use_inner_text=True)
    page.get_by_label("Ward", exact=True).select_option("")
    expect(page.locator("#ward-note")).to_have_text("", use_inner_text=True)
    assert visible_rows(page, "building-table") == 5


def test_table_filters_by_words_and_decision(open_page: Any) -> None:
    page = open_page()
    page.get_by_label("Words in the row").fill("mill lane")
    assert visible_rows(page, "building-table") == 2  # itself, and the building that sends it activity
    page.get_by_label("Decision").select_option("closed")
    assert visible_rows(page, "building-table") == 1


def test_table_sorts_up_and_down_with_numbers_as_numbers(open_page: Any) -> None:
    page = open_page("city")
    heading = page.locator("#building-table thead").get_by_role("button", name="Use today")

    def shares() -> list[float]:
        cells = page.eval_on_selector_all(
            "#building-table tbody tr", "rows => rows.map(r => parseFloat(r.cells[4].textContent))"
        )
        return [cell for cell in cells if cell is not None and not math.isnan(cell)]

    heading.click()
    rising = shares()
    assert rising == sorted(rising)
    assert len(rising) > 200
    assert page.locator("#building-table th[aria-sort=ascending]").inner_text().startswith("Use")
    heading.click()
    assert shares() == sorted(rising, reverse=True)


def test_hostile_names_are_shown_and_never_run(open_page: Any) -> None:
    page = open_page("hostile")
    page.locator("button[data-building]").first.click()
    expect(page.locator(".leaflet-popup h3")).to_have_text(HOSTILE, use_inner_text=True)
    page.get_by_label("Ward", exact=True).select_option("W1")
    page.locator(".leaflet-overlay-pane path").first.hover(force=True)
    page.wait_for_timeout(200)
    expect(page.locator("img")).to_have_count(0)
    assert page.complaints == []


def test_no_script_runs_that_is_not_the_page_s_own(open_page: Any) -> None:
    page = open_page()
    page.evaluate("""() => {
        const script = document.createElement('script');
        script.textContent = 'window.broken = true';
        document.body.append(script);
    }""")
    assert page.evaluate("window.broken") is None
    assert any("Content Security Policy" in complaint for complaint in page.complaints)


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_page_is_never_wider_than_its_window(open_page: Any, width: int) -> None:
    page = open_page("city", {"width": width, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 1280])
def test_popup_lies_inside_the_map(open_page: Any, width: int) -> None:
    page = open_page("city", {"width": width, "height": 700})
    page.locator("button[data-building]").nth(2).click()
    page.wait_for_timeout(500)
    frame = page.locator("#map-frame").bounding_box()
    popup = page.locator(".leaflet-popup-content-wrapper").bounding_box()
    assert popup["x"] >= frame["x"]
    assert popup["y"] >= frame["y"]
    assert popup["x"] + popup["width"] <= frame["x"] + frame["width"]
    assert popup["y"] + popup["height"] <= frame["y"] + frame["height"]
    close = page.get_by_role("button", name="Close").bounding_box()
    assert 0 <= close["y"] - popup["y"] < 20
    assert 0 <= popup["x"] + popup["width"] - close["x"] - close["width"] < 20


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("popup", [False, True], ids=["closed", "open"])
@pytest.mark.parametrize("name", ["tiny", pytest.param("city", marks=pytest.mark.slow)])
def test_axe_finds_nothing_against_wcag_22_aa(open_page: Any, name: str, size: dict[str, int], popup: bool) -> None:
    page = open_page(name, size)
    if popup:
        page.locator("button[data-building]").nth(1).click()
        page.get_by_label("Ward", exact=True).select_option(index=1)  # so that the notes have something to say
    found = Axe().run(page.page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


def test_controls_are_large_enough_to_hit(open_page: Any) -> None:
    page = open_page("city", PHONE)
    page.locator("button[data-building]").first.click()
    small = page.evaluate("""() => {
        const targets = 'button, select, input, summary, .leaflet-control a, .leaflet-popup a[role=button]';
        return [...document.querySelectorAll(targets)].filter(e => e.offsetParent)
            .map(e => [e.outerHTML.slice(0, 80), (e.closest('label') ?? e).getBoundingClientRect()])
            .filter(([_, box]) => box.width < 24 || box.height < 24).map(([text]) => text);
    }""")
    assert small == []


def test_tables_say_everything_without_javascript(open_page: Any) -> None:
    page = open_page("tiny", java_script_enabled=False)
    assert visible_rows(page, "building-table") == 5
    assert visible_rows(page, "cover-table") == 6
    assert page.get_by_text("The map needs JavaScript.").is_visible()


def test_print_leaves_out_the_controls(open_page: Any) -> None:
    page = open_page()
    page.emulate_media(media="print")
    assert not page.get_by_role("button", name="Show Chapel Street Centre on the map").is_visible()
    assert page.locator("#building-table").is_visible()
    assert page.locator(".leaflet-symbols-pane path").first.is_visible()


def test_reduced_motion_is_respected(open_page: Any) -> None:
    page = open_page("tiny", reduced_motion="reduce")
    assert page.evaluate("L.Map.prototype.options.zoomAnimation") is False


@pytest.mark.parametrize("table", ["building-table", "target-table", "cover-table"])
def test_phone_shows_every_cell_of_a_row_within_its_width_and_named(open_page: Any, table: str) -> None:
    page = open_page("city", PHONE)
    cells = page.eval_on_selector_all(
        f"#{table} tbody tr:not(.later):not([hidden]) > *",
        """cells => cells.map(cell => [cell.getBoundingClientRect().left, cell.getBoundingClientRect().right,
            cell.localName === 'th' || !cell.textContent || getComputedStyle(cell, '::before').content.length > 6])""",
    )
    assert len(cells) >= 6 * 3
    assert all(left >= 0 and right <= PHONE["width"] for left, right, _ in cells)
    assert all(named for _, _, named in cells)


def test_phone_keeps_the_tables_tables_for_those_who_listen(open_page: Any) -> None:
    page = open_page("tiny", PHONE)
    tree = page.locator("#building-table").aria_snapshot()
    for part in ("table:", "columnheader", 'rowheader "Chapel Street Centre', "cell"):
        assert part in tree


def test_labels_of_cells_are_the_headings_of_their_columns(open_page: Any) -> None:
    page = open_page()
    wrong = page.evaluate("""() => [...document.querySelectorAll('table')].flatMap(table => {
        const headings = [...table.tHead.rows[0].cells].map(cell => cell.textContent.trim());
        return [...table.querySelectorAll('td')].map(cell => [cell.dataset.label, headings[cell.cellIndex]]);
    }).filter(([label, heading]) => label !== heading)""")
    assert wrong == []


def test_wards_come_before_the_long_table_of_buildings(open_page: Any) -> None:
    page = open_page("city", PHONE)
    assert page.locator("#cover-table").bounding_box()["y"] < page.locator("#building-table").bounding_box()["y"]
    assert page.evaluate("document.documentElement.scrollHeight") < 40_000


def test_first_buildings_are_shown_and_all_on_request(open_page: Any) -> None:
    page = open_page("city")
    assert visible_rows(page, "building-table") == 40
    expect(page.locator("#filter-status")).to_have_text("40 of 260 buildings shown", use_inner_text=True)
    page.get_by_role("button", name="Show all 260 buildings").click()
    assert visible_rows(page, "building-table") == 260
    expect(page.locator("#filter-status")).to_have_text("260 of 260 buildings shown", use_inner_text=True)
    assert not page.locator("#show-all").is_visible()
    assert page.evaluate("document.activeElement.dataset.building") == "40"


def test_first_buildings_are_the_first_in_the_chosen_order(open_page: Any) -> None:
    page = open_page("city")
    page.locator("#building-table thead").get_by_role("button", name="Building").click()
    names = page.eval_on_selector_all("#building-table tbody th", "cells => cells.map(cell => cell.textContent)")
    shown = page.eval_on_selector_all(
        "#building-table tbody tr:not(.later) th", "cells => cells.map(cell => cell.textContent)"
    )
    assert shown == names[:40]


def test_paper_and_no_javascript_have_every_building(open_page: Any) -> None:
    page = open_page("city")
    page.emulate_media(media="print")
    assert visible_rows(page, "building-table") == 260
    expect(page.locator("#filter-status")).to_have_text("260 of 260 buildings shown", use_inner_text=True)
    assert visible_rows(open_page("city", java_script_enabled=False), "building-table") == 260


WARDS_WITHIN = """() => {
    const frame = document.getElementById('map-frame').getBoundingClientRect();
    return [...document.querySelectorAll('.leaflet-overlay-pane path')].map(path => path.getBoundingClientRect())
        .every(b => b.left >= frame.left && b.right <= frame.right && b.top >= frame.top && b.bottom <= frame.bottom);
}"""


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_print_shows_the_whole_map_and_opens_what_is_folded(open_page: Any, size: dict[str, int]) -> None:
    page = open_page("city", size, reduced_motion="reduce")
    page.get_by_label("Ward", exact=True).select_option(index=1)
    assert not page.evaluate(WARDS_WITHIN)  # the screen shows one ward
    view = "document.querySelector('.leaflet-overlay-pane path').getBoundingClientRect().width"
    closed, width = page.locator("details:not([open])").count(), page.evaluate(view)
    assert closed > 0
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.evaluate(WARDS_WITHIN)
    expect(page.locator("details:not([open])")).to_have_count(0)
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator("details:not([open])")).to_have_count(closed)
    assert page.evaluate(view) == pytest.approx(width)


def test_map_and_legend_fit_on_one_sheet(open_page: Any) -> None:
    page = open_page("city", {"width": 1032, "height": 703})  # A4 landscape less its margins, in CSS pixels
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    top = page.locator("#map-heading").bounding_box()["y"]
    for part in ("#map-frame", "#shade-legend", ".panel.show"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] - top <= 703
        assert box["x"] + box["width"] <= 1032


def test_print_says_what_is_shaded_and_leaves_out_what_is_not_chosen(open_page: Any) -> None:
    page = open_page()
    page.get_by_role("radio", name="Today").check()
    page.get_by_role("checkbox", name="Names of wards").uncheck()
    assert not page.locator("#print-note").is_visible()
    page.emulate_media(media="print")
    assert page.locator("#print-note").inner_text() == (
        "The wards are shaded by people within 1.6 km of Library, today."
    )
    assert not page.get_by_text("Names of wards").is_visible()
    assert page.get_by_text("Priority wards").is_visible()


CELLS = ".leaflet-cells-pane path"


def test_neighbourhoods_are_shaded_in_place_of_wards(open_page: Any) -> None:
    page = open_page()
    page.get_by_role("radio", name="Neighbourhoods").check()
    cells = page.eval_on_selector_all(CELLS, "paths => paths.map(p => p.getAttribute('fill'))")
    assert len(cells) == 6
    assert set(fills(page)) == {"none"}
    legend = page.locator("#shade-legend").inner_text()
    assert "Near" in legend
    assert "Not near" in legend
    page.get_by_role("radio", name="Change").check()
    assert "Near today, not in the plan" in page.locator("#shade-legend").inner_text()
    page.get_by_role("radio", name="Wards").check()
    expect(page.locator(CELLS)).to_have_count(0)
    assert "none" not in fills(page)


def test_extra_distance_is_a_choice_for_wards_and_neighbourhoods(open_page: Any) -> None:
    page = open_page()
    page.get_by_role("radio", name="Distance").check()
    assert page.get_by_role("radio", name="Change").is_checked()
    expect(page.locator("#shade-title")).to_have_text(
        "Change from today to the plan: extra distance to the nearest place for Library", use_inner_text=True
    )
    assert "More than 0.8 km further" in page.locator("#shade-legend").inner_text()
    assert page.locator(".ward-name:visible").all_text_contents() == ["Millfield±0 km", "Oakside+3.9 km"]
    page.get_by_role("radio", name="Plan").check()
    page.get_by_role("radio", name="Neighbourhoods").check()
    assert "1.6 to 2.4 km" in page.locator("#shade-legend").inner_text()


@pytest.mark.parametrize("areas", ["Wards", "Neighbourhoods"])
@pytest.mark.parametrize("measure", ["People near", "Distance"])
def test_what_is_drawn_is_what_the_legend_has(open_page: Any, areas: str, measure: str) -> None:
    page = open_page("city")
    page.get_by_role("radio", name=areas).check()
    page.get_by_role("radio", name=measure).check()
    pane = CELLS if areas == "Neighbourhoods" else ".leaflet-overlay-pane path"
    for period in ("Today", "Plan", "Change"):
        page.get_by_role("radio", name=period).check()
        swatches = "all => all.map(s => getComputedStyle(s).backgroundColor)"
        legend = page.eval_on_selector_all("#shade-legend .swatch", swatches)
        drawn = page.eval_on_selector_all(pane, "all => all.map(p => getComputedStyle(p).fill)")
        assert set(drawn) <= set(legend), period
        assert len(drawn) > 30


def test_neighbourhoods_fill_their_wards(open_page: Any) -> None:
    page = open_page("city")
    page.get_by_role("radio", name="Neighbourhoods").check()
    areas = page.evaluate("""() => {
        const area = (ring) => Math.abs(ring.reduce((sum, p, k) => {
            const q = ring.at(k - 1);
            return sum + q.lat * p.lng - p.lat * q.lng;
        }, 0)) / 2;
        const found = { wards: 0, cells: 0 };
        estate.map.eachLayer((layer) => {
            if (!(layer instanceof L.Polygon) || layer.options.pane === "outlines") return;
            const rings = layer.getLatLngs().map((part) => (Array.isArray(part[0]) ? part[0] : part));
            found[layer.options.pane === "cells" ? "cells" : "wards"] += rings.map(area).reduce((a, b) => a + b, 0);
        });
        return found;
    }""")
    assert areas["cells"] == pytest.approx(areas["wards"], rel=0.02)


def test_who_goes_to_the_chosen_building_today_and_in_the_plan(open_page: Any) -> None:
    page = open_page()
    marks = page.locator(".leaflet-catchment-pane path")
    expect(marks).to_have_count(0)
    page.get_by_role("button", name="Show Mill Lane Library on the map").click()
    card = page.locator(".leaflet-popup-content")
    said = "Library: 4,500 people in 3 neighbourhoods today, 9,500 people in 6 neighbourhoods in the plan"
    card.get_by_role("button", name=said).click()
    expect(card.get_by_role("button", name="Show all of the card")).to_be_focused()
    expect(marks).to_have_count(12)  # six places with a dot and a line each
    page.get_by_role("radio", name="Today").check()
    expect(marks).to_have_count(6)
    page.get_by_role("radio", name="Change").check()
    expect(marks).to_have_count(3 + 12)
    page.get_by_role("checkbox", name="Who goes to the chosen building").uncheck()
    expect(marks).to_have_count(0)
    card.get_by_role("button", name="Show all of the card").click()
    assert "Use today" in card.inner_text()
    page.keyboard.press("Escape")
    page.get_by_role("checkbox", name="Who goes to the chosen building").check()
    expect(marks).to_have_count(0)


def test_the_table_of_neighbourhoods_says_what_the_map_shows(open_page: Any) -> None:
    page = open_page()
    rows = page.locator("#neighbourhood-table tbody tr:visible")
    assert rows.count() == 6
    worst = rows.first.locator("th, td").all_text_contents()
    assert worst == [
        "Station", "Oakside", "1,400", "Station Library", "0.2 km", "Mill Lane Library", "5.4 km", "+5.17 km",
    ]  # fmt: skip
    page.get_by_label("Ward", exact=True).select_option("W1")
    assert rows.count() == 3
    page.get_by_label("Service in the table of neighbourhoods").select_option("childrens")
    assert rows.first.locator("td").nth(2).inner_text() == "Oak Road Children's Centre"
    assert page.locator("#cover-service").input_value() == "childrens"


@pytest.mark.parametrize(("paper", "size"), [("a4", (842, 595)), ("a3", (1191, 842))])
def test_the_map_prints_on_the_chosen_paper(open_page: Any, paper: str, size: tuple[int, int]) -> None:
    page = open_page("city", reduced_motion="reduce")
    page.get_by_label("Paper").select_option(paper)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    pdf = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    boxes = {tuple(round(float(x)) for x in (sheet.mediabox.width, sheet.mediabox.height)) for sheet in pdf.pages}
    assert {tuple(abs(a - b) <= 1 for a, b in zip(box, size, strict=True)) for box in boxes} == {(True, True)}
    assert [n for n, sheet in enumerate(pdf.pages) if "The wards are shaded by" in sheet.extract_text()] == [1]
    legend = pdf.pages[1].extract_text()
    assert "90% or more" in legend
    assert "Partner venue" in legend, "map and legend stand on one sheet"


def test_very_many_buildings_are_gathered_until_one_looks_closer(
    open_page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("estate_opt.mapping.payload.MOST_APART", 20)
    page = open_page(path=write_map(city_view(), tmp_path))
    heaps = page.locator(".heap")
    drawn = [int(text) for text in heaps.all_text_contents()]
    assert len(drawn) > 20
    assert sum(drawn) + symbols(page) == 260
    assert "stands for so many buildings" in page.locator(".panel.show").inner_text()
    page.get_by_role("checkbox", name="Closed").uncheck()
    fewer = sum(int(text) for text in heaps.all_text_contents()) + symbols(page)
    assert fewer == 260 - page.locator("#building-table tbody tr[data-decision=closed]").count()
    page.get_by_role("button", name="on the map").first.click()
    expect(page.locator(".leaflet-popup h3")).to_have_count(1)
    expect(page.locator(".heap")).to_have_count(0)  # close enough to see each by itself
    page.keyboard.press("Escape")
    assert page.complaints == []
