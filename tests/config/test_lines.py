"""Lines of keys: against documents written by hand, and against drawn ones whose lines are known."""

from __future__ import annotations

import json
import tomllib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from estate_opt.config.lines import KeyPath, key_lines

BY_HAND = '''\
# a comment = "not a key"
title = "A \\"quoted\\" # text"   # and a comment

[inputs]
estate = '../data # not a comment'
description = """
[not.a.table]
key = "value"
"quotes" at the end"""""
literal = \'\'\'
still = 'text'
\'\'\'

[policies . reduction]
share=0.6
"set by".'who' = "Board"

[[policies.access]]
service = "library"
areas = [
    "A", # first
    "B",
    { id = "C", size = { "width m" = 3 } },
]
when = 2029-04-01T10:00:00Z

[[policies.access]]
km = 2

[policies.access.more]
a.b.c = [[1, 2], [3]]

[solve]
options = { presolve = "on", mip = { gap = 1e-3 }, seeds = [1, 2] }
'''


def test_keys_of_every_kind_have_the_line_they_stand_on() -> None:
    lines = key_lines(BY_HAND)
    expected: dict[KeyPath, int] = {
        ("title",): 2,
        ("inputs",): 4,
        ("inputs", "estate"): 5,
        ("inputs", "description"): 6,
        ("inputs", "literal"): 10,
        ("policies",): 14,
        ("policies", "reduction"): 14,
        ("policies", "reduction", "share"): 15,
        ("policies", "reduction", "set by", "who"): 16,
        ("policies", "access"): 18,
        ("policies", "access", 0): 18,
        ("policies", "access", 0, "service"): 19,
        ("policies", "access", 0, "areas"): 20,
        ("policies", "access", 0, "areas", 1): 22,
        ("policies", "access", 0, "areas", 2, "id"): 23,
        ("policies", "access", 0, "areas", 2, "size", "width m"): 23,
        ("policies", "access", 0, "when"): 25,
        ("policies", "access", 1): 27,
        ("policies", "access", 1, "km"): 28,
        ("policies", "access", 1, "more"): 30,
        ("policies", "access", 1, "more", "a", "b", "c", 1, 0): 31,
        ("solve", "options"): 34,
        ("solve", "options", "mip", "gap"): 34,
        ("solve", "options", "seeds", 1): 34,
    }
    assert {path: lines[path] for path in expected} == expected
    assert set(lines) == paths_in(tomllib.loads(BY_HAND))


def test_an_empty_document_has_no_keys() -> None:
    assert key_lines("") == {}
    assert key_lines("# nothing\n\n") == {}


def test_a_last_line_without_a_line_end_counts() -> None:
    assert key_lines("a = 1\nb = 'x'") == {("a",): 1, ("b",): 2}


def test_windows_line_ends_count_once() -> None:
    assert key_lines('a = """\r\nx\r\n"""\r\nb = 1\r\n') == {("a",): 1, ("b",): 4}


def paths_in(value: object, path: KeyPath = ()) -> set[KeyPath]:
    """Every path of a parsed document."""
    below: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        below = list(value.items())
    elif isinstance(value, list):
        below = list(enumerate(value))
    own = {path} if path else set()
    return own.union(*(paths_in(item, (*path, key)) for key, item in below))


KEYS = st.text(st.characters(max_codepoint=0x2FF), max_size=6)
SCALARS = st.one_of(
    st.integers(-5, 5), st.booleans(), st.text(st.characters(max_codepoint=0x2FF), max_size=12), st.just(0.5)
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=5)


def as_toml(value: Any, drawn: st.DataObject) -> str:
    """A value in one of the ways in which TOML can write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{as_key(key)} = {as_toml(item, drawn)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        gap = drawn.draw(st.sampled_from(["", " ", "\n  ", " # ] } = \n\n"]))
        return "[" + "".join(f"{gap}{as_toml(item, drawn)}{gap}," for item in value) + gap + "]"
    if isinstance(value, str):
        plain = all(character.isprintable() for character in value)
        if plain and "'" not in value and drawn.draw(st.booleans()):
            return drawn.draw(st.sampled_from([f"'{value}'", f"'''{value}'''", f"'''\n{value}'''"]))
        quoted = as_key(value)
        return drawn.draw(st.sampled_from([quoted, f'""{quoted}""', f'""{quoted[:1]}\n{quoted[1:]}""']))
    return repr(value)


def as_key(key: str) -> str:
    """A key, or a text, in double quotes."""
    return json.dumps(key).replace("\x7f", "\\u007f")


@settings(deadline=None)
@given(DOCUMENTS, st.data())
def test_every_key_of_any_document_is_found_on_its_line(document: dict[str, Any], drawn: st.DataObject) -> None:
    text, expected = "", {}
    for key, value in document.items():
        text += drawn.draw(st.sampled_from(["", "\n", "# [x]\n"]))
        expected[key,] = text.count("\n") + 1
        as_table = isinstance(value, dict) and drawn.draw(st.booleans())
        text += f"{as_key(key)} = {as_toml(value, drawn)}\n" if not as_table else ""
        if as_table:
            for inner, item in value.items():
                expected.setdefault((key, inner), text.count("\n") + 1)
                text += f"{as_key(key)} . {as_key(inner)}={as_toml(item, drawn)}\n"
            if not value:
                text += f"{as_key(key)} = {{}}\n"
    parsed = tomllib.loads(text)
    lines = key_lines(text)
    assert set(lines) == paths_in(parsed)
    assert {path: lines[path] for path in expected} == expected
