"""The reason of each decision, in a few plain sentences of measured facts.

An optimiser has no motive of its own: what it decides about one building follows from all others.
So a reason states what is measured (use, moves, money, condition, who depends on the building) and
nothing more. What it would take to keep a building is another question, answered by solving again
with the building kept; :data:`NOTE` says so wherever reasons are shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np

from estate_opt.domain.estate import Estate
from estate_opt.domain.option import Decision
from estate_opt.domain.travel import FloatArray
from estate_opt.domain.values import GRADES
from estate_opt.results.facts import Facts, Journey, Standard
from estate_opt.results.figures import hours, km, listed, number, people, percent, round_pounds
from estate_opt.results.totals import utilisation_of_buildings

NOTE = (
    "Reasons state measured facts about the plan. They do not say what would happen if one decision were "
    "changed: for that, solve again with the building kept or closed."
)

SMALL_GBP = 50
"""Differences of money below this round to nothing in a sentence."""


def reasons(facts: Facts) -> tuple[str, ...]:
    """Write the reason of every building, in the order of the estate.

    Parameters
    ----------
    facts
        What is measured about the plan.

    Returns
    -------
    tuple of str
        Two to four short sentences each; never empty.
    """
    writer = _Writer(facts)
    return tuple(" ".join(writer.sentences(k)) for k in range(len(facts.result.estate.buildings)))


class _Writer:
    """Writes the sentences of one building after another."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.estate = facts.result.estate
        before, after = facts.result.before, facts.result.after
        self.after = after
        self.saving = before.running_cost - after.running_cost
        self.use_today = utilisation_of_buildings(before.hosted_hours, before.capacity_hours)
        self.use_plan = utilisation_of_buildings(after.hosted_hours, after.capacity_hours)
        self.rivals = _rivals(facts)

    def sentences(self, k: int) -> Iterator[str]:
        """Sentences of a building: who decided, what is measured, who depends on it."""
        yield from self._protection(k)
        match self.after.decision[k]:
            case Decision.CLOSED:
                yield from self._closed(k)
            case Decision.TRANSFERRED:
                yield from self._transferred(k)
            case Decision.CHANGED:
                yield from self._changed(k)
            case Decision.KEPT:
                yield from self._kept(k)
            case Decision.PARTNER:
                yield from self._partner(k)

    # -- one a decision ------------------------------------------------------------------------

    def _closed(self, k: int) -> Iterator[str]:
        yield f"{self._use_today(k)}{self._departure(k)}."
        yield from self._ended(k)
        yield f"{self._money(k, 'Closing it')}; {self._condition(k)}."
        yield from self._on_record(k)
        yield from self._left_without(k)

    def _transferred(self, k: int) -> Iterator[str]:
        yield f"It passes to the community ({self.after.option[k].name}) and stays open to the public."
        yield f"{self._use_today(k)}{self._departure(k)}."
        yield from self._ended(k)
        yield f"{self._money(k, 'The transfer')}; {self._condition(k)}."
        yield from self._on_record(k)
        yield from self._only_outlet(k)

    def _changed(self, k: int) -> Iterator[str]:
        option = self.after.option[k]
        works = f", works of {round_pounds(self.after.works_cost[k])}" if self.after.works_cost[k] >= SMALL_GBP else ""
        yield (
            f"It stays, run as {option.name!r}{works}: room for {hours(self.after.capacity_hours[k])} "
            f"instead of {hours(self.facts.result.before.capacity_hours[k])}."
        )
        yield from self._what_stays(k)

    def _kept(self, k: int) -> Iterator[str]:
        yield "It stays as it is."
        yield from self._what_stays(k)

    def _partner(self, k: int) -> Iterator[str]:
        arriving = self.facts.arriving.get(k, ())
        if not arriving:
            yield "It is run by a partner, so the plan does not decide about it; no council activity moves here."
            return
        hire = self.after.hire[k]
        price = f" at a hire of {round_pounds(hire)} a year" if hire >= SMALL_GBP else ""
        yield "It is run by a partner, so the plan does not decide about it."
        yield f"It takes in {self._origins(arriving)}{price}."

    def _what_stays(self, k: int) -> Iterator[str]:
        """Sentences that a kept and a changed building share."""
        yield f"{self._use_plan(k)}."
        arriving = self.facts.arriving.get(k, ())
        if arriving:
            yield f"It takes in {self._origins(arriving)}."
        leaving = self.facts.leaving.get(k, ())
        if leaving:
            yield f"Of its activity, {_hours_of(leaving, self.estate)} move to {self._destinations(leaving)}."
        yield from self._ended(k)
        yield from self._only_outlet(k)
        yield from self._best_condition(k)

    # -- facts in words ------------------------------------------------------------------------

    def _protection(self, k: int) -> Iterator[str]:
        rule = self.facts.protections.get(self.estate.buildings[k].building_id)
        if rule is None:
            return
        reason, review = rule.reason.rstrip("."), f"{rule.review_date.day} {rule.review_date:%B %Y}"
        if rule.agrees(self.after.option[k]):
            yield f"This was decided before the plan, by {rule.owner}: {reason}. It is to be reviewed on {review}."
        else:
            yield f"{rule.owner} asks for it to be {rule.asked} ({reason}); the plan does not follow that aim."

    def _use_today(self, k: int) -> str:
        if np.isnan(self.use_today[k]):
            return "It has no bookable hours today"
        if self.use_today[k] == 0:
            return "Nothing is booked in it today"
        return f"It is used for {percent(self.use_today[k], 0)} of its capacity in today's opening hours"

    def _use_plan(self, k: int) -> str:
        if np.isnan(self.use_plan[k]):
            return "It offers no bookable hours in the plan"
        today = "" if np.isnan(self.use_today[k]) else f" ({percent(self.use_today[k], 0)} today)"
        return f"It is used for {percent(self.use_plan[k], 0)} of its capacity in the plan{today}"

    def _departure(self, k: int) -> str:
        leaving = self.facts.leaving.get(k, ())
        if not leaving:
            return ""
        return f"; {_hours_of(leaving, self.estate)} move to {self._destinations(leaving)}"

    def _destinations(self, journeys: Sequence[Journey]) -> str:
        distance = {j.destination: j.km for j in journeys}
        nearest = sorted(distance, key=lambda d: (distance[d], d))
        return listed([f"{self.estate.buildings[d].name} ({km(distance[d])})" for d in nearest])

    def _origins(self, journeys: Sequence[Journey]) -> str:
        loads: dict[int, float] = defaultdict(float)
        for journey in journeys:
            loads[journey.origin] += journey.hours_per_week
        largest = sorted(loads, key=lambda o: (-loads[o], o))
        return f"{_hours_of(journeys, self.estate)} from {listed([self.estate.buildings[o].name for o in largest])}"

    def _ended(self, k: int) -> Iterator[str]:
        ended = self.facts.ended.get(k, {})
        if ended:
            yield f"{_hours_by_service(ended, self.estate)} find no other home and end."

    def _money(self, k: int, subject: str) -> str:
        saving = self.saving[k]
        if abs(saving) < SMALL_GBP:
            return f"{subject} changes the yearly cost by nothing"
        if saving > 0:
            return f"{subject} saves {round_pounds(saving)} a year"
        return f"{subject} costs {round_pounds(-saving)} a year more"

    def _condition(self, k: int) -> str:
        assumed = ", assumed for want of a survey" if self.estate.buildings[k].condition is None else ""
        return f"its condition is grade {GRADES[self.estate.values.condition[k]]}{assumed}"

    def _left_without(self, k: int) -> Iterator[str]:
        """People in reach of the building today who would have no outlet within the standard, by service."""
        found = self._by_service(self.facts.left_without, k)
        if len(found) == 1:
            count, standard, service = found[0]
            without = f"{number(count, 0)} would have no {service} within that distance"
            yield f"Of the people within {standard.words} of it today, {without}."
        elif found:
            parts = [f"{service} {number(count, 0)} ({standard.words})" for count, standard, service in found]
            yield f"People in reach of it today who would have no place in reach: {', '.join(parts)}."

    def _only_outlet(self, k: int) -> Iterator[str]:
        """People for whom the building is the only outlet in the plan within the standard, by service."""
        found = self._by_service(self.facts.only_outlet, k)
        if found:
            parts = [f"{service} within {standard.words} of {people(count)}" for count, standard, service in found]
            yield f"It is the only place in the plan for {listed(parts)}."

    def _by_service(self, counts: Mapping[str, FloatArray], k: int) -> list[tuple[float, Standard, str]]:
        """People counted at a building with their standard and the service's name, most first, none left out."""
        found = [
            (float(counts[s.service_id][k]), s, _in_sentence(self.estate.service_by_id[s.service_id].name))
            for s in self.facts.standards
        ]
        return sorted((entry for entry in found if round(entry[0]) > 0), key=lambda entry: (-entry[0], entry[2]))

    def _on_record(self, k: int) -> Iterator[str]:
        """What the register says that bears on leaving the building."""
        building = self.estate.buildings[k]
        marks = [
            mark
            for mark, known in (
                ("a listed building", building.listed),
                ("a registered asset of community value", building.community_value),
            )
            if known
        ]
        if marks:
            yield f"It is {' and '.join(marks)}."
        if building.break_date or building.lease_end:
            dates = [f"can be ended on {_day(building.break_date)}"] if building.break_date else []
            dates += [f"ends on {_day(building.lease_end)}"] if building.lease_end else []
            yield f"Its lease {' and '.join(dates)}."
        if building.restriction:
            yield f"On record is a restriction: {building.restriction.rstrip('.')}."

    def _best_condition(self, k: int) -> Iterator[str]:
        rivals = self.rivals.get(k, ())
        grades = self.estate.values.condition
        known = self.estate.buildings[k].condition is not None
        if known and rivals and all(grades[k] < grades[other] for other in rivals):
            radius = self.facts.result.plan_file.preferences.location_radius_km
            plural = (
                "the other council building"
                if len(rivals) == 1
                else f"each of the {len(rivals)} other council buildings"
            )
            yield f"Its condition (grade {GRADES[grades[k]]}) is better than that of {plural} within {radius:g} km."


