"""Pieces: a chain of places relaxed part by part with what lies around each, nearly as good as at once."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from estate_opt.solving.matrix import Matrix
from estate_opt.solving.progress import StopSwitch
from estate_opt.solving.regions import overlap
from estate_opt.solving.regions.layout import Layout
from estate_opt.solving.regions.overlap import Pieces, relax_pieces
from estate_opt.solving.regions.pool import InProcess
from estate_opt.solving.regions.prices import Shipped
from estate_opt.solving.regions.split import Split
from tests.solving.regions.programs import optimum

PLACES, PART = 24, 6


def chain(seed: int) -> tuple[Matrix, Layout]:
    """Places in a row: each is served by itself or its neighbours, one total limits how many are open.

    Columns: a place is open (whole); what is missed at it; what the total is missed by. Rows: service of each place
    by itself and its two neighbours, then the total.
    """
    rng = np.random.default_rng(seed)
    columns = 2 * PLACES + 1
    rows = np.zeros((PLACES + 1, columns))
    for k in range(PLACES):
        rows[k, max(0, k - 1) : min(PLACES, k + 2)] = rng.integers(1, 4, min(PLACES, k + 2) - max(0, k - 1))
        rows[k, PLACES + k] = 1.0
    rows[-1, :PLACES] = 1.0
    rows[-1, -1] = -1.0
    matrix = Matrix(
        cost=np.concatenate([rng.integers(1, 6, PLACES), np.full(PLACES, 4), [3]]).astype(float),
        offset=1.0,
        low=np.zeros(columns),
        high=np.concatenate([np.ones(PLACES), np.full(PLACES, 4.0), [float(PLACES)]]),
        whole=np.arange(columns) < PLACES,
        a=csr_array(rows),
        row_low=np.concatenate([rng.integers(2, 4, PLACES), [-np.inf]]).astype(float),
        row_high=np.concatenate([np.full(PLACES, np.inf), [PLACES / 3]]),
    )
    building = np.concatenate([np.tile(np.arange(PLACES), 2), [-1]])
    part = np.where(building < 0, -1, building // PART)
    block = np.where(building < 0, -1, 0)
    totals = np.arange(PLACES + 1) == PLACES
    xy = np.column_stack([np.arange(PLACES) * 1000.0, np.zeros(PLACES)])
    return matrix, Layout(totals, building, block, block, part, xy, np.arange(PLACES) // PART)


def pieces_of(matrix: Matrix, layout: Layout) -> tuple[Pieces, Split]:
    split = Split(matrix, layout.part)
    return Pieces(split, layout), split


def test_a_piece_is_a_part_with_as_many_places_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlap, "AROUND", 1.0)
    pieces, split = pieces_of(*chain(1))
    assert [len(columns) for columns in split.columns] == [12] * 4
    assert [len(columns) for columns in pieces.columns] == [24] * 4
    assert split.priced.sum() == 2 * 3 + 1  # the services of the places on both sides of each border, and the total
    known = pieces.source[:-1]
    assert (known >= 0).all()
    assert pieces.source[-1].tolist() == [-1, -1]
    for row in np.flatnonzero(~split.priced):
        assert pieces.source[row, 0] == row // PART


def test_rows_that_reach_beyond_a_piece_stand_in_it_in_proportion() -> None:
    matrix, layout = chain(2)
    pieces, _ = pieces_of(matrix, layout)
    for columns, rows, program in zip(pieces.columns, pieces.rows, pieces.programs, strict=True):
        inside = abs(matrix.a)[rows][:, columns].sum(axis=1)
        share = inside / abs(matrix.a)[rows].sum(axis=1)
        assert (share >= 0.5).all()
        assert program.row_low == pytest.approx(matrix.row_low[rows] * share)


@pytest.mark.parametrize("seed", range(8))
def test_by_pieces_nearly_as_good_as_at_once_and_never_above(seed: int) -> None:
    matrix, layout = chain(seed)
    at_once, _ = optimum(matrix, integer=False)
    pieces, split = pieces_of(matrix, layout)
    pool = InProcess(StopSwitch())
    found = relax_pieces(
        Shipped.to(pool, pieces),
        Shipped.to(pool, pieces.closed),
        Shipped.to(pool, split),
        pool,
        matrix.cost,
        matrix.offset,
        layout.totals,
        1e-6,
        np.zeros(matrix.a.shape[0]),
        lambda: True,
        60,
    )
    assert found is not None
    assert found.bound <= at_once + 1e-6
    assert found.bound >= at_once - 0.001 * abs(at_once)
    assert (found.x >= matrix.low - 1e-9).all()
    assert (found.x <= matrix.high + 1e-9).all()


def test_a_stop_gives_nothing() -> None:
    matrix, layout = chain(1)
    pieces, split = pieces_of(matrix, layout)
    stop = StopSwitch()
    stop.set()
    pool = InProcess(stop)
    shipped, parts = (Shipped.to(pool, pieces), Shipped.to(pool, pieces.closed)), Shipped.to(pool, split)
    y = np.zeros(matrix.a.shape[0])
    assert (
        relax_pieces(*shipped, parts, pool, matrix.cost, matrix.offset, layout.totals, 1e-6, y, lambda: True, 9) is None
    )
