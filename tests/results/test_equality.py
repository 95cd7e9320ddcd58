"""Equality figures of the hand-made plan, worked out by hand and by looking at every neighbourhood.

In the plan the library of B4 ends; everybody in W2 has to go to B1: from N4 4.03 km instead of 1.28, from N5 5.36
instead of 0.18, from N6 5.99 instead of 2.06. Nothing changes for W1.
"""

from __future__ import annotations

import math
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from estate_opt.domain.decisions import Decisions
from estate_opt.domain.estate import Estate
from estate_opt.domain.place import DeprivationRank
from estate_opt.domain.plan import Outcome, Plan
from estate_opt.domain.travel import TravelTable
from estate_opt.results.equality import NOTE, Equality
from estate_opt.results.facts import Facts
from estate_opt.results.groups import deprivation_tenths, groups_of, unknown_groups
from estate_opt.results.manifest import claims
from estate_opt.results.result import Result
from estate_opt.results.tables import tables
from estate_opt.results.tables.equality import EQUALITY, INEQUALITY, reading
from estate_opt.results.verify import broken_physics, verify
from tests.results.plans import kept_as_today, result
from tests.results.test_invariants import any_decisions
from tests.tiny import tiny_estate_with_partner


def rows(of: Result | None = None, service: str = "library") -> pd.DataFrame:
    found = tables(of or result())["equality"].rows
    return found[found["service_id"] == service]


def row(ward: str, group: str, of: Result | None = None) -> pd.Series:
    found = rows(of)
    found = found[(found["ward_id"] == ward) & (found["group_id"] == group)]
    assert len(found) == 1
    return found.iloc[0]


def km(x: float, y: float) -> float:
    return math.hypot(x, y) * 1.3 / 1000


TODAY = {"N4": km(900, 400), "N5": km(100, 100), "N6": km(500, 1500)}
PLAN = {"N4": km(3100, 100), "N5": km(4100, 400), "N6": km(4500, 1000)}


def with_groups(**groups: dict[str, float]) -> Result:
    """The plan with one group, of whom so many live in each neighbourhood."""
    estate = tiny_estate_with_partner()
    changed = tuple(
        replace(n, groups=MappingProxyType({g: by.get(n.neighbourhood_id, 0.0) for g, by in groups.items()}))
        for n in estate.neighbourhoods
    )
    return result(estate=estate.replace(neighbourhoods=changed))


def test_a_group_in_a_ward_by_hand() -> None:
    found = row("W2", "disabled")
    assert (found["people"], found["share_of_people"]) == (pytest.approx(1000), pytest.approx(0.2))
    assert found["covered_today"] == pytest.approx(600), "N4 and N5 within 1.6 km"
    assert (found["covered_plan"], found["share_plan"], found["losing_cover"]) == (0, 0, pytest.approx(600))
    assert (found["farther"], found["share_farther"]) == (pytest.approx(1000), pytest.approx(1))
    people = {"N4": 1600, "N5": 1400, "N6": 2000}
    today, plan = (sum(people[n] * way[n] for n in people) / 5000 for way in (TODAY, PLAN))
    assert (found["mean_today_km"], found["mean_plan_km"]) == (pytest.approx(today), pytest.approx(plan))
    assert found["mean_extra_km"] == pytest.approx(plan - today)
    assert found["worst_extra_km"] == pytest.approx(PLAN["N5"] - TODAY["N5"])
    unchanged = row("W1", "disabled")
    assert (unchanged["farther"], unchanged["losing_cover"], unchanged["mean_extra_km"]) == (0, 0, 0)
    assert pd.isna(unchanged["share_of_farther"]), "there is no share of nobody"


def test_the_losers_are_held_against_the_people() -> None:
    estate = tiny_estate_with_partner()
    of = with_groups(young={"N1": 300.0, "N5": 700.0}, old={"N1": 900.0, "N6": 100.0})
    young, old, all_ = (row("", group, of) for group in ("young", "old", "population"))
    assert all_["people"] == estate.population.sum() == 9500
    assert young["share_of_people"] == pytest.approx(1000 / 9500)
    assert young["share_of_farther"] == pytest.approx(700 / 5000)
    assert young["share_of_losing"] == pytest.approx(700 / 3000), "N4 and N5 lose the library, 3,000 people"
    assert (old["losing_cover"], old["farther"]) == (0, 100)


