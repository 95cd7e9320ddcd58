"""Every registered case runs at its smallest size and measures what its table shows."""

from __future__ import annotations

import math

import pytest

from benchmarks.machine import facts
from benchmarks.markdown import page
from benchmarks.record import OURS, Record
from benchmarks.registry import case_called, registered
from benchmarks.run import run_here
from benchmarks.table import header, line

CASES = registered()
OF_DATA = ("bookings", "streets", "travel")
"""Cases of reading and reckoning, in which nothing is solved."""


@pytest.mark.parametrize("name", CASES)
def test_smallest_size(name):
    case = CASES[name]
    if reason := case.missing():
        pytest.skip(reason)
    record = run_here(case, case.smoke)
    assert (record.case, record.size, record.who) == (name, case.smoke, OURS)
    assert record.peak_mb > 50
    assert 0 < record.cpu_seconds < 60
    assert all(seconds >= 0 for seconds in record.phases.values())
    if name in OF_DATA:
        return
    assert record.rows > 0
    assert record.variables > record.binaries > 0
    assert record.nonzeros > record.rows
    assert record.phases["build"] > 0
    if name not in ("build", "ablation", "diagnose", "pages"):
        check_solved(record)


def check_solved(record: Record) -> None:
    assert record.verified is True
    assert record.bound <= record.objective + 1e-6 * abs(record.objective)
    assert [stage.stage for stage in record.stages][-1] == "preferences"
    assert 0 <= record.gap < math.inf
    assert record.phases["build"] < record.first_plan_seconds <= record.solve_seconds
    if record.published is not None:
        assert record.objective == pytest.approx(record.published, rel=1e-6)
        assert record.goal_seconds <= record.solve_seconds


@pytest.mark.parametrize("name", CASES)
def test_sizes_are_consistent(name):
    case = CASES[name]
    assert case.name == name
    assert set(case.quick) <= set(case.sizes)
    assert len(set(case.sizes)) == len(case.sizes)


def test_what_runs_by_default():
    assert [name for name, case in CASES.items() if case.by_default] == ["demo", "leeds"]


@pytest.mark.parametrize("who", ["highs-default", "plain-pulp", "cbc"])
def test_a_peer_finds_the_same_optimum(who):
    name = "cap" if who == "cbc" else "pmed"
    case = CASES[name]
    if reason := case.missing():
        pytest.skip(reason)
    record = run_here(case, case.smoke, who)
    assert record.who == who
    assert record.objective == pytest.approx(record.published, rel=1e-6)
    assert 0 < record.goal_seconds <= record.solve_seconds


@pytest.mark.parametrize(("name", "figure"), [("streets", "metres"), ("travel", "km")])
def test_a_peer_finds_the_same_ways(name, figure):
    case = CASES[name]
    if reason := case.missing():
        pytest.skip(reason)
    ours = run_here(case, case.smoke)
    assert ours.extra["pairs"] > 0
    for who in case.peers:
        theirs = run_here(case, case.smoke, who)
        assert theirs.extra["pairs"] == ours.extra["pairs"]
        assert theirs.extra[figure] == pytest.approx(ours.extra[figure], rel=1e-9)


def test_a_line_has_a_cell_for_each_column():
    ours = Record(
        "demo",
        "x",
        goal=0.01,
        goal_seconds=2.0,
        phases={"build": 1.0, "preferences": 3.0},
        cpu_seconds=4.0,
        peak_mb=100.0,
    )
    slower = Record(
        "demo", "x", "peer", goal=0.01, phases={"build": 2.0, "preferences": 8.0}, cpu_seconds=12.0, peak_mb=250.0
    )
    assert line(ours, ours).split()[:5] == ["x", OURS, "1.0", "1.0", "1.0"]
    assert line(slower, ours).split()[:5] == ["x", "peer", ">5.0", "3.0", "2.5"]
    assert len(line(slower, ours)) == len(header())
    assert line(Record("demo", "x", skipped="no reason"), ours).endswith("skipped: no reason")


def test_figures_as_markdown():
    ours = Record("demo", "x", goal=0.01, goal_seconds=2.0, phases={"build": 1.0}, cpu_seconds=1.0, peak_mb=100.0)
    slower = Record("demo", "x", "peer", goal=0.01, phases={"build": 8.0}, peak_mb=250.0)
    broken = Record("demo", "y", skipped="no data")
    document = {"machine": facts(), "records": [record.as_json() for record in (ours, slower, broken)]}
    text = page(document)
    assert "### demo" in text
    assert "| x | estate-opt | 1.0 | 1.0 | 1.0 |" in text
    assert "| x | peer | >4.0 | – | 2.5 |" in text
    assert "| y | estate-opt | no data |" in text


def test_a_case_is_found_by_its_name_alone() -> None:
    assert [case_called(name) for name in CASES] == list(CASES.values())
