"""The verifier: every check refuses what it is there for, in a sentence that names it."""

from __future__ import annotations

import csv
import json
import math
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from estate_opt.domain.decisions import Decisions, Move
from estate_opt.domain.plan import Outcome, StageProof
from estate_opt.errors import InputError
from estate_opt.policies import Context
from estate_opt.results.manifest import claims
from estate_opt.results.result import Result
from estate_opt.results.store import file_hash
from estate_opt.results.stored import load_run
from estate_opt.results.verify import check_claims, verify
from estate_opt.workflow import load, publish, solve, verify_stored
from tests.oracle.cases import WHY, plan_file
from tests.oracle.solved import solved
from tests.properties.solving import write_case
from tests.tiny import tiny_estate_with_partner

CONTEXT = Context(tiny_estate_with_partner(), priority_wards=("W1",))
RULES = {
    "reduction": {"share": 0.5},
    "relocation": {"kind": "must"},
    "protect": {"building": "B1", "decision": "keep", **WHY},
}


@pytest.fixture(scope="module")
def result() -> Result:
    return solved(plan_file(RULES), CONTEXT)


def differences(result: Result, decisions: Decisions) -> str:
    return "\n".join(verify(replace(result, plan=replace(result.plan, decisions=decisions))).differences)


def moves(decisions: Decisions, change: Callable[[Move], Move | None]) -> Decisions:
    return replace(decisions, moves=tuple(new for m in decisions.moves if (new := change(m)) is not None))


class TestDecisions:
    def test_the_plan_itself_is_accepted(self, result: Result) -> None:
        assert verify(result, claims(result), claims(result)).accepted

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ({"B3": "hub"}, "Building B3 has option 'hub', which is not open to it."),
            ({"B9": "keep"}, "decides about building 'B9', which the estate does not have"),
            ({"P1": "close"}, "Building P1 has option 'close'"),
            ({"B1": "close"}, "B1, run as 'Close', cannot host library."),
        ],
    )
    def test_options(self, result: Result, options: dict[str, str], said: str) -> None:
        decisions = result.plan.decisions
        assert said in differences(result, replace(decisions, options={**decisions.options, **options}))

    def test_a_building_without_an_option(self, result: Result) -> None:
        decisions = result.plan.decisions
        fewer = {b: o for b, o in decisions.options.items() if b != "B1"}
        assert "Building B1 has option None" in differences(result, replace(decisions, options=fewer))

    @pytest.mark.parametrize(
        ("move", "said"),
        [
            (Move("B1", "childrens", "B1", 1.0), "The move of 1 of childrens from B1 to B1 is not one of this estate."),
            (Move("B1", "library", "B9", 0.5), "from B1 to B9 is not one of this estate"),
            (Move("B1", "library", "B1", 0.5), "add up to 1.5000 of its activity"),
            (Move("B1", "library", "B1", -0.1), "is not one of this estate"),
            (Move("B1", "library", "B1", float("nan")), "is not one of this estate"),
        ],
    )
    def test_moves_that_cannot_be(self, result: Result, move: Move, said: str) -> None:
        decisions = result.plan.decisions
        assert said in differences(result, replace(decisions, moves=(*decisions.moves, move)))

    @pytest.mark.parametrize("offer", [("B9", "library"), ("B1", "chess")])
    def test_offers_that_cannot_be(self, result: Result, offer: tuple[str, str]) -> None:
        decisions = result.plan.decisions
        said = differences(result, replace(decisions, offers=decisions.offers | {offer}))
        assert f"The offer of {offer[1]} at {offer[0]} is not one of this estate." in said

    def test_hosting_needs_an_offer(self, result: Result) -> None:
        decisions = result.plan.decisions
        said = differences(result, replace(decisions, offers=decisions.offers - {("B1", "library")}))
        assert "B1 hosts library, which it does not offer." in said

    def test_a_move_beyond_its_limit(self, result: Result) -> None:
        far = moves(
            result.plan.decisions,
            lambda m: replace(m, to_building="B3") if m.from_building == "B1" and m.service_id == "room_hire" else m,
        )
        assert "room_hire moves 3.90 km from B1 to B3; the limit is 3 km." in differences(result, far)

    def test_a_whole_service_in_parts(self, result: Result) -> None:
        parted = moves(result.plan.decisions, lambda m: replace(m, share=0.5) if m.service_id == "childrens" else m)
        assert "childrens at B3 is parted, but moves as a whole." in differences(result, parted)

    def test_an_outlet_too_small_to_be_viable(self, result: Result) -> None:
        small = moves(result.plan.decisions, lambda m: replace(m, share=0.1) if m.service_id == "library" else m)
        assert "a viable outlet needs 4.00" in differences(result, small)

    def test_a_must_that_is_missed(self, result: Result) -> None:
        ended = moves(result.plan.decisions, lambda m: None if m.service_id == "childrens" else m)
        ended = replace(ended, offers=frozenset(o for o in ended.offers if o[1] != "childrens"))
        said = differences(result, ended)
        assert "The must 'relocation/ended'" in said
        assert "is missed by 30.000 hours a week" in said

    def test_more_than_fits(self, result: Result) -> None:
        buildings = [
            replace(b, capacity_hours_per_week=b.capacity_hours_per_week / 4) for b in CONTEXT.estate.buildings
        ]
        smaller = Context(CONTEXT.estate.replace(buildings=tuple(buildings)), CONTEXT.priority_wards)
        said = "\n".join(verify(replace(result, context=smaller)).differences)
        assert "hours a week in a capacity of" in said


