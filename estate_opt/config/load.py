"""Load a plan file: read it with what it extends, set what the command line sets, check it against the schema."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from estate_opt.config.documents import DocumentReader, Documents, Exclusive
from estate_opt.config.lines import KeyPath
from estate_opt.config.messages import schema_problems
from estate_opt.config.origins import Layer
from estate_opt.config.overrides import with_overrides
from estate_opt.config.rule_ids import repeated_ids
from estate_opt.config.schema import Inputs, Outputs, PlanFile, Priority
from estate_opt.config.travelling import Travel
from estate_opt.errors import ConfigError, Problem
from estate_opt.policies import ALL_POLICIES

EXCLUSIVE: Exclusive = {
    ("inputs", "priority"): (*Priority.one_of, ("wards", "vintage")),
    **{("policies", policy.name): policy.one_of for policy in ALL_POLICIES},
}
"""Keys that take the place of one another when a file extends another."""

PATH_KEYS: tuple[tuple[str, ...], ...] = tuple(
    (*section, key)
    for section, model in ((("inputs",), Inputs), (("inputs", "travel"), Travel), (("outputs",), Outputs))
    for key, field in model.model_fields.items()
    if field.annotation in (Path, Path | None)
)
"""Keys that hold a path."""


def load_plan_file(path: Path | str, overrides: Mapping[str, object] | None = None) -> PlanFile:
    """Load a plan file with everything it extends.

    Parameters
    ----------
    path
        The plan file.
    overrides
        Values by dotted key that replace those of the file: ``{"policies.reduction.share": 0.5}``.
        A rule among several goes by its id: ``policies.access-library.share``. Relative paths
        among them are relative to the working directory.

    Returns
    -------
    PlanFile
        With paths relative to the file in which each stands already resolved.

    Raises
    ------
    ConfigError
        With every problem found: file, line, key, what is wrong, what to do.
    """
    return plan_file_from(read_documents(Path(path)), overrides or {})


def read_documents(path: Path) -> Documents:
    """Read a plan file and everything it extends, without looking at what the keys mean.

    Raises
    ------
    ConfigError
        Where a file is missing, is not UTF-8, is not TOML, or extends itself.
    """
    reader = DocumentReader(EXCLUSIVE)
    documents = reader.read(path)
    if reader.problems:
        raise ConfigError(reader.problems)
    return documents


def plan_file_from(documents: Documents, overrides: Mapping[str, object]) -> PlanFile:
    """Check merged documents against the schema; raises :class:`ConfigError` as :func:`load_plan_file` does."""
    layer, problems = with_overrides(documents.layer, overrides, EXCLUSIVE)
    problems += [*_repeated(layer), *_not_paths(layer)]
    tables = _named(_with_paths(layer), documents.files[-1])
    try:
        plan_file = PlanFile.from_tables(tables, layer)
    except ValidationError as error:
        raise ConfigError([*problems, *schema_problems(error, layer)]) from error
    if problems:
        raise ConfigError(problems)
    return plan_file


def _repeated(layer: Layer) -> Iterator[Problem]:
    policies = layer.tables.get("policies")
    if isinstance(policies, Mapping):
        for section, position, rule in repeated_ids(policies):
            path: KeyPath = ("policies", section, position, "id")
            yield layer.problem(path, "Another rule has this id.", "Give each rule an id of its own.", rule)


def _not_paths(layer: Layer) -> Iterator[Problem]:
    for path in PATH_KEYS:
        value = layer.get(path)
        if isinstance(value, str) and not _can_be_a_path(value):
            remedy = f"Name a {'file' if 'travel' in path else 'folder'}, relative to this file."
            yield layer.problem(path, "This cannot be a path.", remedy, value)


def _can_be_a_path(value: str) -> bool:
    return bool(value.strip()) and "\0" not in value


def _with_paths(layer: Layer) -> dict[str, Any]:
    """The tables, each path as seen from the working directory."""
    tables = dict(layer.tables)
    home = layer.place_of(()).folder
    for path in PATH_KEYS:
        value = layer.get(path)
        if isinstance(value, str) and _can_be_a_path(value):
            folder = layer.place_of(path).folder
        elif value is None and path[0] == "outputs" and isinstance(tables.get(path[0], {}), Mapping):
            folder, value = home, str(Outputs.model_fields[path[-1]].default)
        else:
            continue
        tables = _with_value(tables, path, str(_joined(folder, value)))
    return tables


def _with_value(tables: Mapping[str, Any], path: tuple[str, ...], value: str) -> dict[str, Any]:
    """Tables with one key set, the others as they were."""
    key, *below = path
    return {**tables, key: _with_value(tables.get(key, {}), tuple(below), value) if below else value}


def _joined(folder: Path, value: str) -> Path:
    """A path relative to a folder, without ``..`` where leaving it out does not change what it means."""
    path = folder / value
    short = Path(os.path.normpath(path))
    return short if short.resolve() == path.resolve() else path


def _named(tables: dict[str, Any], file: Path) -> dict[str, Any]:
    """The tables with a scenario's name and a title, made from the file's name where they have none."""
    scenario = tables.get("scenario") or re.sub(r"[^\w.-]+", "-", file.stem).lstrip(".-").rstrip(".") or "plan"
    return {**tables, "scenario": scenario, "title": tables.get("title") or scenario}
