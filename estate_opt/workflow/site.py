"""The pages of stored runs: one, or several side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from estate_opt.publishing import Site, Studied, write_site, write_sites
from estate_opt.results.stored import StoredRun
from estate_opt.studies.compare import require_same_inputs
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
        Where the run's inputs are not as they were.
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
    verify_stored(stored).require()
    return Site.of(reopen(stored), stored.manifest, Studied.of(stored.path))
