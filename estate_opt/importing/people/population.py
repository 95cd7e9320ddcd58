"""People and groups of people of the neighbourhoods, from tables of counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from estate_opt.errors import InputError, Problem, Severity, did_you_mean
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.geography.lookups import read_lookup
from estate_opt.importing.geography.rows import settings_before
from estate_opt.importing.geography.vintages import (
    Vintage,
    known_neighbourhoods,
    neighbourhood_vintage,
    refuse_other_areas,
)
from estate_opt.importing.layer import ORIGINAL, SOURCE_ROW, Layer, Source
from estate_opt.importing.licences import ONS_PEOPLE
from estate_opt.importing.people.carry import carry_over
from estate_opt.importing.people.labels import (
    HOUSEHOLDS,
    HOUSEHOLDS_WITHOUT_CAR,
    NO_CAR,
    TOTAL,
    categories_of_groups,
)
from estate_opt.importing.people.tables import CensusTable, read_counts
from estate_opt.importing.raw import RawTable
from estate_opt.inputs.cells import write_number
from estate_opt.inputs.manifest import NEIGHBOURHOODS

LOOK_UP = "Give the look-up between the areas of the two years (--lookup), and the figures are carried over."
SHOWN = 6


def import_population(
    raw: RawTable,
    gathered: Gathered,
    *,
    columns: Mapping[str, Sequence[str]] | None = None,
    lookup: RawTable | None = None,
    year: int | None = None,
    name: str = "population",
) -> Layer:
    """Read how many people live in each neighbourhood, and how many of each group.

    Parameters
    ----------
    raw
        Counts by small area; see :func:`~estate_opt.importing.people.files.read_table_of_counts`.
    gathered
        The estate, with its neighbourhoods.
    columns
        Categories or columns to add up, by ``population`` or group; told by their words where empty.
    lookup
        Look-up between the areas of the figures and those of the estate, where they are of different years.
    year
        Census year of the areas, where the file does not say.
    name
        Of the layer.

    Raises
    ------
    InputError
        With every reason why the figures cannot be used, or belong to other areas.
    """
    before = settings_before(gathered, name, "population").get("columns", {})
    fits = all(part in raw.columns for parts in before.values() for part in parts)
    said = columns or (before if fits else {})
    declared = {group: tuple(parts) for group, parts in said.items()}
    _refuse_unknown(raw, declared)
    table = read_counts(raw, columns=tuple(dict.fromkeys(c for parts in declared.values() for c in parts)))
    groups = declared or categories_of_groups(table.counts.columns)
    if not groups:
        raise InputError([_nothing_known(table)])
    ours = Vintage(unit=table.unit, areas_year=table.year or year)
    figures = pd.DataFrame(
        {group: table.counts[list(parts)].sum(axis=1, skipna=False) for group, parts in groups.items()}
    )
    notes = [f"{group}: {' + '.join(parts)}." for group, parts in groups.items() if group != HOUSEHOLDS]
    if lookup is None:
        refuse_other_areas(raw.name, ours, gathered, figures.index, LOOK_UP)
        frame = _own_rows(table, figures, gathered)
    else:
        frame = _carried(table, figures, gathered, lookup)
        notes.append(f"Figures were carried over from areas of {ours.areas_year or 'another year'} by {lookup.name}.")
    notes += _households_to_people(raw.name, frame, gathered)
    return _layer(name, raw, lookup, frame, table, gathered, ours, notes, declared)


def _refuse_unknown(raw: RawTable, declared: Mapping[str, Sequence[str]]) -> None:
    long = {text for column in raw.columns if "categories" in column or column.casefold().endswith("_name")
            for text in raw.frame[column].unique()}  # fmt: skip
    problems = [
        Problem(
            raw.name, f"There is no column or category {part!r} for {group}.",
            did_you_mean(part, [*raw.columns, *long]) or f"It has {', '.join(raw.columns[:SHOWN])} …",
        )
        for group, parts in declared.items()
        for part in parts
        if part not in raw.columns and part not in long
    ]  # fmt: skip
    if problems:
        raise InputError(problems)


def _nothing_known(table: CensusTable) -> Problem:
    there = list(table.counts.columns)
    listed = "; ".join(map(str, there[:SHOWN])) + (" …" if len(there) > SHOWN else "")
    message = "No category is one of all residents, ages, disabled people or households without a car."
    remedy = "Say which are wanted: --column under_5='Aged 4 years and under'; several are added up with '+'."
    return Problem(table.raw.name, message, remedy, value=listed)


def _own_rows(table: CensusTable, figures: pd.DataFrame, gathered: Gathered) -> pd.DataFrame:
    """Figures of the estate's neighbourhoods by code, with line and original counts beside them."""
    known = figures.index.isin(known_neighbourhoods(gathered))
    originals = table.counts.map(write_number).add_prefix(ORIGINAL)
    lines = pd.Series([str(line) for line in table.lines], index=figures.index, name=SOURCE_ROW)
    return pd.concat([figures, lines, originals], axis=1)[known]


