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

    @property
    def room(self) -> tuple[float, float]:
        """The least and the greatest change of the objective, 0 among them."""
        changes = [0.0, *(value.change for value in self.values)]
        return min(changes), max(changes)


def unsurveyed(result: Result) -> tuple[Unsurveyed, ...]:
    """Every grade and score that is assumed and counts in the preferences.

    A grade could be any of the four; a score the least or the greatest that is recorded of the building's type.
    """
    preferences = result.plan_file.preferences
    found = []
    for gap in unknowns(result.estate):
        column = gap.columns[0]
        if column in QUALITIES and getattr(preferences, column) and gap.could_be:
            found.append(_unsurveyed(gap, column, result))
    return tuple(found)


def _unsurveyed(gap: Unknown, column: str, result: Result) -> Unsurveyed:
    preferences, building = result.plan_file.preferences, result.estate.buildings[gap.building]
    price = getattr(preferences, column) / term_scales(preferences, result.context)[column]
    assumed = float(building_merits(preferences, result.estate)[column][gap.building])
    merits = {_words(column, record): _merit(column, record, preferences) for record in _could_be(gap, column)}
    values = [Value(words=words, change=price * (merit - assumed)) for words, merit in merits.items()]
    notes = {(a.record, a.column): a.assumed for a in result.estate.values.assumptions}
    return Unsurveyed(
        building=gap.building,
        column=column,
        assumed=notes[building.building_id, column],
        values=tuple(sorted(values, key=lambda value: value.change)),
    )


def _could_be(gap: Unknown, column: str) -> tuple[Record, ...]:
    if column == CONDITION:
        return tuple((grade,) for grade in Condition)
    return gap.could_be[:1] + gap.could_be[-1:]


def _merit(column: str, record: Record, preferences: Preferences) -> float:
    return preferences.condition_scores[record[0]] if column == CONDITION else float(record[0])


def _words(column: str, record: Record) -> str:
    return f"grade {record[0]}" if column == CONDITION else number(record[0], 2)
