"""Files for people and for GIS, made from a result's tables: the workbook and the layers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from estate_opt.reporting.geopackage import write_geopackage
from estate_opt.reporting.workbook import write_workbook
from estate_opt.results.result import Result
from estate_opt.results.store import Writer
from estate_opt.results.summary import Summary
from estate_opt.results.tables import Table

WORKBOOK, GEOPACKAGE = "plan.xlsx", "plan.gpkg"

__all__ = ["GEOPACKAGE", "WORKBOOK", "report_writers", "write_geopackage", "write_workbook"]


def report_writers(result: Result, found: Mapping[str, Table], about: Summary, when: datetime) -> Mapping[str, Writer]:
    """Say how each file of a run is written, those that the plan file's outputs ask for.

    Parameters
    ----------
    result
        The plan with the estate.
    found
        Its tables.
    about
        Its summary.
    when
        Time of the run, which the files carry.
    """
    outputs = result.plan_file.outputs
    writers: dict[str, Writer] = {}
    if outputs.workbook:
        writers[WORKBOOK] = partial(write_workbook, about=about, found=found, when=when)
    if outputs.geopackage:
        writers[GEOPACKAGE] = partial(write_geopackage, result=result, found=found, when=when)
    return writers
