"""Qualities that a survey would give: grades and scores that count where a building leaves the estate.

They are in the objective alone, so that another value moves every plan in which the building leaves by the same amount,
and no other plan:

    value of a plan with merit m  =  value with m₀  +  [the building leaves] · weight · (m − m₀) ÷ scale

The scale is what the term is divided by in the run, and stays that: it is the price of a point of merit. So which
plans are best changes with m only between the best one in which the building stays and the best one in which it leaves.
"""

from __future__ import annotations

from dataclasses import dataclass

from estate_opt.config.schema import Preferences
from estate_opt.domain.building import Condition
from estate_opt.results.figures import number
from estate_opt.results.merit import building_merits, term_scales
from estate_opt.results.result import Result
from estate_opt.studies.stress.unknowns import CONDITION, Record, Unknown, unknowns

QUALITIES = (CONDITION, "flexibility", "local_importance")
"""Columns that are merits; each is a term of the preferences of the same name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value that a survey could find.

    Parameters
    ----------
    words
        ``grade A``, ``0.3``.
    change
        What it adds to the objective of every plan in which the building leaves, against the assumed value.
    """

    words: str
    change: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsurveyed:
    """A grade or score of a building that no record gives.

    Parameters
    ----------
    building
        Position of the building.
    column
        Which.
    assumed
        What the plan assumes, in words.
    values
        What it could be, lowest merit first.
    """

    building: int
    column: str
    assumed: str
    values: tuple[Value, ...]


def unsurveyed(result: Result) -> tuple[Unsurveyed, ...]:
    """Every grade and score that is assumed and counts in the preferences.

    A grade could be any of the four; a score the least or the greatest that is recorded of the building's type.
    """
    preferences, estate = result.plan_file.preferences, result.estate
    scales, merits = term_scales(preferences, result.context), building_merits(preferences, estate)
    assumed = {(a.record, a.column): a.assumed for a in estate.values.assumptions}
    found = []
    for gap in unknowns(estate):
        column = gap.columns[0]
        if column in QUALITIES and getattr(preferences, column) and gap.could_be:
            price = getattr(preferences, column) / scales[column]
            merit = float(merits[column][gap.building])
            found.append(
                Unsurveyed(
                    building=gap.building,
                    column=column,
                    assumed=assumed[estate.buildings[gap.building].building_id, column],
                    values=tuple(_values(gap, column, merit, price, preferences)),
                )
            )
    return tuple(found)


def _values(gap: Unknown, column: str, assumed: float, price: float, preferences: Preferences) -> list[Value]:
    """What it could be, lowest merit first, with what each changes in the objective."""
    merits = {_words(column, record): _merit(column, record, preferences) for record in _could_be(gap, column)}
    values = [Value(words=words, change=price * (merit - assumed)) for words, merit in merits.items()]
    return sorted(values, key=lambda value: value.change)


def _could_be(gap: Unknown, column: str) -> tuple[Record, ...]:
    if column == CONDITION:
        return tuple((grade,) for grade in Condition)
    return gap.could_be[:1] + gap.could_be[-1:]


def _merit(column: str, record: Record, preferences: Preferences) -> float:
    return preferences.condition_scores[record[0]] if column == CONDITION else float(record[0])


def _words(column: str, record: Record) -> str:
    return f"grade {record[0]}" if column == CONDITION else number(record[0], 2)
