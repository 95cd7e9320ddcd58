"""The site of a plan: every page made from plain data, written in one piece or not at all."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from estate_opt.errors import OutputError
from estate_opt.mapping import map_page
from estate_opt.mapping.symbols import symbol_styles
from estate_opt.pages import Beside, asset, page
from estate_opt.publishing.area import area_page
from estate_opt.publishing.beside import beside_page, comparisons, letter
from estate_opt.publishing.building import building_page
from estate_opt.publishing.lists import list_pages
from estate_opt.publishing.method import method_page
from estate_opt.publishing.neighbourhoods import neighbourhoods_table
from estate_opt.publishing.overview import overview_page
from estate_opt.publishing.pack import write_pack
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
PACK = "pack.pdf"
"""All that is printed, in one file."""
LINKS = re.compile(r"</?a\b[^>]*>")
COPIED = ("plan.xlsx",)
"""Files of the run that lie beside the pages."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the navigation; ``here`` where it is the page itself."""

    text: str
    href: str
    here: bool


@dataclass(frozen=True, eq=False)
class Site:
    """Pages and tables of a plan, by file name."""

    subject: Subject
    studied: Studied

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
            shown = building_page(k, self.subject, self.studied)
            yield shown.file, self._page("building.html.j2", shown.file, shown, note=NOTE)
        for listed in list_pages(self.subject):
            yield listed.file, self._page("list.html.j2", listed.file, listed)
        yield "method.html", self._page("method.html.j2", "method.html", method_page(self.subject))

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
        return page(
            template,
            PACKAGE,
            beside=Beside(f"{root}{STYLE}", f"{root}{SCRIPT}"),
            page=content,
            plan=self.subject.view.title,
            navigation=[Link(text, root + href, href == file) for text, href in NAVIGATION],
            root=root,
            **more,
        )


def write_site(site: Site, folder: Path, run: Path | None = None, *, pdf: bool = False) -> Path:
    """Write a site, all of it or nothing; one that is there already is replaced.

    Parameters
    ----------
    site
        What is written.
    folder
        Where its pages lie; made where it is missing.
    run
        The run's folder, from which the workbook is copied.
    pdf
        Whether all that is printed is added as one PDF, by a browser of this machine.

    Returns
    -------
    Path
        The first page.

    Raises
    ------
    OutputError
        Where the folder cannot be written, or holds something that is no site, or where a PDF is asked for and no
        browser is there; all is left as it was.
    """
    with replacing(folder) as partial:
        _write_all(partial, site, run, pdf=pdf)
    return folder / FIRST


def write_sites(named: Sequence[tuple[str, Site]], folder: Path, runs: Sequence[Path] = ()) -> Path:
    """Write plans side by side: the page that compares them, and each one's site in a folder of its own.

    Parameters
    ----------
    named
        Each plan's name and site, at least two, over the same estate.
    folder
        As for :func:`write_site`.
    runs
        Folders of the runs, in the same order, from which workbooks are copied.

    Raises
    ------
    OutputError
        As for :func:`write_site`.
    """
    subjects = [(name, site.subject) for name, site in named]
    with replacing(folder) as partial:
        for k, (_, site) in enumerate(named):
            _write_all(partial / letter(k), site, runs[k] if runs else None, pdf=False)
        first = named[0][1]
        text = page(
            "beside.html.j2",
            PACKAGE,
            beside=Beside(STYLE, SCRIPT),
            page=beside_page(subjects),
            plan=first.subject.view.title,
        )
        tables = {
            f"data/{name}/{key}.csv": csv_text(shortened(table))
            for name, found in comparisons(subjects)
            for key, table in found.tables.items()
        }
        _write_texts(partial, {FIRST: text, **tables, **dict(first.assets())})
    return folder / FIRST


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A new folder that takes the place of one of the same name when the block ends well; else nothing changes."""
    if folder.exists() and any(folder.iterdir()) and not (folder / FIRST).is_file():
        raise OutputError(f"{folder} holds other files than a site. Name an empty or a new folder.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".partial-", dir=folder.parent) as temporary:
            partial = Path(temporary) / "site"
            partial.mkdir()
            yield partial
            if folder.exists():
                folder.rename(Path(temporary) / "before")
            partial.rename(folder)
    except OSError as error:
        raise OutputError(
            f"The site cannot be written to {folder} ({error.strerror or error}). "
            "Choose a folder that you may write to, or free some space on the disk."
        ) from error


def _write_all(folder: Path, site: Site, run: Path | None, *, pdf: bool) -> None:
    _write_texts(folder, {**dict(site.pages()), **dict(site.data()), **dict(site.assets())})
    for name in COPIED:
        if run is not None and (run / name).is_file():
            shutil.copyfile(run / name, folder / name)
    if pdf:
        write_pack(site.pack(), folder / PACK)


def _write_texts(folder: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
