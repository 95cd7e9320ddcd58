"""Stress as tables and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from estate_opt.results.tables import Column, Format, Table
from estate_opt.results.tables.columns import frame
from estate_opt.studies.stress.outcome import BEYOND, OVERFULL, UNVIABLE
from estate_opt.studies.stress.regret import Replanned
from estate_opt.studies.stress.study import Stress
from estate_opt.studies.stress.survey import SurveyFirst
from estate_opt.studies.stress.verdicts import Verdict
from estate_opt.studies.stress.words import (
    regret_sentences,
    rehoused_sentences,
    stress_sentences,
    survey_line,
    survey_sentences,
    target_sentence,
)

RANGE = (
    Column("least", Format.NUMBER, "Least of all cases."),
    Column("p10", Format.NUMBER, "A tenth of the cases have less."),
    Column("median", Format.NUMBER, "Half of the cases have less."),
    Column("p90", Format.NUMBER, "Nine tenths of the cases have less."),
    Column("greatest", Format.NUMBER, "Greatest of all cases."),
)
TARGETS = (
    Column("line", Format.TEXT, "The line of the plan file's rules, unique in a plan."),
    Column("sentence", Format.TEXT, "What is asked, with the figures as assumed."),
    Column("kind", Format.TEXT, "must or aim."),
    Column("met_in_plan", Format.FLAG, "Whether the plan meets it with the figures as assumed."),
    Column("cases", Format.COUNT, "Cases measured."),
    Column("held", Format.COUNT, "Cases in which it holds."),
    Column("share_held", Format.SHARE, "Share of the cases in which it holds."),
    Column("unit", Format.TEXT, "Unit of the next figures."),
    Column("plan", Format.NUMBER, "Figure in the plan as assumed."),
    Column("worst", Format.NUMBER, "Figure in the worst case."),
    Column("worst_wanted", Format.NUMBER, "What is asked in that case."),
    Column("worst_case", Format.TEXT, "Which case that is."),
    *RANGE,
    Column("shortfall_unit", Format.TEXT, "Unit in which a shortfall is weighed."),
    Column("shortfall_p10", Format.NUMBER, "A tenth of the cases miss it by less."),
    Column("shortfall_median", Format.NUMBER, "Half of the cases miss it by less."),
    Column("shortfall_p90", Format.NUMBER, "Nine tenths of the cases miss it by less."),
    Column("shortfall_worst", Format.NUMBER, "By how much it is missed at worst."),
)
TOTALS = (
    Column("total", Format.TEXT, "Which total."),
    Column("label", Format.TEXT, "What it is, in words."),
    Column("unit", Format.TEXT, "Its unit."),
    Column("plan", Format.NUMBER, "In the plan as assumed."),
    *RANGE,
)
ROOMS = (
    Column("building_id", Format.TEXT, "Building that would host more than it has room for."),
    Column("cases", Format.COUNT, "Cases in which it would."),
    Column("worst_beyond_hours_per_week", Format.HOURS, "Hours that do not fit at worst."),
    Column("worst_case", Format.TEXT, "Which case that is."),
)
CASES = (
    Column("case", Format.TEXT, "Name of the case."),
    Column("sentence", Format.TEXT, "What is other than assumed."),
    Column("targets_met", Format.COUNT, "Lines of the plan file's rules that hold."),
    Column("beyond_capacity_hours_per_week", Format.HOURS, "Activity that no longer fits."),
    Column("buildings_beyond_capacity", Format.COUNT, "Buildings in which it does not."),
    Column("outlets_below_viable", Format.COUNT, "Outlets with fewer hours than a viable one needs."),
    Column("running_cost_gbp_per_year", Format.GBP, "Net running cost, hire included."),
)
REHOUSED = (
    Column("case", Format.TEXT, "Name of the case."),
    Column("as_it_stands_targets_met", Format.COUNT, "Lines that hold with nothing changed."),
    Column("as_it_stands_broken", Format.COUNT, "What would not fit or break a must."),
    Column("fits", Format.FLAG, "Whether everything fits with activity housed anew and every building as decided."),
    Column("targets_met", Format.COUNT, "Lines that hold then."),
    Column("hindsight_targets_met", Format.COUNT, "Lines that hold in a plan made with hindsight."),
    Column("buildings_decided_otherwise", Format.COUNT, "Buildings that such a plan decides otherwise."),
)
REGRET = (
    Column("case", Format.TEXT, "Case planned anew."),
    Column("against", Format.TEXT, "as it stands, or activity housed anew with every building as decided."),
    Column("measure", Format.TEXT, "A stage of the solve, or a term of the preferences."),
    Column("unit", Format.TEXT, "Its unit; empty where it is weighted."),
    Column("plan", Format.NUMBER, "Of the plan; less is better."),
    Column("hindsight", Format.NUMBER, "Of the plan made with hindsight."),
    Column("regret_at_least", Format.NUMBER, "By how much hindsight is proven to be better at least."),
    Column("regret_at_most", Format.NUMBER, "And at most; empty where that is not proven."),
    Column("like_with_like", Format.FLAG, "Whether both reach the same in every stage before."),
)
SURVEY = (
    Column("rank", Format.COUNT, "Place on the list."),
    Column("building_id", Format.TEXT, "Building."),
    Column("building", Format.TEXT, "Its name."),
    Column("decision", Format.TEXT, "stays or leaves in the plan."),
    Column("verdict", Format.TEXT, "What a survey could do: flips, unsettled, open or stands."),
    Column("running_cost_gbp_per_year", Format.GBP, "What the best plan known that decides otherwise costs more."),
    Column("people", Format.COUNT, "People whose reach of some service is another in that plan."),
    Column("other_buildings", Format.COUNT, "Other buildings that it decides otherwise."),
    Column("margin", Format.NUMBER, "By how much its preferences are worse with the values assumed."),
    Column("sentence", Format.TEXT, "All of it in words."),
)
VALUES = (
    Column("building_id", Format.TEXT, "Building."),
    Column("column", Format.TEXT, "What no record gives."),
    Column("assumed", Format.TEXT, "What the plan assumes."),
    Column("value", Format.TEXT, "What a survey could find."),
    Column("verdict", Format.TEXT, "What that would do to the decision."),
    Column("proven", Format.FLAG, "Whether it is proven, and not only that no better plan is known."),
)


def stress_tables(found: Stress, replanned: Sequence[Replanned] = ()) -> Mapping[str, Table]:
    """Every table of a stress, by name."""
    return {
        "targets": Table("Targets over the cases", TARGETS, frame(_targets(found), TARGETS)),
        "totals": Table("Totals over the cases", TOTALS, frame(_totals(found), TOTALS)),
        "rooms": Table("Buildings without room", ROOMS, frame(_rooms(found), ROOMS)),
        "cases": Table("Cases", CASES, frame(_cases(found), CASES)),
        "rehoused": Table("Activity housed anew", REHOUSED, frame(_rehoused(replanned), REHOUSED)),
        "regret": Table("Regret", REGRET, frame(_regret(replanned), REGRET)),
    }


def survey_tables(found: SurveyFirst) -> Mapping[str, Table]:
    """Every table of a survey-first list, by name."""
    return {
        "survey_first": Table("Survey first", SURVEY, frame(_survey(found), SURVEY)),
        "survey_values": Table("What a survey could find", VALUES, frame(_values(found), VALUES)),
    }


def stress_data(found: Stress, replanned: Sequence[Replanned] = ()) -> dict[str, Any]:
    """A stress as JSON has it: settings, sentences, and the rows of its tables."""
    return {
        "spread": asdict(found.spread) | {"activity_of": dict(found.spread.activity_of)},
        "corners": found.corners,
        "seed": found.seed,
        "cases_asked": found.asked,
        "cases": len(found.outcomes),
        "cases_in_which_all_stands": found.standing,
        "sentences": [*stress_sentences(found), *rehoused_sentences(replanned)],
        "target_sentences": [target_sentence(line) for line in found.targets if line.held < line.cases],
        "regret_sentences": [
            {"case": one.case, "sentences": [*regret_sentences(one)]} for one in replanned if one.hindsight is not None
        ],
        **_as_data(stress_tables(found, replanned)),
    }


def survey_data(found: SurveyFirst) -> dict[str, Any]:
    """A survey-first list as JSON has it."""
    return {
        "buildings": len(found.lines),
        "reached": found.reached,
        "numbers": {str(verdict): sum(line.verdict is verdict for line in found.lines) for verdict in Verdict},
        "sentences": [*survey_sentences(found)],
        **_as_data(survey_tables(found)),
    }


def _as_data(tables: Mapping[str, Table]) -> dict[str, Any]:
    """Rows of each table, an empty cell as null, and what each column means."""
    return {
        "tables": {
            name: json.loads(table.rows.to_json(orient="records", double_precision=15))
            for name, table in tables.items()
        },
        "columns": {name: {column.name: column.meaning for column in table.columns} for name, table in tables.items()},
    }


def _range(figures: Any) -> dict[str, float]:
    return {
        "least": figures.least,
        "p10": figures.tenth,
        "median": figures.median,
        "p90": figures.ninetieth,
        "greatest": figures.greatest,
    }


def _targets(found: Stress) -> Iterable[dict[str, Any]]:
    for line in found.targets:
        planned = line.planned
        yield {
            "line": planned.key,
            "sentence": planned.requirement.sentence,
            "kind": planned.policy.kind.value,
            "met_in_plan": planned.met,
            "cases": line.cases,
            "held": line.held,
            "share_held": line.share_held,
            "unit": planned.shown.unit.value,
            "plan": planned.shown.value,
            "worst": line.worst,
            "worst_wanted": line.worst_target,
            "worst_case": line.worst_case,
            **_range(line.figure),
            "shortfall_unit": planned.requirement.unit.value,
            "shortfall_p10": line.shortfall.tenth,
            "shortfall_median": line.shortfall.median,
            "shortfall_p90": line.shortfall.ninetieth,
            "shortfall_worst": line.shortfall.greatest,
        }


def _totals(found: Stress) -> Iterable[dict[str, Any]]:
    for total in found.totals:
        named = {"total": total.name, "label": total.label, "unit": str(total.unit), "plan": total.planned}
        yield named | _range(total.figure)


def _rooms(found: Stress) -> Iterable[dict[str, Any]]:
    for room in found.rooms:
        yield {
            "building_id": room.building_id,
            "cases": room.cases,
            "worst_beyond_hours_per_week": room.worst_hours_per_week,
            "worst_case": room.worst_case,
        }


def _cases(found: Stress) -> Iterable[dict[str, Any]]:
    for outcome in found.outcomes:
        yield {
            "case": outcome.name,
            "sentence": outcome.sentence,
            "targets_met": sum(m.met for m in outcome.measures),
            "beyond_capacity_hours_per_week": outcome.totals[BEYOND],
            "buildings_beyond_capacity": int(outcome.totals[OVERFULL]),
            "outlets_below_viable": int(outcome.totals[UNVIABLE]),
            "running_cost_gbp_per_year": outcome.totals["running_cost_gbp_per_year"],
        }


def _rehoused(replanned: Iterable[Replanned]) -> Iterable[dict[str, Any]]:
    for one in replanned:
        known = one.hindsight_standing
        yield {
            "case": one.case,
            "as_it_stands_targets_met": one.as_it_stands.met,
            "as_it_stands_broken": len(one.as_it_stands.broken),
            "fits": one.rehoused is not None,
            "targets_met": None if one.rehoused is None else one.rehoused.met,
            "hindsight_targets_met": None if known is None else known.met,
            "buildings_decided_otherwise": None if known is None else len(one.decided_otherwise),
        }


def _regret(replanned: Iterable[Replanned]) -> Iterable[dict[str, Any]]:
    for one in replanned:
        for against, regret in (
            ("as it stands", one.regret_as_it_stands),
            ("activity housed anew", one.regret_rehoused),
        ):
            if regret is None:
                continue
            for stage in regret.stages:
                yield {
                    "case": one.case,
                    "against": against,
                    "measure": stage.stage,
                    "plan": stage.plan,
                    "hindsight": stage.hindsight,
                    "regret_at_least": stage.at_least,
                    "regret_at_most": stage.at_most,
                    "like_with_like": stage.comparable,
                }
            for term in regret.terms:
                yield {
                    "case": one.case,
                    "against": against,
                    "measure": term.name,
                    "unit": term.unit,
                    "plan": term.plan,
                    "hindsight": term.hindsight,
                }


def _survey(found: SurveyFirst) -> Iterable[dict[str, Any]]:
    for rank, line in enumerate(found.lines, start=1):
        hangs = line.hangs
        yield {
            "rank": rank,
            "building_id": line.building_id,
            "building": line.name,
            "decision": "stays" if line.stays else "leaves",
            "verdict": line.verdict.value,
            "running_cost_gbp_per_year": None if hangs is None else hangs.running_cost_gbp_per_year,
            "people": None if hangs is None else round(hangs.people),
            "other_buildings": None if hangs is None else hangs.others,
            "margin": line.margin,
            "sentence": survey_line(line),
        }


def _values(found: SurveyFirst) -> Iterable[dict[str, Any]]:
    for line in found.lines:
        for quality in line.qualities:
            for finding in quality.findings:
                yield {
                    "building_id": line.building_id,
                    "column": quality.column,
                    "assumed": quality.assumed,
                    "value": finding.value.words,
                    "verdict": finding.verdict.value,
                    "proven": finding.proven,
                }
