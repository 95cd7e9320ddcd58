"""Explain one building after another out of one session.

The opposite decision is forced and solved again, from the run's plan; then the least changes are looked for that would
flip it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Iterator
from dataclasses import replace

from estate_opt.domain.decisions import Decisions
from estate_opt.domain.plan import PREFERENCES
from estate_opt.errors import UsageError, did_you_mean
from estate_opt.policies import Reduction
from estate_opt.results.merit import term_scales
from estate_opt.results.result import Result
from estate_opt.solving.progress import Progress, Silent, StopSwitch
from estate_opt.studies.alternatives.witness import chosen
from estate_opt.studies.best import require_best
from estate_opt.studies.explain.answer import About, Explanation, Worth
from estate_opt.studies.explain.effects import Effects, effects
from estate_opt.studies.explain.flip import Flip
from estate_opt.studies.explain.flips import FlipSearch, Pool
from estate_opt.studies.explain.forced import forcing, no_option
from estate_opt.studies.explain.levers import Lever, own_levers, policy_levers
from estate_opt.studies.explain.opposite import Opposite, opposite_of
from estate_opt.studies.explain.settings import PROBE_SECONDS, Settings
from estate_opt.studies.explain.standing import IMPOSSIBLE, SAME, Comparison, Level, Standing, Verdict, compare
from estate_opt.studies.explain.words import paragraph
from estate_opt.studies.explain.world import Asker, Known, Side, World

SOLVER = "highs"
"""Studies solve again and again, which only HiGHS does warm; the run's own solver was a second opinion on the plan."""


