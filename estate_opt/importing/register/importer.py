"""A register of assets becomes a layer that defines the estate's buildings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from estate_opt.domain.place import AreaKind
from estate_opt.errors import InputError, Problem, Severity, did_you_mean
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.layer import SOURCE_ROW, Layer, Source, beside_originals
from estate_opt.importing.mapper import HOW_TO_MAP, ColumnMapping, settle
from estate_opt.importing.mapping_file import COLUMNS, mapping_text, section_text, write_draft
from estate_opt.importing.raw import RawTable
from estate_opt.importing.register.cells import further_columns
from estate_opt.importing.register.identity import check_postcodes, ids, names, uprns
from estate_opt.importing.register.notes import notes
from estate_opt.importing.register.places import place_columns
from estate_opt.importing.register.report import Report
from estate_opt.importing.register.targets import TARGETS
from estate_opt.importing.register.types import (
    LOCALITY,
    TYPES,
    TypeRule,
    type_rules,
    types_of,
)
from estate_opt.inputs.manifest import AREAS, BUILDINGS

LAYER = "register"
NEEDS = (("name", "street"), ("building_id", "uprn"))
"""Of each group a register must have at least one."""
REASON = "reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSettings:
    """How a register is imported; what is not said is as in the import before, or as proposed.

    Parameters
    ----------
    columns
        Published column by target; an empty text says that there is none.
    types
        The estate's type by the council's; an empty text leaves its buildings out.
    type
        One type for all, where the register is of one type.
    only_locality
        Whether buildings that are of no known type of locality building are left out, and listed; ``None`` for as
        in the import before.
    set_aside
        Whether rows with errors are left out and listed, instead of stopping the import.
    title, licence
        Of the source, as its publisher says.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    type: str = ""
    only_locality: bool | None = None
    set_aside: bool = False
    title: str = ""
    licence: str = ""


def import_register(
    raw: RawTable,
    gathered: Gathered,
    settings: RegisterSettings | None = None,
    *,
    name: str = LAYER,
    draft: Path | None = None,
) -> Layer:
    """Make a layer of a register of assets.

    Parameters
    ----------
    raw
        The register, as :func:`~estate_opt.importing.raw.read_raw` gives it.
    gathered
        The estate so far: its wards say which places are far off, and the layer of this name how the import before
        went.
    settings
        What the user says.
    name
        Of the layer.
    draft
        Where to write a mapping file, ready to edit, if a column that is needed is not found.

    Returns
    -------
    Layer
        It defines ``buildings``. Cells that cannot be used are empty and warned of; the originals stand beside.

    Raises
    ------
    InputError
        With every problem at once, where a column that is needed is not found or a row cannot be imported (no id, an
        id that another row has, no name, shifted cells) and ``set_aside`` was not asked for.
    """
    asked = settings or RegisterSettings()
    before = _before(gathered, name)
    mapping = settle(
        raw,
        TARGETS,
        given=asked.columns,
        remembered=_texts(before.get(COLUMNS)),
        needs=NEEDS,
        remedy=lambda so_far: HOW_TO_MAP if draft is None else write_draft(draft, _mapping_file(raw, so_far)),
    )
    report = Report(raw, mapping.columns, list(raw.problems))
    only_type = asked.type or str(before.get("type", ""))
    rules = () if only_type else _rules(report, asked.types, _texts(before.get(TYPES)))
    report.problems += _unknown_types(raw, asked.types, rules)
    frame = _columns(report, rules, only_type, _area(gathered))
    only_locality = bool(before.get("only_locality")) if asked.only_locality is None else asked.only_locality
    left_out = _left_out(report, frame["type"].tolist(), rules, only_locality=only_locality)
    problems = report.told()
    if not asked.set_aside and any(problem.severity is Severity.ERROR for problem in problems):
        raise InputError(problems)
    out = report.set_aside | left_out
    kept = [position for position in range(len(raw)) if position not in out]
    return Layer(
        name=name,
        importer=LAYER,
        sources=(Source(raw.name, raw.sha256, asked.title, asked.licence),),
        tables={BUILDINGS.name: _table(frame, raw, kept)},
        defines=frozenset({BUILDINGS.name}),
        unjoined=_unjoined(raw, out),
        notes=notes(report, mapping, rules, only_type, frame["type"].iloc[kept].tolist(), len(left_out)),
        settings={
            COLUMNS: mapping.settings,
            TYPES: {rule.own: rule.type for rule in rules},
            "type": only_type,
            "only_locality": only_locality,
        },
        problems=problems,
    )


