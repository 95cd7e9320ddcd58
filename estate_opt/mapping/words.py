"""Words of the map page that are not figures: dates, types of building, columns."""

from __future__ import annotations

from datetime import date

from estate_opt.results.figures import number, pounds

_UNITS = (
    "_gbp_per_year",
    "_kgco2e_per_year",
    "_hours_per_week",
    "_per_week",
    "_per_year",
    "_gbp_per_hour",
    "_gbp",
    "_m2",
)

_COLUMNS = {"gia_m2": "floor area", "uprn": "UPRN", "hire_gbp_per_hour": "hire price"}


def short_pounds(value: float) -> str:
    """Write pounds for a headline: millions with one decimal from a million on."""
    if abs(value) < 1_000_000:
        return pounds(value)
    return f"{'−' if value < 0 else ''}£{number(abs(value) / 1_000_000, 1)} million"


def date_words(day: date) -> str:
    """Write a day as British readers do: 3 May 2026."""
    return f"{day.day} {day:%B %Y}"


def plain_words(name: str) -> str:
    """Write an id of our own as words: ``access-family_hub`` is about access to the family hub."""
    words = name.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def type_words(type_id: str) -> str:
    """Write a building type for people: ``childrens_centre`` is a children's centre."""
    return plain_words(type_id.replace("childrens", "children’s"))


def column_words(column: str) -> str:
    """Write a column's name for people, without its unit."""
    if column in _COLUMNS:
        return _COLUMNS[column]
    for unit in _UNITS:
        if column.endswith(unit):
            column = column.removesuffix(unit)
            break
    return column.replace("_", " ")
