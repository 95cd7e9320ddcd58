"""The people of a fictional city: where they live, who they are, and how deprived their neighbourhoods are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from estate_opt.domain.travel import FloatArray, IntArray
from estate_opt.inputs.synthetic.geography import Land, points_inside
from estate_opt.inputs.synthetic.nearby import nearest, nearest_few
from estate_opt.inputs.synthetic.streams import stream

RANKED_AREAS = 32_844
"""Small areas ranked by the 2019 index of deprivation in England."""
MOST_DEPRIVED = 328
"""Rank of the last small area in the most deprived 1 %."""
MEAN_POPULATION = 1_660
SHARE_IN_CITIES, SHARE_IN_TOWNS = 0.60, 0.31
SAMPLES_PER_NEIGHBOURHOOD = 8
POLES_PER_CITY = 5
"""Spots around which a city's deprivation gathers."""


@dataclass(frozen=True, eq=False)
class People:
    """Neighbourhoods as arrays, shape (neighbourhoods,), but for ``xy`` (neighbourhoods, 2) in metres."""

    xy: FloatArray
    population: FloatArray
    deprivation: FloatArray
    """Deprivation as a standard score, higher is more deprived."""
    groups: dict[str, FloatArray]


def settle(rng: np.random.Generator, land: Land, neighbourhoods: int) -> FloatArray:
    """Draw the points of the neighbourhoods, each standing for about as many people as the next.

    People are drawn from the density of settlement and gathered into neighbourhoods by a few
    rounds of Lloyd's algorithm, so that points are close where people are many.

    Returns
    -------
    FloatArray
        Eastings and northings in whole metres, shape (neighbourhoods, 2).
    """
    homes = _draw_homes(rng, land, SAMPLES_PER_NEIGHBOURHOOD * neighbourhoods)
    points = gather(homes, homes[:neighbourhoods].copy())
    outside = ~shapely.contains_xy(land.outline.buffer(-60), points[:, 0], points[:, 1])
    points[outside] = homes[:neighbourhoods][outside]
    rounded: FloatArray = np.round(points)
    return rounded


def _draw_homes(rng: np.random.Generator, land: Land, count: int) -> FloatArray:
    shares = (SHARE_IN_CITIES, SHARE_IN_TOWNS, 1 - SHARE_IN_CITIES - SHARE_IN_TOWNS)
    outline = land.outline.buffer(-60)
    town_size = rng.uniform(0.5, 1.5, len(land.towns))
    kept = np.empty((0, 2))
    while len(kept) < count:
        kind = rng.choice(3, size=count, p=shares)
        city = rng.integers(len(land.cities), size=count)
        town = rng.choice(len(land.towns), size=count, p=town_size / town_size.sum())
        spread = np.where(kind == 0, 0.27, 0.065) * land.city_radius_m
        drawn = np.where((kind == 0)[:, None], land.cities[city], land.towns[town])
        drawn = drawn + rng.normal(size=(count, 2)) * spread[:, None]
        drawn[kind == 2] = points_inside(rng, outline, int((kind == 2).sum()))
        kept = np.vstack([kept, drawn[shapely.contains_xy(outline, drawn[:, 0], drawn[:, 1])]])
    return kept[:count]


def gather(points: FloatArray, centres: FloatArray, weights: FloatArray | None = None, rounds: int = 6) -> FloatArray:
    """Move centres to the weighted middle of the points nearest to them, some rounds over (Lloyd's algorithm).

    Parameters
    ----------
    points, centres
        Shapes (points, 2) and (centres, 2); a centre that is nearest to no point stays.
    weights
        Weight of each point, shape (points,); all alike where absent.
    rounds
        Number of rounds.
    """
    weights = np.ones(len(points)) if weights is None else weights
    for _ in range(rounds):
        own = nearest(centres, points)
        total = np.bincount(own, weights, len(centres))
        sums = np.column_stack([np.bincount(own, weights * points[:, k], len(centres)) for k in (0, 1)])
        centres = np.where(total[:, None] > 0, sums / np.maximum(total, 1e-12)[:, None], centres)
    return centres


def draw_people(seed: int, land: Land, xy: FloatArray) -> People:
    """Draw how many live in each neighbourhood, how deprived it is, and the groups that follow from it."""
    rng = stream(seed, "people")
    population = np.round(np.clip(rng.lognormal(np.log(MEAN_POPULATION), 0.2, len(xy)), 900, 3600))
    centrality = np.exp(-nearest_few(land.cities, xy, 1)[0][:, 0] / (0.4 * land.city_radius_m))
    score = _deprivation(stream(seed, "deprivation"), land, xy, centrality)
    return People(xy=xy, population=population, deprivation=score, groups=_groups(rng, population, score, centrality))


def _deprivation(rng: np.random.Generator, land: Land, xy: FloatArray, centrality: FloatArray) -> FloatArray:
    around = np.repeat(land.cities, POLES_PER_CITY, axis=0)
    angle = rng.uniform(0, 2 * np.pi, len(around))
    distance = rng.uniform(0.1, 0.32, len(around)) * land.city_radius_m
    poles = around + np.column_stack([distance * np.cos(angle), distance * np.sin(angle)])
    to_pole = nearest_few(poles, xy, 1)[0][:, 0]
    field = np.exp(-0.5 * (to_pole / (0.13 * land.city_radius_m)) ** 2)
    score = 1.6 * field + 1.2 * centrality + rng.normal(0, 0.35, len(xy))
    spread = score.std()
    standard: FloatArray = (score - score.mean()) / (spread if spread > 0 else 1.0)
    return standard


def _groups(
    rng: np.random.Generator, population: FloatArray, score: FloatArray, centrality: FloatArray
) -> dict[str, FloatArray]:
    """People by group; shares about those of Leeds in 2021, tilted by deprivation and by how central a place is."""
    share = {
        "under_5": 0.056 + 0.009 * score,
        "over_65": 0.185 - 0.10 * centrality - 0.012 * score,
        "disabled": 0.165 + 0.03 * score,
        "no_car": 0.13 + 0.07 * score + 0.22 * centrality,
    }
    noise = {group: rng.lognormal(0, 0.15, len(population)) for group in share}
    return {group: np.round(population * np.clip(s * noise[group], 0.01, 0.8)) for group, s in share.items()}


def rank_deprivation(rng: np.random.Generator, people: People, ward: IntArray, priority_wards: int) -> IntArray:
    """National ranks of the neighbourhoods such that just so many wards hold one in the most deprived 1 %.

    Parameters
    ----------
    people
        The neighbourhoods.
    ward
        Ward of each, shape (neighbourhoods,).
    priority_wards
        Number of wards with a neighbourhood of rank ≤ 328.

    Returns
    -------
    IntArray
        Ranks of 32 844, 1 = most deprived, shape (neighbourhoods,).
    """
    order = np.argsort(-people.deprivation, kind="stable")
    place = np.empty(len(order))
    place[order] = (np.arange(len(order)) + 0.5) / len(order)
    rank = np.round(MOST_DEPRIVED + 20 + (RANKED_AREAS - MOST_DEPRIVED - 20) * place**1.5).astype(np.int64)
    worst_first = ward[order]
    _, first = np.unique(worst_first, return_index=True)
    for priority in worst_first[np.sort(first)[:priority_wards]]:
        members = order[worst_first == priority]
        count = min(len(members), 1 + int(rng.poisson(1.0)))
        rank[members[:count]] = np.sort(rng.choice(MOST_DEPRIVED, size=count, replace=False) + 1)
    return rank
