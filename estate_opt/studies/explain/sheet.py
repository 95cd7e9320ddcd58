"""The lever sheet: the explanation of every council building, on worker processes, each answer kept as it comes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from estate_opt.config.schema import PlanFile
from estate_opt.domain.plan import Plan
from estate_opt.errors import SolverUnavailable
from estate_opt.policies import Context
from estate_opt.results.result import Result
from estate_opt.solving.progress import Progress, Silent, StopSwitch, stop_on_interrupt
from estate_opt.solving.workers import Fault, as_done, local_workers, ship
from estate_opt.studies.explain.settings import Settings
from estate_opt.studies.explain.standing import Verdict
from estate_opt.studies.explain.study import Explainer
from estate_opt.studies.journal import Journal, mark_of

SHEET = Settings(flip_seconds=0.0, policies=())
"""How far every answer of a sheet goes: the opposite is solved, flips are worked out from the two plans."""
JOURNAL = "answers.jsonl"
VERSION = 1
"""Of the journal and of what an answer holds; answers of another version are not gone on with."""
MORE_TIME = "Give it more (--seconds)."

Answer = tuple[str, dict[str, Any] | Fault]


@dataclass(frozen=True, slots=True)
class LeverSheet:
    """The answers so far.

    Parameters
    ----------
    answers
        By building id in the order of the estate: an :class:`~estate_opt.studies.explain.answer.Explanation` as JSON.
    asked
        Buildings that were asked about.
    faults
        Why a building has no answer: it was not found out in its time, or its worker broke down. The next call asks
        again.
    solved
        Answers that this call added.
    """

    answers: Mapping[str, dict[str, Any]]
    asked: tuple[str, ...]
    faults: Mapping[str, str]
    solved: int

    @property
    def complete(self) -> bool:
        """Whether every building has its answer."""
        return all(building in self.answers for building in self.asked)


def lever_sheet(
    result: Result,
    folder: Path,
    *,
    workers: int = 2,
    settings: Settings = SHEET,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> LeverSheet:
    """Explain every council building; what is answered already is not asked again.

    Parameters
    ----------
    result
        A run's plan with its estate.
    folder
        Where the answers are kept.
    workers
        Processes; in this one where 1.
    settings
        How far each answer goes.
    overwrite
        Whether answers made with other settings are removed.
    progress
        Where reports go.

    Returns
    -------
    LeverSheet
        With the answers until then, where Ctrl-C was pressed: the same call goes on from there.

    Raises
    ------
    UsageError
        The plan is not the best of its plan file, or the folder holds answers to something else.
    OutputError
        The folder cannot be written; what was kept stays.
    """
    progress = progress or Silent()
    explainer = Explainer(result)  # refuses before anything is begun
    journal = Journal(folder / JOURNAL, {"asked": _mark(result, settings)}, overwrite=overwrite)
    known = {line["building_id"]: line["answer"] for line in journal.lines}
    asked = tuple(b.building_id for b in result.estate.council_buildings)
    waiting = [building for building in asked if building not in known]
    faults: dict[str, str] = {}
    with stop_on_interrupt() as stop:
        explainer.stop = stop
        answers = _here(explainer, waiting, settings, stop)
        if workers > 1 and len(waiting) > 1:
            answers = _on_workers(result, waiting, settings, min(workers, len(waiting)), stop)
        progress.stage(_said(len(asked) - len(waiting), len(asked)))
        for building, answer in answers:
            if isinstance(answer, Fault):
                faults[building] = answer.message
            elif _unknown(answer):
                faults[building] = f"{answer['paragraph']} {MORE_TIME}"
            else:
                known[building] = dict(answer)
                journal.keep({"building_id": building, "answer": known[building]})
            progress.stage(_said(len(known), len(asked)))
    known = {building: known[building] for building in asked if building in known}
    return LeverSheet(known, asked, faults, sum(building in known for building in waiting))


def _mark(result: Result, settings: Settings) -> str:
    """What the answers follow from; not the time for the opposite, so that what is open may be asked with more."""
    fields = {key: value for key, value in asdict(settings).items() if key != "seconds"}
    return mark_of(result, version=VERSION, settings=fields)


def _unknown(answer: Mapping[str, Any]) -> bool:
    """Whether no plan with the opposite was found, and none ruled out: an answer that more time may better."""
    return answer["effects"] is None and answer["comparison"]["verdict"] == Verdict.OPEN


def _said(done: int, of: int) -> str:
    return f"{done} of {of} buildings"


def _here(explainer: Explainer, waiting: Sequence[str], settings: Settings, stop: StopSwitch) -> Iterator[Answer]:
    """One after the other in this process."""
    for building in waiting:
        started = time.perf_counter()
        try:
            answer = explainer.explain(building, settings).as_json()
        except SolverUnavailable as error:  # a solver that breaks down over one building may not over the next
            yield building, Fault(str(error), time.perf_counter() - started)
            continue
        if stop.is_set:  # what is cut off is no answer
            return
        yield building, answer


def _on_workers(
    result: Result, waiting: Sequence[str], settings: Settings, workers: int, stop: StopSwitch
) -> Iterator[Answer]:
    """On worker processes, each with a session of its own."""
    solve = result.plan_file.solve.model_copy(update={"threads": 1})
    plan_file = result.plan_file.model_copy(update={"solve": solve})
    with local_workers(workers) as client:
        (context,) = ship(client, [result.context])
        mark = _mark(result, settings)
        calls = [(mark, plan_file, context, result.plan, building, settings) for building in waiting]
        for position, answer in as_done(client, stop, _in_worker, calls):
            yield waiting[position], answer


_EXPLAINERS: dict[str, Explainer] = {}
"""The session of a worker process, kept from building to building."""


def _in_worker(
    mark: str, plan_file: PlanFile, context: Context, plan: Plan, building: str, settings: Settings
) -> dict[str, Any]:
    """A building's answer, in a worker."""
    if mark not in _EXPLAINERS:
        _EXPLAINERS.clear()
        _EXPLAINERS[mark] = Explainer(Result(plan_file, context, plan))
    return _EXPLAINERS[mark].explain(building, settings).as_json()
