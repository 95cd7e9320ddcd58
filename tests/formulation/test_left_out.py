"""Left-out moves: what pricing promises holds for the program that has them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pytest

from estate_opt.config.schema import FormulationSettings
from estate_opt.domain.travel import FloatArray
from estate_opt.formulation import formulate
from estate_opt.formulation.left_out import add_moves, complete, left_out_sentence
from estate_opt.formulation.objective import disruption_rate, preference
from estate_opt.formulation.pricing import price_left_out
from estate_opt.inputs.synthetic import synthesise
from estate_opt.policies import Context
from estate_opt.policies.base import Expression
from estate_opt.solving.matrix import Matrix
from tests.oracle.cases import Tables, plan_file

TOWNS = range(1, 5)
Links = Literal["strong", "aggregated"]
RULES: Tables = {
    "reduction": {"share": 0.5, "weight": 3.0},
    "utilisation": {"floor": 0.7},
    "running_cost": {"saving_share": 0.3},
    "access": {"service": "library", "km": 1.6, "no_worse_than_today": 0.9},
}
PREFERENCES: Tables = {"ended": 4.0, "running_cost": 1.0, "disruption": 0.5, "travel": 1.0, "condition": 0.5}


@dataclass
class Relaxed:
    bound: float
    row_duals: FloatArray
    reduced_cost: FloatArray


class Town:
    """A town's program with few moves, its objective of shortfalls and preferences, and its relaxation."""

    def __init__(self, seed: int, nearest: int, *, links: Links = "strong") -> None:
        rules = RULES | {"relocation": {"nearest": nearest, "max_ended_share": 0.0, "indivisible": ["library"]}}
        self.context = Context(synthesise(seed=seed, buildings=24, wards=4))
        self.asked = plan_file(rules, PREFERENCES)
        policies, settings = self.asked.policies, FormulationSettings(links=links)
        self.formulation = formulate(self.context, policies.all(), policies.relocation, settings=settings)
        self.preferences = preference(self.formulation, self.asked.preferences)
        self.rate = disruption_rate(self.context, self.asked.preferences)

    def relax(self) -> Relaxed:
        total = Expression([*self.preferences.terms], self.preferences.constant)
        total.extend(self.formulation.shortfall(1), 100.0)
        self.formulation.program.minimise(total)
        highs = Matrix.of(self.formulation.program.problem).highs(integer=False)
        highs.run()
        solution = highs.getSolution()
        return Relaxed(highs.getObjectiveValue(), np.array(solution.row_dual), np.array(solution.col_dual))


@pytest.fixture(scope="module")
def optimum() -> dict[int, float]:
    """The relaxation of each town with all moves."""
    towns = {seed: Town(seed, nearest=1_000) for seed in TOWNS}
    assert all(town.formulation.candidates.left_out == 0 for town in towns.values())
    return {seed: town.relax().bound for seed, town in towns.items()}


@pytest.mark.parametrize("seed", TOWNS)
@pytest.mark.parametrize("nearest", [1, 3])
def test_the_loss_is_bounded(seed: int, nearest: int, optimum: dict[int, float]) -> None:
    town = Town(seed, nearest)
    relaxed = town.relax()
    pricing = price_left_out(town.formulation, relaxed.row_duals, relaxed.reduced_cost, town.rate)
    assert pricing.priced == town.formulation.candidates.left_out > 0
    assert relaxed.bound > optimum[seed] + 1e-3, "nothing is lost, so that this shows nothing"
    assert relaxed.bound - pricing.loss <= optimum[seed] + 1e-6


@pytest.mark.parametrize("links", ["strong", "aggregated"])
@pytest.mark.parametrize("seed", TOWNS)
def test_with_what_is_added_nothing_is_lost(seed: int, links: Links, optimum: dict[int, float]) -> None:
    town = Town(seed, nearest=2, links=links)
    before = town.formulation.candidates.left_out
    bound = complete(town.formulation, town.preferences, town.rate, town.relax, enough=1e-6, rounds=30)
    assert bound is not None
    assert bound <= optimum[seed] + 1e-6
    if links == "strong":
        assert town.relax().bound == pytest.approx(optimum[seed], rel=1e-5)
    added = town.formulation.sizes["moves_added"]
    assert 0 < added < before
    assert town.formulation.candidates.left_out == before - added


def test_a_program_without_room_for_further_moves_gets_none() -> None:
    town = Town(1, nearest=2)
    settings = FormulationSettings(price_left_out=False)
    policies = town.asked.policies
    formulation = formulate(town.context, policies.all(), policies.relocation, settings=settings)
    assert complete(formulation, town.preferences, town.rate, town.relax) is None
    assert "moves_added" not in formulation.sizes


def test_the_way_of_added_moves_counts_in_the_preferences() -> None:
    town = Town(1, nearest=2)
    complete(town.formulation, town.preferences, town.rate, town.relax)
    anew = preference(town.formulation, town.asked.preferences)

    def by_variable(expression: Expression) -> dict[str, float]:
        found: dict[str, float] = {}
        for variable, coefficient in expression.terms:
            found[variable.name] = found.get(variable.name, 0.0) + coefficient
        return found

    assert by_variable(town.preferences) == pytest.approx(by_variable(anew))


def test_a_move_that_is_added_enters_the_rows_that_it_would_have_been_in() -> None:
    few, many = Town(2, nearest=2), Town(2, nearest=1_000)
    relaxed = few.relax()
    found = price_left_out(few.formulation, relaxed.row_duals, relaxed.reduced_cost, few.rate)
    add_moves(few.formulation, found.moves)
    for move in found.moves:
        assert rows_with(few, move.arc) == pytest.approx(rows_with(many, move.arc))


def rows_with(town: Town, arc: tuple[int, str, int]) -> dict[str, float]:
    """Coefficients of a move by the names of the rows."""
    problem = town.formulation.program.problem
    column = town.formulation.program.matrix()[:, [town.formulation.moves[arc].id]].tocoo()
    names = [row.name for row in problem.constraints()]
    return dict(zip((names[r] for r in column.coords[0]), column.data.tolist(), strict=True))


@pytest.mark.parametrize(
    ("gain", "said"),
    [
        (None, "what they could bring was not looked at."),
        (0.0, "none of them could make the plan better."),
        (0.00123, "no plan with them is better by more than 0.13 %."),
        (0.0512, "no plan with them is better by more than 5.2 %."),
    ],
)
def test_what_is_said_of_moves_left_out(gain: float | None, said: str) -> None:
    assert left_out_sentence(Town(1, nearest=2).formulation, gain).endswith(said)
