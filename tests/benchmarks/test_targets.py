"""Whether targets are reached, judged from records made up for it."""

from __future__ import annotations

import pytest

from benchmarks import cli
from benchmarks.judges import (
    NOT_MEASURED,
    Verdict,
    at_most,
    built,
    faster,
    figure,
    first_plan,
    flat_cost,
    optimum,
    proven_to,
)
from benchmarks.judges import smaller as less_memory
from benchmarks.record import OURS, Record
from benchmarks.registry import registered
from benchmarks.targets import TARGETS, Target, judged, needed, table


def run(size="x", who=OURS, **figures):
    figures.setdefault("verified", True)
    return Record("demo", size, who, **figures)


def alone(*records):
    return [(record, {OURS: record}) for record in records]


def test_every_run_is_to_be_in_time():
    fast, slow, never = (
        run(gap_seconds={"0.01": 9.0}),
        run(gap_seconds={"0.01": 16.0}),
        run(gap_seconds={}, gap=0.0312),
    )
    judge = proven_to(0.01, seconds=15)
    assert judge(alone(fast)) == Verdict(True, "1 of 1, slowest 9.0 s")
    assert judge(alone(fast, slow)) == Verdict(False, "1 of 2, slowest 16.0 s")
    assert judge(alone(fast, never)) == Verdict(False, "1 of 2, slowest 9.0 s, 1 never (widest gap 3.12%)")


def test_a_plan_that_the_verifier_refuses_is_never_in_time():
    refused = run(gap_seconds={"0.01": 9.0}, verified=False)
    assert proven_to(0.01, seconds=15)(alone(refused)).reached is False


def test_a_run_that_failed_says_why():
    failed = run(skipped="failed: no memory", verified=None)
    assert first_plan(seconds=5)(alone(failed)) == Verdict(False, "0 of 1, 1 never, x: failed: no memory")


@pytest.mark.parametrize(("objective", "reached"), [(100.0, True), (100.00001, True), (100.1, False)])
def test_an_optimum_is_the_published_one(objective, reached):
    record = run(goal_seconds=1.0, objective=objective, published=100.0)
    assert optimum(seconds=10)(alone(record)).reached is reached


def test_faster_is_a_geometric_mean_over_what_both_prove():
    pairs = [
        (run(goal_seconds=1.0), {"spopt": run(who="spopt", goal_seconds=4.0)}),
        (run(goal_seconds=1.0), {"spopt": run(who="spopt", goal_seconds=100.0)}),
        (run(goal_seconds=1.0), {"spopt": run(who="spopt")}),
    ]
    assert faster("spopt", times=10)(pairs) == Verdict(True, "20.0 × in 2 of 3 runs")
    assert faster("spopt", times=21)(pairs).reached is False
    assert faster("cbc", times=1)(pairs) == NOT_MEASURED


def test_a_peer_that_does_not_end_counts_with_the_time_it_had():
    ours = run(gap_seconds={"0.01": 10.0})
    theirs = run(who="highs-default", phases={"build": 1.0, "preferences": 119.0})
    judge = faster("highs-default", times=5, gap=0.01)
    assert judge([(ours, {"highs-default": theirs})]) == Verdict(
        True, "12.0 × in 1 of 1 runs, of which highs-default did not end 1"
    )


def test_memory_building_growth_and_figures():
    pairs = [(run(peak_mb=100.0), {"spopt": run(who="spopt", peak_mb=450.0)})]
    assert less_memory("spopt", times=5)(pairs) == Verdict(False, "4.5 × in 1 of 1 runs")
    assert built(seconds=5)(alone(run(phases={"build": 4.0}, peak_mb=700.0))) == Verdict(
        True, "1 of 1, slowest 4.0 s, peak 700 MB"
    )
    small = run("small", cpu_seconds=100.0, extra={"buildings": 1000})
    large = run("large", cpu_seconds=2500.0, extra={"buildings": 10000})
    judge = flat_cost("small", "large", times=2)
    assert judge(alone(small, large)) == Verdict(False, "2.50 × (0.100 and 0.250 CPU s a building)")
    assert judge(alone(small)) == NOT_MEASURED
    within = at_most("all_processes_gb", 6, "GB")
    assert within(alone(run(extra={"all_processes_gb": 2.0}), run(extra={"all_processes_gb": 7.0}))) == Verdict(
        False, "7.00 GB"
    )
    assert figure("warm", at_least=3)(alone(run(extra={"warm": 4.0}))) == Verdict(True, "4.00 ×")


def test_the_last_of_several_records_of_a_run_counts():
    target = Target("demo", "1 % in 15 s", proven_to(0.01, seconds=15))
    records = [run(gap_seconds={}), run(gap_seconds={"0.01": 3.0}), run(who="cbc")]
    ((_, verdict),) = judged(records, [target])
    assert verdict == Verdict(True, "1 of 1, slowest 3.0 s")


def test_only_the_sizes_of_a_target_are_judged():
    target = Target("demo", "1 % in 15 s", proven_to(0.01, seconds=15), sizes=("y",))
    ((_, verdict),) = judged([run("x")], [target])
    assert verdict == NOT_MEASURED


def test_every_target_speaks_of_sizes_and_peers_that_its_case_has():
    cases = registered()
    for target in (t for t in TARGETS if t.case in cases):
        case = cases[target.case]
        assert set(target.sizes) <= set(case.sizes), target
        assert set(target.peers) <= set(case.peers), target
        sizes, peers = needed(case)
        assert sizes
        assert set(target.peers) <= set(peers)


def test_the_table_has_a_row_for_each_line():
    text = table(judged([]))
    assert len(text.splitlines()) == 2 + len(TARGETS)
    assert "| build | 5 000 buildings built in 5 s | – | not measured |" in text


def test_the_command_runs_what_the_targets_need_and_judges_it(tmp_path, monkeypatch, capsys):
    seconds = {"0.02": 1.0, "0.01": 2.0, "0.005": 3.0, "0.001": 4.0}
    monkeypatch.setattr(
        cli,
        "run_apart",
        lambda case, size, who=OURS: Record(case.name, size, who, verified=True, gap_seconds=dict(seconds)),
    )
    assert cli.main(["cities", "indivisible", "--targets", "--quick", "--json", str(tmp_path / "figures.json")]) == 0
    shown = capsys.readouterr().out
    written = (tmp_path / "figures.md").read_text()
    assert "| indivisible | 2 % in 120 s | yes |" in written
    assert "### indivisible" in written
    assert "| indivisible | 2 % in 120 s | yes | 1 of 1, slowest 1.0 s |" in shown
    assert "| cities | to 1 % 5 × faster than HiGHS as it comes | no | 1.0 × in 2 of 2 runs |" in shown
    assert "| pmed | all proven, each in 10 s | – | not measured |" in shown


def test_a_peer_by_name(tmp_path, monkeypatch):
    asked = []

    def note(case, size, who=OURS):
        asked.append(who)
        return Record(case.name, size, who)

    monkeypatch.setattr(cli, "run_apart", note)
    cli.main(["demo", "cap", "--quick", "--peer", "scip", "--json", str(tmp_path / "figures.json")])
    assert asked == [OURS, "scip", OURS, OURS]


def test_an_unknown_peer_is_refused(capsys):
    with pytest.raises(SystemExit):
        cli.main(["demo", "--peer", "skip"])
    assert "there is no peer skip" in capsys.readouterr().err