def test_every_cell_is_what_looking_at_each_neighbourhood_gives() -> None:
    of = result()
    estate, sides = of.estate, Equality.of(Facts(of))
    for impact in sides.impacts:
        s = impact.standard
        outlets = [{b for b, t in snap.decisions.offers if t == s.service_id} for snap in (of.before, of.after)]
        for p, (area, _) in enumerate(sides.places.names):
            for g, group in enumerate(sides.groups):
                counted = np.zeros(6)
                for d, n in enumerate(estate.neighbourhoods):
                    if area not in ("", n.ward_code) or not group.people[d]:
                        continue
                    way = [
                        min(
                            km(n.easting - b.easting, n.northing - b.northing)
                            for b in estate.buildings
                            if b.building_id in open_
                        )
                        for open_ in outlets
                    ]
                    near = [w <= s.limit for w in way]
                    counted += group.people[d] * np.array(
                        [1, near[0], near[1], near[0] > near[1], way[1] > way[0], way[1] - way[0]]
                    )
                found = [
                    impact.people, impact.covered_before, impact.covered_after, impact.losing, impact.farther,
                    np.nan_to_num(impact.mean_after_km - impact.mean_before_km) * impact.people,
                ]  # fmt: skip
                assert [f[g, p] for f in found] == pytest.approx(list(counted), abs=1e-6)


def test_tenths_of_deprivation_are_national() -> None:
    estate = tiny_estate_with_partner()
    tenths = deprivation_tenths(estate)
    assert tenths is not None
    assert tenths.tolist() == [1, 2, 4, 3, 7, 10]
    assert row("", "deprivation_10")["group"] == "Least deprived tenth"
    parts = [row("", f"deprivation_{t:02}")["people"] for t in (1, 2, 3, 4, 7, 10)]
    assert sum(parts) == 9500
    assert not (rows()["group_id"] == "deprivation_05").any(), "nobody lives in one"


@pytest.mark.parametrize(("rank", "tenth"), [(1, 1), (3284, 1), (3285, 2), (32_844, 10)])
def test_edges_of_the_tenths(rank: int, tenth: int) -> None:
    estate = tiny_estate_with_partner()
    first, *others = estate.neighbourhoods
    tenths = deprivation_tenths(estate.replace(neighbourhoods=(replace(first, deprivation_rank=rank), *others)))
    assert tenths is not None
    assert tenths[0] == tenth


def of_index(vintage: str | None, rank: int | None = 5, **more: object) -> Estate:
    estate = tiny_estate_with_partner()
    changed = tuple(replace(n, deprivation_rank=rank, deprivation_vintage=vintage) for n in estate.neighbourhoods)
    return estate.replace(neighbourhoods=changed, **more)


def test_an_index_of_unknown_size_gives_no_tenths_and_says_so() -> None:
    for estate in (of_index("2077"), of_index(None, None), of_index("2019", 40_000)):
        assert deprivation_tenths(estate) is None
        assert not any(group.group_id.startswith("deprivation") for group in groups_of(estate))
        assert "number of areas" in unknown_groups(estate)
    told = DeprivationRank(small_area_id="S1", ward_code="W1", rank=1, ranked_areas=50, vintage="2077")
    tenths = deprivation_tenths(of_index("2077", deprivation=(told,)))
    assert tenths is not None
    assert set(tenths) == {1}


def test_without_groups_there_is_a_sentence_and_everybody_is_told_of() -> None:
    bare = tuple(replace(n, groups=MappingProxyType({})) for n in of_index(None, None).neighbourhoods)
    of = result(
        estate=of_index(
            None,
            None,
        ).replace(neighbourhoods=bare)
    )
    assert "over_65" in unknown_groups(of.estate)
    assert "Add the columns" in unknown_groups(of.estate)
    assert set(rows(of)["group_id"]) == {"population"}
    assert unknown_groups(tiny_estate_with_partner()) == ""


def test_people_whose_deprivation_is_not_known_are_a_group() -> None:
    estate = tiny_estate_with_partner()
    first, *others = estate.neighbourhoods
    of = result(estate=estate.replace(neighbourhoods=(replace(first, deprivation_rank=None), *others)))
    assert row("", "deprivation_unknown", of)["people"] == 1500


def test_small_counts_are_withheld_with_what_would_give_them_away() -> None:
    of = with_groups(carers={"N1": 40.0, "N4": 5.0, "N6": 45.0})
    oakside, millfield, all_ = (row(ward, "carers", of) for ward in ("W2", "W1", ""))
    assert oakside["people"] == 50
    assert (oakside["withheld"], all_["withheld"]) == ("cover", "cover"), "5 lose the library, there and in all"
    for column in ("covered_today", "share_today", "losing_cover", "share_of_losing"):
        assert pd.isna(oakside[column])
        assert pd.isna(all_[column])
    assert millfield["covered_plan"] == 40
    assert oakside["farther"] == 50
    few = with_groups(carers={"N1": 3.0, "N4": 500.0})
    assert row("W1", "carers", few)["withheld"] == "all figures"
    assert row("W1", "carers", few)[["people", "farther", "mean_today_km"]].isna().all()
    assert row("W2", "carers", few)["withheld"] == "all figures", "500 of 503 would give it away"
    assert row("", "carers", few)["people"] == 503


