"""``models/README.md``: the manual of the plan file, made from the schema so that it cannot go stale."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from estate_opt.config.json_schema import Node, json_schema, keys_of
from estate_opt.config.schema import FormulationSettings, Inputs, Outputs, PlanFile, Preferences, Priority, Solve
from estate_opt.config.travelling import Travel
from estate_opt.policies import ALL_POLICIES, Policy

README, SCHEMA = "README.md", "estate-opt.schema.json"

INTRODUCTION = """\
# Plan files

A plan file asks a question: this estate, these rules, this idea of better. It is a text file in
[TOML](https://toml.io); edit it with any editor and run `estate-opt run models/demo.toml`.

This page is made from the program's own schema (`python -m estate_opt.config.reference models`), so
it says what the program accepts. An editor that knows TOML schemas (for example VS Code with *Even
Better TOML*) completes and checks the keys: the first line of each file names the schema beside it.

    #:schema ./estate-opt.schema.json

## How a plan file works

**Changing another file.** `extends = "base.toml"` takes over everything that file says, and the keys
below it change it. A list of files is taken in order, later ones changing earlier ones.

- Tables are merged key by key: `[policies.reduction]` with `share = 0.5` changes the share and
  leaves its weight as it was.
- Lists are replaced as a whole, lists of tables too: `[[policies.access]]` starts the access rules
  afresh, and so does `[[policies.reduction]]` for a rule that should not keep what it inherits.
- A key that excludes another one takes its place: `number = 100` replaces an inherited `share`.
- `policies.carbon = false` takes an inherited rule away, `inputs.priority = false` the priority wards.
- `scenario`, `title` and `description` speak of their own file and are not inherited.

**Paths** are relative to the file in which they stand, also when another file extends it. What is
set on the command line is relative to the folder in which the command runs.

**Must and aim.** A `must` is for law and physics: no plan may break it, and where two contradict one
another there is no plan. An `aim` may fall short; the plan falls short of its aims as little as
it can, each measured as a share of its own target times its `weight`. Targets that the council
sets itself are aims. Aims of a higher `tier` number are only looked at once those of the lower
ones are met as well as they can be.

**Several rules of a kind** are a list of tables, `[[policies.access]]`. Each has an `id`, made from its
section and what it is about where none is given (`access-library`, then `access-library-2`).

**Areas** of a rule are `"whole_area"`, `"each_ward"`, `"each_committee"`, `"each_priority_ward"`, or a list of
ids or names of wards and committees; the rule holds for each of them on its own.

**One value for one run:** `--set policies.reduction.share=0.5` on the command line; a rule among
several goes by its id, `--set policies.access-library.km=2`.

**Mistakes** are all reported at once, each with its file, line and key. An unknown key is a mistake.
"""


def reference_markdown() -> str:
    """The manual: how plan files work, then every section with its keys and every policy with an example."""
    return "\n".join(
        [
            INTRODUCTION,
            *_section("Top of the file", "Before the first section.", _top()),
            *_section("`[inputs]`", _doc(Inputs), _rows(Inputs)),
            *_section("`[inputs.travel]`", _doc(Travel), _rows(Travel), level=3),
            *_section("`[inputs.priority]`", _doc(Priority), _rows(Priority), level=3),
            "## `[policies]`\n",
            "Each rule of whatever kind has these keys:\n",
            *_table(_rows(Policy)),
            "",
            *(line for policy in ALL_POLICIES for line in _policy(policy)),
            *_section("`[preferences]`", _doc(Preferences), _rows(Preferences)),
            *_section("`[solve]`", _doc(Solve), _rows(Solve)),
            *_section("`[solve.formulation]`", _doc(FormulationSettings), _rows(FormulationSettings), level=3),
            *_section("`[outputs]`", _doc(Outputs), _rows(Outputs)),
        ]
    )


def reference_files() -> Mapping[str, str]:
    """The files made from the schema, by name: what ``models/`` must hold."""
    return {
        README: reference_markdown(),
        SCHEMA: json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n",
    }


def _doc(model: type[BaseModel]) -> str:
    return _one_line(model.__doc__)


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _section(heading: str, text: str, rows: Iterator[tuple[str, ...]], level: int = 2) -> list[str]:
    return [f"{'#' * level} {heading}\n", f"{text}\n", *_table(rows), ""]


def _policy(policy: type[Policy]) -> Iterator[str]:
    yield f"### `[policies.{policy.name}]`\n"
    yield f"{_doc(policy)}\n"
    if policy.once:
        yield "A plan has exactly one such rule; where the file has none, or `false`, it has the defaults.\n"
    for group in policy.one_of:
        yield f"Exactly one of {', '.join(f'`{key}`' for key in group)} is given.\n"
    yield from _table(_rows(policy, leaving_out=Policy))
    yield f"\n```toml\n{policy.example.strip()}\n```\n"


def _top() -> Iterator[tuple[str, ...]]:
    extends: str = json_schema()["properties"]["extends"]["description"]
    yield "`extends`", "text or list of text", "none", extends
    yield from _rows(PlanFile)


def _rows(model: type[BaseModel], leaving_out: type[BaseModel] | None = None) -> Iterator[tuple[str, ...]]:
    """Key, type, default and meaning of each key, without those that another model has in the same way.

    Keys that are sections of their own are left to them.
    """
    known = leaving_out.model_fields if leaving_out else {}
    for key, node in keys_of(model).items():
        field = model.model_fields[key]
        if (key in known and known[key].default == field.default) or "properties" in node:
            continue
        default = "**needed**" if field.is_required() else _toml(field.default)
        yield f"`{key}`", _type(node), default, _one_line(field.description)


def _table(rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield "| key | type | default | meaning |"
    yield "|---|---|---|---|"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def _type(node: Node) -> str:
    """A type in words."""
    if "enum" in node:
        return ", ".join(f'`"{value}"`' for value in node["enum"])
    if "anyOf" in node:
        members = list(dict.fromkeys(_type(member) for member in node["anyOf"]))
        return " or ".join(member for member in members if not (member == "whole number" and "number" in members))
    match node.get("type"):
        case "array":
            return f"list of {_type(node['items'])}"
        case "object" if "additionalProperties" in node and node["additionalProperties"] is not False:
            return f"table of {_type(node['additionalProperties'])}"
        case "string":
            return {"path": "path", "date": "date"}.get(node.get("format", ""), "text")
        case "boolean":
            return "true or false"
        case "integer" | "number" as kind:
            return ("whole number" if kind == "integer" else "number") + _range(node)
    return "table"


def _range(node: Node) -> str:
    if "minimum" in node and "maximum" in node:
        return f", {node['minimum']} to {node['maximum']}"
    signs = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
    limits = [f"{sign} {node[limit]}" for limit, sign in signs.items() if limit in node]
    return f", {' and '.join(limits)}" if limits else ""


def _toml(value: Any) -> str:
    """A default as a planner would write it."""
    if value is None or value in ("", (), [], {}):
        return "none"
    if isinstance(value, Path):
        return f'`"{value.as_posix()}"`'
    if isinstance(value, dict):
        return f"`{{ {', '.join(f'{key} = {number:g}' for key, number in value.items())} }}`"
    return f"`{json.dumps(value)}`"


def main(folder: str) -> None:
    """Write the files made from the schema into a folder."""
    for name, text in reference_files().items():
        (Path(folder) / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1])
