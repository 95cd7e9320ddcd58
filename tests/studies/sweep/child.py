"""A sweep in a process of its own, to be killed: ``python -m tests.studies.sweep.child PLANFILE FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

from estate_opt.studies.sweep import ask, points_of, run_sweep
from tests.studies.sweep.places import GRID, slow

if __name__ == "__main__":
    plan, folder = Path(sys.argv[1]), Path(sys.argv[2])
    swept = run_sweep(ask(plan, *points_of(GRID)), plan, folder, slow, workers=2)
    sys.exit(0 if swept.complete else 130)
