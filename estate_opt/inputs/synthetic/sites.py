"""Where buildings stand: spread over where people live, one type after another, as services have been planned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from estate_opt.domain.travel import FloatArray
from estate_opt.inputs.synthetic.catalogue import BuildingType
from estate_opt.inputs.synthetic.nearby import nearest, nearest_few
from estate_opt.inputs.synthetic.people import People, gather

JITTER_M = 350.0
"""How far a building tends to stand from the middle of the people it was built for."""
CATCHMENT_M = 900.0
"""Distance over which the pull of a building on the people around it fades."""
NEIGHBOURS = 12


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """Part a whole number by weights (largest remainders), with at least one each while they last.

    Returns
    -------
    list of int
        Counts that add up to ``total``.
    """
    weight = np.array(weights, dtype=np.float64)
    exact = total * weight / weight.sum()
    counts = np.floor(exact).astype(np.int64)
    if total >= len(weights):
        counts = np.maximum(counts, 1)
    remainders = np.argsort(-(exact - counts), kind="stable")
    for k in range(total - int(counts.sum())):
        counts[remainders[k % len(weights)]] += 1
    while counts.sum() > total:
        counts[np.argmax(counts)] -= 1
    return [int(c) for c in counts]


def place(
    rng: np.random.Generator, people: People, outline: shapely.Geometry, kind: BuildingType, count: int
) -> FloatArray:
    """Draw where the buildings of one type stand.

    Parameters
    ----------
    people
        Who they are for.
    outline
        The city, in metres; no building stands outside.
    kind
        Their type.
    count
        Their number.

    Returns
    -------
    FloatArray
        Eastings and northings in whole metres, shape (count, 2).
    """
    if count == 0:
        return np.empty((0, 2))
    weight = people.population * np.exp(kind.deprivation_pull * people.deprivation)
    first = rng.choice(len(weight), size=count, p=weight / weight.sum(), replace=count > len(weight))
    spread = gather(people.xy + rng.normal(0, 1, people.xy.shape), people.xy[first].copy(), weight, rounds=2)
    drawn = np.round(spread + rng.normal(0, JITTER_M, spread.shape))
    outside = ~shapely.contains_xy(outline, drawn[:, 0], drawn[:, 1])
    drawn[outside] = people.xy[nearest(people.xy, drawn[outside])]
    return drawn


def people_near(people: People, xy: FloatArray) -> FloatArray:
    """People around each place, fading with distance, shape (places,)."""
    distance, around = nearest_few(people.xy, xy, NEIGHBOURS)
    near: FloatArray = (people.population[around] * np.exp(-distance / CATCHMENT_M)).sum(axis=1)
    return near
