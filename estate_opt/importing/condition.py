"""Condition surveys: an overall grade a building, or elements with priorities and costs, made into grade and backlog.

Grades A to D and priorities 1 to 4 are those that councils' surveys share: A good, B satisfactory with minor
deterioration, C poor with major defects, D life expired; priority 1 urgent, 2 within two years, 3 within three to
five years, 4 beyond five years (as Staffordshire County Council's "Condition definitions" state them).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from estate_opt.domain.building import Condition
from estate_opt.importing.building_rows import BuildingRows, rows_of_buildings
from estate_opt.importing.figures import says_nothing
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.joining import LIKENESS
from estate_opt.importing.layer import Layer, Source
from estate_opt.importing.raw import RawTable
from estate_opt.importing.wording import number_of

NAME = "condition"
TARGETS = ("grade", "backlog", "survey_date", "element", "priority", "cost", "weight")
"""What the columns of a survey may hold, beside the keys of its buildings."""
PRIORITIES = (1, 2, 3)
"""Work of these priorities counts as backlog unless asked otherwise: what is due within five years."""

GRADES = tuple(Condition)
_GRADE = re.compile(r"(?:(?:condition|grade|category|overall)[\s:]*)*([A-D])\b.*", re.IGNORECASE | re.DOTALL)
_BETWEEN = re.compile(r"([A-D])\s*(?:/|-|–|to)\s*([A-D])", re.IGNORECASE)
_WORDS = {
    "good": Condition.A, "as new": Condition.A, "excellent": Condition.A, "satisfactory": Condition.B,
    "fair": Condition.B, "poor": Condition.C, "bad": Condition.D, "very poor": Condition.D,
    "life expired": Condition.D,
}  # fmt: skip
_PRIORITY = re.compile(r"(?:priority|p)?\s*([1-4])(?:\.0+)?\b.*", re.IGNORECASE | re.DOTALL)


class GradeRule(StrEnum):
    """How the grades of elements become the building's."""

    MEAN = "mean"
    """The mean of the elements' grades (A 1 … D 4), weighted where the survey has weights; the worse at a half."""
    WORST = "worst"
    """The worst grade of any element."""


def import_condition(
    raw: RawTable,
    gathered: Gathered,
    columns: Mapping[str, str],
    *,
    name: str = NAME,
    priorities: Sequence[int] = PRIORITIES,
    rule: GradeRule = GradeRule.MEAN,
    likeness: float = LIKENESS,
) -> Layer:
    """Read a condition survey.

    Parameters
    ----------
    raw
        The survey: a row a building with its grade, or a row an element with grade, priority or cost.
    gathered
        The estate so far.
    columns
        Published column by what it holds: keys of the building and any of :data:`TARGETS`.
    name
        Of the layer.
    priorities
        Priorities of the work that is backlog, where elements have them; without priorities all cost is.
    rule
        How elements' grades become the building's.
    likeness
        How alike names of one postcode must be, 0 to 100.

    Returns
    -------
    Layer
        ``condition``, ``backlog_gbp`` and ``record_date`` (the day of the survey) of the buildings.

    Raises
    ------
    InputError
        Where the columns do not make a survey.
    """
    rows = rows_of_buildings(raw, gathered, columns, needs=(("grade", "backlog", "cost"),), likeness=likeness)
    survey = _Survey(rows, tuple(priorities), rule)
    by_element = any(rows.has(target) for target in ("element", "priority"))
    derived, used = survey.of_elements() if by_element else survey.overall()
    return Layer(
        name=name,
        importer=NAME,
        sources=(Source(raw.name, raw.sha256),),
        tables={"buildings": rows.table(derived, used)},
        unjoined=rows.unjoined(),
        notes=(*rows.joined.notes(rows.text("name")), *survey.notes(by_element, derived)),
        settings={
            "columns": dict(columns), "priorities": list(priorities), "grade": str(rule), "likeness": likeness,
        },
        problems=tuple(rows.problems),
    )  # fmt: skip


def read_grade(text: str) -> Condition | None:
    """A grade as surveys write it ("B", "Grade C", "C/D", "B - Satisfactory", "Poor"); the worse of two."""
    if says_nothing(text):
        return None
    bare = text.strip()
    if between := _BETWEEN.fullmatch(bare):
        return Condition(max(between[1].upper(), between[2].upper()))
    if bare.casefold() in _WORDS:
        return _WORDS[bare.casefold()]
    found = _GRADE.fullmatch(bare)
    return Condition(found[1].upper()) if found else None


def read_priority(text: str) -> int | None:
    """A priority ("1", "P2", "Priority 3 - desirable"); nothing where the text is none."""
    found = _PRIORITY.fullmatch(text.strip())
    return int(found[1]) if found else None


