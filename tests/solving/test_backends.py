"""What a solver says, in our words: outcomes, bounds, and claims that are not believed."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pulp
import pytest

from estate_opt.domain.plan import Outcome
from estate_opt.errors import ConfigError, SolverUnavailable
from estate_opt.solving.backends import Backend, Task
from estate_opt.solving.progress import Silent, StopSwitch

S = pulp.LpSolveStatus
TASK = Task("preferences", seconds=5.0, relative_gap=0.01, absolute_gap=1e-9, warm=False)


def said(status: S, objective: float | None = None, bound: float | None = None, *, mip: bool = True) -> Any:
    return SimpleNamespace(
        status=status, objective=objective, best_bound=bound, has_solution=objective is not None, is_mip=mip
    )


class Told:
    """A program whose solver says what it is told to, one answer a solve."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.solvers: list[Any] = []

    def solve(self, solver: Any) -> Any:
        self.solvers.append(solver)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def numVariables(self) -> int:  # noqa: N802 - PuLP's name
        return 10_000


def proof(*answers: Any, stopped: bool = False, name: str = "highs", task: Task = TASK) -> Any:
    stop = StopSwitch()
    stop.is_set = stopped
    program: Any = Told(*answers)
    return Backend(name, seed=1, threads=1, options={}).solve(program, task, Silent(), stop)


@pytest.mark.parametrize(
    ("answer", "stopped", "outcome"),
    [
        (said(S.Optimal, 10.0, 9.95), False, Outcome.OPTIMAL),
        (said(S.Optimal, 10.0, 9.95), True, Outcome.OPTIMAL),
        (said(S.TimeLimit, 10.0, 4.0), False, Outcome.TIME_LIMIT),
        (said(S.TimeLimit, 10.0, 4.0), True, Outcome.INTERRUPTED),
        (said(S.NodeLimit, 10.0, 4.0), False, Outcome.TIME_LIMIT),
        (said(S.Interrupted, 10.0, 4.0), True, Outcome.INTERRUPTED),
        (said(S.TimeLimit), False, Outcome.NO_PLAN),
        (said(S.Interrupted), True, Outcome.NO_PLAN),
        (said(S.Infeasible), False, Outcome.INFEASIBLE),
        (said(S.Infeasible), True, Outcome.NO_PLAN),
        (said(S.Undefined), True, Outcome.NO_PLAN),
    ],
)
def test_outcomes(answer: Any, stopped: bool, outcome: Outcome) -> None:
    found = proof(answer, stopped=stopped)
    assert found.outcome is outcome
    assert math.isfinite(found.objective) is outcome.has_plan


@pytest.mark.parametrize(
    ("answer", "bound"),
    [
        (said(S.Optimal, 10.0, 9.95), 9.95),
        (said(S.Optimal, 10.0, 10.2), 10.0),  # rounding: a bound is never above the plan
        (said(S.Optimal, 10.0), 9.9),  # no bound told: the gap asked for is
        (said(S.Optimal, 10.0, mip=False), 10.0),
        (said(S.TimeLimit, 10.0), -math.inf),
        (said(S.TimeLimit, 10.0, -math.inf), -math.inf),
    ],
)
def test_bounds(answer: Any, bound: float) -> None:
    assert proof(answer).bound == pytest.approx(bound)


class TestSecondTry:
    @pytest.mark.parametrize(
        "first",
        [
            pulp.PulpSolverError("an assertion failed"),
            said(S.Undefined),
            said(S.NumericalError),
            said(S.Optimal, 10.0, 0.0),
        ],
        ids=["crash", "unknown", "numbers", "claims a proof against its own bound"],
    )
    @pytest.mark.parametrize(("name", "cautious"), [("highs", "presolve"), ("cbc", "preprocess off")])
    def test_a_solver_that_breaks_down_is_tried_once_more(self, first: Any, name: str, cautious: str) -> None:
        program: Any = Told(first, said(S.Optimal, 8.0, 7.99))
        found = Backend(name, seed=1, threads=1, options={}).solve(program, TASK, Silent(), StopSwitch())
        assert (found.outcome, found.objective) == (Outcome.OPTIMAL, 8.0)
        options = [str({**solver.optionsDict}) + str(solver.options) for solver in program.solvers]
        assert [cautious in text.replace("'presolve': None", "") for text in options] == [False, True]

    def test_and_then_named(self) -> None:
        with pytest.raises(SolverUnavailable, match=r"broke down while solving .*an assertion failed.*--solver"):
            proof(said(S.Undefined), pulp.PulpSolverError("an assertion failed"))

    def test_a_relaxation_has_no_bound_to_contradict(self) -> None:
        relaxed = Task("starting plan", seconds=5.0, relative_gap=0.0, absolute_gap=0.0, warm=False, integer=False)
        assert proof(said(S.Optimal, 10.0, 0.0), task=relaxed).outcome is Outcome.OPTIMAL


def test_small_programs_get_no_starting_plan() -> None:
    """HiGHS 1.15 may take one for the optimum where presolve leaves a constant objective."""
    warm = Task("preferences", seconds=5.0, relative_gap=0.0, absolute_gap=0.0, warm=True)
    large: Any = Told(said(S.Optimal, 1.0, 1.0))
    small: Any = Told(said(S.Optimal, 1.0, 1.0))
    small.numVariables = lambda: 100
    for program in (large, small):
        Backend("highs", seed=1, threads=1, options={}).solve(program, warm, Silent(), StopSwitch())
    assert [p.solvers[0].optionsDict.get("warmStart", False) for p in (large, small)] == [True, False]


def test_a_kept_copy_gives_each_linear_program_its_own_time() -> None:
    """HiGHS's clock runs on from one linear program to the next of a copy; a limit must not."""
    program = pulp.LpProblem("clock", pulp.LpMinimize)
    variables = [program.add_variable(f"x{i}", 0, 1) for i in range(40)]
    program.setObjective(pulp.lpSum(-(i + 1) * v for i, v in enumerate(variables)))
    program.addConstraint(pulp.lpSum(variables) <= 7, "few")
    backend = Backend("highs", seed=1, threads=1, options={})
    relaxed = Task("starting plan", seconds=1.0, relative_gap=0.0, absolute_gap=0.0, warm=False, integer=False)
    first = backend.solve(program, relaxed, Silent(), StopSwitch())
    copy = backend.kept
    assert copy is not None
    copy.highs.getRunTime = lambda: 1e6  # as after a long day
    again = backend.solve(program, relaxed, Silent(), StopSwitch())
    assert backend.kept is copy
    assert again.outcome is Outcome.OPTIMAL
    assert again.objective == first.objective


def test_options_that_highs_does_not_take_are_refused_with_the_nearest_name() -> None:
    options = {"mip_heuristic_efort": 0.3, "mip_heuristic_effort": 7.0, "presolve": "off"}
    with pytest.raises(ConfigError) as caught:
        Backend("highs", seed=1, threads=1, options=options)
    said = {problem.column: problem for problem in caught.value.problems}
    assert set(said) == {"solve.options.mip_heuristic_efort", "solve.options.mip_heuristic_effort"}
    assert "mip_heuristic_effort" in said["solve.options.mip_heuristic_efort"].remedy
    assert said["solve.options.mip_heuristic_effort"].value == "7.0"
