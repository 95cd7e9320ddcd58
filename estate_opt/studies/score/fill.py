"""What a hand-made plan does not say is filled by rule, so that it can be measured; each rule is told.

1. A building that is not named stays as it is today.
2. Activity of which nothing is said stays where it is while the building stays open and has room; where there is not
   room for all, services that move as a whole stay first, then the others in the order of their ids.
3. What cannot stay goes to buildings that are open, can host the service, lie within the limit of its moves and have
   room. Services that move as a whole go first, one after another, each to the nearest. Of the others as many hours as
   can be are placed, with the least hours × km (:mod:`estate_opt.studies.score.transport`); new outlets that would stay
   below the least hours of their service are struck out, and the rest is placed again.
4. What finds no place so ends.

Only the places are looked for, so that a plan is not blamed for moves that nobody thought about. What is decided stays
as it is, and the musts and aims of the plan file are not looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.building import Building
from estate_opt.domain.decisions import Decisions, Move
from estate_opt.domain.estate import Estate
from estate_opt.domain.option import Option
from estate_opt.domain.service import Service
from estate_opt.domain.snapshot import TINY_HOURS
from estate_opt.domain.travel import ROUNDING, FloatArray, IntArray
from estate_opt.policies import Context, Relocation
from estate_opt.results.verify import least_hours
from estate_opt.studies.score.files import HandMade
from estate_opt.studies.score.transport import transport

SHARE_TOLERANCE = 1e-6
"""Shares of a linear program that are nearer to none or to all than this are it."""
WHOLE = 1e-9
"""A share that is nearer to all or to nothing than this is it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Activity that was placed by rule; where it found no place and ends, ``to_building`` is empty, ``km`` ``None``."""

    from_building: str
    service_id: str
    to_building: str
    share: float
    hours_per_week: float
    km: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A hand-made plan made whole.

    Parameters
    ----------
    decisions
        What is said and what was filled.
    as_today
        Council buildings of which nothing is said.
    placed
        Activity that could not stay and of which nothing is said, with where it went.
    """

    decisions: Decisions
    as_today: tuple[str, ...]
    placed: tuple[Placed, ...]


def fill(said: HandMade, context: Context, relocation: Relocation) -> Filled:
    """Fill what a hand-made plan does not say.

    Parameters
    ----------
    said
        What it says.
    context
        The estate.
    relocation
        Limits of moves.
    """
    estate = context.estate
    today = {b.building_id: estate.option_today(b).option_id for b in estate.buildings}
    options = today | said.options
    filler = _Filler(said, estate, relocation, {b: estate.option_by_id[o] for b, o in options.items()})
    filler.stay()
    placed = tuple(filler.place())
    moves = filler.moves()
    return Filled(
        decisions=Decisions(
            options=options, moves=moves, offers=frozenset((move.to_building, move.service_id) for move in moves)
        ),
        as_today=tuple(b.building_id for b in estate.council_buildings if b.building_id not in said.options),
        placed=placed,
    )


