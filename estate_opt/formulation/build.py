"""The formulation: variables, the rows of physics, and one block of rows for each policy.

    run[i,o] ∈ {0,1}    the option of a building           Σ_o run[i,o] = 1
    move[i,s,k] ∈ [0,1] share of an activity hosted at k   Σ_k move[i,s,k] + ended[i,s] = 1
    offer[k,s] ∈ {0,1}  a service is offered               move ≤ offer ≤ Σ_{o that can host s} run[k,o]
    capacity            Σ hours · move ≤ Σ_o capacity[k,o] · run[k,o]
    viable outlet       Σ hours · move ≥ min_hours · offer[k,s]   (an outlet of today may stay at its size)

Partner venues have one option and no variables of their own; what they do today takes up its part
of their capacity.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from estate_opt.domain.decisions import Decisions, Move
from estate_opt.domain.option import Decision, Option
from estate_opt.domain.snapshot import Outlets
from estate_opt.domain.travel import FloatArray
from estate_opt.domain.travel import Unit as TravelUnit
from estate_opt.formulation.candidates import Candidates, find_candidates
from estate_opt.formulation.cover import Cover
from estate_opt.formulation.program import Program
from estate_opt.policies import Context, Kind, Policy, Protect, Relocation, Requirement, Sense
from estate_opt.policies.base import Expression, Variable

SHARE_TOLERANCE = 1e-7
"""A solver's share of a move below this is none."""


@dataclass(frozen=True, slots=True)
class Short:
    """The shortfall of an aim's requirement, as a share of its scale."""

    policy: Policy
    requirement: Requirement
    variable: Variable
    coefficient: float


