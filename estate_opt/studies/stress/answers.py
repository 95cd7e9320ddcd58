"""Answers about single buildings, kept so that a list that was stopped goes on where it was."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from estate_opt.domain.decisions import Decisions, Move
from estate_opt.domain.plan import PREFERENCES, Outcome, Plan
from estate_opt.results.result import Result
from estate_opt.results.verify import verify

THE_PLAN_ITSELF = ""
"""Id under which the answer stands to how good the plan itself could be."""
IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was found about a building.

    Parameters
    ----------
    building_id
        Which.
    seconds
        Time that its question had; 0 where it was stopped.
    bound
        What no plan that decides it the other way is better than; infinite where there is no such plan.
    decisions
        The best plan found that does; ``None`` where none was.
    """

    building_id: str
    seconds: float
    bound: float
    decisions: Decisions | None

    def as_line(self) -> str:
        """The answer as a line of JSON."""
        bound = IMPOSSIBLE if self.bound == math.inf else self.bound if math.isfinite(self.bound) else None
        data = {"building_id": self.building_id, "seconds": self.seconds, "bound": bound}
        return json.dumps(data | {"decisions": None if self.decisions is None else _as_json(self.decisions)})

    @classmethod
    def of_line(cls, line: str) -> Answer:
        """The answer that :meth:`as_line` wrote.

        Raises
        ------
        ValueError
            Where the line is not one.
        """
        try:
            data = json.loads(line)
            bound, decisions = data["bound"], data["decisions"]
            return cls(
                building_id=data["building_id"],
                seconds=float(data["seconds"]),
                bound=math.inf if bound == IMPOSSIBLE else -math.inf if bound is None else float(bound),
                decisions=None if decisions is None else _of_json(decisions),
            )
        except (KeyError, TypeError, IndexError) as error:
            raise ValueError(f"not an answer: {error}") from error


def as_result(run: Result, plan: Plan) -> Result:
    """A plan that a question has found, verified; it misses no target by more than the run's.

    Raises
    ------
    VerificationFailed
        Where it is none of this estate, or misses a target by more.
    """
    held = (proof for proof in run.plan.proof if proof.stage != PREFERENCES)
    found = replace(run, plan=replace(plan, outcome=Outcome.CHOSEN, proof=(*held, *plan.proof)))
    verify(found).require()
    return found


def recalled(run: Result, decisions: Decisions) -> Result:
    """A plan that was kept without its proof, verified again.

    Raises
    ------
    VerificationFailed
        As :func:`as_result`.
    """
    return as_result(run, replace(run.plan, decisions=decisions, proof=()))


def _as_json(decisions: Decisions) -> dict[str, Any]:
    return {
        "options": dict(sorted(decisions.options.items())),
        "moves": [[m.from_building, m.service_id, m.to_building, m.share] for m in decisions.moves],
        "offers": sorted(decisions.offers),
    }


def _of_json(data: Mapping[str, Any]) -> Decisions:
    return Decisions(
        options=dict(data["options"]),
        moves=tuple(Move(start, service, end, float(share)) for start, service, end, share in data["moves"]),
        offers=frozenset((building, service) for building, service in data["offers"]),
    )
