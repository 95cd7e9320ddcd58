"""The page: one file, the same bytes each time, nothing from outside, and no text that turns into markup."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate_opt.errors import OutputError
from estate_opt.mapping import map_page, map_view, write_map
from estate_opt.policies import Context
from tests.mapping.views import MADE_ON, city_view, named, tiny_result, tiny_view
from tests.publishing.sites import city_site
from tests.tiny import tiny_estate_with_partner

MOST_BYTES = 2_000_000
HARMLESS_ADDRESSES = {
    "http://www.w3.org/2000/svg",  # name of the SVG vocabulary, never fetched
    "https://leafletjs.com",  # Leaflet's own credit, in its code and unused here
}
HOSTILE = "<script>alert(1)</script>\"'&</script><!-- ]]> {{ 7*7 }} `${1}` \u2028"


class Page(HTMLParser):
    """Elements and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.elements)


def test_the_same_view_gives_the_same_page() -> None:
    assert map_page(tiny_view()) == map_page(tiny_view())


@pytest.mark.slow
def test_another_process_gives_the_same_page() -> None:
    code = (
        "import hashlib; from estate_opt.mapping import map_page; from tests.mapping.views import tiny_view; "
        "print(hashlib.sha256(map_page(tiny_view()).encode()).hexdigest())"
    )
    root = Path(__file__).parents[2]
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=root, env={"PYTHONPATH": str(root), "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(runs) == 1


def test_page_has_what_makes_it_a_page() -> None:
    page = Page(map_page(tiny_view()))
    assert ("html", {"lang": "en-GB"}) in page.elements
    assert [page.count(tag) for tag in ("title", "h1", "main", "header", "footer")] == [1, 1, 1, 1, 1]
    viewport = next(a["content"] for tag, a in page.elements if tag == "meta" and a.get("name") == "viewport")
    assert viewport == "width=device-width, initial-scale=1"  # nothing that forbids zooming
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))


def test_page_says_proposal_notice_and_sources() -> None:
    text = "".join(Page(map_page(tiny_view())).texts)
    assert "Proposal, not a decision" in text
    assert "Tinytown is made up for tests." in text
    assert "The tests of estate-opt." in text
    assert "proven to be within 0.5% of the best possible" in text


@pytest.mark.parametrize("view", [tiny_view, city_view])
def test_nothing_is_asked_of_any_network(view: object) -> None:
    text = map_page(view())  # type: ignore[operator]
    addresses = set(re.findall(r"""(?:https?:)?//[a-zA-Z0-9-]+\.[^\s"'<>)\\]*""", text))
    assert addresses <= HARMLESS_ADDRESSES
    page = Page(text)
    assert page.count("link") == page.count("img") == page.count("iframe") == 0
    assert not any("src" in attributes for _, attributes in page.elements)
    assert "@import" not in text
    assert "sourceMappingURL" not in text
    assert "jquery" not in text.lower()


def test_security_policy_names_every_script_and_allows_no_connection() -> None:
    page = Page(map_page(tiny_view()))
    policy = next(a["content"] for tag, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    run = [a for tag, a in page.elements if tag == "script" and a.get("type") != "application/json"]
    assert policy.split("style-src")[0].count("'sha256-") == len(run)


def test_hostile_text_stays_text() -> None:
    plain, hostile = map_page(tiny_view()), map_page(named(tiny_view(), HOSTILE))
    assert Page(plain).count("script") == Page(hostile).count("script")
    assert "<script>alert" not in hostile
    # Strip the data element: everything else must show the text as it is.
    shown = "".join(Page(hostile).texts)
    assert HOSTILE in shown


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_no_text_changes_the_elements_of_a_page(text: str) -> None:
    plain, other = Page(map_page(named(tiny_view(), "Name"))), Page(map_page(named(tiny_view(), text)))
    assert [tag for tag, _ in plain.elements] == [tag for tag, _ in other.elements]


def test_city_page_is_small_enough() -> None:
    view = city_view()
    assert (sum(b.option != "partner" for b in view.buildings), len(view.wards)) == (260, 33)
    assert len(map_page(view).encode()) < MOST_BYTES


def test_every_building_ward_and_target_is_in_the_tables() -> None:
    view = city_view()
    text = map_page(view)
    page = Page(text)
    rows = [a["id"] for tag, a in page.elements if tag == "tr" and "id" in a]
    assert rows == [f"row-{k}" for k in range(len(view.buildings))]
    by_service = [a for tag, a in page.elements if tag == "tr" and "data-service" in a]
    assert len(by_service) == 33 * len(view.services) + len(view.equality.groups)
    assert len(view.equality.groups) == 15 * len(view.services), "everybody, four groups and ten tenths"
    shown = "".join(page.texts)
    assert all(target.sentence in shown for target in view.targets)
    assert all(b.reason in shown for b in view.buildings)


def test_ward_without_people_or_polygon_is_shown_as_such() -> None:
    view = tiny_view()
    empty = replace(view.wards[0], people=0.0, geometry=None)
    text = map_page(replace(view, wards=(empty, *view.wards[1:])))
    assert "–" in "".join(Page(text).texts)
    assert '"features"' in text


def test_estate_without_public_services_still_has_a_page() -> None:
    view = replace(tiny_view(), services=())
    assert "Proposal, not a decision" in map_page(view)


def test_write_map_makes_the_folder_and_leaves_nothing_else(tmp_path: Path) -> None:
    page = write_map(tiny_view(), tmp_path / "maps" / "tiny")
    assert page == tmp_path / "maps" / "tiny" / "index.html"
    assert page.read_text(encoding="utf-8") == map_page(tiny_view())
    assert [p.name for p in page.parent.iterdir()] == ["index.html"]


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "maps").write_text("a file where a folder should be")
    with pytest.raises(OutputError, match=r"cannot be written.*Choose a folder"):
        write_map(tiny_view(), tmp_path / "maps" / "tiny")


