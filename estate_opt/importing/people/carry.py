"""Figures of other small areas than the estate's, carried over by the look-up between the two."""

from __future__ import annotations

import numpy as np
import pandas as pd

from estate_opt.errors import InputError, Problem
from estate_opt.importing.geography.lookups import Lookup


def carry_over(counts: pd.DataFrame, lookup: Lookup, weights: pd.Series) -> pd.DataFrame:
    """Carry counts from the areas of one year to those of another.

    An area that is the same keeps its figures; those of areas that were merged are added up; those of a split one
    are parted by the weights of its parts.

    Parameters
    ----------
    counts
        A row for each old area, by code.
    lookup
        Pairs of old and new codes.
    weights
        People of each new area, by code: how the figures of a split area are parted.

    Returns
    -------
    DataFrame
        A row for each new area with a weight, to a tenth; not-a-number where an old area it needs has no row.

    Raises
    ------
    InputError
        Where the look-up knows none of the old or none of the new areas.
    """
    pairs = pd.DataFrame(lookup.pairs, columns=["old", "new"])
    ours = pairs["new"].isin(weights.index)
    if not ours.any() or not pairs["old"].isin(counts.index).any():
        what = "the areas of the figures" if ours.any() else "the neighbourhoods"
        message = f"The look-up has no code of {what}."
        raise InputError([Problem(lookup.source, message, "Give the look-up between the areas of the two years.")])
    share = _shares(pairs, weights)[ours]
    pairs = pairs[ours]
    carried = counts.reindex(pairs["old"]).to_numpy(dtype=float) * share[:, None]
    summed = pd.DataFrame(carried, columns=counts.columns).groupby(pairs["new"].to_numpy()).sum(min_count=1)
    gaps = pd.DataFrame(np.isnan(carried), columns=counts.columns).groupby(pairs["new"].to_numpy()).any()
    return summed.mask(gaps).round(1)


def _shares(pairs: pd.DataFrame, weights: pd.Series) -> np.ndarray:
    """Part of each old area's figures that its new area gets; a part beyond the estate weighs as much as the others."""
    weight = pairs["new"].map(weights).astype(float)
    weight = weight.fillna(weight.groupby(pairs["old"]).transform("mean")).fillna(1.0)
    total = weight.groupby(pairs["old"]).transform("sum")
    parts = pairs.groupby("old")["new"].transform("size")
    return np.where(total > 0, weight / total.where(total > 0, 1.0), 1.0 / parts)
