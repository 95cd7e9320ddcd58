"""Vintages: which year's areas a layer speaks of, and why two that do not fit are not put together.

A ward of 2020 and one of 2024 may have the same name and other boundaries; about three in a hundred LSOAs of 2011
are not areas of 2021 any more. So each layer declares its years, and what does not fit is refused with the look-up
that would make it fit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass

from estate_opt.errors import InputError, Problem
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.geography.codes import Unit
from estate_opt.inputs.manifest import AREAS, NEIGHBOURHOODS

EXAMPLES = 4
"""Codes that are named where there are many."""
INDEX_AREAS = {"2015": 2011, "2019": 2011, "2025": 2021}
"""Year of the small areas that each index of deprivation was made for."""
RANKED_AREAS = {"2015": 32_844, "2019": 32_844, "2025": 33_755}
"""Small areas of England that each index ranks."""
CENSUS_YEARS = (2011, 2021)
"""Years in which the small areas were drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vintage:
    """Years that a layer declares; ``None`` or empty where it says nothing of them."""

    unit: str = ""
    """Kind of small area, as :class:`~estate_opt.importing.geography.codes.Unit` names it."""
    areas_year: int | None = None
    ward_year: int | None = None
    index: str = ""

    def as_settings(self) -> dict[str, object]:
        """As the settings of a layer keep it."""
        return {name: value for name, value in asdict(self).items() if value}

    def __str__(self) -> str:
        parts = [
            f"{self.unit or 'small areas'} {self.areas_year}" if self.areas_year else "",
            f"wards {self.ward_year}" if self.ward_year else "",
            f"index {self.index}" if self.index else "",
        ]
        return ", ".join(part for part in parts if part)


def vintage_of(settings: Mapping[str, object]) -> Vintage:
    """Read what a layer's settings declare."""
    declared = settings.get("vintage")
    known = declared if isinstance(declared, Mapping) else {}
    return Vintage(**{name: known[name] for name in Vintage.__dataclass_fields__ if name in known})


def neighbourhood_vintage(gathered: Gathered) -> Vintage:
    """Vintage of the layer that brings the neighbourhoods; empty where none says."""
    for layer in gathered.layers:
        if NEIGHBOURHOODS.name in layer.defines:
            return vintage_of(layer.settings)
    return Vintage()


def ward_year(gathered: Gathered) -> int | None:
    """Year of the ward boundaries gathered so far."""
    for layer in gathered.layers:
        if AREAS.name in layer.defines:
            return vintage_of(layer.settings).ward_year
    return None


def known_wards(gathered: Gathered) -> frozenset[str]:
    """Codes of the wards gathered so far."""
    areas = gathered.tables[AREAS.name]
    return frozenset(areas.loc[areas["kind"] == "ward", "area_id"]) if len(areas) else frozenset()


def known_neighbourhoods(gathered: Gathered) -> frozenset[str]:
    """Codes of the neighbourhoods gathered so far."""
    return frozenset(gathered.tables[NEIGHBOURHOODS.name].get("neighbourhood_id", ()))


def refuse_other_areas(source: str, ours: Vintage, gathered: Gathered, codes: Collection[str], remedy: str) -> None:
    """Refuse figures of other small areas than the neighbourhoods are.

    Parameters
    ----------
    source
        Name of the file.
    ours
        What it says of itself.
    gathered
        The estate, with its neighbourhoods.
    codes
        Codes that the file has.
    remedy
        What would make it fit.

    Raises
    ------
    InputError
        Where kind or year differ, or no code is one of the neighbourhoods'.
    """
    theirs, known = neighbourhood_vintage(gathered), known_neighbourhoods(gathered)
    if not known:
        first = "Import the neighbourhoods first, so that the figures have rows to go to."
        raise InputError([Problem(source, "The estate has no neighbourhoods yet.", first)])
    differs = (ours.unit and theirs.unit and ours.unit != theirs.unit) or (
        ours.areas_year and theirs.areas_year and ours.areas_year != theirs.areas_year
    )
    common = known & set(codes)
    if differs:
        message = (
            f"The figures are of {_areas(ours)}, the neighbourhoods are {_areas(theirs)}: {len(common):,} of the"
            f" {len(known):,} codes are in both, and the same code need not be the same area."
        )
        raise InputError([Problem(source, message, remedy)])
    if not common:
        shown = f"{_some(codes)} here, {_some(known)} there"
        raise InputError([Problem(source, f"No code is one of the estate's neighbourhoods ({shown}).", remedy)])


def refuse_other_wards(
    source: str, year: int | None, gathered: Gathered, codes: Collection[str], remedy: str
) -> tuple[str, ...]:
    """Refuse ward codes that the gathered boundaries do not have; say so where only the years differ.

    Returns
    -------
    tuple
        Sentences to note.

    Raises
    ------
    InputError
        Where a code is not among the wards.
    """
    known, theirs = known_wards(gathered), ward_year(gathered)
    unknown = sorted(set(codes) - known - {""})
    if not known or not codes:
        return ()
    if unknown:
        years = f" of {year}" if year else ""
        there = f" of {theirs}" if theirs else ""
        message = (
            f"{len(unknown):,} of the {len(set(codes) - {''}):,} wards{years} named here are not among the"
            f" {len(known):,} ward boundaries{there}: {_some(unknown)}."
        )
        raise InputError([Problem(source, message, remedy)])
    if year and theirs and year != theirs:
        return (
            f"The wards named are of {year} and the boundaries of {theirs}; all codes are the same, so that they are"
            " the same wards.",
        )
    return ()


def refuse_unfitting_boundaries(source: str, year: int | None, codes: Collection[str], gathered: Gathered) -> None:
    """Refuse boundaries that lack a ward which the neighbourhoods name, unless other boundaries have it.

    Raises
    ------
    InputError
        With the reason.
    """
    named = set(gathered.tables[NEIGHBOURHOODS.name].get("ward_code", ())) - {""} - known_wards(gathered)
    unknown = sorted(named - set(codes))
    if not unknown:
        return
    theirs = neighbourhood_vintage(gathered).ward_year
    message = (
        f"The neighbourhoods name {len(unknown):,} wards{f' of {theirs}' if theirs else ''} that are not among these"
        f" boundaries{f' of {year}' if year else ''}: {_some(unknown)}."
    )
    raise InputError([Problem(source, message, "Import boundaries and best-fit look-up of the same year of wards.")])


def index_fits(source: str, index: str, unit: Vintage) -> None:
    """Refuse ranks of an index beside codes of areas that it was not made for.

    Raises
    ------
    InputError
        With the reason.
    """
    made_for = INDEX_AREAS.get(index)
    if made_for and unit.areas_year and unit.areas_year != made_for:
        message = (
            f"The {index} index ranks the LSOAs of {made_for}, but here its ranks stand beside codes of"
            f" {unit.areas_year}."
        )
        remedy = f"Take the publisher's own file (File 7), in which the codes are of {made_for}."
        raise InputError([Problem(source, message, remedy)])


def _areas(vintage: Vintage) -> str:
    year = f" of {vintage.areas_year}" if vintage.areas_year else ""
    plural = {Unit.LSOA: "LSOAs", Unit.OUTPUT_AREA: "output areas"}
    return f"{plural.get(Unit(vintage.unit), vintage.unit + 's') if vintage.unit else 'small areas'}{year}"


def _some(codes: Collection[str]) -> str:
    listed = sorted(codes)
    return ", ".join(listed[:EXAMPLES]) + (" …" if len(listed) > EXAMPLES else "")
