"""Ctrl-C while a solver runs: the best plan so far is the answer, and says that it was interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from estate_opt.solving.progress import StopSwitch, stop_on_interrupt

PROGRAM = """
import sys
from estate_opt.inputs.synthetic import synthesise
from estate_opt.formulation import formulate
from estate_opt.policies import Context
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.solving import Silent, solve_formulation
from tests.oracle.cases import plan_file

class Told(Silent):
    def stage(self, name):
        print("stage", name, flush=True)

rules = {
    "reduction": {"share": 0.6, "weight": 2.0},
    "relocation": {"max_ended_share": 0.0, "weight": 4.0},
    "utilisation": {"floor": 0.8, "over": "todays_hours", "of": "each_building"},
    "access": {"service": "library", "km": 1.6, "share": 0.9, "areas": "each_ward"},
}
context = Context(synthesise(seed=3, buildings=40, wards=6))
asked = plan_file(rules, time_limit_seconds=120.0)
formulation = formulate(context, asked.policies.all(), asked.policies.relocation)
result = Result(asked, context, solve_formulation(formulation, asked, Told()))
print("outcome", result.plan.outcome.value, verify(result).accepted, flush=True)
"""


@pytest.mark.slow
def test_ctrl_c_keeps_the_best_plan_so_far() -> None:
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("stage shortfall"):
                break
        time.sleep(1.0)
        started = time.perf_counter()
        os.kill(process.pid, signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait() == 0
    assert rest.splitlines()[-1] == "outcome interrupted True"
    assert time.perf_counter() - started < 60


def test_the_first_signal_sets_the_switch_and_the_second_ends_the_program() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stop_on_interrupt() as switch:
        assert isinstance(switch, StopSwitch)
        assert not switch.is_set
        signal.raise_signal(signal.SIGINT)
        assert switch.is_set
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
