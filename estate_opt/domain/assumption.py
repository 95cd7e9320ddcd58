"""Assumptions: what was filled in for a value that nobody knows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Assumption:
    """One value that was not known and what is used in its place.

    Parameters
    ----------
    table, record, column
        Where the value is missing.
    assumed
        What is used, as text with its unit.
    basis
        Why that value: the rule, in a few words.
    """

    table: str
    record: str
    column: str
    assumed: str
    basis: str
