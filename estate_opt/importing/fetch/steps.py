"""What is fetched of a council, one step each: what is asked of which service, and which importer reads it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from estate_opt.errors import InputError
from estate_opt.importing.fetch.arcgis import Feature, fetch_features, quoted
from estate_opt.importing.fetch.cache import Kept
from estate_opt.importing.fetch.endpoints import Endpoints, Service
from estate_opt.importing.fetch.files import write_source
from estate_opt.importing.fetch.http import LATER, TABLE_TYPES, Client, refused
from estate_opt.importing.fetch.nomis import fetch_table
from estate_opt.importing.gathered import Gathered, read_gathered
from estate_opt.importing.geography import import_neighbourhoods, import_wards
from estate_opt.importing.layer import Layer
from estate_opt.importing.libraries import import_libraries
from estate_opt.importing.people import import_deprivation, import_population
from estate_opt.importing.people.files import read_table_of_counts
from estate_opt.importing.raw import read_raw


@dataclass(frozen=True, slots=True)
class Council:
    """A local authority as the ONS has it."""

    code: str
    name: str


@dataclass(frozen=True, eq=False)
class Work:
    """What the steps share: who asks, where, for whom, and where what comes is put."""

    client: Client
    endpoints: Endpoints
    council: Council
    sources: Path
    estate: Path

    def gathered(self) -> Gathered:
        """The estate as it is by now."""
        return read_gathered(self.estate)


def _of_council(work: Work, part: str, *, geometry: bool) -> Path:
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


def _small_areas(work: Work) -> tuple[Path, list[str]]:
    best_fit = _of_council(work, "best_fit", geometry=False)
    return best_fit, _codes(best_fit, work.endpoints["best_fit"])


def _wards(work: Work) -> Layer:
    source = _of_council(work, "wards", geometry=True)
    return import_wards(read_raw(source), work.gathered(), authority=work.council.code)


def _neighbourhoods(work: Work) -> Layer:
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


def _people(part: str) -> Callable[[Work], Layer]:
    def step(work: Work) -> Layer:
        service = work.endpoints[part]
        _, codes = _small_areas(work)
        source = work.sources / service.file
        source.write_text(fetch_table(work.client, service, codes), encoding="utf-8", newline="")
        return import_population(read_table_of_counts(source), work.gathered(), name=part)

    return step


def _file(work: Work, part: str) -> Path:
    """A whole file, under the name that its reader needs."""
    service = work.endpoints[part]
    kept = work.client.get(service, types=TABLE_TYPES, check=_no_page)
    if service.sha256 and kept.sha256 != service.sha256.lower():
        work.client.cache.forget(service.url)
        message = f"The file has the hash {kept.sha256}, not the one expected."
        raise refused(service, message, "Its publisher has changed it: look at the new one, and correct the hash.")
    return _copy(work, service, kept)


def _copy(work: Work, service: Service, kept: Kept) -> Path:
    work.sources.mkdir(parents=True, exist_ok=True)
    path = work.sources / service.file
    path.write_bytes(kept.body.read_bytes())
    return path


_PAGE = re.compile(rb"\s*<(!doctype|html)", re.IGNORECASE)


def _no_page(body: bytes) -> str:
    return f"The service sent a page of the web instead of the file. {LATER}" if _PAGE.match(body) else ""


def _deprivation(work: Work) -> Layer:
    return import_deprivation(read_raw(_file(work, "deprivation")), work.gathered())


def _libraries(work: Work) -> Layer:
    raw = read_raw(_file(work, "libraries"))
    try:
        return import_libraries(raw, work.gathered(), authority=work.council.code)
    except InputError:  # the data set as published has names only
        return import_libraries(raw, work.gathered(), authority=work.council.name)


IMPORTS: dict[str, Callable[[Work], Layer]] = {
    "wards": _wards,
    "neighbourhoods": _neighbourhoods,
    "population": _people("population"),
    "disabled": _people("disabled"),
    "cars": _people("cars"),
    "deprivation": _deprivation,
    "libraries": _libraries,
}
"""In the order in which one needs the other."""