def test_activity_of_partner_venues_is_theirs() -> None:
    estate = CONTEXT.estate
    theirs = replace(estate.activities[1], building_id="P1", hours_per_week=5.0)
    context = Context(estate.replace(activities=(*estate.activities, theirs)))
    result = solved(plan_file({}), context)
    gone = moves(result.plan.decisions, lambda m: None if m.from_building == "P1" else m)
    assert "The room_hire of partner venue P1 is missing." in differences(result, gone)
    moved = moves(result.plan.decisions, lambda m: replace(m, to_building="B3") if m.from_building == "P1" else m)
    assert "P1 is a partner venue; its room_hire cannot be moved." in differences(result, moved)


def test_a_partner_venue_that_is_shut_for_now_is_no_fault_of_the_plan() -> None:
    estate = CONTEXT.estate
    idle = replace(estate.activities[1], building_id="P1", hours_per_week=0.0)
    shut = [replace(b, capacity_hours_per_week=0.0) if b.building_id == "P1" else b for b in estate.buildings]
    context = Context(estate.replace(activities=(*estate.activities, idle), buildings=tuple(shut)))
    assert verify(solved(plan_file({}), context)).accepted


class TestProof:
    def stages(self, result: Result, which: int, **changes: Any) -> str:
        proof = list(result.plan.proof)
        proof[which] = replace(proof[which], **changes)
        return "\n".join(verify(replace(result, plan=replace(result.plan, proof=tuple(proof)))).differences)

    def test_an_objective_that_decisions_do_not_give(self, result: Result) -> None:
        objective = result.plan.proof[-1].objective
        assert "by the decisions" in self.stages(result, -1, objective=objective + 0.01, bound=objective + 0.01)
        assert "by the decisions" in self.stages(result, -1, objective=objective - 0.01, bound=objective - 0.01)

    def test_a_shortfall_better_than_the_decisions(self, result: Result) -> None:
        assert "The shortfall of tier 1 is 0.000000 by the decisions, -0.1" in self.stages(
            result, 0, objective=-0.1, bound=-0.1
        )

    @pytest.mark.parametrize("which", [0, -1])
    def test_a_bound_beyond_the_value(self, result: Result, which: int) -> None:
        bound = result.plan.proof[which].objective + 0.5
        assert "is beyond its value" in self.stages(result, which, bound=bound, objective=bound)

    @pytest.mark.parametrize("which", [0, -1])
    def test_a_proof_that_its_bound_does_not_give(self, result: Result, which: int) -> None:
        bound = result.plan.proof[which].bound - 0.5
        assert "counts as proven, but its bound leaves 0.500000 open" in self.stages(result, which, bound=bound)

    @pytest.mark.parametrize("which", [0, -1])
    def test_a_proof_without_any_bound(self, result: Result, which: int) -> None:
        assert "counts as proven, but its bound leaves inf open" in self.stages(result, which, bound=-math.inf)

    @pytest.mark.parametrize("which", [0, -1])
    @pytest.mark.parametrize("figure", ["objective", "bound"])
    def test_a_proof_with_a_figure_that_is_no_number(self, result: Result, which: int, figure: str) -> None:
        assert self.stages(result, which, **{figure: math.nan})

    @pytest.mark.parametrize("name", ["shortfall of tier 9", "shortfall of tier x", "wishes"])
    def test_a_stage_that_nobody_asked_for(self, result: Result, name: str) -> None:
        assert f"asks for no stage called {name!r}" in self.stages(result, 0, stage=name)

    @pytest.mark.parametrize("left", [slice(0, 0), slice(0, 1), slice(1, 2)])
    def test_a_proof_with_a_stage_missing(self, result: Result, left: slice) -> None:
        short = replace(result, plan=replace(result.plan, proof=result.plan.proof[left]))
        assert "there is no proof of: " in "\n".join(verify(short).differences)

    def test_a_plan_that_is_not_proven_may_say_so(self, result: Result) -> None:
        left = tuple(replace(s, bound=s.bound - 1, outcome=Outcome.TIME_LIMIT) for s in result.plan.proof)
        assert verify(replace(result, plan=replace(result.plan, proof=left, outcome=Outcome.TIME_LIMIT))).accepted

    def test_a_stage_without_a_plan_is_no_claim(self, result: Result) -> None:
        nothing = StageProof(
            stage="preferences", outcome=Outcome.NO_PLAN, objective=float("inf"), bound=float("-inf"),
            absolute_gap_allowed=0.0, seconds=1.0,
        )  # fmt: skip
        plan = replace(result.plan, proof=(result.plan.proof[0], nothing), outcome=Outcome.TIME_LIMIT)
        assert verify(replace(result, plan=plan)).accepted


