"""Plans within x % of the best: n as different as possible, and what all of them share.

The plans are found one after another, each as far as possible from the nearest of the best and those
before it. So no two are alike, as they can be where the sum of distances is maximised, and the least
distance among them is at least half of what any choice of as many could have, where each step is solved to its end
(farthest-first: Gonzalez 1985; Ravi, Rosenkrantz and Tayi 1994). That plans within a slack of the best are worth
as much as the best itself to those who decide is the idea of Brill, Chang and Hopkins (1982), that
they shall differ in their decisions, found by the solver, of Danna et al. (2007).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from estate_opt.errors import UsageError
from estate_opt.results.result import Result
from estate_opt.solving.progress import Progress, Silent, StopSwitch, stop_on_interrupt
from estate_opt.studies.alternatives.classes import BuildingClass, How, Standing
from estate_opt.studies.alternatives.memory import Memory
from estate_opt.studies.alternatives.questions import Questions
from estate_opt.studies.alternatives.search import Alternative, Clock, Search
from estate_opt.studies.alternatives.within import Within
from estate_opt.studies.alternatives.witness import Witness, Witnesses
from estate_opt.studies.best import require_best

Keep = Callable[[int, Alternative], None]


@dataclass(frozen=True, eq=False)
class Alternatives:
    """What a run's plan leaves open.

    Parameters
    ----------
    best
        The run's plan.
    within
        The limit, and what is proven of it.
    asked
        Number of alternatives asked for.
    plans
        Alternatives in the order found, each as far as possible from those before it.
    exhausted
        Whether it is proven that there is no further plan within the limit.
    classes
        Every council building.
    plans_found
        Plans within the limit that were found in all, the run's own among them.
    refused
        Plans that the verifier refused, and that count for nothing.
    better
        A plan found that is better than the run's; ``None`` where none was.
    losses
        What the program leaves out, in sentences: the proofs speak of plans without it.
    seconds
        Time for the plans and for the buildings.
    interrupted
        Whether it was stopped before its end.
    """

    best: Result
    within: Within
    asked: int
    plans: tuple[Alternative, ...]
    exhausted: bool
    classes: tuple[BuildingClass, ...]
    plans_found: int
    refused: int
    better: Witness | None
    losses: tuple[str, ...]
    seconds: tuple[float, float]
    interrupted: bool

    def counted(self, standing: Standing) -> int:
        """Number of buildings of a class."""
        return sum(1 for found in self.classes if found.standing is standing)

    def answered_by(self, how: How) -> int:
        """Number of buildings that something answered the question of."""
        return sum(1 for found in self.classes if found.how is how)


def alternatives(
    result: Result,
    within: float = 0.02,
    count: int = 5,
    *,
    seconds: float = 600.0,
    seconds_each: float = 15.0,
    progress: Progress | None = None,
    keep: Keep | None = None,
    memory: Memory | None = None,
) -> Alternatives:
    """Find plans within a share of a run's plan, and settle which buildings are in all of them, or in none.

    Parameters
    ----------
    result
        The run's plan over its estate.
    within
        By what share of the preferences a plan may be worse.
    count
        Number of alternatives.
    seconds, seconds_each
        Time for everything, and for each question.
    progress
        Where it is told how far it is.
    keep
        Is handed each alternative as soon as it is found, with its number.
    memory
        What an earlier study of the run found, and where more is kept.

    Raises
    ------
    UsageError
        Where the share, the count or a time makes no sense, or the run's plan is not the best of its plan file.
    VerificationFailed
        The program of the plan file does not have the run's plan: it was altered, or made by another program.
    SolverUnavailable
        The solver of the plan file is not installed here.
    """
    require_best(result)
    limit = Within.of(result, within)
    _refuse(count, seconds, seconds_each)
    progress = progress or Silent()
    with stop_on_interrupt() as stop:
        clock = Clock(seconds, seconds_each, stop)
        progress.stage("the run's plan")
        search = _search(result, limit, clock, progress, stop, memory or Memory())
        search.recall()
        search.differ(count, keep or (lambda _, __: None))
        half = clock.used
        search.settle()
        return Alternatives(
            best=result,
            within=limit,
            asked=count,
            plans=tuple(search.alternatives),
            exhausted=search.exhausted,
            classes=search.classes(),
            plans_found=len(search.witnesses.found),
            refused=search.witnesses.refused,
            better=search.witnesses.better(),
            losses=search.questions.losses,
            seconds=(half, clock.used - half),
            interrupted=stop.is_set,
        )


def _search(
    result: Result, limit: Within, clock: Clock, progress: Progress, stop: StopSwitch, memory: Memory
) -> Search:
    questions = Questions(result, limit, Silent(), stop)
    return Search(questions, Witnesses(limit, result, questions.x), clock, progress, memory)


def _refuse(count: int, seconds: float, seconds_each: float) -> None:
    if count < 1:
        raise UsageError(f"{count} alternatives cannot be found. Give --count 1 or more.")
    for name, value in (("--seconds", seconds), ("--seconds-each", seconds_each)):
        if not value > 0:
            raise UsageError(f"No question can be answered in {value:g} s. Give {name} a number above 0.")
