"""The JSON Schema of a plan file, with which an editor completes keys, shows what they mean and marks mistakes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any

from pydantic import BaseModel

from estate_opt.config.schema import PlanFile, Priority
from estate_opt.policies import ALL_POLICIES, Policy
from estate_opt.policies.base import Strict

Node = dict[str, Any]

EXTENDS: Node = {
    "title": "Extends",
    "description": (
        "Plan file, or list of them, that this one changes; relative to this file. "
        "Later ones change earlier ones, and this file changes them all."
    ),
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
}

OFF: Node = {"const": False, "description": "Removes what is inherited."}


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a plan file.

    A file may leave out what it inherits, so nothing is demanded outside lists of tables, which
    are never merged; the program demands the rest when everything is read.
    """
    schema = _tidy(PlanFile.model_json_schema())
    schema.pop("required", None)
    definitions = schema.pop("$defs")
    exclusive: tuple[type[Strict], ...] = (Priority, *ALL_POLICIES)
    for model in exclusive:
        exclusions = [{"not": {"required": list(pair)}} for group in model.one_of for pair in combinations(group, 2)]
        if exclusions:
            definitions[model.__name__]["allOf"] = exclusions
    for policy in ALL_POLICIES:
        definition = definitions[policy.__name__]
        definitions["Policies"]["properties"][policy.name] = _section(policy, definition.get("required", []))
    inputs = definitions["Inputs"]["properties"]
    inputs["priority"] = {
        "title": "Priority",
        "description": inputs["priority"]["description"],
        "anyOf": [{"$ref": "#/$defs/Priority"}, OFF],
    }
    for name in ("Inputs", *(policy.__name__ for policy in ALL_POLICIES)):
        definitions[name].pop("required", None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "estate-opt plan file",
        "description": schema.pop("description"),
        "type": "object",
        "additionalProperties": False,
        "properties": {"extends": EXTENDS} | schema["properties"],
        "$defs": definitions,
    }


def _section(policy: type[Policy], required: Iterable[str]) -> Node:
    """A policy's section: one table, a list of whole tables, or ``false``."""
    name = policy.__name__
    whole: Node = {"$ref": f"#/$defs/{name}"}
    if required:
        whole["required"] = list(required)
    if policy.one_of:
        whole["allOf"] = [{"anyOf": [{"required": [key]} for key in group]} for group in policy.one_of]
    tables: Node = {"type": "array", "items": whole}
    if policy.once:
        tables["maxItems"] = 1
    meaning = (policy.__doc__ or "").strip().splitlines()[0]
    return {"title": name, "description": meaning, "anyOf": [{"$ref": f"#/$defs/{name}"}, tables, OFF]}


def _tidy(node: Any) -> Any:
    """A schema without the null that TOML has not and the defaults that say nothing, each text on one line."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: value for key, value in node.items() if not (key == "default" and value in (None, "", [], {}))}
    members = node.get("anyOf", [])
    rest = [member for member in members if member != {"type": "null"}]
    if len(rest) == 1 and len(members) > 1:
        node = {key: value for key, value in node.items() if key != "anyOf"} | rest[0]
    elif len(rest) < len(members):
        node["anyOf"] = rest
    if isinstance(node.get("description"), str):
        node["description"] = " ".join(node["description"].split())
    return {key: _tidy(value) for key, value in node.items()}


def keys_of(model: type[BaseModel]) -> dict[str, Node]:
    """The schema of each key of a model, references resolved one level deep."""
    schema = _tidy(model.model_json_schema())
    definitions = schema.get("$defs", {})
    return {key: _resolved(node, definitions) for key, node in schema["properties"].items()}


def _resolved(node: Node, definitions: Node) -> Node:
    if "$ref" not in node:
        return node
    named: Node = definitions[node["$ref"].rsplit("/", 1)[-1]]
    return named | {key: value for key, value in node.items() if key != "$ref"}
