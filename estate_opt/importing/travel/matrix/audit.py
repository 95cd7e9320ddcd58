"""What is odd about a matrix: what it lacks, what it does not know, what cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.importing.travel.ends import Ends

FASTEST_KM_PER_HOUR: Mapping[str, float] = {"walk": 8.0, "foot": 8.0, "bicycle": 40.0, "cycle": 40.0}
FASTEST_OTHERWISE = 130.0
"""Faster than this nobody gets from door to door: on foot, by bicycle, in any other way."""
SLOWEST_TYPICAL_KM_PER_HOUR = 0.5
"""Slower than this no way of travelling is on the whole: the unit is another."""
ROUNDING_MINUTES = 1.0
"""Routers round to whole minutes."""
SNAP_KM = 0.2
"""Routers begin at the nearest street, so that a way may be shorter than the straight line by so much."""
SAME_PLACE_KM = 0.05
ASYMMETRY = 2.0
"""There and back are odd where one is more than so many times the other …"""
ASYMMETRY_KM, ASYMMETRY_MINUTES = 1.0, 15.0
"""… and differs by more than so much: one-way streets do less."""
TYPICAL_KM_RATIO = (0.7, 5.0)
"""Ways are typically 1.2 to 1.5 straight lines; outside of this the unit is another."""
ENOUGH = 10
"""Pairs from which something typical can be said."""
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of thing that is odd.

    Parameters
    ----------
    kind
        Its name, for scripts.
    count
        How many pairs, rows or places it is true of.
    sentence
        What it is, with examples.
    remedy
        What to do.
    stops
        Whether the matrix cannot be used so.
    """

    kind: str
    count: int
    sentence: str
    remedy: str
    stops: bool = False


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs whose ends are known; figures are not-a-number where there is none."""

    origin: IntArray
    building: IntArray
    km: FloatArray
    minutes: FloatArray
    straight_km: FloatArray

    def shown(self, ends: Ends, rows: IntArray) -> str:
        """The first of some pairs, with their figures."""
        parts = []
        for row in rows[:EXAMPLES].tolist():
            figures = [f"{self.km[row]:.2f} km"] if np.isfinite(self.km[row]) else []
            figures += [f"{self.minutes[row]:.1f} minutes"] if np.isfinite(self.minutes[row]) else []
            way = f"{ends.origin_ids[self.origin[row]]} to {ends.building_ids[self.building[row]]}"
            parts.append(f"{way}: {', '.join(figures)}, {self.straight_km[row]:.2f} km in a straight line")
        return "; ".join(parts)


def audit(pairs: Pairs, ends: Ends, mode: str, fastest_km_per_hour: float | None) -> Iterator[Finding]:
    """Look for what is missing from a matrix and what is implausible in it.

    Parameters
    ----------
    pairs
        Every pair once, with a figure.
    ends
        All that there could be.
    mode, fastest_km_per_hour
        The way of travelling, and the speed that it cannot have.
    """
    fastest = fastest_km_per_hour or FASTEST_KM_PER_HOUR.get(mode.casefold(), FASTEST_OTHERWISE)
    yield from _unit(pairs, mode, fastest)
    yield from _missing(pairs, ends)
    yield from _zeros(pairs, ends)
    yield from _too_fast(pairs, ends, fastest)
    yield from _too_short(pairs, ends)
    yield from _asymmetric(pairs, ends)


def _unit(pairs: Pairs, mode: str, fastest: float) -> Iterator[Finding]:
    """Judge the typical figure: seconds taken for minutes, metres for km are wrong in every pair."""
    remedy = "Declare the unit that the figures have: minutes, seconds, hours, km, metres or miles."
    far = pairs.straight_km > SAME_PLACE_KM
    timed = far & (pairs.minutes > 0)
    if timed.sum() >= ENOUGH:
        speed = float(np.median(pairs.straight_km[timed] / pairs.minutes[timed])) * 60
        if not SLOWEST_TYPICAL_KM_PER_HOUR <= speed <= fastest:
            sentence = f"The typical speed, in a straight line, is {speed:,.3g} km/h, which is no way to go ({mode})."
            yield Finding("unit", int(timed.sum()), sentence, f"{remedy} Or declare the mode.", stops=True)
    measured = far & (pairs.km > 0)
    if measured.sum() >= ENOUGH:
        ratio = float(np.median(pairs.km[measured] / pairs.straight_km[measured]))
        if not TYPICAL_KM_RATIO[0] <= ratio <= TYPICAL_KM_RATIO[1]:
            sentence = f"A typical way is {ratio:,.3g} times the straight line, which no streets are."
            yield Finding("unit", int(measured.sum()), sentence, remedy, stops=True)


def _missing(pairs: Pairs, ends: Ends) -> Iterator[Finding]:
    """Say what has no figure: everybody's nearest building first, because that is what covers people."""
    total = len(ends.origin_ids) * ends.buildings - ends.buildings
    other = pairs.origin != pairs.building
    missing = total - int(other.sum())
    if missing:
        share = missing / total
        sentence = f"{missing:,} of {total:,} pairs ({share:.1%}) have no figure."
        yield Finding("missing", missing, sentence, "They are out of reach; add their rows if they are not.")
    people = np.arange(ends.buildings, len(ends.origin_ids))
    absent = people[~np.isin(people, pairs.origin)]
    if len(absent):
        sentence = f"{len(absent):,} of {len(people):,} neighbourhoods have no row: {_ids(ends, absent)}."
        yield Finding("neighbourhoods_missing", len(absent), sentence, "Nobody who lives there reaches any building.")
    apart = np.setdiff1d(np.arange(ends.buildings), pairs.building[pairs.origin >= ends.buildings])
    if len(apart) and len(people):
        sentence = (
            f"{len(apart):,} of {ends.buildings:,} buildings have no row from any neighbourhood: {_ids(ends, apart)}."
        )
        yield Finding("buildings_missing", len(apart), sentence, "Nobody reaches them; add their rows.")
    fixed = np.setdiff1d(np.arange(ends.buildings), pairs.origin[other])
    if len(fixed) and ends.buildings > 1:
        sentence = (
            f"{len(fixed):,} of {ends.buildings:,} buildings have no row to another building: {_ids(ends, fixed)}."
        )
        yield Finding(
            "moves_missing", len(fixed), sentence, "Their activity can be moved nowhere; add rows between buildings."
        )


