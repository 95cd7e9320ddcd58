"""The groups of people by whom access is told: everybody, the estate's own columns, and deprivation.

A neighbourhood has so many people of each column (over 65, disabled, without a car …). Deprivation is known of
neighbourhoods, not of persons: everybody who lives in one counts in its tenth. Tenths are national, as the index's
publishers make them: tenth 1 is the most deprived 10 % of all small areas of the country.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from estate_opt.domain.estate import Estate
from estate_opt.domain.travel import FloatArray
from estate_opt.policies.access import POPULATION

TENTHS = 10
RANKED_AREAS = {"2015": 32_844, "2019": 32_844, "2025": 33_755}
"""Small areas that each English index of multiple deprivation ranks."""
ENDS = {1: "Most deprived tenth", TENTHS: "Least deprived tenth"}


class GroupKind(StrEnum):
    """What makes a group: everybody, a column of the neighbourhoods, or the deprivation of where people live."""

    EVERYBODY = "everybody"
    COLUMN = "group"
    DEPRIVATION = "deprivation"


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Some of the people.

    Parameters
    ----------
    group_id
        ``population``, a column's name, ``deprivation_01`` to ``deprivation_10``, or ``deprivation_unknown``.
    name
        For people.
    people
        How many live in each neighbourhood, shape (neighbourhoods,).
    """

    group_id: str
    name: str
    kind: GroupKind
    people: FloatArray


def groups_of(estate: Estate) -> tuple[Group, ...]:
    """Every group by whom access is told, everybody first."""
    return tuple(_groups(estate))


def _groups(estate: Estate) -> Iterator[Group]:
    yield Group(POPULATION, "Everybody", GroupKind.EVERYBODY, estate.population)
    for column in estate.groups:
        words = column.replace("_", " ")
        yield Group(column, words[:1].upper() + words[1:], GroupKind.COLUMN, estate.people(column))
    tenth = deprivation_tenths(estate)
    if tenth is None:
        return
    for number in range(1, TENTHS + 1):
        name = ENDS.get(number, f"Deprivation tenth {number}")
        yield Group(
            f"deprivation_{number:02}",
            name,
            GroupKind.DEPRIVATION,
            estate.population * (tenth == number),
        )
    if np.isnan(tenth).any():
        people = estate.population * np.isnan(tenth)
        yield Group("deprivation_unknown", "Deprivation not known", GroupKind.DEPRIVATION, people)


def deprivation_ranks(estate: Estate) -> FloatArray:
    """Rank of each neighbourhood, 1 the most deprived, not-a-number where it has none, shape (neighbourhoods,)."""
    ranks = (n.deprivation_rank for n in estate.neighbourhoods)
    return np.array([np.nan if rank is None else rank for rank in ranks], dtype=np.float64)


def deprivation_tenths(estate: Estate) -> FloatArray | None:
    """National tenth of each neighbourhood, 1 the most deprived, shape (neighbourhoods,).

    A rank falls into tenth ⌈10 · rank ÷ ranked areas⌉, as the English indices publish their deciles. ``None`` where no
    neighbourhood has a rank, or it is not known how many areas its index ranks.
    """
    ranks = deprivation_ranks(estate)
    ranked = ranked_areas(estate)
    if np.isnan(ranks).all() or ranked is None or np.nanmax(ranks) > ranked:
        return None
    tenths: FloatArray = np.ceil(TENTHS * ranks / ranked)
    return tenths


def ranked_areas(estate: Estate) -> int | None:
    """How many small areas the index of the neighbourhoods ranks: as the estate's own table says, or an English one."""
    vintages = {n.deprivation_vintage for n in estate.neighbourhoods if n.deprivation_rank is not None}
    if len(vintages) != 1:
        return None
    vintage = vintages.pop()
    told = {d.ranked_areas for d in estate.deprivation if d.vintage == vintage}
    return max(told) if told else RANKED_AREAS.get(vintage or "")


def unknown_groups(estate: Estate) -> str:
    """Say what the estate's tables do not tell about people; empty where they have groups and deprivation."""
    missing = []
    if not estate.groups:
        missing.append("group columns (over_65, disabled, no_car …)")
    if deprivation_tenths(estate) is None:
        missing.append("ranks of a national index of deprivation whose number of areas is known")
    if not missing:
        return ""
    return (
        f"The estate's neighbourhoods have no {' and no '.join(missing)}, so what the plan means for those people "
        "is not known here. Add the columns to neighbourhoods.csv to have it told."
    )
