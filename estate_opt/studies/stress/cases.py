"""A case: the estate with other figures than the plan takes it to have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import MappingProxyType

from estate_opt.domain.building import Building
from estate_opt.domain.estate import Estate
from estate_opt.domain.place import Neighbourhood
from estate_opt.domain.service import Activity


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """The estate with other figures.

    Parameters
    ----------
    name
        Unique among the cases of a study.
    sentence
        What is other than assumed, for people.
    estate
        With those figures; places, services, options and rules are the same.
    """

    name: str
    sentence: str
    estate: Estate


def with_figures(
    estate: Estate,
    activity: Callable[[Activity], float],
    people: Callable[[Neighbourhood], float],
    buildings: tuple[Building, ...],
) -> Estate:
    """An estate with other figures in the same places.

    Parameters
    ----------
    activity, people
        Factor of each activity, and of the people of each neighbourhood.
    buildings
        The same buildings, with other figures.
    """
    return estate.replace(
        activities=tuple(_scaled(a, activity(a)) for a in estate.activities),
        neighbourhoods=tuple(_peopled(n, people(n)) for n in estate.neighbourhoods),
        buildings=buildings,
        travel=estate.travel,
    )


def _scaled(activity: Activity, factor: float) -> Activity:
    visits = activity.visits_per_year
    return replace(
        activity,
        hours_per_week=activity.hours_per_week * factor,
        visits_per_year=None if visits is None else visits * factor,
    )


def _peopled(place: Neighbourhood, factor: float) -> Neighbourhood:
    groups = MappingProxyType({group: people * factor for group, people in place.groups.items()})
    return replace(place, population=place.population * factor, groups=groups)
