"""Stages, outcomes and errors of a solve."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from estate_opt.domain.plan import Outcome, StageProof
from estate_opt.errors import NoPlanInTime, NoPlanPossible, SolverUnavailable
from estate_opt.formulation import formulate
from estate_opt.inputs.synthetic import synthesise
from estate_opt.policies import Context
from estate_opt.results.measures import weighted_shortfall
from estate_opt.results.verify import verify
from estate_opt.solving import solve_formulation
from estate_opt.solving.backends import Backend, Task
from estate_opt.solving.progress import Report, StopSwitch
from tests.oracle.cases import WHY, plan_file
from tests.oracle.estates import VILLAGE
from tests.oracle.solved import solved
from tests.tiny import tiny_estate

CONTEXT = Context(tiny_estate(), priority_wards=("W1",))
TOWN = Context(synthesise(seed=5, buildings=30, wards=5, neighbourhoods=40))
REDUCTION = {"reduction": {"share": 0.5}}
OUT_OF_REACH = {"reduction": {"retain": 0}}
"""An aim that no plan meets without ending all activity, so that the first stage has something to solve."""


class Recorder:
    """Progress that remembers."""

    def __init__(self) -> None:
        self.stages: list[str] = []
        self.reports: list[Report] = []

    def stage(self, name: str) -> None:
        self.stages.append(name)

    def report(self, report: Report) -> None:
        self.reports.append(report)


def answer(outcome: Outcome, objective: float = math.inf, bound: float = -math.inf) -> Callable[..., StageProof]:
    """A solver that always says the same."""

    def solve(_backend: Backend, _problem: object, task: Task, _progress: object, _stop: StopSwitch) -> StageProof:
        return StageProof(
            stage=task.stage, outcome=outcome, objective=objective, bound=bound,
            absolute_gap_allowed=task.absolute_gap, seconds=0.0,
        )  # fmt: skip

    return solve


class TestErrors:
    def test_musts_that_contradict_one_another(self) -> None:
        rules = {"reduction": {"kind": "must", "retain": 0}, "relocation": {"kind": "must"}}
        with pytest.raises(NoPlanPossible, match="No plan satisfies every must"):
            solved(plan_file(rules), CONTEXT)

    def test_a_limit_reached_before_any_plan(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Backend, "solve", answer(Outcome.NO_PLAN))
        with pytest.raises(NoPlanInTime, match=r"within 60 s. Give more time"):
            solved(plan_file(REDUCTION), CONTEXT)

    def test_a_solver_that_nobody_knows(self) -> None:
        with pytest.raises(SolverUnavailable, match=r"'gurobbi' is not known to PuLP. .* choose one of: .*HiGHS"):
            solved(plan_file(REDUCTION, solver="gurobbi"), CONTEXT)

    def test_a_solver_that_is_not_installed(self) -> None:
        with pytest.raises(SolverUnavailable, match="'GLPK_CMD' is not installed here"):
            solved(plan_file(REDUCTION, solver="GLPK_CMD"), CONTEXT)

    def test_no_solver_at_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("pulp.listSolvers", lambda onlyAvailable=False: [] if onlyAvailable else ["HiGHS"])  # noqa: N803
        with pytest.raises(SolverUnavailable, match="none is installed; install the package highspy"):
            solved(plan_file(REDUCTION), CONTEXT)


class TestStages:
    def test_earlier_tiers_come_before_later_ones(self) -> None:
        """Closing B1 in tier 1 is met although keeping it has a hundred times the weight in tier 2."""
        rules = {
            "protect": [
                {"id": "first", "kind": "aim", "building": "B1", "decision": "close", "weight": 0.01, **WHY},
                {"id": "second", "kind": "aim", "building": "B1", "decision": "keep", "weight": 1.0, "tier": 2, **WHY},
            ],
            "relocation": {"kind": "aim", "tier": 3, "max_ended_share": 0.0},
        }
        result = solved(plan_file(rules), CONTEXT)
        assert result.plan.decisions.options["B1"] == "close"
        stages = [stage.stage for stage in result.plan.proof]
        assert stages == ["shortfall of tier 1", "shortfall of tier 2", "shortfall of tier 3", "preferences"]
        assert [weighted_shortfall(result.measures, tier) for tier in (1, 2)] == [0.0, 1.0]

    def test_what_is_reached_is_held(self) -> None:
        result = solved(plan_file({"reduction": {"share": 0.5}}, {"local_importance": 50.0}), VILLAGE)
        assert weighted_shortfall(result.measures, 1) == pytest.approx(0.0, abs=1e-6)

    def test_progress_names_the_stages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("estate_opt.solving.session.SMALL", 100)
        recorder = Recorder()
        asked = plan_file(REDUCTION)
        solve_formulation(formulate(TOWN, asked.policies.all(), asked.policies.relocation), asked, recorder)
        assert recorder.stages == ["starting plan", "shortfall of tier 1", "preferences"]
        assert all(report.stage in recorder.stages for report in recorder.reports)

    def test_the_same_seed_gives_the_same_plan(self) -> None:
        one, other = (solved(plan_file(REDUCTION, seed=7), VILLAGE).plan for _ in range(2))
        assert one.decisions == other.decisions
        assert [s.objective for s in one.proof] == [s.objective for s in other.proof]
        assert one.seed == 7

    @pytest.mark.parametrize(("solver", "title"), [("highs", "HiGHS "), ("HiGHS", "HiGHS "), ("cbc", "CBC ")])
    def test_each_solver_gives_a_verified_plan_with_an_honest_bound(self, solver: str, title: str) -> None:
        result = solved(plan_file(REDUCTION, solver=solver), VILLAGE)
        assert verify(result).accepted
        assert result.plan.solver.startswith(title)
        for stage in result.plan.proof:
            assert stage.bound <= stage.objective
        assert result.plan.gap <= 1e-6

    def test_options_reach_the_solver(self) -> None:
        with pytest.raises(NoPlanInTime):
            solved(plan_file(REDUCTION, options={"mip_max_nodes": 0, "presolve": "off"}), VILLAGE)

    def test_sizes_and_losses_are_told(self) -> None:
        few = solved(plan_file({"relocation": {"kind": "must", "nearest": 1}}), VILLAGE).plan
        assert {"rows", "variables", "binaries", "build_seconds", "peak_memory_mb"} <= set(few.sizes)
        assert "Activity may move to its 1 nearest buildings" in few.losses[0]
        assert solved(plan_file({}), VILLAGE).plan.losses == ()


def test_a_shortfall_of_nothing_needs_no_solving(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("estate_opt.solving.session.SMALL", 0)
    solve, asked = Backend.solve, list[Task]()

    def recording(backend: Backend, problem: Any, task: Task, *others: Any) -> StageProof:
        asked.append(task)
        return solve(backend, problem, task, *others)

    monkeypatch.setattr(Backend, "solve", recording)
    result = solved(plan_file(REDUCTION), VILLAGE)
    assert result.plan.proof[0].objective == pytest.approx(0, abs=1e-9)
    assert result.plan.proof[0].gap == 0
    assert not [task for task in asked if task.integer and task.stage.startswith("shortfall")]
    assert verify(result).accepted


class TestStopping:
    def test_a_stage_stopped_keeps_the_best_plan_so_far(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Somebody stops the run as the first stage begins: the starting plan is the answer, and says so."""
        monkeypatch.setattr("estate_opt.solving.session.SMALL", 0)
        monkeypatch.setattr("estate_opt.solving.improve.EASY", 0)
        monkeypatch.setattr("estate_opt.solving.improve.Improve.enough", lambda _: False)

        def stopped(_: Backend, problem: Any, task: Task, progress: Any, stop: StopSwitch, *__: Any) -> StageProof:
            stop.set()
            return answer(Outcome.NO_PLAN)(_, problem, task, progress, stop)

        monkeypatch.setattr(Backend, "solve", stopped)
        result = solved(plan_file(OUT_OF_REACH), VILLAGE)
        assert result.plan.outcome is Outcome.INTERRUPTED
        assert [stage.stage for stage in result.plan.proof] == ["shortfall of tier 1"]
        assert math.isfinite(result.plan.proof[0].objective)
        assert verify(result).accepted

    def test_stopped_between_stages_is_not_proven(self, monkeypatch: pytest.MonkeyPatch) -> None:
        solve = Backend.solve

        def stopped(backend: Backend, problem: Any, task: Task, progress: Any, stop: StopSwitch) -> StageProof:
            proof = solve(backend, problem, task, progress, stop)
            if task.stage.startswith("shortfall") and task.integer:
                stop.set()
            return proof

        monkeypatch.setattr(Backend, "solve", stopped)
        result = solved(plan_file(OUT_OF_REACH), VILLAGE)
        assert [stage.outcome for stage in result.plan.proof] == [Outcome.OPTIMAL]
        assert result.plan.outcome is Outcome.INTERRUPTED
        assert verify(result).accepted

    def test_a_last_stage_that_finds_nothing_leaves_the_one_before(self, monkeypatch: pytest.MonkeyPatch) -> None:
        solve = Backend.solve

        def late(backend: Backend, problem: Any, task: Task, progress: Any, stop: StopSwitch) -> StageProof:
            if task.stage == "preferences" and task.integer:
                return answer(Outcome.NO_PLAN)(backend, problem, task, progress, stop)
            return solve(backend, problem, task, progress, stop)

        monkeypatch.setattr(Backend, "solve", late)
        result = solved(plan_file(REDUCTION), VILLAGE)
        assert result.plan.outcome is Outcome.TIME_LIMIT
        assert weighted_shortfall(result.measures, 1) == pytest.approx(result.plan.proof[0].objective, abs=1e-6)
        assert verify(result).accepted

    def test_stopped_before_any_plan(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def stopped(backend: Backend, problem: Any, task: Task, progress: Any, stop: StopSwitch) -> StageProof:
            stop.set()
            return answer(Outcome.NO_PLAN)(backend, problem, task, progress, stop)

        monkeypatch.setattr(Backend, "solve", stopped)
        with pytest.raises(NoPlanInTime):
            solved(plan_file(REDUCTION), VILLAGE)


@pytest.mark.parametrize("solver", ["highs", "cbc"])
def test_a_solver_leaves_no_files_where_people_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, solver: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert solved(plan_file(REDUCTION, solver=solver), CONTEXT).plan.outcome is Outcome.OPTIMAL
    assert list(tmp_path.iterdir()) == []