@dataclass(eq=False)
class Formulation:
    """The program and the table of its variables. Policies see it as :class:`estate_opt.policies.base.Rows`."""

    context: Context
    relocation: Relocation
    candidates: Candidates
    program: Program
    run: dict[tuple[int, str], Variable] = field(default_factory=dict)
    offers: dict[tuple[int, str], Variable] = field(default_factory=dict)
    moves: dict[tuple[int, str, int], Variable] = field(default_factory=dict)
    ends: dict[tuple[int, str], Variable] = field(default_factory=dict)
    shorts: list[Short] = field(default_factory=list)
    sizes: dict[str, float] = field(default_factory=dict)
    losses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.cover = Cover(self.program, self.context.estate, self._outlet)
        self._in_estate: dict[int, Expression] = {}
        self._outlets: dict[tuple[int, str], Variable] = {}
        self._arrivals: dict[int, list[tuple[tuple[int, str, int], float]]] = {}

    # -- variables and physics -----------------------------------------------------------------

    def add_buildings(self) -> None:
        """One option for each council building."""
        for k, building in enumerate(self.context.estate.buildings):
            if not building.is_council:
                continue
            for option in self.context.estate.options_of(building):
                self.run[k, option.option_id] = self.program.binary("run", building.building_id, option.option_id)
            one = Expression([(chosen, 1.0) for _, chosen in self.runs(k)])
            self.program.equal(("choose", building.building_id), one, 1.0)

    def add_offers(self) -> None:
        """Offers, each under the options that can host the service."""
        receiving = {(k, s) for (_, s), near in self.candidates.moves.items() for k, _ in near}
        for (k, s), options in self.candidates.hosts.items():
            service = self.context.estate.service_by_id[s]
            needed = (k, s) in receiving or (k, s) in self.candidates.activities or service.min_hours_per_week == 0
            if (k, s) in self.candidates.resident or not needed:
                continue
            building = self.context.estate.buildings[k]
            offer = self.offers[k, s] = self.program.binary("offer", building.building_id, s)
            if building.is_council:
                row = Expression([(offer, 1.0), *((self.run[k, o.option_id], -1.0) for o in options)])
                self.program.row(("host", building.building_id, s), row, Sense.AT_MOST, 0.0)

    def add_moves(self) -> None:
        """Each activity stays, moves or ends; hosting needs an offer."""
        estate = self.context.estate
        for (i, s), hours in self.candidates.activities.items():
            whole = self.relocation.is_indivisible(estate.service_by_id[s])
            new = self.program.binary if whole else self.program.share
            origin = estate.buildings[i].building_id
            places = ([i] if (i, s) in self.candidates.hosts else []) + [k for k, _ in self.candidates.moves[i, s]]
            self.ends[i, s] = new("ended", origin, s)
            conserved = Expression([(self.ends[i, s], 1.0)])
            for k in places:
                move = self.moves[i, s, k] = new("move", origin, s, estate.buildings[k].building_id)
                self._arrivals.setdefault(k, []).append(((i, s, k), hours))
                conserved.add(move, 1.0)
                if (k, s) in self.offers:
                    link = Expression([(move, 1.0), (self.offers[k, s], -1.0)])
                    self.program.row(("link", origin, s, estate.buildings[k].building_id), link, Sense.AT_MOST, 0.0)
            self.program.equal(("conserve", origin, s), conserved, 1.0)

    def add_capacity(self) -> None:
        """No building hosts more than its capacity under its option."""
        for k, building in enumerate(self.context.estate.buildings):
            load = self._hosted(k)
            if not load.terms:
                continue
            if building.is_council:
                for option, chosen in self.runs(k):
                    load.add(chosen, -option.capacity_hours(building))
                limit = 0.0
            else:
                resident = sum(hours for (b, _), hours in self.candidates.resident.items() if b == k)
                limit = building.capacity_hours_per_week - resident
            self.program.row(("capacity", building.building_id), load, Sense.AT_MOST, max(0.0, limit))

    def add_viable_outlets(self) -> None:
        """An outlet hosts what makes it viable; one of today may stay at its size."""
        for (k, s), offer in self.offers.items():
            least = self.least_hours(k, s)
            if least <= 0:
                continue
            hosted = Expression([(self.moves[key], hours) for key, hours in self._arrivals.get(k, []) if key[1] == s])
            hosted.add(offer, -least)
            building_id = self.context.estate.buildings[k].building_id
            self.program.row(("viable", building_id, s), hosted, Sense.AT_LEAST, 0.0)

    def least_hours(self, k: int, service_id: str) -> float:
        """Least space-hours a week that make a service viable at a building."""
        least = self.context.estate.service_by_id[service_id].min_hours_per_week
        today = self.candidates.activities.get((k, service_id))
        return least if today is None else min(least, today)

    # -- what policies ask for (Rows) ------------------------------------------------------------

    def runs(self, building: int) -> Sequence[tuple[Option, Variable]]:
        """Options of a building and the variable that chooses each; none for a partner venue."""
        b = self.context.estate.buildings[building]
        if not b.is_council:
            return ()
        return [(o, self.run[building, o.option_id]) for o in self.context.estate.options_of(b)]

    def _hosted(self, building: int) -> Expression:
        return Expression([(self.moves[key], hours) for key, hours in self._arrivals.get(building, [])])

    def hosted_in_estate(self, building: int) -> Expression:
        """Space-hours a week hosted at a building while the council runs it, 0 otherwise."""
        if building not in self._in_estate:
            b = self.context.estate.buildings[building]
            outside = [(o, v) for o, v in self.runs(building) if not o.in_estate and o.capacity_hours(b) > 0]
            hosted = self._hosted(building)
            if outside and hosted.terms:
                elsewhere = self.program.amount("outside", b.building_id)
                self._split(building, hosted, elsewhere, outside)
                hosted.add(elsewhere, -1.0)
            self._in_estate[building] = hosted
        return self._in_estate[building]

    def _split(
        self, building: int, hosted: Expression, elsewhere: Variable, outside: list[tuple[Option, Variable]]
    ) -> None:
        """Hosted hours are those under an option in the estate, or those under one outside it."""
        b = self.context.estate.buildings[building]
        without = Expression([(elsewhere, 1.0), *((v, -o.capacity_hours(b)) for o, v in outside)])
        self.program.row(("outside", b.building_id), without, Sense.AT_MOST, 0.0)
        within = Expression([*hosted.terms, (elsewhere, -1.0)])
        for option, chosen in self.runs(building):
            if option.in_estate:
                within.add(chosen, -option.capacity_hours(b))
        self.program.row(("inside", b.building_id), within, Sense.AT_MOST, 0.0)
        self.program.row(("part", b.building_id), Expression([*hosted.terms, (elsewhere, -1.0)]), Sense.AT_LEAST, 0.0)

    def hired(self, building: int) -> Expression:
        """Space-hours a week hosted at a building that come from elsewhere."""
        return Expression(
            [(self.moves[key], hours) for key, hours in self._arrivals.get(building, []) if key[0] != building]
        )

    def ended(self, services: Iterable[str] | None = None) -> Expression:
        """Space-hours a week that find no home, of all services or of some."""
        chosen = None if services is None else set(services)
        return Expression(
            [
                (variable, self.candidates.activities[key])
                for key, variable in self.ends.items()
                if chosen is None or key[1] in chosen
            ]
        )

    def offer(self, building: int, service_id: str) -> Variable | None:
        """The variable that says whether a service is offered at a building; ``None`` where it cannot be."""
        offer = self.offers.get((building, service_id))
        # not "or": a variable of PuLP counts as false while it has no value
        return self._resident_offer(building, service_id) if offer is None else offer

    def covered(
        self, service_id: str, limit: float, unit: TravelUnit, outlets: Outlets, people: FloatArray
    ) -> Expression:
        """People with an outlet within a limit, of those given by neighbourhood."""
        return self.cover.covered(service_id, limit, unit, outlets, people)

    def excess(self, name: str, expression: Expression) -> Variable:
        """A new variable that is at least an expression, and at least 0."""
        variable = self.program.amount("excess", name)
        row = Expression([(variable, 1.0), *((v, -c) for v, c in expression.terms)])
        self.program.row(("excess", name), row, Sense.AT_LEAST, expression.constant)
        return variable

    def any_of(self, name: str, variables: Sequence[Variable]) -> Variable:
        """A new variable that is at most 1 and at most the sum of some variables."""
        variable = self.program.share("any", name)
        row = Expression([(variable, 1.0), *((v, -1.0) for v in variables)])
        self.program.row(("any", name), row, Sense.AT_MOST, 0.0)
        return variable

    def both(self, name: str, first: Expression, variables: Sequence[Variable]) -> Variable:
        """A new variable that is at most 1, at most an expression, and at most the sum of some variables."""
        variable = self.any_of(name, variables)
        row = Expression([(variable, 1.0), *((v, -c) for v, c in first.terms)])
        self.program.row(("both", name), row, Sense.AT_MOST, first.constant)
        return variable

    # -- outlets ---------------------------------------------------------------------------------

    def _outlet(self, building: int, service_id: str, outlets: Outlets) -> Variable | bool:
        """What makes a building an outlet of a service in an access standard."""
        b = self.context.estate.buildings[building]
        if not b.is_council and not outlets.partners:
            return False
        if (building, service_id) in self.candidates.resident:
            return True
        offer = self.offers.get((building, service_id))
        if offer is None:
            return False
        transfers = [v for o, v in self.runs(building) if o.decision is Decision.TRANSFERRED]
        if outlets.transfers or not transfers:
            return offer
        key = (building, service_id)
        if key not in self._outlets:
            name = f"{b.building_id}_{service_id}"
            stays = Expression([(v, -1.0) for v in transfers], constant=1.0)
            self._outlets[key] = self.both(f"outlet_{name}", stays, [offer])
        return self._outlets[key]

    def _resident_offer(self, building: int, service_id: str) -> Variable | None:
        """A partner venue's own service as a variable fixed at 1, for policies that count offers."""
        if (building, service_id) not in self.candidates.resident:
            return None
        if (building, service_id) not in self._outlets:
            fixed = self.program.share("offer", self.context.estate.buildings[building].building_id, service_id)
            fixed.lowBound = 1
            self._outlets[building, service_id] = fixed
        return self._outlets[building, service_id]

    # -- policies --------------------------------------------------------------------------------

    def add_policies(self, policies: Sequence[Policy]) -> None:
        """A row for each requirement; an aim's with a shortfall, as a share of its scale."""
        for policy in policies:
            requirements = policy.requirements(self.context)
            for requirement in requirements:
                row = Expression()
                row.extend(policy.expression(requirement, self.context, self), 1 / requirement.scale)
                limit = requirement.target / requirement.scale
                name = (policy.id, requirement.key)
                if policy.kind is Kind.AIM:
                    short = self.program.amount("short", *name)
                    row.add(short, -1.0 if requirement.sense is Sense.AT_MOST else 1.0)
                    self.shorts.append(Short(policy, requirement, short, policy.weight / len(requirements)))
                self.program.row(name, row, requirement.sense, limit)

    def tiers(self) -> tuple[int, ...]:
        """Tiers of the aims, in the order in which they are met."""
        return tuple(sorted({short.policy.tier for short in self.shorts}))

    def shortfall(self, tier: int) -> Expression:
        """Weighted shortfall of a tier's aims."""
        return Expression([(s.variable, s.coefficient) for s in self.shorts if s.policy.tier == tier])

    # -- decisions -------------------------------------------------------------------------------

    def decisions(self) -> Decisions:
        """The decisions that the variables' values stand for, with a solver's rounding taken out."""
        estate = self.context.estate
        options = {b.building_id: estate.option_today(b).option_id for b in estate.buildings if not b.is_council}
        for k, building in enumerate(estate.buildings):
            if building.is_council:
                options[building.building_id] = max(self.runs(k), key=lambda pair: pair[1].varValue or 0.0)[0].option_id
        offers = {
            (estate.buildings[k].building_id, s)
            for (k, s), variable in self.offers.items()
            if (variable.varValue or 0.0) > 0.5
        }
        offers |= {(estate.buildings[k].building_id, s) for k, s in self.candidates.resident}
        return Decisions(options=options, moves=tuple(sorted(self._moves(offers))), offers=frozenset(offers))

    def _moves(self, offers: set[tuple[str, str]]) -> Iterable[Move]:
        """Moves to where the service is offered: an offer of a millionth, which is none, still lets that much in."""
        estate = self.context.estate
        for k, s in self.candidates.resident:
            building_id = estate.buildings[k].building_id
            yield Move(building_id, s, building_id, 1.0)
        shares: dict[tuple[int, str], list[tuple[int, float]]] = {}
        for (i, s, k), variable in self.moves.items():
            share = variable.varValue or 0.0
            if share > SHARE_TOLERANCE and (estate.buildings[k].building_id, s) in offers:
                shares.setdefault((i, s), []).append((k, share))
        for (i, s), places in shares.items():
            total = sum(share for _, share in places)
            ended = self.ends[i, s].varValue or 0.0
            # the parts of an activity that does not end add up to all of it, to the last digit
            factor = (1.0 / total) if ended <= SHARE_TOLERANCE or total > 1.0 else 1.0
            for k, share in places:
                yield Move(
                    estate.buildings[i].building_id, s, estate.buildings[k].building_id, min(1.0, share * factor)
                )


