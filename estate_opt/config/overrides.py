"""Values set on the command line: dotted keys that replace what the plan file says."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from estate_opt.config.documents import Exclusive
from estate_opt.config.lines import KeyPath
from estate_opt.config.messages import nearest
from estate_opt.config.origins import Layer, Place
from estate_opt.config.rule_ids import SECTIONS, rule_ids
from estate_opt.errors import Problem, UsageError

SOURCE = "--set"
"""What messages call the place of an override."""


def parse_setting(text: str) -> tuple[str, object]:
    """Key and value of a ``--set key=value``; what is not a TOML value is a text.

    Raises
    ------
    UsageError
        Where there is no key or no equals sign.
    """
    key, equals, value = (part.strip() for part in text.partition("="))
    if not key or not equals:
        raise UsageError(f"--set {text}: write a key and a value, for example --set policies.reduction.share=0.5")
    try:
        return key, tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return key, value


def with_overrides(layer: Layer, overrides: Mapping[str, object], exclusive: Exclusive) -> tuple[Layer, list[Problem]]:
    """A layer with some keys set, and what is wrong with the keys that could not be.

    Parameters
    ----------
    layer
        The merged plan file.
    overrides
        Values by dotted key; a rule goes by its section, or by its id where there are several.
    exclusive
        Keys that take the place of one another.
    """
    tables: dict[str, Any] = copy.deepcopy(dict(layer.tables))
    places = dict(layer.places)
    problems: list[Problem] = []
    done: set[KeyPath] = set()
    for dotted, value in overrides.items():
        path = _path(dotted, tables)
        table = path if isinstance(path, str) else _table_of(path, tables)
        if isinstance(path, str) or isinstance(table, str):
            message = "There is nothing to set here."
            problems.append(Problem(SOURCE, message, str(table), column=dotted, value=str(value)))
            continue
        for rival in _rivals(path, exclusive):
            if (*path[:-1], rival) not in done:
                table.pop(rival, None)
        table[str(path[-1])] = value
        here = Place(SOURCE, folder=Path())
        places |= {path[:length]: here for length in range(1, len(path)) if path[:length] not in places}
        places[path] = here
        done.add(path)
    return Layer(tables, places), problems


def _rivals(path: KeyPath, exclusive: Exclusive) -> set[str]:
    """Keys that a key takes the place of."""
    table = tuple(key for key in path[:-1] if isinstance(key, str))
    return {key for group in exclusive.get(table, ()) if path[-1] in group for key in group if key != path[-1]}


def _path(dotted: str, tables: Mapping[str, Any]) -> KeyPath | str:
    """Where a dotted key stands in the tables, or what to do where that is not clear."""
    first, *rest = dotted.split(".")
    policies = tables.get("policies", {})
    if first != "policies" or len(rest) < 2 or not isinstance(policies, Mapping):
        return (first, *rest)
    rule, *keys = rest
    ids = {name: place for place, name in rule_ids(policies).items()}
    if rule in ids:
        section, position = ids[rule]
        several = isinstance(policies[section], list)
        return ("policies", section, position, *keys) if several else ("policies", section, *keys)
    if rule not in SECTIONS:
        return nearest(rule, {*SECTIONS, *ids})
    if not isinstance(policies.get(rule), list):
        return ("policies", rule, *keys)
    own = [name for name, (section, _) in ids.items() if section == rule]
    if len(own) == 1:
        return ("policies", rule, 0, *keys)
    return f"The plan has {len(own)} rules of this kind; name one of them: {', '.join(own)}."


def _table_of(path: KeyPath, tables: dict[str, Any]) -> dict[str, Any] | str:
    """The table that a path's last key belongs to, made where it is absent."""
    table: Any = tables
    for key in path[:-1]:
        if isinstance(table, list) and isinstance(key, str):
            return f"{key!r} is no place in a list; give the list as a whole."
        if isinstance(key, str) and isinstance(table, dict) and table.get(key, False) is False:
            table[key] = {}
        table = table[key]
        if not isinstance(table, dict) and not (isinstance(table, list) and path[:1] == ("policies",)):
            return f"{key!r} is not a table and has no keys."
    return table if isinstance(table, dict) else f"{path[-2]!r} is a list; give it as a whole."
