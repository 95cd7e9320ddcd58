"""The pages of a plan: seconds and bytes of each kind, over ever larger cities as they are today.

What is drawn does not depend on how good a plan is, so nothing is solved; the program is built for its sizes alone.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from benchmarks.ours import build, note_sizes
from benchmarks.plans import MODELS, made_estate
from benchmarks.record import Record
from benchmarks.registry import Case
from estate_opt.domain.decisions import today
from estate_opt.domain.plan import Plan
from estate_opt.publishing import Site
from estate_opt.results.manifest import manifest
from estate_opt.results.result import Result
from estate_opt.workflow import load

BUILDINGS_PER_WARD = 240 / 33
WHEN = datetime(2026, 1, 1, 12, 0)


def run(size: str) -> Record:
    record = Record("pages", size)
    buildings = int(size)
    with made_estate(record, 1, buildings, max(1, round(buildings / BUILDINGS_PER_WARD))) as estate:
        with record.phase("load"):
            case = load(MODELS / "demo.toml", {"inputs.estate": str(estate)})
        note_sizes(record, build(record, case.context, case.plan_file))
        result = Result(case.plan_file, case.context, Plan.by_hand(today(case.context.estate)))
        site = Site.of(result, manifest(result, case.origin, when=WHEN, checks=0))
        with record.phase("publish"):
            for phase, made in (("pages", site.pages()), ("tables", site.data())):
                note(record, phase, dict(made))
    return record


def note(record: Record, phase: str, texts: dict[str, str]) -> None:
    """Bytes of each kind of page, in kB, and how many there are."""
    size: Counter[str] = Counter()
    for name, text in texts.items():
        size[name.partition("/")[0].removesuffix(".html")] += len(text.encode())
    record.extra |= {f"{kind}_kb": count / 1000 for kind, count in sorted(size.items())}
    record.extra[phase] = len(texts)


CASE = Case(
    name="pages",
    about="pages and tables of a city as it is today; nothing is solved",
    sizes=("240", "2000"),
    quick=("240",),
    smoke="12",
    run=run,
)
