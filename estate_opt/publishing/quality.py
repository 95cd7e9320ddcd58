"""The data-quality page: one file that needs nothing but itself, for those who keep the register."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from estate_opt.errors import Problem, Severity
from estate_opt.inputs.quality import Completeness, Proposal, Quality
from estate_opt.mapping.words import column_words, date_words, short_pounds, type_words
from estate_opt.pages import asset, page
from estate_opt.pages.tables import NONE, Cell, Heading, TableView
from estate_opt.results.figures import count, percent, pounds

HERE, SHARED = "estate_opt.publishing", "estate_opt.pages"
SHOWN = 100
"""Rows of a long list that the page shows; the JSON beside it has all."""
LITTLE = 0.5
"""Share of known values up to which a cell is marked as wanting."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure at the top: what it is, the figure, and a note."""

    label: str
    figure: str
    note: str


def quality_page(quality: Quality) -> str:
    """Write the quality of an estate's data as a page; the same quality gives the same bytes.

    Parameters
    ----------
    quality
        What was found.
    """
    return page(
        "quality.html.j2",
        HERE,
        styles=[asset(HERE, "site.css")],
        scripts=[asset(SHARED, "tables.js"), asset(SHARED, "filters.js")],
        quality=quality,
        judged_on=date_words(quality.today),
        headlines=tuple(_headlines(quality)),
        stops=tuple(_sentences(quality.problems, Severity.ERROR)),
        columns=_survey_columns(quality),
        buildings=_survey_buildings(quality),
        duplicates=_duplicates(quality),
        outliers=_outliers(quality),
        of_buildings=_of_buildings(quality),
        of_tables=_of_tables(quality),
        ages=_ages(quality),
        old=_old(quality),
        assumed=_assumed(quality),
        shown=SHOWN,
    )


def _headlines(quality: Quality) -> Iterator[Headline]:
    buildings = [c for c in quality.completeness if c.table == "buildings" and not c.type]
    known, rows = sum(c.known for c in buildings), sum(c.rows for c in buildings)
    merge = sum(1 for d in quality.duplicates if d.proposal is Proposal.MERGE)
    at_stake = sum(b.at_stake_gbp for b in quality.survey.buildings)
    yield Headline("Errors that stop a plan", f"{quality.errors:,}", f"of {count(len(quality.problems), 'finding')}")
    yield Headline("Known of the buildings", percent(known / rows if rows else 1.0), f"of {rows:,} values")
    yield Headline("May be one building", f"{len(quality.duplicates):,}", f"pairs of rows, {merge:,} to merge")
    yield Headline("Figures that stand out", f"{len(quality.outliers):,}", "to be checked")
    yield Headline("Old records", f"{len(quality.ages.old):,}", "over 5 years")
    yield Headline("Hangs on missing values", short_pounds(at_stake), "how it is reckoned stands below")


def _sentences(problems: Sequence[Problem], severity: Severity) -> Iterator[str]:
    chosen = [str(problem) for problem in problems if problem.severity is severity]
    yield from chosen[:SHOWN]
    if len(chosen) > SHOWN:
        yield f"… and {len(chosen) - SHOWN:,} more."


def _survey_columns(quality: Quality) -> TableView:
    return TableView(
        key="survey-columns",
        caption="Missing values by how much money hangs on them",
        headings=(
            Heading("Value"),
            Heading("Missing of buildings", figures=True),
            Heading("Hangs on them, £", figures=True),
            Heading("Assumed until then"),
        ),
        rows=tuple(
            (
                Cell(_column(c.column)),
                Cell(f"{c.missing:,} of {c.of:,}", c.missing),
                Cell(pounds(c.at_stake_gbp), c.at_stake_gbp),
                Cell(c.assumed),
            )
            for c in quality.survey.columns
        ),
    )


def _survey_buildings(quality: Quality) -> TableView:
    return TableView(
        key="survey-buildings",
        caption="Buildings to survey first",
        headings=(
            Heading("Building"),
            Heading("Id"),
            Heading("Type"),
            Heading("Missing, what most hangs on first"),
            Heading("Hangs on them, £", figures=True),
        ),
        rows=tuple(
            (
                Cell(b.name or NONE),
                Cell(b.building_id),
                Cell(type_words(b.type)),
                Cell(", ".join(column_words(column) for column in b.missing)),
                Cell(pounds(b.at_stake_gbp), b.at_stake_gbp),
            )
            for b in quality.survey.buildings[:SHOWN]
        ),
    )


