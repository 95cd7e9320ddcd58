"""Solvers by name, as PuLP drives them. HiGHS is the default, CBC the second opinion, any other by PuLP's name."""

from __future__ import annotations

import inspect
import math
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol

import highspy
import numpy as np
import pulp

from estate_opt.config.schema import Solve
from estate_opt.domain.plan import Outcome, StageProof
from estate_opt.domain.travel import FloatArray
from estate_opt.errors import ConfigError, Problem, SolverUnavailable, did_you_mean
from estate_opt.solving.interrupt import EVENTS, INTERRUPTS
from estate_opt.solving.kept import Kept, KeptHiGHS
from estate_opt.solving.progress import Progress, Report, StopSwitch

HIGHS_OPTIONS: Mapping[str, Any] = {"mip_pscost_minreliable": 0, "mip_heuristic_effort": 0.2}
"""With HiGHS's defaults this program stalls in strong branching at a city's size."""
PROVING: Mapping[str, Any] = {
    "mip_heuristic_effort": 0.0,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_root_reduced_cost": False,
}
"""Where another thread looks for plans: HiGHS's own search would do the same again, and hear nothing meanwhile."""

SMALL = 1_000
"""Programs of so many variables need no starting plan. When HiGHS 1.15 presolves one to a constant objective, it takes
that for integral, and a starting plan that is less than 1 worse for the optimum."""
UNKNOWN = 1e20
"""HiGHS's figure for a bound that it does not have is this or more."""
SOUND = 1e-4
"""Gap beyond the one asked for at which a claim of proof is not believed; solvers round in their last digits."""

S = pulp.LpSolveStatus
LIMITS = frozenset({S.TimeLimit, S.NodeLimit, S.IterationLimit, S.SolutionLimit, S.MemoryLimit, S.Stopped})


@dataclass(frozen=True, slots=True)
class Task:
    """One solve of the program as it stands.

    Parameters
    ----------
    stage
        Its name in reports and in the proof.
    seconds
        Time allowed.
    relative_gap, absolute_gap
        Either is enough to stop.
    warm
        Whether the variables' values are a plan to start from.
    integer
        Whether whole decisions are asked for; else the relaxation is solved.
    holds
        Whether later stages hold what this one reaches, as they do with shortfalls.
    nodes
        Most nodes of the tree; not limited where ``None``, nor by solvers that know no such limit.
    decided_at
        Objective at which all is said: a plan as low, or a bound above it, is enough.
    doubtful
        Whether that nothing is possible is believed only when it is said without presolve too: HiGHS 1.15 takes
        rows that hold a shortfall of 0 for a contradiction at times.
    """

    stage: str
    seconds: float
    relative_gap: float
    absolute_gap: float
    warm: bool
    integer: bool = True
    holds: bool = False
    nodes: int | None = None
    decided_at: float | None = None
    doubtful: bool = False


class Exchange(Protocol):
    """Somebody with whom a solver shares plans and bounds while it runs."""

    def plan(self) -> FloatArray | None:
        """A plan that the solver has not been given yet, shape (variables,)."""

    def found(self, x: FloatArray) -> None:
        """The solver has a plan, shape (variables,)."""

    def proven(self, bound: float) -> None:
        """The solver has proven that no plan is below a bound."""

    def enough(self) -> bool:
        """Whether the solver may end."""


