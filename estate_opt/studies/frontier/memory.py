"""Answers of a frontier by what was asked, so that a study that was killed goes on and asks nothing twice."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from estate_opt.domain.plan import Outcome, Plan, StageProof
from estate_opt.errors import NoPlanPossible
from estate_opt.results.result import Result
from estate_opt.studies.journal import Journal, decisions_as_data, decisions_from, mark_of

VERSION = 1
"""Of the lines; what another version wrote is not gone on with."""
ANSWERS = "answers.jsonl"


def asked(*question: object) -> str:
    """What was asked, as text: the same question gives the same text."""
    return json.dumps([part.tolist() if isinstance(part, np.ndarray) else part for part in question], default=str)


class Memory:
    """Answers that are on the disk before the next question is asked.

    Parameters
    ----------
    folder
        Of the study.
    result
        The run.
    measures, hold
        As :func:`estate_opt.studies.frontier.frontier` has them. Answers to a frontier of other ones are forgotten.
    """

    def __init__(self, folder: Path, result: Result, measures: Sequence[str], hold: Collection[str] | None) -> None:
        held = None if hold is None else sorted(hold)
        mark = mark_of(result, version=VERSION, measures=list(measures), hold=held)
        self.journal = Journal(folder / ANSWERS, {"asked": mark}, overwrite=True)
        self.known: dict[str, Any] = {line["question"]: line["answer"] for line in self.journal.lines}

    def keep(self, question: str, plan: Plan | None) -> None:
        """Put an answer on the disk; ``None`` where no plan is possible."""
        answer = None if plan is None else _as_data(plan)
        self.known[question] = answer
        self.journal.keep({"question": question, "answer": answer})

    def recall(self, question: str, like: Plan) -> Plan | None:
        """The plan that answered a question, made like another; ``None`` where nobody asked.

        Raises
        ------
        NoPlanPossible
            That was the answer.
        """
        if question not in self.known:
            return None
        answer = self.known[question]
        if answer is None:
            raise NoPlanPossible("No plan is within these limits, as was found before.")
        return replace(
            like,
            decisions=decisions_from(answer["decisions"]),
            outcome=Outcome(answer["outcome"]),
            proof=tuple(_proof(stage) for stage in answer["proof"]),
        )


def _as_data(plan: Plan) -> dict[str, Any]:
    proof = [{key: repr(v) if isinstance(v, float) else v for key, v in asdict(s).items()} for s in plan.proof]
    return {"outcome": plan.outcome, "proof": proof, "decisions": decisions_as_data(plan.decisions)}


def _proof(stage: dict[str, str]) -> StageProof:
    figures = {key: float(stage[key]) for key in ("objective", "bound", "absolute_gap_allowed", "seconds")}
    return StageProof(stage=stage["stage"], outcome=Outcome(stage["outcome"]), **figures)
