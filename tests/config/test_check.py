"""A plan file against an estate: what the estate lacks, at its line; who the priority wards are."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from estate_opt.config.check import check_against, context_for, priority_wards
from estate_opt.config.load import load_plan_file
from estate_opt.config.schema import PlanFile
from estate_opt.domain.estate import Estate
from estate_opt.domain.place import Area, AreaKind, DeprivationRank
from estate_opt.errors import Problem, Severity
from tests.config.files import ESTATE, write
from tests.tiny import tiny_estate, tiny_estate_with_partner

TINY = tiny_estate()
PROTECT = "reason = 'x'\nowner = 'y'\nreview_date = 2030-01-01\n"
OTHER_INDEX = tuple(
    DeprivationRank(small_area_id=f"E0{k}", ward_code=ward, rank=rank, ranked_areas=33_755, vintage="2025")
    for k, (ward, rank) in enumerate([("W1", 900), ("W2", 50), ("W2", 2_000)])
)


def plan(text: str) -> PlanFile:
    """A plan file without a file."""
    return PlanFile.from_tables({"scenario": "x", **tomllib.loads(ESTATE + text)})


def problems_with(tmp_path: Path, text: str, estate: Estate = TINY) -> list[Problem]:
    """What is wrong with a plan file for an estate, with lines counted after the two of ``ESTATE``."""
    return check_against(load_plan_file(write(tmp_path, "a.toml", ESTATE + text)), estate, "a.toml")


class TestPriorityWards:
    def test_none_without_a_rule(self) -> None:
        assert priority_wards(plan(""), TINY) == ()

    def test_named_by_id_or_name(self) -> None:
        assert priority_wards(plan("[inputs.priority]\nwards = ['Oakside', 'W1']\n"), TINY) == ("W1", "W2")

    @pytest.mark.parametrize(("rank", "wards"), [(99, ()), (100, ("W1",)), (8_999, ("W1",)), (9_000, ("W1", "W2"))])
    def test_a_ward_needs_one_small_area_of_the_rank(self, rank: int, wards: tuple[str, ...]) -> None:
        text = f"[inputs.priority]\nrank_at_most = {rank}\nvintage = '2019'\n"
        assert priority_wards(plan(text), TINY) == wards

    def test_another_index_is_looked_up_on_its_own_small_areas(self) -> None:
        estate = TINY.replace(deprivation=OTHER_INDEX)
        rule = "[inputs.priority]\nrank_at_most = 328\nvintage = '{}'\n"
        assert priority_wards(plan(rule.format("2019")), estate) == ("W1",)
        assert priority_wards(plan(rule.format("2025")), estate) == ("W2",)

    def test_the_neighbourhoods_own_ranks_come_first(self) -> None:
        same_index = tuple(
            DeprivationRank(small_area_id="X", ward_code="W2", rank=1, ranked_areas=9, vintage="2019") for _ in range(1)
        )
        rule = "[inputs.priority]\nrank_at_most = 328\nvintage = '2019'\n"
        assert priority_wards(plan(rule), TINY.replace(deprivation=same_index)) == ("W1",)

    def test_they_are_the_contexts(self) -> None:
        context = context_for(plan("[inputs.priority]\nwards = ['W2']\n"), TINY)
        assert context.priority_wards == ("W2",)
        assert context.estate is TINY


class TestPriorityProblems:
    def test_unknown_ward(self, tmp_path: Path) -> None:
        text = "[inputs.priority]\nwards = [\n  'W1',\n  'Oaksid']\n"
        (problem,) = problems_with(tmp_path, text)
        assert (problem.row, problem.column, problem.value) == (6, "inputs.priority.wards", "Oaksid")
        assert problem.message == "The estate has no ward of this name."
        assert problem.remedy == "Did you mean 'Oakside'?"

    def test_a_committee_is_no_ward(self, tmp_path: Path) -> None:
        (problem,) = problems_with(tmp_path, "[inputs.priority]\nwards = ['Inner']\n")
        assert problem.message == "The estate has no ward of this name."

    def test_a_name_that_two_wards_have(self, tmp_path: Path) -> None:
        twin = Area(area_id="W3", kind=AreaKind.WARD, name="Oakside", parent="C1")
        (problem,) = problems_with(
            tmp_path, "[inputs.priority]\nwards = ['Oakside']\n", TINY.replace(areas=(*TINY.areas, twin))
        )
        assert problem.remedy == "Give the id: W2, W3."

    def test_unknown_index_names_those_there_are(self, tmp_path: Path) -> None:
        text = "[inputs.priority]\nrank_at_most = 328\nvintage = '2015'\n"
        (problem,) = problems_with(tmp_path, text, TINY.replace(deprivation=OTHER_INDEX))
        assert (problem.row, problem.column, problem.value) == (5, "inputs.priority.vintage", "2015")
        assert problem.remedy == "It has: 2019, 2025."
        assert problem.severity is Severity.ERROR

    def test_what_is_wrong_with_priority_is_not_said_again_by_each_rule(self, tmp_path: Path) -> None:
        text = "[inputs.priority]\nrank_at_most = 328\nvintage = '2015'\n[policies.presence]\nat_least = 2\n"
        assert [p.column for p in problems_with(tmp_path, text)] == ["inputs.priority.vintage"]

    def test_a_rule_that_no_ward_meets_is_a_warning(self, tmp_path: Path) -> None:
        text = "[inputs.priority]\nrank_at_most = 50\nvintage = '2019'\n"
        (problem,) = problems_with(tmp_path, text)
        assert problem.severity is Severity.WARNING
        assert "the lowest rank is 100" in problem.message

    def test_priority_wards_asked_for_and_none_stated(self, tmp_path: Path) -> None:
        (problem,) = problems_with(tmp_path, "[policies.presence]\nat_least = 2\n")
        assert (problem.row, problem.column) == (3, "policies.presence.areas")
        assert "[inputs.priority]" in problem.remedy


def test_an_access_rule_that_asks_for_nothing_somewhere_is_a_warning(tmp_path: Path) -> None:
    nobody = tuple(replace(n, groups={"over_65": 0.0}) if n.ward_code == "W2" else n for n in TINY.neighbourhoods)
    text = "[policies.access]\nservice = 'library'\nkm = 1.6\nshare = 0.9\ngroup = 'over_65'\nareas = 'each_ward'\n"
    (problem,) = problems_with(tmp_path, text, TINY.replace(neighbourhoods=nobody))
    assert problem.severity is Severity.WARNING
    assert problem.row == 6
    assert problem.message == "The rule asks for nothing in Oakside: nobody of the group lives there."


class TestNamesThatTheEstateLacks:
    @pytest.mark.parametrize(
        ("text", "row", "column", "value", "remedy"),
        [
            ("[policies.access]\nservice = 'librry'\nkm = 1\nshare = 1\n",
             4, "policies.access-librry.service", "librry", "Did you mean 'library'?"),
            ("[policies.access]\nservice = 'library'\nkm = 1\nshare = 1\ngroup = 'over65'\n",
             7, "policies.access-library.group", "over65", "Did you mean 'over_65'?"),
            ("[policies.access]\nservice = 'library'\nkm = 1\nshare = 1\nareas = [\n'W1',\n'Milfield']\n",
             9, "policies.access-library.areas", "Milfield", "Did you mean 'Millfield'?"),
            ("[policies.reduction]\nshare = 1\ntypes = ['libraries']\n",
             5, "policies.reduction.types", "libraries", "Did you mean 'library'?"),
            ("[policies.utilisation]\nid = 'use'\nfloor = 0.5\ntypes = ['library', 'depot']\n",
             6, "policies.use.types", "depot", "Known are: childrens_centre, community_centre, library."),
            ("[policies.quota]\nshare = 0.5\nareas = ['W9']\n",
             5, "policies.quota.areas", "W9", "Use the id or the name of an area in areas.geojson."),
            ("[policies.relocation]\nmax_km_of = { museum = 3 }\n",
             4, "policies.relocation.max_km_of", "museum", "Known are: childrens, library, room_hire."),
            ("[policies.front_door]\nat_least = 1\nservices = ['library']\noption = 'hubb'\n",
             6, "policies.front_door.option", "hubb", "Did you mean 'hub'?"),
            (f"[policies.protect]\nbuilding = 'B7'\ndecision = 'keep'\n{PROTECT}",
             4, "policies.protect-B7.building", "B7", "Known are: B1, B2, B3, B4."),
            (f"[policies.protect]\nbuilding = 'B3'\noption = 'hub'\n{PROTECT}",
             5, "policies.protect-B3.option", "hub", "Known are: close, keep."),
            ("[preferences]\ntravel_services = ['library',\n'hire']\n",
             5, "preferences.travel_services", "hire", "Did you mean 'room_hire'?"),
        ],
    )  # fmt: skip
    def test_each_is_told_at_its_line(
        self, tmp_path: Path, text: str, row: int, column: str, value: str, remedy: str
    ) -> None:
        (problem,) = problems_with(tmp_path, text)
        assert (problem.row, problem.column, problem.value, problem.remedy) == (row, column, value, remedy)
        assert problem.source == str(tmp_path / "a.toml")

    def test_a_name_in_an_inherited_rule_is_told_where_it_stands(self, tmp_path: Path) -> None:
        write(tmp_path, "base.toml", ESTATE + "[[policies.access]]\nkm = 1\nshare = 1\nservice = 'swimming'\n")
        plan_file = load_plan_file(write(tmp_path, "a.toml", 'extends = "base.toml"\n'))
        (problem,) = check_against(plan_file, TINY, "a.toml")
        assert (Path(problem.source).name, problem.row) == ("base.toml", 6)

    def test_a_name_set_on_the_command_line_is_told_as_such(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.toml", ESTATE + "[policies.access]\nkm = 1\nshare = 1\nservice = 'library'\n")
        (problem,) = check_against(load_plan_file(path, {"policies.access.service": "swimming"}), TINY, "a.toml")
        assert (problem.source, problem.row) == ("--set", None)

    def test_without_a_file_the_source_given_is_named(self) -> None:
        (problem,) = check_against(plan("[preferences]\ntravel_services = ['zoo']\n"), TINY, "here")
        assert (problem.source, problem.row) == ("here", None)

    def test_all_are_told_at_once(self, tmp_path: Path) -> None:
        text = (
            "[inputs.priority]\nwards = ['X']\n[policies.presence]\nat_least = 1\nservices = ['x', 'y']\n"
            "[[policies.access]]\nservice = 'z'\nkm = 1\nshare = 1\n[preferences]\ntravel_services = ['w']\n"
        )
        assert [p.value for p in problems_with(tmp_path, text)] == ["X", "z", "x", "y", "w"]

    def test_a_limit_that_reaches_nobody(self, tmp_path: Path) -> None:
        (problem,) = problems_with(tmp_path, "[policies.access]\nservice = 'library'\nkm = 0.001\nshare = 1\n")
        assert (problem.row, problem.column) == (5, "policies.access-library.km")
        assert problem.message == "No building is within 0.001 km of any neighbourhood."

    def test_a_partner_venue_cannot_be_protected(self, tmp_path: Path) -> None:
        text = f"[policies.protect]\nbuilding = 'P1'\ndecision = 'keep'\n{PROTECT}"
        (problem,) = problems_with(tmp_path, text, tiny_estate_with_partner())
        assert "is a partner venue" in problem.message

    def test_nothing_is_wrong_with_a_plan_file_that_fits(self, tmp_path: Path) -> None:
        text = (
            "[inputs.priority]\nwards = ['Millfield']\n[policies.presence]\nat_least = 1\n"
            "[policies.quota]\nshare = 0.5\n[policies.access]\nservice = 'library'\nminutes = 20\nshare = 0.5\n"
            "areas = ['Millfield', 'C1']\n[preferences]\ntravel_services = ['library']\n"
        )
        assert problems_with(tmp_path, text) == []
