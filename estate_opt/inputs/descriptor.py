"""``datapackage.json``: the description of an estate's tables that travels with them (Frictionless Data Package)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from estate_opt.errors import Problem, Severity
from estate_opt.inputs.cells import FALSE_WORDS, TRUE_WORDS
from estate_opt.inputs.geojson import read_json
from estate_opt.inputs.manifest import TABLES, Column, Kind, Table

DESCRIPTOR = "datapackage.json"
EXAMPLE = 'The least it can hold is {"title": "Name of the council"}.'


@dataclass(frozen=True, slots=True)
class EstateInfo:
    """What the description says of the estate as a whole."""

    title: str
    notice: str = ""
    attribution: str = ""


# -- writing -------------------------------------------------------------------------------------


def describe(info: EstateInfo, groups: tuple[str, ...], tables: tuple[Table, ...]) -> dict[str, Any]:
    """Describe an estate as a Frictionless data package.

    Parameters
    ----------
    info
        Name, notice and attribution, which are kept with the tables.
    groups
        Columns of the neighbourhoods' table with people of a group.
    tables
        The tables that are written.

    Returns
    -------
    dict
        What ``datapackage.json`` holds. ``notice`` and ``attribution`` are properties of our own,
        which the standard allows.
    """
    package: dict[str, Any] = {
        "name": re.sub(r"[^a-z0-9]+", "-", info.title.lower()).strip("-") or "estate",
        "title": info.title,
        "notice": info.notice,
        "attribution": info.attribution,
    }
    if info.attribution:
        package["sources"] = [{"title": info.attribution}]
    package["resources"] = [_resource(table, groups if table.extra_columns else ()) for table in tables]
    return package


def _resource(table: Table, groups: tuple[str, ...]) -> dict[str, Any]:
    resource: dict[str, Any] = {"name": table.name, "description": table.description, "path": table.file}
    if table.geometry:
        # GeoJSON is no table to Frictionless: it gets no schema, and no table can refer to it by a foreign key.
        return resource | {"format": "geojson", "mediatype": "application/geo+json", "encoding": "utf-8"}
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns]}
    schema["fields"] += [
        {
            "name": group,
            "type": "number",
            "description": f"People of the group {group}.",
            "constraints": {"minimum": 0},
        }
        for group in groups
    ]
    schema["primaryKey"] = list(table.key)
    foreign_keys = [_foreign_key(column) for column in table.columns if _is_foreign_key(column)]
    if foreign_keys:
        schema["foreignKeys"] = foreign_keys
    return resource | {
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    description = column.description
    field: dict[str, Any] = {"name": column.name, "type": str(column.kind), "description": description}
    if column.kind is Kind.LIST:
        field["type"] = "string"
    if column.kind is Kind.BOOLEAN:
        field["trueValues"] = _spellings(TRUE_WORDS)
        field["falseValues"] = _spellings(FALSE_WORDS)
    if column.refers_to and not _is_foreign_key(column):
        field["description"] = f"{description} Refers to {column.refers_to[1]} in {column.refers_to[0]}."
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    if column.maximum is not None:
        constraints["maximum"] = column.maximum
    if column.choices:
        constraints["enum"] = [str(choice) for choice in column.choices]
    return field | ({"constraints": constraints} if constraints else {})


def _spellings(words: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(spelt for word in words for spelt in (word, word.capitalize(), word.upper())))


def _is_foreign_key(column: Column) -> bool:
    return column.refers_to is not None and not any(t.geometry for t in TABLES if t.name == column.refers_to[0])


def _foreign_key(column: Column) -> dict[str, Any]:
    table, other = column.refers_to or ("", "")
    return {"fields": [column.name], "reference": {"resource": table, "fields": [other]}}


# -- reading -------------------------------------------------------------------------------------


def read_descriptor(folder: Path) -> tuple[EstateInfo, list[Problem]]:
    """Read what the description says of the estate as a whole, and what is wrong with it.

    The tables themselves are read by the names and columns that estate-opt expects; a description
    that says otherwise is told, so that no table is passed over in silence.
    """
    document = read_json(folder / DESCRIPTOR)
    if isinstance(document, Problem):
        return EstateInfo(""), [
            Problem(document.source, document.message, f"{document.remedy} {EXAMPLE}", document.row)
        ]
    problems = []
    texts = {}
    for key in ("title", "notice", "attribution"):
        value = document.get(key, "")
        if not isinstance(value, str):
            problems.append(Problem(DESCRIPTOR, "The value is not text.", "Put it in quotation marks.", column=key))
            value = ""
        texts[key] = value
    if "title" not in document or document["title"] == "":
        problems.append(Problem(DESCRIPTOR, "The estate has no name.", EXAMPLE, column="title"))
    return EstateInfo(**texts), problems + _other_files(document.get("resources", []))


def _other_files(resources: object) -> list[Problem]:
    """Warn of each resource that is not read, or not from where the description says."""
    if not isinstance(resources, list) or not all(isinstance(resource, dict) for resource in resources):
        return [Problem(DESCRIPTOR, "The resources are not a list of objects.", "Correct it.", column="resources")]
    files = {table.name: table.file for table in TABLES}
    problems = []
    for resource in resources:
        name, path = resource.get("name"), resource.get("path")
        expected = files.get(name) if isinstance(name, str) else None
        if path != expected:
            message = f"The resource {name!r} is at {path!r}, which is not read."
            remedy = f"Rename the file to {expected!r}." if expected else "Take it out, or keep it for other programs."
            problems.append(
                Problem(DESCRIPTOR, message, remedy, column="resources", value=str(name), severity=Severity.WARNING)
            )
    return problems
