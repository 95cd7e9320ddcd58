"""A site on the disk: written in one piece or not at all; one plan, or several side by side."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from estate_opt.errors import OutputError
from estate_opt.pages import Beside, asset, page
from estate_opt.publishing.beside import beside_page, comparisons, letter
from estate_opt.publishing.pack import write_pack
from estate_opt.publishing.shorten import shortened
from estate_opt.publishing.site import FIRST, PACKAGE, SCRIPT, STYLE, Site
from estate_opt.publishing.subject import Subject
from estate_opt.results.store import csv_text

MAPS = "maps.html"
PACK = "pack.pdf"
"""All that is printed, in one file."""
COPIED = ("plan.xlsx",)
"""Files of the run that lie beside the pages."""


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
        tables = {
            f"data/{name}/{key}.csv": csv_text(shortened(table))
            for name, found in comparisons(subjects)
            for key, table in found.tables.items()
        }
        _write_texts(partial, {**dict(_pages_beside(subjects)), **tables, **dict(named[0][1].assets())})
    return folder / FIRST


def _pages_beside(subjects: Sequence[tuple[str, Subject]]) -> Iterator[tuple[str, str]]:
    """What differs, in words and tables; and the maps, linked with one another."""
    shown, plan = beside_page(subjects), subjects[0][1].view.title
    beside = Beside(STYLE, SCRIPT)
    yield FIRST, page("beside.html.j2", PACKAGE, beside=beside, page=shown, plan=plan)
    script = asset(PACKAGE, "beside.js")
    yield MAPS, page("maps.html.j2", PACKAGE, scripts=[script], beside=beside, frames=True, page=shown, plan=plan)


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
    for name, content in site.pictures():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
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
