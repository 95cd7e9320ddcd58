"""The schema itself: tables without a file, ids, and what every key must have."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from estate_opt.config.rule_ids import repeated_ids, rule_ids
from estate_opt.config.schema import PlanFile, with_rule_ids
from estate_opt.domain.building import Condition
from estate_opt.policies import ALL_POLICIES

INPUTS = {"inputs": {"estate": "x"}}


def test_every_policy_has_a_section() -> None:
    section = PlanFile.model_fields["policies"].annotation
    assert section is not None
    assert list(section.model_fields) == [policy.name for policy in ALL_POLICIES]


@pytest.mark.parametrize("policy", ALL_POLICIES, ids=lambda policy: policy.name)
def test_every_example_is_a_plan_file_of_its_policy(policy: type) -> None:
    tables = tomllib.loads(policy.example)
    rules = PlanFile.from_tables({"scenario": "x", **INPUTS, **tables}).policies.all()
    assert any(isinstance(rule, policy) for rule in rules)
    assert list(tables) == ["policies"]
    assert list(tables["policies"]) == [policy.name]


@pytest.mark.parametrize("policy", ALL_POLICIES, ids=lambda policy: policy.name)
def test_a_class_excludes_only_keys_that_it_has_and_that_may_be_absent(policy: type) -> None:
    for group in policy.one_of:
        assert all(policy.model_fields[key].default is None for key in group)


def models_of(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """Every table of the schema."""
    found = {model.__name__: model}
    for field in model.model_fields.values():
        pending: list[Any] = [field.annotation]
        while pending:
            annotation = pending.pop()
            if isinstance(annotation, type) and issubclass(annotation, BaseModel):
                if annotation.__name__ not in found:
                    found |= models_of(annotation)
            else:
                pending += getattr(annotation, "__args__", ())
    return found


@pytest.mark.parametrize(("name", "model"), sorted(models_of(PlanFile).items()))
def test_every_key_says_what_it_means(name: str, model: type[BaseModel]) -> None:
    assert model.__doc__
    for key, field in model.model_fields.items():
        assert field.description, f"{name}.{key}"
        assert field.description.rstrip().endswith((".", ")")), f"{name}.{key}"


@pytest.mark.parametrize(("name", "model"), sorted(models_of(PlanFile).items()))
def test_every_table_is_frozen_and_refuses_unknown_keys(name: str, model: type[BaseModel]) -> None:
    assert model.model_config["frozen"], name
    assert model.model_config["extra"] == "forbid", name


def test_the_condition_scores_are_those_of_the_grades() -> None:
    scores = PlanFile.from_tables({"scenario": "x", **INPUTS}).preferences.condition_scores
    assert scores == {Condition.A: 1.0, Condition.B: 0.7, Condition.C: 0.35, Condition.D: 0.0}


def test_rules_built_without_ids_are_refused() -> None:
    with pytest.raises(ValidationError, match="id of its own"):
        PlanFile.model_validate({"scenario": "x", **INPUTS, "policies": {"carbon": [{"cut_share": 0.1}]}})


def test_ids_are_made_from_section_and_subject() -> None:
    policies = {
        "reduction": [{"share": 1}, {"share": 1, "types": ["a"]}],
        "access": [
            {"service": "museum & hall"},
            {"service": "x", "id": "access-museum-hall"},
            {"service": "museum & hall"},
        ],
        "protect": {"building": "B1"},
        "unknown": {"share": 1},
    }
    assert rule_ids(policies) == {
        ("reduction", 0): "reduction",
        ("reduction", 1): "reduction-2",
        ("access", 0): "access-museum-hall-2",
        ("access", 1): "access-museum-hall",
        ("access", 2): "access-museum-hall-3",
        ("protect", 0): "protect-B1",
    }


NAMES = st.sampled_from(["", "a", "access-a", "access-a-2", "quota"])
RULES = st.fixed_dictionaries(
    {},
    optional={
        "access": st.lists(st.fixed_dictionaries({"id": NAMES, "service": st.sampled_from(["a", "b"])}), max_size=4),
        "quota": st.lists(st.fixed_dictionaries({"id": NAMES}), max_size=3),
    },
)


@settings(deadline=None)
@given(RULES)
def test_ids_are_distinct_unless_the_file_repeats_one(policies: dict[str, Any]) -> None:
    ids = rule_ids(policies)
    assert all(ids.values())
    assert len(ids) - len(set(ids.values())) == len(repeated_ids(policies))
    named = with_rule_ids({"policies": policies})["policies"]
    assert rule_ids(named) == ids


@settings(deadline=None, max_examples=50)
@given(
    st.fixed_dictionaries(
        {"inputs": st.just({"estate": "x"}), "scenario": st.just("x")},
        optional={
            "solve": st.fixed_dictionaries(
                {},
                optional={"gap": st.floats(0, 0.5), "seed": st.integers(0, 9), "options": st.just({"a": True, "b": 1})},
            ),
            "policies": st.fixed_dictionaries(
                {},
                optional={
                    "reduction": st.fixed_dictionaries({"share": st.floats(0, 1)}),
                    "protect": st.lists(
                        st.fixed_dictionaries(
                            {
                                "building": st.sampled_from(["0012", "B"]),
                                "decision": st.sampled_from(["keep", "close"]),
                                "reason": st.text(max_size=5),
                                "owner": st.just("Board"),
                                "review_date": st.dates(),
                            }
                        ),
                        max_size=3,
                    ),
                },
            ),
            "preferences": st.fixed_dictionaries({}, optional={"travel": st.floats(0, 10), "receipts": st.just("low")}),
        },
    )
)
def test_a_plan_file_written_out_reads_back_the_same(tables: dict[str, Any]) -> None:
    plan_file = PlanFile.from_tables(tables)
    written = json.loads(plan_file.model_dump_json(exclude_none=True))
    assert PlanFile.from_tables(written) == plan_file
