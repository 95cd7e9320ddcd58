"""Edits made by hand in the composed tables since the last import: kept as a layer, never written over."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from estate_opt.errors import InputError, Problem
from estate_opt.importing.layer import TABLE_BY_NAME, Layer
from estate_opt.inputs.manifest import Table

BY_HAND = "by-hand"
"""Layer of the edits; it stands over every other."""
TAKEN_OUT = (
    "Put it back, or import a source that does not have it: a layer can say another value, not that there is none."
)


def edits_since(
    composed: Mapping[str, pd.DataFrame], there: Mapping[str, pd.DataFrame]
) -> tuple[Layer | None, tuple[str, ...]]:
    """Find what was changed by hand in the tables since they were composed.

    Parameters
    ----------
    composed
        Each table as its layers give it.
    there
        Each table as it lies in the folder.

    Returns
    -------
    tuple
        A layer with the changed cells and the added rows, or ``None`` where nothing was changed; and sentences that
        say what it holds.

    Raises
    ------
    InputError
        With a problem for each row or value that was taken out.
    """
    tables, told, problems = {}, [], []
    for name, now in there.items():
        table = TABLE_BY_NAME[name]
        was = _keyed(composed[name], table)
        changed = _Changes(table, was, _keyed(now, table).reindex(columns=was.columns, fill_value=""))
        problems += changed.taken_out()
        if len(changed.rows):
            tables[name] = changed.rows
            told.append(f"{table.file} was changed by hand in {len(changed.rows)} rows: kept as the layer {BY_HAND!r}.")
    if problems:
        raise InputError(problems)
    if not tables:
        return None, ()
    layer = Layer(
        name=BY_HAND, importer=BY_HAND, tables=tables, defines=frozenset(tables),
        notes=("Changes made by hand in the tables, kept over what was imported.",),
    )  # fmt: skip
    return layer, tuple(told)


def _keyed(cells: pd.DataFrame, table: Table) -> pd.DataFrame:
    index = pd.MultiIndex.from_frame(cells[list(table.key)].astype(object))
    return cells.drop(columns=list(table.key)).set_axis(index, axis=0)


class _Changes:
    """One table before and after."""

    def __init__(self, table: Table, was: pd.DataFrame, now: pd.DataFrame) -> None:
        self.table, self.was, self.now = table, was, now[~now.index.duplicated()]
        self.both = self.was.index.intersection(self.now.index)
        before, after = self.was.loc[self.both], self.now.loc[self.both]
        self.emptied = (before != "") & (after == "")
        said = after.where((before != after) & (after != ""), "")
        added = self.now.loc[self.now.index.difference(self.was.index)]
        rows = pd.concat([said[(said != "").any(axis=1)], added])
        self.rows = rows.reset_index(names=list(table.key)) if len(rows) else rows

    def taken_out(self) -> list[Problem]:
        """A problem for each row and each value that is there no more."""
        file = self.table.file
        found = [
            Problem(file, f"The row of {' '.join(key)} was taken out by hand.", TAKEN_OUT)
            for key in self.was.index.difference(self.now.index)
        ]
        for column in self.emptied.columns[self.emptied.any()]:
            for key in self.both[self.emptied[column]]:
                message = f"The value of {' '.join(key)} was taken out by hand."
                found.append(Problem(file, message, TAKEN_OUT, column=str(column), value=self.was.loc[key, column]))
        return found
