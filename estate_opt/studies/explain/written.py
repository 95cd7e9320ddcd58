"""Answers on the disk, beside the run that they explain."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from urllib.parse import quote

from estate_opt.errors import OutputError
from estate_opt.studies.explain.answer import Explanation
from estate_opt.studies.explain.levers_table import csv_of, nearest_first, rows
from estate_opt.studies.explain.sheet import LeverSheet

LEVERS_CSV, LEVERS_JSON = "levers.csv", "levers.json"


def folder_of(run: Path) -> Path:
    """Where the explanations of a run lie."""
    return run / "studies" / "explain"


def write_explanation(found: Explanation, folder: Path) -> Path:
    """Write one building's answer as JSON, in place of an earlier one.

    Raises
    ------
    OutputError
        The folder cannot be written.
    """
    return _write(folder / f"{quote(found.about.building_id, safe='')}.json", _json(found.as_json()))


def write_sheet(sheet: LeverSheet, folder: Path) -> tuple[Path, Path]:
    """Write the lever sheet as CSV, what is nearest to flipping first, and as JSON with every figure.

    Raises
    ------
    OutputError
        The folder cannot be written.
    """
    data = {
        "asked": len(sheet.asked),
        "answered": len(sheet.answers),
        "faults": dict(sheet.faults),
        "buildings": list(sheet.answers.values()),
    }
    return (
        _write(folder / LEVERS_CSV, csv_of(nearest_first(rows(sheet)))),
        _write(folder / LEVERS_JSON, _json(data)),
    )


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _write(path: Path, text: str) -> Path:
    """Write a file as a whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=".partial-", delete=False) as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).chmod(0o644)
        return Path(file.name).replace(path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}.") from error
