"""The page for a scrutiny board: data, policies, weights, mathematics, proof, hashes, and how to do it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from estate_opt.mapping.words import column_words, plain_words
from estate_opt.pages.tables import Cell, Heading, TableView, table_view
from estate_opt.publishing.parts import Fact
from estate_opt.publishing.subject import Subject
from estate_opt.results.manifest import Manifest

FORMULATION = (
    "For each building exactly one way of running it is chosen: as today, changed, transferred to the community, or "
    "closed.",
    "All activity of today is accounted for: it stays, moves to a building that has what the service needs and lies "
    "within the distance set for it, or is shown as ending without a home.",
    "No building hosts more than its rooms and opening hours hold.",
    "A neighbourhood counts as near to a service when a building that offers it lies within the distance or time of "
    "the access standard.",
    "A must of the plan file cannot be broken. An aim may be missed, at its weight; the program first makes what is "
    "missed as little as possible, tier by tier, and then, with that held, chooses the best plan by the preferences.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodPage:
    """What the method page shows."""

    sources: tuple[Fact, ...]
    gaps: TableView
    policies: TableView
    weights: TableView
    formulation: tuple[str, ...]
    proof: tuple[str, ...]
    stages: TableView
    hashes: TableView
    packages: str
    commands: tuple[str, ...]


def method_page(subject: Subject) -> MethodPage:
    """The method page of a plan."""
    record = subject.record
    return MethodPage(
        sources=tuple(_sources(subject)),
        gaps=_gaps(subject),
        policies=_policies(subject),
        weights=table_view(
            "weights", subject.tables["terms"], ["term", "unit", "weight", "figure", "scale"], file="data/terms.csv"
        ),
        formulation=FORMULATION,
        proof=subject.about.proof,
        stages=_stages(subject),
        hashes=_hashes(subject),
        packages=", ".join(f"{name} {version}" for name, version in sorted(record.packages.items())),
        commands=(
            f"estate-opt run {_plan_file(record)} --seed {record.solved.seed} --threads {record.solved.threads}",
            "estate-opt verify latest",
        ),
    )


def _plan_file(record: Manifest) -> str:
    """Name of the plan file, without the folder that it lay in; those that it extends come before it."""
    return ["PLANFILE", *record.plan_files][-1].replace("\\", "/").rpartition("/")[2]


def _sources(subject: Subject) -> Iterator[Fact]:
    source = subject.record.estate
    yield Fact("Estate", source.name)
    if source.notice:
        yield Fact("Notice", source.notice)
    yield Fact("Sources and licences", source.attribution or "None is given in the estate’s description.")
    yield Fact("Distances", source.travel)
    estate = subject.result.estate
    dated = sorted(b.record_date for b in estate.buildings if b.record_date is not None)
    if dated:
        yield Fact("Records of buildings", f"from {dated[0]:%B %Y} to {dated[-1]:%B %Y}")
    without = len(estate.buildings) - len(dated)
    if without:
        yield Fact("Buildings whose record has no date", f"{without} of {len(estate.buildings)}")
    vintages = sorted({n.deprivation_vintage for n in estate.neighbourhoods if n.deprivation_vintage})
    if vintages:
        yield Fact("Index of deprivation", ", ".join(vintages))
    if subject.record.illustrative_buildings:
        yield Fact("Made up for illustration", f"values of {subject.record.illustrative_buildings} buildings")


def _gaps(subject: Subject) -> TableView:
    """What is missing, by column, and what is used in its place."""
    found = Counter((a["table"], a["column"], a["basis"]) for a in subject.record.assumptions)
    return TableView(
        key="gaps",
        caption="Figures that no record gives",
        headings=(Heading("Figure"), Heading("Of"), Heading("Times", figures=True), Heading("What is used instead")),
        rows=tuple(
            (Cell(column_words(column).capitalize()), Cell(table), Cell(f"{times:,}", times), Cell(basis))
            for (table, column, basis), times in sorted(found.items(), key=lambda item: (-item[1], item[0]))
        ),
        file="data/assumptions.csv",
    )


def _policies(subject: Subject) -> TableView:
    """Each line of each policy as a sentence, its kind and weight, and who set it."""
    return TableView(
        key="policies",
        caption="What the plan was asked for",
        headings=(
            Heading("What was asked"),
            Heading("Kind"),
            Heading("Weight", figures=True),
            Heading("Tier", figures=True),
            Heading("Set by"),
            Heading("Result"),
        ),
        rows=tuple(
            (
                Cell(m.requirement.sentence),
                Cell("Must" if m.must else "Aim"),
                Cell("" if m.must else f"{m.policy.weight:g}", "" if m.must else m.policy.weight),
                Cell("" if m.must else str(m.policy.tier), "" if m.must else m.policy.tier),
                Cell(m.policy.set_by or "not said"),
                Cell(line.verdict, mark="met" if m.met else "missed"),
            )
            for m, line in zip(subject.result.measures, subject.view.targets, strict=True)
        ),
        file="data/policies.csv",
    )


def _stages(subject: Subject) -> TableView:
    return TableView(
        key="stages",
        caption="Stages of the proof",
        headings=(
            Heading("Stage"),
            Heading("This plan", figures=True),
            Heading("No plan can be below", figures=True),
            Heading("Seconds", figures=True),
        ),
        rows=tuple(
            (
                Cell(plain_words(s.stage)),
                Cell(f"{s.objective:.6g}", s.objective),
                Cell(f"{s.bound:.6g}", s.bound),
                Cell(f"{s.seconds:.1f}", s.seconds),
            )
            for s in subject.record.solved.stages
        ),
    )


def _hashes(subject: Subject) -> TableView:
    files = {**subject.record.plan_files, **subject.record.estate.files, **subject.record.files}
    names = {name: name.rpartition("/")[2] for name in files}
    return TableView(
        key="hashes",
        caption="Files and their fingerprints (SHA-256)",
        headings=(Heading("File"), Heading("SHA-256")),
        rows=tuple((Cell(names[name]), Cell(value, mark="hash")) for name, value in sorted(files.items())),
    )
