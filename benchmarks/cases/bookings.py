"""Two million bookings made up by seed, read into activity and use; beside it a plain pandas read and groupby.

The baseline answers less: it sums the hours of each building and service as they stand. It joins nothing, cuts
nothing to opening hours, counts overlaps twice and lists nothing, so that the ratio says what the rest costs.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.machine import peak_mb
from benchmarks.record import Record
from benchmarks.registry import Case
from estate_opt.importing.blocks import Stream
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.layer import Layer
from estate_opt.importing.use import Asked, Calendar, OpeningHours, import_use
from estate_opt.importing.use.clock import EPOCH_ORDINAL

NAME = "bookings"
SIZES = {"2000000": 2_000_000, "smoke": 20_000}
BUILDINGS, ROOMS, SEED = 200, 6, 20_260_401
SERVICES = ("room_hire", "classes", "leisure", "youth", "advice")
FIRST, DAYS = date(2024, 9, 1), 365
WEEK = ((((9 * 60, 21 * 60),),) * 5) + (((10 * 60, 16 * 60),), ())
COLUMNS = {
    "building_id": "Building", "room": "Room", "service": "Activity", "start": "Start", "end": "End",
    "attendance": "Attendance", "places": "Capacity", "status": "Status",
}  # fmt: skip
BATCH = 100_000
BASELINE = """
import resource, sys, time
import pandas as pd
start, used = time.perf_counter(), time.process_time()
frame = pd.read_csv(sys.argv[1], dtype={"Building": str})
for column in ("Start", "End"):
    frame[column] = pd.to_datetime(frame[column], format="%d/%m/%Y %H:%M", errors="coerce")
frame = frame[frame["Status"] != "Cancelled"]
frame["hours"] = (frame["End"] - frame["Start"]).dt.total_seconds() / 3600
frame.groupby(["Building", "Activity"])[["hours", "Attendance"]].sum()
megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(time.perf_counter() - start, time.process_time() - used, megabytes)
"""


def run(size: str) -> Record:
    record = Record(NAME, size)
    with tempfile.TemporaryDirectory(prefix="estate-opt-bench-") as folder:
        path = Path(folder) / "bookings.csv"
        with record.phase("synthesise"):
            write_bookings(path, SIZES[size])
        start, used = time.perf_counter(), time.process_time()
        with record.phase("import"):
            use = import_use(Stream(path), _estate(), COLUMNS, _asked())
        seconds, cpu, record.peak_mb = time.perf_counter() - start, time.process_time() - used, peak_mb()
        theirs, their_cpu, their_mb = _baseline(path)
        record.extra |= {
            "rows": use.rows, "megabytes": path.stat().st_size / 1e6, "seconds": seconds,
            "left_out": len(use.layer.unjoined), "activities": len(use.layer.tables["activities"]),
            "import_cpu_seconds": cpu, "pandas_seconds": theirs, "pandas_cpu_seconds": their_cpu, "pandas_mb": their_mb,
            "ratio": seconds / theirs, "cpu_ratio": cpu / their_cpu,
        }  # fmt: skip
    return record


def write_bookings(path: Path, count: int) -> None:
    """Bookings of a year, the same bytes each time: some cancelled, double, out of hours, or wrong."""
    draw = np.random.default_rng(SEED)
    names = np.array([f"B{k:03d}" for k in range(BUILDINGS)])
    rooms = np.array([f"Room {k + 1}" for k in range(ROOMS)])
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("Reference,Building,Room,Activity,Start,End,Attendance,Capacity,Status\n")
        for begin in range(0, count, BATCH):
            size = min(BATCH, count - begin)
            pd.DataFrame(_batch(draw, size, begin, names, rooms)).to_csv(file, header=False, index=False)


def _batch(
    draw: np.random.Generator, size: int, begin: int, names: NDArray[np.str_], rooms: NDArray[np.str_]
) -> dict[str, object]:
    day = np.datetime64(FIRST) + draw.integers(0, DAYS, size)
    start = day.astype("datetime64[m]") + draw.integers(7 * 12, 21 * 12, size) * 5
    length = draw.choice([30, 60, 90, 120, 180, 1500], size, p=[0.1, 0.45, 0.2, 0.2, 0.045, 0.005])
    room = draw.integers(0, ROOMS, size)
    return {
        "reference": np.arange(begin, begin + size),
        "building": names[draw.integers(0, BUILDINGS, size)],
        "room": rooms[room],
        "activity": np.array(SERVICES)[draw.integers(0, len(SERVICES), size)],
        "start": pd.Series(start).dt.strftime("%d/%m/%Y %H:%M"),
        "end": pd.Series(start + length).dt.strftime("%d/%m/%Y %H:%M"),
        "attendance": draw.integers(1, 40, size),
        "capacity": 10 + 10 * room,
        "status": draw.choice(["Confirmed", "Cancelled"], size, p=[0.95, 0.05]),
    }


def _estate() -> Gathered:
    ids = [f"B{k:03d}" for k in range(BUILDINGS)]
    buildings = pd.DataFrame({"building_id": ids, "uprn": [""] * BUILDINGS, "name": ids}, dtype=object)
    services = pd.DataFrame({"service_id": SERVICES, "name": SERVICES}, dtype=object)
    tables = {"buildings": buildings, "services": services}
    return Gathered(Path(), (Layer(name="given", importer="given", tables=tables, defines=frozenset(tables)),))


def _asked() -> Asked:
    first = FIRST.toordinal() - EPOCH_ORDINAL
    terms = ((first + 2, first + 110), (first + 127, first + 215), (first + 232, first + 325))
    closures = {"": ((first + 115, first + 122),)}
    opening = OpeningHours({f"B{k:03d}": WEEK for k in range(BUILDINGS)})
    return Asked(calendar=Calendar(terms, (), closures), opening=opening, today=date(2026, 4, 1))


def _baseline(path: Path) -> tuple[float, float, float]:
    """Seconds by the clock and of the processor, and megabytes, of pandas in a process of its own."""
    command = [sys.executable, "-c", BASELINE, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, cpu, megabytes = map(float, done.stdout.split())
    return seconds, cpu, megabytes


CASE = Case(
    name=NAME,
    about="Two million bookings into activity and use of the opening hours, beside a plain pandas read and groupby",
    sizes=("2000000",),
    quick=("2000000",),
    smoke="smoke",
    run=run,
    seconds=900.0,
)
