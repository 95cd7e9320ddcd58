"""Both ends in one cell, as ArcGIS writes them (``origin - destination``), and buildings that go by their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import numpy as np
import pandas as pd

from estate_opt.importing.travel.ends import Ends

BETWEEN = " - "


def ids_by_name(ends: Ends) -> Mapping[str, str]:
    """Ids of the buildings whose name no other building has, by name in small letters."""
    names = [name.casefold().strip() for name in ends.building_names]
    times = Counter(names)
    return {name: i for name, i in zip(names, ends.building_ids, strict=bool(names)) if times[name] == 1}


def split_names(cells: pd.Series, ends: Ends) -> tuple[pd.Series, pd.Series]:
    """Part each ``origin - destination`` where both sides are known.

    Ids and names may hold the separator themselves, so each place where it stands is tried. A cell
    in which no place, or more than one, makes sense is parted at the first one.
    """
    known = set(ends.position) | set(ids_by_name(ends))
    parted = {cell: _split(cell, known) for cell in cells.unique()}
    both = np.array([parted[cell] for cell in cells], dtype=object).reshape(-1, 2)
    return pd.Series(both[:, 0], dtype=object), pd.Series(both[:, 1], dtype=object)


def _split(cell: str, known: set[str]) -> tuple[str, str]:
    parts = cell.split(BETWEEN)
    ways = [(BETWEEN.join(parts[:k]).strip(), BETWEEN.join(parts[k:]).strip()) for k in range(1, len(parts))]
    sensible = [way for way in ways if all(side in known or side.casefold() in known for side in way)]
    if len(sensible) == 1:
        return sensible[0]
    return ways[0] if ways else (cell, "")
