"""A council's open data, one service after another, and what the importers make of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from estate_opt.errors import EstateOptError, InputError, Problem, UsageError, nearest_word
from estate_opt.importing.fetch.arcgis import Feature, fetch_features, quoted
from estate_opt.importing.fetch.cache import Kept
from estate_opt.importing.fetch.endpoints import Endpoints, Service
from estate_opt.importing.fetch.files import write_source
from estate_opt.importing.fetch.http import LATER, TABLE_TYPES, Client, refused
from estate_opt.importing.fetch.nomis import fetch_table
from estate_opt.importing.gathered import Gathered, put_layer, read_gathered
from estate_opt.importing.geography import import_neighbourhoods, import_wards
from estate_opt.importing.geography.authority import plain_authority
from estate_opt.importing.geography.codes import Unit, unit_of_code
from estate_opt.importing.layer import Layer
from estate_opt.importing.libraries import import_libraries
from estate_opt.importing.people import import_deprivation, import_population
from estate_opt.importing.people.tables import read_table_of_counts
from estate_opt.importing.raw import read_raw

STEPS = ("wards", "neighbourhoods", "population", "disabled", "cars", "deprivation", "libraries")
"""What can be fetched, in the order in which one needs the other."""
NEEDED = ("wards", "neighbourhoods")
"""Without these nothing that comes after has a place to go to."""


@dataclass(frozen=True, slots=True)
class Council:
    """A local authority as the ONS has it."""

    code: str
    name: str


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


@dataclass(frozen=True, eq=False)
class _Work:
    """What the steps share."""

    client: Client
    endpoints: Endpoints
    council: Council
    sources: Path
    estate: Path

    def gathered(self) -> Gathered:
        return read_gathered(self.estate)


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
    work = _Work(client, endpoints, found, client.cache.folder / found.code, to)
    result = Fetched(found)
    for step in STEPS:
        if only and step not in only:
            continue
        try:
            layer = _IMPORTS[step](work)
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


# -- one step each -------------------------------------------------------------------------------


def _of_council(work: _Work, part: str, *, geometry: bool) -> Path:
    """Features of the council, as a file under the name that their publisher gives it."""
    service = work.endpoints[part]
    where = f"{service.authority}={quoted(work.council.code)}"
    features = fetch_features(work.client, service, where, geometry=geometry)
    if not features:
        raise refused(service, f"The service has nothing for {work.council.name}.", "Take services of the same year.")
    return write_source(work.sources, service, features)


def _codes(best_fit: Path, service: Service) -> list[str]:
    rows = csv.DictReader(io.StringIO(best_fit.read_text(encoding="utf-8"), newline=""))
    return sorted({row[service.code] for row in rows if row.get(service.code)})


def _small_areas(work: _Work) -> tuple[Path, list[str]]:
    best_fit = _of_council(work, "best_fit", geometry=False)
    return best_fit, _codes(best_fit, work.endpoints["best_fit"])


def _wards(work: _Work) -> Layer:
    source = _of_council(work, "wards", geometry=True)
    return import_wards(read_raw(source), work.gathered(), authority=work.council.code)


def _neighbourhoods(work: _Work) -> Layer:
    service = work.endpoints["neighbourhoods"]
    best_fit, codes = _small_areas(work)
    features: list[Feature] = []
    size = work.client.manners.codes_a_request
    for start in range(0, len(codes), size):
        listed = ",".join(quoted(code) for code in codes[start : start + size])
        features += fetch_features(work.client, service, f"{service.code} IN ({listed})")
    source = write_source(work.sources, service, features)
    missing = set(codes) - {str(feature["properties"].get(service.code)) for feature in features}
    if missing:
        message = f"{len(missing):,} of {len(codes):,} areas of the look-up have no point, such as {min(missing)}."
        raise refused(service, message, "Take look-up and points of the same year.")
    return import_neighbourhoods(read_raw(source), work.gathered(), lookup=read_raw(best_fit))


def _people(part: str) -> Callable[[_Work], Layer]:
    def step(work: _Work) -> Layer:
        service = work.endpoints[part]
        _, codes = _small_areas(work)
        source = work.sources / service.file
        source.write_text(fetch_table(work.client, service, codes), encoding="utf-8", newline="")
        return import_population(read_table_of_counts(source), work.gathered(), name=part)

    return step


def _file(work: _Work, part: str) -> Path:
    """A whole file, under the name that its reader needs."""
    service = work.endpoints[part]
    kept = work.client.get(service, types=TABLE_TYPES, check=_no_page)
    if service.sha256 and kept.sha256 != service.sha256.lower():
        work.client.cache.forget(service.url)
        message = f"The file has the hash {kept.sha256}, not the one expected."
        raise refused(service, message, "Its publisher has changed it: look at the new one, and correct the hash.")
    return _copy(work, service, kept)


def _copy(work: _Work, service: Service, kept: Kept) -> Path:
    work.sources.mkdir(parents=True, exist_ok=True)
    path = work.sources / service.file
    path.write_bytes(kept.body.read_bytes())
    return path


_PAGE = re.compile(rb"\s*<(!doctype|html)", re.IGNORECASE)


def _no_page(body: bytes) -> str:
    return f"The service sent a page of the web instead of the file. {LATER}" if _PAGE.match(body) else ""


def _deprivation(work: _Work) -> Layer:
    return import_deprivation(read_raw(_file(work, "deprivation")), work.gathered())


def _libraries(work: _Work) -> Layer:
    raw = read_raw(_file(work, "libraries"))
    try:
        return import_libraries(raw, work.gathered(), authority=work.council.code)
    except InputError:  # the data set as published has names only
        return import_libraries(raw, work.gathered(), authority=work.council.name)


_IMPORTS: dict[str, Callable[[_Work], Layer]] = {
    "wards": _wards,
    "neighbourhoods": _neighbourhoods,
    "population": _people("population"),
    "disabled": _people("disabled"),
    "cars": _people("cars"),
    "deprivation": _deprivation,
    "libraries": _libraries,
}
