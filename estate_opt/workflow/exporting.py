"""A stored run's layers and tables into a database."""

from __future__ import annotations

from collections.abc import Mapping

from estate_opt.reporting.postgis import SCHEMA, require_postgis, write_postgis
from estate_opt.results.stored import StoredRun
from estate_opt.results.tables import tables
from estate_opt.workflow.stored import reopen, verify_stored


def export_run(stored: StoredRun, to: str, *, schema: str = SCHEMA, overwrite: bool = False) -> Mapping[str, int]:
    """Write a stored run's layers and tables to a PostGIS database.

    Parameters
    ----------
    stored
        The run.
    to
        Address of the database.
    schema
        Schema of the tables; made where it is missing.
    overwrite
        Whether tables of an earlier export may be replaced.

    Returns
    -------
    Mapping
        Rows by table.

    Raises
    ------
    InputError
        Where the run's inputs are not as they were, or the database cannot be reached or refuses.
    VerificationFailed
        Where a figure of the run is not what its decisions give: it is not exported.
    OutputError
        Where tables are there already. Whatever is raised, the database is as it was.
    """
    require_postgis(to)  # before the work of verifying, so that a wrong address is told at once
    verify_stored(stored).require()
    result = reopen(stored)
    manifest = stored.manifest
    about = {
        "run": stored.name,
        "title": result.plan_file.title,
        "written": manifest.written.isoformat(sep=" ", timespec="minutes"),
    }
    return write_postgis(to, result=result, found=tables(result), about=about, schema=schema, overwrite=overwrite)
