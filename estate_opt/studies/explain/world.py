"""A world: what is asked of which estate. What would be decided otherwise is asked of another world.

Plans that are known already are measured in it without any solver; questions that nobody has answered are put to a
session over its formulation.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace

from estate_opt.config.schema import PlanFile
from estate_opt.domain.decisions import Decisions
from estate_opt.domain.plan import PREFERENCES, SHORTFALL, Plan
from estate_opt.domain.snapshot import Snapshot
from estate_opt.errors import NoPlanInTime, NoPlanPossible
from estate_opt.formulation import formulate
from estate_opt.policies import Context, Kind, Policy, Relocation, Requirement, Shown
from estate_opt.results.measures import Measure, weighted_shortfall
from estate_opt.results.merit import objective, terms
from estate_opt.results.verify import check_physics
from estate_opt.solving import Question, Session
from estate_opt.solving.progress import Progress, StopSwitch
from estate_opt.studies.explain.standing import Level, Standing


@dataclass(frozen=True, eq=False)
class World:
    """A plan file and an estate with its baseline.

    Parameters
    ----------
    plan_file, context
        What is asked, and of which estate.
    same_physics
        Whether what fits where is as in the run's world, so that it need not be looked at again.
    """

    plan_file: PlanFile
    context: Context
    same_physics: bool = False

    @property
    def slack(self) -> float:
        """Difference of shortfalls that counts as none."""
        return self.plan_file.solve.shortfall_gap

    def with_building(self, building_id: str, **changes: object) -> World:
        """The same with other values of one building, which have nothing to do with what fits where."""
        estate = self.context.estate
        changed = tuple(replace(b, **changes) if b.building_id == building_id else b for b in estate.buildings)  # type: ignore[arg-type]
        return World(self.plan_file, Context(estate.replace(buildings=changed), self.context.priority_wards), True)

    def with_hours(self, building_id: str, factor: float) -> World:
        """The same with all activity at one building times a factor; none at all where it is 0."""
        estate = self.context.estate
        activities = tuple(
            replace(a, hours_per_week=a.hours_per_week * factor) if a.building_id == building_id else a
            for a in estate.activities
            if factor or a.building_id != building_id
        )
        return World(self.plan_file, Context(estate.replace(activities=activities), self.context.priority_wards))

    def with_policy(self, policy_id: str, **changes: object) -> World:
        """The same with other values of one policy."""
        policies = self.plan_file.policies
        sections = {}
        for section in type(policies).model_fields:
            rules = getattr(policies, section)
            if isinstance(rules, tuple):
                sections[section] = tuple(r.model_copy(update=changes) if r.id == policy_id else r for r in rules)
            elif rules.id == policy_id:
                sections[section] = rules.model_copy(update=changes)
        changed = policies.model_copy(update=sections)
        return World(self.plan_file.model_copy(update={"policies": changed}), self.context)

    def measured(self, decisions: Decisions, *, check: bool = True) -> Standing | None:
        """Where a plan stands by its decisions alone; ``None`` where it is none, or breaks a must.

        Parameters
        ----------
        decisions
            The plan. Moves of activity that there is none of in this world are left out.
        check
            Whether the plan comes from another world, so that it may not hold here.
        """
        estate = self.context.estate
        moves = tuple(m for m in decisions.moves if (m.from_building, m.service_id) in estate.hours_today)
        after = Snapshot(estate, replace(decisions, moves=moves))
        if (
            check
            and not self.same_physics
            and any(check_physics(self.context, self.plan_file.policies.relocation, after))
        ):
            return None
        found = [
            _planned(policy, requirement, self.context, after)
            for policy in self.plan_file.policies.all()
            for requirement in policy.requirements(self.context)
        ]
        if check and any(m.must and not m.met for m in found):
            return None
        levels = [Level(f"{SHORTFALL}{tier}", weighted_shortfall(found, tier), 0.0) for tier in self.tiers]
        value = objective(terms(self.plan_file.preferences, self.context, after))
        return (*levels, Level(PREFERENCES, value))

    @property
    def tiers(self) -> tuple[int, ...]:
        """Tiers of the aims that ask for something."""
        aims = [p for p in self.plan_file.policies.all() if p.kind is Kind.AIM and p.requirements(self.context)]
        return tuple(sorted({policy.tier for policy in aims}))


def _planned(policy: Policy, requirement: Requirement, context: Context, after: Snapshot) -> Measure:
    """A requirement's figure in a plan alone: figures of today and for people cost more than all the rest."""
    value = policy.value(requirement, context, after)
    unshown = Shown(value, requirement.target, requirement.unit)
    return Measure(
        policy=policy,
        requirement=requirement,
        today=math.nan,
        planned=value,
        shown_today=unshown,
        shown=unshown,
        shortfall=requirement.shortfall(value),
    )


