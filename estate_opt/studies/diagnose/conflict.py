"""A minimal set of what conflicts, found by leaving out.

The relaxation comes first: where it alone proves a conflict, its dual prices name the few lines that the proof rests
on (an elastic filter: Chinneck and Dravnieks 1991), and most of what takes no part goes in one step; so does what
every plan holds that missed anything. What is left is thinned by the deletion filter: each group is left out in turn,
and stays out where the others still cannot all hold. What remains conflicts, and without any one group of it a plan
is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from estate_opt.studies.diagnose.musts import Musts

Group = frozenset[int]
"""Lines that are left out together: those of one must, or a single one."""


def minimal_conflict(musts: Musts, groups: Sequence[Group]) -> tuple[list[Group], bool]:
    """The groups of a minimal conflict among some that conflict.

    Returns
    -------
    tuple
        The groups, and whether a plan is known without any one of them.
    """
    left = _without_bystanders(musts, _thinned_by_relaxation(musts, list(groups)))
    for n, group in enumerate(list(left)):
        others = [other for other in left if other is not group]
        patience = 1 / (len(left) - min(n, len(left) - 1) + 2)
        if group in left and others and musts.possible(joined(others), patience) is False:
            left = _thinned_by_relaxation(musts, others)
    return left, all(musts.known(joined(other for other in left if other is not group)) for group in left)


def _without_bystanders(musts: Musts, groups: list[Group]) -> list[Group]:
    """Groups without those that hold in every plan known, where the others alone conflict."""
    missed = [group for group in groups if musts.ever_missed(group)]
    if 0 < len(missed) < len(groups) and musts.possible(joined(missed)) is False:
        return missed
    return groups


def _thinned_by_relaxation(musts: Musts, groups: list[Group]) -> list[Group]:
    """What is left of groups when all that the relaxation can do without is left out."""
    groups = _blamed(musts, groups)
    if not musts.ruled_out(joined(groups)):
        return groups
    for group in list(groups):
        if group in groups:
            others = [other for other in groups if other is not group]
            if musts.ruled_out(joined(others)):
                groups = _blamed(musts, others)
    return groups


def _blamed(musts: Musts, groups: list[Group]) -> list[Group]:
    """The groups that the relaxation's proof rests on, as long as they become fewer."""
    while True:
        blamed = musts.ruled_out(joined(groups))
        fewer = [group for group in groups if group & blamed]
        if not blamed or len(fewer) == len(groups) or not musts.ruled_out(joined(fewer)):
            return groups
        groups = fewer


def joined(groups: Iterable[Group]) -> Group:
    """Lines of groups together."""
    return frozenset[int]().union(*groups)
