"""What the tables of the map page say in few words: targets by policy, and the cover of a ward."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from estate_opt.mapping.view import TargetView
from estate_opt.mapping.view_places import ServiceView, WardView
from estate_opt.policies import Unit
from estate_opt.results.figures import change, figure, percent

NO_FIGURE = "–"
HALF_A_TENTH_OF_A_POINT = 0.0005


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """A policy with its lines.

    ``first`` is what speaks for the policy: the line missed by most, or its first where all are met.
    """

    policy: str
    must: bool
    lines: tuple[TargetView, ...]
    met: int
    first: TargetView

    @property
    def all_met(self) -> bool:
        """Whether every line of the policy is met."""
        return self.met == len(self.lines)


def target_groups(targets: Iterable[TargetView]) -> tuple[TargetGroup, ...]:
    """Group lines by their policy, in their order."""
    groups = []
    for policy, found in groupby(targets, key=lambda target: target.policy):
        lines = tuple(found)
        groups.append(
            TargetGroup(
                policy=policy,
                must=lines[0].must,
                lines=lines,
                met=sum(line.met for line in lines),
                first=max(lines, key=lambda line: line.miss),
            )
        )
    return tuple(groups)


def cover_texts(ward: WardView, service: ServiceView) -> tuple[str, ...]:
    """Share covered today, in the plan and its change, and the mean way likewise; dashes where there is no figure."""
    cover, unit = ward.cover[service.service_id], service.unit.value
    ways = cover.way_today, cover.way_planned
    extra = ways[1] - ways[0]
    return (
        *_share_texts(ward.share(service.service_id)),
        *(figure(way, unit) if math.isfinite(way) else NO_FIGURE for way in ways),
        change(extra, unit) if math.isfinite(extra) else NO_FIGURE,
    )


def _share_texts(shares: tuple[float, float] | None) -> tuple[str, str, str]:
    if shares is None:
        return NO_FIGURE, NO_FIGURE, NO_FIGURE
    today, planned = shares
    difference = planned - today
    words = "no change" if abs(difference) < HALF_A_TENTH_OF_A_POINT else change(difference, Unit.SHARE)
    return percent(today), percent(planned), words