class _Filler:
    """Keeps the room that is left and the share of each activity that nothing is said of."""

    def __init__(self, said: HandMade, estate: Estate, relocation: Relocation, options: Mapping[str, Option]) -> None:
        self.estate = estate
        self.relocation = relocation
        self.options = options
        self.shares: dict[tuple[str, str, str], float] = defaultdict(float)
        self.left = dict.fromkeys(estate.hours_today, 1.0)
        self.hosted: dict[tuple[str, str], float] = defaultdict(float)
        self._able: dict[str, IntArray] = {}
        self.room = {b.building_id: options[b.building_id].capacity_hours(b) for b in estate.buildings}
        for move in said.moves:
            self._host((move.from_building, move.service_id), move.to_building, move.share)
        for key, share in said.ended.items():
            self.left[key] -= share

    def moves(self) -> tuple[Move, ...]:
        """Every move, said or filled."""
        found = ((key, share) for key, share in self.shares.items() if share > WHOLE)
        return tuple(sorted(Move(i, s, k, min(1.0, share)) for (i, s, k), share in found))

    def _host(self, key: tuple[str, str], building: str, share: float) -> None:
        hours = self.estate.hours_today[key] * share
        self.shares[*key, building] += share
        self.left[key] -= share
        self.room[building] -= hours
        self.hosted[building, key[1]] += hours

    def _in_order(self) -> Iterator[tuple[str, str]]:
        """Activities of which something is left to settle: whole ones first, then as the estate and its ids go."""
        keys = [key for key, share in self.left.items() if share > WHOLE]
        order = self.estate.building_index
        yield from sorted(keys, key=lambda key: (not self._is_whole(key[1]), order[key[0]], key[1]))

    def _is_whole(self, service_id: str) -> bool:
        return self.relocation.is_indivisible(self.estate.service_by_id[service_id])

    # -- what stays ----------------------------------------------------------------------------

    def stay(self) -> None:
        """Let activity stay where the building stays open and has room; a partner venue's own always does."""
        for key in self._in_order():
            building, option = key[0], self.options[key[0]]
            theirs = not self.estate.is_council[self.estate.building_index[building]]
            if theirs:
                self._host(key, building, self.left[key])
            elif option.gives_access and option.capacity_hours(self._building(building)) > 0:
                self._take(key, building)

    def _building(self, building_id: str) -> Building:
        return self.estate.buildings[self.estate.building_index[building_id]]

    def _take(self, key: tuple[str, str], building: str) -> float:
        """Host as much of an activity as fits, if that is a viable outlet and no part of a whole; return its share."""
        hours = self.estate.hours_today[key] * self.left[key]
        room = max(0.0, self.room[building])
        fits = min(hours, room) if hours > room * (1 + ROUNDING) else hours
        service = key[1]
        viable = self.hosted[building, service] + fits >= least_hours(self.estate, building, service) * (1 - ROUNDING)
        parted = self._is_whole(service) and (fits < hours or self.left[key] < 1 - WHOLE)
        if not viable or parted or (hours > TINY_HOURS and fits <= TINY_HOURS):
            return 0.0
        share = self.left[key] if fits == hours else self.left[key] * fits / hours
        self._host(key, building, share)
        return share

    # -- what moves ----------------------------------------------------------------------------

    def place(self) -> Iterator[Placed]:
        """Place what cannot stay; what finds no place ends."""
        keys = [key for key in self._in_order() if self.estate.hours_today[key] * self.left[key] > TINY_HOURS]
        for key in keys:
            if self._is_whole(key[1]):
                yield from self._place_whole(key)
        yield from self._place_parts([key for key in keys if not self._is_whole(key[1])])
        for key in keys:
            if self.estate.hours_today[key] * self.left[key] > TINY_HOURS:
                yield self._placed(key, "", self.left[key], None)

    def _place_whole(self, key: tuple[str, str]) -> Iterator[Placed]:
        for building, km in self._nearest(key):
            share = self._take(key, building)
            if share:
                yield self._placed(key, building, share, km)
                return

    def _place_parts(self, keys: Sequence[tuple[str, str]]) -> Iterator[Placed]:
        """Place activities that may be parted, all at once, until every outlet is viable."""
        left = np.array([self.left[key] for key in keys])
        hours = left * [self.estate.hours_today[key] for key in keys]
        ways = [(a, building, km) for a, key in enumerate(keys) for building, km in self._nearest(key)]
        while True:
            shares = transport(ways, hours, self.room)
            weak = self._weak([(building, keys[a][1], hours[a]) for a, building, _ in ways], shares)
            if not weak:
                break
            ways = [way for way in ways if (way[1], keys[way[0]][1]) not in weak]
        for (a, building, km), share in zip(ways, _whole([a for a, _, _ in ways], shares), strict=True):
            if share:
                self._host(keys[a], building, left[a] * share)
                yield self._placed(keys[a], building, left[a] * share, km)

    def _weak(self, loads: Sequence[tuple[str, str, float]], shares: FloatArray) -> set[tuple[str, str]]:
        """Outlets that some activity would go to, but too little to be viable."""
        coming: dict[tuple[str, str], float] = defaultdict(float)
        for (building, service, hours), share in zip(loads, shares, strict=True):
            coming[building, service] += hours * share
        return {
            outlet
            for outlet, hours in coming.items()
            if hours > TINY_HOURS
            and self.hosted[outlet] + hours < least_hours(self.estate, *outlet) * (1 - SHARE_TOLERANCE)
        }

    def _placed(self, key: tuple[str, str], building: str, share: float, km: float | None) -> Placed:
        return Placed(
            from_building=key[0],
            service_id=key[1],
            to_building=building,
            share=share,
            hours_per_week=self.estate.hours_today[key] * share,
            km=km,
        )

    def _nearest(self, key: tuple[str, str]) -> Iterator[tuple[str, float]]:
        """Other buildings that could host a service within the limit of its moves, nearest first, with km."""
        start, service = self.estate.building_index[key[0]], self.estate.service_by_id[key[1]]
        able = self._hosts(service)
        able = able[able != start]
        km = self.estate.travel.km_between(np.full(len(able), start), able)
        limit = self.relocation.limit_km(service)
        for at in np.lexsort((able, km)):
            if np.isfinite(km[at]) and km[at] <= limit * (1 + ROUNDING):
                yield self.estate.buildings[able[at]].building_id, float(km[at])

    def _hosts(self, service: Service) -> IntArray:
        """Positions of the buildings that, as they are to be run, can host a service; worked out once for each."""
        if service.service_id not in self._able:
            buildings = enumerate(self.estate.buildings)
            able = np.array([k for k, building in buildings if self._can(building, service)], dtype=np.int64)
            self._able[service.service_id] = able
        return self._able[service.service_id]

    def _can(self, building: Building, service: Service) -> bool:
        option = self.options[building.building_id]
        if not option.gives_access or option.capacity_hours(building) <= 0:
            return False
        there = (building.building_id, service.service_id) in self.estate.hours_today
        return there or service.needs <= option.features(building)


def _whole(activities: Sequence[int], shares: FloatArray) -> FloatArray:
    """Shares without a solver's rounding: none is none, and the parts of what is placed as a whole add up to 1."""
    kept = np.where(shares > SHARE_TOLERANCE, shares, 0.0)
    parts = np.bincount(np.array(activities, dtype=np.int64), weights=kept)[activities] if len(shares) else kept
    cleaned: FloatArray = np.divide(kept, parts, out=kept.copy(), where=parts > 1.0 - SHARE_TOLERANCE)
    return cleaned
