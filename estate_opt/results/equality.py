"""What a plan means for groups of people: who is near to each service, who has to go further, and whether it is alike.

Two states of the estate are held side by side: today and a plan, or two plans. Everything is counted from where people
live and where each service is offered. It informs a council's due regard; see :data:`NOTE`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from estate_opt.domain.estate import Estate
from estate_opt.domain.snapshot import Snapshot
from estate_opt.domain.travel import ROUNDING, FloatArray, Unit
from estate_opt.results.facts import Facts, Standard
from estate_opt.results.groups import Group, deprivation_ranks, groups_of
from estate_opt.results.inequality import concentration_index, gini
from estate_opt.results.places import Places, ratio
from estate_opt.results.withheld import Mask, withheld

NOTE = (
    "These figures inform due regard under the public sector equality duty (Equality Act 2010, section 149). They do "
    "not replace it: they know distances and counts, not why people come, how they travel or what they need."
)
"""What every table and page of equality figures says at its head."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Impact:
    """What a change means for each group in each place, by one service. All arrays have shape (groups, places).

    Parameters
    ----------
    standard
        The service, and the access standard by which people count as covered.
    people
        People of the group in the place.
    covered_before, covered_after
        Of them within the standard.
    losing, gaining
        Of them within the standard only before, and only after.
    farther, nearer
        Of them with a longer and with a shorter way to the nearest outlet.
    stranded
        Of them with a known way to an outlet before and none after; they count in ``farther`` too.
    mean_before_km, mean_after_km
        Mean distance to the nearest outlet of those who have a known way both before and after.
    worst_extra_km
        Greatest increase of the distance of any neighbourhood where people of the group live; below 0 where all
        come nearer.
    people_withheld, cover_withheld, farther_withheld
        Where ``people`` and all that follows from it, the figures of cover, and those of longer and shorter ways are
        withheld, because they would show small counts.
    """

    standard: Standard
    people: FloatArray
    covered_before: FloatArray
    covered_after: FloatArray
    losing: FloatArray
    gaining: FloatArray
    farther: FloatArray
    nearer: FloatArray
    stranded: FloatArray
    mean_before_km: FloatArray
    mean_after_km: FloatArray
    worst_extra_km: FloatArray
    people_withheld: Mask
    cover_withheld: Mask
    farther_withheld: Mask


@dataclass(frozen=True, slots=True, kw_only=True)
class Inequality:
    """How unequally the distance to a service is spread over people, before and after.

    Counted are the people with a known way both before and after; for the concentration indices, those of them whose
    neighbourhood has a deprivation rank. A concentration index above 0 says that the more deprived live nearer.
    Figures are not-a-number where there is nothing to measure.
    """

    service_id: str
    people: float
    gini_before: float
    gini_after: float
    ranked_people: float
    concentration_before: float
    concentration_after: float


