"""The answer: decisions, and how well it is proven that there are none better."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from estate_opt.domain.decisions import Decisions

PREFERENCES = "preferences"
"""Name of the last stage."""
SHORTFALL = "shortfall of tier "
"""Name of each stage before it, with the number of its tier."""
SAME = 1e-9
"""Objectives that differ by less are the same: a bound of −1e-16 proves an objective of 0."""


class Outcome(StrEnum):
    """How a solve ended, in our words; never a solver's status alone."""

    OPTIMAL = "optimal"
    """Proven to be within the gap asked for."""
    TIME_LIMIT = "time limit"
    """The best plan found in the time given; the gap says how good it is proven to be."""
    INTERRUPTED = "interrupted"
    """The best plan found before somebody stopped the run."""
    CHOSEN = "chosen"
    """Not the best plan but one that a study chose otherwise; the gap says how far from the best it can be."""
    HAND_MADE = "hand-made"
    """Nothing was solved: somebody decided, and the plan is only measured. No proof is claimed."""
    INFEASIBLE = "infeasible"
    """Proven that no plan satisfies every must."""
    NO_PLAN = "no plan"
    """A limit was reached or the solver gave up before any plan was found."""

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan to look at."""
        return self not in (Outcome.INFEASIBLE, Outcome.NO_PLAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageProof:
    """What one stage of the solve found and proved. All stages minimise.

    Parameters
    ----------
    stage
        ``shortfall of tier 1`` …, or ``preferences``.
    objective, bound
        Value of the plan, and the least value that any plan can have as far as is proven.
    absolute_gap_allowed
        Difference below which the stage counts as proven whatever the ratio (for shortfalls near 0).
    seconds
        Wall-clock time.
    """

    stage: str
    outcome: Outcome
    objective: float
    bound: float
    absolute_gap_allowed: float
    seconds: float

    @property
    def gap(self) -> float:
        """Proven gap: (objective − bound) ÷ objective, 0 where the difference is within what is allowed.

        Infinite where nothing is proven, or where the stage found no plan of its own.
        """
        if not math.isfinite(self.objective):
            return math.inf
        difference = self.objective - self.bound
        if difference <= max(self.absolute_gap_allowed, SAME):
            return 0.0
        return difference / abs(self.objective) if self.objective else math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Decisions with their proof.

    Parameters
    ----------
    decisions
        What is decided.
    outcome
        How the run ended: optimal only where every stage was, up to the preferences.
    proof
        One entry a stage, in the order solved; the verifier holds each objective against what the decisions give.
    solver
        Name and version.
    seed, threads
        As the solver was started.
    sizes
        Rows, variables, non-zeros, seconds and peak memory of building the formulation.
    losses
        What the formulation leaves out to stay small, in sentences (nearest candidates only …).
    """

    decisions: Decisions
    outcome: Outcome
    proof: tuple[StageProof, ...]
    solver: str
    seed: int
    threads: int
    sizes: Mapping[str, float] = field(default_factory=dict)
    losses: tuple[str, ...] = ()

    @classmethod
    def by_hand(cls, decisions: Decisions, losses: tuple[str, ...] = ()) -> Plan:
        """Decisions that nobody optimised, with what was filled in to make them whole."""
        return cls(
            decisions=decisions, outcome=Outcome.HAND_MADE, proof=(), solver="", seed=0, threads=0, losses=losses
        )

    @property
    def gap(self) -> float:
        """The largest gap of any stage."""
        return max((stage.gap for stage in self.proof), default=math.inf)

    @property
    def seconds(self) -> float:
        """Wall-clock seconds of the search for a starting plan and of all stages."""
        return self.sizes.get("search_seconds", 0.0) + sum(stage.seconds for stage in self.proof)
