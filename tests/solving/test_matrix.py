"""The program as arrays says what the program of PuLP says, and so do its parts."""

from __future__ import annotations

import numpy as np
import pytest

from estate_opt.solving.incumbent import Incumbent
from estate_opt.solving.matrix import Matrix
from tests.oracle.estates import VILLAGE
from tests.solving.test_primal import RULES, program


def optimum(matrix: Matrix) -> tuple[float, np.ndarray]:
    highs = matrix.highs(integer=True, mip_rel_gap=0.0)
    highs.run()
    return float(highs.getObjectiveValue()), np.array(highs.getSolution().col_value)


@pytest.fixture(scope="module")
def village() -> Matrix:
    return program(VILLAGE, RULES)[1]


def test_every_coefficient_limit_and_bound_is_that_of_the_program() -> None:
    formulation, matrix = program(VILLAGE, RULES)
    problem = formulation.program.problem
    variables = problem.variables()
    position = {v.id: j for j, v in enumerate(variables)}
    dense = matrix.a.toarray()
    for r, row in enumerate(problem.constraints()):
        said = np.zeros(len(variables))
        for variable, coefficient in row.items():
            said[position[variable.id]] = coefficient
        assert np.array_equal(dense[r], said)
        assert matrix.row_low[r] == (-np.inf if row.getLb() is None else row.getLb())
        assert matrix.row_high[r] == (np.inf if row.getUb() is None else row.getUb())
    assert [v.cat == "Integer" for v in variables] == matrix.whole.tolist()


def test_what_is_left_of_it_has_the_same_objective_and_the_same_optimum(village: Matrix) -> None:
    value, x = optimum(village)
    fixed = np.zeros(len(x), dtype=bool)
    fixed[::2] = True
    smaller, free = village.without(fixed, x)
    assert smaller.value(x[free]) == pytest.approx(village.value(x))
    again, y = optimum(smaller)
    assert again == pytest.approx(value, abs=1e-6)
    whole = np.where(fixed, x, 0.0)
    whole[free] = y
    assert village.broken(whole) <= 1e-6


def test_a_further_row_holds(village: Matrix) -> None:
    value, x = optimum(village)
    more = village.with_row(village.cost, value + 0.1, np.inf)
    assert more.broken(x) > 0.0
    assert optimum(more)[0] >= value + 0.1 - village.offset - 1e-6


class TestIncumbent:
    def test_a_plan_that_breaks_a_row_is_refused_whatever_its_objective(self, village: Matrix) -> None:
        _, x = optimum(village)
        incumbent = Incumbent(village, village.cost)
        assert incumbent.offer(x)
        nothing = np.zeros(len(x))
        assert village.value(nothing) < village.value(x)
        assert not incumbent.offer(nothing)
        assert incumbent.refused == 1
        assert incumbent.value == pytest.approx(village.value(x))

    def test_what_lies_behind_the_objective_decides_between_equals(self, village: Matrix) -> None:
        _, x = optimum(village)
        flat = village.minimising(np.zeros(len(x)), 0.0)
        worse = Incumbent(flat, -village.cost)
        assert worse.offer(x)
        assert not worse.offer(x)
        assert worse.version == 1
