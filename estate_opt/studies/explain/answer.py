"""What an explanation says: figures and proofs for scripts, a paragraph for people."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from estate_opt.results.result import Result
from estate_opt.studies.explain.effects import Effects
from estate_opt.studies.explain.flip import Flip
from estate_opt.studies.explain.standing import Comparison


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The building that is explained, and what is decided about it.

    Parameters
    ----------
    building_id, name, type, ward
        The building; its ward by name.
    priority
        Whether the ward is a priority ward.
    stays
        Whether the council goes on running it in the plan.
    decision, option
        What the plan decides, and the name of the option.
    other_decision, other_option
        The same in the best plan found with the opposite; empty where there is none.
    """

    building_id: str
    name: str
    type: str
    ward: str
    priority: bool
    stays: bool
    decision: str
    option: str
    other_decision: str = ""
    other_option: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """The loss in the preferences as money: so much running cost, in £ a year, counts as much as it."""

    found_gbp_per_year: float
    least_gbp_per_year: float
    most_gbp_per_year: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a building is kept, or leaves.

    Parameters
    ----------
    about
        The building.
    comparison
        How the opposite stands against the decision, and what is proven.
    worth
        The loss as money, where the preferences decide and running cost counts in them.
    forced
        Where no plan has the opposite: the rules that force it, in sentences.
    effects
        What the opposite would change; ``None`` where no plan with it is known.
    flips
        The least changes that would flip it, by what could change.
    plan_gap
        Proven gap of the run's plan; ``None`` where nothing is proven.
    better_found
        Whether a plan better than the run's was found on the way, with the same decision; then ``effects`` and
        ``comparison`` are against that one.
    seconds
        Time that the answer took.
    paragraph
        All of this for a resident.
    opposite
        The best plan found with the opposite, as a plan that was chosen beside the best; no part of the JSON.
    """

    about: About
    comparison: Comparison
    worth: Worth | None
    forced: tuple[str, ...]
    effects: Effects | None
    flips: tuple[Flip, ...]
    plan_gap: float | None
    better_found: bool
    seconds: float
    paragraph: str
    opposite: Result | None = field(default=None, repr=False, compare=False)

    def as_json(self) -> dict[str, Any]:
        """Every figure and proof; what is infinite or unknown is ``None``."""
        found: dict[str, Any] = _finite(asdict(replace(self, opposite=None)))
        del found["opposite"]
        return found


def _finite(value: Any) -> Any:
    """Data that JSON can hold."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value