def test_the_cover_table_withholds_the_same() -> None:
    of = with_groups(carers={"N1": 3.0, "N4": 500.0})
    cover = tables(of)["coverage"].rows
    cover = cover[cover["service_id"] == "library"].set_index("ward_id")
    assert cover.loc[["W1", "W2"], "people_carers"].isna().all()
    assert cover.loc["", "people_carers"] == 503


def test_a_last_outlet_that_goes_strands_people() -> None:
    """A travel table on which N5 has no way to B1, and of N6 no way at all is known."""
    estate = tiny_estate_with_partner()
    pairs = np.array([(d, b) for d, b in ((0, 0), (1, 0), (2, 0), (3, 0), (3, 3), (4, 3))], dtype=np.int64)
    none = np.zeros((0, 2), dtype=np.int64)
    ways = np.array([0.5, 1.0, 1.2, 4.0, 1.0, 0.2])
    table = TravelTable(6, none, np.zeros(0), np.zeros(0), pairs, ways, ways * 10)
    found = row("", "population", result(estate=estate.replace(travel=table)))
    assert (found["stranded"], found["farther"]) == (1400, 3000)
    assert found["worst_extra_km"] == pytest.approx(3.0), "N4; how much further N5 has to go is not known"
    people = 1500 + 1800 + 1200 + 1600
    assert found["mean_extra_km"] == pytest.approx(1600 * 3.0 / people)
    unequal = tables(result(estate=estate.replace(travel=table)))["inequality"].rows.set_index("service_id")
    assert unequal.loc["library", "people"] == people


def test_inequality_before_and_after() -> None:
    found = tables(result())["inequality"].rows.set_index("service_id").loc["library"]
    assert found["gini_plan"] > 0
    assert found["concentration_plan"] > found["concentration_today"], "the less deprived of W2 have to go further"
    assert "the balance moves in their favour" in found["reading"]
    same = tables(result(kept_as_today()))["inequality"].rows
    assert list(same["gini_today"]) == list(same["gini_plan"])
    unranked = of_index(None, None)
    only = Equality.of(Facts(result(estate=unranked))).inequalities[0]
    assert math.isnan(only.concentration_before)
    assert "not known" in reading(only)


def test_what_it_is_for_is_said_with_the_tables() -> None:
    assert "section 149" in NOTE
    assert "not replace" in NOTE
    assert NOTE in EQUALITY[0].meaning
    assert NOTE in INEQUALITY[0].meaning


@settings(deadline=None, max_examples=25)
@given(any_decisions())
def test_what_holds_of_any_decisions(decisions: Decisions) -> None:
    sides = Equality.of(Facts(result(decisions)))
    bands = [g for g, group in enumerate(sides.groups) if group.group_id.startswith("deprivation")]
    for impact in sides.impacts:
        kept = impact.covered_before - impact.losing
        assert impact.covered_after == pytest.approx(kept + impact.gaining)
        assert (impact.farther + impact.nearer <= impact.people + 1e-9).all()
        assert (impact.stranded <= impact.farther + 1e-9).all()
        for counts in (impact.people, impact.losing, impact.farther, impact.covered_after):
            assert counts[:, :-1].sum(axis=1) == pytest.approx(counts[:, -1]), "wards add up to the whole area"
            assert counts[bands].sum(axis=0) == pytest.approx(counts[0]), "tenths add up to everybody"
    for found in sides.inequalities:
        if not math.isnan(found.gini_after):
            assert abs(found.concentration_after) <= found.gini_after + 1e-9


@settings(deadline=None, max_examples=25)
@given(any_decisions())
def test_any_decisions_made_by_hand_are_measured_and_verified(decisions: Decisions) -> None:
    of = replace(result(decisions), plan=Plan.by_hand(decisions))
    claimed = claims(of)
    assert verify(of, claimed, claims(of)).accepted
    said = tuple(claimed["broken_physics"])
    assert said == broken_physics(of)
    solved = replace(of, plan=replace(of.plan, outcome=Outcome.TIME_LIMIT))
    assert set(said) <= set(verify(solved).differences), "what is told of a plan by hand refuses one that was solved"
