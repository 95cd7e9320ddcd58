"""The site of a plan: every page made from plain data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from estate_opt.mapping import map_page
from estate_opt.mapping.symbols import symbol_styles
from estate_opt.pages import Beside, asset, page
from estate_opt.publishing.area import area_page
from estate_opt.publishing.building import building_page, photo_file
from estate_opt.publishing.frontier import FOLDER as FRONTIER
from estate_opt.publishing.frontier import ShownFrontier, frontier_page, point_pages
from estate_opt.publishing.lists import list_pages
from estate_opt.publishing.method import method_page
from estate_opt.publishing.neighbourhoods import neighbourhoods_table
from estate_opt.publishing.overview import overview_page
from estate_opt.publishing.photos import Photos
from estate_opt.publishing.shorten import shortened
from estate_opt.publishing.studied import Studied
from estate_opt.publishing.subject import Subject
from estate_opt.results.manifest import Manifest
from estate_opt.results.reasons import NOTE
from estate_opt.results.result import Result
from estate_opt.results.store import csv_text

PACKAGE, SHARED = "estate_opt.publishing", "estate_opt.pages"
STYLE, SCRIPT = "site.css", "site.js"
NAVIGATION = (
    ("Overview", "index.html"),
    ("Map", "map.html"),
    ("Wards", "wards.html"),
    ("Buildings", "buildings.html"),
    ("Groups of people", "equality.html"),
    ("Method", "method.html"),
)
FIRST = "index.html"
NEIGHBOURHOODS = "data/neighbourhoods.csv"
LINKS = re.compile(r"</?a\b[^>]*>")
OTHER_PLANS = ("Other plans", f"{FRONTIER}/{FIRST}")
"""The frontier's place in the navigation, where one was made."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the navigation; ``here`` where it is the page itself."""

    text: str
    href: str
    here: bool


@dataclass(frozen=True, eq=False)
class Site:
    """Pages and tables of a plan, by file name.

    Parameters
    ----------
    subject
        The plan.
    studied, frontier
        What studies of it have found.
    photos
        Photos of its buildings.
    """

    subject: Subject
    studied: Studied = field(default_factory=Studied)
    photos: Photos = field(default_factory=Photos)
    frontier: ShownFrontier | None = None

    @classmethod
    def of(cls, result: Result, record: Manifest, studied: Studied | None = None) -> Site:
        """The site of a result with its manifest, and what studies of it have found."""
        return cls(Subject(result, record), studied or Studied())

    def pages(self) -> Iterator[tuple[str, str]]:
        """Each page: its file name and its text; the same plan gives the same texts."""
        yield "index.html", self._page("overview.html.j2", "index.html", overview_page(self.subject))
        links = {b: f"buildings/{page}" for b, page in self.subject.page_of_building.items()}
        yield "map.html", map_page(self.subject.view, FIRST, links)
        for area in (*self.subject.wards, *self.subject.committees):
            found = area_page(area, self.subject, self.studied)
            yield found.file, self._page("area.html.j2", found.file, found)
        for k in range(len(self.subject.result.estate.buildings)):
            shown = building_page(k, self.subject, self.studied, self.photos)
            yield shown.file, self._page("building.html.j2", shown.file, shown, note=NOTE)
        for listed in list_pages(self.subject):
            yield listed.file, self._page("list.html.j2", listed.file, listed)
        yield "method.html", self._page("method.html.j2", "method.html", method_page(self.subject))
        if self.frontier is not None:
            name = OTHER_PLANS[1]
            yield name, self._page("frontier_site.html.j2", name, frontier_page(self.frontier))
            for file, point in point_pages(self.frontier, self.subject).items():
                yield file, self._page("point.html.j2", file, point)

    def pictures(self) -> Iterator[tuple[str, bytes]]:
        """Each photo, as JPEG."""
        for building_id, photo in self.photos.by_building.items():
            yield photo_file(building_id, self.subject), photo.content

    def pack(self) -> str:
        """All that is printed, as one page with everything inside it."""
        areas = [area_page(area, self.subject, self.studied) for area in self.subject.wards]
        text = page(
            "pack.html.j2",
            PACKAGE,
            styles=[asset(PACKAGE, "site.css"), symbol_styles()],
            scripts=[asset(SHARED, "tables.js"), asset(SHARED, "filters.js")],
            plan=self.subject.view.title,
            overview=overview_page(self.subject),
            areas=areas,
            method=method_page(self.subject),
        )
        return LINKS.sub("", text)  # paper leads nowhere

    def data(self) -> Iterator[tuple[str, str]]:
        """Each table as CSV, to the digits that people need; the run's own files have all of them."""
        for name, table in self.subject.tables.items():
            yield f"data/{name}.csv", csv_text(shortened(table))
        yield NEIGHBOURHOODS, csv_text(shortened(neighbourhoods_table(self.subject.view)))

    def assets(self) -> Iterator[tuple[str, str]]:
        """What all pages share: their look, and the script that sorts and filters tables."""
        yield STYLE, "\n".join([asset(SHARED, "plain.css"), asset(PACKAGE, "site.css"), symbol_styles()])
        yield SCRIPT, "\n".join([asset(SHARED, "tables.js"), asset(SHARED, "filters.js")])

    def _page(self, template: str, file: str, content: Any, **more: Any) -> str:
        root = "../" * file.count("/")
        links = NAVIGATION if self.frontier is None else (*NAVIGATION, OTHER_PLANS)
        return page(
            template,
            PACKAGE,
            beside=Beside(f"{root}{STYLE}", f"{root}{SCRIPT}"),
            page=content,
            plan=self.subject.view.title,
            navigation=[Link(text, root + href, href == file) for text, href in links],
            root=root,
            **more,
        )
