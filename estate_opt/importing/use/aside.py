"""Rows that do not count, listed with their line and the reason up to a number, counted beyond it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from estate_opt.importing.blocks import Block
from estate_opt.importing.building_rows import REASON
from estate_opt.importing.layer import SOURCE_ROW
from estate_opt.importing.wording import number_of

LISTED = 100_000
"""Rows that do not count are listed up to this number; beyond it they are only counted, by reason."""


@dataclass(eq=False)
class Aside:
    """Rows that do not count, with the reason."""

    columns: Sequence[str]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def room(self) -> int:
        """How many more rows are listed."""
        return max(LISTED - len(self.rows), 0)

    def add(self, block: Block, which: NDArray[np.int64], reasons: Sequence[str], kinds: Sequence[str]) -> None:
        """Note rows of a block by position, each with its reason and the kind of it."""
        self.counts.update(kinds)
        if not self.room or not len(which):
            return
        some = which[: self.room]
        cells = [block.columns[name].take(pa.array(some)).to_pylist() for name in self.columns]
        lines = block.lines[some].tolist()
        rows = zip(*cells, strict=True)
        self.rows += [(str(line), *row, why) for line, row, why in zip(lines, rows, reasons, strict=False)]

    def add_ragged(self, block: Block) -> None:
        """Note rows that have another number of cells than the header."""
        for line, text in block.ragged:
            self.counts["more or fewer cells than the header"] += 1
            if self.room:
                empty = [""] * (len(self.columns) - 1)
                reason = "The row has more or fewer cells than the header; its whole text stands in the first column."
                self.rows.append((str(line), text, *empty, reason))

    def frame(self) -> pd.DataFrame:
        """The rows."""
        return pd.DataFrame(self.rows, columns=[SOURCE_ROW, *self.columns, REASON], dtype=object)

    def notes(self) -> list[str]:
        """How many and why."""
        said = [f"{number_of(count, 'row')} left out: {kind}." for kind, count in self.counts.most_common()]
        total = sum(self.counts.values())
        if total > len(self.rows):
            said.append(f"The first {len(self.rows):,} of these {total:,} rows are listed.")
        return said
