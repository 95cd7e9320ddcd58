"""What an import of a register says of itself."""

from __future__ import annotations

from collections import Counter

from estate_opt.importing.mapper import ColumnMapping
from estate_opt.importing.register.report import Report
from estate_opt.importing.register.targets import PLACE
from estate_opt.importing.register.types import TypeRule, describe_rules

PLACES = frozenset(target.column for target in PLACE)


def notes(
    report: Report,
    mapping: ColumnMapping,
    rules: tuple[TypeRule, ...],
    only_type: str,
    kept_types: list[str],
    left_out: int,
) -> tuple[str, ...]:
    """Sentences on what was read, which column and type went where, and what was left out.

    Parameters
    ----------
    report
        The source.
    mapping, rules
        How columns and types were settled.
    only_type
        The one type of all, where that was said.
    kept_types
        Types of the rows that are imported; empty where one could not be told.
    left_out
        Number of rows left out by their type.
    """
    raw = report.raw
    told = [f"Read {len(raw):,} rows of {raw.name}: {raw.how}."]
    told += [f"{target}: {column!r} ({why})." for target, column, why in mapping.said if column]
    told += [f"{target}: {why}." for target, column, why in mapping.said if not column and target in mapping.doubtful]
    if unused := mapping.unused(raw):
        told.append(f"Kept as published, beside the rest: {', '.join(unused)}.")
    if raw.geometry is not None and not PLACES & set(mapping.columns):
        told.append("Places are those of the shapes; where a shape is an area, a point inside it.")
    if "building_id" not in mapping.columns:
        told.append("No column holds ids of the council's own: the UPRN is the id.")
    if "owner" not in mapping.columns:
        told.append("All are the council's: no column says otherwise.")
    if only_type:
        told.append(f"All are of the type {only_type!r}, as you said.")
    elif rules:
        told += describe_rules(rules)
    else:
        counts = Counter(kept_types).most_common()
        said = ", ".join(f"{kind} {count:,}" for kind, count in counts if kind) or "none"
        told.append(f"No column holds types, so they were told by words of the names: {said}.")
        if untold := kept_types.count(""):
            told.append(f"{untold:,} buildings have no type that can be told; --only-locality leaves them out.")
    if left_out:
        told.append(f"{left_out:,} rows were left out by their type; they are listed.")
    if report.set_aside:
        told.append(f"{len(report.set_aside):,} rows cannot be used; they are listed.")
    return tuple(told)
