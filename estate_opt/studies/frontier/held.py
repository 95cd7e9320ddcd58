"""What is held at each point of a frontier: every must, and each aim as well as the run's plan meets it.

An aim is neither a must nor to be dropped in silence. Were all aims let go, a point with a few pounds less
could be one that gives up everything else; were those on the measures held, there would be nothing
to trade. So each line of an aim may be missed by no more than the plan misses it, but for lines on
the measures themselves. A reader may also name the aims that are held; then all others are let go.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from estate_opt.formulation import Formulation
from estate_opt.policies import Kind
from estate_opt.results.figures import count, listed
from estate_opt.results.result import Result
from estate_opt.studies.frontier.axes import Axis

SLACK = 1e-6
"""By how much more of its scale a held line may be missed: a solver's rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What becomes of the plan file's rules.

    Parameters
    ----------
    musts
        Rules that cannot be broken.
    held
        Aims of which some line is held, and how many lines that are.
    let_go
        Aims of which some line may be missed by anything.
    lines
        Lines held.
    """

    musts: tuple[str, ...]
    held: tuple[str, ...]
    let_go: tuple[str, ...]
    lines: int

    def sentences(self) -> tuple[str, ...]:
        """For people."""
        return tuple(self._sentences())

    def _sentences(self) -> list[str]:
        said = ["Every must holds at each point."]
        if self.held:
            said.append(
                f"Held: {count(self.lines, 'line')} of {count(len(self.held), 'aim')} may be missed by no more than in "
                f"the plan of the run ({listed(self.held, 12)})."
            )
        if self.let_go:
            both = set(self.held) & set(self.let_go)
            partly = f" (of {listed(sorted(both))} only the lines on the measures)" if both else ""
            said.append(f"Let go: {listed(self.let_go, 12)}{partly} may be missed by anything.")
        return said


def hold_aims(formulation: Formulation, result: Result, axes: Sequence[Axis], only: Collection[str] | None) -> Holding:
    """Bound the shortfalls of a formulation.

    Parameters
    ----------
    formulation
        Its shortfall variables get bounds.
    result
        The run's plan.
    axes
        The measures; aims on them are let go.
    only
        Ids of the aims that are held; all where ``None``.
    """
    reached = {(m.policy.id, m.requirement.key): m.shortfall / m.requirement.scale for m in result.measures}
    held: list[str] = []
    let_go: list[str] = []
    for short in formulation.shorts:
        named = only is None or short.policy.id in only
        if not named or any(axis.lets_go(short.policy, short.requirement) for axis in axes):
            let_go.append(short.policy.id)
            continue
        held.append(short.policy.id)
        short.variable.bounds(0, reached[short.policy.id, short.requirement.key] + SLACK)
    return Holding(
        musts=tuple(p.id for p in result.plan_file.policies.all() if p.kind is Kind.MUST),
        held=tuple(dict.fromkeys(held)),
        let_go=tuple(dict.fromkeys(let_go)),
        lines=len(held),
    )
