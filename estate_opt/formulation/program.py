"""A thin layer over PuLP: names that are unique and readable, rows in bulk, our own table of variables.

PuLP sanitises names and two ids may become one name; HiGHS then solves another program without a
word. So names are cleaned here, made unique here, and variables are always found by our own keys.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pulp

from estate_opt.policies.base import Expression, Sense

SENSES = {Sense.AT_MOST: pulp.LpConstraintLE, Sense.AT_LEAST: pulp.LpConstraintGE}
NOT_PLAIN = re.compile(r"[^A-Za-z0-9_.]+")


class Program:
    """A PuLP problem under construction.

    Parameters
    ----------
    name
        Name of the problem in files.
    """

    def __init__(self, name: str) -> None:
        self.problem = pulp.LpProblem(NOT_PLAIN.sub("_", name) or "plan", pulp.LpMinimize)
        self._names: set[str] = set()
        self._one: pulp.LpVariable | None = None

    def _unique(self, *parts: str) -> str:
        clean = name = "_".join(NOT_PLAIN.sub("_", part) for part in parts)
        number = 2
        while name in self._names:
            name = f"{clean}.{number}"
            number += 1
        self._names.add(name)
        return name

    def binary(self, *name: str) -> pulp.LpVariable:
        """A new 0–1 variable."""
        return self.problem.add_variable(self._unique(*name), 0, 1, pulp.LpBinary)

    def share(self, *name: str) -> pulp.LpVariable:
        """A new continuous variable between 0 and 1."""
        return self.problem.add_variable(self._unique(*name), 0, 1)

    def amount(self, *name: str) -> pulp.LpVariable:
        """A new continuous variable of at least 0."""
        return self.problem.add_variable(self._unique(*name), 0)

    def row(self, name: Sequence[str], expression: Expression, sense: Sense, limit: float) -> None:
        """Add ``expression ≤ limit`` or ``expression ≥ limit``."""
        self._add(name, expression, SENSES[sense], limit)

    def equal(self, name: Sequence[str], expression: Expression, value: float) -> None:
        """Add ``expression = value``."""
        self._add(name, expression, pulp.LpConstraintEQ, value)

    def _add(self, name: Sequence[str], expression: Expression, sense: int, limit: float) -> None:
        row = pulp.LpAffineExpression.from_list(expression.terms, constant=expression.constant - limit)
        row.sense = sense
        self.problem.addConstraint(row, self._unique(*name))

    def minimise(self, expression: Expression) -> None:
        """Set the objective.

        A constant is a coefficient on a variable fixed at 1: CBC leaves constants out of the bound
        that it reports, and relative gaps would then be of another figure.
        """
        terms = list(expression.terms)
        if expression.constant:
            if self._one is None:
                self._one = self.problem.add_variable(self._unique("constant"), 1, 1)
            terms.append((self._one, expression.constant))
        self.problem.setObjective(pulp.LpAffineExpression.from_list(terms))
