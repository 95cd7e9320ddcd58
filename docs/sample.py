"""Make the committed sample again: ``make sample`` runs the demonstration and publishes a selection of its pages.

The plan itself is kept beside the pages, so that a test can say when they are not what the program would write now.
``python docs/sample.py --pages`` writes the pages of that plan again, where only pages have changed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from estate_opt.publishing import Site
from estate_opt.results.manifest import Manifest
from estate_opt.results.result import Result
from estate_opt.results.store import MANIFEST, MOVES, OFFERS, OPTIONS
from estate_opt.results.stored import load_run
from estate_opt.workflow import draw, load, publish, solve

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "maps" / "demo" / "site"
PLAN_FILE = Path("models") / "demo.toml"
ESTATE = "data/brackenford"
"""Where the estate lies, from the root of the project: a sample names no folder of a machine."""
KINDS = ("index.html", "map.html", "method.html", "wards.html", "buildings.html", "equality.html")


def main() -> None:
    """Run, publish and select."""
    os.chdir(ROOT)  # so that every path is as somebody in the project's folder gives it
    if "--pages" not in sys.argv[1:]:
        _solve()
    site = site_of(SAMPLE / "plan")
    for name, text in selection(site).items():
        _write(SAMPLE / name, text)
    draw(site.subject.result, site.subject.record.written)
    print(f"{SAMPLE}: look at index.html, and commit what has changed.")


def _solve() -> None:
    """Run the demonstration, and keep its plan."""
    case = load(PLAN_FILE)
    stored = load_run(publish(case, solve(case)).run)
    record = _without_folder(stored.manifest)
    for name in (OPTIONS, MOVES, OFFERS):
        _write(SAMPLE / "plan" / name, (stored.path / name).read_text(encoding="utf-8"))
    _write(SAMPLE / "plan" / MANIFEST, record.model_dump_json(indent=1) + "\n")


def site_of(folder: Path) -> Site:
    """The site of the sample's plan, over the estate that comes with the project."""
    stored = load_run(folder)
    case = load(ROOT / PLAN_FILE)
    return Site.of(Result(case.plan_file, case.context, stored.plan), stored.manifest)


def selection(site: Site) -> dict[str, str]:
    """The pages that are committed: one of each kind, and what they share."""
    pages = dict(site.pages())
    first = site.subject.wards[0]
    ward = f"wards/{site.subject.page_of_area[first.area_id]}"
    closed = next(b for b in site.subject.view.buildings if b.ward_id == first.area_id and b.leaves)
    building = f"buildings/{site.subject.page_of_building[closed.building_id]}"
    return {name: pages[name] for name in (*KINDS, ward, building)} | dict(site.assets())


def _without_folder(record: Manifest) -> Manifest:
    """The manifest without the folder that the estate lay in on the machine that ran it."""
    return record.model_copy(update={"estate": record.estate.model_copy(update={"path": ESTATE})})


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