def _ids(ends: Ends, positions: np.ndarray) -> str:
    shown = ", ".join(ends.origin_ids[k] for k in positions[:EXAMPLES].tolist())
    return shown + (" …" if len(positions) > EXAMPLES else "")


def _zeros(pairs: Pairs, ends: Ends) -> Iterator[Finding]:
    rows = np.flatnonzero(((pairs.km == 0) | (pairs.minutes == 0)) & (pairs.straight_km > SAME_PLACE_KM))
    if len(rows):
        sentence = f"{len(rows):,} pairs in different places have 0: {pairs.shown(ends, rows)}."
        yield Finding("zeros", len(rows), sentence, "Routers write 0 for what they cannot place; look at those first.")


def _too_fast(pairs: Pairs, ends: Ends, fastest: float) -> Iterator[Finding]:
    least = pairs.straight_km / fastest * 60
    rows = np.flatnonzero((pairs.minutes > 0) & (pairs.minutes + ROUNDING_MINUTES < least))
    if len(rows):
        sentence = f"{len(rows):,} pairs are faster than {fastest:g} km/h: {pairs.shown(ends, rows)}."
        yield Finding("too_fast", len(rows), sentence, "Check their places, or state fastest_km_per_hour.")


def _too_short(pairs: Pairs, ends: Ends) -> Iterator[Finding]:
    rows = np.flatnonzero((pairs.km > 0) & (pairs.km < pairs.straight_km - SNAP_KM))
    if len(rows):
        sentence = f"{len(rows):,} pairs are shorter than the straight line: {pairs.shown(ends, rows)}."
        yield Finding(
            "too_short", len(rows), sentence, "Check their places: the router had others, or ids are swapped."
        )


def _asymmetric(pairs: Pairs, ends: Ends) -> Iterator[Finding]:
    """Hold there against back, between buildings, where both are known."""
    inner = np.flatnonzero((pairs.origin < ends.buildings) & (pairs.origin != pairs.building))
    there = pairs.origin[inner] * ends.buildings + pairs.building[inner]
    back = pairs.building[inner] * ends.buildings + pairs.origin[inner]
    order = np.argsort(there)
    at = np.clip(np.searchsorted(there[order], back), 0, max(0, len(there) - 1))
    both = np.flatnonzero(there[order][at] == back) if len(there) else np.empty(0, np.int64)
    row, other = inner[both], inner[order[at[both]]]
    odd = np.zeros(len(row), dtype=bool)
    for figures, least in ((pairs.km, ASYMMETRY_KM), (pairs.minutes, ASYMMETRY_MINUTES)):
        odd |= (figures[row] > ASYMMETRY * figures[other]) & (figures[row] - figures[other] > least)
    rows = row[odd]
    if len(rows):
        sentence = (
            f"{len(rows):,} pairs of buildings take more than twice as long one way as back: {pairs.shown(ends, rows)}."
        )
        yield Finding("asymmetric", len(rows), sentence, "Check both; one-way streets rarely do so much.")
