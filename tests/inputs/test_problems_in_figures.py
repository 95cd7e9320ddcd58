"""Figures, options and travel tables that contradict themselves."""

from __future__ import annotations

import pytest

from tests.inputs.broken import Case, all_of, assert_told, cell, travel
from tests.inputs.conftest import Disk

USE = (
    Case(
        "activity above capacity",
        cell("buildings.csv", 2, "capacity_hours_per_week", "39"),
        "buildings.csv:2:capacity_hours_per_week=39",
        "take 40.0 space-hours",
        "activities.csv",
    ),
    Case(
        "capacity 0 in use",
        cell("buildings.csv", 2, "capacity_hours_per_week", "0"),
        "buildings.csv:2:capacity_hours_per_week=0",
        "take 40.0 space-hours",
        "activities.csv",
    ),
    Case(
        "never open",
        cell("buildings.csv", 2, "opening_hours_per_week", "0"),
        "buildings.csv:2:opening_hours_per_week=0",
        "never open",
        "temporarily closed",
    ),
    Case(
        "service that nobody can host",
        cell("services.csv", 4, "needs", "hal"),
        "services.csv:4:needs=hal",
        "no option adds, 'hal'",
        "'hall'",
    ),
    Case(
        "features never together",
        cell("services.csv", 4, "needs", "kitchen;pool"),
        "services.csv:4:needs=kitchen;pool",
        "'pool'",
        "add an option",
    ),
    Case(
        "receipts out of order",
        cell("buildings.csv", 2, "receipt_low_gbp", "300001"),
        "buildings.csv:2:receipt_low_gbp=300001",
        "above receipt_central_gbp (300000)",
        "in order",
    ),
    Case(
        "group above population",
        cell("neighbourhoods.csv", 2, "over_65", "1501"),
        "neighbourhoods.csv:2:over_65=1501",
        "larger than the population (1500)",
        "percentages",
    ),
    Case(
        "mixed vintages",
        cell("neighbourhoods.csv", 4, "deprivation_vintage", "2025"),
        "neighbourhoods.csv:4:deprivation_vintage=2025",
        "2019 (5 rows), 2025 (1 rows)",
        "deprivation.csv",
    ),
    Case(
        "rank without a vintage",
        cell("neighbourhoods.csv", 4, "deprivation_vintage", ""),
        "neighbourhoods.csv:4:deprivation_vintage",
        "not the index",
        "2019",
    ),
    Case(
        "rank above the ranked",
        lambda d: d.write(
            "deprivation.csv", "small_area_id,ward_code,rank,ranked_areas,vintage\nX1,W1,33000,32844,2019\n"
        ),
        "deprivation.csv:2:rank=33000",
        "above the number of ranked areas (32844)",
        "Correct",
    ),
)

OPTIONS = (
    Case(
        "nobody",
        all_of(
            lambda d: d.column("neighbourhoods.csv", "population", "0"),
            *(
                lambda d, g=g: d.column("neighbourhoods.csv", g, "0")
                for g in ("under_5", "over_65", "no_car", "disabled")
            ),
        ),
        "neighbourhoods.csv::population",
        "Nobody lives",
        "populations",
    ),
    Case(
        "only partners",
        lambda d: d.column("buildings.csv", "owner", "partner"),
        "buildings.csv::owner",
        "No building is the council's",
        "owner",
    ),
    Case(
        "nothing as today",
        cell("options.csv", 4, "applies_to", "library;community_centre"),
        "buildings.csv:4:building_id=B3",
        "No option leaves",
        "'keep'",
    ),
    Case(
        "two as today",
        lambda d: d.append(
            "options.csv", "stay", "Stay", "childrens_centre", "1", "1", "1", "", "0", "0", "", "true", "true"
        ),
        "buildings.csv:4:building_id=B3",
        "'keep', 'stay'",
        "only one",
    ),
)

TRAVEL = (
    Case(
        "unknown origin",
        travel("N9,B1,1,2,walk"),
        "travel.csv:8:from_id=N9",
        "no such building or neighbourhood",
        "Correct it",
    ),
    Case(
        "unknown destination",
        travel("N1,B9,1,2,walk"),
        "travel.csv:8:to_id=B9",
        "no such building_id",
        "Add it to buildings.csv",
    ),
    Case(
        "neither km nor minutes",
        travel("N1,B2,,,walk"),
        "travel.csv:8:km",
        "neither km nor minutes",
        "take the row out",
    ),
    Case(
        "two ways of travelling",
        travel("N1,B2,1,2,bus"),
        "travel.csv:8:mode=bus",
        "bus (1 rows), walk (7 rows)",
        "Keep the rows of one",
    ),
    Case("same pair twice", travel("N1,B1,1,2,walk"), "travel.csv:8:from_id=N1", "as in line 2", "another id"),
)


@pytest.mark.parametrize("case", USE + OPTIONS + TRAVEL, ids=lambda case: case.name.replace(" ", "-"))
def test_the_fault_is_told_once_with_its_place_and_remedy(disk: Disk, case: Case) -> None:
    assert_told(disk, case)
