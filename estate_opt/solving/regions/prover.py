"""The bound side of a solve by parts: relaxations and bounds of each stage, one after another.

The parts are the same in every stage but for the rows across them, so their programs are sent once, and a stage's
relaxation goes on from where that of the stage before ended.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.solving.matrix import Matrix
from estate_opt.solving.regions.bound import NODES, SECONDS, Bound, bound_by_parts, deepened
from estate_opt.solving.regions.bound import ROUNDS as BOUND_ROUNDS
from estate_opt.solving.regions.clock import Clock
from estate_opt.solving.regions.overlap import Closed, Pieces, relax_pieces
from estate_opt.solving.regions.places import NOWHERE
from estate_opt.solving.regions.pool import Pool
from estate_opt.solving.regions.prices import ROUNDS, Relaxation, Shipped, relax_whole
from estate_opt.solving.regions.program import Objective, Whole
from estate_opt.solving.regions.sample import sample_prices
from estate_opt.solving.regions.split import Split
from estate_opt.solving.regions.work import Effort, Options

PART_SHARE = 0.03
"""Part of the time that a part's bound may take in a round: one that is hard would keep all others waiting."""
TIMES_FAIR, LEAST_SECONDS = 2.5, 2.0
"""Times the seconds that all parts could have alike in a round that a part may take; and the least for it."""
WIDE_BUILDINGS = 2_500
"""A block of more buildings is relaxed piece by piece: what it takes as one grows faster than they do."""
DEEPER = 20
"""Times as many nodes for parts that are open after all rounds."""
CHECK_ROUNDS = 4
"""Rounds in which the relaxation's own prices are sought, to see whether those of a search are any good."""
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
    nodes
        How far a part is searched for its bound.
    workers
        Parts that are solved at once.
    """

    whole: Whole
    pool: Pool
    clock: Clock
    options: Options
    nodes: int = NODES
    workers: int = 1
    _blocks: Shipped[Split] | None = None
    _pieces: Shipped[Pieces] | None = None
    _closed: Shipped[Closed] | None = None
    _parts: Shipped[Split] | None = None

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
        return self._relax(held, stage, prices, value, ROUNDS, lambda: self.clock.goes_on(share))

    def near(self, stage: Objective, prices: FloatArray, value: float, share: float, gap: float) -> Relaxation | None:
        """The relaxation of a stage at the prices of the totals that a search has found, where they are any good.

        Whole decisions need other prices than their relaxation, so those of a search are better, if only it was long
        enough. Where they prove less than the relaxation's own by more than ``gap``, it was not. Parameters as for
        :meth:`relax`.
        """
        held = self.whole.matrix
        found = self._relax(held, stage, prices, value, 1, lambda: not self.clock.stop.is_set)
        if found is None:
            return None
        best = self._relax(held, stage, prices, value, CHECK_ROUNDS, lambda: self.clock.goes_on(share))
        return found if best is None or found.bound >= best.bound - gap else best

    def _relax(
        self,
        held: Matrix,
        stage: Objective,
        prices: FloatArray,
        value: float | None,
        rounds: int,
        go_on: Callable[[], bool],
    ) -> Relaxation | None:
        gap = RELAXATION_GAP * (abs(stage.offset) or 1.0 if value is None else abs(value))
        found = self._by_pieces(held, stage, prices, gap, rounds, go_on) if self._wide else None
        if found is None and not self.clock.stop.is_set:  # a row in proportion may leave a piece nothing possible
            found = self._by_blocks(held, stage, prices, gap, rounds, go_on)
        if found is not None:
            self.clock.report(stage.name, value, found.bound)
        return found

    @property
    def _wide(self) -> bool:
        """Whether some component is too large to be relaxed at once."""
        layout = self.whole.layout
        return bool(layout.block.max() > 0 and layout.buildings_of(layout.block).max() > WIDE_BUILDINGS)

    def _by_blocks(
        self, held: Matrix, stage: Objective, prices: FloatArray, gap: float, rounds: int, go_on: Callable[[], bool]
    ) -> Relaxation | None:
        layout = self.whole.layout
        block = layout.block
        if block.max() == 0:  # one block: all columns, so that nothing is priced, unless prices are to stay
            block = np.where((layout.component == NOWHERE) & (rounds <= CHECK_ROUNDS), NOWHERE, block)
        self._blocks = Shipped.again(self._blocks, self.pool, Split(held, block))
        return relax_whole(self._blocks, self.pool, stage.cost, stage.offset, gap, prices, go_on, rounds)

    def _by_pieces(
        self, held: Matrix, stage: Objective, prices: FloatArray, gap: float, rounds: int, go_on: Callable[[], bool]
    ) -> Relaxation | None:
        parts, totals = self._shipped(held), self.whole.totals(held)
        pieces = Pieces(parts.split, self.whole.layout)
        self._pieces = Shipped.again(self._pieces, self.pool, pieces)
        self._closed = Shipped.again(self._closed, self.pool, pieces.closed)
        return relax_pieces(
            self._pieces,
            self._closed,
            parts,
            self.pool,
            stage.cost,
            stage.offset,
            totals,
            gap,
            prices,
            go_on,
            rounds,
        )

    def _shipped(self, held: Matrix) -> Shipped[Split]:
        """The parts, each of which keeps the rows across its border in part; sent where they are solved."""
        split = Split(held, self.whole.layout.part, ~self.whole.totals(held))
        self._parts = Shipped.again(self._parts, self.pool, split)
        return self._parts

    def by_parts(
        self,
        held: Matrix,
        stage: Objective,
        before: Bound,
        value: float,
        near: float,
        share: float,
        plan: FloatArray,
        rounds: int = BOUND_ROUNDS,
    ) -> Bound:
        """A bound of a stage by whole decisions in the parts.

        Parameters
        ----------
        held
            The program with what earlier stages hold.
        stage
            What is to be minimised.
        before
            What is to be bettered: a relaxation's bound, or that of earlier rounds.
        value
            The stage's objective at the plan so far; no better bound than ``near`` to it is asked for.
        share
            Part of the time at which no further round begins.
        plan
            The plan so far, shape (columns,).
        rounds
            Rounds at most, with those before.
        """
        layout, parts = self.whole.layout, self._shipped(held)

        def go_on(bound: float) -> bool:
            self.clock.report(stage.name, value, bound)
            return value - bound > near and self.clock.goes_on(share)

        fair = max(LEAST_SECONDS, TIMES_FAIR * self.workers * self.clock.left(share) / len(parts.handles))
        return bound_by_parts(
            parts,
            self.pool,
            stage.cost,
            stage.offset,
            before,
            self.whole.totals(held),
            layout.buildings_of(layout.part),
            near,
            go_on,
            self.clock.guard(min(SECONDS, PART_SHARE * self.clock.limit, fair)),
            self.options,
            plan,
            rounds,
            self.nodes,
        )

    def deeper(self, held: Matrix, stage: Objective, before: Bound, value: float, near: float, share: float) -> Bound:
        """The same bound with its open parts searched further, in the time until a share of it has passed."""
        if not before.answers or value - before.value <= near or not self.clock.goes_on(share):
            return before
        layout, parts = self.whole.layout, self._shipped(held)

        def effort(still_open: int) -> Effort:
            seconds = self.workers * self.clock.left(share) / max(1, still_open)
            return Effort(0.0, DEEPER * self.nodes, self.clock.guard(seconds), self.options)

        buildings = layout.buildings_of(layout.part)
        bound = deepened(parts, self.pool, stage.cost, stage.offset, before, buildings, near, effort)
        self.clock.report(stage.name, value, bound.value)
        return bound

    def losses(self, held: Matrix, stage: Objective, bound: Bound, plan: FloatArray) -> FloatArray:
        """By how much each part of a plan costs more than the best that is known of it at a bound's prices.

        Parameters
        ----------
        held, stage
            As for :meth:`by_parts`.
        bound
            With its answers.
        plan
            Shape (columns,).

        Returns
        -------
        FloatArray
            Shape (parts,).
        """
        split = self._shipped(held).split
        reduced = split.reduced(stage.cost, bound.y)
        return np.array(
            [reduced[c] @ plan[c] - answer.value for c, answer in zip(split.columns, bound.answers, strict=True)]
        )
