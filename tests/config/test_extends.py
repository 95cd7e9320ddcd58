"""Plan files that extend others: what is merged, what is replaced, where each key's file and paths are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estate_opt.config.documents import merge
from estate_opt.config.load import load_plan_file, read_documents
from estate_opt.config.origins import Layer, Place
from estate_opt.policies import Reduction
from tests.config.files import ESTATE, only_problem, problems_of, write

BASE = """
scenario = "base"
title = "Base"
description = "The base"
[inputs]
estate = "../data/base"
[policies.reduction]
share = 0.6
weight = 3
[[policies.access]]
service = "library"
km = 1.6
share = 0.9
[[policies.access]]
service = "museum"
km = 5
share = 0.9
[policies.carbon]
cut_share = 0.4
[solve]
gap = 0.05
seed = 7
[solve.options]
presolve = "on"
"""


def extended(folder: Path, text: str, base: str = BASE) -> Path:
    """A file that extends ``base.toml``."""
    write(folder, "base.toml", base)
    return write(folder, "a.toml", 'extends = "base.toml"\n' + text)


def test_tables_merge_key_by_key(tmp_path: Path) -> None:
    plan_file = load_plan_file(
        extended(tmp_path, "[solve]\ngap = 0.01\n[solve.options]\nmip = 1\n[policies.reduction]\nshare = 0.5\n")
    )
    assert (plan_file.solve.gap, plan_file.solve.seed) == (0.01, 7)
    assert plan_file.solve.options == {"presolve": "on", "mip": 1}
    reduction = plan_file.policies.all()[0]
    assert isinstance(reduction, Reduction)
    assert (reduction.share, reduction.weight) == (0.5, 3)


def test_lists_of_tables_are_replaced(tmp_path: Path) -> None:
    text = "[[policies.access]]\nservice = 'depot'\nkm = 9\nshare = 1\n[[policies.reduction]]\nretain = 5\n"
    rules = load_plan_file(extended(tmp_path, text)).policies.all()
    assert [rule.id for rule in rules] == ["reduction", "access-depot", "relocation", "carbon"]
    assert rules[0].weight == 1.0


def test_false_takes_a_rule_away(tmp_path: Path) -> None:
    rules = load_plan_file(
        extended(tmp_path, "[policies]\ncarbon = false\naccess = false\nrelocation = false\n")
    ).policies.all()
    assert [rule.id for rule in rules] == ["reduction", "relocation"]


def test_false_takes_the_priority_wards_away(tmp_path: Path) -> None:
    path = extended(tmp_path, "[inputs]\npriority = false\n", base=ESTATE + "[inputs.priority]\nwards = ['A']\n")
    assert load_plan_file(path).inputs.priority is None


def test_a_rule_taken_away_can_come_back(tmp_path: Path) -> None:
    extended(tmp_path, "[policies]\ncarbon = false\n")
    path = write(tmp_path, "b.toml", 'extends = "a.toml"\n[policies.carbon]\ncut_share = 0.1\n')
    assert load_plan_file(path).policies.all()[-1].id == "carbon"


def test_a_key_takes_the_place_of_those_it_excludes(tmp_path: Path) -> None:
    reduction = load_plan_file(extended(tmp_path, "[policies.reduction]\nnumber = 100\n")).policies.all()[0]
    assert isinstance(reduction, Reduction)
    assert (reduction.share, reduction.number, reduction.weight) == (None, 100, 3)


@pytest.mark.parametrize(
    ("base", "text"),
    [
        ("wards = ['A']\n", "rank_at_most = 328\nvintage = '2019'\n"),
        ("rank_at_most = 328\nvintage = '2019'\n", "wards = ['A']\n"),
    ],
)
def test_a_list_of_priority_wards_and_a_rule_take_each_others_place(tmp_path: Path, base: str, text: str) -> None:
    path = extended(tmp_path, "[inputs.priority]\n" + text, base=ESTATE + "[inputs.priority]\n" + base)
    priority = load_plan_file(path).inputs.priority
    assert priority is not None
    assert (priority.wards is None) == ("wards" not in text)


def test_two_exclusive_keys_of_one_file_are_still_refused(tmp_path: Path) -> None:
    problem = only_problem(extended(tmp_path, "[policies.reduction]\nnumber = 100\nretain = 3\n"))
    assert problem.message.endswith("(given: number, retain).")


def test_what_speaks_of_one_file_is_not_inherited(tmp_path: Path) -> None:
    plan_file = load_plan_file(extended(tmp_path, ""))
    assert (plan_file.scenario, plan_file.title, plan_file.description) == ("a", "a", "")


def test_a_path_is_relative_to_the_file_it_stands_in(tmp_path: Path) -> None:
    (tmp_path / "shared/models").mkdir(parents=True)
    (tmp_path / "city/models").mkdir(parents=True)
    write(tmp_path / "shared/models", "base.toml", ESTATE + "[outputs]\nruns = 'runs'\n")
    path = write(
        tmp_path / "city/models", "a.toml", 'extends = "../../shared/models/base.toml"\n[outputs]\nmap = false\n'
    )
    plan_file = load_plan_file(path)
    assert plan_file.inputs.estate == tmp_path / "shared/data/tiny"
    assert plan_file.outputs.runs == tmp_path / "shared/models/runs"
    assert plan_file.outputs.maps == tmp_path / "city/maps"


def test_several_files_are_taken_in_order(tmp_path: Path) -> None:
    write(tmp_path, "one.toml", ESTATE + "[solve]\ngap = 0.1\nseed = 1\nthreads = 1\n")
    write(tmp_path, "two.toml", "[solve]\ngap = 0.2\nseed = 2\n")
    path = write(tmp_path, "a.toml", 'extends = ["one.toml", "two.toml"]\n[solve]\ngap = 0.3\n')
    solve = load_plan_file(path).solve
    assert (solve.gap, solve.seed, solve.threads) == (0.3, 2, 1)
    assert [file.name for file in read_documents(path).files] == ["one.toml", "two.toml", "a.toml"]


def test_a_file_extended_by_two_is_no_loop(tmp_path: Path) -> None:
    write(tmp_path, "root.toml", ESTATE)
    write(tmp_path, "one.toml", 'extends = "root.toml"\n[solve]\nseed = 5\n')
    write(tmp_path, "two.toml", 'extends = "root.toml"\n')
    path = write(tmp_path, "a.toml", 'extends = ["one.toml", "two.toml"]\n')
    assert load_plan_file(path).solve.seed == 5
    assert [file.name for file in read_documents(path).files] == ["root.toml", "one.toml", "two.toml", "a.toml"]


class TestRefused:
    def test_a_file_that_extends_itself(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.toml", '# first\nextends = "a.toml"\n')
        problem = only_problem(path)
        assert problem.message == "The file extends itself: a.toml extends a.toml."
        assert (problem.source, problem.row, problem.column) == (str(path), 2, "extends")

    def test_a_loop_of_files(self, tmp_path: Path) -> None:
        write(tmp_path, "b.toml", '\nextends = ["c.toml"]\n')
        write(tmp_path, "c.toml", 'extends = "./b.toml"\n')
        problem = only_problem(write(tmp_path, "a.toml", 'extends = "b.toml"\n'))
        assert problem.message == "The file extends itself: b.toml extends c.toml extends b.toml."
        assert Path(problem.source).name == "c.toml"

    def test_a_missing_base_is_told_where_it_is_named(self, tmp_path: Path) -> None:
        write(tmp_path, "base.toml", ESTATE)
        path = write(tmp_path, "a.toml", 'title = "A"\nextends = [\n  "base.toml",\n  "bse.toml"]\n')
        problem = only_problem(path)
        assert (problem.source, problem.row, problem.column, problem.value) == (str(path), 4, "extends[2]", "bse.toml")
        assert problem.remedy == "Did you mean 'base.toml'?"

    def test_every_broken_file_is_told_at_once(self, tmp_path: Path) -> None:
        write(tmp_path, "one.toml", "a = \n")
        (tmp_path / "two.toml").write_bytes(b"\xff")
        path = write(tmp_path, "a.toml", 'extends = ["one.toml", "two.toml", "three.toml"]\n')
        assert [Path(p.source).name for p in problems_of(path)] == ["one.toml", "two.toml", "a.toml"]

    @pytest.mark.parametrize("value", ["3", "[1]", "{ file = 'x' }", "true"])
    def test_extends_that_is_no_file_name(self, tmp_path: Path, value: str) -> None:
        problem = only_problem(write(tmp_path, "a.toml", f"extends = {value}\n"))
        assert (problem.row, problem.column) == (1, "extends")
        assert 'extends = "base.toml"' in problem.remedy

    def test_a_problem_in_an_inherited_key_names_its_file(self, tmp_path: Path) -> None:
        path = extended(tmp_path, "[solve]\nthreads = 0\n", base=BASE.lstrip("\n") + "[outputs]\nmapp = true\n")
        problems = problems_of(path)
        assert [(Path(p.source).name, p.row, p.column) for p in problems] == [
            ("a.toml", 3, "solve.threads"),
            ("base.toml", 25, "outputs.mapp"),
        ]

    def test_what_was_replaced_is_no_place_for_what_is_missing_above(self, tmp_path: Path) -> None:
        problem = only_problem(extended(tmp_path, "\n[[policies.access]]\nkm = 1\nshare = 1\n"))
        assert problem.column == "policies.access.service"
        assert (Path(problem.source).name, problem.row) == ("a.toml", 3)

    def test_a_problem_of_two_files_together_names_the_extending_one(self, tmp_path: Path) -> None:
        base = ESTATE + "[policies.utilisation]\nfloor = 0.9\n"
        problem = only_problem(extended(tmp_path, "\n[policies.utilisation]\nceiling = 0.8\n", base=base))
        assert (Path(problem.source).name, problem.row) == ("a.toml", 3)


def layer_of(tables: dict[str, object], name: str) -> Layer:
    """A layer whose keys all come from one file."""
    places = {(): Place(name)}

    def note(value: object, path: tuple[str | int, ...]) -> None:
        places[path] = Place(name)
        if isinstance(value, dict):
            for key, item in value.items():
                note(item, (*path, key))

    note(tables, ())
    return Layer(tables, places)


TABLES = st.recursive(
    st.dictionaries(st.sampled_from("abc"), st.integers() | st.lists(st.integers(), max_size=2), max_size=3),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner | st.integers(), max_size=3),
    max_leaves=6,
)


@given(TABLES, TABLES)
def test_what_the_upper_layer_says_stands_and_each_key_knows_its_file(base: dict, top: dict) -> None:
    merged = merge(layer_of(base, "base"), layer_of(top, "top"), {})

    def check(value: object, path: tuple[str | int, ...], below: object, above: object) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                parts = [part.get(key) if isinstance(part, dict) else None for part in (below, above)]
                check(item, (*path, key), *parts)
        else:
            source = "base" if above is None else "top"
            assert value == (below if above is None else above)
            assert merged.place_of(path).source == source

    check(merged.tables, (), base, top)
    assert merge(merged, layer_of(top, "top"), {}).tables == merged.tables
    assert merge(layer_of(base, "base"), layer_of({}, "top"), {}).tables == base