def _duplicates(quality: Quality) -> TableView:
    return TableView(
        key="duplicates",
        caption="Rows that may be one building",
        headings=tuple(map(Heading, ("Row to keep", "Other row", "What speaks for it", "Proposal", "Why"))),
        rows=tuple(
            (
                Cell(f"{d.names[0]} ({d.first})"),
                Cell(f"{d.names[1]} ({d.second})"),
                Cell(", ".join(d.evidence)),
                Cell(d.proposal.value),
                Cell(d.reason),
            )
            for d in quality.duplicates[:SHOWN]
        ),
    )


def _outliers(quality: Quality) -> TableView:
    return TableView(
        key="outliers",
        caption="Figures that stand out",
        headings=tuple(map(Heading, ("Building", "Id", "Type", "What", "Finding"))),
        rows=tuple(
            (Cell(o.name or NONE), Cell(o.building_id), Cell(type_words(o.type)), Cell(o.figure), Cell(o.sentence))
            for o in quality.outliers[:SHOWN]
        ),
    )


def _of_buildings(quality: Quality) -> TableView:
    """A row for each column, a column for all buildings and one for each type."""
    found = [c for c in quality.completeness if c.table == "buildings"]
    types = sorted({c.type for c in found if c.type})
    rows = []
    for column, group in groupby(found, key=lambda c: c.column):
        by_type = {c.type: c for c in group}
        whole = by_type[""]
        rows.append(
            (
                Cell(_column(column) + (" (needed)" if whole.needed else "")),
                Cell(f"{whole.missing:,}", whole.missing),
                Cell(f"{whole.made_up:,}", whole.made_up),
                *(_share(by_type.get(kind)) for kind in ("", *types)),
            )
        )
    return TableView(
        key="completeness",
        caption="Known values of the buildings, by type",
        headings=(
            Heading("Value"),
            Heading("Missing", figures=True),
            Heading("Made up", figures=True),
            Heading("Known of all", figures=True),
            *(Heading(type_words(kind), figures=True) for kind in types),
        ),
        rows=tuple(rows),
    )


def _share(found: Completeness | None) -> Cell:
    if found is None or not found.rows:
        return Cell(NONE, "")
    return Cell(percent(found.share, 0), found.share, mark="missed" if found.share <= LITTLE else "")


def _of_tables(quality: Quality) -> TableView:
    return TableView(
        key="tables",
        caption="Known values of the other tables",
        headings=(
            Heading("Value"), Heading("Table"), Heading("Rows", figures=True), Heading("Missing", figures=True),
            Heading("Known", figures=True),
        ),
        rows=tuple(
            (
                Cell(_column(c.column) + (" (needed)" if c.needed else "")),
                Cell(c.table),
                Cell(f"{c.rows:,}", c.rows),
                Cell(f"{c.missing:,}", c.missing),
                _share(c),
            )
            for c in quality.completeness
            if c.table != "buildings"
        ),
    )  # fmt: skip


def _ages(quality: Quality) -> TableView:
    return TableView(
        key="ages",
        caption="Age of the records of the council’s buildings",
        headings=(Heading("Age"), Heading("Records", figures=True), Heading("Share", figures=True)),
        rows=tuple(
            (Cell(band), Cell(f"{records:,}", records), Cell(percent(records / max(1, quality.council)), records))
            for band, records in quality.ages.bands
        ),
    )


def _old(quality: Quality) -> TableView:
    return TableView(
        key="old",
        caption="Records over 5 years old, oldest first",
        headings=(*map(Heading, ("Building", "Id", "Type", "Record of")), Heading("Years", figures=True)),
        rows=tuple(
            (
                Cell(r.name or NONE),
                Cell(r.building_id),
                Cell(type_words(r.type)),
                Cell(r.record_date),
                Cell(f"{r.years:.1f}", r.years),
            )
            for r in quality.ages.old[:SHOWN]
        ),
    )


def _assumed(quality: Quality) -> TableView:
    return TableView(
        key="assumed",
        caption="What a plan assumes where a value is missing",
        headings=(Heading("Value"), Heading("Missing of buildings", figures=True), Heading("Assumed")),
        rows=tuple(
            (Cell(_column(a.column)), Cell(f"{a.missing:,} of {a.of:,}", a.missing), Cell(a.assumed))
            for a in quality.assumed
        ),
    )


def _column(column: str) -> str:
    """A column for people; the first letter is a capital, and an abbreviation stays as it is."""
    words = column_words(column)
    return words[:1].upper() + words[1:]
