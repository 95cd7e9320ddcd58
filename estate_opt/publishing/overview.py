"""The first page: the proposal in one screen, and the way to everything else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from estate_opt.mapping.summary import TargetGroup, target_groups
from estate_opt.mapping.words import short_pounds
from estate_opt.pages.charts import Bars, bars
from estate_opt.pages.tables import Cell, Heading, TableView
from estate_opt.publishing.sketch import Sketch, box_of, sketch
from estate_opt.publishing.subject import Subject
from estate_opt.results.equality import NOTE
from estate_opt.results.figures import count, figure, number, percent
from estate_opt.results.totals import totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A figure of today and of the plan."""

    label: str
    today: str
    plan: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage:
    """What the first page shows."""

    headlines: tuple[Headline, ...]
    targets: TableView
    met: int
    asked: int
    proof: str
    checks: str
    assumptions: str
    chart: Bars
    near: TableView
    spread: tuple[str, ...]
    equality_note: str
    drawing: Sketch | None
    wards: tuple[tuple[str, str, bool], ...]
    committees: tuple[tuple[str, str], ...]


def overview_page(subject: Subject) -> OverviewPage:
    """The first page of a plan."""
    targets = subject.view.targets
    near = tuple(_near(subject))
    return OverviewPage(
        headlines=headlines(subject),
        targets=targets_table(subject),
        met=sum(line.met for line in targets),
        asked=len(targets),
        proof=subject.view.title.proof,
        checks=f"{subject.record.checks:,} figures of it were recomputed from the council’s records and its decisions, "
        "without the program that found it, and agree.",
        assumptions=_assumptions(subject),
        chart=bars("near-chart", "People near to each service", near),
        near=_near_table(near, subject),
        spread=tuple(subject.view.equality.spread),
        equality_note=NOTE,
        drawing=_drawing(subject),
        wards=tuple(
            (ward.name, f"wards/{subject.page_of_area[ward.area_id]}",
             ward.area_id in subject.result.context.priority_wards)
            for ward in subject.wards
        ),
        committees=tuple((c.name, f"committees/{subject.page_of_area[c.area_id]}") for c in subject.committees),
    )  # fmt: skip


def headlines(subject: Subject) -> tuple[Headline, ...]:
    """The figures at the head of a plan's first page."""
    return tuple(_headlines(subject))


def targets_table(subject: Subject) -> TableView:
    """Targets by policy, and whether they are met."""
    return _targets(target_groups(subject.view.targets))


def _headlines(subject: Subject) -> Iterator[Headline]:
    today, plan = totals(subject.result.before), totals(subject.result.after)
    for line in subject.view.headlines:
        yield Headline(label=line.label, today=line.today, plan=line.planned, note=line.note)
    avoided = today.backlog_kept_gbp - plan.backlog_kept_gbp
    yield Headline(
        label="Maintenance backlog",
        today=short_pounds(today.backlog_kept_gbp),
        plan=short_pounds(plan.backlog_kept_gbp),
        note=f"{short_pounds(avoided)} avoided",
    )
    yield Headline(
        label="Spent once",
        today="nothing",
        plan=short_pounds(plan.works_gbp + plan.exit_cost_gbp),
        note=f"sale receipts {short_pounds(plan.receipt_low_gbp)} to {short_pounds(plan.receipt_high_gbp)}",
    )
    yield Headline(
        label="Emissions a year",
        today=figure(today.carbon_kgco2e_per_year, "kg CO₂e a year").removesuffix(" a year"),
        plan=figure(plan.carbon_kgco2e_per_year, "kg CO₂e a year").removesuffix(" a year"),
    )
    everybody = float(subject.result.estate.population.sum())
    if subject.facts.standards and everybody:
        first = subject.facts.standards[0]
        limits = (first.service_id, first.limit, first.unit, first.outlets)
        here = subject.result.estate.population
        shares = [
            float(here[s.covered(*limits)].sum()) / everybody for s in (subject.result.before, subject.result.after)
        ]
        service = subject.result.estate.service_by_id[first.service_id].name
        yield Headline(
            label=f"People within {first.words} of: {service}", today=percent(shares[0]), plan=percent(shares[1])
        )


def _targets(groups: Sequence[TargetGroup]) -> TableView:
    """A line for each policy: the line of it that is missed by most, or its first where all are met."""
    return TableView(
        key="targets",
        caption="Targets",
        headings=(
            Heading("What was asked"),
            Heading("Kind"),
            Heading("Today", figures=True),
            Heading("Plan", figures=True),
            Heading("Target", figures=True),
            Heading("Result"),
        ),
        rows=tuple(
            (
                Cell(group.first.sentence),
                Cell("Must" if group.must else "Aim"),
                Cell(group.first.today),
                Cell(group.first.planned),
                Cell(group.first.target),
                Cell(_verdict(group), mark="met" if group.all_met else "missed"),
            )
            for group in groups
        ),
        file="data/policies.csv",
    )


def _verdict(group: TargetGroup) -> str:
    if len(group.lines) == 1:
        return group.first.verdict
    if group.all_met:
        return f"Met, as are all {len(group.lines)} such targets"
    return (
        f"{group.met} of {len(group.lines)} such targets met; this one is missed by most: {group.first.verdict.lower()}"
    )


Pair = tuple[str, float, float, str, str]


def _near(subject: Subject) -> Iterator[Pair]:
    """People near to each service, today and in the plan."""
    people = subject.result.estate.population
    for standard in subject.facts.standards:
        limits = (standard.service_id, standard.limit, standard.unit, standard.outlets)
        today, plan = (float(people[s.covered(*limits)].sum()) for s in (subject.result.before, subject.result.after))
        service = subject.result.estate.service_by_id[standard.service_id].name
        yield service, today, plan, number(today, 0), number(plan, 0)


def _near_table(near: Sequence[Pair], subject: Subject) -> TableView:
    return TableView(
        key="near",
        caption="People near to each service",
        headings=(
            Heading("Service"),
            Heading("Near means"),
            Heading("People near today", figures=True),
            Heading("In the plan", figures=True),
        ),
        rows=tuple(
            (Cell(service), Cell(f"within {standard.words}"), Cell(texts[0], today), Cell(texts[1], plan))
            for (service, today, plan, *texts), standard in zip(near, subject.facts.standards, strict=True)
        ),
        file="data/coverage.csv",
    )


def _assumptions(subject: Subject) -> str:
    assumed = subject.record.assumptions
    if not assumed:
        return "Nothing is assumed: every figure has a record."
    commonest = Counter(a["column"] for a in assumed).most_common(1)[0]
    records = count(len({(a["table"], a["record"]) for a in assumed}), "record")
    return (
        f"{len(assumed):,} figures of {records} are assumed for want of data, most often "
        f"the {commonest[0].replace('_', ' ')} ({commonest[1]:,} times)."
    )


def _drawing(subject: Subject) -> Sketch | None:
    shown = subject.view.buildings
    if not shown:
        return None
    return sketch(
        f"Council buildings in {subject.view.title.estate}, and what becomes of them",
        [
            (subject.outlines.get(ward.area_id), ward.area_id in subject.result.context.priority_wards)
            for ward in subject.wards
        ],
        shown,
        box=box_of([(b.longitude, b.latitude) for b in shown]),
    )
