"""A formulation's program as regions need it: arrays, the objectives of its stages, and its layout."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pulp

from estate_opt.config.schema import Regions
from estate_opt.domain.plan import PREFERENCES, SHORTFALL
from estate_opt.domain.travel import FloatArray
from estate_opt.formulation.build import Formulation
from estate_opt.policies.base import Expression
from estate_opt.solving.matrix import BoolArray, Matrix, as_row
from estate_opt.solving.regions.balance import Held, elastic
from estate_opt.solving.regions.layout import Layout
from estate_opt.solving.regions.places import NOWHERE, Places
from estate_opt.solving.regions.pool import Pool
from estate_opt.solving.regions.search import RegionSearch
from estate_opt.solving.regions.split import with_finite_bounds
from estate_opt.solving.regions.work import Options
from estate_opt.solving.stages import HELD_SCALE, HELD_SLACK, STARTING, TIER_WEIGHT


@dataclass(frozen=True, eq=False)
class Objective:
    """The objective of a stage: coefficients, shape (columns,), and constant."""

    name: str
    cost: FloatArray
    offset: float

    def of(self, x: FloatArray) -> float:
        """Its value at a plan."""
        return float(self.cost @ x[: self.cost.size] + self.offset)


@dataclass(frozen=True, eq=False)
class Whole:
    """The whole program.

    Parameters
    ----------
    variables
        PuLP's, one a column.
    matrix
        The program without an objective; every column has finite bounds.
    amounts
        Columns that had no upper bound, shape (columns,).
    tiers, last, combined
        The shortfalls in their order, the preferences, and all together, earlier tiers heavier.
    layout
        Its parts.
    """

    variables: list[pulp.LpVariable]
    matrix: Matrix
    amounts: BoolArray
    tiers: tuple[Objective, ...]
    last: Objective
    combined: Objective
    layout: Layout

    @classmethod
    def of(cls, formulation: Formulation, preferences: Expression, regions: Regions) -> Whole:
        """Read a formulation's program and take it apart."""
        problem = formulation.program.problem
        variables = problem.variables()
        column = {v.id: j for j, v in enumerate(variables)}
        matrix = Matrix.of(problem).minimising(np.zeros(len(column)), 0.0)
        finite = with_finite_bounds(matrix)
        tiers = tuple(
            Objective(f"{SHORTFALL}{tier}", *as_row(formulation.shortfall(tier), column))
            for tier in formulation.tiers()
        )
        last = Objective(PREFERENCES, *as_row(preferences, column))
        cost, offset = last.cost.copy(), last.offset
        for power, stage in enumerate(reversed(tiers), start=1):
            cost += TIER_WEIGHT**power * stage.cost
            offset += TIER_WEIGHT**power * stage.offset
        return cls(
            variables=variables,
            matrix=finite,
            amounts=~np.isfinite(matrix.high),
            tiers=tiers,
            last=last,
            combined=Objective(STARTING, cost, offset),
            layout=Layout.of(finite, Places.of(formulation), regions.block_buildings, regions.part_buildings),
        )

    def holding(self, held: Matrix, stage: Objective, reached: float) -> Matrix:
        """The program with one more row, by which a shortfall gets no worse than what was reached."""
        most = HELD_SCALE * (reached - stage.offset + HELD_SLACK)
        return held.with_row(HELD_SCALE * stage.cost, -np.inf, most)

    def at_prices(self, prices: Sequence[float], x: FloatArray) -> Objective:
        """The preferences, and what the shortfalls are beyond those of a plan at prices.

        That is never more than the preferences of any plan that keeps to these shortfalls.
        """
        cost, offset = self.last.cost.copy(), self.last.offset
        for stage, price in zip(self.tiers, prices, strict=True):
            cost += price * stage.cost
            offset -= price * (stage.of(x) - stage.offset + HELD_SLACK)
        return Objective(self.last.name, cost, offset)

    def totals(self, held: Matrix) -> BoolArray:
        """Which rows of a program with held shortfalls are totals: those are too."""
        more = held.a.shape[0] - self.layout.totals.size
        return np.append(self.layout.totals, np.ones(more, dtype=bool))

    def search(
        self,
        stage: Objective,
        pool: Pool,
        y: FloatArray,
        start: FloatArray,
        plan: FloatArray | None = None,
        held: Sequence[Held] = (),
        guard: Callable[[float], float] = float,
        options: Options = (),
    ) -> RegionSearch:
        """A search for plans of one stage.

        Parameters
        ----------
        stage
            What is to be minimised.
        pool
            Where neighbourhoods are solved.
        y
            Prices of the program's rows, shape (rows,).
        start
            Where it begins: a solution of the relaxation, or a plan, shape (columns,).
        plan
            The best plan that is known, shape (columns,).
        held
            Shortfalls of earlier stages, which a plan must keep to.
        guard, options
            As for :class:`RegionSearch`.
        """
        totals = self.layout.totals
        matrix = elastic(self.matrix.minimising(stage.cost, stage.offset), totals)
        more = matrix.cost.size - stage.cost.size
        nowhere = np.full(more, NOWHERE)
        layout = replace(
            self.layout,
            building=np.append(self.layout.building, nowhere),
            component=np.append(self.layout.component, nowhere),
            block=np.append(self.layout.block, nowhere),
            part=np.append(self.layout.part, nowhere),
        )
        search = RegionSearch(
            matrix=matrix,
            layout=layout,
            loose=layout.component == NOWHERE,
            amounts=np.append(self.amounts, np.ones(more, dtype=bool)),
            pool=pool,
            x=np.append(start, np.zeros(more)),
            y=y,
            held=[replace(each, cost=np.append(each.cost, np.zeros(more))) for each in held],
            guard=guard,
            options=options,
            balanced=plan is not None,
        )
        if plan is not None:
            search.offer(np.append(plan, np.zeros(more)))
        return search
