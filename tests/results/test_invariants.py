"""What holds of the tables and totals of any decisions, sensible or not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate_opt.domain.decisions import Decisions, Move
from estate_opt.domain.estate import Estate
from estate_opt.results.equality import Equality
from estate_opt.results.facts import Facts
from estate_opt.results.reasons import reasons
from estate_opt.results.tables.access import coverage_table
from estate_opt.results.tables.areas import areas_table
from estate_opt.results.tables.decisions import decisions_table
from estate_opt.results.tables.relocations import relocations_table
from estate_opt.results.totals import totals
from tests.results.plans import result
from tests.tiny import tiny_estate_with_partner

ESTATE = tiny_estate_with_partner()
BUILDINGS = [b.building_id for b in ESTATE.buildings]


@st.composite
def any_decisions(draw: st.DrawFn, estate: Estate = ESTATE) -> Decisions:
    """Any option for each building; each activity in up to three places, in parts that add up to at most 1."""
    options = {
        b.building_id: draw(st.sampled_from([o.option_id for o in estate.options_of(b)])) for b in estate.buildings
    }
    moves = []
    for activity in estate.activities:
        places = draw(st.lists(st.sampled_from(BUILDINGS), unique=True, max_size=3))
        parts = [draw(st.integers(1, 10)) for _ in places]
        whole = sum(parts) + draw(st.integers(0, 5))
        moves += [Move(*activity.key, place, part / whole) for place, part in zip(places, parts, strict=True)]
    offers = frozenset((m.to_building, m.service_id) for m in moves)
    return Decisions(options, tuple(sorted(moves)), offers)


@settings(deadline=None, max_examples=25)
@given(any_decisions())
def test_every_hour_is_somewhere_in_every_table(decisions: Decisions) -> None:
    of = result(decisions)
    facts = Facts(of)
    everything = sum(a.hours_per_week for a in of.estate.activities)
    rows, relocations = decisions_table(facts), relocations_table(facts)
    ended = relocations.loc[relocations["kind"] == "ended", "hours_per_week"].sum()
    moved = relocations.loc[relocations["kind"] == "moved", "hours_per_week"].sum()
    stayed = sum(of.estate.hours_today[m.from_building, m.service_id] * m.share for m in decisions.moves if m.stays)
    assert stayed + moved + ended == pytest.approx(everything, abs=1e-4)
    assert rows["hosted_plan_hours_per_week"].sum() + ended == pytest.approx(everything, abs=1e-4)

    summed = totals(of.after)
    assert summed.moved_hours_per_week == pytest.approx(moved, abs=1e-4)
    assert summed.ended_hours_per_week == pytest.approx(ended, abs=1e-4)
    assert summed.running_cost_gbp_per_year == pytest.approx(rows["running_cost_plan_gbp_per_year"].sum())
    assert summed.works_gbp == pytest.approx(rows["works_gbp"].sum())
    assert summed.exit_cost_gbp == pytest.approx(rows["exit_cost_gbp"].sum())
    assert summed.carbon_kgco2e_per_year == pytest.approx(rows["carbon_plan_kgco2e_per_year"].sum())


@settings(deadline=None, max_examples=25)
@given(any_decisions())
def test_wards_and_committees_add_up_to_the_estate(decisions: Decisions) -> None:
    of = result(decisions)
    rows, summed = areas_table(Facts(of)), totals(of.after)
    for kind in ("ward", "committee"):
        areas = rows[rows["kind"] == kind]
        assert areas["buildings_plan"].sum() == summed.buildings_in_estate
        for name in ("kept", "changed", "transferred", "closed", "partner_venues"):
            assert areas[name].sum() == getattr(summed, name)
        assert areas["running_cost_plan_gbp_per_year"].sum() == pytest.approx(summed.running_cost_gbp_per_year)
        assert areas["ended_hours_per_week"].sum() == pytest.approx(summed.ended_hours_per_week)
        assert areas["arriving_hours_per_week"].sum() == pytest.approx(areas["leaving_hours_per_week"].sum())


@settings(deadline=None, max_examples=25)
@given(any_decisions())
def test_cover_is_never_more_than_everyone_and_groups_follow(decisions: Decisions) -> None:
    facts = Facts(result(decisions))
    rows = coverage_table(facts, Equality.of(facts))
    assert (rows["covered_plan"] <= rows["people"] + 1e-9).all()
    assert rows["share_plan"].between(0, 1).all()
    groups = rows.dropna(subset=["covered_plan_no_car"])
    assert list(groups["covered_plan_no_car"]) == pytest.approx(list(groups["covered_plan"] * 0.15))


@settings(deadline=None, max_examples=25)
@given(any_decisions())
def test_whom_a_building_serves_alone_is_whom_its_going_would_leave(decisions: Decisions) -> None:
    of = result(decisions)
    facts = Facts(of)
    for standard in facts.standards:
        covered = of.after.covered(standard.service_id, standard.limit, standard.unit, standard.outlets)
        for k, building in enumerate(BUILDINGS):
            without = Decisions(
                decisions.options, decisions.moves, decisions.offers - {(building, standard.service_id)}
            )
            still = result(without).after.covered(standard.service_id, standard.limit, standard.unit, standard.outlets)
            lost = of.estate.population[covered & ~still].sum()
            assert facts.only_outlet[standard.service_id][k] == pytest.approx(lost)


@settings(deadline=None, max_examples=25)
@given(any_decisions())
def test_every_reason_reads_as_sentences(decisions: Decisions) -> None:
    for text in reasons(Facts(result(decisions))):
        assert text.endswith(".")
        assert not any(sign in text for sign in ("nan", "inf ", "  ", "..", "None", "Ellipsis"))
