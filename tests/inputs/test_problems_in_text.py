"""Files, headers and cells that cannot be read."""

from __future__ import annotations

import pytest

from tests.inputs.broken import Case, assert_told, cell
from tests.inputs.conftest import Disk

FILES = (
    Case("missing file", lambda d: (d.folder / "services.csv").unlink(), "services.csv", "missing", "estate-opt init"),
    Case(
        "missing description",
        lambda d: (d.folder / "datapackage.json").unlink(),
        "datapackage.json",
        "missing",
        '{"title"',
    ),
    Case(
        "description without a name",
        lambda d: d.write("datapackage.json", "{}"),
        "datapackage.json::title",
        "no name",
        '"title"',
    ),
    Case(
        "description is not JSON",
        lambda d: d.write("datapackage.json", '{\n"title":\n'),
        "datapackage.json:3",
        "not JSON",
        "Correct",
    ),
    Case(
        "wrong encoding",
        lambda d: d.write("services.csv", "service_id,name\nlibrary,Café\n".encode("cp1252")),
        "services.csv:2=0xE9",
        "'é'",
        "CSV UTF-8",
    ),
    Case(
        "UTF-16",
        lambda d: d.write("services.csv", "service_id".encode("utf-16")),
        "services.csv:1",
        "UTF-16",
        "CSV UTF-8",
    ),
    Case("null bytes", lambda d: d.write("services.csv", b"service_id\n\x00\n"), "services.csv:2", "not text", "UTF-8"),
    Case("empty file", lambda d: d.write("services.csv", ""), "services.csv", "empty", "Fill it in"),
    Case(
        "header only",
        lambda d: d.save("options.csv", d.rows("options.csv")[:1]),
        "options.csv:1",
        "no rows",
        "Add its rows",
    ),
    Case(
        "semicolons",
        lambda d: d.write("services.csv", "service_id;name\nlibrary;Library\n"),
        "services.csv:1",
        "semicolons",
        "commas",
    ),
    Case(
        "open quotation mark",
        lambda d: d.write("services.csv", 'service_id,name\nlibrary,"Library\n'),
        "services.csv:2",
        "cannot be read as CSV",
        "quotation mark",
    ),
    Case(
        "ragged row",
        lambda d: d.save(
            "activities.csv", [[*r, "9"] if k == 3 else r for k, r in enumerate(d.rows("activities.csv"))]
        ),
        "activities.csv:4",
        "5 cells where the header has 4",
        "quotation marks",
    ),
    Case(
        "areas are not GeoJSON", lambda d: d.write("areas.geojson", "[1, 2]"), "areas.geojson", "JSON object", "again"
    ),
    Case(
        "areas without features",
        lambda d: d.write("areas.geojson", '{"type": "FeatureCollection", "features": []}'),
        "areas.geojson",
        "no features",
        "wards",
    ),
)

COLUMNS = (
    Case(
        "missing column",
        lambda d: d.drop_column("services.csv", "category"),
        "services.csv:1:category",
        "missing",
        "Add a column",
    ),
    Case(
        "misspelt column",
        lambda d: d.rename_column("buildings.csv", "gia_m2", "gia_m"),
        "buildings.csv:1:gia_m",
        "no column",
        "'gia_m2'",
    ),
    Case(
        "misspelt needed column",
        lambda d: d.rename_column("buildings.csv", "owner", "ownr"),
        "buildings.csv:1:owner",
        "missing",
        "'ownr'",
    ),
    Case(
        "column twice",
        lambda d: d.rename_column("buildings.csv", "uprn", "tenure"),
        "buildings.csv:1:tenure",
        "twice",
        "one of them",
    ),
    Case(
        "postcode",
        lambda d: d.column("buildings.csv", "postcode", "LS1 1UR"),
        "buildings.csv:1:postcode",
        "postcode",
        "longitude",
    ),
    Case(
        "column without a name",
        lambda d: d.column("neighbourhoods.csv", "", "3"),
        "neighbourhoods.csv:1",
        "no name",
        "Name it",
    ),
)

