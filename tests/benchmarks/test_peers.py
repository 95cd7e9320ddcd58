"""Peers get the same question: on an estate that all of them prove, they find a plan as good as ours."""

from __future__ import annotations

import pytest

from benchmarks.ours import measure_solve
from benchmarks.peers.environment import Environment
from benchmarks.peers.everyone import ANALYST, PLAN_PEERS
from benchmarks.peers.other_solvers import OTHER_SOLVERS
from benchmarks.peers.plain_stages import LEAST_SECONDS, PLAIN, peer_seconds
from benchmarks.plans import MODELS, asked, made_estate, smoke_estate
from benchmarks.record import OURS, Record
from estate_opt.workflow import load

GAP = 1e-4
LOOSE = 0.02
"""Goal of the peers that take minutes to prove more, whole numbers being what they are."""


@pytest.fixture(scope="module")
def village():
    with smoke_estate(Record("demo", "smoke")) as folder:
        # with more threads HiGHS ends as the clock has it, and its tolerances are a peer's own affair
        case = load(MODELS / "demo.toml", {"inputs.estate": str(folder), "solve.threads": 1})
    return case.context, asked(case.plan_file, gap=GAP, seconds=60.0)


@pytest.fixture(scope="module")
def ours(village):
    record = Record("demo", "smoke", OURS, goal=GAP)
    measure_solve(record, *village)
    assert record.verified
    return record


def check_as_good(record, ours):
    assert record.skipped is None
    assert record.verified is True
    assert record.shortfall == pytest.approx(ours.shortfall, abs=2e-3)
    assert record.preferences == pytest.approx(ours.preferences, rel=5e-3)
    assert set(record.gap_seconds) == {"0.02", "0.01", "0.005", "0.001"}


@pytest.mark.parametrize("who", [*PLAIN, *ANALYST])
def test_a_peer_finds_as_good_a_plan(who, village, ours):
    check_as_good(PLAN_PEERS[who](Record("demo", "smoke", who, goal=GAP), *village), ours)


@pytest.mark.slow
@pytest.mark.parametrize("who", OTHER_SOLVERS)
def test_a_peer_in_its_own_environment_finds_as_good_a_plan(who):
    environment, _ = OTHER_SOLVERS[who]
    if not environment.python.exists():
        pytest.skip(f"the environment of {who} has not been made: python -m benchmarks demo --quick --peer {who}")
    with made_estate(Record("demo", "smoke"), seed=3, buildings=4, wards=1) as folder:
        case = load(MODELS / "demo.toml", {"inputs.estate": str(folder)})
    hamlet = case.context, asked(case.plan_file, gap=GAP, seconds=60.0)
    ours = Record("demo", "smoke", OURS, goal=GAP)
    measure_solve(ours, *hamlet)
    record = PLAN_PEERS[who](Record("demo", "smoke", who, goal=LOOSE), *hamlet)
    assert record.skipped is None
    assert record.verified is True
    assert record.shortfall == pytest.approx(ours.shortfall, rel=3 * LOOSE, abs=2e-3)
    assert record.preferences == pytest.approx(ours.preferences, rel=3 * LOOSE)
    assert 20 < record.peak_mb < 1000


def test_a_peer_has_at_least_the_time_that_we_have(village):
    _, plan_file = village
    assert peer_seconds(plan_file) == LEAST_SECONDS
    assert peer_seconds(asked(plan_file, gap=GAP, seconds=300.0)) == 300.0


def test_an_environment_that_cannot_be_made_says_why(tmp_path, monkeypatch):
    monkeypatch.setattr("benchmarks.peers.environment.ROOT", tmp_path)
    absent = Environment("nothing", packages=("./no-such-folder/no-such-package",), modules=("nothing",))
    assert "nothing cannot be installed" in (absent.prepare() or "")


def test_a_script_that_fails_says_what_was_wrong(tmp_path, monkeypatch):
    monkeypatch.setattr(Environment, "python", property(lambda _: __import__("sys").executable))
    script = tmp_path / "broken.py"
    script.write_text("raise SystemExit('no licence')")
    here = Environment("here", packages=(), modules=())
    assert here.ask(script, (), tmp_path / "answer.json", 5.0) == "failed: no licence"
