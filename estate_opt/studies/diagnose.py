"""Diagnose: which musts contradict one another, and what would make the rest hold.

A minimal set of conflicting policies is found by the deletion filter (Chinneck and Dravnieks 1991):
each must is left out in turn, and stays out where the others still cannot all hold. What remains
conflicts, and removing any one of it makes the rest possible. Then each policy of the set is made an
aim on its own, and its least shortfall is the nearest value at which the others hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from estate_opt.config.schema import PlanFile
from estate_opt.domain.plan import Outcome, StageProof
from estate_opt.formulation import Formulation, formulate
from estate_opt.policies import Context, Kind, Policy, Requirement, Sense
from estate_opt.policies.base import Expression
from estate_opt.results.figures import figure
from estate_opt.solving.backends import Backend, Task
from estate_opt.solving.progress import Progress, Silent, StopSwitch, stop_on_interrupt

STAGE = "diagnosis"
CHECK_SECONDS = 60.0
"""Time for one question; a question that is not answered in it is said to be open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflicting:
    """A policy of the conflict.

    Parameters
    ----------
    policy
        The must.
    asks
        What it asks for, in sentences: the lines that have to give way, or all where none is known to.
    would_hold
        For each of its lines that gives way: the nearest value at which all others of the conflict
        hold; empty where no value was proven.
    """

    policy: Policy
    asks: tuple[str, ...]
    would_hold: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Musts that cannot all hold.

    Parameters
    ----------
    conflict
        The policies of the set; empty where all musts can hold.
    minimal
        Whether it is proven that removing any one makes the rest possible.
    """

    conflict: tuple[Conflicting, ...]
    minimal: bool

    def sentences(self) -> tuple[str, ...]:
        """The diagnosis for people."""
        if not self.conflict:
            return ("All musts can hold together.",)
        alone = len(self.conflict) == 1
        lines = ["This must cannot hold:" if alone else f"These {len(self.conflict)} musts cannot all hold:"]
        for part in self.conflict:
            lines += [f"  {part.policy.id}: {sentence}" for sentence in part.asks]
            lines += [f"    {sentence}" for sentence in part.would_hold]
        if not self.minimal:
            lines.append("A smaller set may conflict too: not every question was answered in its time.")
        elif not alone:
            lines.append("Without any one of them the others can hold.")
        return tuple(lines)


def diagnose(plan_file: PlanFile, context: Context, progress: Progress | None = None) -> Diagnosis:
    """Find a minimal set of conflicting musts and the nearest values that would resolve it.

    Parameters
    ----------
    plan_file
        Its policies and solver.
    context
        The estate.
    progress
        Where reports go.
    """
    with stop_on_interrupt() as stop:
        return _Diagnoser(plan_file, context, progress or Silent(), stop).diagnose()


class _Diagnoser:
    """Asks one question after another, whether some policies can all hold."""

    def __init__(self, plan_file: PlanFile, context: Context, progress: Progress, stop: StopSwitch) -> None:
        self.plan_file = plan_file
        self.context = context
        self.progress = progress
        self.stop = stop
        self.answered = True

    def diagnose(self) -> Diagnosis:
        suspects = [policy for policy in self.plan_file.policies.all() if policy.kind is Kind.MUST]
        if self._possible(suspects) is not False:
            return Diagnosis(conflict=(), minimal=self.answered)
        for policy in list(suspects):
            others = [other for other in suspects if other is not policy]
            if self._possible(others) is False:
                suspects = others
        return Diagnosis(conflict=tuple(self._part(p, suspects) for p in suspects), minimal=self.answered)

    def _possible(self, policies: Sequence[Policy]) -> bool | None:
        """Whether policies can all hold; ``None`` where it was not answered in time."""
        formulation = self._formulate(policies)
        proof = self._solve(formulation, Expression())
        if proof.outcome.has_plan:
            return True
        if proof.outcome is Outcome.INFEASIBLE:
            return False
        self.answered = False
        return None

    def _part(self, policy: Policy, conflict: Sequence[Policy]) -> Conflicting:
        giving = self._giving_way(policy, conflict)
        lines = [line for line, _ in giving] or policy.requirements(self.context)
        return Conflicting(
            policy=policy,
            asks=tuple(line.sentence for line in lines),
            would_hold=tuple(f"It could hold with {words}." for _, words in giving),
        )

    def _giving_way(self, policy: Policy, conflict: Sequence[Policy]) -> list[tuple[Requirement, str]]:
        """Lines of a policy that miss their target when the others hold, each with the nearest value that does not."""
        aim = policy.model_copy(update={"kind": Kind.AIM, "weight": 1.0, "tier": 1})
        formulation = self._formulate([aim if other is policy else other for other in conflict])
        proof = self._solve(formulation, formulation.shortfall(1))
        if proof.outcome is not Outcome.OPTIMAL:
            return []
        found: list[tuple[Requirement, str]] = []
        for short in formulation.shorts:
            line = short.requirement
            missed = (short.variable.varValue or 0.0) * line.scale
            if missed <= 1e-6 * line.scale:
                continue
            value = line.target + (missed if line.sense is Sense.AT_MOST else -missed)
            here, there = figure(line.target, line.unit), figure(value, line.unit)
            found.append((line, f"{line.sense.value} {there} instead of {here}"))
        return found

    def _formulate(self, policies: Sequence[Policy]) -> Formulation:
        relocation = self.plan_file.policies.relocation
        if self.plan_file.solve.formulation.price_left_out:
            relocation = relocation.to_all()  # a must is not to be blamed for what the nearest so many cannot do
        return formulate(self.context, policies, relocation, STAGE)

    def _solve(self, formulation: Formulation, objective: Expression) -> StageProof:
        backend = Backend.of(self.plan_file.solve)
        self.progress.stage(STAGE)
        formulation.program.minimise(objective)
        task = Task(STAGE, seconds=CHECK_SECONDS, relative_gap=0.0, absolute_gap=1e-7, warm=False)
        return backend.solve(formulation.program.problem, task, self.progress, self.stop)
