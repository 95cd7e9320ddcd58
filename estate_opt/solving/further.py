"""Moves beyond the nearest so many: those that could help are added before the search begins.

The nearest receiving buildings keep the program small, but one further away may be the only one
that mends an aim. So the relaxation prices what was left out, takes in what it would use, and says
how much better a plan with the rest could be at most.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy

from estate_opt.config.schema import Preferences
from estate_opt.formulation.build import Formulation
from estate_opt.formulation.left_out import add_moves, complete, left_out_sentence
from estate_opt.formulation.objective import disruption_rate
from estate_opt.formulation.pricing import FurtherMove
from estate_opt.policies.base import Expression
from estate_opt.solving.matrix import Matrix
from estate_opt.solving.progress import StopSwitch
from estate_opt.solving.relaxation import Relaxation, Relaxed
from estate_opt.solving.stages import combined

ROUNDS = 3
"""The first brings nearly all; each costs a relaxation."""


@dataclass(eq=False)
class FurtherMoves:
    """The moves that a formulation leaves out.

    Parameters
    ----------
    formulation
        The program; it gets moves.
    preferences
        Their expression, which gets the way of these moves.
    weights
        The preferences as the plan file gives them.
    stop
        Ends a relaxation.
    seconds
        Time for each relaxation.
    """

    formulation: Formulation
    preferences: Expression
    weights: Preferences
    stop: StopSwitch
    seconds: float
    relaxation: Relaxation | None = None
    bound: float | None = None
    basis: highspy.HighsBasis | None = None

    def add(self) -> None:
        """Add those that could help; afterwards no plan with any of the others is below the bound."""
        rate = disruption_rate(self.formulation.context, self.weights)
        self.bound = complete(self.formulation, self.preferences, rate, self._relax, rounds=ROUNDS)
        self.basis = None if self.relaxation is None else self.relaxation.highs.getBasis()

    def add_as(self, other: FurtherMoves) -> None:
        """Add the moves that were added to a program which differs in figures only, and begin where its relaxation did.

        Nothing is priced, so that nothing is known of the moves that are still left out.
        """
        self.formulation.program.minimise(
            combined(self.formulation, self.preferences)
        )  # its columns come in this order
        km = {(i, s, k): way for (i, s), near in other.formulation.candidates.moves.items() for k, way in near}
        moves = [
            FurtherMove(arc, km[arc], 0.0)
            for arc in other.formulation.moves
            if arc not in self.formulation.moves and arc[:2] in self.formulation.conserve_rows
        ]
        rate = disruption_rate(self.formulation.context, self.weights)
        self.preferences.extend(add_moves(self.formulation, moves), rate)
        self.formulation.program.minimise(combined(self.formulation, self.preferences))
        self.relaxation = Relaxation(Matrix.of(self.formulation.program.problem), self.stop)
        if other.basis is not None:
            self.relaxation.begin_at(other.basis)
        self.basis = other.basis

    def _relax(self) -> Relaxed | None:
        """The relaxation of the program as it now stands, from where the last one ended."""
        self.formulation.program.minimise(combined(self.formulation, self.preferences))
        matrix = Matrix.of(self.formulation.program.problem)
        self.relaxation = Relaxation(matrix, self.stop, after=self.relaxation)
        return self.relaxation.minimise(matrix.cost, matrix.offset, self.seconds)

    def sentence(self, reached: float, of: float) -> str:
        """What leaving moves out may have cost.

        Parameters
        ----------
        reached
            All objectives together of the plan found.
        of
            Its preferences, of which a difference is told as a share.
        """
        gain = None if self.bound is None else max(0.0, reached - self.bound) / max(abs(of), 1e-9)
        return left_out_sentence(self.formulation, gain)
