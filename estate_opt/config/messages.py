"""What the schema refuses, in sentences: which key, what is wrong with it, what belongs there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from estate_opt.config.lines import KeyPath
from estate_opt.config.origins import Layer
from estate_opt.config.schema import ONCE, PlanFile
from estate_opt.errors import Problem, did_you_mean

REPEATED_BY_LOADER = "every rule needs an id of its own"
"""The schema's last word on ids; the loader reports each repeated id where it stands."""


def schema_problems(error: ValidationError, layer: Layer) -> list[Problem]:
    """A problem for each key that the schema refuses, in the order of the schema.

    Parameters
    ----------
    error
        What :meth:`PlanFile.from_tables` raised.
    layer
        The tables it was given, with their places.
    """
    by_path: dict[KeyPath, list[Mapping[str, Any]]] = {}
    for detail in error.errors(include_url=False, include_context=False):
        if REPEATED_BY_LOADER not in detail["msg"]:
            by_path.setdefault(_within_document(detail, layer), []).append(detail)
    return [_problem(path, details, layer) for path, details in by_path.items()]


def _within_document(detail: Mapping[str, Any], layer: Layer) -> KeyPath:
    """The part of a location that the document has, and one key more where that is what is missing.

    The schema appends which member of a union it tried; planners need not know.
    """
    loc: KeyPath = detail["loc"]
    for length in range(1, len(loc)):
        value = layer.get(loc[:length])
        if not isinstance(value, (Mapping, list)):
            return loc[:length]
        if isinstance(value, Mapping) and isinstance(loc[length], str) and loc[length] not in value:
            return loc if detail["type"] == "missing" else loc[:length]
        if isinstance(value, list) and isinstance(loc[length], str) and not _rules_at(loc[:length]):
            return loc[:length]
    return loc


def _rules_at(path: KeyPath) -> bool:
    return len(path) == 2 and path[0] == "policies"


def _problem(path: KeyPath, details: list[Mapping[str, Any]], layer: Layer) -> Problem:
    first = details[0]
    value = layer.get(path)
    if first["type"] in ("tuple_type", "model_type") and path[:-1] == ("policies",):
        return _not_a_rule(path, layer)
    match first["type"]:
        case "extra_forbidden":
            known = keys_at(path[:-1])
            return layer.problem(path, "There is no such key.", nearest(str(path[-1]), known))
        case "missing":
            return layer.problem(path, "This key is missing.", f"Add it: {_lower(_meaning(path))}")
        case "value_error":
            said = first["msg"].removeprefix("Value error, ")
            is_key = said.split()[0] in keys_at(path)
            return layer.problem(path, f"{said}." if is_key else f"{said[:1].upper()}{said[1:]}.", "", value)
    said = dict.fromkeys(_lower(str(detail["msg"]).removeprefix("Input ")) for detail in details)
    wrong = " or ".join(said).replace(" or should be ", " or ")
    remedy = f"It means: {meaning}" if (meaning := _meaning(path)) else ""
    return layer.problem(path, f"It {_plain(wrong)}.", remedy, value)


def _not_a_rule(path: KeyPath, layer: Layer) -> Problem:
    """A section of the policies that holds neither rules nor ``false``."""
    section = path[-1]
    if section in ONCE:
        return layer.problem(
            path, "A plan has one rule of this kind.", f"Write one [policies.{section}] with its keys."
        )
    remedy = (
        f"Write [policies.{section}] with its keys, [[policies.{section}]] for several, or {section} = false for none."
    )
    return layer.problem(path, "This is not a rule.", remedy, layer.get(path))


def _plain(text: str) -> str:
    """The schema's words for types in those of TOML."""
    for theirs, ours in (
        ("a valid string", "a text in quotes"),
        ("a valid integer", "a whole number"),
        ("a valid number", "a number"),
        ("a valid boolean", "true or false"),
        ("a valid array", "a list"),
        ("an object", "a table"),
        ("list should have", "should have"),
        (" after validation", ""),
    ):
        text = text.replace(theirs, ours)
    return text


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def nearest(name: str, known: Iterable[str]) -> str:
    """A remedy for an unknown name: the nearest known one, or all of them."""
    names = sorted(known)
    return did_you_mean(name, names) or f"Known here are: {', '.join(names)}."


def keys_at(path: KeyPath) -> list[str]:
    """Keys that the schema has in the table at a path."""
    model = _model_at(path)
    top = ["extends"] if not path else []
    return [*model.model_fields, *top] if model else []


def _model_at(path: KeyPath) -> type[BaseModel] | None:
    """The class of the table at a path; ``None`` where the schema has free keys or a plain value."""
    model: type[BaseModel] | None = PlanFile
    for key in path:
        if isinstance(key, int):
            continue
        field = model.model_fields.get(key) if model else None
        model = _model_in(field.annotation) if field else None
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The class in an annotation: itself, or inside a tuple or an optional."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _meaning(path: KeyPath) -> str:
    """What the schema says of a key, or of the key it lies under."""
    for length in range(len(path), 0, -1):
        model = _model_at(path[: length - 1])
        field = model.model_fields.get(str(path[length - 1])) if model else None
        if field:
            return " ".join((field.description or "").split())
    return ""
