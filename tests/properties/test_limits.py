"""More room for decisions never makes the best plan worse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given

from estate_opt.domain.building import Owner
from estate_opt.domain.estate import Estate
from estate_opt.domain.option import Option
from tests.oracle.cases import Tables
from tests.oracle.random_cases import draw_estate
from tests.properties.solving import best, few, no_worse, seeds, standing
from tests.tiny import place

AIMS: Tables = {
    "presence": {"id": "aim-presence", "at_least": 1, "of": "services", "areas": "each_ward"},
    "carbon": {"id": "aim-carbon", "cut_share": 0.5, "tier": 2},
}
LOOSER: dict[str, tuple[Tables, Tables]] = {
    "reduction": ({"retain": 1}, {"retain": 2}),
    "utilisation floor": ({"floor": 0.6}, {"floor": 0.3}),
    "utilisation ceiling": ({"ceiling": 0.5, "of": "each_building"}, {"ceiling": 0.9, "of": "each_building"}),
    "access": ({"service": "books", "km": 2.0, "share": 0.8}, {"service": "books", "km": 2.0, "share": 0.4}),
    "access further": ({"service": "books", "km": 1.0, "share": 0.5}, {"service": "books", "km": 3.0, "share": 0.5}),
    "running_cost": ({"saving_share": 0.4}, {"saving_share": 0.1}),
    "one_off": ({"budget_gbp": 10_000.0}, {"budget_gbp": 90_000.0}),
    "carbon": ({"cut_share": 0.4}, {"cut_share": 0.1}),
    "quota": ({"share": 0.2, "of": "own_buildings"}, {"share": 0.6, "of": "own_buildings"}),
    "relocation": ({"max_ended_share": 0.0, "max_km": 1.5}, {"max_ended_share": 0.3, "max_km": 4.0}),
}


@pytest.mark.parametrize("name", LOOSER)
@given(seed=seeds)
@few(6)
def test_a_looser_must_never_worsens_the_plan(name: str, seed: int) -> None:
    estate = draw_estate(np.random.default_rng(seed))
    section = name.split()[0]
    tight, loose = (
        standing(best(estate, {"relocation": {}} | AIMS | {section: rule | {"kind": "must"}})) for rule in LOOSER[name]
    )
    assert no_worse(loose, tight)


RULES: Tables = {"relocation": {"max_ended_share": 0.0}, "reduction": {"share": 0.5}} | AIMS


@given(seed=seeds)
@example(seed=6000)  # HiGHS presolves what is held here to "infeasible"
@few(15)
def test_another_option_never_hurts(seed: int) -> None:
    estate = draw_estate(np.random.default_rng(seed))
    extra = Option(
        option_id="extra", name="Extra", applies_to=frozenset({"B0", "B2"}), capacity_factor=1.4,
        running_cost_factor=0.9, adds_features=frozenset({"pool"}),
    )  # fmt: skip
    more = estate.replace(options=(*estate.options, extra))
    assert no_worse(standing(best(more, RULES)), standing(best(estate, RULES)))


@given(seed=seeds)
@few(15)
def test_another_partner_venue_never_hurts(seed: int) -> None:
    estate = draw_estate(np.random.default_rng(seed))
    estate = estate.replace(travel=None)  # a travel table would not know the new venue
    no_location = {"location": 0.0}  # which is shared among all buildings in reach, partner venues included
    before, after = (standing(best(e, RULES, no_location)) for e in (estate, _with_venue(estate)))
    assert no_worse(after, before)


def _with_venue(estate: Estate) -> Estate:
    """A partner venue more, of whose condition and worth nothing is known: values of others are assumed from those."""
    venue = replace(
        estate.buildings[0], building_id="X1", owner=Owner.PARTNER, hire_gbp_per_hour=0.0,
        condition=None, flexibility=None, local_importance=None, carbon_kgco2e_per_year=None, gia_m2=None,
        features=frozenset({"hall", "lift", "pool"}), **place(431_500, 435_500),
    )  # fmt: skip
    return estate.replace(buildings=(*estate.buildings, venue))