class Explainer:
    """One run's explanations.

    Parameters
    ----------
    result
        The run's plan.
    progress, stop
        Where reports go, and what ends the solves.

    Raises
    ------
    UsageError
        The plan is not the best of its plan file, so that there is nothing to explain by it.
    """

    def __init__(self, result: Result, progress: Progress | None = None, stop: StopSwitch | None = None) -> None:
        require_best(result)
        solve = result.plan_file.solve
        if solve.solver != SOLVER:
            solve = solve.model_copy(update={"solver": SOLVER, "options": {}})
        self.result = result
        self.world = World(result.plan_file.model_copy(update={"solve": solve}), result.context)
        self.progress, self.stop = progress or Silent(), stop or StopSwitch()
        self.same = _standing(self.world, result)
        self._asker: Asker | None = None

    @property
    def asker(self) -> Asker:
        """The session that all opposites are asked of; made when it is first needed."""
        if self._asker is None:
            self._asker = Asker(self.world, self.progress, self.stop)
        return self._asker

    def explain(self, building_id: str, settings: Settings | None = None) -> Explanation:
        """Why a building is kept, or leaves.

        Parameters
        ----------
        building_id
            A council building.
        settings
            How far to go; as far as is usual where ``None``.

        Raises
        ------
        UsageError
            The settings name a rule that the plan file does not have.
        """
        started, settings = time.perf_counter(), settings or Settings()
        self._check_policies(settings)
        opposite = opposite_of(self.world.context.estate, self.result.plan.decisions, building_id)
        about = _about(self.result, opposite)
        if not opposite.opposite:
            return self._answer(about, IMPOSSIBLE, started, forced=(no_option(opposite),))
        side = self._ask(opposite.opposite, opposite, self.result.plan.decisions, settings.seconds, self.same)
        if side.impossible:
            return self._answer(
                about, IMPOSSIBLE, started, forced=forcing(self.world, opposite, self.progress, self.stop)
            )
        if side.best is None:
            return self._answer(about, Comparison(verdict=Verdict.OPEN), started)
        reference, standing = self._reference(opposite, side.best, settings)
        comparison = compare(side.best.standing, standing, self.world.slack)
        other = Result(self.result.plan_file, self.result.context, side.best.plan)
        found = effects(reference, other, building_id)
        pool = Pool([reference.plan.decisions], [other.plan.decisions])
        flips = self._flips(opposite, comparison, pool, found, settings)
        return self._answer(
            _with_other(about, other),
            comparison,
            started,
            found=found,
            flips=flips,
            better=reference is not self.result,
            other=chosen(self.result, side.best.plan),
        )

    def _ask(
        self, options: Collection[str], opposite: Opposite, start: Decisions, seconds: float, against: Standing
    ) -> Side:
        """The best plan of a side, and what is known of it from the run's own proof."""
        side = self.asker.ask({opposite.building_id: options}, start, seconds=seconds, decided_at=against[-1].value)
        if side.best is None:
            return side
        levels = list(side.best.standing)
        for n, (level, free) in enumerate(zip(levels, self.same, strict=True)):
            levels[n] = replace(level, bound=min(level.value, max(level.bound, free.bound)))
            if level.value > free.value + SAME:
                break  # what follows was proven of plans that fall less short
        return Side(replace(side.best, standing=tuple(levels)))

    def _reference(self, opposite: Opposite, other: Known, settings: Settings) -> tuple[Result, Standing]:
        """The plan to compare with: the run's, or a better one with the same decision where the opposite's is better.

        A plan that was found within a gap can be bettered in places that have nothing to do with the building.
        """
        comparison = compare(other.standing, self.same, self.world.slack)
        if not comparison.as_good or comparison.verdict.proven:
            return self.result, self.same
        again = self._ask(opposite.same, opposite, other.plan.decisions, settings.seconds, other.standing).best
        if again is None or compare(again.standing, self.same).found >= -SAME:
            return self.result, self.same
        return Result(self.result.plan_file, self.result.context, again.plan), again.standing

    # -- flips ---------------------------------------------------------------------------------------

    def _flips(
        self,
        opposite: Opposite,
        comparison: Comparison,
        pool: Pool,
        found: Effects,
        settings: Settings,
    ) -> tuple[Flip, ...]:
        """Least changes, one lever after the other, each with its share of the time that is left."""
        levers = list(self._levers(opposite, found, settings))
        deadline = time.perf_counter() + settings.flip_seconds
        flips = []
        for n, lever in enumerate(levers):
            now = time.perf_counter()
            share = max(0.0, deadline - now) / (len(levers) - n)
            solves = settings.flip_seconds > 0 and not self.stop.is_set
            search = FlipSearch(lever, opposite, pool, self._ask_world if solves else None, now + share, PROBE_SECONDS)
            flips.append(search.run(comparison))
        return tuple(flips)

    def _levers(self, opposite: Opposite, found: Effects, settings: Settings) -> Iterator[Lever]:
        if settings.own:
            yield from own_levers(self.world, opposite)
        concerned = {target.key.partition("/")[0] for target in found.targets}
        for policy in self.world.plan_file.policies.all():
            if settings.policies is None:
                wanted = isinstance(policy, Reduction) or policy.id in concerned
            else:
                wanted = policy.id in settings.policies
            if wanted:
                yield from policy_levers(self.world, opposite, policy)

    def _ask_world(self, world: World) -> Asker:
        return Asker(world, self.progress, self.stop, like=self.asker)

    def _check_policies(self, settings: Settings) -> None:
        known = [policy.id for policy in self.world.plan_file.policies.all()]
        for policy in settings.policies or ():
            if policy not in known:
                hint = did_you_mean(policy, known) or f"There are: {', '.join(known)}."
                raise UsageError(f"The plan file has no rule {policy!r}. {hint}")

    # -- the answer --------------------------------------------------------------------------------------

    def _answer(
        self,
        about: About,
        comparison: Comparison,
        started: float,
        *,
        forced: tuple[str, ...] = (),
        found: Effects | None = None,
        flips: tuple[Flip, ...] = (),
        better: bool = False,
        other: Result | None = None,
    ) -> Explanation:
        worth = self._worth(comparison)
        gap = self.result.plan.gap if math.isfinite(self.result.plan.gap) else None
        return Explanation(
            about=about,
            comparison=comparison,
            worth=worth,
            forced=forced,
            effects=found,
            flips=flips,
            plan_gap=gap,
            better_found=better,
            seconds=time.perf_counter() - started,
            paragraph=paragraph(about, comparison, worth, forced, found, flips, gap=gap, better_found=better),
            opposite=other,
        )

    def _worth(self, comparison: Comparison) -> Worth | None:
        """The loss as running cost that counts as much."""
        preferences = self.world.plan_file.preferences
        if comparison.stage != PREFERENCES or not preferences.running_cost:
            return None
        pounds = term_scales(preferences, self.world.context)["running_cost"] / preferences.running_cost
        return Worth(
            found_gbp_per_year=comparison.found * pounds,
            least_gbp_per_year=comparison.least * pounds,
            most_gbp_per_year=comparison.most * pounds,
        )


def _standing(world: World, result: Result) -> Standing:
    """Where the run's plan stands, with the bounds that the run proved."""
    measured = world.measured(result.plan.decisions, check=False)
    assert measured is not None
    bounds = {proof.stage: proof.bound for proof in result.plan.proof}
    return tuple(
        Level(lv.stage, lv.value, min(lv.value, max(lv.bound, bounds.get(lv.stage, -math.inf)))) for lv in measured
    )


def _about(result: Result, opposite: Opposite) -> About:
    estate = result.estate
    k = estate.building_index[opposite.building_id]
    building, option = estate.buildings[k], result.after.option[k]
    area = estate.area_by_id.get(building.ward_code)
    return About(
        building_id=building.building_id,
        name=building.name,
        type=building.type,
        ward=area.name if area else building.ward_code,
        priority=building.ward_code in result.context.priority_wards,
        stays=opposite.stays,
        decision=option.decision.value,
        option=option.name,
    )


def _with_other(about: About, other: Result) -> About:
    option = other.after.option[other.estate.building_index[about.building_id]]
    return replace(about, other_decision=option.decision.value, other_option=option.name)
