"""The verifier: holds a plan against physics, against every must, and against each figure it claims.

Each check asks what must be true, so that a figure that is not a number fails it.

It starts from the input tables and the decisions alone. Neither PuLP nor the formulation is
imported here, nor by anything imported here (an import contract sees to it), so an error there
cannot hide itself.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from estate_opt.domain.decisions import Decisions
from estate_opt.domain.estate import Estate
from estate_opt.domain.plan import PREFERENCES, SHORTFALL, Outcome
from estate_opt.domain.snapshot import Snapshot
from estate_opt.domain.travel import ROUNDING
from estate_opt.errors import VerificationFailed
from estate_opt.policies import Context, Relocation
from estate_opt.results.measures import weighted_shortfall
from estate_opt.results.merit import objective
from estate_opt.results.result import Result

TOLERANCE = 1e-5
"""Relative difference that is rounding; a solver holds a row to 1e-6 of its scale."""
PROVEN = 1e-4
"""What a bound may leave open beyond the gap asked for: CBC stops short of it by its increment of 1e-5."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What the verifier found.

    Parameters
    ----------
    checks
        Number of single comparisons made.
    differences
        A sentence for each that does not hold; empty where the plan is accepted.
    """

    checks: int
    differences: tuple[str, ...]

    @property
    def accepted(self) -> bool:
        """Whether every check holds."""
        return not self.differences

    def require(self) -> None:
        """Raise :class:`VerificationFailed` unless every check holds."""
        if self.differences:
            raise VerificationFailed(self.differences)


def verify(
    result: Result, claims: Mapping[str, Any] | None = None, found: Mapping[str, Any] | None = None
) -> Verification:
    """Check a plan.

    Parameters
    ----------
    result
        Plan file, estate and plan; every figure is computed anew from its decisions.
    claims, found
        Figures that a stored plan states, and the same computed anew; compared one by one.
    """
    differences: list[str] = []
    checks = 0
    for said in _all_checks(result, claims or {}, found or {}):
        checks += 1
        if said:
            differences.append(said)
    return Verification(checks, tuple(differences))


def _all_checks(result: Result, claims: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    """Every check in turn: the empty text where it holds, a sentence where it does not."""
    problems = [said for said in check_decisions(result.context, result.plan.decisions) if said]
    yield from problems
    if problems:  # decisions that do not fit the tables cannot be measured
        return
    if result.plan.outcome is Outcome.HAND_MADE:  # what it breaks is told with it, and stands among its claims
        yield "A hand-made plan cannot have a proof." if result.plan.proof else ""
    else:
        yield from check_physics(result.context, result.plan_file.policies.relocation, result.after)
        yield from check_musts(result)
    yield from check_proof(result)
    yield from check_outcome(result)
    yield from check_claims(claims, found)


def check_decisions(context: Context, decisions: Decisions) -> Iterator[str]:
    """Each building has one option that is open to it; moves and offers name what exists; shares add up."""
    estate = context.estate
    ids = set(estate.building_index)
    for building in estate.buildings:
        option = decisions.options.get(building.building_id)
        known = {o.option_id for o in estate.options_of(building)}
        yield (
            ""
            if option in known
            else f"Building {building.building_id} has option {option!r}, which is not open to it."
        )
    for unknown in sorted(set(decisions.options) - ids):
        yield f"The plan decides about building {unknown!r}, which the estate does not have."
    total: dict[tuple[str, str], float] = defaultdict(float)
    for move in decisions.moves:
        key = (move.from_building, move.service_id)
        total[key] += move.share
        fits = (
            key in estate.hours_today
            and move.to_building in ids
            and math.isfinite(move.share)
            and 0 < move.share <= 1 + TOLERANCE
        )
        yield (
            ""
            if fits
            else f"The move of {move.share:g} of {move.service_id} from {move.from_building} to {move.to_building} "
            "is not one of this estate."
        )
    for (b, s), share in total.items():
        yield "" if share <= 1 + TOLERANCE else f"The moves of {s} at {b} add up to {share:.4f} of its activity."
    for b, s in sorted(decisions.offers):
        fits = b in ids and s in estate.service_by_id
        yield "" if fits else f"The offer of {s} at {b} is not one of this estate."


def check_physics(context: Context, relocation: Relocation, after: Snapshot) -> Iterator[str]:
    """Hosting, distance, wholeness, capacity and viable outlets."""
    yield from _check_hosting(context, after)
    yield from _check_moves(context, relocation, after)
    for k, building in enumerate(context.estate.buildings):
        hosted, capacity = after.hosted_hours[k], after.capacity_hours[k]
        fits = hosted <= capacity + TOLERANCE * max(1.0, capacity)
        yield (
            "" if fits else f"{building.building_id} hosts {hosted:,.2f} hours a week in a capacity of {capacity:,.2f}."
        )
    for b, s in sorted(after.decisions.offers):
        least = least_hours(context.estate, b, s)
        hosted = after.hosted.get((b, s), 0.0)
        viable = hosted >= least - TOLERANCE * max(1.0, least)
        yield "" if viable else f"{s} at {b} has {hosted:,.2f} hours a week; a viable outlet needs {least:,.2f}."


def broken_physics(result: Result) -> tuple[str, ...]:
    """Say what of a plan's decisions cannot be, of hosting, distance, wholeness, capacity and outlets."""
    said = check_physics(result.context, result.plan_file.policies.relocation, result.after)
    return tuple(sentence for sentence in said if sentence)


