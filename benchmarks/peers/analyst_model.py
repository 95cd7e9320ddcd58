"""The estate's program as an analyst would write it in plain PuLP: natural rows, one weighted objective, one solve.

Where it differs from ours: every neighbourhood has its own cover variable for each standard and band; what a
building hosts is tied to its offer by one row (big-M) and not move by move; shortfalls are added to the preferences
at a heavy weight and not met first; nothing is searched, fixed or cut before the solver starts. The same moves exist,
and the policies state the same musts and aims, so that the best plan is the same but for the weights.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import pulp

from estate_opt.config.schema import PlanFile
from estate_opt.domain.decisions import Decisions, Move
from estate_opt.domain.option import Decision, Option
from estate_opt.domain.snapshot import Outlets
from estate_opt.domain.travel import FloatArray, Unit
from estate_opt.formulation.candidates import find_candidates
from estate_opt.formulation.objective import preference
from estate_opt.policies import Context, Kind, Relocation, Sense
from estate_opt.policies.base import Expression, Variable

WEIGHT = 100.0
"""What a tier's shortfall weighs against everything after it."""
NOTHING = 1e-6


class AnalystModel:
    """Variables by building, service and neighbourhood; policies see it as ``estate_opt.policies.base.Rows``."""

    def __init__(self, context: Context, relocation: Relocation) -> None:
        self.context = context
        self.estate = context.estate
        self.candidates = find_candidates(context, relocation, frozenset())
        self.problem = pulp.LpProblem("estate", pulp.LpMinimize)
        self.named: dict[str, Variable] = {}
        self.run: dict[tuple[int, str], Variable] = {}
        self.offers: dict[tuple[int, str], Variable] = {}
        self.moves: dict[tuple[int, str, int], Variable] = {}
        self.ends: dict[tuple[int, str], Variable] = {}
        self.cover: dict[tuple[str, float, Unit, Outlets, int, int], Variable] = {}
        self.arrivals: dict[int, list[tuple[int, str]]] = defaultdict(list)
        self._made = 0
        self._elsewhere: dict[int, Variable] = {}
        self._buildings()
        self._moves(relocation)
        self._hosting()

    def _new(self, kind: str = "Continuous", high: float | None = 1.0) -> Variable:
        self._made += 1
        return self.problem.add_variable(f"x{self._made}", 0, high, kind)

    def _buildings(self) -> None:
        for i, building in enumerate(self.estate.buildings):
            if building.is_council:
                for option in self.estate.options_of(building):
                    self.run[i, option.option_id] = self._new("Binary")
                self.problem += pulp.lpSum(v for _, v in self.runs(i)) == 1
        for (k, s), options in self.candidates.hosts.items():
            if (k, s) in self.candidates.resident:
                continue
            self.offers[k, s] = self._new("Binary")
            if self.estate.buildings[k].is_council:
                self.problem += self.offers[k, s] <= pulp.lpSum(self.run[k, o.option_id] for o in options)

    def _moves(self, relocation: Relocation) -> None:
        for i, s in self.candidates.activities:
            kind = "Binary" if relocation.is_indivisible(self.estate.service_by_id[s]) else "Continuous"
            stays = [i] if (i, s) in self.candidates.hosts else []
            places = [*stays, *(k for k, _ in self.candidates.moves[i, s])]
            self.ends[i, s] = self._new(kind)
            for k in places:
                self.moves[i, s, k] = self._new(kind)
                self.arrivals[k].append((i, s))
            self.problem += pulp.lpSum(self.moves[i, s, k] for k in places) + self.ends[i, s] == 1

    def _hosting(self) -> None:
        """What a building hosts fits its capacity, and each service there its offer, both ways."""
        hours = self.candidates.activities
        resident: dict[int, float] = defaultdict(float)
        for (k, _), load in self.candidates.resident.items():
            resident[k] += load
        for k, building in enumerate(self.estate.buildings):
            room = building.capacity_hours_per_week - resident[k]
            if building.is_council:
                room = pulp.lpSum(o.capacity_hours(building) * v for o, v in self.runs(k))
            self.problem += self._hosted(k) <= room
        for (k, s), offer in self.offers.items():
            building = self.estate.buildings[k]
            most = max(o.capacity_hours(building) for o in self.estate.options_of(building))
            of_service = pulp.lpSum(hours[i, t] * self.moves[i, t, k] for i, t in self.arrivals[k] if t == s)
            least = min(self.estate.service_by_id[s].min_hours_per_week, hours.get((k, s), math.inf))
            self.problem += of_service <= most * offer
            self.problem += of_service >= least * offer

    def _hosted(self, building: int) -> pulp.LpAffineExpression:
        hours = self.candidates.activities
        return pulp.lpSum(hours[i, s] * self.moves[i, s, building] for i, s in self.arrivals[building])

    # -- what policies ask for -------------------------------------------------------------------

    def runs(self, building: int) -> Sequence[tuple[Option, Variable]]:
        """Options of a building and the variable that chooses each; none for a partner venue."""
        b = self.estate.buildings[building]
        return [(o, self.run[building, o.option_id]) for o in self.estate.options_of(b)] if b.is_council else []

    def hosted_in_estate(self, building: int) -> Expression:
        """Space-hours a week hosted at a building while the council runs it, 0 otherwise."""
        hours = self.candidates.activities
        hosted = Expression([(self.moves[i, s, building], hours[i, s]) for i, s in self.arrivals[building]])
        b = self.estate.buildings[building]
        outside = [(o, v) for o, v in self.runs(building) if not o.in_estate and o.capacity_hours(b) > 0]
        if not outside or not hosted.terms:
            return hosted
        if building not in self._elsewhere:
            elsewhere = self._elsewhere[building] = self._new(high=None)
            inside = pulp.lpSum(o.capacity_hours(b) * v for o, v in self.runs(building) if o.in_estate)
            self.problem += elsewhere <= pulp.lpSum(o.capacity_hours(b) * v for o, v in outside)
            self.problem += self._hosted(building) - elsewhere <= inside
            self.problem += elsewhere <= self._hosted(building)
        hosted.add(self._elsewhere[building], -1.0)
        return hosted

    def hired(self, building: int) -> Expression:
        """Space-hours a week hosted at a building that come from elsewhere."""
        hours = self.candidates.activities
        return Expression(
            [(self.moves[i, s, building], hours[i, s]) for i, s in self.arrivals[building] if i != building]
        )

    def ended(self, services: Iterable[str] | None = None) -> Expression:
        """Space-hours a week that find no home, of all services or of some."""
        chosen = None if services is None else set(services)
        hours = self.candidates.activities
        return Expression([(v, hours[key]) for key, v in self.ends.items() if chosen is None or key[1] in chosen])

    def offer(self, building: int, service_id: str) -> Variable | None:
        """The variable that says whether a service is offered at a building; ``None`` where it cannot be."""
        if (building, service_id) in self.candidates.resident and (building, service_id) not in self.offers:
            always = self.offers[building, service_id] = self._new("Binary")
            always.lowBound = 1
        return self.offers.get((building, service_id))

    def covered(
        self, service_id: str, limit: float, unit: Unit, outlets: Outlets, people: FloatArray, least: int = 1
    ) -> Expression:
        """People with so many outlets within a limit: a variable for each neighbourhood."""
        reach = self.estate.travel.to_buildings(limit, unit)
        near: dict[int, list[int]] = defaultdict(list)
        for d, k in zip(reach.origin.tolist(), reach.destination.tolist(), strict=True):
            near[d].append(k)
        total = Expression()
        for d in np.flatnonzero(people > 0).tolist():
            open_near = [v for k in near[d] if (v := self._outlet(k, service_id, outlets)) is not None]
            key = (service_id, limit, unit, outlets, least, d)
            if open_near and key not in self.cover:
                self.cover[key] = self._new("Binary" if least > 1 else "Continuous")
                self.problem += least * self.cover[key] <= pulp.lpSum(open_near)
            if open_near:
                total.add(self.cover[key], float(people[d]))
        return total

    def _outlet(self, building: int, service_id: str, outlets: Outlets) -> Variable | None:
        if not self.estate.buildings[building].is_council and not outlets.partners:
            return None
        offer = self.offer(building, service_id)
        transfers = [v for o, v in self.runs(building) if o.decision is Decision.TRANSFERRED]
        if offer is None or outlets.transfers or not transfers:
            return offer
        return self.both(
            f"outlet {building} {service_id}", Expression([(v, -1.0) for v in transfers], constant=1.0), [offer]
        )

    def excess(self, name: str, expression: Expression) -> Variable:
        """A new variable that is at least an expression, and at least 0."""
        variable = self.named[name] = self._new(high=None)
        self.problem += variable >= _affine(expression)
        return variable

    def any_of(self, name: str, variables: Sequence[Variable]) -> Variable:
        """A new variable that is at most 1 and at most the sum of some variables."""
        variable = self.named[name] = self._new()
        self.problem += variable <= pulp.lpSum(variables)
        return variable

    def both(self, name: str, first: Expression, variables: Sequence[Variable]) -> Variable:
        """A new variable that is at most 1, at most an expression, and at most the sum of some variables."""
        variable = self.any_of(name, variables)
        self.problem += variable <= _affine(first)
        return variable

    def total(self, name: str, expression: Expression) -> Variable:
        """A variable equal to an expression that is never below 0; the same one for the same name."""
        if name not in self.named:
            self.named[name] = self._new(high=None)
            self.problem += self.named[name] == _affine(expression)
        return self.named[name]

    @property
    def rows(self) -> AnalystModel:
        """Where the preferences look for all of this."""
        return self

    # -- the objective, and the plan -------------------------------------------------------------

    def add_rules(self, plan_file: PlanFile) -> None:
        """Musts as rows, aims with a shortfall, and one objective: shortfalls at a heavy weight plus preferences."""
        shortfalls: dict[int, list[pulp.LpAffineExpression]] = defaultdict(list)
        for policy in plan_file.policies.all():
            requirements = policy.requirements(self.context)
            for requirement in requirements:
                figure = _affine(policy.expression(requirement, self.context, self)) / requirement.scale
                limit = requirement.target / requirement.scale
                short: Variable | float = 0.0
                if policy.kind is Kind.AIM:
                    short = self._new(high=None)
                    shortfalls[policy.tier].append(policy.weight / len(requirements) * short)
                if requirement.sense is Sense.AT_MOST:
                    self.problem += figure - short <= limit
                else:
                    self.problem += figure + short >= limit
        wish = preference(self, plan_file.preferences)  # type: ignore[arg-type]  # it asks for no more than is here
        heavy = (WEIGHT**power * pulp.lpSum(shortfalls[t]) for power, t in enumerate(sorted(shortfalls)[::-1], start=1))
        one = self._new()  # CBC leaves a constant out of the bound that it reports
        one.lowBound = 1
        self.problem.setObjective(_affine(wish) - wish.constant + wish.constant * one + pulp.lpSum(heavy))

    def decisions(self) -> Decisions:
        """What the variables' values stand for."""
        estate = self.estate
        ids = [b.building_id for b in estate.buildings]
        options = {b.building_id: estate.option_today(b).option_id for b in estate.buildings if not b.is_council}
        for i, building in enumerate(estate.buildings):
            if building.is_council:
                options[ids[i]] = max(self.runs(i), key=lambda pair: pair[1].varValue)[0].option_id
        offers = {key for key, v in self.offers.items() if v.varValue > 0.5} | set(self.candidates.resident)
        moves = [Move(ids[k], s, ids[k], 1.0) for k, s in self.candidates.resident]
        for (i, s), ended in self.ends.items():
            places = [*([i] if (i, s, i) in self.moves else []), *(k for k, _ in self.candidates.moves[i, s])]
            shares = {k: self.moves[i, s, k].varValue for k in places if (k, s) in offers}
            total = sum(shares.values())
            factor = 1 / total if total and (ended.varValue <= NOTHING or total > 1) else 1.0
            moves += [Move(ids[i], s, ids[k], min(1.0, v * factor)) for k, v in shares.items() if v > NOTHING]
        return Decisions(options, tuple(sorted(moves)), frozenset((ids[k], s) for k, s in offers))


def _affine(expression: Expression) -> pulp.LpAffineExpression:
    return pulp.lpSum(c * v for v, c in expression.terms) + expression.constant
