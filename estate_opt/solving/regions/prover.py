"""The bound side of a solve by parts: relaxations and bounds of each stage, one after another.

The parts are the same in every stage but for the rows across them, so their programs are sent once, and a stage's
relaxation goes on from where that of the stage before ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.matrix import Matrix
from estate_opt.solving.regions.bound import ROUNDS, SECONDS, Bound, bound_by_parts
from estate_opt.solving.regions.clock import Clock
from estate_opt.solving.regions.pool import Pool
from estate_opt.solving.regions.prices import Relaxation, Shipped, relax_whole
from estate_opt.solving.regions.program import Objective, Whole
from estate_opt.solving.regions.sample import sample_prices
from estate_opt.solving.regions.split import Split
from estate_opt.solving.regions.work import Options
from estate_opt.solving.stages import HELD_SCALE, TIER_WEIGHT

PART_SHARE = 0.03
"""Part of the time that a part's bound may take in a round: one that is hard would keep all others waiting."""
RELAXATION_GAP = 2e-4
"""Gap of the relaxation's prices, as a share of the objective."""


@dataclass(eq=False)
class Prover:
    """Bounds for the stages of a program.

    Parameters
    ----------
    whole
        The program.
    pool
        Where its parts are solved.
    clock
        The time of the solve.
    options
        Options of HiGHS, where whole decisions are looked for.
    """

    whole: Whole
    pool: Pool
    clock: Clock
    options: Options
    _blocks: Shipped | None = None
    _parts: Shipped | None = None

    def first(self, share: float) -> Relaxation | None:
        """The relaxation of all objectives together, from prices that a sample of components gives."""
        whole = self.whole
        prices = np.zeros(whole.matrix.a.shape[0])
        if whole.layout.block.max() > 0:
            split = Split(whole.matrix, whole.layout.component)
            prices = sample_prices(split, whole.combined.cost, whole.layout.buildings_of(whole.layout.component))
        return self.relax(whole.matrix, whole.combined, prices, share, None)

    def relax(
        self, held: Matrix, stage: Objective, prices: FloatArray, share: float, value: float | None
    ) -> Relaxation | None:
        """The relaxation of a stage, or the best of it when a share of the time has passed.

        Parameters
        ----------
        held
            The program with what earlier stages hold.
        stage
            What is to be minimised.
        prices
            Prices of the rows to begin with, shape (rows,).
        share
            Part of the time at which it ends.
        value
            The stage's objective at the plan so far.
        """
        block = self.whole.layout.block
        if block.max() == 0:  # one block: all columns, so that nothing is priced
            block = np.zeros(block.size, dtype=np.int64)
        self._blocks = Shipped.again(self._blocks, self.pool, Split(held, block))
        size = abs(stage.offset) or 1.0 if value is None else abs(value)
        found = relax_whole(
            self._blocks,
            self.pool,
            stage.cost,
            stage.offset,
            RELAXATION_GAP * size,
            prices,
            lambda: self.clock.goes_on(share),
        )
        if found is not None:
            self.clock.report(stage.name, value, found.bound)
        return found

    def by_parts(
        self,
        held: Matrix,
        stage: Objective,
        relaxation: Relaxation,
        starts: Sequence[FloatArray],
        value: float,
        near: float,
        share: float,
        before: Bound | None = None,
        rounds: int = ROUNDS,
    ) -> Bound:
        """A bound of a stage by whole decisions in the parts; no better than ``near`` to the value is asked for."""
        layout = self.whole.layout
        self._parts = Shipped.again(self._parts, self.pool, Split(held, layout.part))

        def go_on(bound: float) -> bool:
            self.clock.report(stage.name, value, bound)
            return value - bound > near and self.clock.goes_on(share)

        buildings = layout.buildings_of(layout.part)
        totals = self.whole.totals(held)
        return bound_by_parts(
            self._parts,
            self.pool,
            stage.cost,
            stage.offset,
            relaxation,
            starts,
            totals,
            buildings,
            near,
            go_on,
            self.clock.guard(min(SECONDS, PART_SHARE * self.clock.limit)),
            self.options,
            before,
            rounds,
        )

    def prices_of_held(self, y: FloatArray) -> FloatArray:
        """Prices with shortfalls held, from those with shortfalls paid for."""
        tiers = len(self.whole.tiers)
        return np.append(y, np.array([-(TIER_WEIGHT**power) / HELD_SCALE for power in range(tiers, 0, -1)]))
