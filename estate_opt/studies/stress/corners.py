"""Corners: cases at the ends of what is thought possible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from estate_opt.domain.estate import Estate
from estate_opt.policies.base import percent
from estate_opt.results.figures import listed, sentence
from estate_opt.studies.stress.cases import Case, with_figures
from estate_opt.studies.stress.spread import Spread
from estate_opt.studies.stress.unknowns import Record, Unknown, fill, unknowns


class End(StrEnum):
    """Which end of the spread."""

    LOW = "low"
    HIGH = "high"

    @property
    def sign(self) -> int:
        """Of what is added to 1."""
        return -1 if self is End.LOW else 1

    def of(self, gap: Unknown) -> Record:
        """What an unknown value is at this end: the worst grade or the lowest figure, or the best or highest."""
        return gap.could_be[0 if self is End.LOW else -1]


def corners(estate: Estate, spread: Spread) -> tuple[Case, ...]:
    """Each subject low and high on its own, each service on its own, and all together.

    A subject without any spread has no corners; where none has any, the only case is what the plan assumes.
    """
    found = [corner.case(estate, spread) for end in End for corner in _corners(estate, spread, end)]
    return tuple(found) or (Case(name="as assumed", sentence="Nothing is other than assumed", estate=estate),)


def _corners(estate: Estate, spread: Spread, end: End) -> Iterator[_Corner]:
    services = tuple(sorted({a.service_id for a in estate.activities if spread.of_service(a.service_id) > 0}))
    gaps = tuple(gap for gap in unknowns(estate) if gap.could_be) if spread.unknown else ()
    people = spread.population > 0
    if services:
        yield _Corner(f"all activity {end}", end, services)
    if len(services) > 1:
        yield from (_Corner(f"{service} {end}", end, (service,)) for service in services)
    if people:
        yield _Corner(f"population {end}", end, people=True)
    if gaps:
        yield _Corner(f"unknown values {end}", end, gaps=gaps)
    if bool(services) + people + bool(gaps) > 1:
        yield _Corner(f"everything {end}", end, services, people=people, gaps=gaps)


@dataclass(frozen=True, slots=True)
class _Corner:
    """What lies at one end; the rest is as assumed."""

    name: str
    end: End
    services: tuple[str, ...] = ()
    people: bool = False
    gaps: tuple[Unknown, ...] = ()

    def case(self, estate: Estate, spread: Spread) -> Case:
        """The estate at this corner."""
        of_people = self.end.sign * spread.population if self.people else 0.0
        return Case(
            name=self.name,
            sentence=sentence("; ".join(self._words(estate, spread))),
            estate=with_figures(
                estate,
                lambda a: 1 + self.end.sign * spread.of_service(a.service_id) * (a.service_id in self.services),
                lambda _: 1 + of_people,
                fill(estate, self.gaps, self.end.of),
            ),
        )

    def _words(self, estate: Estate, spread: Spread) -> Iterator[str]:
        low = self.end is End.LOW
        for share in sorted({spread.of_service(s) for s in self.services}):
            names = [estate.service_by_id[s].name for s in self.services if spread.of_service(s) == share]
            yield f"{percent(share)} {'less' if low else 'more'} activity of {listed(names)}"
        if self.people:
            yield f"{percent(spread.population)} {'fewer' if low else 'more'} people in every ward"
        if self.gaps:
            end = "worst grade, lowest figure" if low else "best grade, highest figure"
            yield f"every value that no record gives at the {end} recorded of its type"
