"""What studies of the run have found of each building: the lever sheet, and whether the building is beyond doubt."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from estate_opt.pages.tables import NONE, Cell, Heading, TableView
from estate_opt.publishing.parts import building_cell
from estate_opt.publishing.subject import Subject
from estate_opt.results.figures import pounds
from estate_opt.studies.alternatives.report import FOLDER as ALTERNATIVES
from estate_opt.studies.explain.written import LEVERS_CSV, folder_of

FLIPS = (("condition", "condition"), ("running_cost", "running cost"), ("hours", "activity"))
"""Columns of the lever sheet, and what they are called."""

Rows = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Studied:
    """Rows of the studies' tables, by building id; empty where a study was not made.

    Parameters
    ----------
    levers
        The lever sheet (``estate-opt explain --all``).
    standings
        Whether every good plan keeps a building, or none (``estate-opt alternatives``).
    """

    levers: Rows = field(default_factory=dict)
    standings: Rows = field(default_factory=dict)

    @classmethod
    def of(cls, run: Path) -> Studied:
        """What lies beside a run."""
        return cls(_rows(folder_of(run) / LEVERS_CSV), _rows(run / ALTERNATIVES / "buildings.csv"))

    def sentences(self, building_id: str) -> tuple[str, ...]:
        """What they say of a building."""
        said = (self.levers.get(building_id, {}).get("paragraph"), self.standings.get(building_id, {}).get("why"))
        return tuple(sentence for sentence in said if sentence)


def levers_table(key: str, building_ids: list[str], studied: Studied, subject: Subject, root: str) -> TableView:
    """Rows of the lever sheet: what each building's opposite costs, and the least change that would flip it."""
    return TableView(
        key=key,
        caption="What it would take to decide otherwise",
        headings=(
            Heading("Building"),
            Heading("Decision"),
            Heading("Deciding otherwise counts as (£ a year)", figures=True),
            Heading("What would flip it"),
        ),
        rows=tuple(
            (
                building_cell(subject.buildings[building_id], subject, root),
                Cell(studied.levers[building_id]["decision"]),
                _loss(studied.levers[building_id]["loss_gbp_per_year"]),
                Cell("; ".join(_flips(studied.levers[building_id])) or NONE),
            )
            for building_id in building_ids
            if building_id in studied.levers
        ),
    )


def _loss(text: str) -> Cell:
    return Cell(pounds(float(text)), float(text)) if text else Cell(NONE, "")


def _flips(row: Mapping[str, str]) -> Iterator[str]:
    for column, name in FLIPS:
        if row[f"flip_{column}"]:
            yield f"{name}: {row[f'flip_{column}']}"


def _rows(path: Path) -> Rows:
    if not path.is_file():
        return {}
    found = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    return {row["building_id"]: row for row in found}