@dataclass(frozen=True, slots=True)
class Known:
    """A plan, its values, and what is proven of all plans of its side."""

    plan: Plan
    standing: Standing


@dataclass(frozen=True, slots=True)
class Side:
    """What is known of the plans in which one building is decided in one way.

    Parameters
    ----------
    best
        The best that was found; ``None`` where none was.
    impossible
        Whether it is proven that there is none.
    """

    best: Known | None = None
    impossible: bool = False


class Asker:
    """A session over a world's formulation.

    Parameters
    ----------
    world
        What is asked of which estate.
    progress, stop
        Where reports go, and what ends a question.
    like
        An asker of a world that differs in figures only, from whose relaxation this one's begins.
    """

    def __init__(self, world: World, progress: Progress, stop: StopSwitch, like: Asker | None = None) -> None:
        self.world, self.progress, self.stop = world, progress, stop
        self.session = self._session(world.plan_file.policies.relocation, like)
        self._of_all_moves: Session | None = None

    def _session(self, relocation: Relocation, like: Asker | None = None) -> Session:
        world, settings = self.world, self.world.plan_file.solve
        formulation = formulate(
            world.context, world.plan_file.policies.all(), relocation, world.plan_file.scenario, settings.formulation
        )
        base = None if like is None else like.session
        return Session(formulation, world.plan_file, self.progress, self.stop, base)

    def ask(
        self,
        forced: dict[str, Collection[str]],
        start: Decisions | None = None,
        *,
        seconds: float,
        gap: float | None = None,
        decided_at: float | None = None,
    ) -> Side:
        """The best plan with buildings bound to options.

        Parameters
        ----------
        forced
            Options by building.
        start
            A plan that is known, near which the search begins.
        seconds, gap, decided_at
            As of :class:`estate_opt.solving.Question`.
        """
        question = Question(forced=forced, seconds=seconds, gap=gap, decided_at=decided_at)
        try:
            return self._side(self._answer(self.session, question, start))
        except NoPlanInTime:
            return Side()
        except NoPlanPossible:
            settings = self.world.plan_file.solve.formulation
            if not (self.session.formulation.candidates.left_out and settings.price_left_out):
                return Side(impossible=True)
        try:  # the nearest moves leave no plan; all of them may
            if self._of_all_moves is None:
                self._of_all_moves = self._session(self.world.plan_file.policies.relocation.to_all())
            return self._side(self._answer(self._of_all_moves, question, start))
        except NoPlanInTime:
            return Side()
        except NoPlanPossible:
            return Side(impossible=True)

    @staticmethod
    def _answer(session: Session, question: Question, start: Decisions | None) -> Plan:
        if start is not None:
            session.begin(start)
        return session.ask(question)

    def _side(self, plan: Plan) -> Side:
        """A plan as a side: values by its decisions, bounds by its proof."""
        measured = self.world.measured(plan.decisions, check=False)
        assert measured is not None
        bounds = {proof.stage: proof.bound for proof in plan.proof}
        standing = tuple(
            replace(level, bound=min(level.value, max(level.bound, bounds.get(level.stage, -math.inf))))
            for level in measured
        )
        return Side(Known(plan, standing))
