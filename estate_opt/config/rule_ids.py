"""Ids of the rules in ``[policies]``: given ones are kept, the others are made from their section."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from estate_opt.policies import ALL_POLICIES

SECTIONS: Mapping[str, Any] = {policy.name: policy for policy in ALL_POLICIES}
"""Policies by the name of their section."""


def rules_of(value: object) -> list[Any]:
    """The rules of a section as a list: one table, several, or none where it is ``false``."""
    if value is False:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def rules(policies: Mapping[str, Any]) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    """Every rule that is a table: its section, its position there from 0, and its keys."""
    for section in SECTIONS:
        for position, rule in enumerate(rules_of(policies.get(section, False))):
            if isinstance(rule, Mapping):
                yield section, position, rule


def rule_ids(policies: Mapping[str, Any]) -> Mapping[tuple[str, int], str]:
    """Id of each rule by section and position.

    A rule without an id is called after its section and what it is about (``access-library``);
    a second one of that name gets ``-2``, and so on.
    """
    given = {(section, k): str(rule["id"]) for section, k, rule in rules(policies) if rule.get("id")}
    taken = set(given.values())
    ids = dict(given)
    for section, position, rule in rules(policies):
        if (section, position) not in given:
            name = _first_free(_plain_name(section, rule), taken)
            taken.add(name)
            ids[section, position] = name
    return ids


def repeated_ids(policies: Mapping[str, Any]) -> Sequence[tuple[str, int, str]]:
    """Section, position and id of each rule whose given id another rule has had before."""
    seen: Counter[str] = Counter()
    repeated = []
    for section, position, rule in rules(policies):
        given = str(rule.get("id") or "")
        if given and seen[given]:
            repeated.append((section, position, given))
        seen[given] += 1
    return repeated


def _plain_name(section: str, rule: Mapping[str, Any]) -> str:
    subjects = (rule.get(key) for key in SECTIONS[section].subject_keys)
    about = next((subject for subject in subjects if isinstance(subject, str) and subject), "")
    return f"{section}-{re.sub(r'[^A-Za-z0-9_-]+', '-', about)}" if about else section


def _first_free(name: str, taken: set[str]) -> str:
    candidate, count = name, 1
    while candidate in taken:
        count += 1
        candidate = f"{name}-{count}"
    return candidate
