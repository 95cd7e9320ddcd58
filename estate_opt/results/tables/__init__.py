"""A result as tables for people and spreadsheets, in a fixed order with declared columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from estate_opt.results.equality import Equality
from estate_opt.results.facts import Facts
from estate_opt.results.result import Result
from estate_opt.results.tables import access, areas, decisions, equality, money, policies, relocations
from estate_opt.results.tables.columns import Column, Format

__all__ = ["Column", "Format", "Table", "tables"]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table with the declaration of its columns and a title for people."""

    title: str
    columns: tuple[Column, ...]
    rows: pd.DataFrame


def tables(result: Result) -> Mapping[str, Table]:
    """Every table of a result, by name, in the order in which pages show them.

    Parameters
    ----------
    result
        The plan with the estate.

    Returns
    -------
    Mapping of str to Table
        ``decisions``, ``relocations``, ``access``, ``coverage``, ``equality``, ``inequality``, ``areas``,
        ``money``, ``policies``, ``terms``, ``assumptions``. Cells that are empty are empty text, or not-a-number.
    """
    facts = Facts(result)
    sides, groups = Equality.of(facts), result.estate.groups
    return {
        "decisions": Table("Decisions", decisions.COLUMNS, decisions.decisions_table(facts)),
        "relocations": Table("Moves", relocations.COLUMNS, relocations.relocations_table(facts)),
        "access": Table("Access", access.ACCESS, access.access_table(facts)),
        "coverage": Table("Cover by ward", access.coverage_columns(groups), access.coverage_table(facts, sides)),
        "equality": Table("Equality", equality.EQUALITY, equality.equality_table(sides)),
        "inequality": Table("Inequality", equality.INEQUALITY, equality.inequality_table(sides)),
        "areas": Table("Areas", areas.COLUMNS, areas.areas_table(facts)),
        "money": Table("Money", money.MONEY, money.money_table(facts)),
        "policies": Table("Policies", policies.COLUMNS, policies.policies_table(facts)),
        "terms": Table("Preferences", money.TERMS, money.terms_table(facts)),
        "assumptions": Table("Assumptions", money.ASSUMPTIONS, money.assumptions_table(facts)),
    }