def formulate(context: Context, policies: Sequence[Policy], relocation: Relocation, name: str = "plan") -> Formulation:
    """Build the program of a plan file over an estate.

    Parameters
    ----------
    context
        The estate, its baseline and priority wards.
    policies
        Policies with their ids.
    relocation
        Limits of moves (one of ``policies``, or the default).
    name
        Name of the program in files.

    Returns
    -------
    Formulation
        Without an objective: the stages set it.
    """
    start = time.perf_counter()
    candidates = find_candidates(context, relocation, _shut(context, policies))
    formulation = Formulation(context, relocation, candidates, Program(name))
    formulation.add_buildings()
    formulation.add_offers()
    formulation.add_moves()
    formulation.add_capacity()
    formulation.add_viable_outlets()
    formulation.add_policies(policies)
    if candidates.left_out:
        formulation.losses = (
            f"Activity may move to its {relocation.nearest} nearest buildings that could host it; "
            f"{candidates.left_out:,} moves to further ones within the limit were left out.",
        )
    problem = formulation.program.problem
    formulation.sizes |= {
        "rows": problem.numConstraints(),
        "variables": problem.numVariables(),
        "binaries": sum(1 for v in problem.variables() if v.cat == "Integer"),
        "neighbourhoods_merged": formulation.cover.neighbourhoods_merged,
        "build_seconds": time.perf_counter() - start,
        "peak_memory_mb": peak_memory_mb(),
    }
    return formulation


def peak_memory_mb() -> float:
    """Most memory that this process has used so far, in MB; not-a-number where the system does not tell (Windows)."""
    try:
        import resource
    except ImportError:
        return math.nan
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)  # bytes on macOS, kilobytes elsewhere


def _shut(context: Context, policies: Sequence[Policy]) -> frozenset[int]:
    """Buildings that some must closes."""
    index = context.estate.building_index
    return frozenset(
        index[p.building]
        for p in policies
        if isinstance(p, Protect) and p.kind is Kind.MUST and p.decision == "close" and p.building in index
    )
