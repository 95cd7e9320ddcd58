"""The places that tables of access have rows for: every ward, and last the whole area."""

from __future__ import annotations

import numpy as np

from estate_opt.domain.estate import Estate
from estate_opt.domain.place import AreaKind
from estate_opt.domain.travel import FloatArray
from estate_opt.policies.scope import WHOLE

WHOLE_AREA = "the whole area"


class Places:
    """Wards and, last, the whole area; sums figures of neighbourhoods by them.

    Attributes
    ----------
    names
        Id and name of each place; the id of the whole area is empty.
    """

    def __init__(self, estate: Estate) -> None:
        wards = estate.areas_of(AreaKind.WARD)
        self.names = [*((ward.area_id, ward.name) for ward in wards), (WHOLE, WHOLE_AREA)]
        position = {ward.area_id: k for k, ward in enumerate(wards)}
        # what lies in no ward has the position of the whole area, whose sum is made of all anyway
        self._ward = np.array([position.get(n.ward_code, len(wards)) for n in estate.neighbourhoods], dtype=np.int64)

    def total(self, figures: FloatArray) -> FloatArray:
        """Sum figures of neighbourhoods by place, shape (wards + 1,)."""
        sums = np.bincount(self._ward, weights=figures, minlength=len(self.names)).astype(np.float64)
        sums[-1] = figures.sum()
        return sums

    def greatest(self, figures: FloatArray) -> FloatArray:
        """Find the greatest figure of each place, minus infinity where it has none, shape (wards + 1,)."""
        found = np.full(len(self.names), -np.inf)
        np.maximum.at(found, self._ward, figures)
        found[-1] = figures.max(initial=-np.inf)
        return found


def ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Shares, not-a-number where there is no whole."""
    share = np.full(np.shape(whole), np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share
