"""Rows that may be one building: what speaks for it, and what is proposed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from rapidfuzz import fuzz, utils
from scipy.spatial import cKDTree

from estate_opt.inputs.manifest import BUILDINGS
from estate_opt.inputs.quality.names import Names
from estate_opt.inputs.quality.register import Register

SAME_SPOT_M = 25.0
"""Two rows closer than this may be one building: a large building's middle and its door are as far apart."""
NEARBY_M, NEARBY_OF_OTHER_TYPE_M = 1_000.0, 250.0
"""Near-same names further apart than this are two buildings: of one type, and of two (Mill Lane Library and Hub)."""
SAME_ADDRESS = 92.0
"""Two addresses as alike as this, in % of their words, are the same."""


class Proposal(StrEnum):
    """What to do with two rows that may be one building."""

    MERGE = "merge"
    KEEP = "keep both"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two rows that may be one building.

    Parameters
    ----------
    first, second
        Ids; ``first`` is the row to keep where they are merged: the fuller, or else the newer one.
    names
        Names of both.
    evidence
        What speaks for one building, as sentences.
    proposal, reason
        What is proposed, and why.
    metres
        How far apart they are; ``None`` where one has no place.
    """

    first: str
    second: str
    names: tuple[str, str]
    evidence: tuple[str, ...]
    proposal: Proposal
    reason: str
    metres: float | None


@dataclass(frozen=True, slots=True)
class _Signs:
    """What two rows have in common."""

    uprn: bool
    spot: bool
    name: bool
    address: bool
    type: bool
    owner: bool


def duplicates(register: Register, addresses: Mapping[str, str]) -> list[Duplicate]:
    """Find rows that may be one building.

    Parameters
    ----------
    register
        The buildings, council's and partners'.
    addresses
        Address by id, where one is known.

    Returns
    -------
    list of Duplicate
        Those to merge first, then those to look at, then those that are told apart.
    """
    names = Names(register.names)
    pairs = {*_same_uprn(register), *_same_spot(register), *names.pairs()}
    found = [_judged(register, names, addresses, a, b) for a, b in sorted(pairs)]
    order = [Proposal.MERGE, Proposal.LOOK, Proposal.KEEP]
    return sorted((d for d in found if d is not None), key=lambda d: (order.index(d.proposal), d.first, d.second))


def uprn_digits(text: str | None) -> str:
    """A UPRN without the leading zeros that spreadsheets drop; empty where the text is none."""
    bare = (text or "").strip()
    return bare.lstrip("0") if bare.isascii() and bare.isdigit() else ""


def _same_uprn(register: Register) -> Iterator[tuple[int, int]]:
    rows: dict[str, list[int]] = {}
    for row, uprn in enumerate(register.sheet["uprn"]):
        if uprn_digits(uprn):
            rows.setdefault(uprn_digits(uprn), []).append(row)
    for same in rows.values():
        yield from ((a, b) for k, a in enumerate(same) for b in same[k + 1 :])


def _same_spot(register: Register) -> Iterator[tuple[int, int]]:
    rows = np.flatnonzero(register.places.known)
    if len(rows) < 2:
        return
    xy = np.column_stack([register.places.easting[rows], register.places.northing[rows]])
    for a, b in cKDTree(xy).query_pairs(SAME_SPOT_M, output_type="ndarray"):
        yield int(rows[min(a, b)]), int(rows[max(a, b)])


def _judged(register: Register, names: Names, addresses: Mapping[str, str], a: int, b: int) -> Duplicate | None:
    """What is said of two rows; nothing where only their names are alike and they are far apart."""
    metres = _apart(register, a, b)
    signs = _signs(register, names, addresses, a, b, metres)
    near = NEARBY_M if signs.type else NEARBY_OF_OTHER_TYPE_M
    if not (signs.uprn or signs.spot or signs.address) and metres is not None and metres > near:
        return None
    proposal, reason = _proposed(signs, metres)
    kept, other = sorted((a, b), key=lambda row: (-_filled(register, row), _age(register, row), register.ids[row]))
    return Duplicate(
        register.ids[kept],
        register.ids[other],
        (register.names[kept], register.names[other]),
        tuple(_evidence(signs, metres)),
        proposal,
        reason,
        metres,
    )


def _signs(
    register: Register, names: Names, addresses: Mapping[str, str], a: int, b: int, metres: float | None
) -> _Signs:
    uprns = [uprn_digits(register.value(row, "uprn")) for row in (a, b)]
    where = [utils.default_process(addresses.get(register.ids[row], "")) for row in (a, b)]
    return _Signs(
        uprn=bool(uprns[0]) and uprns[0] == uprns[1],
        spot=metres is not None and metres <= SAME_SPOT_M,
        name=names.alike(a, b),
        address=all(where) and fuzz.token_sort_ratio(*where) >= SAME_ADDRESS,
        type=register.types[a] == register.types[b],
        owner=register.value(a, "owner") == register.value(b, "owner"),
    )


def _proposed(signs: _Signs, metres: float | None) -> tuple[Proposal, str]:
    """The proposal, and its reason; the first that applies."""
    together = signs.spot or signs.address or signs.uprn
    if signs.name and together and not signs.owner:
        return Proposal.LOOK, "One row is the council's and one a partner's: find out who runs it, and keep that one."
    if signs.name and together:
        return Proposal.MERGE, "The same name in the same place: one building that was entered twice."
    if signs.uprn and signs.type:
        return (
            Proposal.MERGE,
            "One UPRN is one property, and both rows are of one type: one of the names is an old one.",
        )
    if signs.uprn:
        return Proposal.LOOK, "One UPRN, but two types: services under one roof are one building with two activities."
    if signs.name and metres is None:
        return Proposal.LOOK, "Near-same names, and a row without a place: give it one, and see."
    if signs.name:
        return (
            Proposal.LOOK,
            "Near-same names close by: it moved, or one of the places is wrong, or a part has its own row.",
        )
    if signs.type:
        return Proposal.LOOK, "One place and one type, but two names: renamed, or a place that was copied by mistake."
    return Proposal.KEEP, "One place, but other names and types: neighbours on one site, that can close on their own."


def _evidence(signs: _Signs, metres: float | None) -> Iterator[str]:
    if signs.uprn:
        yield "same UPRN"
    if metres is not None:
        yield "same spot" if metres < 1 else f"{metres:,.0f} m apart"
    if signs.name:
        yield "near-same name"
    if signs.address:
        yield "same address"


def _apart(register: Register, a: int, b: int) -> float | None:
    places = register.places
    if not (places.known[a] and places.known[b]):
        return None
    return float(np.hypot(places.easting[a] - places.easting[b], places.northing[a] - places.northing[b]))


def _filled(register: Register, row: int) -> int:
    return sum(register.knows(row, column.name) for column in BUILDINGS.columns)


def _age(register: Register, row: int) -> int:
    """Days since the record; very many where it has no date."""
    day = register.value(row, "record_date")
    return (register.package.today - day).days if day is not None else 10**6
