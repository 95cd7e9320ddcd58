"""Where the columns and rows of a program lie: the building of each column, the rows that reach across all parts.

A row that speaks of many buildings (a count, money, carbon, access of everybody) is a *total*. Without
the totals the program falls apart into components, because activity moves only so far.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, triu
from scipy.sparse.csgraph import connected_components

from estate_opt.domain.estate import Estate
from estate_opt.domain.place import AreaKind
from estate_opt.domain.travel import FloatArray
from estate_opt.formulation.build import Formulation
from estate_opt.solving.matrix import BoolArray, IntArray, Matrix

TOTAL_SHARE = 0.1
"""A row is a total where it speaks of more than this share of the buildings, and of more than a part has."""
SHORT_ROW = 400
"""Rows of at most so many columns say where a column without a building of its own lies."""
LINK_ROW = 40
"""Rows of at most so many columns link the buildings that they speak of."""
ROOM = 1.15
"""Groups more than the weights need, so that there is a choice where to cut."""
SLIDE = 0.25
"""By what share of itself a half may be smaller for that."""
DIRECTIONS = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, -1.0]])
"""Ways to look across points that are halved."""
NOWHERE = -1


@dataclass(frozen=True, eq=False)
class Places:
    """Where a program's columns lie.

    Parameters
    ----------
    building
        Position of the building of each column by the formulation's own keys, :data:`NOWHERE` for
        covers, shortfalls and other columns without one; shape (columns,). A move lies where it goes.
    xy
        Easting and northing of the buildings in metres, shape (buildings, 2).
    area
        Ward and committee of each building, numbered from 0, :data:`NOWHERE` where it has none; shape (2, buildings).
    """

    building: IntArray
    xy: FloatArray
    area: IntArray

    @classmethod
    def of(cls, formulation: Formulation) -> Places:
        """Places of the columns of a formulation's program."""
        column = {v.id: j for j, v in enumerate(formulation.program.problem.variables())}
        building = np.full(len(column), NOWHERE)
        for (k, _), variable in (*formulation.run.items(), *formulation.offers.items(), *formulation.ends.items()):
            building[column[variable.id]] = k
        for (_, _, k), variable in formulation.moves.items():
            building[column[variable.id]] = k
        return cls(building, formulation.context.estate.building_xy, _areas(formulation.context.estate))

    def totals(self, matrix: Matrix, part_buildings: float) -> BoolArray:
        """Which rows are totals, where a part has at most so many buildings; shape (rows,)."""
        label = spread(matrix, self.building, len(self.xy))
        totals: BoolArray = _spans(matrix, label, len(self.xy)) > max(part_buildings, TOTAL_SHARE * len(self.xy))
        return totals


def _areas(estate: Estate) -> IntArray:
    """Ward and committee of each building, shape (2, buildings)."""
    area = np.full((2, len(estate.buildings)), NOWHERE)
    for level, kind in enumerate((AreaKind.WARD, AreaKind.COMMITTEE)):
        for number, of_kind in enumerate(estate.areas_of(kind)):
            area[level, estate.buildings_in[of_kind.area_id]] = number
    return area


def spread(matrix: Matrix, label: IntArray, labels: int) -> IntArray:
    """Give columns without a label the one that most of the columns beside them in short rows have.

    Parameters
    ----------
    matrix
        The program.
    label
        Label of each column from 0, or :data:`NOWHERE`, shape (columns,).
    labels
        Number of labels.
    """
    label = label.copy()
    short = matrix.a[np.flatnonzero(np.diff(matrix.a.indptr) <= SHORT_ROW)]
    while True:
        unknown = np.flatnonzero(label == NOWHERE)
        pattern = csr_array((np.ones(short.nnz), short.indices, short.indptr), shape=short.shape)
        votes = (pattern[:, unknown].T @ (pattern @ _indicator(label, labels))).tocsr()
        votes.sort_indices()
        found = np.flatnonzero(np.diff(votes.indptr))
        if not found.size:
            return label
        for row in found:
            of_row = slice(votes.indptr[row], votes.indptr[row + 1])
            label[unknown[row]] = votes.indices[of_row][votes.data[of_row].argmax()]


def components(matrix: Matrix, totals: BoolArray) -> IntArray:
    """Component of each column when the totals are left out, :data:`NOWHERE` for columns in no other row."""
    local = matrix.a[np.flatnonzero(~totals)]
    rows, columns = local.shape
    row = np.repeat(np.arange(rows), np.diff(local.indptr))
    edges = csr_array((np.ones(local.nnz, dtype=np.int8), (row, rows + local.indices)), shape=(rows + columns,) * 2)
    _, label = connected_components(edges, directed=False)
    used = np.zeros(columns, dtype=bool)
    used[local.indices] = True
    return np.where(used, label[rows:], NOWHERE)


