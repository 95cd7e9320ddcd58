"""The site: every page kind, the same bytes each time, hostile names as text, and nothing half written."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from estate_opt.domain.decisions import today
from estate_opt.errors import OutputError
from estate_opt.publishing import Site, Studied, write_site, write_sites
from estate_opt.publishing.subject import Subject
from tests.publishing.sites import city_site, named_site, site_of, tiny_site
from tests.results.plans import MIXED, plan_file, result
from tests.tiny import tiny_estate_with_partner

HOSTILE = "<script>alert(1)</script>\"'&</script><!-- ]]> {{ 7*7 }} \u202e=1+1 🏛 "
KINDS = {"index.html", "map.html", "method.html", "buildings.html", "wards.html", "equality.html"}


class Page(HTMLParser):
    """Elements, links and text of a page."""

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

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return dict(tiny_site().pages())


def test_there_is_a_page_for_everything(pages: dict[str, str]) -> None:
    assert set(pages) >= KINDS
    estate = tiny_estate_with_partner()
    assert sum(name.startswith("buildings/") for name in pages) == len(estate.buildings)
    assert sum(name.startswith(("wards/", "committees/")) for name in pages) == len(estate.areas)


def test_the_same_plan_gives_the_same_bytes(pages: dict[str, str]) -> None:
    assert dict(tiny_site().pages()) == pages
    assert dict(tiny_site().data()) == dict(tiny_site().data())


def test_every_link_leads_to_a_page_or_file_of_the_site(pages: dict[str, str]) -> None:
    site = tiny_site()
    there = {*pages, *(name for name, _ in site.data()), *(name for name, _ in site.assets())}
    for name, text in pages.items():
        ids = {a["id"] for _, a in Page(text).elements if "id" in a}
        for _, attributes in Page(text).elements:
            link = attributes.get("href") or attributes.get("src")
            if link is None:
                continue
            target, _, part = link.partition("#")
            path = (Path("/") / name).parent / target if target else Path("/") / name
            found = str(Path(*_resolved(path)))
            assert found in there, (name, link)
            if part and found == name:
                assert part in ids, (name, link)


def _resolved(path: Path) -> list[str]:
    parts: list[str] = []
    for part in path.parts[1:]:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return parts


def test_every_page_leads_back_to_the_first(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        links = {a.get("href") for tag, a in Page(text).elements if tag == "a"}
        assert "../" * name.count("/") + "index.html" in links, name


def test_each_page_is_a_whole_page(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        page = Page(text)
        named = {a["aria-labelledby"] for tag, a in page.elements if tag == "svg" and a.get("role") == "img"}
        assert named <= {a["id"] for _, a in page.elements if "id" in a}, name
        assert [page.count(tag) for tag in ("h1", "main", "header", "footer")] == [1] * 4, name
        assert ("html", {"lang": "en-GB"}) in page.elements
        ids = [a["id"] for _, a in page.elements if "id" in a]
        assert len(ids) == len(set(ids)), name
        assert "Proposal, not a decision" in page.text


def test_hostile_names_are_text_everywhere() -> None:
    plain = {name: Page(text) for name, text in tiny_site().pages()}
    for name, text in named_site(HOSTILE).pages():
        assert "<script>alert" not in text
        page = Page(text)
        assert re.fullmatch(r"[a-z0-9/.-]+", name), name
        kind = name.split("/")[0]
        alike = [p for other, p in plain.items() if other.split("/")[0] == kind]
        assert page.count("script") in {p.count("script") for p in alike}
        assert "7*7" in text or "{{" not in page.text  # a template in a name is not run
        assert "49" not in [t.strip() for t in page.texts if t.strip() == "49"]


def test_pages_tell_of_a_closed_building_in_words(pages: dict[str, str]) -> None:
    subject = Subject(result(), tiny_site().subject.record)
    page = Page(pages[f"buildings/{subject.page_of_building['B2']}"]).text
    for part in ("Closed", "Chapel Street Centre", "12 hours a week to Mill Lane Library (1.3 km)", "find no place"):
        assert part in page


def test_what_no_record_gives_is_said_with_what_is_used() -> None:
    estate = tiny_estate_with_partner()
    unknown = estate.replace(buildings=tuple(replace(b, condition=None) for b in estate.buildings))
    site = tiny_site(unknown)
    page = Page(dict(site.pages())[f"buildings/{site.subject.page_of_building['B2']}"]).text
    assert "Not on record Condition" in page
    assert "Condition grade" not in page


def test_a_ward_page_counts_buildings_and_people(pages: dict[str, str]) -> None:
    subject = tiny_site().subject
    page = Page(pages[f"wards/{subject.page_of_area['W1']}"]).text
    assert "Priority ward" in page
    assert "1 of 2 stay" in page
    assert "due regard" in page


def test_the_method_page_names_every_rule_and_how_to_do_it_again(pages: dict[str, str]) -> None:
    page = Page(pages["method.html"]).text
    for m in tiny_site().subject.result.measures:
        assert " ".join(m.requirement.sentence.split()) in page
    assert "estate-opt run tiny.toml --seed 1 --threads 2" in page
    assert "ab12" in page
    assert "241 checks held" in page


def test_what_studies_found_stands_on_the_pages_of_building_and_ward(tmp_path: Path) -> None:
    levers, doubt = tmp_path / "studies" / "explain", tmp_path / "studies" / "alternatives"
    levers.mkdir(parents=True)
    doubt.mkdir(parents=True)
    columns = "building_id,decision,loss_gbp_per_year,flip_condition,flip_running_cost,flip_hours,paragraph"
    (levers / "levers.csv").write_text(
        f"{columns}\nB2,closed,12000,grade A,,,It would cost <b>more</b> to keep it.\n", encoding="utf-8"
    )
    (doubt / "buildings.csv").write_text("building_id,why\nB2,No good plan keeps it.\n", encoding="utf-8")
    found = tiny_site().subject
    pages = dict(Site.of(found.result, found.record, Studied.of(tmp_path)).pages())
    building = Page(pages[f"buildings/{found.page_of_building['B2']}"]).text
    assert "It would cost <b>more</b> to keep it. No good plan keeps it." in building
    ward = Page(pages[f"wards/{found.page_of_area['W1']}"]).text
    assert "closed £12,000 condition: grade A" in ward
    without = Page(dict(tiny_site().pages())[f"wards/{found.page_of_area['W1']}"]).text
    assert "decide otherwise" not in without


def test_an_estate_without_wards_groups_or_polygons_has_its_pages() -> None:
    estate = tiny_estate_with_partner()
    bare = estate.replace(
        areas=tuple(replace(area, geometry=None) for area in estate.areas),
        neighbourhoods=tuple(replace(n, groups={}, deprivation_rank=None) for n in estate.neighbourhoods),
    )
    pages = dict(tiny_site(bare).pages())
    assert set(pages) >= KINDS
    ward = next(text for name, text in pages.items() if name.startswith("wards/"))
    assert "Longest extra way" in Page(ward).text


def test_names_that_are_alike_have_pages_of_their_own() -> None:
    names = [name for name, _ in named_site("Ÿ 名前 " * 40).pages()]
    assert len(names) == len(set(names))
    assert max(len(Path(name).name) for name in names) < 80


def test_written_whole_and_replaced_whole(tmp_path: Path) -> None:
    folder = tmp_path / "maps" / "site"
    first = write_site(tiny_site(), folder)
    assert first == folder / "index.html"
    (folder / "old.html").write_text("old")
    write_site(tiny_site(), folder)
    assert not (folder / "old.html").exists()
    assert sorted(p.name for p in folder.parent.iterdir()) == ["site"]


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(OutputError, match="holds other files"):
        write_site(tiny_site(), tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "precious"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        write_site(tiny_site(), tmp_path / "file" / "site")


def test_the_pack_needs_a_browser_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(OutputError, match="install Chromium"):
        write_site(tiny_site(), tmp_path / "site", pdf=True)
    assert not (tmp_path / "site").exists()


@pytest.mark.slow
def test_a_city_fits_into_a_mail() -> None:
    texts = {**dict(city_site().pages()), **dict(city_site().assets()), **dict(city_site().data())}
    assert sum(len(text.encode()) for text in texts.values()) < 4_600_000
    assert len(texts["map.html"].encode()) < 2_000_000


def test_plans_side_by_side_say_what_differs(tmp_path: Path) -> None:
    kept = replace(MIXED, options={**MIXED.options, "B4": "close"}, moves=MIXED.moves[:-1],
                   offers=frozenset(o for o in MIXED.offers if o[0] != "B4"))  # fmt: skip
    folder = write_sites([("mixed", tiny_site()), ("other", site_of(result(kept)))], tmp_path / "both").parent
    page = Page((folder / "index.html").read_text(encoding="utf-8")).text
    assert "1 building decided otherwise" in page
    assert "Plan B beside plan A" in page
    for name in ("A/index.html", "B/index.html", "A/map.html", "data/A-B/decisions.csv", "site.css"):
        assert (folder / name).is_file()
    assert "proven to be" in page
    assert "optimal" not in page


def one_building() -> Site:
    """A city with one building; its other ward has none."""
    estate = tiny_estate_with_partner()
    alone = estate.replace(
        buildings=estate.buildings[:1], activities=tuple(a for a in estate.activities if a.building_id == "B1")
    )
    return site_of(result(today(alone), plan_file(reduction={"share": 0.0}), alone))


def test_a_city_with_one_building_and_a_ward_with_none() -> None:
    site = one_building()
    pages = dict(site.pages())
    assert sum(name.startswith("buildings/") for name in pages) == 1
    without = Page(pages[f"wards/{site.subject.page_of_area['W2']}"]).text
    assert "No council building stands here today." in without
    for name, text in pages.items():
        assert "nan" not in re.findall(r"[a-z]+", Page(text.split("<script")[0]).text), name
        assert Page(text).count("h1") == 1


@pytest.mark.parametrize("name", [HOSTILE, "‏مكتبة הספרייה 🏛 “Quoted”", "x" * 200, " " * 3 + "trimmed", "Ÿ'\"<&>\u2028"])
def test_any_name_is_text_on_the_pages_side_by_side(tmp_path: Path, name: str) -> None:
    folder = write_sites([(name, named_site(name)), ("other", named_site(name))], tmp_path / "both").parent
    for file in ("index.html", "maps.html"):
        text = (folder / file).read_text(encoding="utf-8")
        page = Page(text)
        assert "<script>alert" not in text
        assert page.count("script") == (1 if file == "index.html" else 2)
        assert page.count("h1") == 1
    frames = [a for tag, a in Page((folder / "maps.html").read_text(encoding="utf-8")).elements if tag == "iframe"]
    assert [a["src"] for a in frames] == ["A/map.html#beside", "B/map.html#beside"]
    assert all((folder / str(a["src"]).partition("#")[0]).is_file() for a in frames)
    assert all(a["title"] for a in frames)


def test_the_neighbourhoods_of_the_map_stand_in_a_file() -> None:
    rows = list(csv.DictReader(io.StringIO(dict(tiny_site().data())["data/neighbourhoods.csv"])))
    assert len(rows) == 6
    first = rows[0]
    assert (first["neighbourhood"], first["people"]) == ("Mill Lane", "1500")
    assert (first["library_nearest_today"], first["library_today_km"]) == ("B1", "0.184")
    station = next(row for row in rows if row["neighbourhood"] == "Station")
    assert (station["library_nearest_today"], station["library_nearest_plan"]) == ("B4", "B1")


def test_files_beside_the_pages_have_names_in_place_of_ids_and_no_noughts_behind() -> None:
    rows = list(csv.DictReader(io.StringIO(dict(tiny_site().data())["data/equality.csv"])))
    assert {"ward", "service", "group"} <= set(rows[0])
    assert not {"ward_id", "service_id", "group_id", "standard_from"} & set(rows[0])
    assert not [cell for row in rows for cell in row.values() if re.fullmatch(r"-?\d+\.0+", cell)]