def least_hours(estate: Estate, building_id: str, service_id: str) -> float:
    """Space-hours a week that make an outlet viable; one of today may stay at its size."""
    least = estate.service_by_id[service_id].min_hours_per_week
    today = estate.hours_today.get((building_id, service_id))
    return least if today is None else min(least, today)


def _check_hosting(context: Context, after: Snapshot) -> Iterator[str]:
    """Activity is hosted only where the service is offered, offers only where the option can host it."""
    estate = context.estate
    for b, s in sorted({(m.to_building, m.service_id) for m in after.decisions.moves}):
        yield "" if (b, s) in after.decisions.offers else f"{b} hosts {s}, which it does not offer."
    for b, s in sorted(after.decisions.offers):
        k = estate.building_index[b]
        option, building = after.option[k], estate.buildings[k]
        there = (b, s) in estate.hours_today
        able = there or estate.service_by_id[s].needs <= option.features(building)
        open_ = option.gives_access and option.capacity_hours(building) > 0
        theirs = there and not building.is_council  # what a partner does in its own venue is not decided
        yield "" if theirs or (able and open_) else f"{b}, run as {option.name!r}, cannot host {s}."


def _check_moves(context: Context, relocation: Relocation, after: Snapshot) -> Iterator[str]:
    """No move beyond its limit, whole services whole, partner venues' own activity untouched."""
    estate = context.estate
    moves = after.decisions.moves
    origin = np.array([estate.building_index[m.from_building] for m in moves], dtype=np.int64)
    destination = np.array([estate.building_index[m.to_building] for m in moves], dtype=np.int64)
    distances = estate.travel.km_between(origin, destination)
    for move, km in zip(moves, distances, strict=True):
        service = estate.service_by_id[move.service_id]
        limit = relocation.limit_km(service)
        near = move.stays or (math.isfinite(km) and km <= limit * (1 + ROUNDING))
        yield (
            ""
            if near
            else f"{move.service_id} moves {km:.2f} km from {move.from_building} to {move.to_building}; "
            f"the limit is {limit:g} km."
        )
        parted = relocation.is_indivisible(service) and abs(move.share - 1) > TOLERANCE
        yield f"{move.service_id} at {move.from_building} is parted, but moves as a whole." if parted else ""
        theirs = not move.stays and not context.is_council(move.from_building)
        yield f"{move.from_building} is a partner venue; its {move.service_id} cannot be moved." if theirs else ""
    stays = {(m.from_building, m.service_id) for m in moves if m.stays and abs(m.share - 1) <= TOLERANCE}
    for activity in estate.activities:
        gone = not context.is_council(activity.building_id) and activity.key not in stays
        yield f"The {activity.service_id} of partner venue {activity.building_id} is missing." if gone else ""