def links(matrix: Matrix, building: IntArray, buildings: int) -> csr_array:
    """How many rows each two buildings share, of those that speak of a few columns; shape (buildings, buildings)."""
    short = matrix.a[np.flatnonzero(np.diff(matrix.a.indptr) <= LINK_ROW)]
    pattern = csr_array((np.ones(short.nnz), short.indices, short.indptr), shape=short.shape)
    stands = pattern @ _indicator(building, buildings)
    stands.data[:] = 1.0
    return csr_array(triu(stands.T @ stands, k=1))


def halves(xy: FloatArray, weight: FloatArray, most: float, shared: csr_array | None = None) -> list[IntArray]:
    """Part points into compact groups whose weights are at most so much (a point that weighs more stands alone).

    The points are halved again and again: across their longer axis, or where it cuts the fewest links.

    Parameters
    ----------
    xy
        Where they are, shape (points, 2).
    weight
        Shape (points,).
    most
        Greatest weight of a group.
    shared
        Links between points, above the diagonal, shape (points, points).
    """
    waiting, done = [np.arange(len(xy))], list[IntArray]()
    while waiting:
        members = waiting.pop()
        if len(members) == 1 or weight[members].sum() <= most:
            done.append(members)
            continue
        first, second = _halved(
            xy[members], weight[members], most, None if shared is None else shared[members][:, members]
        )
        waiting += [members[second], members[first]]
    return done


def _halved(xy: FloatArray, weight: FloatArray, most: float, shared: csr_array | None) -> tuple[IntArray, IntArray]:
    """Two halves, each of about so many groups that they weigh no more than those may."""
    if shared is None:
        axis = np.ptp(xy, axis=0).argmax()
        order = np.argsort(xy[:, axis], kind="stable")
        heavy = np.cumsum(weight[order])
        pieces = int(np.ceil(heavy[-1] / most))
        cut = int(np.clip(np.searchsorted(heavy, heavy[-1] * (pieces // 2) / pieces), 1, len(order) - 1))
        return order[:cut], order[cut:]
    best: tuple[float, IntArray, int] | None = None
    for direction in DIRECTIONS:
        order = np.argsort(xy @ direction, kind="stable")
        heavy = np.cumsum(weight[order])
        pieces = int(np.ceil(ROOM * heavy[-1] / most))
        share = (pieces // 2) / pieces
        ends = np.searchsorted(heavy, heavy[-1] * np.array([share * (1 - SLIDE), 1 - (1 - share) * (1 - SLIDE)]))
        low, high = (int(end) for end in np.clip(ends, 1, len(order) - 1))
        crossing = _crossing(order, shared)[low : high + 1]
        if best is None or crossing.min() < best[0]:
            best = float(crossing.min()), order, low + int(crossing.argmin())
    assert best is not None
    _, order, cut = best
    return order[:cut], order[cut:]


def _crossing(order: IntArray, shared: csr_array) -> FloatArray:
    """Links cut where an order is cut before each position, shape (points + 1,)."""
    at = np.empty(order.size, dtype=np.int64)
    at[order] = np.arange(order.size)
    pairs = shared.tocoo()
    first, second = np.minimum(at[pairs.row], at[pairs.col]), np.maximum(at[pairs.row], at[pairs.col])
    change = np.bincount(first + 1, weights=pairs.data, minlength=order.size + 1)
    change -= np.bincount(second + 1, weights=pairs.data, minlength=order.size + 1)[: order.size + 1]
    crossing: FloatArray = np.cumsum(change)
    return crossing


def _spans(matrix: Matrix, label: IntArray, labels: int) -> IntArray:
    """Number of different labels in each row."""
    pattern = csr_array((np.ones(matrix.a.nnz), matrix.a.indices, matrix.a.indptr), shape=matrix.a.shape)
    spans: IntArray = np.diff((pattern @ _indicator(label, labels)).tocsr().indptr)
    return spans


def _indicator(label: IntArray, labels: int) -> csr_array:
    """1 where a column has a label, shape (columns, labels)."""
    known = np.flatnonzero(label != NOWHERE)
    return csr_array((np.ones(known.size), (known, label[known])), shape=(label.size, labels))
