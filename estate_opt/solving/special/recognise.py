"""Recognise a classical location problem in a formulation, and solve the stage that it is."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from estate_opt.config.schema import PlanFile, Preferences
from estate_opt.domain.plan import PREFERENCES, SHORTFALL, Outcome, StageProof
from estate_opt.formulation.build import Formulation
from estate_opt.formulation.objective import preference
from estate_opt.policies import Access, Reduction
from estate_opt.policies.base import Variable
from estate_opt.results.merit import term_scales, travel_services
from estate_opt.solving.progress import Progress, Report, StopSwitch
from estate_opt.solving.special.centre import Centre, solve_centre
from estate_opt.solving.special.customers import Demand, access_demand, joined, kilometres, travel_demands
from estate_opt.solving.special.location import Location
from estate_opt.solving.special.rules import Rules, read_rules
from estate_opt.solving.special.search import Answer, Reporter, solve_location
from estate_opt.solving.special.sites import Sites, find_sites

ROUNDING = 1e-8
"""Share of an objective that sums of many customers may be off."""
TRAVEL, FARTHEST = "travel", "farthest"


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a special found.

    Parameters
    ----------
    proofs
        One for each of the first stages: those whose shortfall nothing can change, and the one that was solved.
    values
        Value of each whole variable (``run`` and ``offers``), so that ``formulation.decisions()`` gives the plan.
    fixed
        Value that a ``run`` variable has in every plan that is better, and as good by the gap asked for.
    """

    proofs: tuple[StageProof, ...]
    values: tuple[tuple[Variable, float], ...]
    fixed: tuple[tuple[Variable, float], ...]

    def apply(self) -> None:
        """Give the variables their values."""
        for variable, value in self.values:
            variable.varValue = value


@dataclass(frozen=True, eq=False)
class Special:
    """A stage of a formulation as a location problem.

    Parameters
    ----------
    stage
        The first stage whose objective any decision changes.
    idle
        The stages before it: their shortfall is 0 whatever is decided.
    sites, problem
        What it is about; sites that must be shut are dear.
    factor, offset, least
        The stage's objective is ``max(least, factor · cost + offset)``.
    option_costs
        What each way to run a building adds to the objective, by the number of its variable.
    """

    stage: str
    idle: tuple[str, ...]
    sites: Sites
    problem: Location | Centre
    factor: float
    offset: float = 0.0
    least: float = -math.inf
    option_costs: Mapping[int, float] = field(default_factory=dict)

    def solve(
        self, *, gap: float, absolute_gap: float, seconds: float, seed: int, stop: StopSwitch,
        progress: Progress,
    ) -> Found | None:  # fmt: skip
        """Solve the stage.

        Parameters
        ----------
        gap, absolute_gap
            Either is enough to stop.
        seconds
            Time allowed, as a last resort: the search counts its steps.
        seed
            For the search's draws and for HiGHS.
        stop
            Ends the search when it is set.
        progress
            Told of each better plan or bound.

        Returns
        -------
        Found or None
            ``None`` where no plan was found, so that the general way can say why.
        """
        started = time.perf_counter()
        progress.stage(self.stage)

        def tell(value: float, bound: float) -> None:
            now = time.perf_counter() - started
            progress.report(Report(self.stage, now, self._worth(value), self._worth(bound)))

        answer = self._answer(tell, gap, absolute_gap / self.factor, seconds, seed, stop)
        if answer.is_open is None:
            return None
        proof = self._proof(answer, gap, absolute_gap, time.perf_counter() - started, stop)
        values = tuple(self.sites.values(answer.is_open, self.option_costs))
        return Found((*map(_nothing_missed, self.idle), proof), values, tuple(self._fixed(answer)))

    def _answer(
        self, tell: Reporter, gap: float, allowed: float, seconds: float, seed: int, stop: StopSwitch
    ) -> Answer:
        if isinstance(self.problem, Centre):
            return solve_centre(
                self.problem, gap=gap, allowed=allowed, seconds=seconds, seed=seed, stop=stop,
                report=tell,
            )  # fmt: skip
        return solve_location(
            self.problem, gap=gap, allowed=allowed, enough=self._enough, shift=self.offset / self.factor,
            seconds=seconds, seed=seed, stop=stop, report=tell,
        )  # fmt: skip

    @property
    def _enough(self) -> float:
        """Cost at which the objective is the least there is."""
        return (self.least - self.offset) / self.factor

    def _worth(self, cost: float) -> float | None:
        """The stage's objective of a cost."""
        return max(self.least, self.factor * cost + self.offset) if math.isfinite(cost) else None

    def _proof(self, answer: Answer, gap: float, absolute_gap: float, seconds: float, stop: StopSwitch) -> StageProof:
        objective = self._worth(answer.value)
        assert objective is not None
        bound = self._worth(answer.bound)
        bound = self.least if bound is None else min(bound, objective)
        closed = objective - bound <= max(absolute_gap, gap * abs(objective)) + ROUNDING * max(1.0, abs(objective))
        unproven = Outcome.INTERRUPTED if stop.is_set else Outcome.TIME_LIMIT
        return StageProof(
            stage=self.stage,
            outcome=Outcome.OPTIMAL if closed else unproven,
            objective=objective,
            bound=bound,
            absolute_gap_allowed=absolute_gap,
            seconds=seconds,
        )

    def _fixed(self, answer: Answer) -> list[tuple[Variable, float]]:
        shut = [(v, 0.0) for n in np.flatnonzero(answer.shut) for _, v in self.sites.keeping[n]]
        opened = [(v, 0.0) for n in np.flatnonzero(answer.opened) for _, v in self.sites.closing[n]]
        return shut + opened