def check_musts(result: Result) -> Iterator[str]:
    """Every must holds, by its policy's own measure."""
    for m in result.measures:
        requirement = m.requirement
        held = not m.must or m.shortfall <= TOLERANCE * max(requirement.scale, abs(requirement.target))
        yield (
            ""
            if held
            else f"The must {m.key!r} ({requirement.sentence}) is missed by {m.shortfall:,.3f} {requirement.unit}."
        )


def check_proof(result: Result) -> Iterator[str]:
    """What the solver says of its objectives is what the decisions give, and no bound is beyond them."""
    tier_of = {f"{SHORTFALL}{tier}": tier for tier in _tiers(result)}
    for stage in result.plan.proof:
        if not stage.outcome.has_plan:
            yield ""
            continue
        rounding = TOLERANCE * max(1.0, abs(stage.objective))
        if stage.stage in tier_of:
            value = weighted_shortfall(result.measures, tier_of[stage.stage])
            agrees = value <= stage.objective + rounding  # a later stage may have made it smaller
        elif stage.stage == PREFERENCES:
            value = objective(result.terms)
            agrees = abs(value - stage.objective) <= rounding
        else:
            yield f"The plan file asks for no stage called {stage.stage!r}."
            continue
        yield (
            "" if agrees else f"The {stage.stage} is {value:.6f} by the decisions, {stage.objective:.6f} by the solver."
        )
        sound = stage.bound <= value + TOLERANCE * max(1.0, abs(value))
        yield "" if sound else f"The bound of the {stage.stage} ({stage.bound:.6f}) is beyond its value ({value:.6f})."


def _tiers(result: Result) -> list[int]:
    """Tiers that have aims."""
    return sorted({m.policy.tier for m in result.measures if not m.must})


def check_outcome(result: Result) -> Iterator[str]:
    """What counts as proven has bounds that prove it, of every stage up to the preferences."""
    settings, proof = result.plan_file.solve, result.plan.proof
    for stage in proof:
        asked = settings.gap * max(abs(stage.objective), abs(stage.bound))
        asked = max(asked, settings.shortfall_gap if stage.stage.startswith(SHORTFALL) else 0.0)
        left = stage.objective - stage.bound
        # without a bound what is left and what is asked are both infinite, which "at most" lets pass
        closed = math.isfinite(left) and left <= asked + PROVEN * max(1.0, abs(stage.objective))
        open_ = stage.outcome is Outcome.OPTIMAL and not closed
        yield f"The {stage.stage} counts as proven, but its bound leaves {left:.6f} open." if open_ else ""
    names = [stage.stage for stage in proof if stage.outcome is Outcome.OPTIMAL]
    wanted = (*(f"{SHORTFALL}{tier}" for tier in _tiers(result)), PREFERENCES)
    missing = [name for name in wanted if name not in names]
    lacks = result.plan.outcome is Outcome.OPTIMAL and bool(missing)
    yield f"The plan counts as proven, but there is no proof of: {', '.join(missing)}." if lacks else ""


def check_claims(claims: Mapping[str, Any], found: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Each figure that a stored plan states, against the same computed anew."""
    for key in sorted(set(claims) | set(found)):
        where = f"{path}{key}"
        if key not in claims or key not in found:
            what = "stated but cannot be computed" if key in claims else "missing from the plan"
            yield f"The figure {where!r} is {what}."
            continue
        claimed, value = claims[key], found[key]
        if isinstance(claimed, Mapping) and isinstance(value, Mapping):
            yield from check_claims(claimed, value, f"{where}.")
        elif _is_number(claimed) and _is_number(value):
            same = claimed == value or abs(claimed - value) <= TOLERANCE * max(1.0, abs(value))
            yield "" if same else f"The plan states {claimed:,.6g} for {where!r}; its decisions give {value:,.6g}."
        else:
            yield (
                "" if claimed == value else f"The plan states {claimed!r} for {where!r}; its decisions give {value!r}."
            )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
