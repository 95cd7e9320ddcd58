"""The register as it is judged: which values are known, which are made up, which are missing, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from estate_opt.domain.building import Owner
from estate_opt.domain.travel import FloatArray
from estate_opt.inputs.manifest import ACTIVITIES, BUILDINGS
from estate_opt.inputs.package import Package
from estate_opt.inputs.places import Places
from estate_opt.inputs.sheet import Sheet

EVERYTHING = "all"
"""What the column ``illustrative`` says where every value of a row is made up."""
NO_TYPE = "(no type)"


@dataclass(frozen=True, eq=False)
class Register:
    """The buildings of a package, whatever is wrong with it.

    Parameters
    ----------
    package
        All tables as read.
    """

    package: Package

    @property
    def sheet(self) -> Sheet:
        """The table of buildings."""
        return self.package[BUILDINGS]

    @property
    def places(self) -> Places:
        """Where they are."""
        return self.package.places[BUILDINGS.name]

    def __len__(self) -> int:
        return len(self.sheet)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids; a row without one goes by its line."""
        lines = self.sheet.lines
        return tuple(text or f"(line {lines[row]})" for row, text in enumerate(self._text("building_id")))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names, empty where there is none."""
        return self._text("name")

    @cached_property
    def types(self) -> tuple[str, ...]:
        """Types of building."""
        return tuple(text or NO_TYPE for text in self._text("type"))

    @cached_property
    def council(self) -> tuple[int, ...]:
        """Rows of buildings that the council runs; one that does not say whose it is counts as the council's."""
        return tuple(row for row, owner in enumerate(self.sheet["owner"]) if owner != Owner.PARTNER)

    def _text(self, column: str) -> tuple[str, ...]:
        return tuple(self.sheet.text.get(column, ()))

    def value(self, row: int, column: str) -> Any:
        """Value of a cell; ``None`` where it is empty or cannot be read."""
        return self.sheet[column][row]

    def numbers(self, column: str) -> FloatArray:
        """A column as numbers, shape (rows,); not-a-number where none is known."""
        return np.array([np.nan if value is None else value for value in self.sheet[column]], dtype=np.float64)

    def known_numbers(self, column: str) -> FloatArray:
        """The same without what is made up for illustration."""
        result = self.numbers(column)
        result[[self.is_made_up(row, column) for row in range(len(self))]] = np.nan
        return result

    def says(self, row: int, column: str) -> bool:
        """Tell whether a cell holds something that can be read."""
        value = self.sheet[column][row]
        return value is not None and value != frozenset()

    def is_made_up(self, row: int, column: str) -> bool:
        """Tell whether the row says of itself that this value is made up for illustration."""
        return EVERYTHING in self._made_up[row] or column in self._made_up[row]

    @cached_property
    def _made_up(self) -> tuple[frozenset[str], ...]:
        cells = self._text("illustrative") or ("",) * len(self)
        return tuple(frozenset(part.strip() for part in cell.split(";")) for cell in cells)

    def knows(self, row: int, column: str) -> bool:
        """Tell whether a value is there and not made up."""
        return self.says(row, column) and not self.is_made_up(row, column)

    @cached_property
    def hours_used(self) -> FloatArray:
        """Space-hours a week of all activities at each building, shape (rows,); not-a-number where it has none."""
        activities = self.package[ACTIVITIES]
        total: dict[str, float] = {}
        for building, hours in zip(activities["building_id"], activities["hours_per_week"], strict=True):
            if building is not None and hours is not None:
                total[building] = total.get(building, 0.0) + hours
        return np.array([total.get(name, np.nan) for name in self.ids], dtype=np.float64)