def recognise(formulation: Formulation, plan_file: PlanFile) -> Special | None:
    """A stage of a formulation as a classical location problem; ``None`` where it is none.

    Looked at are the formulation's options, offers and distances, and the kinds of rules and terms of the plan
    file; never a name. To be called before any objective is written down: what a special proves
    needs no variables for its distances.
    """
    sites = find_sites(formulation)
    rules = None if sites is None else read_rules(plan_file.policies.all(), sites)
    if sites is None or rules is None:
        return None
    tiers = formulation.tiers()
    if rules.aim is None:
        return _by_preferences(plan_file, sites, rules, tuple(f"{SHORTFALL}{tier}" for tier in tiers))
    if rules.most is None and isinstance(rules.aim, Access) and not rules.demands:
        return None  # keeping everything is best, and the stage has nothing to decide
    idle = tuple(f"{SHORTFALL}{tier}" for tier in tiers if tier < rules.aim.tier)
    return _by_aim(rules.aim, sites, rules, idle)


def _by_aim(aim: Access | Reduction, sites: Sites, rules: Rules, idle: tuple[str, ...]) -> Special | None:
    """The shortfall of the only aim: people not reached, or buildings too many."""
    requirements = aim.requirements(sites.formulation.context)
    each = aim.weight / len(requirements)
    stage = f"{SHORTFALL}{aim.tier}"
    if isinstance(aim, Reduction):
        (line,) = requirements
        ones = np.ones(len(sites))
        problem = _problem(rules, ones, rules.demands)
        return Special(stage, idle, sites, problem, each / line.scale, -each * line.target / line.scale, 0.0)
    demands, missed = [], 0.0
    for line in requirements:
        demand = access_demand(aim, line, sites)
        if len(requirements) > 1 and demand.people_in_reach > line.target * (1 + 1e-9):
            return None  # beyond their target more people do not count, which a sum cannot say
        price = each / line.scale if len(requirements) > 1 else 1.0
        demands.append(demand.times(price))
        missed += price * (line.target - demand.everybody)
    factor = 1.0 if len(requirements) > 1 else each / requirements[0].scale
    problem = _problem(rules, np.zeros(len(sites)), [*rules.demands, *demands])
    return Special(stage, idle, sites, problem, factor, factor * missed, 0.0)


def _by_preferences(plan_file: PlanFile, sites: Sites, rules: Rules, idle: tuple[str, ...]) -> Special | None:
    """The preferences: travel, and whatever depends on nothing but how each building is run."""
    preferences, formulation = plan_file.preferences, sites.formulation
    if preferences.farthest:
        return _by_farthest(preferences, sites, rules, idle)
    others = preference(formulation, preferences.model_copy(update={TRAVEL: 0.0}))
    costs: dict[int, float] = {}
    for variable, coefficient in others.terms:
        costs[variable.id] = costs.get(variable.id, 0.0) + coefficient
    if not costs.keys() <= {variable.id for variable in formulation.run.values()}:
        return None
    travel_price = preferences.travel / term_scales(preferences, formulation.context)[TRAVEL]
    demands = travel_demands(preferences, sites) if preferences.travel else []
    # in its own units a single term keeps its whole numbers, which lets a bound be raised to the next of them
    factor = 1.0 if costs else travel_price
    site_cost, constant = _site_costs(sites, costs)
    problem = _problem(rules, site_cost, [*rules.demands, *(d.times(travel_price / factor) for d in demands)])
    return Special(PREFERENCES, idle, sites, problem, factor, constant + others.constant, option_costs=costs)


def _by_farthest(preferences: Preferences, sites: Sites, rules: Rules, idle: tuple[str, ...]) -> Special | None:
    """How far whoever lives farthest has to go, where nothing else counts."""
    context = sites.formulation.context
    services = travel_services(preferences, context.estate)
    if set(preferences.weights) != {FARTHEST} or len(services) != 1 or rules.demands:
        return None
    factor = preferences.farthest / term_scales(preferences, context)[FARTHEST]
    counted = context.estate.population > 0
    demand = kilometres(preferences, sites, services[0], counted.astype(np.float64)).without(rules.must_shut)
    problem = Centre(demand, rules.most, rules.must_open, counted)
    return Special(PREFERENCES, idle, sites, problem, factor)


def _site_costs(sites: Sites, costs: Mapping[int, float]) -> tuple[np.ndarray, float]:
    """What opening each site costs more than shutting it, and what shutting all of them would cost."""
    keeping = [min((costs.get(v.id, 0.0) for _, v in ways), default=0.0) for ways in sites.keeping]
    closing = [min((costs.get(v.id, 0.0) for _, v in ways), default=0.0) for ways in sites.closing]
    return np.array(keeping) - np.array(closing), float(sum(closing))


def _problem(rules: Rules, site_cost: np.ndarray, demands: list[Demand]) -> Location:
    """The location problem, in which sites that must be shut serve nobody and cost a little."""
    cost = np.where(rules.must_shut, np.abs(site_cost) + 1.0, site_cost)
    left = [demand.without(rules.must_shut) for demand in demands]
    return joined(left, site_cost=cost, most=rules.most, must_open=rules.must_open)


def _nothing_missed(stage: str) -> StageProof:
    return StageProof(
        stage=stage, outcome=Outcome.OPTIMAL, objective=0.0, bound=0.0, absolute_gap_allowed=0.0, seconds=0.0
    )
