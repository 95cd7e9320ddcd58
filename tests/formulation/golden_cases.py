"""What each golden LP file is made of: the tiny estate with nothing but one rule, or nothing but one term."""

from __future__ import annotations

from estate_opt.config.schema import PlanFile
from estate_opt.formulation import formulate
from estate_opt.formulation.objective import preference
from estate_opt.policies import Context
from tests.formulation.golden_text import Sections, sections
from tests.oracle.cases import NOTHING, TERMS, WHY, Tables
from tests.tiny import tiny_estate_with_partner

CONTEXT = Context(tiny_estate_with_partner(), priority_wards=("W1",))

POLICIES: dict[str, Tables] = {
    "reduction": {"reduction": {"share": 0.6}},
    "reduction must": {"reduction": {"kind": "must", "retain": 1, "types": ["library"]}},
    "utilisation": {"utilisation": {"floor": 0.8, "over": "todays_hours"}},
    "utilisation must": {"utilisation": {"kind": "must", "ceiling": 0.95}},
    "utilisation each_building": {"utilisation": {"floor": 0.5, "of": "each_building"}},
    "utilisation each_type": {"utilisation": {"floor": 0.6, "ceiling": 0.9, "of": "each_type"}},
    "access": {"access": {"service": "library", "km": 1.6, "share": 0.9, "areas": "each_ward"}},
    "access must": {"access": {"kind": "must", "service": "room_hire", "minutes": 20.0, "no_worse_than_today": 0.9}},
    "access to two outlets": {"access": {"service": "room_hire", "km": 4.0, "share": 0.9, "outlets": 2}},
    "access without transfers": {
        "access": {"service": "room_hire", "km": 1.0, "share": 0.5, "partners": False, "transfers": False}
    },
    "presence": {"presence": {"at_least": 1, "areas": "each_ward"}},
    "presence must": {"presence": {"kind": "must", "of": "services", "at_least": 2, "areas": ["W1"]}},
    "presence with services": {"presence": {"at_least": 1, "services": ["library", "childrens"]}},
    "protect": {"protect": {"kind": "aim", "building": "B4", "decision": "keep", **WHY}},
    "protect must": {"protect": {"building": "B2", "decision": "close", **WHY}},
    "relocation": {"relocation": {"max_ended_share": 0.05}},
    "relocation must": {"relocation": {"kind": "must", "services": ["library"], "nearest": 1, "max_km": 1.4}},
    "running_cost": {"running_cost": {"saving_share": 0.4}},
    "running_cost must": {"running_cost": {"kind": "must", "cap_gbp_per_year": 200_000.0}},
    "one_off": {"one_off": {"budget_gbp": 100_000.0}},
    "one_off must": {"one_off": {"kind": "must", "budget_gbp": 0.0, "receipts": "low"}},
    "carbon": {"carbon": {"cut_share": 0.4}},
    "carbon must": {"carbon": {"kind": "must", "cut_share": 0.2}},
    "quota": {"quota": {"share": 0.5, "areas": "each_ward"}},
    "quota must": {"quota": {"kind": "must", "share": 0.5, "of": "own_buildings", "counting": "leaving"}},
    "front_door": {"front_door": {"services": ["library", "room_hire"], "at_least": 2, "hubs": 1}},
    "front_door must": {"front_door": {"kind": "must", "services": ["library", "childrens"], "at_least": 1}},
}
"""A case begins with its policy's name; a must and an aim of each."""

PREFERENCES: dict[str, Tables] = {term: {term: 1.0} for term in TERMS} | {
    "travel exact": {"travel": 1.0, "exact_travel": True},
    "running_cost raw": {"running_cost": 1.0, "raw_units": True},
}

NO_RELOCATION = {"relocation": {"max_ended_share": 1.0}}
"""The relocation rule is always there; this one asks for nothing."""


def physics() -> Sections:
    """The program with no rule but that."""
    return _program(NO_RELOCATION, {"ended": 1.0})


def policy(case: str) -> Sections:
    """The program with one rule; its shortfall is the objective."""
    return _program(NO_RELOCATION | POLICIES[case], {"ended": 1.0})


def term(case: str) -> Sections:
    """The program with one term as the objective."""
    return _program(NO_RELOCATION, PREFERENCES[case], preferences_only=True)


def _program(policies: Tables, preferences: Tables, *, preferences_only: bool = False) -> Sections:
    asked = PlanFile.from_tables(
        {"inputs": {"estate": "estate"}, "policies": policies, "preferences": NOTHING | preferences}
    )
    rules = asked.policies
    formulation = formulate(CONTEXT, rules.all(), rules.relocation, "golden")
    tiers = () if preferences_only else formulation.tiers()
    formulation.program.minimise(
        formulation.shortfall(tiers[0]) if tiers else preference(formulation, asked.preferences)
    )
    return sections(formulation.program.problem)
