"""The scripts of the documentation as they stand there, from the open data to a verified plan."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.importing.places import SHARED, needs_shared

REPOSITORY = Path(__file__).resolve().parents[2]
pytestmark = [*needs_shared, pytest.mark.slow]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with the project's plan files and pages, and ``estate-opt`` on the path."""
    for name in ("models", "docs"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    command = tmp_path / "bin" / "estate-opt"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m estate_opt "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return tmp_path


def run(here: Path, *words: str) -> str:
    environment = os.environ | {
        "PATH": f"{here / 'bin'}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(REPOSITORY),
    }  # fmt: skip
    done = subprocess.run(
        ["sh", *words], cwd=here, env=environment, capture_output=True, text=True, timeout=1500, check=False
    )
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.split())


def test_leeds(here: Path) -> None:
    said = run(here, "docs/leeds.sh", str(SHARED), "data/leeds-imported")
    assert "The wards named are of 2024 and the boundaries of 2020; all codes are the same" in said
    assert "15 rows found no home" in said
    assert "157 buildings" in said
    assert "checks held" in said


@pytest.mark.parametrize("council", ["Leicester", "E06000052"])
def test_any_council(here: Path, council: str) -> None:
    said = run(here, "docs/council.sh", str(SHARED), council, "estate")
    assert "are not the legal boundaries" in said
    assert "Nothing that a plan needs is missing" in said
    assert "checks held" in said