def leaves(tree: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key)


def altered(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value * 1.001 + 0.001
    return f"{value}!"


class TestClaims:
    def test_every_claim_altered_or_left_out_is_refused(self, result: Result) -> None:
        found = claims(result)
        paths = list(leaves(found))
        assert len(paths) > 100
        for path in paths:
            for remove in (False, True):
                told = json.loads(json.dumps(found))
                inner = told
                for key in path[:-1]:
                    inner = inner[key]
                if remove:
                    del inner[path[-1]]
                else:
                    inner[path[-1]] = altered(inner[path[-1]])
                assert [said for said in check_claims(told, found) if said], path

    def test_a_claim_that_nobody_can_check_is_refused(self, result: Result) -> None:
        found = claims(result)
        said = verify(result, {**found, "happiness": 11}, found).differences
        assert said == ("The figure 'happiness' is stated but cannot be computed.",)


RULES_TEXT = """
[policies.reduction]
share = 0.5
[policies.relocation]
kind = "must"
"""


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("case")
    case = load(write_case(folder, tiny_estate_with_partner(), RULES_TEXT))
    publish(case, solve(case))
    return folder


@pytest.fixture
def run(original: Path, tmp_path: Path) -> Path:
    """A copy of the run, over a copy of its estate."""
    shutil.copytree(original, tmp_path / "case")
    (folder,) = (tmp_path / "case" / "runs").glob("*/*")
    rewrite(folder, lambda record: record["estate"].update(path=str(tmp_path / "case" / "estate")))
    return folder


def rewrite(run: Path, change: Callable[[dict[str, Any]], object]) -> None:
    record = json.loads((run / "plan.json").read_text(encoding="utf-8"))
    change(record)
    (run / "plan.json").write_text(json.dumps(record), encoding="utf-8")


def seal(run: Path, name: str) -> None:
    """Make the manifest believe in a file as it is now, as somebody who tampers would."""
    rewrite(run, lambda record: record["files"].update({name: file_hash(run / name)}))


def edit(path: Path, change: Callable[[list[list[str]]], list[list[str]]]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = change(list(csv.reader(file)))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def refused(run: Path) -> str:
    return "\n".join(verify_stored(load_run(run)).differences)


class TestStoredRuns:
    def test_it_is_accepted_as_it_was_written(self, run: Path) -> None:
        assert refused(run) == ""

    @pytest.mark.parametrize("name", ["decisions.csv", "relocations.csv", "options.csv", "moves.csv", "offers.csv"])
    def test_an_edited_table_is_named(self, run: Path, name: str) -> None:
        edit(run / name, lambda rows: rows[:-1])
        assert f"{name} in {run} is not as it was written." in refused(run)

    def test_an_option_changed_by_somebody_who_seals_it(self, run: Path) -> None:
        flip = {"close": "keep", "keep": "close", "hub": "keep", "transfer": "close", "partner": "partner"}
        edit(run / "options.csv", lambda rows: [rows[0], *([b, flip[o]] for b, o in rows[1:])])
        seal(run, "options.csv")
        assert refused(run)

    @pytest.mark.parametrize(
        ("name", "row"),
        [
            ("options.csv", ["B9", "keep"]),
            ("moves.csv", ["B9", "library", "B1", "0.1"]),
            ("moves.csv", ["B1", "chess", "B1", "0.1"]),
            ("moves.csv", ["B1", "library", "B9", "0.1"]),
            ("offers.csv", ["B9", "library"]),
        ],
    )
    def test_rows_that_the_estate_does_not_know(self, run: Path, name: str, row: list[str]) -> None:
        edit(run / name, lambda rows: [*rows, row])
        seal(run, name)
        assert row[0] in refused(run)

    def test_a_building_decided_twice(self, run: Path) -> None:
        edit(run / "options.csv", lambda rows: [*rows, ["B1", "sell"]])
        seal(run, "options.csv")
        with pytest.raises(InputError, match="more than once"):
            load_run(run)

    def test_a_move_left_out_by_somebody_who_seals_it(self, run: Path) -> None:
        edit(run / "moves.csv", lambda rows: [*rows[:1], *rows[2:]])
        seal(run, "moves.csv")
        assert "The must 'relocation/ended'" in refused(run)

    @pytest.mark.parametrize("name", ["buildings", "activities", "services", "options", "neighbourhoods"])
    def test_an_edited_input_table_is_named(self, run: Path, name: str) -> None:
        table = run.parents[2] / "estate" / f"{name}.csv"
        edit(table, lambda rows: [rows[0], *reversed(rows[1:])])
        assert f"{name}.csv of the estate has changed since the run." in refused(run)

    def test_priority_wards_that_the_plan_file_does_not_give(self, run: Path) -> None:
        rewrite(run, lambda record: record.update(priority_wards=["W1"]))
        assert "The priority wards of the run are not those that its plan file gives." in refused(run)

    def test_an_estate_without_what_the_plan_file_speaks_of(self, run: Path) -> None:
        rewrite(run, lambda record: record["plan_file"]["policies"]["relocation"].update(services=["chess"]))
        with pytest.raises(InputError, match="The estate has no service of this name"):
            verify_stored(load_run(run))

    @pytest.mark.parametrize(
        "change",
        [
            lambda record: record["solved"].update(gap=0.123),
            lambda record: record["solved"]["stages"][0].update(bound=-4.0),
            lambda record: record["solved"]["stages"][1].update(bound=0.1),
            lambda record: record["solved"]["stages"][1].update(objective=0.1),
            lambda record: record["solved"].update(stages=record["solved"]["stages"][:1]),
            lambda record: record["claims"].update(objective=1.0),
            lambda record: record["claims"]["measures"].popitem(),
            lambda record: record["plan_file"]["policies"]["reduction"][0].update(share=0.75),
            lambda record: record["plan_file"]["preferences"].update(travel=9.0),
        ],
    )
    def test_an_altered_manifest(self, run: Path, change: Callable[[dict[str, Any]], object]) -> None:
        rewrite(run, change)
        assert refused(run)
