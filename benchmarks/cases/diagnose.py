"""Diagnosis of the demonstration's impossible scenario: one elastic program, against plain deletion.

Plain deletion leaves out one must after another, formulates the others and asks the solver whether they can hold, with
nothing known from the question before: how it is usually done (Chinneck and Dravnieks 1991). It finds the conflict
only; the diagnosis finds the nearest values, the lines and the extra room too.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from benchmarks.ours import build
from benchmarks.plans import MODELS, smoke_estate
from benchmarks.record import Record
from benchmarks.registry import Case
from estate_opt.domain.plan import Outcome
from estate_opt.formulation import formulate
from estate_opt.policies import Kind, Policy
from estate_opt.policies.base import Expression
from estate_opt.solving.backends import Backend, Task
from estate_opt.solving.progress import Silent, StopSwitch
from estate_opt.studies.diagnose import SECONDS, Diagnosis, diagnose
from estate_opt.workflow import Case as Asked
from estate_opt.workflow import load

NAME = "diagnose"
PLAN_FILE = MODELS / "impossible.toml"
QUESTION_SECONDS = {"240": 60.0, "smoke": 2.0}
"""Time that plain deletion has for each of its questions."""


def run(size: str) -> Record:
    record = Record(NAME, size)
    if size == "smoke":
        with smoke_estate(record) as folder:
            case = load(PLAN_FILE, {"inputs.estate": str(folder)})
    else:
        with record.phase("load"):
            case = load(PLAN_FILE)
    build(record, case.context, case.plan_file)
    with record.phase("diagnose"):
        found = diagnose(case.plan_file, case.context)
    _note(record, found)
    with record.phase("plain"):
        conflict, open_questions = plain_deletion(case, QUESTION_SECONDS[size])
    record.extra |= {
        "plain_seconds": record.phases["plain"],
        "plain_musts": float(len(conflict)),
        "plain_open": float(open_questions),
        "faster": record.phases["plain"] / record.phases["diagnose"],
    }
    return record


def _note(record: Record, found: Diagnosis) -> None:
    """What the diagnosis proved, and in what time."""
    nearest = [n for conflict in found.conflicts for part in conflict.policies for n in part.nearest]
    record.extra |= {
        "seconds": record.phases["diagnose"],
        "allowed": SECONDS,
        "musts": float(sum(len(conflict.policies) for conflict in found.conflicts)),
        "minimal": float(all(conflict.minimal for conflict in found.conflicts)),
        "nearest": float(sum(n.nearest is not None for n in nearest)),
        "nearest_proven": float(sum(n.proven for n in nearest)),
    }


def plain_deletion(case: Asked, seconds: float) -> tuple[list[Policy], int]:
    """The conflict by leaving out one must after another, and how many questions were not answered in their time."""
    suspects = [policy for policy in case.plan_file.policies.all() if policy.kind is Kind.MUST]
    unanswered = 0
    for policy in list(suspects):
        others = [other for other in suspects if other is not policy]
        answer = _possible(case, others, seconds)
        unanswered += answer is None
        if answer is False:
            suspects = others
    return suspects, unanswered


def _possible(case: Asked, musts: Sequence[Policy], seconds: float) -> bool | None:
    """Whether some musts can hold, asked from nothing."""
    started = time.perf_counter()
    formulation = formulate(case.context, musts, case.plan_file.policies.relocation.to_all(), NAME)
    formulation.program.minimise(Expression())
    left = seconds - (time.perf_counter() - started)
    task = Task(NAME, seconds=left, relative_gap=0.0, absolute_gap=1e-7, warm=False)
    proof = Backend.of(case.plan_file.solve).solve(formulation.program.problem, task, Silent(), StopSwitch())
    if proof.outcome is Outcome.INFEASIBLE:
        return False
    return True if proof.outcome.has_plan else None


CASE = Case(
    name=NAME,
    about="Diagnosis of the demonstration's impossible scenario: in 60 s, and against plain deletion",
    sizes=("240",),
    quick=("240",),
    smoke="smoke",
    run=run,
    seconds=900.0,
)
