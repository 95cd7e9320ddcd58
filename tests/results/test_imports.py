"""What an import brings with it: the verifier needs no solver, and a solve nothing that reads or writes tables."""

from __future__ import annotations

import subprocess
import sys

BLOCKED = """
import sys
for name in ("pulp", "highspy", "estate_opt.formulation", "estate_opt.solving"):
    sys.modules[name] = None  # an import of it fails
import estate_opt.results.verify
import estate_opt.results.stored
import estate_opt
print(estate_opt.verify.__module__)
"""


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


def test_the_verifier_needs_no_solver() -> None:
    done = run(BLOCKED)
    assert (done.returncode, done.stdout.strip()) == (0, "estate_opt.results.verify"), done.stderr


def test_the_verifier_brings_no_solver_in() -> None:
    done = run("import sys, estate_opt.results.verify; print(sorted(m for m in sys.modules if 'pulp' in m.split('.')))")
    assert done.stdout.strip() == "[]", done.stderr


def test_the_package_still_has_all_that_it_says() -> None:
    done = run("import estate_opt; print([n for n in estate_opt.__all__ if not hasattr(estate_opt, n)])")
    assert done.stdout.strip() == "[]", done.stderr


def test_a_solve_brings_nothing_in_that_reads_or_writes_tables() -> None:
    done = run(
        "import sys, estate_opt.solving, estate_opt.results.verify;"
        "print(sorted({'pandas', 'pyarrow', 'geopandas', 'pyproj', 'folium'} & set(sys.modules)))"
    )
    assert done.stdout.strip() == "[]", done.stderr
