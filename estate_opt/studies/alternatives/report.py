"""The study as tables and as data, written beside the run that it is about."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from estate_opt.inputs.folder import write_folder
from estate_opt.results.store import csv_text
from estate_opt.results.tables import Table
from estate_opt.results.tables.columns import Column, Format, Row, frame
from estate_opt.studies.alternatives.classes import BuildingClass, How, Standing
from estate_opt.studies.alternatives.describe import differences
from estate_opt.studies.alternatives.distance import distance
from estate_opt.studies.alternatives.study import Alternatives
from estate_opt.studies.alternatives.words import class_sentence, sentences

FOLDER = Path("studies") / "alternatives"
"""Where it goes in a run's folder."""

BUILDINGS: tuple[Column, ...] = (
    Column("building_id", Format.TEXT, "Id of the building."),
    Column("name", Format.TEXT, "Name of the building."),
    Column("type", Format.TEXT, "Type of building."),
    Column("ward_id", Format.TEXT, "Ward it lies in."),
    Column("decision", Format.TEXT, "What the run's plan decides."),
    Column("standing", Format.TEXT, "in every: kept in every plan within the limit; in none; swing: in some; or open."),
    Column("proven_by", Format.TEXT, "What proved it; nothing in its time where it is open."),
    Column("kept_in", Format.COUNT, "Plans found within the limit in which it is kept."),
    Column("plans_found", Format.COUNT, "Plans found within the limit."),
    Column("least_otherwise_share", Format.SHARE, "Plans that decide it otherwise are at least so much worse: proven."),
    Column("possible_otherwise", Format.FLAG, "No where it is proven that no plan at all decides it otherwise."),
    Column("best_otherwise_share", Format.SHARE, "By how much the best plan found that decides it otherwise is worse."),
    Column("why", Format.TEXT, "The same in a sentence."),
)
PLANS: tuple[Column, ...] = (
    Column("plan", Format.TEXT, "Folder of the plan, a run of its own."),
    Column("worse_share", Format.SHARE, "By how much it is worse than the run's plan by the preferences."),
    Column("buildings_apart", Format.NUMBER, "Least distance to the run's plan and those before: 0.1 = run otherwise."),
    Column("most_apart", Format.NUMBER, "No plan within the limit has a greater one: proven."),
    Column("buildings_from_best", Format.NUMBER, "Distance to the run's plan."),
    Column("differences", Format.TEXT, "What it has otherwise than the run's plan."),
)


def folder_name(number: int) -> str:
    """Folder of an alternative, by its number from 1."""
    return f"{number:02d}"


def study_tables(found: Alternatives) -> Mapping[str, Table]:
    """Every council building with its class; every alternative."""
    return {
        "buildings": Table("Which buildings are beyond doubt", BUILDINGS, frame(_buildings(found), BUILDINGS)),
        "plans": Table("Plans as different as possible", PLANS, frame(_plans(found), PLANS)),
    }


def study_data(found: Alternatives) -> dict[str, Any]:
    """The study as plain data."""
    return {
        "within_share": found.within.share,
        "preferences": {"best": found.within.best, "limit": found.within.limit, "bound": _known(found.within.bound)},
        "gap": _known(found.within.gap),
        "held": dict(found.within.held),
        "asked": found.asked,
        "exhausted": found.exhausted,
        "interrupted": found.interrupted,
        "plans_found": found.plans_found,
        "refused": found.refused,
        "better_by_share": None if found.better is None else -found.within.worse(found.better.value),
        "counts": {standing.value: found.counted(standing) for standing in Standing},
        "proven_by": {how.value: found.answered_by(how) for how in How},
        "seconds": {"plans": found.seconds[0], "buildings": found.seconds[1]},
        "sentences": list(sentences(found)),
        "plans": [dict(row) for row in _plans(found)],
        "buildings": [{key: _known(value) for key, value in row.items()} for row in _buildings(found)],
    }


def write_study(found: Alternatives, folder: Path) -> None:
    """Write tables and data, in place of those of an earlier study of the run.

    Raises
    ------
    OutputError
        Where the folder cannot be written; what was there is left as it was.
    """
    texts = {f"{name}.csv": csv_text(table) for name, table in study_tables(found).items()}
    texts["alternatives.json"] = json.dumps(study_data(found), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    write_folder(folder, texts, tuple(texts))


def _buildings(found: Alternatives) -> list[Row]:
    estate, after = found.best.estate, found.best.after
    rows: list[Row] = []
    for one in found.classes:
        k = estate.building_index[one.building_id]
        building = estate.buildings[k]
        rows.append(
            {
                "building_id": one.building_id,
                "name": building.name,
                "type": building.type,
                "ward_id": building.ward_code,
                "decision": after.decision[k].value,
                "standing": one.standing.value,
                "proven_by": one.how.value,
                "kept_in": one.kept_in,
                "plans_found": found.plans_found,
                "least_otherwise_share": _least(found, one),
                "possible_otherwise": _possible(one),
                "best_otherwise_share": None if one.best_otherwise is None else found.within.worse(one.best_otherwise),
                "why": class_sentence(found, one),
            }
        )
    return rows


def _least(found: Alternatives, one: BuildingClass) -> float | None:
    """By how much worse plans are at least that decide a building otherwise; nothing where nothing is proven of it."""
    return None if one.least_otherwise == -math.inf else max(0.0, found.within.worse(one.least_otherwise))


def _possible(one: BuildingClass) -> bool | None:
    """Whether a plan can decide a building otherwise; nothing where it is not known."""
    if one.least_otherwise == math.inf:
        return False
    return None if one.best_otherwise is None else True


def _plans(found: Alternatives) -> list[Row]:
    mine = found.best.plan.decisions
    return [
        {
            "plan": folder_name(number),
            "worse_share": found.within.worse(plan.witness.value),
            "buildings_apart": plan.apart,
            "most_apart": _known(plan.most_apart),
            "buildings_from_best": distance(found.best.estate, mine, plan.witness.result.plan.decisions),
            "differences": differences(found.best, plan.witness.result),
        }
        for number, plan in enumerate(found.plans, start=1)
    ]


def _known(value: Any) -> Any:
    """A figure, or nothing where it is not finite."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
