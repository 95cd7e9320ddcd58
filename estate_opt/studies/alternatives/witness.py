"""Plans that were found within the limit: each verified, and a witness for every building at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from estate_opt.domain.decisions import Decisions
from estate_opt.domain.plan import PREFERENCES, SHORTFALL, Outcome, Plan, StageProof
from estate_opt.results.measures import weighted_shortfall
from estate_opt.results.merit import objective
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.studies.alternatives.within import Within

if TYPE_CHECKING:
    from estate_opt.domain.travel import FloatArray

BoolArray = np.ndarray[tuple[int], np.dtype[np.bool_]]


def chosen(best: Result, answer: Plan) -> Result:
    """A plan that was chosen beside the best, with what is truly proven of it.

    Its objectives are measured from its decisions, its bounds are those of the best plan: they hold for
    every plan that misses no more.
    """
    found = Result(best.plan_file, best.context, replace(answer, proof=(), outcome=Outcome.CHOSEN))
    seconds = sum(stage.seconds for stage in answer.proof)
    proof = tuple(_stage(found, stage, seconds) for stage in best.plan.proof)
    return Result(best.plan_file, best.context, replace(found.plan, proof=proof))


def _stage(found: Result, of: StageProof, seconds: float) -> StageProof:
    """What a stage of the best plan proves of another one; all the seconds count in the last stage."""
    last = of.stage == PREFERENCES
    tier = None if last else int(of.stage.removeprefix(SHORTFALL))
    value = float(objective(found.terms) if tier is None else weighted_shortfall(found.measures, tier))
    return replace(
        of, outcome=Outcome.CHOSEN, objective=value, bound=min(of.bound, value), seconds=seconds if last else 0.0
    )


@dataclass(frozen=True, eq=False)
class Witness:
    """A verified plan within the limit.

    Parameters
    ----------
    result
        The plan, with its proof.
    x
        The same as the columns of the program have it, shape (columns,); ``None`` for programs too small to start
        from a plan.
    """

    result: Result
    x: FloatArray | None

    @property
    def options(self) -> Mapping[str, str]:
        """How each building is run."""
        return self.result.plan.decisions.options

    @property
    def stays(self) -> BoolArray:
        """Whether the council runs each building, shape (buildings,)."""
        return self.result.after.in_estate

    @property
    def value(self) -> float:
        """Its preferences."""
        return float(objective(self.result.terms))


@dataclass(eq=False)
class Witnesses:
    """All plans found so far, the run's own first.

    Parameters
    ----------
    within
        What they have to be within.
    best
        The run's plan.
    x
        The same as the program's columns have it.
    refused
        Plans that the verifier refused.
    """

    within: Within
    best: Result
    x: FloatArray | None
    refused: int = 0
    found: list[Witness] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.found.append(Witness(self.best, self.x))

    def offer(self, answer: Plan, x: FloatArray | None) -> Witness | None:
        """Take a plan where it is verified and within; ``None`` where it is not.

        One that runs every building as an earlier one does tells nothing new, and is not counted again.
        """
        result = chosen(self.best, answer)
        if not verify(result).accepted:
            self.refused += 1
            return None
        if not self.within.holds(result):
            return None
        witness = Witness(result, None if x is None else x.copy())
        if self.of(answer.decisions) is None:
            self.found.append(witness)
        return witness

    def of(self, decisions: Decisions) -> Witness | None:
        """The plan among them that runs every building as given decisions do."""
        return next((known for known in self.found if known.options == decisions.options), None)

    def otherwise(self) -> BoolArray:
        """Whether some plan keeps a building that the run's closes, or the other way about, shape (buildings,)."""
        mine = self.found[0].stays
        return np.any([witness.stays != mine for witness in self.found], axis=0)

    def keeping(self) -> Sequence[int]:
        """In how many of the plans the council runs each building."""
        counts: Sequence[int] = np.sum([witness.stays for witness in self.found], axis=0).tolist()
        return counts

    def better(self) -> Witness | None:
        """The best of them, where it is better than the run's plan beyond rounding."""
        first = min(self.found, key=lambda witness: witness.value)
        return first if first.value < self.within.best - self.within.rounding else None
