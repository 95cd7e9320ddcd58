"""Figures that stand out: use over 100 %, and what is far from what buildings of the same type have.

Figures that are made up for illustration are not looked at.

How far is the modified z-score of Iglewicz and Hoaglin (How to Detect and Handle Outliers, 1993): 0.6745 × (x −
median) ÷ the median of the absolute deviations, where at least half of them are not 0, and else (x − median) ÷
(1.253314 × their mean). Beyond 3.5 a figure stands out. Money and size are skewed, so that logarithms are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from estate_opt.domain.travel import FloatArray
from estate_opt.inputs.quality.register import Register

FAR = 3.5
ENOUGH = 8
"""Buildings of a type from which can be said what is usual; where there are fewer, all buildings are looked at."""
WEEK_OF_DAYS = 7 * 16
"""Hours a week that only a building that never sleeps has: every day from six to ten at night."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure that is looked at.

    Parameters
    ----------
    label
        Its name.
    shown
        How it is written.
    of
        How it comes about.
    any_type
        Whether a building of a rare type can be held against those of all types.
    """

    label: str
    shown: str
    of: Callable[[Register], FloatArray]
    any_type: bool = True


@dataclass(frozen=True, slots=True)
class Outlier:
    """A figure that stands out.

    Parameters
    ----------
    building_id, name, type
        Whose.
    figure
        Which.
    value, usual
        The figure, and the median that it was held against; not-a-number where it was held against a limit.
    score
        The modified z-score; infinite where a limit is broken.
    sentence
        What it is, in words.
    """

    building_id: str
    name: str
    type: str
    figure: str
    value: float
    usual: float
    score: float
    sentence: str


def _ratio(over: str, under: str) -> Callable[[Register], FloatArray]:
    def figure(register: Register) -> FloatArray:
        with np.errstate(divide="ignore", invalid="ignore"):
            result: FloatArray = register.known_numbers(over) / register.known_numbers(under)
        result[~np.isfinite(result)] = np.nan
        return result

    return figure


def _plain(column: str) -> Callable[[Register], FloatArray]:
    return lambda register: register.known_numbers(column)


def _spaces_per_100_m2(register: Register) -> FloatArray:
    spaces = _ratio("capacity_hours_per_week", "opening_hours_per_week")(register)
    area = register.known_numbers("gia_m2")
    result: FloatArray = 100 * spaces / np.where(area > 0, area, np.nan)
    return result


FIGURES = (
    Figure("Running cost", "£{:,.0f} per m² a year", _ratio("running_cost_gbp_per_year", "gia_m2")),
    Figure("Opening hours", "{:,.0f} hours a week", _plain("opening_hours_per_week")),
    Figure("Bookable spaces", "{:,.2f} per 100 m²", _spaces_per_100_m2, any_type=False),
    Figure("Maintenance backlog", "£{:,.0f} per m²", _ratio("backlog_gbp", "gia_m2")),
    Figure("Emissions", "{:,.0f} kg CO₂e per m² a year", _ratio("carbon_kgco2e_per_year", "gia_m2")),
    Figure("Floor area", "{:,.0f} m²", _plain("gia_m2"), any_type=False),
)


def outliers(register: Register) -> list[Outlier]:
    """Find figures of the council's buildings that stand out: broken limits first, then the furthest."""
    rows = np.array(register.council, dtype=np.int64)
    found = [*_limits(register)]
    for figure in FIGURES:
        if len(rows):
            found += _far(register, figure, rows)
    return sorted(found, key=lambda o: (-o.score, o.building_id, o.figure))


def _limits(register: Register) -> Iterator[Outlier]:
    """Figures that cannot be, or hardly."""
    used, capacity = register.hours_used, register.known_numbers("capacity_hours_per_week")
    opening, cost = (
        register.known_numbers("opening_hours_per_week"),
        register.known_numbers("running_cost_gbp_per_year"),
    )
    for row in register.council:
        if used[row] > 0 and capacity[row] == 0:
            sentence = f"It is used {used[row]:,.0f} space-hours a week, and its capacity is 0."
            yield _limit(register, row, "Use", float("inf"), sentence)
        elif used[row] > capacity[row] * (1 + 1e-9):
            share = used[row] / capacity[row]
            sentence = f"It is used to {share:.0%}: {used[row]:,.0f} of {capacity[row]:,.0f} space-hours a week."
            yield _limit(register, row, "Use", share, sentence)
        if opening[row] > WEEK_OF_DAYS:
            sentence = f"It is open {opening[row]:,.0f} of the 168 hours of a week."
            yield _limit(register, row, "Opening hours", opening[row], sentence)
        if 0 < capacity[row] < opening[row] * (1 - 1e-9):
            sentence = (
                f"Its capacity, {capacity[row]:,.0f} space-hours a week, is less than one space has in the "
                f"{opening[row]:,.0f} hours that it is open."
            )
            yield _limit(register, row, "Capacity", capacity[row], sentence)
        if cost[row] == 0:
            yield _limit(
                register, row, "Running cost", 0.0, "Its running cost is £0: unknown was perhaps written as 0."
            )


def _limit(register: Register, row: int, figure: str, value: float, sentence: str) -> Outlier:
    return Outlier(
        register.ids[row], register.names[row], register.types[row], figure, value, float("nan"), float("inf"), sentence
    )


def _far(register: Register, figure: Figure, rows: np.ndarray) -> Iterator[Outlier]:
    values = figure.of(register)
    usable = np.array([np.isfinite(values[row]) and values[row] > 0 for row in rows], dtype=bool)
    rows = rows[usable]
    types = np.array(register.types, dtype=object)[rows]
    for kind in sorted(set(types.tolist())):
        own = rows[types == kind]
        pool, whose = (own, f"of type {kind}") if len(own) >= ENOUGH else (rows, "of all types")
        if len(pool) < ENOUGH or (pool is rows and not figure.any_type):
            continue
        scores = modified_z(np.log(values[own]), np.log(values[pool]))
        usual = float(np.median(values[pool]))
        for row, score in zip(own[np.abs(scores) > FAR], scores[np.abs(scores) > FAR], strict=True):
            value = float(values[row])
            sentence = (
                f"{figure.label}: {figure.shown.format(value)}, {value / usual:,.2g} times the usual "
                f"{figure.shown.format(usual)} of {len(pool):,} buildings {whose}."
            )
            yield Outlier(
                building_id=register.ids[row],
                name=register.names[row],
                type=register.types[row],
                figure=figure.label,
                value=value,
                usual=usual,
                score=float(abs(score)),
                sentence=sentence,
            )


def modified_z(values: FloatArray, pool: FloatArray) -> FloatArray:
    """Modified z-scores of some values against a pool, shape (values,); 0 where all of the pool is the same.

    Parameters
    ----------
    values
        The figures.
    pool
        What they are held against.
    """
    middle = np.median(pool)
    apart = np.abs(pool - middle)
    scale = np.median(apart) / 0.6745 or 1.253314 * apart.mean()
    result: FloatArray = (values - middle) / scale if scale > 0 else np.zeros(len(values))
    return result
