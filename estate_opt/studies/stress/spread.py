"""How far the figures of an estate may be from what they are taken to be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from estate_opt.domain.estate import Estate
from estate_opt.errors import UsageError, did_you_mean

ACTIVITY, POPULATION = 0.2, 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """By how much figures may differ, as shares: 0.2 is up to 20 % more or less.

    Parameters
    ----------
    activity
        Of the activity of a service at a building. Half of it is common to the service everywhere, half is
        the building's own, so that no activity is ever further off than this.
    activity_of
        The same for single services, by id, in place of ``activity``.
    population
        Of the people of a ward, all groups alike.
    unknown
        Whether each value that no record gives is drawn from what it could be; else it stays as assumed.
    """

    activity: float = ACTIVITY
    activity_of: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    population: float = POPULATION
    unknown: bool = True

    def of_service(self, service_id: str) -> float:
        """Spread of a service's activity."""
        return self.activity_of.get(service_id, self.activity)

    def require(self, estate: Estate) -> None:
        """See that every spread is a share and every service one of the estate.

        Raises
        ------
        UsageError
            With everything that is wrong.
        """
        problems = [*self._shares(), *self._services(estate)]
        if problems:
            raise UsageError("\n".join(problems))

    def _shares(self) -> Iterator[str]:
        named = {"activity": self.activity, "population": self.population}
        named |= {f"activity of {service}": share for service, share in self.activity_of.items()}
        for name, share in named.items():
            if not (math.isfinite(share) and 0 <= share < 1):
                yield (
                    f"The spread of {name} is {share:g}. Give a share from 0 to less than 1: 0.2 is up to 20 % more "
                    "or less."
                )

    def _services(self, estate: Estate) -> Iterator[str]:
        for service in self.activity_of:
            if service not in estate.service_by_id:
                known = ", ".join(sorted(estate.service_by_id))
                guess = did_you_mean(service, estate.service_by_id)
                yield f"The estate has no service {service!r}. {guess or f'Known are: {known}.'}"
