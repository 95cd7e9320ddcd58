"""A council's open data, one service after another, and what the importers make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from estate_opt.errors import EstateOptError, InputError, Problem, UsageError, nearest_word
from estate_opt.importing.fetch.arcgis import Feature, fetch_features, quoted
from estate_opt.importing.fetch.endpoints import Endpoints, Service
from estate_opt.importing.fetch.http import Client
from estate_opt.importing.fetch.steps import IMPORTS, Council, Work
from estate_opt.importing.gathered import put_layer
from estate_opt.importing.geography.authority import plain_authority
from estate_opt.importing.geography.codes import Unit, unit_of_code
from estate_opt.importing.layer import Layer

STEPS = tuple(IMPORTS)
"""What can be fetched, in the order in which one needs the other."""
NEEDED = ("wards", "neighbourhoods")
"""Without these nothing that comes after has a place to go to."""


@dataclass(slots=True)
class Fetched:
    """What came of it.

    Parameters
    ----------
    council
        Whose data it is.
    layers
        Layers that were put into the estate.
    licences
        What was used and under which terms, a sentence each.
    failed
        Problems by what could not be had.
    """

    council: Council
    layers: list[Layer] = field(default_factory=list)
    licences: list[str] = field(default_factory=list)
    failed: dict[str, tuple[Problem, ...]] = field(default_factory=dict)


def fetch_council(council: str, to: Path, client: Client, endpoints: Endpoints, *, only: Sequence[str] = ()) -> Fetched:
    """Fetch a council's open data and import it.

    Parameters
    ----------
    council
        Code or name of the local authority.
    to
        Folder of the estate.
    client
        What asks.
    endpoints
        Where.
    only
        Steps that are wanted, of :data:`STEPS`; all where empty.

    Returns
    -------
    Fetched
        With what could not be had. A step that fails takes nothing away from those that did not.

    Raises
    ------
    InputError
        Where the council is not known, or wards or neighbourhoods cannot be had.
    UsageError
        Where a step is not known.
    """
    unknown = [step for step in only if step not in STEPS]
    if unknown:
        raise UsageError(f"{unknown[0]!r} is nothing to fetch. It can be {', '.join(STEPS)}.")
    found = find_council(client, endpoints["authorities"], council)
    client.say(f"{found.name} ({found.code})")
    work = Work(client, endpoints, found, client.cache.folder / found.code, to)
    result = Fetched(found)
    for step in STEPS:
        if only and step not in only:
            continue
        try:
            layer = IMPORTS[step](work)
            put_layer(to, layer)
        except EstateOptError as error:
            if step in NEEDED:
                raise
            result.failed[step] = _problems(step, error)
        else:
            result.layers.append(layer)
            service = endpoints[step]
            result.licences.append(f"{service.title}: {service.licence}.")
    return result


def _problems(step: str, error: EstateOptError) -> tuple[Problem, ...]:
    return error.problems if isinstance(error, InputError) else (Problem(step, str(error), ""),)


def find_council(client: Client, service: Service, council: str) -> Council:
    """Find a council by its code or any usual form of its name.

    Raises
    ------
    InputError
        Where there is none, with the nearest name.
    """
    asked = council.strip()
    by_code = unit_of_code(asked) is Unit.AUTHORITY
    where = f"{service.code}={quoted(asked)}" if by_code else "1=1"
    known = [_council(service, feature) for feature in fetch_features(client, service, where, geometry=False)]
    fitting = [
        c for c in known if c.code == asked or (not by_code and plain_authority(c.name) == plain_authority(asked))
    ]
    if len(fitting) == 1:
        return fitting[0]
    names = {plain_authority(c.name): c.name for c in known}
    guess = names.get(nearest_word(plain_authority(asked), names), "")
    remedy = f"Did you mean {guess!r}?" if guess else "Give its code, such as E08000035 for Leeds."
    message = "Several local authorities have this name." if fitting else "There is no such local authority."
    raise InputError([Problem(service.title, message, remedy, value=asked)])


def _council(service: Service, feature: Feature) -> Council:
    properties = feature["properties"] or {}
    return Council(str(properties.get(service.code, "")), str(properties.get(service.label, "")))
