"""Environments of their own for peers that need other packages than we do, or that cannot share a process with ours.

Each is made once, in ``.bench-venvs/<name>``, with whatever installs packages here.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LAST_LINES = 2
SPARE_SECONDS = 300.0
"""For reading, building and ending, beyond what the solver gets."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Packages in a folder of their own.

    Parameters
    ----------
    name
        Of the folder in ``.bench-venvs``.
    packages
        As an installer takes them.
    modules
        What must be importable for the environment to count as made.
    """

    name: str
    packages: tuple[str, ...]
    modules: tuple[str, ...]

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return ROOT / ".bench-venvs" / self.name / "bin" / "python"

    def prepare(self) -> str | None:
        """Make it where it is absent; why it cannot be made, or ``None``."""
        if self.python.exists() and not _run(self.python, "-c", f"import {', '.join(self.modules)}"):
            return None
        folder = self.python.parents[1]
        uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
        make: tuple[str | Path, ...] = (sys.executable, "-m", "venv", "--clear", folder)
        install: tuple[str | Path, ...] = (self.python, "-m", "pip", "install", "-q", *self.packages)
        if uv:
            make = (uv, "venv", "-q", "--clear", "--python", sys.executable, folder)
            install = (uv, "pip", "install", "-q", "--python", self.python, *self.packages)
        failed = _run(*make) or _run(*install)
        return f"{self.name} cannot be installed: {failed}" if failed else None

    def ask(self, script: Path, words: Sequence[str | Path], answer: Path, seconds: float) -> dict[str, Any] | str:
        """Run a script in it that writes its answer as JSON.

        Returns
        -------
        dict or str
            The answer, or why there is none.
        """
        command = [self.python, script, *words]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + SPARE_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return f"ended after {seconds + SPARE_SECONDS:g} s"
        if done.returncode or not answer.exists():
            return f"failed: {' '.join(done.stderr.strip().splitlines()[-LAST_LINES:]) or done.returncode}"
        found: dict[str, Any] = json.loads(answer.read_text())
        return found


def _run(*command: str | Path) -> str | None:
    """The last words of a command that failed; ``None`` where it did not."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stderr.strip() or f"exit code {done.returncode}").splitlines()[-1] if done.returncode else None