class _Survey:
    """The cells of a survey, read."""

    def __init__(self, rows: BuildingRows, priorities: tuple[int, ...], rule: GradeRule) -> None:
        self.rows, self.priorities, self.rule = rows, priorities, rule
        self.grades = [self._grade(k, text) for k, text in enumerate(rows.text("grade"))]
        self.days = rows.days("survey_date")
        self.costs = [self._not_negative(k, "cost", value) for k, value in enumerate(rows.figures("cost"))]
        self.backlogs = [self._not_negative(k, "backlog", value) for k, value in enumerate(rows.figures("backlog"))]
        self.ranks = [self._priority(k, text) for k, text in enumerate(rows.text("priority"))]
        self.weights = rows.figures("weight")
        self.elements = [text.casefold() for text in rows.text("element")]
        self._future()

    def _grade(self, position: int, text: str) -> Condition | None:
        grade = read_grade(text)
        if grade is None and not says_nothing(text):
            self.rows.warn(position, "grade", "This is not a grade from A to D.", "It counts as not surveyed.")
        return grade

    def _priority(self, position: int, text: str) -> int | None:
        rank = read_priority(text)
        if rank is None and not says_nothing(text):
            self.rows.warn(
                position, "priority", "This is not a priority from 1 to 4.", "Its cost counts as backlog all the same."
            )
        return rank

    def _not_negative(self, position: int, target: str, value: float | None) -> float | None:
        if value is not None and value < 0:
            self.rows.warn(position, target, "Work cannot cost less than nothing.", "It counts as empty.")
            return None
        return value

    def _future(self) -> None:
        today = date.today()
        for position, day in enumerate(self.days):
            if day is not None and day > today:
                self.rows.warn(position, "survey_date", "The survey is from the future.", "It counts as undated.")
                self.days[position] = None

    def overall(self) -> tuple[dict[str, dict[str, Any]], dict[str, list[int]]]:
        """One row a building; of several the latest survey stands, and of one day the worse grade."""
        derived, used = {}, {}
        for building, positions in self.rows.by_building().items():
            stands = max(positions, key=self._latest_and_worst)
            for other in positions:
                if other != stands:
                    line = self.rows.raw.rows[stands]
                    self.rows.set_aside[other] = (
                        f"The row on line {line} is about {building} too, and is later or has the worse grade."
                    )
            backlog = self.backlogs[stands] if self.rows.has("backlog") else self.costs[stands]
            derived[building] = self._values(self.grades[stands], backlog, self.days[stands])
            used[building] = [stands]
        return derived, used

    def _latest_and_worst(self, position: int) -> tuple[date, str, int]:
        return (self.days[position] or date.min, self.grades[position] or "", -position)

    def of_elements(self) -> tuple[dict[str, dict[str, Any]], dict[str, list[int]]]:
        """Elements gathered into buildings; only those of a building's latest survey, of each element one."""
        derived, used = {}, {}
        for building, positions in self.rows.by_building().items():
            counted = self._of_the_latest(building, positions)
            due = [k for k in counted if self.ranks[k] is None or self.ranks[k] in self.priorities]
            costs = [value for k in due if (value := self._cost(k)) is not None]
            known = any(self._cost(k) is not None for k in counted)
            backlog = math.fsum(costs) if known else None
            days = [day for k in counted if (day := self.days[k]) is not None]
            derived[building] = self._values(self._together(counted), backlog, max(days, default=None))
            used[building] = counted
        return derived, used

    def _cost(self, position: int) -> float | None:
        cost = self.costs[position]
        return self.backlogs[position] if cost is None else cost

    def _of_the_latest(self, building: str, positions: Sequence[int]) -> list[int]:
        """Rows of each element's latest survey; rows without a day, or without a name of an element, all count."""
        latest: dict[str, tuple[date, int]] = {}
        for k in positions:
            day = self.days[k]
            if day is not None and self.elements[k]:
                latest[self.elements[k]] = max(latest.get(self.elements[k], (day, k)), (day, k))
        counted = []
        for k in positions:
            day, (newest, line) = self.days[k], latest.get(self.elements[k], (date.min, 0))
            if day is not None and day < newest:
                again = f"The element was surveyed again at {building}, on line {self.rows.raw.rows[line]}."
                self.rows.set_aside[k] = again
            else:
                counted.append(k)
        return counted

    def _together(self, positions: Sequence[int]) -> Condition | None:
        graded = [(GRADES.index(grade), k) for k in positions if (grade := self.grades[k]) is not None]
        if not graded:
            return None
        if self.rule is GradeRule.WORST:
            return GRADES[max(point for point, _ in graded)]
        weights = [self.weights[k] for _, k in graded]
        usable = all(weight is not None and weight >= 0 for weight in weights) and any(weights)
        given = [float(weight or 0) for weight in weights] if usable else [1.0] * len(graded)
        mean = sum(point * weight for (point, _), weight in zip(graded, given, strict=True)) / sum(given)
        return GRADES[math.floor(mean + 0.5)]

    @staticmethod
    def _values(grade: Condition | None, backlog: float | None, day: date | None) -> dict[str, Any]:
        return {"condition": grade, "backlog_gbp": None if backlog is None else round(backlog, 2), "record_date": day}

    def notes(self, by_element: bool, derived: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
        """How the figures were made."""
        graded = sum(1 for values in derived.values() if values["condition"] is not None)
        said = [f"A grade for {number_of(graded, 'building')} of {len(derived):,} surveyed."]
        if by_element:
            how = (
                "the worst of its elements"
                if self.rule is GradeRule.WORST
                else "the mean of its elements (A 1 to D 4), the worse at a half"
            )
            said.append(f"A building's grade is {how}.")
            if self.rows.has("priority"):
                which = ", ".join(map(str, self.priorities))
                left = math.fsum(self._cost(k) or 0 for k in self._beyond())
                said.append(
                    f"Backlog is the cost of work of the priorities {which}; £{left:,.0f} of others is left out."
                )
        return tuple(said)

    def _beyond(self) -> list[int]:
        return [k for k in self.rows.positions if self.ranks[k] is not None and self.ranks[k] not in self.priorities]
