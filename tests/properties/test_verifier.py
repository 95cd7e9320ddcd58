"""The verifier accepts every plan that is found, and refuses each that somebody has tampered with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from estate_opt.domain.decisions import Decisions
from estate_opt.errors import NoPlanPossible
from estate_opt.policies import Context
from estate_opt.results.manifest import claims
from estate_opt.results.result import Result
from estate_opt.results.verify import check_decisions, verify
from tests.oracle.random_cases import draw_estate, draw_plan_file
from tests.oracle.solved import solved
from tests.properties.solving import few, seeds

_KNOWN: dict[int, Result | None] = {}


def plan_of(seed: int) -> Result:
    """The best plan of a drawn case; cases without one are passed over."""
    if seed not in _KNOWN:
        rng = np.random.default_rng(seed)
        context = Context(draw_estate(rng), priority_wards=("W1",))
        try:
            _KNOWN[seed] = solved(draw_plan_file(rng, context), context)
        except NoPlanPossible:
            _KNOWN[seed] = None
    result = _KNOWN[seed]
    assume(result is not None)
    assert result is not None
    return result


def refuses(result: Result, decisions: Decisions) -> bool:
    """Whether the verifier refuses other decisions under the plan's figures."""
    told = claims(result)
    tampered = Result(result.plan_file, result.context, replace(result.plan, decisions=decisions))
    fits = not any(check_decisions(result.context, decisions))
    return not verify(tampered, told, claims(tampered) if fits else {}).accepted


cases = st.integers(min_value=1, max_value=40)
anything = st.randoms(use_true_random=False)


@given(seed=seeds)
@few(25)
def test_every_plan_that_is_found_is_accepted(seed: int) -> None:
    result = plan_of(seed)
    told = claims(result)
    assert verify(result, told, claims(result)).differences == ()


@given(seed=cases, luck=anything)
@few(60)
def test_another_option_is_refused(seed: int, luck) -> None:  # type: ignore[no-untyped-def]
    result = plan_of(seed)
    estate, decisions = result.estate, result.plan.decisions
    building = luck.choice(estate.council_buildings)
    others = [o for o in estate.options_of(building) if o.option_id != decisions.options[building.building_id]]
    options = {**decisions.options, building.building_id: luck.choice(others).option_id}
    assert refuses(result, replace(decisions, options=options))


@given(seed=cases, luck=anything, factor=st.sampled_from([0.0, 0.3, 0.99, 1.01, 2.0]))
@few(60)
def test_a_move_left_out_or_scaled_is_refused(seed: int, luck, factor: float) -> None:  # type: ignore[no-untyped-def]
    result = plan_of(seed)
    moves = list(result.plan.decisions.moves)
    assume(moves)
    n = luck.randrange(len(moves))
    changed = [replace(moves[n], share=moves[n].share * factor)] if factor else []
    moves[n : n + 1] = changed
    assert refuses(result, replace(result.plan.decisions, moves=tuple(moves)))


@given(seed=cases, luck=anything)
@few(60)
def test_a_move_to_elsewhere_is_refused(seed: int, luck) -> None:  # type: ignore[no-untyped-def]
    result = plan_of(seed)
    moves = list(result.plan.decisions.moves)
    assume(moves)
    n = luck.randrange(len(moves))
    elsewhere = [b.building_id for b in result.estate.buildings if b.building_id != moves[n].to_building]
    moves[n] = replace(moves[n], to_building=luck.choice(elsewhere))
    assert refuses(result, replace(result.plan.decisions, moves=tuple(moves)))


@given(seed=cases, luck=anything)
@few(60)
def test_an_offer_that_nobody_could_keep_is_refused(seed: int, luck) -> None:  # type: ignore[no-untyped-def]
    """An offer that is viable and changes no figure is another plan that is as good; all others are refused."""
    result = plan_of(seed)
    decisions = result.plan.decisions
    every = {(b.building_id, s.service_id) for b in result.estate.buildings for s in result.estate.services}
    left = sorted(every - decisions.offers)
    assume(left)
    offer = luck.choice(left)
    tampered = replace(decisions, offers=decisions.offers | {offer})
    same = Result(result.plan_file, result.context, replace(result.plan, decisions=tampered))
    assume(result.estate.service_by_id[offer[1]].min_hours_per_week > 0)
    assert refuses(result, tampered) or same.after.hosted.get(offer, 0.0) > 0


@given(seed=cases, luck=anything)
@few(60)
def test_an_offer_that_hosts_something_cannot_be_left_out(seed: int, luck) -> None:  # type: ignore[no-untyped-def]
    result = plan_of(seed)
    decisions = result.plan.decisions
    hosting = sorted({(m.to_building, m.service_id) for m in decisions.moves})
    assume(hosting)
    assert refuses(result, replace(decisions, offers=decisions.offers - {luck.choice(hosting)}))
