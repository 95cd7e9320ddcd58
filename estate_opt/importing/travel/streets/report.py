"""What to know of the ways found: places on no way, people who reach nothing, pairs with no way between them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from estate_opt.domain.travel import IntArray
from estate_opt.errors import Problem, Severity
from estate_opt.importing.travel.ends import Ends
from estate_opt.importing.travel.streets.network import Network
from estate_opt.importing.travel.streets.settings import StreetSettings
from estate_opt.importing.travel.streets.snap import Snapped

NAMED = 5
"""Ids that a warning names; the rest are counted."""


def reports(
    source: str, ends: Ends, places: Snapped, network: Network, origins: IntArray, settings: StreetSettings
) -> Iterator[Problem]:
    """Warn of what walking on streets leaves out.

    Parameters
    ----------
    source
        Name of the file of streets.
    ends, places, network
        Where people start and go, where that is on the streets, and the streets.
    origins
        Position of the origin of each pair that was found.
    settings
        The limits that were kept.
    """
    for kind, positions in (
        ("building", np.arange(ends.buildings)),
        ("neighbourhood", np.arange(ends.buildings, len(ends.origin_ids))),
    ):
        placed = places.found[positions]
        if not placed.all():
            message = (
                f"{_some(ends, positions[~placed], kind)} further than {settings.snap_limit_m:g} m from every way."
            )
            remedy = "They are out of reach; raise snap_limit_m, or give a file with their streets."
            yield _warning(source, message, remedy)
        lonely = positions[placed & ~np.isin(positions, origins)]
        if len(lonely) and ends.buildings > 1:
            message = (
                f"{_some(ends, lonely, kind)} on a street without any other building within {settings.limit_km:g} km."
            )
            yield _warning(source, message, "They are out of reach of every building; raise limit_km if they are not.")
    if network.dropped:
        message = (
            f"{network.dropped:,} stretches of way are left out: they belong to pieces of less than "
            f"{settings.least_network_km:g} km that lead nowhere."
        )
        yield _warning(source, message, "Set least_network_km to 0 to keep them.")
    apart = _apart(ends, places, network, settings.limit_km)
    if apart:
        message = (
            f"{apart:,} pairs within {settings.limit_km:g} km in a straight line have no street between them at all."
        )
        yield _warning(source, message, "They are out of reach of each other; see whether the file is cut off.")


def _apart(ends: Ends, places: Snapped, network: Network, limit_km: float) -> int:
    """Pairs that are near each other, but on pieces of the network that no way connects."""
    piece = np.where(places.found, network.pieces[places.stretch], -1)
    apart = 0
    for building in np.flatnonzero(places.found[: ends.buildings]):
        other = np.flatnonzero(places.found & (piece != piece[building]))
        apart += int((ends.straight_km(other, np.full(len(other), building)) <= limit_km).sum())
    return apart


def _some(ends: Ends, positions: np.ndarray, kind: str) -> str:
    """So many of a kind, the first by name."""
    named = ", ".join(ends.origin_ids[k] for k in positions[:NAMED].tolist())
    more = f" and {len(positions) - NAMED:,} more" if len(positions) > NAMED else ""
    plural, verb = ("", "is") if len(positions) == 1 else ("s", "are")
    return f"{len(positions):,} {kind}{plural} ({named}{more}) {verb}"


def _warning(source: str, message: str, remedy: str) -> Problem:
    return Problem(source, message, remedy, severity=Severity.WARNING)
