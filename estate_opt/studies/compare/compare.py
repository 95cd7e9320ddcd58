"""Two plans of one estate side by side, both held against the policies of one plan file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from estate_opt.config.schema import Inputs, PlanFile
from estate_opt.domain.decisions import Decisions, today
from estate_opt.domain.plan import Plan
from estate_opt.errors import InputError, Problem
from estate_opt.policies import Context
from estate_opt.policies.access import POPULATION
from estate_opt.results.equality import NOTE, Equality
from estate_opt.results.facts import standards
from estate_opt.results.figures import count, km, people
from estate_opt.results.groups import unknown_groups
from estate_opt.results.proven import proof_words
from estate_opt.results.result import Result
from estate_opt.results.tables import Table
from estate_opt.results.verify import broken_physics, check_decisions
from estate_opt.studies.compare import access, decisions, figures

TODAY = "today"
"""Name of the baseline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two.

    Parameters
    ----------
    name
        What it is called: ``today``, or the name of a run.
    made
        How it came about, for people: proven to what gap, hand-made, or the estate as it is.
    decisions
        What it decides.
    plan_file
        The rules that it was made for; ``None`` for the baseline.
    """

    name: str
    made: str
    decisions: Decisions
    plan_file: PlanFile | None = None

    @classmethod
    def of(cls, name: str, result: Result) -> Side:
        """A plan."""
        proof = proof_words(result.plan).removesuffix(".")
        made = proof[:1].lower() + proof[1:]
        return cls(name=name, made=made, decisions=result.plan.decisions, plan_file=result.plan_file)

    @classmethod
    def today(cls, context: Context) -> Side:
        """The estate as it is run today."""
        return cls(name=TODAY, made="the estate as it is run today", decisions=today(context.estate))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """Two plans side by side.

    Parameters
    ----------
    a, b
        The two.
    judged_by
        Scenario whose policies, standards and distances both are held against.
    said
        What matters most, in sentences.
    notes
        What every reader has to know.
    tables
        ``decisions`` that differ, ``policies``, ``totals``, ``hours`` by service, ``access`` by ward and group,
        ``inequality``, and ``neighbourhoods`` whose way differs. Columns that end in ``_a`` and ``_b`` are those of
        the two; differences are B less A.
    """

    a: Side
    b: Side
    judged_by: str
    said: tuple[str, ...]
    notes: tuple[str, ...]
    tables: Mapping[str, Table]


def compare(plan_file: PlanFile, context: Context, a: Side, b: Side) -> Comparison:
    """Set two plans side by side.

    Parameters
    ----------
    plan_file, context
        The policies that both are held against, and the estate of both.
    a, b
        The two.

    Raises
    ------
    InputError
        Where the decisions of one do not fit the estate.
    """
    for side in (a, b):
        _require_fit(context, side)
    first, second = (Result(plan_file, context, Plan.by_hand(side.decisions)) for side in (a, b))
    sides = Equality(context.estate, standards(plan_file, context.estate), first.after, second.after)
    tables = {
        "decisions": Table("Decisions that differ", decisions.COLUMNS, decisions.differing(first, second)),
        "policies": Table("Policies", figures.POLICIES, figures.policies(first, second)),
        "totals": Table("The estate", figures.TOTALS, figures.totals_of(first, second)),
        "hours": Table("Hours by service", figures.HOURS, figures.hours_of(first, second)),
        "access": Table("Access by ward and group", access.ACCESS, access.access(sides)),
        "inequality": Table("Inequality of distances", access.INEQUALITY, access.inequality(sides)),
        "neighbourhoods": Table("Neighbourhoods", access.NEIGHBOURHOODS, access.neighbourhoods(sides)),
    }
    return Comparison(
        a=a,
        b=b,
        judged_by=plan_file.scenario,
        said=tuple(_said(tables)),
        notes=tuple(_notes(first, second, a, b)),
        tables=tables,
    )


def require_same_inputs(first: Mapping[str, str], second: Mapping[str, str], names: tuple[str, str]) -> None:
    """Refuse to compare plans of different inputs.

    Parameters
    ----------
    first, second
        SHA-256 of each file of the two estates, by name.
    names
        What the two are called.

    Raises
    ------
    InputError
        With each file that differs.
    """
    remedy = "Compare plans of one estate: make the older one again from the tables of the newer."
    wrong = []
    for name in sorted(set(first) | set(second)):
        if name not in first or name not in second:
            here, there = names if name in first else reversed(names)
            wrong.append(Problem(name, f"The estate of {here} has this file, that of {there} does not.", remedy))
        elif first[name] != second[name]:
            message = f"The file of {names[0]} and that of {names[1]} are not the same."
            wrong.append(Problem(name, message, remedy))
    if wrong:
        raise InputError(wrong)


def _require_fit(context: Context, side: Side) -> None:
    wrong = [said for said in check_decisions(context, side.decisions) if said]
    if wrong:
        remedy = "Compare it over the estate that it was made from."
        raise InputError([Problem(side.name, sentence, remedy) for sentence in wrong])


def _said(tables: Mapping[str, Table]) -> Iterator[str]:
    """The comparison in a few sentences."""
    yield f"{count(len(tables['decisions'].rows), 'building')} decided otherwise."
    rules = tables["policies"].rows
    met_a, met_b = (rules[column].astype(bool) for column in ("met_a", "met_b"))
    yield (
        f"A meets {met_a.sum()} of {count(len(rules), 'target')}, B {met_b.sum()}: "
        f"{(met_a & met_b).sum()} are met by both, {(met_a & ~met_b).sum()} by A alone, {(met_b & ~met_a).sum()} by B "
        "alone."
    )
    everybody, places = tables["access"].rows, tables["neighbourhoods"].rows
    everybody = everybody[(everybody["ward_id"] == "") & (everybody["group_id"] == POPULATION)]
    for row in everybody.to_dict("records"):
        if row["farther"] or row["nearer"]:
            yield _way(row, places[places["service_id"] == row["service_id"]])


def _way(row: Mapping[Any, Any], places: pd.DataFrame) -> str:
    """Who has to go further to a service in B than in A, and by how much."""
    worse = places[places["extra_km"] > 0]
    by = ""
    if len(worse):
        mean = (worse["people"] * worse["extra_km"]).sum() / worse["people"].sum()
        by = f", by {km(mean)} on average and {km(worse['extra_km'].max())} at most"
    lost = f"; {people(row['losing_cover'])} within {row['standard']} in A no longer are" if row["losing_cover"] else ""
    return (
        f"{row['service']}: {people(row['farther'])} have a longer way in B than in A{by}{lost}. "
        f"{people(row['nearer'])} have a shorter way."
    )


def _notes(first: Result, second: Result, a: Side, b: Side) -> Iterator[str]:
    asked = first.plan_file
    yield f"Both are held against the rules of scenario {_rules(asked)}. Differences are B less A."
    for letter, side, result in (("A", a, first), ("B", b, second)):
        rules = "" if side.plan_file is None else _own_rules(side.plan_file, asked)
        yield f"{letter} is {side.name}: {side.made}{rules}."
        broken = broken_physics(result)
        if broken:
            yield f"{letter} does not hold physically: {count(len(broken), 'finding')}, the first: {broken[0]}"
    yield NOTE
    missing = unknown_groups(first.estate)
    if missing:
        yield missing
    yield f"Distances: {first.estate.travel.basis}."


def _own_rules(own: PlanFile, asked: PlanFile) -> str:
    """Say where a plan was made for other rules than those that it is held against here."""
    same_ways = _ways(own.inputs) == _ways(asked.inputs)
    same_rules = (own.policies, own.inputs.priority) == (asked.policies, asked.inputs.priority)
    if same_rules and same_ways and own.preferences == asked.preferences:
        return ""
    return f", made for the rules of scenario {_rules(own)}{'' if same_ways else _other_ways(own.inputs)}"


def _ways(inputs: Inputs) -> tuple[object, ...]:
    return inputs.detour, inputs.speed_km_per_hour, inputs.travel


def _other_ways(inputs: Inputs) -> str:
    """Distances that are not those of this comparison, in words."""
    file = next(iter(inputs.travel.files.values()), None)
    if file is not None:
        return f" and distances of {file.name}"
    return f" and distances of straight line × {inputs.detour:g} at {inputs.speed_km_per_hour:g} km/h"


def _rules(plan_file: PlanFile) -> str:
    """A plan file as people know it: its scenario and its title."""
    return f"{plan_file.scenario} ({plan_file.title})" if plan_file.title else plan_file.scenario
