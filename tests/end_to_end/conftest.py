"""A small council on disk: an estate, a plan file, and the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from estate_opt.cli import call
from estate_opt.inputs import write_estate
from estate_opt.inputs.synthetic import synthesise

PLAN = """\
extends = "base.toml"
title = "Smalltown"

[inputs]
estate = "../data"

[policies.reduction]
share = 0.4

[policies.utilisation]
floor = 0.6

[[policies.access]]
service = "library"
km = 3.0
share = 0.8
"""
BASE = """\
[solve]
time_limit_seconds = 30
gap = 0.01
"""


class Council:
    """A folder with ``data/``, ``models/`` and whatever commands write; and the commands."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.plan = folder / "models" / "plan.toml"
        self.base = folder / "models" / "base.toml"
        self.data = folder / "data"
        self.runs = folder / "runs"
        self.maps = folder / "maps"
        self._capsys = capsys

    def __call__(self, *words: object) -> Answer:
        self._capsys.readouterr()
        code = call([str(word) for word in words])
        said = self._capsys.readouterr()
        return Answer(code, said.out, said.err)

    def files(self) -> dict[str, bytes]:
        """Every file below the folder, to see that none has changed."""
        return {str(p.relative_to(self.folder)): p.read_bytes() for p in sorted(self.folder.rglob("*")) if p.is_file()}


class Answer:
    """What a command said, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self):
        """Standard output as JSON."""
        return json.loads(self.out)

    @property
    def words(self) -> str:
        """Standard error as one line, so that wrapping does not matter."""
        return " ".join(self.err.split())


@pytest.fixture
def council(tmp_path, capsys) -> Council:
    council = Council(tmp_path / "council", capsys)
    council.plan.parent.mkdir(parents=True)
    council.plan.write_text(PLAN)
    council.base.write_text(BASE)
    write_estate(synthesise(seed=3, buildings=10, wards=2, neighbourhoods=14, name="Smalltown"), council.data)
    return council
