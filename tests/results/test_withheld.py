"""Small counts are withheld, and no single sum of what is shown gives one back."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from estate_opt.results.groups import Group, GroupKind
from estate_opt.results.pinned import bridges
from estate_opt.results.withheld import is_small, withheld

KINDS = [GroupKind.EVERYBODY, GroupKind.COLUMN, *[GroupKind.DEPRIVATION] * 3]
GROUPS = [Group(f"g{k}", f"G{k}", kind, np.zeros(0)) for k, kind in enumerate(KINDS)]
COUNTS = st.lists(st.lists(st.sampled_from([0, 0, 3, 9, 10, 25, 400]), min_size=4, max_size=4), min_size=4, max_size=4)


def table(rows: list[list[float]]) -> np.ndarray:
    """Counts of a column and three deprivation groups in some wards, with their totals, shape (1, 5, wards + 1)."""
    column, *bands = (np.append(row, sum(row)) for row in rows)
    return np.array([[np.sum(bands, axis=0), column, *bands]], dtype=float)


def sums(mask: np.ndarray) -> list[tuple[list[tuple[int, int]], tuple[int, int]]]:
    """Cells of each sum, and its total."""
    wards = mask.shape[1] - 1
    across = [([(g, w) for w in range(wards)], (g, wards)) for g in range(1, 5)]
    down = [([(g, w) for g in (2, 3, 4)], (0, w)) for w in range(wards + 1)]
    return across + down


@settings(deadline=None)
@given(COUNTS)
def test_small_counts_are_hidden_and_no_sum_gives_them_back(rows: list[list[float]]) -> None:
    counts = table(rows)
    mask = withheld(counts, GROUPS)
    assert mask[1:][is_small(counts[0])[1:]].all()
    assert not mask[0].any(), "everybody is always shown"
    for parts, total in sums(mask):
        hidden = [cell for cell in parts if mask[cell]]
        if mask[total]:
            assert hidden, "a total is what its parts add up to"
        elif hidden:
            left = sum(counts[0][cell] for cell in hidden)
            nothing_else = all(counts[0][cell] == 0 for cell in parts if cell not in hidden)
            assert left >= 10 or (nothing_else and total[0] == 0), "what the shown parts leave of the total"
            assert len(hidden) > 1 or nothing_else


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert not withheld(table([[10, 20, 30, 40]] * 4), GROUPS).any()


def test_the_smallest_other_ward_is_hidden_with_it() -> None:
    mask = withheld(table([[4, 60, 50, 0], *[[0, 0, 0, 0]] * 3]), GROUPS)
    assert mask[1].tolist() == [True, False, True, False, False]


def test_two_small_wards_that_make_a_small_sum_take_a_third() -> None:
    mask = withheld(table([[2, 3, 70, 50], *[[0, 0, 0, 0]] * 3]), GROUPS)
    assert mask[1].tolist() == [True, True, False, True, False]


def test_a_deprivation_group_hidden_in_one_ward_hides_another_there_and_elsewhere() -> None:
    mask = withheld(table([[0] * 4, [5, 100, 100, 100], [200] * 4, [300] * 4]), GROUPS)
    assert mask[2:, 0].sum() == 2, "the ward's groups add up to its people"
    assert (mask[2:, :-1].sum(axis=1) != 1).all(), "a group's wards add up to the whole area"


def test_what_is_hidden_for_other_reasons_counts() -> None:
    already = np.zeros((5, 5), dtype=bool)
    already[1, 0] = True
    mask = withheld(table([[40, 60, 50, 70], *[[0] * 4] * 3]), GROUPS, already)
    assert mask[1].tolist() == [True, False, True, False, False]


POSITIVE = st.lists(st.lists(st.sampled_from([3, 9, 12, 40, 400]), min_size=4, max_size=4), min_size=4, max_size=4)


@settings(deadline=None)
@example([[50, 50, 50, 50], [0, 0, 0, 12], [12, 400, 0, 40], [3, 40, 0, 3]])  # each sum alone is guarded here
@example([[50, 50, 50, 50], [0, 12, 3, 0], [3, 3, 400, 0], [3, 60, 0, 40]])
@given(POSITIVE)
def test_all_sums_together_settle_no_small_count(rows: list[list[float]]) -> None:
    """Linear algebra: no small cell is a combination of the sums that are shown."""
    counts = table(rows)
    mask = withheld(counts, GROUPS)
    cells = {tuple(cell): k for k, cell in enumerate(np.argwhere(mask).tolist())}
    equations = np.zeros((len(sums(mask)), len(cells)))
    for line, (parts, total) in zip(equations, sums(mask), strict=True):
        for cell in parts:
            if cell in cells:
                line[cells[cell]] += 1
        if total in cells:
            line[cells[total]] -= 1
    rank = np.linalg.matrix_rank(equations) if cells else 0
    for cell, k in cells.items():
        if is_small(counts[0])[cell]:
            assert np.linalg.matrix_rank(np.vstack([equations, np.eye(len(cells))[k]])) > rank


EDGES = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda e: e[0] < e[1]), unique=True, max_size=14
)


def parts(edges: list[tuple[int, int]], nodes: set[int]) -> list[set[int]]:
    """Connected parts of a graph, by merging."""
    found = [{node} for node in sorted(nodes)]
    for u, v in edges:
        joined = [part for part in found if u in part or v in part]
        found = [part for part in found if part not in joined] + [set().union(*joined)]
    return found


@given(EDGES)
def test_a_bridge_is_an_edge_without_which_its_ends_come_apart(edges: list[tuple[int, int]]) -> None:
    found = dict(bridges(edges))
    nodes = {node for edge in edges for node in edge}
    for k, (u, _) in enumerate(edges):
        rest = parts([edge for edge in edges if edge != edges[k]], nodes)
        apart = len(rest) > len(parts(edges, nodes))
        assert (k in found) == apart
        if apart:
            assert set(found[k]) in rest
            assert (u in found[k]) != (edges[k][1] in found[k])
