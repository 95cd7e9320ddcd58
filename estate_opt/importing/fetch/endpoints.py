"""Where each open service answers: the addresses that come with the program, and a council's changes to them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from estate_opt.errors import InputError, Problem, did_you_mean

BUNDLED = "endpoints.toml"
KINDS = ("arcgis", "nomis", "file")
PARTS = (
    "authorities", "wards", "best_fit", "neighbourhoods", "population", "disabled", "cars", "deprivation", "libraries",
)  # fmt: skip
"""In the order in which they are fetched: each needs what stands before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How services are asked: how often, how long to wait, how much at once."""

    attempts: int = 6
    backoff_seconds: float = 1.0
    longest_wait_seconds: float = 120.0
    timeout_seconds: float = 60.0
    max_age_days: float = 30.0
    page_size: int = 1000
    codes_a_request: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One data set of one service.

    Parameters
    ----------
    name
        Its part in an estate, one of :data:`PARTS`.
    kind
        How it answers: an ArcGIS feature service, the API of Nomis, or one file.
    url
        Address that is asked.
    file
        Name under which what came is kept; its ending says how it is read.
    title, licence
        What it is, and under which terms.
    code, label, authority, order
        Fields of a feature service: codes of the areas, their names, the code of their authority, and what pages
        are ordered by.
    parameters
        What is asked for beside the areas.
    sha256
        Hash that a file must have; not checked where empty.
    """

    name: str
    kind: str
    url: str
    file: str = ""
    title: str = ""
    licence: str = ""
    code: str = ""
    label: str = ""
    authority: str = ""
    order: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """All services, and the manners in which they are asked."""

    manners: Manners
    services: Mapping[str, Service]

    def __getitem__(self, part: str) -> Service:
        return self.services[part]


def read_endpoints(path: Path | None = None) -> Endpoints:
    """Read the addresses that come with the program, with the changes of a file.

    Parameters
    ----------
    path
        TOML file with the keys to change; none where absent.

    Raises
    ------
    InputError
        With every section, key or value that cannot be meant.
    """
    bundled = tomllib.loads((files(__package__) / BUNDLED).read_text(encoding="utf-8"))
    changes = {} if path is None else _parse(path)
    source = BUNDLED if path is None else path.name
    merged, problems = _merge(source, bundled, changes)
    manners, found = _manners(source, merged.pop("http"))
    problems += found
    services = {}
    for name, section in merged.items():
        fault = _fault(section)
        if fault:
            problems.append(Problem(source, f"[{name}] {fault}", "Correct it.", column=name))
        else:
            services[name] = _service(name, section)
    if problems:
        raise InputError(problems)
    return Endpoints(manners, services)


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        problem = Problem(str(path), f"The file cannot be read ({error.strerror}).", "Check its name and place.")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problem = Problem(path.name, f"The file is not TOML: {error}.", "Correct it at this place.")
    raise InputError([problem])


def _merge(
    source: str, bundled: Mapping[str, Any], changes: Mapping[str, Any]
) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    """The bundled sections with single keys changed; unknown sections and keys are problems."""
    merged = {name: dict(section) for name, section in bundled.items()}
    known = {*Service.__dataclass_fields__, "name"} - {"label"}
    problems = []
    for name, section in changes.items():
        if name not in merged or not isinstance(section, dict):
            remedy = did_you_mean(name, merged) or f"The sections: {', '.join(merged)}."
            problems.append(Problem(source, f"There is no section [{name}].", remedy))
            continue
        allowed = set(Manners.__dataclass_fields__) if name == "http" else known
        for key, value in section.items():
            if key not in allowed:
                remedy = did_you_mean(key, allowed) or f"The keys: {', '.join(sorted(allowed))}."
                problems.append(Problem(source, f"[{name}] has no key {key!r}.", remedy, column=key))
            else:
                merged[name][key] = value
    return merged, problems


def _manners(source: str, section: Mapping[str, Any]) -> tuple[Manners, list[Problem]]:
    problems = [
        Problem(source, "This must be a number above 0.", "Correct it.", column=f"http.{key}", value=str(value))
        for key, value in section.items()
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0
    ]
    return (Manners(), problems) if problems else (Manners(**section), [])


def _fault(section: Mapping[str, Any]) -> str:
    """Why a section cannot be used; empty where it can."""
    parameters = section.get("parameters", {})
    if not isinstance(parameters, dict) or not all(isinstance(v, str) for v in parameters.values()):
        return "needs parameters that are text."
    if not all(isinstance(value, str) for key, value in section.items() if key != "parameters"):
        return "has a value that is not text."
    if section.get("kind") not in KINDS:
        return f"has the kind {section.get('kind')!r}; it can be {', '.join(KINDS)}."
    if not str(section.get("url", "")).startswith(("https://", "http://")):
        return "needs an address that begins with https://."
    return ""


def _service(name: str, section: Mapping[str, Any]) -> Service:
    """A service of a section; there the names of areas are called ``name``, which here is the part's own."""
    values = {key: value for key, value in section.items() if key != "name"}
    return Service(name=name, label=str(section.get("name", "")), **values)