def _carried(table: CensusTable, figures: pd.DataFrame, gathered: Gathered, lookup: RawTable) -> pd.DataFrame:
    vintage = neighbourhood_vintage(gathered)
    pairs = read_lookup(lookup, table.unit, table.unit)
    neighbourhoods = gathered.tables[NEIGHBOURHOODS.name]
    population = pd.to_numeric(neighbourhoods["population"], errors="coerce")
    weights = pd.Series(population.to_numpy(), index=neighbourhoods["neighbourhood_id"]).fillna(0.0)
    if vintage.areas_year and pairs.to_year and vintage.areas_year != pairs.to_year:
        message = f"The look-up leads to areas of {pairs.to_year}, the neighbourhoods are of {vintage.areas_year}."
        raise InputError([Problem(lookup.name, message, "Give the look-up to the neighbourhoods' year.")])
    if not (weights > 0).any() and len({old for old, _ in pairs.pairs}) < len(pairs.pairs):
        message = "Some areas were split, and the people of their parts are not known yet."
        raise InputError([Problem(table.raw.name, message, "Import the neighbourhoods' population first.")])
    return carry_over(figures, pairs, weights)


def _households_to_people(source: str, frame: pd.DataFrame, gathered: Gathered) -> list[str]:
    """Turn households without a car into people: the neighbourhood's people by the share of its households.

    Raises
    ------
    InputError
        Where the population is not known yet.
    """
    if HOUSEHOLDS_WITHOUT_CAR not in frame:
        return []
    if TOTAL in frame:
        people = frame[TOTAL]
    else:
        there = gathered.tables[NEIGHBOURHOODS.name].set_index("neighbourhood_id")["population"]
        people = pd.to_numeric(there, errors="coerce").reindex(frame.index)
    if people.isna().all():
        message = "Households become people by the population, which is not known yet."
        raise InputError([Problem(source, message, "Import the population first.")])
    households = frame.pop(HOUSEHOLDS).to_numpy(dtype=float)
    without = frame.pop(HOUSEHOLDS_WITHOUT_CAR).to_numpy(dtype=float)
    share = np.divide(without, households, out=np.zeros(len(frame)), where=households > 0)
    frame.insert(0, NO_CAR, np.round(people.to_numpy(dtype=float) * share))
    return ["no_car counts people: those of the neighbourhood by the share of its households without a car or van."]


def _layer(
    name: str,
    raw: RawTable,
    lookup: RawTable | None,
    frame: pd.DataFrame,
    table: CensusTable,
    gathered: Gathered,
    ours: Vintage,
    notes: list[str],
    declared: Mapping[str, Sequence[str]],
) -> Layer:
    groups = [c for c in frame.columns if c != SOURCE_ROW and not str(c).startswith(ORIGINAL)]
    known = known_neighbourhoods(gathered)
    missing = sorted(known - set(frame.index[frame[groups].notna().all(axis=1)]))
    problems = list(table.problems)
    if missing:
        some = ", ".join(missing[:3])
        message = f"{len(missing):,} of {len(known):,} neighbourhoods have no figure here, such as {some}."
        remedy = "Give a file that has them too, under another name (--as)."
        problems.append(Problem(raw.name, message, remedy, severity=Severity.WARNING))
    elsewhere = len(table.counts) - (len(frame) if lookup is None else len(table.counts))
    if elsewhere:
        notes.append(f"{elsewhere:,} areas of the file are not the estate's and were left out.")
    notes += [
        f"{group}: {frame[group].sum():,.0f} people in {frame[group].notna().sum():,} neighbourhoods."
        for group in groups
    ]
    written = frame.copy()
    written[groups] = written[groups].map(write_number)
    written.insert(0, "neighbourhood_id", written.index)
    sources = [Source(raw.name, raw.sha256, "People by small area", ONS_PEOPLE, str(ours.areas_year or ""))]
    if lookup is not None:
        sources.append(Source(lookup.name, lookup.sha256, "Look-up between areas of two years", ONS_PEOPLE))
    return Layer(
        name=name,
        importer="population",
        sources=tuple(sources),
        tables={NEIGHBOURHOODS.name: written.reset_index(drop=True).astype(object)},
        notes=tuple(notes),
        settings={
            "columns": {group: list(parts) for group, parts in declared.items()},
            "vintage": ours.as_settings(),
        },
        problems=tuple(problems),
    )