class Backend:
    """A solver that PuLP knows, by its name there.

    Parameters
    ----------
    name
        ``highs``, ``cbc``, or another name out of ``pulp.listSolvers()``.
    seed, threads
        Passed to solvers that take them (HiGHS and CBC).
    options
        Further options of the solver, as the plan file gives them.

    Raises
    ------
    SolverUnavailable
        Where PuLP does not know the name or cannot run the solver here.
    """

    def __init__(self, name: str, *, seed: int, threads: int, options: Mapping[str, Any]) -> None:
        self.name = {"highs": "HiGHS", "cbc": "COIN_CMD"}.get(name.lower(), name)
        self.seed = seed
        self.threads = threads
        self.options = options
        self.kept: Kept | None = None
        if self.name not in pulp.listSolvers(onlyAvailable=True):
            here = sorted(pulp.listSolvers(onlyAvailable=True))
            known = "is not installed here" if self.name in pulp.listSolvers() else "is not known to PuLP"
            raise SolverUnavailable(
                f"The solver {name!r} {known}. Install it, or choose one of: {
                    ', '.join(here) or 'none is installed; install the package highspy'
                }."
            )
        if self.name == "HiGHS" and options:
            self._refuse_unknown_options()

    @classmethod
    def of(cls, settings: Solve) -> Backend:
        """The solver that a plan file asks for."""
        return cls(settings.solver, seed=settings.seed, threads=settings.threads, options=settings.options)

    def _refuse_unknown_options(self) -> None:
        """Refuse options that HiGHS does not take, with the nearest name that it has."""
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        known = [name for name in dir(highspy.HighsOptions) if not name.startswith("_")]
        problems = [
            Problem(
                "plan file",
                "HiGHS has no such option." if key not in known else "HiGHS does not take this value for the option.",
                did_you_mean(key, known) if key not in known else "See HiGHS's list of options for its range.",
                column=f"solve.options.{key}",
                value=str(value),
            )
            for key, value in self.options.items()
            if key not in known or highs.setOptionValue(key, value) != highspy.HighsStatus.kOk
        ]
        if problems:
            raise ConfigError(problems)

    @property
    def title(self) -> str:
        """Name and version, as far as a package tells it."""
        package = {"HiGHS": "highspy", "COIN_CMD": "cbcbox"}.get(self.name)
        label = {"COIN_CMD": "CBC"}.get(self.name, self.name)
        try:
            return f"{label} {metadata.version(package)}" if package else label
        except metadata.PackageNotFoundError:
            return label

    @property
    def shares(self) -> bool:
        """Whether plans and bounds can be exchanged with it while it runs."""
        return self.name == "HiGHS"

    def solve(
        self,
        problem: pulp.LpProblem,
        task: Task,
        progress: Progress,
        stop: StopSwitch,
        exchange: Exchange | None = None,
    ) -> StageProof:
        """Solve the program as it stands; the variables hold the best plan afterwards.

        Plans and bounds are exchanged with somebody else while it runs, by HiGHS only.

        Returns
        -------
        StageProof
            With our own outcome; infinite objective where there is no plan.

        Raises
        ------
        SolverUnavailable
            Where the solver breaks down.
        """
        start = time.perf_counter()
        stats = self._statistics(problem, task, progress, stop, exchange)
        outcome = self._outcome(stats, stop)
        objective = float(stats.objective) if outcome.has_plan and stats.objective is not None else math.inf
        return StageProof(
            stage=task.stage,
            outcome=outcome,
            objective=objective,
            bound=self._bound(stats, outcome, objective, task),
            absolute_gap_allowed=task.absolute_gap,
            seconds=time.perf_counter() - start,
        )

    def _statistics(
        self, problem: pulp.LpProblem, task: Task, progress: Progress, stop: StopSwitch, exchange: Exchange | None
    ) -> pulp.LpSolveStats:
        """Solve, and where the solver breaks down or contradicts itself once more in its cautious way."""
        known = task.warm  # there is a plan, so that "infeasible" is no answer
        task = replace(task, warm=task.warm and problem.numVariables() > SMALL)
        for cautious in (False, True):
            with tempfile.TemporaryDirectory(prefix="estate-opt-") as folder:
                solver = self._solver(
                    task, _Watch(task.stage, progress, stop, exchange), Path(folder), cautious=cautious
                )
                try:
                    stats = problem.solve(solver)
                except pulp.PulpSolverError as error:
                    broken = str(error)
                    continue
            if isinstance(solver, KeptHiGHS):
                self.kept = solver.kept
            doubted = known or (task.doubtful and not cautious)
            if stop.is_set or (_sound(stats, task) and not (doubted and stats.status is S.Infeasible)):
                return stats
            broken = f"status {stats.status.name}, objective {stats.objective}, bound {stats.best_bound}"
        raise SolverUnavailable(
            f"The solver {self.title} broke down while solving ({broken}). Choose another one with --solver."
        )

    def _solver(self, task: Task, watch: _Watch, folder: Path, *, cautious: bool) -> Any:
        common: dict[str, Any] = {
            "msg": False,
            "mip": task.integer,
            "timeLimit": max(0.1, task.seconds),
            "gapRel": task.relative_gap,
            "gapAbs": task.absolute_gap,
            "threads": self.threads,
            "warmStart": task.warm,
        }
        if self.name == "HiGHS":
            options = dict(HIGHS_OPTIONS) | {"random_seed": self.seed}
            if watch.exchange is not None:
                options |= PROVING
                common["threads"] = 1
            if task.nodes is not None:
                options["mip_max_nodes"] = task.nodes
            options |= self.options
            if cautious:
                options["presolve"] = "off"
            return KeptHiGHS(
                self.kept, callbackTuple=(watch, None), callbacksToActivate=watch.events, **common, **options
            )
        if self.name == "COIN_CMD":
            # CBC's preprocessing fails an assertion of its own on some programs with unbounded variables
            more = ["preprocess off"] if cautious else []
            more += [f"{key} {value}" for key, value in self.options.items()]
            solver = pulp.COIN_CMD(randomSeed=self.seed, logPath=str(folder / "cbc.log"), options=more, **common)
            solver.tmpDir = str(folder)  # so that a solver that breaks down leaves nothing behind
            return solver
        return self._other(common)

    def _other(self, common: Mapping[str, Any]) -> Any:
        """Any other solver that PuLP knows, with those of the settings that it takes."""
        known = inspect.signature(type(pulp.getSolver(self.name)).__init__).parameters
        given = {key: value for key, value in common.items() if key in known and key != "warmStart"}
        if "mip" not in known:
            raise SolverUnavailable(
                f"The solver {self.name!r} cannot solve relaxations. Choose highs, cbc or another one."
            )
        return pulp.getSolver(self.name, **given, **dict(self.options))

    @staticmethod
    def _outcome(stats: pulp.LpSolveStats, stop: StopSwitch) -> Outcome:
        """Our outcome of PuLP's statistics: why it stopped and whether there is a plan are two things."""
        if stats.status is S.Infeasible and not stats.has_solution and not stop.is_set:
            return Outcome.INFEASIBLE
        if not stats.has_solution:
            return Outcome.NO_PLAN
        if stats.status in (S.Optimal, S.GapLimit):
            return Outcome.OPTIMAL
        if stop.is_set or stats.status is S.Interrupted:
            return Outcome.INTERRUPTED
        return Outcome.TIME_LIMIT if stats.status in LIMITS else Outcome.NO_PLAN

    @staticmethod
    def _bound(stats: pulp.LpSolveStats, outcome: Outcome, objective: float, task: Task) -> float:
        """What the solver proved; a solver that reports no bound but claims its gap is taken at its word."""
        if stats.best_bound is not None and math.isfinite(stats.best_bound):
            return min(float(stats.best_bound), objective)
        if not stats.is_mip and outcome is Outcome.OPTIMAL:
            return objective
        if outcome is Outcome.OPTIMAL:
            return objective - max(task.absolute_gap, task.relative_gap * abs(objective))
        return -math.inf


