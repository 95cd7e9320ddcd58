"""The summary that people see first."""

import json
import math
from dataclasses import asdict
from datetime import datetime

import pytest

from estate_opt.domain.plan import Outcome
from estate_opt.results.manifest import Manifest, Origin, manifest
from estate_opt.results.summary import PROPOSAL, summary
from tests.results.plans import result

ORIGIN = Origin(estate_path="tiny", estate_files={}, plan_files={})


def record() -> Manifest:
    return manifest(result(), ORIGIN, when=datetime(2026, 3, 1, 12), checks=241)


def test_each_target_says_today_plan_target_and_by_how_much_it_is_missed() -> None:
    found = summary(record())
    use = next(line for line in found.targets if "80% use" in line.label)
    assert (use.today, use.plan, use.change, use.target) == ("40%", "43.3%", "+3.3 percentage points", "80%")
    assert use.status == "missed by 36.7 percentage points (77 hours a week)"
    assert use in found.missed
    fewer = next(line for line in found.targets if "council buildings stay" in line.label)
    assert (fewer.today, fewer.plan, fewer.target) == ("4 buildings", "2 buildings", "at most 1 building")
    kept = next(line for line in found.targets if line.kind == "must")
    assert (kept.today, kept.plan, kept.change, kept.status) == ("as asked", "as asked", "unchanged", "met")


def test_use_is_shown_over_both_hours() -> None:
    lines = {line.label: line for line in summary(record()).totals}
    assert lines["Use, over the plan's opening hours"].plan == "43.3%"
    assert lines["Use, in hours no shorter than today's"].plan == "43.3%"
    assert lines["Net running cost, hire included"].change == "−£65,660 a year"


def test_it_says_what_every_reader_has_to_know() -> None:
    found = summary(record())
    assert found.notes[0] == PROPOSAL
    assert "Tinytown is made up for tests." in found.notes
    assert "Only the 12 nearest receiving buildings are considered." in found.notes
    assert any("straight line" in note for note in found.notes)
    assert "241 checks held" in found.proof[-1]
    assert found.proof[0].startswith("Proven to be within the gap asked for: gap 0.5%")


def test_assumptions_and_illustrative_values_are_counted() -> None:
    some = {"table": "buildings", "record": "B1", "column": "condition", "assumed": "grade C", "basis": "median"}
    found = summary(record().model_copy(update={"assumptions": (some, some), "illustrative_buildings": 3}))
    assert any(note.startswith("2 values of 1 records are assumed") for note in found.notes)
    assert any(note.startswith("3 buildings have values made up") for note in found.notes)


def test_an_unproven_plan_says_so() -> None:
    base = record()
    solved = base.solved.model_copy(update={"outcome": Outcome.TIME_LIMIT, "gap": math.inf})
    found = summary(base.model_copy(update={"solved": solved}))
    assert found.gap is None
    assert found.proof[0] == (
        "The best plan found in the time given. How close it is to the best possible is not proven."
    )


def test_json_is_json() -> None:
    found = summary(record())
    read = json.loads(json.dumps(asdict(found)), parse_constant=pytest.fail)
    assert read["scenario"] == "tiny"
    assert read["targets"][0]["plan"] == "2 buildings"
    assert len(read["totals"]) == len(found.totals)