def _rivals(facts: Facts) -> dict[int, list[int]]:
    """Other council buildings within the location radius of each council building."""
    estate = facts.result.estate
    reach = estate.travel.between_buildings(facts.result.plan_file.preferences.location_radius_km)
    near: dict[int, list[int]] = defaultdict(list)
    for origin, destination in zip(reach.origin, reach.destination, strict=True):
        if estate.buildings[origin].is_council and estate.buildings[destination].is_council:
            near[int(origin)].append(int(destination))
    return near


def _hours_of(journeys: Sequence[Journey], estate: Estate) -> str:
    """Hours of some journeys with their services, the largest first: "42 hours a week (library 30, room hire 12)"."""
    loads: dict[str, float] = defaultdict(float)
    for journey in journeys:
        loads[journey.service_id] += journey.hours_per_week
    return _hours_by_service(loads, estate)


def _hours_by_service(loads: Mapping[str, float], estate: Estate) -> str:
    largest = sorted(loads, key=lambda service: (-loads[service], service))
    names = [_in_sentence(estate.service_by_id[service].name) for service in largest]
    total = hours(sum(loads.values()))
    if len(names) == 1:
        return f"{total} of {names[0]}"
    parts = [f"{name} {number(loads[service], 1)}" for name, service in zip(names, largest, strict=True)]
    return f"{total} ({', '.join(parts)})"


def _in_sentence(name: str) -> str:
    """Write a service's name as inside a sentence: without its capital, unless it is an abbreviation."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _day(day: date) -> str:
    """Write a day as people do; ``%-d`` is not known to every system."""
    return f"{day.day} {day:%B %Y}"