def propose_register(raw: RawTable) -> str:
    """A mapping file with what would be proposed for a register, ready to edit.

    Parameters
    ----------
    raw
        The register.
    """
    return _mapping_file(raw, settle(raw, TARGETS))


def _mapping_file(raw: RawTable, mapping: ColumnMapping) -> str:
    rules = _rules(Report(raw, mapping.columns), {}, {})
    comments = (
        "The council's own types, and the types of the estate.",
        f"Known locality buildings: {', '.join(LOCALITY)}. Any other name is allowed.",
        'Write "" to leave the buildings of a type out; they are then listed.',
    )
    types = section_text(TYPES, {rule.own: rule.type for rule in rules}, comments) if rules else ""
    return mapping_text(raw, TARGETS, mapping.columns, mapping.doubtful, types)


# -- parts ---------------------------------------------------------------------------------------


def _before(gathered: Gathered, name: str) -> Mapping[str, object]:
    layer = gathered.layer(name)
    return layer.settings if layer is not None and layer.importer == LAYER else {}


def _texts(said: object) -> dict[str, str]:
    return {str(key): str(value) for key, value in said.items()} if isinstance(said, Mapping) else {}


def _rules(report: Report, given: Mapping[str, str], remembered: Mapping[str, str]) -> tuple[TypeRule, ...]:
    texts = [report.text("type", position) for position in range(len(report.raw)) if position not in report.raw.ragged]
    return type_rules(texts, given, remembered)


def _area(gathered: Gathered) -> BaseGeometry | None:
    """The wards gathered so far as one shape in degrees; ``None`` where there are none."""
    areas = gathered.tables[AREAS.name]
    wards = areas.loc[areas["kind"] == AreaKind.WARD.value, "area_id"]
    shapes = [gathered.geometry[ward] for ward in wards if ward in gathered.geometry]
    return shapely.union_all(shapely.make_valid(shapes)) if shapes else None


def _columns(report: Report, rules: tuple[TypeRule, ...], only: str, area: BaseGeometry | None) -> pd.DataFrame:
    """Every column of the estate that the register gives, one row a row of the register."""
    found = {"building_id": ids(report), "uprn": uprns(report), "name": names(report)}
    check_postcodes(report)
    found["type"] = types_of(report, found["name"], rules, only)
    found |= place_columns(report, area) | further_columns(report)
    return pd.DataFrame({c: found[c] for c in BUILDINGS.column_names if c in found}, dtype=object)


def _left_out(report: Report, types: list[str], rules: tuple[TypeRule, ...], *, only_locality: bool) -> dict[int, str]:
    """Why rows that could be imported are not, by position: their type was left out by the user."""
    by_own = {rule.own: rule for rule in rules}
    found = {}
    for position, kind in enumerate(types):
        rule = by_own.get(report.text("type", position))
        if position in report.set_aside:
            continue
        if rule is not None and not rule.type:
            found[position] = f"Its type {rule.own!r} was left out, {rule.why}."
        elif only_locality and kind not in LOCALITY and not (rule is not None and rule.locality):
            said = repr(rule.own) if rule is not None else "told by its name"
            found[position] = f"Its type ({said}) is no known locality building, and only those were asked for."
    return found


def _table(frame: pd.DataFrame, raw: RawTable, kept: list[int]) -> pd.DataFrame:
    return beside_originals(frame.iloc[kept], raw.frame.iloc[kept].astype(object), [raw.rows[k] for k in kept])


def _unjoined(raw: RawTable, out: Mapping[int, str]) -> pd.DataFrame:
    if not out:
        return pd.DataFrame()
    rows = sorted(out)
    listed = raw.frame.iloc[rows].reset_index(drop=True).astype(object)
    listed.insert(0, SOURCE_ROW, [str(raw.rows[k]) for k in rows])
    listed[REASON] = [out[k] for k in rows]
    return listed


def _unknown_types(raw: RawTable, given: Mapping[str, str], rules: tuple[TypeRule, ...]) -> list[Problem]:
    """Types that the user speaks of and no row has: a slip of the keyboard, or an old mapping file."""
    there = {rule.own.casefold(): rule.own for rule in rules}
    return [
        Problem(
            raw.name,
            f"No row is of the type {own!r}, which the mapping speaks of.",
            did_you_mean(own, there.values()) or "Take it out of the mapping.",
            severity=Severity.WARNING,
        )
        for own in given
        if own.casefold() not in there
    ]
