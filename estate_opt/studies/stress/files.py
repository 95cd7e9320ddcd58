"""What stress writes: tables as CSV, all of it as JSON, and the estate of each case that is planned anew."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from estate_opt.config.estates import hashes_of_travel
from estate_opt.errors import InputError, OutputError, Problem
from estate_opt.inputs import estate_hash, write_estate
from estate_opt.inputs.folder import write_folder
from estate_opt.results.manifest import Origin
from estate_opt.results.store import csv_text
from estate_opt.results.tables import Table
from estate_opt.studies.stress.answers import Answer
from estate_opt.studies.stress.cases import Case

FOLDER = Path("studies") / "stress"
"""Where it goes in a run's folder."""
PLANS, ESTATES = "plans", "estates"
"""Where in it the plans made with hindsight are, and the estates that they are of."""


def write_study(folder: Path, name: str, tables: Mapping[str, Table], data: Mapping[str, Any]) -> None:
    """Write the tables and ``<name>.json``, in place of those of an earlier study of the name; others are kept.

    Raises
    ------
    OutputError
        Where the folder cannot be written; what was there is left as it was.
    """
    texts = {f"{table}.csv": csv_text(found) for table, found in tables.items()}
    texts[f"{name}.json"] = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    write_folder(folder, texts, tuple(texts))


def write_case(folder: Path, case: Case, origin: Origin) -> Origin:
    """Write a case's estate, so that a plan of it can be verified later; where such a plan comes from.

    Raises
    ------
    OutputError
        Where the folder cannot be written.
    """
    write_estate(case.estate, folder, overwrite=True)
    return replace(
        origin,
        estate_path=str(folder.resolve()),
        estate_files={**estate_hash(folder), **hashes_of_travel(origin.estate_files)},
    )


ANSWERS = "survey-answers.jsonl"
"""Answers about single buildings, a line each, so that a survey-first list that was stopped goes on."""


def read_answers(folder: Path) -> dict[str, Answer]:
    """Answers of an earlier survey-first list, by building; none where there was none.

    Raises
    ------
    InputError
        With every line that is not an answer.
    """
    path = folder / ANSWERS
    answers: dict[str, Answer] = {}
    problems = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines() if path.is_file() else [], start=1):
        try:
            answer = Answer.of_line(line)
            answers[answer.building_id] = answer
        except ValueError as error:
            remedy = "Remove the file to ask about every building again."
            problems.append(Problem(str(path), f"The line is not an answer ({error}).", remedy, row=number))
    if problems:
        raise InputError(problems)
    return answers


def write_answers(folder: Path, answers: Mapping[str, Answer]) -> None:
    """Write all answers down, beside their place first, so that a killed program leaves those of before.

    Raises
    ------
    OutputError
        Where the folder cannot be written.
    """
    path = folder / ANSWERS
    fresh = path.with_suffix(".new")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh.write_text("".join(f"{answer.as_line()}\n" for answer in answers.values()), encoding="utf-8", newline="")
        fresh.replace(path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error.strerror or error}). Free some space.") from error


def clear_plans(folder: Path) -> None:
    """Take away the plans and estates of an earlier study, which are of other cases.

    Raises
    ------
    OutputError
        Where they cannot be removed.
    """
    for name in (PLANS, ESTATES):
        try:
            if (folder / name).exists():
                shutil.rmtree(folder / name)
        except OSError as error:
            raise OutputError(f"{folder / name} cannot be removed ({error.strerror or error}).") from error


def slug(case: str) -> str:
    """A case's name as that of a folder."""
    return case.replace(" ", "-")
