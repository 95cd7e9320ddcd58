"""Sweeps on real worker processes: every point verified and there at the end, whatever dies on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from estate_opt.config.load import load_plan_file
from estate_opt.errors import WorkersUnavailable
from estate_opt.policies import Context
from estate_opt.results.stored import load_run
from estate_opt.solving.progress import Report
from estate_opt.studies.sweep import Sweep, ask, points_of, read_sweep, run_sweep
from estate_opt.studies.sweep.work import Solve
from estate_opt.workflow import solve_point, sweep, verify_stored
from tests.studies.sweep.places import GRID, LOG, SHARE, deadly_at_half, deadly_once, logged, tiny_council
from tests.tiny import tiny_estate_with_partner

SHARES = (f"{SHARE}=0.25:0.75:0.25",)


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(LOG, str(tmp_path / "log"))
    (tmp_path / "log").touch()
    return tiny_council(tmp_path / "council")


def swept(plan: Path, wanted: tuple[str, ...], solve: Solve, **how: object) -> Sweep:
    return run_sweep(ask(plan, *points_of(wanted)), plan, plan.parent / "swept", solve, **{"workers": 2, **how})


def solves(plan: Path) -> list[str]:
    """Share and seed of each solve that was begun."""
    return [" ".join(line.split()[:2]) for line in Path(os.environ[LOG]).read_text().splitlines()]


class Heard:
    """Keeps what a sweep reports."""

    def __init__(self) -> None:
        self.stages: list[str] = []

    def stage(self, name: str) -> None:
        self.stages.append(name)

    def report(self, report: Report) -> None:
        """Never called: solves report to nobody."""


@pytest.mark.slow
def test_each_point_is_a_run_that_the_verifier_accepts_and_the_plan_that_a_single_run_finds(plan: Path) -> None:
    heard = Heard()
    found = swept(plan, SHARES, logged, progress=heard)
    assert found.complete
    assert [record.settings[SHARE] for record in found.records] == [0.25, 0.5, 0.75]
    assert heard.stages == ["starting workers", *(f"{done} of 3 points" for done in range(4))]
    frame = pd.read_parquet(found.parquet)
    for record, row in zip(found.records, frame.to_dict("records"), strict=True):
        stored = load_run(found.folder / row["run"])
        assert stored.altered() == ()
        assert verify_stored(stored).accepted
        assert stored.manifest.claims["objective"] == row["objective"] == record.objective
        alone = solve_point(load_plan_file(plan, record.settings), Context(tiny_estate_with_partner()))
        assert sum(term.contribution for term in alone.terms) == pytest.approx(row["objective"], rel=1e-6)
        assert row["buildings_in_estate"] == int(alone.after.in_estate.sum())
        assert row["partner_venues"] == row["today_partner_venues"] == 1
    assert read_sweep(found.folder) == found


@pytest.mark.slow
def test_asked_again_nothing_is_solved_and_more_points_are_all_that_is(plan: Path) -> None:
    swept(plan, SHARES, logged)
    again = swept(plan, SHARES, logged, scheduler="tcp://127.0.0.1:9", workers=0)  # not even looked for
    assert again.complete
    assert len(solves(plan)) == 3
    more = swept(plan, (f"{SHARE}=0.5:1:0.25",), logged)
    assert [record.settings[SHARE] for record in more.records] == [0.5, 0.75, 1.0]
    assert solves(plan)[3:] == ["1.0 1"]
    assert list(pd.read_parquet(more.parquet)[SHARE]) == [0.25, 0.5, 0.75, 1.0]


@pytest.mark.slow
def test_an_infeasible_point_has_its_reason_and_costs_no_other(plan: Path) -> None:
    wanted = (
        *SHARES,
        "policies.reduction.kind=must",
        "policies.presence=[{kind='must',at_least=1,of='buildings',areas='each_ward'}]",
    )
    found = swept(plan, wanted, logged)
    assert [record.outcome for record in found.records] == ["optimal", "optimal", "infeasible"]
    infeasible = found.records[-1]
    assert not infeasible.has_plan
    assert "reduction" in infeasible.error
    assert "presence" in infeasible.error
    row = pd.read_parquet(found.parquet).iloc[-1]
    assert row["error"] == infeasible.error
    assert swept(plan, wanted, logged).records == found.records  # an answer, not to be asked for again
    assert len(solves(plan)) == 3


@pytest.mark.slow
def test_a_worker_that_dies_costs_only_its_own_point_which_is_solved_elsewhere(plan: Path) -> None:
    found = swept(plan, GRID, deadly_once)
    assert Path(os.environ[LOG]).with_suffix(".died").exists()
    assert found.complete
    assert all(record.has_plan for record in found.records)
    assert sorted(solves(plan)) == sorted(set(solves(plan)))
    assert len(solves(plan)) == len(found.records) == 12


@pytest.mark.slow
def test_a_point_that_kills_every_worker_is_recorded_and_tried_again_by_the_next_call(plan: Path) -> None:
    found = swept(plan, SHARES, deadly_at_half)
    assert [record.outcome for record in found.records] == ["optimal", "failed", "optimal"]
    assert "Its worker died 4 times" in found.records[1].error
    again = swept(plan, SHARES, logged)
    assert [record.outcome for record in again.records] == ["optimal"] * 3
    assert sorted(solves(plan)) == ["0.25 1", "0.5 1", "0.75 1"]


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_sweep_that_is_killed_goes_on_and_solves_nothing_twice(plan: Path, how: signal.Signals) -> None:
    folder = plan.parent / "swept"
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.studies.sweep.child", str(plan), str(folder)],
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 300
    while len(list(folder.glob("points/*/point.json"))) < 3:
        assert child.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(child.pid, how)
    assert child.wait(180) == (-signal.SIGKILL if how is signal.SIGKILL else 130)
    there = read_sweep(folder)
    assert 3 <= len(there.records) < 12
    assert (folder / "sweep.parquet").exists() == (how is signal.SIGINT)
    begun = solves(plan)
    found = swept(plan, GRID, logged)
    assert found.complete
    assert all(record.has_plan for record in found.records)
    assert len(pd.read_parquet(found.parquet)) == 12
    kept = {f"{record.settings[SHARE]} {record.settings['solve.seed']}" for record in there.records}
    assert len(kept) == len(there.records)
    for point in kept:
        assert begun.count(point) == solves(plan).count(point) == 1
    assert set(solves(plan)[len(begun) :]).isdisjoint(kept)
    for record in there.records:
        assert record in found.records


def test_a_scheduler_that_is_not_there_is_said_in_seconds_and_changes_nothing(plan: Path) -> None:
    started = time.monotonic()
    with pytest.raises(WorkersUnavailable, match=r"There is no Dask scheduler at 'tcp://127.0.0.1:9'"):
        swept(plan, SHARES, logged, scheduler="tcp://127.0.0.1:9")
    assert time.monotonic() - started < 20
    assert not (plan.parent / "swept").exists()


@pytest.mark.slow
def test_from_python_points_are_mappings(plan: Path) -> None:
    found = sweep(plan, [{SHARE: 0.5}, {"solve.seed": 2}], plan.parent / "mine", workers=1)
    assert found.complete
    assert [record.settings for record in found.records] == [{SHARE: 0.5}, {"solve.seed": 2}]
