"""HiGHS gets the number of threads it is asked for, whatever it began with."""

from __future__ import annotations

import highspy
import pytest

from estate_opt.solving.scheduler import use_threads


def solve(threads: int) -> highspy.HighsModelStatus:
    use_threads(threads)
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", threads)
    highs.addVar(1.0, 4.0)
    highs.run()
    return highs.getModelStatus()


@pytest.mark.parametrize("order", [(1, 2, 1), (2, 1, 2)])
def test_solves_with_one_thread_and_two_follow_one_another(order: tuple[int, ...]) -> None:
    assert {solve(threads) for threads in order} == {highspy.HighsModelStatus.kOptimal}
