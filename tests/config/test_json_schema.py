"""The editor's schema: it takes the shipped files and marks mistakes."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from estate_opt.config.json_schema import json_schema
from estate_opt.policies import ALL_POLICIES

MODELS = Path(__file__).parents[2] / "models"
SCHEMA = json_schema()
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())


def as_json(value: Any) -> Any:
    """Tables as an editor's validator sees them: dates are texts."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def accepts(text: str) -> bool:
    return VALIDATOR.is_valid(as_json(tomllib.loads(text)))


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", sorted(MODELS.glob("*.toml")), ids=lambda path: path.name)
def test_every_shipped_plan_file_is_valid_and_names_the_schema(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [error.message for error in VALIDATOR.iter_errors(as_json(tomllib.loads(text)))] == []
    assert text.startswith("#:schema ./estate-opt.schema.json\n")


@pytest.mark.parametrize("policy", ALL_POLICIES, ids=lambda policy: policy.name)
def test_every_example_is_valid(policy: type) -> None:
    assert accepts(policy.example)


@pytest.mark.parametrize(
    "text",
    [
        "extends = ['a.toml', 'b.toml']",
        "[policies]\ncarbon = false",
        "[inputs]\npriority = false",
        "[policies.access]\nshare = 0.5  # the rest is inherited",
        "[[policies.relocation]]\nnearest = 3",
        "[solve]\noptions = { presolve = 'on', gap = 0.1, seeds = 3, on = true }",
        "[preferences]\ncondition_scores = { A = 1, B = 0.5, C = 0.2, D = 0 }",
        "[inputs.priority]\nwards = ['A']",
    ],
)
def test_what_a_plan_file_may_say(text: str) -> None:
    assert accepts(text)


@pytest.mark.parametrize(
    "text",
    [
        "sovle = 1",
        "extends = 1",
        "[solve]\ngpa = 0.1",
        "[solve]\ngap = '0.1'",
        "[policies.reduction]\nshrae = 0.5",
        "[policies.reduction]\nshare = 60",
        "[policies.reduction]\nshare = 0.6\nnumber = 3",
        "[[policies.reduction]]\nweight = 2",
        "[[policies.access]]\nkm = 1\nshare = 1",
        "[[policies.access]]\nservice = 'a'\nkm = 1\nminutes = 5\nshare = 1",
        "[policies]\ncarbon = true",
        "[[policies.relocation]]\n[[policies.relocation]]",
        "[policies.quota]\nshare = 0.5\nareas = 'each_wrd'",
        "[policies.protect]\nreview_date = 'soon'",
        "[preferences]\ncondition_scores = { E = 1 }",
        "[inputs.priority]\nwards = ['A']\nrank_at_most = 3",
    ],
)
def test_what_it_may_not(text: str) -> None:
    assert not accepts(text)


def described(node: Any, path: str = "") -> list[str]:
    """Paths of properties without title or description."""
    if isinstance(node, list):
        return [found for item in node for found in described(item, path)]
    if not isinstance(node, dict):
        return []
    missing = []
    for key, value in node.get("properties", {}).items():
        definition = SCHEMA["$defs"].get(value.get("$ref", "").rsplit("/", 1)[-1], {})
        if not ({"title", "description"} <= {*value, *definition}):
            missing.append(f"{path}.{key}")
    return missing + [found for key, value in node.items() for found in described(value, f"{path}.{key}")]


def test_every_key_has_a_title_and_a_description() -> None:
    assert described(SCHEMA) == []
    assert "null" not in str(SCHEMA)
