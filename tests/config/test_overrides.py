"""Values set on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from estate_opt.config.load import load_plan_file, plan_file_from, read_documents
from estate_opt.config.overrides import parse_setting
from estate_opt.errors import UsageError
from estate_opt.policies import Access, Carbon, Reduction
from tests.config.files import ESTATE, only_problem, problems_of, write

RULES = (
    ESTATE
    + """
[policies.reduction]
share = 0.6
[[policies.access]]
service = "library"
km = 1.6
share = 0.9
[[policies.access]]
service = "museum"
km = 5
share = 0.9
[[policies.quota]]
share = 0.5
"""
)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return write(tmp_path, "rules.toml", RULES)


def test_a_value_replaces_the_files(rules: Path) -> None:
    plan_file = load_plan_file(rules, {"solve.gap": 0.3, "policies.reduction.share": 0.5, "title": "Other"})
    reduction = plan_file.policies.all()[0]
    assert isinstance(reduction, Reduction)
    assert (plan_file.solve.gap, reduction.share, plan_file.title) == (0.3, 0.5, "Other")


def test_a_rule_among_several_goes_by_its_id(rules: Path) -> None:
    library, museum = load_plan_file(rules, {"policies.access-museum.km": 8}).policies.all()[1:3]
    assert isinstance(library, Access)
    assert isinstance(museum, Access)
    assert (library.km, museum.km) == (1.6, 8)


def test_the_only_rule_of_a_list_goes_by_its_section(rules: Path) -> None:
    assert load_plan_file(rules, {"policies.quota.share": 0.4}).policies.all()[-1].share == 0.4  # type: ignore[attr-defined]


def test_one_rule_of_several_must_be_named(rules: Path) -> None:
    problem = only_problem(rules, {"policies.access.km": 8})
    assert (problem.source, problem.column) == ("--set", "policies.access.km")
    assert problem.remedy == "The plan has 2 rules of this kind; name one of them: access-library, access-museum."


def test_a_rule_can_be_added_and_taken_away(rules: Path) -> None:
    plan_file = load_plan_file(rules, {"policies.carbon.cut_share": 0.3, "policies.access": False})
    assert [rule.id for rule in plan_file.policies.all()] == ["reduction", "relocation", "carbon", "quota"]
    carbon = plan_file.policies.all()[2]
    assert isinstance(carbon, Carbon)
    assert carbon.cut_share == 0.3


def test_a_key_takes_the_place_of_those_it_excludes(rules: Path) -> None:
    overrides = {"policies.reduction.number": 3, "policies.access-museum.minutes": 30}
    reduction, _, museum = load_plan_file(rules, overrides).policies.all()[:3]
    assert isinstance(reduction, Reduction)
    assert isinstance(museum, Access)
    assert (reduction.share, reduction.number) == (None, 3)
    assert (museum.km, museum.minutes) == (None, 30)


def test_two_values_that_exclude_one_another_are_refused(rules: Path) -> None:
    problem = only_problem(rules, {"policies.reduction.number": 3, "policies.reduction.share": 0.2})
    assert "(given: share, number)" in problem.message


def test_a_path_is_relative_to_the_working_directory(rules: Path) -> None:
    plan_file = load_plan_file(rules, {"inputs.estate": "elsewhere", "outputs.runs": "out"})
    assert plan_file.inputs.estate == Path("elsewhere")
    assert plan_file.outputs.runs == Path("out")
    assert plan_file.outputs.maps == rules.parent.parent / "maps"


def test_documents_read_once_serve_many_overrides(rules: Path) -> None:
    documents = read_documents(rules)
    lower = plan_file_from(documents, {"policies.reduction.share": 0.1})
    assert lower.policies.all()[0].share == 0.1  # type: ignore[attr-defined]
    assert plan_file_from(documents, {}).policies.all()[0].share == 0.6  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("key", "value", "message", "remedy"),
    [
        ("policies.reductoin.share", 0.5, "There is nothing to set here.", "Did you mean 'reduction'?"),
        ("solve.gaps", 0.5, "There is no such key.", "Did you mean 'gap'?"),
        ("solvee", 0.5, "There is no such key.", "Did you mean 'solve'?"),
        ("solve.gap.x", 0.5, "It should be a number.", "It means: "),
        ("inputs.estate.x", 0.5, "There is nothing to set here.", "'estate' is not a table and has no keys."),
        ("policies.access.1.km", 3, "There is nothing to set here.", "The plan has 2 rules"),
        ("solve.gap", "small", "It should be a number.", "It means: "),
    ],
)
def test_what_cannot_be_set_is_told(rules: Path, key: str, value: object, message: str, remedy: str) -> None:
    problem = only_problem(rules, {key: value})
    assert (problem.source, problem.row) == ("--set", None)
    assert problem.message == message
    assert problem.remedy.startswith(remedy)


def test_a_wrong_value_and_a_wrong_file_are_told_together(tmp_path: Path) -> None:
    path = write(tmp_path, "a.toml", ESTATE + "[solve]\nseed = -1\n")
    assert [(p.source, p.column) for p in problems_of(path, {"solve.gap": 2})] == [
        ("--set", "solve.gap"),
        (str(path), "solve.seed"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("policies.reduction.share=0.5", ("policies.reduction.share", 0.5)),
        ("solve.solver = cbc", ("solve.solver", "cbc")),
        ("title='With = sign'", ("title", "With = sign")),
        ("policies.carbon=false", ("policies.carbon", False)),
        ('inputs.priority.wards=["A", "B"]', ("inputs.priority.wards", ["A", "B"])),
        ("title=", ("title", "")),
    ],
)
def test_a_setting_is_read_as_toml_or_else_as_text(text: str, expected: tuple[str, object]) -> None:
    assert parse_setting(text) == expected


@pytest.mark.parametrize("text", ["solve.gap", "=3", ""])
def test_a_setting_without_key_or_sign_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"--set policies\.reduction\.share=0\.5"):
        parse_setting(text)
