"""The lever sheet as a table: a row a building, for spreadsheets, programs and the screen."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from estate_opt.studies.explain.flip import Found
from estate_opt.studies.explain.sheet import LeverSheet

Row = dict[str, Any]
OWN = ("condition", "running_cost", "hours")
"""What of a building's own data has columns."""

COLUMNS: Mapping[str, str] = {
    "building_id": "Id of the building",
    "building": "Its name",
    "type": "Its type",
    "ward": "Its ward",
    "priority_ward": "Whether the ward is a priority ward",
    "decision": "What the plan decides",
    "option": "How the plan runs it",
    "other_decision": "The opposite in the best plan found with it; empty where there is none",
    "other_option": "How that plan runs it",
    "proof": "What is proven of the opposite: no plan possible, proven worse, proven as good, open",
    "decided_by": "Stage that decides between the two: a shortfall of the targets, or the preferences",
    "loss_gbp_per_year": "How much more the opposite counts in all, as running cost in £ a year; by the plans found",
    "loss_at_least_gbp_per_year": "The least that it can be as far as is proven; below 0 the opposite may be better",
    "loss_at_most_gbp_per_year": "The most that it can be as far as is proven",
    "running_cost_more_gbp_per_year": "Net running cost with the opposite, less that of the plan",
    "one_off_more_gbp": "Works and exits with the opposite, less those of the plan",
    "people_losing_reach": "Most people of any service who are within its standard in the plan only",
    "people_losing_reach_priority": "Most people of any service in priority wards likewise",
    "service_lost": "Service of which most people lose reach",
    "hours_moved_more_per_week": "Activity that moves with the opposite, less that of the plan",
    "hours_ended_more_per_week": "Activity that ends with the opposite, less that of the plan",
    "targets_missed_more": "Targets that the plan meets and the opposite misses",
    "targets_met_more": "Targets that the opposite meets and the plan misses",
    "buildings_otherwise": "Other buildings that are decided otherwise",
    "elsewhere": "Their names, with what becomes of them",
    **{f"flip_{key}": f"Least {key.replace('_', ' ')} at which the decision flips; empty where none is known"
       for key in OWN},
    **{f"flip_{key}_is": f"What is known of it: {', '.join(found.value for found in Found)}" for key in OWN},
    "forced_by": "Rules that leave no choice",
    "seconds": "Time that the answer took",
    "paragraph": "All of this for a resident",
}  # fmt: skip


def rows(sheet: LeverSheet) -> list[Row]:
    """A row a building that has its answer, in the order of the estate."""
    return [_row(answer) for answer in sheet.answers.values()]


def nearest_first(found: Iterable[Row]) -> list[Row]:
    """The rows by how little lies between the decision and its opposite; what is not weighed in money comes last."""
    last = float("inf")
    return sorted(
        found,
        key=lambda row: (last if row["loss_gbp_per_year"] is None else row["loss_gbp_per_year"], row["building_id"]),
    )


def csv_of(found: Iterable[Row]) -> str:
    """Rows as CSV; unknown figures are empty."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)
    return text.getvalue()


def _row(answer: Mapping[str, Any]) -> Row:
    about, comparison, worth = answer["about"], answer["comparison"], answer["worth"] or {}
    row: Row = dict.fromkeys(COLUMNS)
    row |= {
        "building_id": about["building_id"],
        "building": about["name"],
        "type": about["type"],
        "ward": about["ward"],
        "priority_ward": about["priority"],
        "decision": about["decision"],
        "option": about["option"],
        "other_decision": about["other_decision"],
        "other_option": about["other_option"],
        "proof": comparison["verdict"],
        "decided_by": comparison["stage"],
        "loss_gbp_per_year": worth.get("found_gbp_per_year"),
        "loss_at_least_gbp_per_year": worth.get("least_gbp_per_year"),
        "loss_at_most_gbp_per_year": worth.get("most_gbp_per_year"),
        "forced_by": "; ".join(answer["forced"]),
        "seconds": round(answer["seconds"], 3),
        "paragraph": answer["paragraph"],
    }
    if answer["effects"] is not None:
        row |= _effects(answer["effects"])
    for flip in answer["flips"]:
        if flip["key"] in OWN:
            row[f"flip_{flip['key']}"] = flip["said"] if flip["value"] is not None else None
            row[f"flip_{flip['key']}_is"] = flip["found"]
    return row


def _effects(found: Mapping[str, Any]) -> Row:
    more = {change["name"]: change["opposite"] - change["plan"] for change in found["totals"]}
    lost = max(found["reach"], key=lambda reach: reach["losing"], default=None)
    missed = sum(t["met_in_plan"] and not t["met_with_opposite"] for t in found["targets"])
    met = sum(t["met_with_opposite"] and not t["met_in_plan"] for t in found["targets"])
    return {
        "running_cost_more_gbp_per_year": round(more["running_cost_gbp_per_year"], 2),
        "one_off_more_gbp": round(more["works_gbp"] + more["exit_cost_gbp"], 2),
        "people_losing_reach": round(lost["losing"]) if lost else 0,
        "people_losing_reach_priority": round(max((r["losing_priority"] for r in found["reach"]), default=0.0)),
        "service_lost": lost["service"] if lost and round(lost["losing"]) else "",
        "hours_moved_more_per_week": round(more["moved_hours_per_week"], 3),
        "hours_ended_more_per_week": round(more["ended_hours_per_week"], 3),
        "targets_missed_more": missed,
        "targets_met_more": met,
        "buildings_otherwise": len(found["elsewhere"]),
        "elsewhere": "; ".join(
            f"{e['building']} ({e['building_id']}): {e['option_with_opposite']}, not {e['option_in_plan']}"
            for e in found["elsewhere"]
        ),
    }
