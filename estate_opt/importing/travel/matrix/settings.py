"""How a matrix that was made elsewhere is to be read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from estate_opt.importing.travel.matrix.units import Figure

OtherUnit = Literal["straight", "speed", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixSettings:
    """How a matrix is to be read.

    Parameters
    ----------
    unit
        Unit of its figures; ``None`` where a column's name says it.
    value
        Column of its figures; empty where there is only one that can be meant.
    from_ids, to_ids
        Files with an id a line, in the order of the matrix, for answers of routers that carry none.
    mode
        The way of travelling ("walk", "bus", "drive" …).
    fastest_km_per_hour
        Faster than this nobody travels so; by the mode where ``None``.
    other_unit
        How km come about where it has only minutes: from the straight line × ``detour``, from the minutes at
        ``speed_km_per_hour``, or not at all. Minutes from km: at that speed, or not at all.
    detour, speed_km_per_hour
        As above.
    """

    unit: Figure | None = None
    value: str = ""
    from_ids: Path | None = None
    to_ids: Path | None = None
    mode: str = "walk"
    fastest_km_per_hour: float | None = None
    other_unit: OtherUnit = "straight"
    detour: float = 1.3
    speed_km_per_hour: float = 4.8