def test_failed_write_keeps_the_page_that_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = write_map(tiny_view(), tmp_path)
    before = page.read_text(encoding="utf-8")

    def full_disk(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full_disk)
    with pytest.raises(OutputError, match="No space left on device"):
        write_map(city_view(), tmp_path)
    assert page.read_text(encoding="utf-8") == before
    assert [p.name for p in tmp_path.iterdir()] == ["index.html"]


def test_who_is_affected_stands_below_what_the_figures_are_for() -> None:
    view = tiny_view()
    page = Page(map_page(view))
    shown = "".join(page.texts)
    assert "section 149" in shown
    assert view.equality.spread[0] in shown
    library = {group.group: group for group in view.equality.groups if group.service_id == "library"}
    disabled = library["Disabled"]
    assert (disabled.people, disabled.near_today, disabled.near_planned) == ("1,900", "78.9%", "47.4%")
    assert (disabled.farther, disabled.share_of_farther) == ("1,000", "20%")
    assert disabled.worst_extra == "+5.17 km"
    assert library["Everybody"].share_of_people == "100%"


def test_an_estate_without_groups_has_a_sentence_in_place_of_the_table() -> None:
    estate = tiny_estate_with_partner()
    bare = tuple(replace(n, groups={}, deprivation_rank=None) for n in estate.neighbourhoods)
    of = tiny_result()
    view = map_view(replace(of, context=Context(estate.replace(neighbourhoods=bare))), MADE_ON)
    text = map_page(view)
    assert "group-table" not in "".join(a.get("id", "") for _, a in Page(text).elements)
    assert "Add the columns to neighbourhoods.csv" in text


def test_a_withheld_figure_is_marked() -> None:
    estate = tiny_estate_with_partner()
    carers = {"Oak Road": 3.0, "Mill Lane": 40.0}
    few = tuple(replace(n, groups={"carers": carers.get(n.name, 0.0)}) for n in estate.neighbourhoods)
    view = map_view(replace(tiny_result(), context=Context(estate.replace(neighbourhoods=few))), MADE_ON)
    found = {g.group: g for g in view.equality.groups if g.service_id == "library"}["Carers"]
    assert found.people == "43"
    assert (found.near_planned, found.farther, found.share_of_farther) == ("withheld", "withheld", "withheld")


def test_a_page_of_very_many_neighbourhoods_shades_wards_and_says_where_the_others_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("estate_opt.mapping.page.MOST_NEIGHBOURHOODS", 5)
    text = map_page(tiny_view(), "index.html")
    assert 'value="neighbourhoods"' not in text
    assert "neighbourhood-table" not in text.split("<script")[0]
    assert '<a href="data/neighbourhoods.csv">Each with its nearest places' in text


def test_a_page_of_very_many_buildings_leaves_reasons_to_their_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("estate_opt.mapping.page.MOST_IN_FULL", 4)
    view = tiny_view()
    text = map_page(view, "index.html", {b.building_id: f"buildings/{b.building_id}.html" for b in view.buildings})
    assert not any(b.reason in text for b in view.buildings)
    assert "stands on its own page" in text
    for b in view.buildings:
        assert f'<a href="buildings/{b.building_id}.html">' in text


@pytest.mark.slow
def test_two_thousand_buildings_stay_below_the_limit() -> None:
    subject = city_site(2000, 275).subject
    links = {b: f"buildings/{page}" for b, page in subject.page_of_building.items()}
    assert len(subject.view.buildings) > 2000
    assert len(map_page(subject.view, "index.html", links).encode()) < MOST_BYTES
