"""The page about results names every file of a run, and no other."""

import re
from datetime import datetime
from pathlib import Path

from estate_opt.reporting import report_writers
from estate_opt.results.manifest import Origin, manifest
from estate_opt.results.store import save_run
from estate_opt.results.summary import summary
from estate_opt.results.tables import tables
from estate_opt.results.verify import verify
from tests.results.plans import result

PAGE = Path(__file__).parents[2] / "docs" / "results.md"


def test_the_page_names_every_file_of_a_run(tmp_path: Path) -> None:
    of, when = result(), datetime(2026, 3, 1, 12)
    origin = Origin(estate_path="tiny", estate_files={}, plan_files={})
    found = tables(of)
    about = summary(manifest(of, origin, when=when, checks=1))
    run = save_run(
        of, tmp_path, when=when, origin=origin, verification=verify(of), writers=report_writers(of, found, about, when)
    )
    table = [line.split("|")[1] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    named = {name for cell in table for name in re.findall(r"`([^`]+)`", cell)}
    assert named == {path.name for path in run.iterdir()}
