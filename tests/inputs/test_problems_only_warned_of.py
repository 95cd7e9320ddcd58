"""What is told but stops nothing: missing values and what is assumed, old records, doubtful places."""

from __future__ import annotations

import pytest

from estate_opt.errors import Severity
from tests.inputs.broken import Case, all_of, assert_told, cell, row, travel
from tests.inputs.conftest import Disk

WARNINGS = (
    Case(
        "no activity",
        lambda d: d.save("activities.csv", d.rows("activities.csv")[:1]),
        "activities.csv:1",
        "There is nothing to move",
        "Load of each service",
        Severity.WARNING,
    ),
    Case(
        "type misspelt once",
        cell("buildings.csv", 4, "type", "Libary"),
        "buildings.csv:4:type=Libary",
        "nearly 'library', which 2 buildings have",
        "Write 'library' if that is meant",
        Severity.WARNING,
    ),
    Case(
        "separator in a type",
        cell("buildings.csv", 4, "type", "hall, nursery"),
        "buildings.csv:4:type=hall, nursery",
        "cannot be listed",
        "Rename",
        Severity.WARNING,
    ),
    Case(
        "damaged UPRN",
        cell("buildings.csv", 4, "uprn", "1.00E+11"),
        "buildings.csv:4:uprn=1.00E+11",
        "not a UPRN",
        "format the column as text",
        Severity.WARNING,
    ),
    Case(
        "neighbourhood off the edge",
        row("neighbourhoods.csv", 2, longitude="", latitude="", easting="427950", ward_code="W2"),
        "neighbourhoods.csv:2:easting=427950",
        "0.05 km",
        "counts to 'W2'",
        Severity.WARNING,
    ),
    Case(
        "missing grades",
        all_of(cell("buildings.csv", 2, "condition", ""), cell("buildings.csv", 3, "condition", "")),
        "buildings.csv::condition",
        "2 of 4 council buildings",
        "median grade",
        Severity.WARNING,
    ),
    Case(
        "no grades at all",
        lambda d: d.drop_column("buildings.csv", "condition"),
        "buildings.csv::condition",
        "4 of 4 council buildings",
        "median grade",
        Severity.WARNING,
    ),
    Case(
        "missing ward",
        cell("buildings.csv", 2, "ward_code", ""),
        "buildings.csv::ward_code",
        "1 of 4 buildings",
        "the ward that the place lies in",
        Severity.WARNING,
    ),
    Case(
        "neighbourhood without a ward",
        cell("neighbourhoods.csv", 2, "ward_code", ""),
        "neighbourhoods.csv::ward_code",
        "1 of 6 neighbourhoods name no ward",
        "the ward that the place lies in",
        Severity.WARNING,
    ),
    Case(
        "service that nothing needs nor hosts",
        lambda d: d.append("services.csv", "pool", "Pool", "traded", "deep_water", "", "", "", ""),
        "services.csv:5:needs=deep_water",
        "No building has, and no option adds, 'deep_water'",
        "Take it out of services.csv, or correct the features",
        Severity.WARNING,
    ),
    Case(
        "missing group",
        cell("neighbourhoods.csv", 2, "no_car", ""),
        "neighbourhoods.csv::no_car",
        "1 of 6 neighbourhoods",
        "none",
        Severity.WARNING,
    ),
    Case(
        "missing ranks",
        cell("neighbourhoods.csv", 2, "deprivation_rank", ""),
        "neighbourhoods.csv::deprivation_rank",
        "1 of 6 neighbourhoods",
        "priority wards",
        Severity.WARNING,
    ),
    Case(
        "nearly a declared column",
        all_of(
            lambda d: d.drop_column("neighbourhoods.csv", "easting"),
            lambda d: d.drop_column("neighbourhoods.csv", "northing"),
            lambda d: d.column("neighbourhoods.csv", "northin", "1"),
        ),
        "neighbourhoods.csv:1:northin",
        "group of people",
        "'northing'",
        Severity.WARNING,
    ),
    Case(
        "stale record",
        cell("buildings.csv", 2, "record_date", "2020-01-31"),
        "buildings.csv:2:record_date=2020-01-31",
        "over 6 years old",
        "up to date",
        Severity.WARNING,
    ),
    Case(
        "record from the future",
        cell("buildings.csv", 2, "record_date", "2026-06-02"),
        "buildings.csv:2:record_date=2026-06-02",
        "future",
        "Correct",
        Severity.WARNING,
    ),
    Case(
        "lease ended",
        cell("buildings.csv", 4, "lease_end", "2026-05-31"),
        "buildings.csv:4:lease_end=2026-05-31",
        "ended already",
        "handed back",
        Severity.WARNING,
    ),
    Case(
        "break after the end",
        row("buildings.csv", 4, lease_end="2030-05-31", break_date="2031-01-01"),
        "buildings.csv:4:break_date=2031-01-01",
        "after the end",
        "Correct",
        Severity.WARNING,
    ),
    Case(
        "same UPRN",
        cell("buildings.csv", 4, "uprn", "007200000001"),
        "buildings.csv:4:uprn=007200000001",
        "'B1' has the same UPRN",
        "join the two rows",
        Severity.WARNING,
    ),
    Case(
        "another ward",
        cell("buildings.csv", 3, "ward_code", "W2"),
        "buildings.csv:3:ward_code=W2",
        "lies in 'W1', 1,000 m from",
        "'W2', as the table says",
        Severity.WARNING,
    ),
    Case(
        "same spot",
        row("buildings.csv", 3, longitude="", latitude="", easting="429003"),
        "buildings.csv:2:building_id=B1",
        "2 buildings stand within 5 m of one another: 'B1', 'B2'",
        "keep one",
        Severity.WARNING,
    ),
    Case(
        "just off the edge",
        row("buildings.csv", 2, longitude="", latitude="", easting="427950"),
        "buildings.csv:2:easting=427950",
        "0.05 km from the nearest ('W1')",
        "It counts to 'W1'",
        Severity.WARNING,
    ),
    Case(
        "activity without its features",
        cell("buildings.csv", 5, "features", "hall"),
        "activities.csv:7:service_id=library",
        "needs step_free, which 'B4' does not have",
        "may stay, but no more can come",
        Severity.WARNING,
    ),
    Case(
        "option for nothing",
        cell("options.csv", 5, "applies_to", "community_center"),
        "options.csv:5:applies_to=community_center",
        "No building has the type or id 'community_center'",
        "'community_centre'",
        Severity.WARNING,
    ),
    Case(
        "some rows without km",
        travel("N1,B2,,20,walk"),
        "travel.csv::km",
        "1 of 8 rows",
        "out of reach",
        Severity.WARNING,
    ),
    Case(
        "no way between buildings",
        lambda d: d.write("travel.csv", "from_id,to_id,km,mode\n" + "".join(f"N{k},B1,1,walk\n" for k in range(1, 7))),
        "travel.csv::km",
        "no activity can be moved",
        "rows between buildings",
        Severity.WARNING,
    ),
    Case(
        "minutes only between buildings",
        lambda d: d.write(
            "travel.csv",
            "from_id,to_id,minutes,mode\nB4,B3,17,walk\n" + "".join(f"N{k},B1,12,walk\n" for k in range(1, 7)),
        ),
        "travel.csv::km",
        "no activity can be moved",
        "with their km",
        Severity.WARNING,
    ),
    Case(
        "nobody travels",
        lambda d: d.write(
            "travel.csv",
            "from_id,to_id,km,mode\nB4,B3,1.4,walk\n" + "".join(f"N{k},B1,1,walk\n" for k in (1, 2, 3, 4, 6)),
        ),
        "neighbourhoods.csv:6:neighbourhood_id=N5",
        "1 of 6 neighbourhoods",
        "out of reach",
        Severity.WARNING,
    ),
    Case(
        "a resource elsewhere",
        lambda d: d.write(
            "datapackage.json", '{"title": "T", "resources": [{"name": "buildings", "path": "estate.csv"}]}'
        ),
        "datapackage.json::resources=buildings",
        "'estate.csv', which is not read",
        "'buildings.csv'",
        Severity.WARNING,
    ),
)


@pytest.mark.parametrize("case", WARNINGS, ids=lambda case: case.name.replace(" ", "-"))
def test_the_fault_is_told_once_with_its_place_and_remedy(disk: Disk, case: Case) -> None:
    assert_told(disk, case)