CELLS = (
    Case(
        "missing value", cell("buildings.csv", 3, "name", ""), "buildings.csv:3:name", "missing", "Name of the building"
    ),
    Case(
        "pounds",
        cell("buildings.csv", 3, "backlog_gbp", "£1,234"),
        "buildings.csv:3:backlog_gbp=£1,234",
        "not a number",
        "Write 1234",
    ),
    Case(
        "unknown in words",
        cell("buildings.csv", 3, "gia_m2", "n/a"),
        "buildings.csv:3:gia_m2=n/a",
        "not a number",
        "Leave the cell empty",
    ),
    Case(
        "per cent",
        cell("buildings.csv", 3, "flexibility", "80%"),
        "buildings.csv:3:flexibility=80%",
        "not a number",
        "0.8",
    ),
    Case(
        "not-a-number", cell("buildings.csv", 3, "gia_m2", "nan"), "buildings.csv:3:gia_m2=nan", "not a number", "empty"
    ),
    Case("infinite", cell("buildings.csv", 3, "gia_m2", "1e999"), "buildings.csv:3:gia_m2=1e999", "too large", "Check"),
    Case("negative", cell("buildings.csv", 3, "gia_m2", "-5"), "buildings.csv:3:gia_m2=-5", "below 0", "Correct"),
    Case(
        "above the most",
        cell("buildings.csv", 3, "opening_hours_per_week", "169"),
        "buildings.csv:3:opening_hours_per_week=169",
        "above 168",
        "Correct",
    ),
    Case(
        "not whole",
        cell("neighbourhoods.csv", 2, "deprivation_rank", "100.0"),
        "neighbourhoods.csv:2:deprivation_rank=100.0",
        "whole number",
        "digits",
    ),
    Case(
        "choice in lower case",
        cell("buildings.csv", 3, "condition", "b"),
        "buildings.csv:3:condition=b",
        "not one of A, B, C, D",
        "Did you mean 'B'?",
    ),
    Case(
        "not a choice",
        cell("buildings.csv", 3, "owner", "Counsil"),
        "buildings.csv:3:owner=Counsil",
        "not one of council, partner",
        "'council'",
    ),
    Case(
        "British date",
        cell("buildings.csv", 3, "lease_end", "31/03/2027"),
        "buildings.csv:3:lease_end=31/03/2027",
        "not a date",
        "2027-03-31",
    ),
    Case(
        "day number of Excel",
        cell("buildings.csv", 3, "lease_end", "46477"),
        "buildings.csv:3:lease_end=46477",
        "not a date",
        "2027-03-31",
    ),
    Case(
        "no such day",
        cell("buildings.csv", 3, "lease_end", "2027-02-30"),
        "buildings.csv:3:lease_end=2027-02-30",
        "not a day",
        "Correct",
    ),
    Case(
        "neither true nor false",
        cell("buildings.csv", 3, "listed", "perhaps"),
        "buildings.csv:3:listed=perhaps",
        "neither",
        "true or false",
    ),
    Case(
        "commas in a list",
        cell("buildings.csv", 3, "features", "hall, kitchen"),
        "buildings.csv:3:features=hall, kitchen",
        "comma",
        "'hall; kitchen'",
    ),
    Case(
        "empty list", cell("options.csv", 4, "applies_to", ";"), "options.csv:4:applies_to=;", "no item", "at least one"
    ),
    Case(
        "group is not a number",
        cell("neighbourhoods.csv", 3, "no_car", "many"),
        "neighbourhoods.csv:3:no_car=many",
        "not a number",
        "digits",
    ),
)


@pytest.mark.parametrize("case", FILES + COLUMNS + CELLS, ids=lambda case: case.name.replace(" ", "-"))
def test_the_fault_is_told_once_with_its_place_and_remedy(disk: Disk, case: Case) -> None:
    assert_told(disk, case)
