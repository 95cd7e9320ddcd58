"""Plans side by side: one page that says where they differ, and the whole site of each behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from estate_opt.mapping.view import BuildingView
from estate_opt.pages.tables import Cell, Heading, TableView, table_view
from estate_opt.publishing.sketch import Sketch, box_of, sketch
from estate_opt.publishing.subject import Subject
from estate_opt.results.figures import figure
from estate_opt.results.totals import LINES, totals
from estate_opt.studies.compare import Comparison, Side, compare

WORST = 15
"""Neighbourhoods that are named, those with the most people × km first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanBeside:
    """A plan on the page: its name, how good it is proven to be, the way to its site, its drawing."""

    letter: str
    name: str
    made: str
    href: str
    met: str
    drawing: Sketch | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A plan held against the first: sentences, and what differs."""

    heading: str
    said: tuple[str, ...]
    notes: tuple[str, ...]
    tables: tuple[TableView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BesidePage:
    """What the page shows."""

    plans: tuple[PlanBeside, ...]
    figures: TableView
    differences: tuple[Difference, ...]


def letter(position: int) -> str:
    """What a plan is called beside others: A, B, C …."""
    return chr(ord("A") + position)


def beside_page(named: Sequence[tuple[str, Subject]]) -> BesidePage:
    """The page of several plans.

    Parameters
    ----------
    named
        Each plan with its name, at least two, over the same estate; all are held against the rules of the first.
    """
    return BesidePage(
        plans=tuple(plan_beside(k, name, subject) for k, (name, subject) in enumerate(named)),
        figures=_figures([subject for _, subject in named]),
        differences=tuple(
            difference(named[0], other, f"A-{letter(k)}", f"Plan {letter(k)} beside plan A")
            for k, other in enumerate(named[1:], start=1)
        ),
    )


def comparisons(named: Sequence[tuple[str, Subject]]) -> Iterator[tuple[str, Comparison]]:
    """Each plan held against the first, with the name of its folder of tables."""
    for k, other in enumerate(named[1:], start=1):
        yield f"A-{letter(k)}", _compared(named[0], other)


def _compared(one: tuple[str, Subject], other: tuple[str, Subject]) -> Comparison:
    """A plan held against another, by the rules of the first."""
    (first_name, first), (name, subject) = one, other
    a, b = Side.of(first_name, first.result), Side.of(name, subject.result)
    return compare(first.result.plan_file, first.result.context, a, b)


def plan_beside(position: int, name: str, subject: Subject) -> PlanBeside:
    """What is said of a plan beside others.

    Parameters
    ----------
    position
        Its place among them, from 0.
    name
        What it is called.
    subject
        The plan.
    """
    targets = subject.view.targets
    return PlanBeside(
        letter=letter(position),
        name=subject.view.title.scenario
        if name == subject.record.scenario
        else f"{subject.view.title.scenario} ({name})",
        made=subject.view.title.proof,
        href=f"{letter(position)}/index.html",
        met=f"{sum(line.met for line in targets)} of {len(targets)} of its own targets met",
        drawing=_drawing(position, subject),
    )


def _drawing(position: int, subject: Subject) -> Sketch | None:
    """The same land in each plan, so that eyes can go from one to the other."""
    shown: Sequence[BuildingView] = subject.view.buildings
    if not shown:
        return None
    return sketch(
        f"Plan {letter(position)}: what becomes of the council’s buildings",
        [(polygon, False) for polygon in subject.outlines.values()],
        shown,
        box=box_of([(b.longitude, b.latitude) for b in shown]),
    )


def _figures(subjects: Sequence[Subject]) -> TableView:
    """The estate today and in each plan."""
    states = [totals(subjects[0].result.before), *(totals(subject.result.after) for subject in subjects)]
    names = ["Today", *(f"Plan {letter(k)}" for k in range(len(subjects)))]
    return TableView(
        key="figures",
        caption="The estate in figures",
        headings=(Heading("Figure"), *(Heading(name, figures=True) for name in names)),
        rows=tuple(
            (
                Cell(line.label),
                *(Cell(figure(float(value), line.unit), float(value)) for value in _values(states, line.name)),
            )
            for line in LINES
        ),
    )


def _values(states: Sequence[object], name: str) -> list[float]:
    return [getattr(state, name) for state in states]


def difference(one: tuple[str, Subject], other: tuple[str, Subject], folder: str, heading: str = "") -> Difference:
    """What differs between two plans.

    Parameters
    ----------
    one, other
        Each plan with its name; both are held against the rules of the first.
    folder
        Where the whole tables lie, under ``data``; part of the ids on the page.
    heading
        What stands above it.
    """
    found = _compared(one, other)
    tables = found.tables
    policies = tables["policies"].rows
    changed = replace(tables["policies"], rows=policies[policies["status_a"] != policies["status_b"]])
    worst = replace(tables["neighbourhoods"], rows=tables["neighbourhoods"].rows.head(WORST))
    return Difference(
        heading=heading,
        said=found.said,
        notes=found.notes,
        tables=(
            table_view(f"decisions-{folder}", tables["decisions"], ["name", "ward", "option_a", "option_b"],
                       file=f"data/{folder}/decisions.csv"),
            table_view(f"policies-{folder}", changed, ["sentence", "kind", "status_a", "status_b"],
                       file=f"data/{folder}/policies.csv"),
            table_view(f"neighbourhoods-{folder}", worst,
                       ["neighbourhood", "ward", "service", "people", "distance_a_km", "distance_b_km", "extra_km"],
                       file=f"data/{folder}/neighbourhoods.csv"),
        ),
    )  # fmt: skip
