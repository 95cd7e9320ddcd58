"""The pages of stored runs: one, or several side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from estate_opt.publishing import Photos, ShownFrontier, Site, Studied, Subject, write_site, write_sites
from estate_opt.publishing.photos import FOLDER as PHOTOS
from estate_opt.results.stored import StoredRun, load_run
from estate_opt.studies.compare import require_same_inputs
from estate_opt.studies.frontier import folder_of
from estate_opt.workflow.stored import reopen, verify_stored

SITE = "site"
"""The folder of a run's pages, beside the map page of its scenario."""


def publish_site(stored: StoredRun, folder: Path | None = None, *, pdf: bool = False) -> Path:
    """Write the site of a stored run: its pages, tables and workbook.

    Parameters
    ----------
    stored
        The run.
    folder
        Where the pages lie; ``site`` in the scenario's folder under the plan file's maps where absent.
    pdf
        Whether all that is printed is added as one PDF.

    Returns
    -------
    Path
        The first page.

    Raises
    ------
    InputError
        Where the run's inputs are not as they were, a photo is none, or its frontier cannot be read.
    VerificationFailed
        Where a figure of the run is not what its decisions give: it is not published.
    OutputError
        Where the folder cannot be written.
    """
    plan_file = stored.plan_file
    to = plan_file.outputs.maps / plan_file.scenario / SITE if folder is None else folder
    return write_site(_site(stored), to, stored.path, pdf=pdf)


def publish_beside(runs: Sequence[StoredRun], folder: Path) -> Path:
    """Write stored runs of one estate side by side: the page that compares them, and each one's site behind it.

    Raises
    ------
    InputError
        Where the runs are of different inputs, or those are not as they were.
    VerificationFailed, OutputError
        As :func:`publish_site`.
    """
    for first, other in pairwise(runs):
        require_same_inputs(first.manifest.estate.files, other.manifest.estate.files, (first.name, other.name))
    return write_sites([(run.name, _site(run)) for run in runs], folder, [run.path for run in runs])


def _site(stored: StoredRun) -> Site:
    subject = _subject(stored)
    estate = Path(stored.manifest.estate.path)
    return Site(
        subject,
        Studied.of(stored.path),
        Photos.of(estate / PHOTOS, subject.result.estate.buildings),
        ShownFrontier.of(folder_of(stored.path), subject, lambda path: _subject(load_run(path))),
    )


def _subject(stored: StoredRun) -> Subject:
    """A stored plan as its pages show it; one that does not verify is not published."""
    verify_stored(stored).require()
    return Subject(reopen(stored), stored.manifest)
