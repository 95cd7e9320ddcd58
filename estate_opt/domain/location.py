"""Location merit: computed from where people live, not typed in.

A building's merit is the number of people in reach of it, each weighted by deprivation and shared
among the buildings that could serve them:

    merit[k] = Σ_{d within radius of k} people[d] · weight[d] / n[d],     n[d] = buildings within radius of d

scaled so that the best located building has 1. The deprivation weight runs from 2 for the most
deprived neighbourhood to 1 for the least; neighbourhoods without a rank have 1.5.
"""

from __future__ import annotations

import numpy as np

from estate_opt.domain.estate import Estate
from estate_opt.domain.travel import FloatArray

UNRANKED_WEIGHT = 1.5


def deprivation_weight(estate: Estate) -> FloatArray:
    """Weight of each neighbourhood's people, 2 (most deprived) to 1, shape (neighbourhoods,)."""
    ranks = np.array(
        [np.nan if n.deprivation_rank is None else n.deprivation_rank for n in estate.neighbourhoods], dtype=np.float64
    )
    if np.isnan(ranks).all():
        return np.full(len(ranks), UNRANKED_WEIGHT)
    worst, best = np.nanmin(ranks), np.nanmax(ranks)
    weight = 2.0 - (ranks - worst) / max(1.0, best - worst)
    return np.where(np.isnan(weight), UNRANKED_WEIGHT, weight)


def location_merit(estate: Estate, radius_km: float) -> FloatArray:
    """Location merit of each building, 0 to 1, shape (buildings,)."""
    reach = estate.travel.to_buildings(radius_km)
    rivals = np.bincount(reach.origin, minlength=len(estate.neighbourhoods))
    people = estate.population * deprivation_weight(estate)
    share = people[reach.origin] / rivals[reach.origin]
    merit = np.bincount(reach.destination, weights=share, minlength=len(estate.buildings))
    top = merit.max(initial=0.0)
    return merit / top if top > 0 else merit
