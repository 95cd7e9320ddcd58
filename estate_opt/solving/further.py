"""Moves beyond the nearest so many: those that could help are added before the search begins.

The nearest receiving buildings keep the program small, but one further away may be the only one
that mends an aim. So the relaxation prices what was left out, takes in what it would use, and says
how much better a plan with the rest could be at most.
"""

from __future__ import annotations

from dataclasses import dataclass

from estate_opt.config.schema import Preferences
from estate_opt.formulation.build import Formulation
from estate_opt.formulation.left_out import complete, left_out_sentence
from estate_opt.formulation.objective import disruption_rate
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

    def add(self) -> None:
        """Add those that could help; afterwards no plan with any of the others is below the bound."""
        rate = disruption_rate(self.formulation.context, self.weights)
        self.bound = complete(self.formulation, self.preferences, rate, self._relax, rounds=ROUNDS)

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
