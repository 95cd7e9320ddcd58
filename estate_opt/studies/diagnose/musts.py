"""The musts of a plan file as one elastic program, and the one question that finding a conflict repeats."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from estate_opt.config.schema import FormulationSettings, PlanFile, Solve
from estate_opt.formulation import Formulation, formulate
from estate_opt.policies import Context, Kind, Policy, Sense, Unit
from estate_opt.policies.base import Expression, Variable
from estate_opt.solving.elastic import HOLDS, Elastic
from estate_opt.solving.progress import Progress, StopSwitch
from estate_opt.studies.diagnose.values import Value, values_of

COUNTED = (Unit.BUILDINGS, Unit.SERVICES, Unit.MISSING_SERVICES)
"""Units of values that are whole numbers."""
PATIENCE = 1 / 3
"""Share of the time that is left which one question may take."""
LEAST_SECONDS = 0.5


@dataclass(eq=False)
class Clock:
    """The time of a diagnosis.

    Parameters
    ----------
    seconds
        For everything.
    """

    seconds: float
    started: float = field(default_factory=time.perf_counter)

    @property
    def spent(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self.started

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.seconds - self.spent

    def question(self, patience: float = PATIENCE) -> float:
        """Seconds for the next question, as a share of what is left."""
        return max(LEAST_SECONDS, self.left * patience)


@dataclass(frozen=True, eq=False)
class Asked:
    """What all questions of a diagnosis share.

    Parameters
    ----------
    plan_file, context
        Rules of moves and of solving, and the estate.
    clock, progress, stop
        Time, where reports go, and what ends it.
    """

    plan_file: PlanFile
    context: Context
    clock: Clock
    progress: Progress
    stop: StopSwitch

    @property
    def over(self) -> bool:
        """Whether no further question is to be asked."""
        return self.stop.is_set or self.clock.left <= 0

    def formulate(self, musts: Sequence[Policy], settings: FormulationSettings | None = None) -> Formulation:
        """The program in which each line of some musts may fall short.

        Every move within the limits may be made: a must is not to be blamed for what the nearest so many cannot do.
        """
        aims = [must.model_copy(update={"kind": Kind.AIM, "weight": 1.0, "tier": 1}) for must in musts]
        relocation = self.plan_file.policies.relocation.to_all()
        return formulate(self.context, aims, relocation, "diagnosis", settings or self.settings.formulation)

    def elastic(self, formulation: Formulation, following: Sequence[Variable] = ()) -> Elastic:
        """A program to be asked again and again."""
        return Elastic(formulation, self.settings, self.progress, self.stop, following)

    @property
    def settings(self) -> Solve:
        """Solver, threads and seed."""
        return self.plan_file.solve


class Musts:
    """The musts as one program, asked again and again which of their lines can hold together.

    Parameters
    ----------
    asked
        What all questions share.
    policies
        The musts.
    """

    def __init__(self, asked: Asked, policies: Sequence[Policy]) -> None:
        self.asked = asked
        self.policies = {policy.id: policy for policy in policies}
        formulation = asked.formulate(policies)
        self.lines = [(short.policy.id, short.requirement) for short in formulation.shorts]
        self._loosened: dict[tuple[str, str], tuple[Variable, float]] = {}
        self._whole: list[Variable] = []
        for policy in policies:
            for value in values_of(policy, asked.context):
                if value.linear:
                    self._loosen(value, formulation)
        self.elastic = asked.elastic(formulation, self._whole)
        self._impossible: list[frozenset[int]] = []

    def of(self, policies: Collection[str]) -> frozenset[int]:
        """Lines of some musts."""
        return frozenset(n for n, (policy, _) in enumerate(self.lines) if policy in policies)

    # -- can these lines hold together? ----------------------------------------------------------------

    def known(self, lines: Collection[int]) -> bool | None:
        """Whether lines can hold together, as far as earlier answers say."""
        if not lines or self.elastic.holding(lines) is not None:
            return True
        return False if any(conflict <= frozenset(lines) for conflict in self._impossible) else None

    def possible(self, lines: Collection[int], patience: float = PATIENCE) -> bool | None:
        """Whether lines can hold together; ``None`` where it was not answered in its share of the time."""
        known = self.known(lines)
        if known is not None or self.asked.over:
            return known
        seconds = self.asked.clock.question(patience)
        least = self.elastic.least(self.elastic.shortfall(lines), (), seconds, _says_whether)
        if least.bound > HOLDS:
            self._impossible.append(frozenset(lines))
            return False
        return True if least.value <= HOLDS else None

    def ruled_out(self, lines: Collection[int]) -> frozenset[int]:
        """Lines of some that the relaxation alone proves to conflict; none where it proves nothing."""
        if not lines or self.known(lines) or self.asked.over:
            return frozenset()
        relaxed = self.elastic.relaxed(lines, self.asked.clock.question(patience=1.0))
        if relaxed is None or relaxed.bound <= 2 * HOLDS:
            return frozenset()
        self._impossible.append(frozenset(lines))
        return frozenset(self.elastic.blamed(relaxed, lines))

    def ever_missed(self, lines: Collection[int]) -> bool:
        """Whether some plan that is known misses one of some lines."""
        return self.elastic.ever_missed(lines)

    # -- values -------------------------------------------------------------------------------------------

    def governed(self, value: Value) -> frozenset[int]:
        """Lines that go by a value."""
        lines = enumerate(self.lines)
        return frozenset(n for n, (policy, line) in lines if policy == value.policy.id and value.governs(line))

    def _loosen(self, value: Value, formulation: Formulation) -> None:
        """A variable for how far a value is loosened: its lines fall short by no more than that brings them."""
        rates = value.rates(self.asked.context)
        ratios = {n: rates.get(self.lines[n][1].key, 0.0) / self.lines[n][1].scale for n in self.governed(value)}
        largest = max(ratios.values(), default=0.0)
        if largest <= 0:
            return
        name, whole = (value.policy.id, value.key), value.step >= 1 and value.unit in COUNTED
        unit = value.step if whole else 1.0 / largest  # scaled, so that money and shares are of one size
        far = formulation.program.variables([("loosened", *name)], None, whole=whole)[0]
        for n in sorted(ratios):
            if ratios[n] > 0:
                row = Expression([(formulation.shorts[n].variable, 1.0), (far, -ratios[n] * unit)])
                formulation.program.row(("loosened", *name, self.lines[n][1].key), row, Sense.AT_MOST, 0.0)
        self._loosened[name] = (far, unit)
        if whole:
            self._whole.append(far)

    def loosened(self, value: Value) -> tuple[Expression, float]:
        """By how much a value is loosened, as an expression, and what 1 of it stands for in the value's unit."""
        variable, unit = self._loosened[value.policy.id, value.key]
        return Expression([(variable, 1.0)]), unit


def _says_whether(value: float, bound: float) -> bool:
    """Whether a shortfall is known to be nothing, or known not to be."""
    return value <= HOLDS or bound > HOLDS
