"""The targets by policy: how many of its lines are met, and which is missed by most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from estate_opt.mapping.view import TargetView


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
