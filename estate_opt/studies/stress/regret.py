"""Regret: how much better a plan made with hindsight is, one that knows a case's figures beforehand.

Two plans are held against it: the plan as it stands, and the plan with the same decision for every building but
with activity housed anew, which is what a council would do when the figures turn out otherwise (the recourse of
two-stage stochastic programming: Birge and Louveaux 2011). Regret is bounded on both sides, because neither solve
need have ended at its optimum (Savage 1951 for the notion).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from estate_opt.config.schema import PlanFile
from estate_opt.errors import NoPlanInTime, NoPlanPossible
from estate_opt.formulation import formulate
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.solving import Question, Session
from estate_opt.solving.progress import Progress, Silent, StopSwitch
from estate_opt.studies.stress.cases import Case
from estate_opt.studies.stress.outcome import over_case
from estate_opt.studies.stress.standing import SAME, Standing, standing
from estate_opt.studies.stress.within import Within


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRegret:
    """Regret of one stage, in its own measure.

    Parameters
    ----------
    stage
        ``shortfall of tier 1`` …, or ``preferences``.
    plan, hindsight
        Value of each.
    at_least, at_most
        What the regret is proven to be between; ``at_most`` is infinite where nothing bounds it.
    comparable
        Whether both reach the same in every stage before, so that this one compares like with like.
    """

    stage: str
    plan: float
    hindsight: float
    at_least: float
    at_most: float
    comparable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRegret:
    """A term of the preferences in its unit; ``more`` is what the plan has more than the one made with hindsight."""

    name: str
    unit: str
    weight: float
    plan: float
    hindsight: float

    @property
    def more(self) -> float:
        """What the plan has more of it; less is better."""
        return self.plan - self.hindsight


@dataclass(frozen=True, slots=True, kw_only=True)
class Regret:
    """One plan held against the one made with hindsight."""

    stages: tuple[StageRegret, ...]
    terms: tuple[TermRegret, ...]
    targets_more: int
    """Lines that the plan made with hindsight meets more."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Replanned:
    """A case planned anew.

    Parameters
    ----------
    case, sentence
        Which.
    as_it_stands
        The plan with nothing changed.
    rehoused
        The plan with activity housed anew; ``None`` where there is no room for it, or no answer in time.
    hindsight, hindsight_standing
        The plan made with the case's figures, verified; ``None`` where there is none, none in time, or none was asked
        for.
    regret_as_it_stands, regret_rehoused
        What hindsight would have brought; ``None`` where the plan cannot be carried out in the case.
    decided_otherwise
        Buildings that hindsight decides otherwise, by id.
    notes
        Why something of this is missing, and what a proof leaves open, in sentences.
    """

    case: str
    sentence: str
    as_it_stands: Standing
    rehoused: Standing | None
    hindsight: Result | None
    hindsight_standing: Standing | None
    regret_as_it_stands: Regret | None
    regret_rehoused: Regret | None
    decided_otherwise: tuple[str, ...]
    notes: tuple[str, ...]


def replan(
    result: Result,
    cases: Iterable[Case],
    progress: Progress | None = None,
    stop: StopSwitch | None = None,
    *,
    seconds: float | None = None,
    hindsight: bool = True,
) -> Iterator[Replanned]:
    """House activity anew in each case with every building as decided, and from there plan everything anew.

    Parameters
    ----------
    result
        The plan.
    cases
        What is other than assumed in each.
    progress, stop
        Where reports go, and what ends it: a case that was cut off before it had its plans is not given.
    seconds
        Time for each solve; the plan file's where absent.
    hindsight
        Whether everything is planned anew, and not only activity housed anew.
    """
    progress, stop = progress or Silent(), stop or StopSwitch()
    for case in cases:
        if stop.is_set:
            return
        found = _Replanner(result, case, Within(progress, case.name), stop, seconds).replan(hindsight=hindsight)
        if stop.is_set and (found.rehoused is None or (hindsight and found.hindsight is None)):
            return  # what was cut off says nothing of whether there is a plan
        yield found


class _Replanner:
    """One case: the same buildings with activity housed anew, then everything anew from there."""

    def __init__(self, result: Result, case: Case, progress: Progress, stop: StopSwitch, seconds: float | None) -> None:
        self.case = case
        self.there = over_case(result, case)
        self.plan_file: PlanFile = result.plan_file
        self.seconds = seconds
        self.notes: list[str] = []
        policies = self.plan_file.policies
        settings = self.plan_file.solve.formulation
        formulation = formulate(
            self.there.context, policies.all(), policies.relocation, self.plan_file.scenario, settings
        )
        self.session = Session(formulation, self.plan_file, progress, stop)

    def replan(self, *, hindsight: bool) -> Replanned:
        as_it_stands = standing(self.there, proven=False)
        rehoused = self._ask(self._as_decided(), "With the buildings as decided")
        anew = self._ask({}, "With hindsight") if hindsight else None
        known = None if anew is None else standing(anew, proven=True)
        housed = None if rehoused is None else standing(rehoused, proven=True)
        return Replanned(
            case=self.case.name,
            sentence=self.case.sentence,
            as_it_stands=as_it_stands,
            rehoused=housed,
            hindsight=anew,
            hindsight_standing=known,
            regret_as_it_stands=None if as_it_stands.broken or known is None else regret(as_it_stands, known),
            regret_rehoused=None if housed is None or known is None else regret(housed, known),
            decided_otherwise=() if anew is None else decided_otherwise(self.there, anew),
            notes=tuple(self.notes),
        )

    def _as_decided(self) -> Mapping[str, set[str]]:
        council = {b.building_id for b in self.there.estate.council_buildings}
        return {b: {option} for b, option in self.there.plan.decisions.options.items() if b in council}

    def _ask(self, forced: Mapping[str, set[str]], who: str) -> Result | None:
        """A verified plan; ``None`` where there is none, with a note why."""
        try:
            plan = self.session.ask(Question(forced=forced, seconds=self.seconds))
        except NoPlanPossible:
            self.notes.append(f"{who}, no plan satisfies every must: there is no room for all, or a must is broken.")
            return None
        except NoPlanInTime:
            self.notes.append(f"{who}, no plan was found in the time given, which does not prove that there is none.")
            return None
        found = replace(self.there, plan=plan)
        verify(found).require()
        return found


def regret(plan: Standing, hindsight: Standing) -> Regret:
    """Hold a plan against one made with hindsight, stage by stage and term by term."""
    return Regret(
        stages=tuple(_stages(plan, hindsight)),
        terms=tuple(
            TermRegret(name=mine.name, unit=mine.unit, weight=mine.weight, plan=mine.raw, hindsight=theirs.raw)
            for mine, theirs in zip(plan.terms, hindsight.terms, strict=True)
        ),
        targets_more=hindsight.met - plan.met,
    )


def _stages(plan: Standing, hindsight: Standing) -> Iterator[StageRegret]:
    comparable = True
    for stage, value in plan.stages.items():
        best, bound = hindsight.stages[stage], hindsight.least[stage]
        yield StageRegret(
            stage=stage,
            plan=value,
            hindsight=best,
            at_least=max(0.0, plan.least[stage] - best),
            at_most=max(0.0, value - bound) if math.isfinite(bound) else math.inf,
            comparable=comparable,
        )
        comparable = comparable and bool(abs(value - best) <= SAME)


def decided_otherwise(one: Result, other: Result) -> tuple[str, ...]:
    """Buildings for which two plans choose different options, by id."""
    theirs = other.plan.decisions.options
    return tuple(sorted(b for b, option in one.plan.decisions.options.items() if theirs[b] != option))
