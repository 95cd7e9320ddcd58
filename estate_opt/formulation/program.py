"""A thin layer over PuLP: names that are unique and readable, columns and rows in bulk, our own table of variables.

PuLP sanitises names and two ids may become one name; HiGHS then solves another program without a
word. So names are cleaned here, made unique here, and variables are always found by our own keys.

PuLP's own ways of adding a row handle each term as a Python object, which at a nation's size takes
most of the time of a build. Here a row's terms go over as arrays to PuLP's compiled model
(``LpProblem.toRustModel``), which is the same model that PuLP's objects are handles of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pulp
from numpy.typing import NDArray
from pulp import _rustcore as rust
from scipy import sparse

from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.policies.base import Expression, Sense

NOT_PLAIN = re.compile(r"[^A-Za-z0-9_.]+")
SENSES = {Sense.AT_MOST: rust.Sense.LessEqual, Sense.AT_LEAST: rust.Sense.GreaterEqual, None: rust.Sense.Equal}

Name = Sequence[str] | str
"""Parts of a name, such as ``("move", "B1", "library", "B2")``; or all of it, in plain letters already."""


def columns_of(made: Sequence[pulp.LpVariable]) -> IntArray:
    """Ids of variables made by one call of :meth:`Program.variables`, which gives them in a row."""
    first = made[0].id if made else 0
    return np.arange(first, first + len(made))


@dataclass(slots=True)
class Block:
    """Rows of one kind under construction: their names and, one after another, their terms."""

    names: list[Name] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    coefficients: list[float] = field(default_factory=list)

    def add(self, name: Name, columns: Iterable[int], coefficients: Iterable[float]) -> None:
        """Add a row; no column may come twice."""
        before = len(self.columns)
        self.columns.extend(columns)
        self.coefficients.extend(coefficients)
        self.names.append(name)
        self.counts.append(len(self.columns) - before)


class _Plain(dict[str, str]):
    """Parts of names in letters that every solver takes, each worked out once."""

    def __missing__(self, part: str) -> str:
        plain = self[part] = NOT_PLAIN.sub("_", part)
        return plain


class Program:
    """A PuLP problem under construction.

    Parameters
    ----------
    name
        Name of the problem in files.
    """

    def __init__(self, name: str) -> None:
        self.problem = pulp.LpProblem(NOT_PLAIN.sub("_", name) or "plan", pulp.LpMinimize)
        self.binaries = 0
        self._model = self.problem.toRustModel()
        self._names: set[str] = set()
        self._plain = _Plain()
        self._one: pulp.LpVariable | None = None
        self._uppers: list[FloatArray] = []
        self._terms: list[tuple[IntArray, IntArray, FloatArray]] = []
        self._limits: list[tuple[Sense | None, FloatArray]] = []

    # -- names -----------------------------------------------------------------------------------

    def plain(self, *parts: str) -> str:
        """Parts of a name as one, in letters that every solver takes."""
        return "_".join([self._plain[part] for part in parts])

    def _unique(self, names: Sequence[Name]) -> list[str]:
        """Names as no other variable or row has them."""
        plain = self._plain
        clean = [name if isinstance(name, str) else "_".join([plain[part] for part in name]) for name in names]
        new = set(clean)
        if len(new) < len(clean) or not self._names.isdisjoint(new):
            for n, name in enumerate(clean):
                number = 2
                while clean[n] in self._names:
                    clean[n] = f"{name}.{number}"
                    number += 1
                self._names.add(clean[n])
        else:
            self._names |= new
        return clean

    # -- columns ---------------------------------------------------------------------------------

    def variables(
        self, names: Sequence[Name], upper: float | None = 1.0, *, whole: bool = False
    ) -> list[pulp.LpVariable]:
        """New variables from 0 to a limit, whole or continuous, in the order of their names."""
        self.binaries += len(names) if whole else 0
        category = rust.Category.Integer if whole else rust.Category.Continuous
        most = np.inf if upper is None else upper
        made = self._model.add_variables_batch(self._unique(names), 0.0, most, category)
        self._uppers.append(np.full(len(names), most))
        return [pulp.LpVariable(variable) for variable in made]

    def binary(self, *name: str) -> pulp.LpVariable:
        """A new 0–1 variable."""
        return self.variables([name], whole=True)[0]

    def share(self, *name: str) -> pulp.LpVariable:
        """A new continuous variable between 0 and 1."""
        return self.variables([name])[0]

    def amount(self, *name: str) -> pulp.LpVariable:
        """A new continuous variable of at least 0."""
        return self.variables([name], None)[0]

    def column(self, name: Name, entries: Sequence[tuple[int, float]], *, whole: bool) -> pulp.LpVariable:
        """A new variable from 0 to 1 with coefficients in rows that are there already, by position."""
        self.binaries += int(whole)
        category = rust.Category.Integer if whole else rust.Category.Continuous
        made = pulp.LpVariable(self._model.add_column(self._unique([name])[0], 0.0, 1.0, category, 0.0, list(entries)))
        self._uppers.append(np.ones(1))
        rows, coefficients = zip(*entries, strict=True) if entries else ((), ())
        self._terms.append((np.array(rows, int), np.full(len(rows), made.id), np.array(coefficients, float)))
        return made

    # -- rows ------------------------------------------------------------------------------------

    def row(self, name: Name, expression: Expression, sense: Sense, limit: float) -> int:
        """Add ``expression ≤ limit`` or ``expression ≥ limit``; its position among the rows."""
        return self._single(name, expression, sense, limit)

    def equal(self, name: Name, expression: Expression, value: float) -> int:
        """Add ``expression = value``; its position among the rows."""
        return self._single(name, expression, None, value)

    def _single(self, name: Name, expression: Expression, sense: Sense | None, limit: float) -> int:
        ids = [variable.id for variable, _ in expression.terms]
        columns = np.array(ids, np.int64)
        coefficients = np.array([c for _, c in expression.terms], np.float64)
        if len(set(ids)) < len(ids):
            columns, place = np.unique(columns, return_inverse=True)
            coefficients = np.bincount(place, coefficients)
        return self.rows([name], np.array([len(columns)]), columns, coefficients, sense, limit - expression.constant)

    def block(self, block: Block, sense: Sense | None, limits: float | FloatArray = 0.0) -> int:
        """Add the rows of a block, ``= limits`` where there is no sense; the position of the first."""
        counts, columns = np.array(block.counts, np.int64), np.array(block.columns, np.int64)
        return self.rows(block.names, counts, columns, np.array(block.coefficients, np.float64), sense, limits)

    def rows(
        self,
        names: Sequence[Name],
        counts: IntArray,
        columns: IntArray,
        coefficients: FloatArray,
        sense: Sense | None,
        limits: float | FloatArray,
    ) -> int:
        """Add rows as arrays.

        Parameters
        ----------
        names
            One a row.
        counts
            Terms of each row, shape (rows,).
        columns, coefficients
            Ids of variables and their coefficients, row after row, shape (terms,); no id twice in a row.
        sense
            Of all these rows; equality where ``None``.
        limits
            Right-hand sides, shape (rows,), or one for all.

        Returns
        -------
        int
            Position of the first of them among the rows of the program.
        """
        first = self.shape[0]
        limits = np.broadcast_to(np.asarray(limits, np.float64), counts.shape)
        ends = np.cumsum(counts)
        ids: NDArray[np.uint64] = columns.astype(np.uint64)
        way, model = SENSES[sense], self._model
        for name, start, end, limit in zip(
            self._unique(names), (ends - counts).tolist(), ends.tolist(), limits.tolist(), strict=True
        ):
            row = rust.AffineExpr()
            row.add_term_ids_coeffs(model, ids[start:end], coefficients[start:end])
            if limit:
                row.set_constant(-limit)
            row.set_sense(way)
            row.set_name(name)
            model.add_constraint(row)
        self._terms.append((first + np.repeat(np.arange(len(counts)), counts), columns, coefficients))
        self._limits.append((sense, limits))
        return first

    def minimise(self, expression: Expression) -> None:
        """Set the objective.

        A constant is a coefficient on a variable fixed at 1: CBC leaves constants out of the bound
        that it reports, and relative gaps would then be of another figure.
        """
        terms = list(expression.terms)
        if expression.constant:
            if self._one is None:
                self._one = self.amount("constant")
                self._one.bounds(1, 1)
            terms.append((self._one, expression.constant))
        objective = rust.AffineExpr()
        ids = np.fromiter((v.id for v, _ in terms), np.uint64, len(terms))
        objective.add_term_ids_coeffs(self._model, ids, np.fromiter((c for _, c in terms), np.float64, len(terms)))
        self.problem.setObjective(pulp.LpAffineExpression(objective))

    # -- the program as arrays ---------------------------------------------------------------------

    def matrix(self) -> sparse.csr_array:
        """Coefficients of all rows, shape (rows, variables): what a solver is given, without PuLP's objects."""
        rows, columns, coefficients = (np.concatenate(parts) for parts in zip(*self._terms, strict=True))
        return sparse.csr_array((coefficients, (rows, columns)), shape=self.shape)

    def row_limits(self) -> tuple[FloatArray, FloatArray]:
        """Least and greatest value of each row as it was added, shapes (rows,)."""
        low = [np.full_like(at, -np.inf) if sense is Sense.AT_MOST else at for sense, at in self._limits]
        high = [np.full_like(at, np.inf) if sense is Sense.AT_LEAST else at for sense, at in self._limits]
        return np.concatenate(low), np.concatenate(high)

    def upper_bounds(self) -> FloatArray:
        """Upper bounds that the variables were made with, shape (variables,); all are at least 0."""
        return np.concatenate(self._uppers)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and variables. PuLP's own counts make an object of each of them first."""
        return self._model.num_constraints, self._model.num_variables

    @property
    def nonzeros(self) -> int:
        """Coefficients of all rows."""
        return sum(len(coefficients) for _, _, coefficients in self._terms)