@dataclass(frozen=True, eq=False)
class Equality:
    """Two states of an estate, held side by side by groups and places.

    Parameters
    ----------
    estate
        The estate of both.
    standards
        The standard of each public service.
    before, after
        The two states.
    """

    estate: Estate
    standards: tuple[Standard, ...]
    before: Snapshot
    after: Snapshot

    @classmethod
    def of(cls, facts: Facts) -> Equality:
        """Today and the plan of a result."""
        return cls(facts.result.estate, facts.standards, facts.result.before, facts.result.after)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The groups, everybody first."""
        return groups_of(self.estate)

    @cached_property
    def places(self) -> Places:
        """The wards and the whole area."""
        return Places(self.estate)

    @cached_property
    def impacts(self) -> tuple[Impact, ...]:
        """What the change means, by service in the order of the standards."""
        return tuple(self._impact(standard) for standard in self.standards)

    @cached_property
    def inequalities(self) -> tuple[Inequality, ...]:
        """How unequally distances are spread, by service in the order of the standards."""
        return tuple(self._inequality(standard) for standard in self.standards)

    @cached_property
    def people(self) -> FloatArray:
        """People by group and place, shape (groups, places)."""
        return self._count(np.ones(len(self.estate.neighbourhoods)))

    @cached_property
    def _people_withheld(self) -> Mask:
        return withheld(self.people[None], self.groups)

    def _count(self, chosen: FloatArray | Mask) -> FloatArray:
        """Sum a figure a head over the people of each group in each place, shape (groups, places)."""
        return np.stack([self.places.total(group.people * chosen) for group in self.groups])

    def km(self, standard: Standard) -> tuple[FloatArray, FloatArray]:
        """Km to the nearest outlet before and after, infinite where no way is known, shape (neighbourhoods,) each."""
        before, after = (s.distance(standard.service_id, outlets=standard.outlets) for s in (self.before, self.after))
        return before, after

    def changed(self, standard: Standard) -> tuple[Mask, Mask]:
        """Whose way is longer, and whose shorter, in km or in the standard's unit, shape (neighbourhoods,) each."""
        pairs = [self.km(standard)]
        if standard.unit is not Unit.KM:
            asked = (standard.service_id, standard.unit, standard.outlets)
            pairs.append((self.before.distance(*asked), self.after.distance(*asked)))
        longer = np.any([after > before * (1 + ROUNDING) for before, after in pairs], axis=0)
        shorter = np.any([before > after * (1 + ROUNDING) for before, after in pairs], axis=0)
        return longer, shorter & ~longer

    def _impact(self, standard: Standard) -> Impact:
        asked = (standard.service_id, standard.limit, standard.unit, standard.outlets)
        near, still = self.before.covered(*asked), self.after.covered(*asked)
        before, after = self.km(standard)
        known = np.isfinite(before) & np.isfinite(after)
        extra = np.subtract(after, before, out=np.full(len(before), -np.inf), where=known)
        longer, shorter = self.changed(standard)
        people = self.people
        cover = {
            "covered_before": self._count(near),
            "covered_after": self._count(still),
            "losing": self._count(near & ~still),
            "gaining": self._count(still & ~near),
        }
        ways = {
            "farther": self._count(longer),
            "nearer": self._count(shorter),
            "stranded": self._count(np.isfinite(before) & np.isinf(after)),
        }
        reached = self._count(known)
        return Impact(
            standard=standard,
            people=people,
            **cover,
            **ways,
            mean_before_km=ratio(self._count(np.where(known, before, 0.0)), reached),
            mean_after_km=ratio(self._count(np.where(known, after, 0.0)), reached),
            worst_extra_km=self._worst(extra),
            people_withheld=self._people_withheld,
            cover_withheld=self._withheld(cover, "covered_before", "covered_after"),
            farther_withheld=self._withheld(ways, "farther", "nearer"),
        )

    def _worst(self, extra: FloatArray) -> FloatArray:
        found = np.stack([self.places.greatest(np.where(g.people > 0, extra, -np.inf)) for g in self.groups])
        return np.where(np.isfinite(found), found, np.nan)

    def _withheld(self, counts: dict[str, FloatArray], *parted: str) -> Mask:
        """Where counts are withheld: small ones, and those that leave few others of the group."""
        others = [self.people - counts[name] for name in parted]
        return withheld(np.stack([*counts.values(), *others]), self.groups, self._people_withheld)

    def _inequality(self, standard: Standard) -> Inequality:
        before, after = self.km(standard)
        people = self.estate.population * (np.isfinite(before) & np.isfinite(after))
        before, after = (np.where(people > 0, km, 0.0) for km in (before, after))
        ranks = deprivation_ranks(self.estate)
        ranked = people * ~np.isnan(ranks)
        order = np.nan_to_num(ranks)
        return Inequality(
            service_id=standard.service_id,
            people=float(people.sum()),
            gini_before=gini(before, people),
            gini_after=gini(after, people),
            ranked_people=float(ranked.sum()),
            concentration_before=concentration_index(before, ranked, order),
            concentration_after=concentration_index(after, ranked, order),
        )
