"""Feature services of the Open Geography Portal (ArcGIS REST): counted, then fetched page by page as GeoJSON.

A service gives at most so many features at once and says ``exceededTransferLimit`` when there are more. It answers
errors with status 200 and an object ``error``. https://developers.arcgis.com/rest/services-reference
"""

from __future__ import annotations

import json
from typing import Any

from estate_opt.importing.fetch.endpoints import Service
from estate_opt.importing.fetch.http import ADDRESS, ASK_AGAIN, BUSY, JSON_TYPES, LATER, Client, refused

Feature = dict[str, Any]


def fetch_features(client: Client, service: Service, where: str, *, geometry: bool = True) -> list[Feature]:
    """Fetch all features that fulfil a condition.

    Parameters
    ----------
    client
        What asks.
    service
        The feature service.
    where
        Condition in SQL, such as ``LAD24CD='E08000035'``.
    geometry
        Whether their shapes are wanted, in degrees.

    Raises
    ------
    InputError
        Where the service refuses, or the pages do not add up to what it counted.
    """
    expected = _count(client, service, where)
    features: list[Feature] = []
    while len(features) < expected:
        page = _page(client, service, where, len(features), geometry=geometry)
        features += page
        client.say(f"{service.title}: {len(features):,} of {expected:,}")
        if not page:
            break
    if len(features) != expected:
        message = f"The service counts {expected:,} features and gave {len(features):,}."
        raise refused(service, message, LATER)
    return features


def quoted(text: str) -> str:
    """A text as a condition has it, so that no quotation mark ends it."""
    return "'" + text.replace("'", "''") + "'"


def _count(client: Client, service: Service, where: str) -> int:
    parameters = {"where": where, "returnCountOnly": "true", "f": "json"}
    body = _json(client, service, parameters)
    count = body.get("count")
    if not isinstance(count, int) or isinstance(count, bool):
        raise refused(service, "The service did not say how many features there are.", ADDRESS)
    return count


def _page(client: Client, service: Service, where: str, offset: int, *, geometry: bool) -> list[Feature]:
    parameters = {
        "where": where,
        "outFields": "*",
        "outSR": "4326",
        "returnGeometry": "true" if geometry else "false",
        "orderByFields": service.order or service.code,
        "resultOffset": str(offset),
        "resultRecordCount": str(client.manners.page_size),
        "f": "geojson",
    }
    features = _json(client, service, parameters).get("features")
    if not isinstance(features, list) or not all(isinstance(f, dict) and "properties" in f for f in features):
        raise refused(service, "The answer has no features.", ADDRESS)
    return features


def _json(client: Client, service: Service, parameters: dict[str, str]) -> dict[str, Any]:
    kept = client.get(service, parameters, types=JSON_TYPES, check=_fault)
    document: dict[str, Any] = json.loads(kept.body.read_bytes())
    return document


def _fault(body: bytes) -> str:
    """Why an answer is none: no JSON, or the error that the service sends with status 200."""
    try:
        document = json.loads(body)
    except ValueError:
        return f"{ASK_AGAIN} The answer is not whole JSON."
    if not isinstance(document, dict):
        return "The answer is not an object of JSON."
    error = document.get("error")
    if not isinstance(error, dict):
        return ""
    details = "; ".join(str(detail) for detail in error.get("details") or () if detail)
    said = f"The service says: {error.get('message', 'error')}{f' ({details})' if details else ''}."
    return f"{ASK_AGAIN} {said}" if error.get("code") in BUSY else said
