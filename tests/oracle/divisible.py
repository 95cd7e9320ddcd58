"""The best plan where activity may be parted: options, offers and whole moves by trying all, the rest a linear program.

With options, offers and the moves of indivisible services fixed, every policy is a constant or
linear in the shares that are moved. The linear program is written here from the mathematics (ARCHITECTURE.md) for
SciPy, with nothing taken from the formulation.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog

from estate_opt.config.schema import PlanFile, Preferences
from estate_opt.domain.decisions import Decisions, Move
from estate_opt.domain.option import Option
from estate_opt.domain.snapshot import Snapshot
from estate_opt.policies import Context, Kind, Policy, Relocation, Requirement, RunningCost, Sense, Utilisation
from estate_opt.results.merit import objective, term_scales, terms
from tests.oracle.brute_force import TIE, Key, Optimum, World, missed, shut_by

WEEKS = 52
Row = dict[int, float]


@dataclass
class Inner:
    """A linear program under construction: rows ``Σ row · x ≤ limit``, variables at least 0."""

    size: int = 0
    upper: list[float] = field(default_factory=list)
    rows: list[tuple[Row, float]] = field(default_factory=list)
    equal: list[tuple[Row, float]] = field(default_factory=list)

    def variable(self, upper: float = np.inf) -> int:
        self.upper.append(upper)
        self.size += 1
        return self.size - 1

    def solve(self, cost: Row) -> tuple[float, np.ndarray] | None:
        found = linprog(
            self._dense(cost),
            A_ub=np.array([self._dense(row) for row, _ in self.rows]) if self.rows else None,
            b_ub=np.array([limit for _, limit in self.rows]) if self.rows else None,
            A_eq=np.array([self._dense(row) for row, _ in self.equal]) if self.equal else None,
            b_eq=np.array([value for _, value in self.equal]) if self.equal else None,
            bounds=[(0, u) for u in self.upper],
            method="highs",
        )
        return (float(found.fun), found.x) if found.status == 0 else None

    def _dense(self, row: Row) -> np.ndarray:
        result = np.zeros(self.size)
        for n, coefficient in row.items():
            result[n] += coefficient
        return result


class Parting:
    """One choice of options, offers and whole moves, and the linear program of what is left to decide."""

    def __init__(
        self, world: World, options: tuple[Option, ...], whole: dict[Key, int | None], offers: set[Key]
    ) -> None:
        self.world, self.options, self.whole, self.offers = world, options, whole, offers
        self.estate = world.estate
        self.program = Inner()
        self.shares: dict[tuple[int, str, int], int] = {}
        for (i, s), hours in world.activities.items():
            if (i, s) in whole:
                continue
            row: Row = {}
            for k in (k for k in [i, *world.receivers[i, s]] if (k, s) in offers):
                self.shares[i, s, k] = self.program.variable(1.0)
                row[self.shares[i, s, k]] = 1.0
            self.program.rows.append((row, 1.0))
            assert hours > 0
        for k, room in enumerate(world.capacity(options)):
            row, fixed = self.hosted(k)
            self.program.rows.append((row, room - fixed))
        for k, s in offers - set(world.resident):
            row, fixed = self.hosted(k, s)
            self.program.rows.append(({n: -c for n, c in row.items()}, fixed - world.least(k, s)))
        self.fixed = Snapshot(self.estate, self.decisions(None))

    def hosted(self, k: int, service: str | None = None) -> tuple[Row, float]:
        """Council hours hosted at a building: what is decided by shares, and what is fixed by whole moves."""
        row = {
            n: self.world.activities[i, s] for (i, s, to), n in self.shares.items() if to == k and service in (None, s)
        }
        fixed = sum(
            self.world.activities[i, s] for (i, s), to in self.whole.items() if to == k and service in (None, s)
        )
        return row, fixed

    def decisions(self, x: np.ndarray | None) -> Decisions:
        ids = [b.building_id for b in self.estate.buildings]
        moves = [Move(ids[i], s, ids[k], 1.0) for (i, s), k in self.whole.items() if k is not None]
        moves += [Move(ids[k], s, ids[k], 1.0) for k, s in self.world.resident]
        if x is not None:
            moves += [Move(ids[i], s, ids[k], float(x[n])) for (i, s, k), n in self.shares.items() if x[n] > 1e-9]
        return Decisions(
            options={b: o.option_id for b, o in zip(ids, self.options, strict=True)},
            moves=tuple(sorted(moves)),
            offers=frozenset((ids[k], s) for k, s in self.offers),
        )

    # -- figures as rows: (row, constant) ----------------------------------------------------------

    def ended(self, services: list[str] | None) -> tuple[Row, float]:
        row: Row = {}
        constant = 0.0
        for (i, s), hours in self.world.activities.items():
            if services is not None and s not in services:
                continue
            if (i, s) in self.whole:
                constant += hours if self.whole[i, s] is None else 0.0
                continue
            constant += hours
            row |= {n: -hours for (j, t, _), n in self.shares.items() if (j, t) == (i, s)}
        return row, constant

    def running_cost(self) -> tuple[Row, float]:
        row: Row = {}
        for (i, s, k), n in self.shares.items():
            venue = self.estate.buildings[k]
            if k != i and not venue.is_council and venue.hire_gbp_per_hour:
                row[n] = venue.hire_gbp_per_hour * WEEKS * self.world.activities[i, s]
        return row, float(self.fixed.running_cost.sum())

    def disruption(self) -> tuple[Row, float]:
        row = {n: self.world.activities[i, s] * self.world.km(i, k) for (i, s, k), n in self.shares.items() if k != i}
        return row, sum(
            self.world.activities[i, s] * self.world.km(i, k)
            for (i, s), k in self.whole.items()
            if k is not None and k != i
        )

    def beyond(self, policy: Utilisation, requirement: Requirement) -> list[tuple[Row, float]]:
        """Hours beyond a bound on use, by building that stays."""
        bound, members = requirement.subject
        floor = bound == "floor"
        share = policy.floor if floor else policy.ceiling
        assert share is not None
        lines = []
        for k in members:
            if not self.options[k].in_estate:
                continue
            hours = self.options[k].hours_factor
            if policy.over == "todays_hours":
                hours = max(1.0, hours)  # shorter hours are not counted, longer ones are
            room = self.estate.buildings[k].capacity_hours_per_week * self.options[k].capacity_factor * hours
            row, fixed = self.hosted(k)
            sign = -1.0 if floor else 1.0
            lines.append(({n: sign * c for n, c in row.items()}, sign * (fixed - share * room)))
        return lines

    def figure(self, policy: Policy, requirement: Requirement, context: Context) -> tuple[Row, float]:
        """The figure of a requirement; sums of excesses get a variable for each."""
        if isinstance(policy, Relocation):
            return self.ended(requirement.subject)
        if isinstance(policy, RunningCost):
            return self.running_cost()
        if isinstance(policy, Utilisation):
            total: Row = {}
            constant = 0.0
            for row, fixed in self.beyond(policy, requirement):
                if policy.of == "each_building":
                    excess = self.program.variable()
                    self.program.rows.append((row | {excess: -1.0}, -fixed))
                    row, fixed = {excess: 1.0}, 0.0
                for n, c in row.items():
                    total[n] = total.get(n, 0.0) + c
                constant += fixed
            return total, constant
        return {}, policy.value(requirement, context, self.fixed)

    def preference(self, preferences: Preferences, context: Context) -> tuple[Row, float]:
        """The preferences: the terms that shares bear on as rows, the rest as they are without any share."""
        scales = term_scales(preferences, context)
        rows = {"running_cost": self.running_cost(), "disruption": self.disruption(), "ended": self.ended(None)}
        total: Row = {}
        constant = 0.0
        for term in terms(preferences, context, self.fixed):
            row, fixed = rows.get(term.name, ({}, term.raw))
            factor = term.weight / scales[term.name]
            constant += factor * fixed
            for n, c in row.items():
                total[n] = total.get(n, 0.0) + factor * c
        return total, constant


def best_parted_plan(plan_file: PlanFile, context: Context) -> Optimum | None:
    """The best plan of an estate with services that may be parted; ``None`` where the musts allow none."""
    policies = plan_file.policies.all()
    best: Optimum | None = None
    for parting in _partings(World(context, plan_file.policies.relocation, shut_by(policies))):
        found = _best_of(parting, policies, plan_file.preferences, context, best)
        if found is not None and (best is None or _better(found, best)):
            best = found
    return best


def _better(one: Optimum, other: Optimum) -> bool:
    for a, b in zip(one.shortfalls, other.shortfalls, strict=True):
        if abs(a - b) > TIE:
            return a < b
    return one.objective < other.objective


def _partings(world: World) -> Iterator[Parting]:
    """Every choice of options, whole moves and offers that could be worth a look."""
    services = {s.service_id: s for s in world.estate.services}
    whole = [key for key in world.activities if world.relocation.is_indivisible(services[key[1]])]
    for options in itertools.product(*world.options):
        able = {(k, s) for k, o in enumerate(options) for s in services if world.hosts(k, o, s)}
        places = [[k for k in [i, *world.receivers[i, s]] if (k, s) in able] + [None] for i, s in whole]
        for chosen in itertools.product(*places):
            moves = dict(zip(whole, chosen, strict=True))
            yield from _offered(world, options, moves, able)


def _offered(
    world: World, options: tuple[Option, ...], moves: dict[Key, int | None], able: set[Key]
) -> Iterator[Parting]:
    """Every set of offers, but that an outlet which needs no activity is always there."""
    services = {s.service_id: s for s in world.estate.services}
    hosted = dict.fromkeys(able, 0.0)
    for (i, s), k in moves.items():
        if k is not None:
            hosted[k, s] += world.activities[i, s]
    fixed, open_ = set(world.resident), []
    for key in sorted(able - set(world.resident)):
        if world.relocation.is_indivisible(services[key[1]]):
            viable = hosted[key] >= world.least(*key) - 1e-9
            if hosted[key] > 0 and not viable:
                return
            fixed |= {key} if viable else set()
        elif world.least(*key) <= 0:
            fixed.add(key)
        elif any((i, s, key[0]) for i, s in world.activities if s == key[1] and key[0] in (i, *world.receivers[i, s])):
            open_.append(key)
    for chosen in itertools.product((False, True), repeat=len(open_)):
        yield Parting(world, options, moves, fixed | {key for key, there in zip(open_, chosen, strict=True) if there})


def _best_of(
    parting: Parting, policies: tuple[Policy, ...], preferences: Preferences, context: Context, known: Optimum | None
) -> Optimum | None:
    """The best shares of one choice, tier by tier; given up where a tier is worse than what is known."""
    tiers: dict[int, tuple[Row, float]] = {}
    for policy in policies:
        lines = policy.requirements(context)
        for line in lines:
            row, constant = parting.figure(policy, line, context)
            sign = 1.0 if line.sense is Sense.AT_MOST else -1.0
            if policy.kind is Kind.MUST:
                if not row and missed(line.sense, constant, line.target) > 1e-9 * max(1.0, line.scale):
                    return None
                parting.program.rows.append(({n: sign * c for n, c in row.items()}, sign * (line.target - constant)))
                continue
            factor = policy.weight / len(lines) / line.scale
            total, fixed = tiers.setdefault(policy.tier, ({}, 0.0))
            if row:
                short = parting.program.variable()
                limit = sign * (line.target - constant)
                parting.program.rows.append(({n: sign * c for n, c in row.items()} | {short: -1.0}, limit))
                total[short] = factor
            else:
                tiers[policy.tier] = (total, fixed + factor * missed(line.sense, constant, line.target))
    reached: list[float] = []
    better = known is None
    for n, tier in enumerate(sorted(tiers)):
        row, fixed = tiers[tier]
        least = parting.program.solve(row) if row else (0.0, None)
        if least is None or (not better and known and least[0] + fixed > known.shortfalls[n] + TIE):
            return None
        reached.append(least[0] + fixed)
        better = better or bool(known and reached[-1] < known.shortfalls[n] - TIE)
        if row:
            parting.program.rows.append((row, least[0] + 1e-9))
    row, fixed = parting.preference(preferences, context)
    found = parting.program.solve(row)
    if found is None:
        return None
    decisions = parting.decisions(found[1])
    value = objective(terms(preferences, context, Snapshot(context.estate, decisions))) if better else found[0] + fixed
    assert abs(value - found[0] - fixed) <= 1e-6 * max(1.0, abs(value))
    return Optimum(tuple(reached), found[0] + fixed, decisions)