def _sound(stats: pulp.LpSolveStats, task: Task) -> bool:
    """Whether statistics are an answer: no unknown status, and no claim of proof against the solver's own bound.

    "Infeasible or unbounded" counts as unknown too; without presolve it becomes "infeasible".
    """
    if stats.status in (S.Undefined, S.NumericalError):
        return False
    if stats.status is not S.Optimal or not task.integer or stats.objective is None or stats.best_bound is None:
        return True
    allowed = max(task.absolute_gap, task.relative_gap * abs(stats.objective)) + SOUND * max(1.0, abs(stats.objective))
    return bool(stats.objective - stats.best_bound <= allowed)


@dataclass(frozen=True, slots=True)
class _Watch:
    """HiGHS's callback: pass on where it stands, take and give plans, and end it when asked to."""

    stage: str
    progress: Progress
    stop: StopSwitch
    exchange: Exchange | None

    @property
    def events(self) -> list[Any]:
        """Events to be called for."""
        always = [EVENTS.kCallbackMipLogging, *INTERRUPTS]
        shared = [EVENTS.kCallbackMipUserSolution, EVENTS.kCallbackMipImprovingSolution]
        return always + (shared if self.exchange is not None else [])

    def __call__(self, event: Any, _message: str, out: Any, into: Any, _data: Any) -> None:
        if event == EVENTS.kCallbackMipLogging:
            self._tell(out)
        elif event == EVENTS.kCallbackMipImprovingSolution and self.exchange is not None:
            self.exchange.found(np.array(out.mip_solution, dtype=np.float64))
        elif event == EVENTS.kCallbackMipUserSolution and self.exchange is not None:
            plan = self.exchange.plan()
            if plan is not None:
                into.setSolution(plan)
        elif event in INTERRUPTS and into is not None:
            self._exchange_bound(event, out)
            if self.stop.is_set or (self.exchange is not None and self.exchange.enough()):
                into.user_interrupt = True

    def _tell(self, out: Any) -> None:
        incumbent, bound = out.mip_primal_bound, out.mip_dual_bound
        found = incumbent if abs(incumbent) < UNKNOWN else None
        self.progress.report(Report(self.stage, out.running_time, found, bound if abs(bound) < UNKNOWN else None))

    def _exchange_bound(self, event: Any, out: Any) -> None:
        if self.exchange is not None and event == EVENTS.kCallbackMipInterrupt and abs(out.mip_dual_bound) < UNKNOWN:
            self.exchange.proven(out.mip_dual_bound)
