"""The tables of an estate, declared once: readers, checks, writer, JSON and documentation all follow this list."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from estate_opt.domain.building import Condition, Owner
from estate_opt.domain.place import AreaKind


class Kind(StrEnum):
    """Types of a column, as Frictionless Table Schema names them; a list is text parted by ``;``."""

    TEXT = "string"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name (with its unit), its type, what it may hold, and what it means."""

    name: str
    kind: Kind
    description: str
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    refers_to: tuple[str, str] | None = None
    """Table and column whose values this one repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its file, its key and its columns."""

    name: str
    file: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    required: bool = True
    when_empty: str = ""
    """What follows from a table without rows; where nothing is said here, that is an error."""
    extra_columns: str = ""
    """What columns beyond the declared ones mean; empty where none are allowed."""
    geometry: bool = False

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the declared columns, in order."""
        return tuple(column.name for column in self.columns)


def _text(name: str, description: str, **more: object) -> Column:
    return Column(name=name, kind=Kind.TEXT, description=description, **more)  # type: ignore[arg-type]


def _number(name: str, description: str, **more: object) -> Column:
    return Column(name=name, kind=Kind.NUMBER, description=description, **({"minimum": 0.0} | more))  # type: ignore[arg-type]


_PLACE = (
    Column(
        name="longitude", kind=Kind.NUMBER, minimum=-9.5, maximum=2.5,
        description="Longitude in degrees (EPSG:4326). Needed unless easting and northing are given.",
    ),
    Column(
        name="latitude", kind=Kind.NUMBER, minimum=49.5, maximum=61.5,
        description="Latitude in degrees (EPSG:4326). Needed unless easting and northing are given.",
    ),
    Column(
        name="easting", kind=Kind.NUMBER, minimum=0, maximum=700_000,
        description="Easting in metres (British National Grid, EPSG:27700), in place of longitude and latitude.",
    ),
    Column(
        name="northing", kind=Kind.NUMBER, minimum=0, maximum=1_300_000,
        description="Northing in metres (British National Grid, EPSG:27700).",
    ),
)  # fmt: skip

BUILDINGS = Table(
    name="buildings",
    file="buildings.csv",
    description="Council buildings that may be retained or leave the estate, and partner venues.",
    key=("building_id",),
    columns=(
        _text("building_id", "Id of the building; leading zeros are kept.", required=True),
        _text("uprn", "Unique Property Reference Number."),
        _text("name", "Name of the building.", required=True),
        _text("type", "Type of building (library, leisure centre, depot …).", required=True),
        _text("owner", "Who runs it.", required=True, choices=tuple(Owner)),
        *_PLACE,
        _text("ward_code", "Ward it lies in; worked out from its place where empty.", refers_to=("areas", "area_id")),
        _text("committee", "Committee it answers to; the ward's parent where empty.", refers_to=("areas", "area_id")),
        _text("tenure", "Tenure (freehold, leasehold, licence …)."),
        Column(name="lease_end", kind=Kind.DATE, description="End of the lease."),
        Column(name="break_date", kind=Kind.DATE, description="Next date at which the lease can be ended."),
        _number("exit_cost_gbp", "Cost of ending the lease or contract, in pounds."),
        _number("gia_m2", "Gross internal area in m²."),
        _number("opening_hours_per_week", "Hours a week in which it is open.", required=True, maximum=168),
        _number("capacity_hours_per_week", "Space-hours a week: opening hours × bookable spaces.", required=True),
        _text("condition", "Condition grade, A (as new) to D (life expired).", choices=tuple(Condition)),
        _number("backlog_gbp", "Maintenance backlog in pounds."),
        _number("running_cost_gbp_per_year", "Running cost in pounds a year.", required=True),
        _number("income_gbp_per_year", "Income in pounds a year."),
        _number("carbon_kgco2e_per_year", "Emissions in kg CO₂e a year."),
        _number("flexibility", "How well it can take other uses, 0 to 1.", maximum=1),
        _number("local_importance", "Importance to the place, 0 to 1, as the council judges it.", maximum=1),
        Column(name="features", kind=Kind.LIST, description="Features, parted by ';' (hall;kitchen;step_free …)."),
        Column(name="listed", kind=Kind.BOOLEAN, description="Whether it is a listed building."),
        Column(
            name="community_value", kind=Kind.BOOLEAN,
            description="Whether it is a registered asset of community value (Localism Act 2011).",
        ),
        _text("restriction", "Restriction on its use or sale (covenant, charity, grant claw-back)."),
        _number("receipt_low_gbp", "Sale receipt in pounds, low estimate."),
        _number("receipt_central_gbp", "Sale receipt in pounds, central estimate."),
        _number("receipt_high_gbp", "Sale receipt in pounds, high estimate."),
        _number("disposal_cost_gbp", "Cost of disposal in pounds."),
        _number("hire_gbp_per_hour", "Price of a space-hour at a partner venue, in pounds."),
        _text("status", "Status in the register; open where empty.", choices=("open", "temporarily closed")),
        Column(
            name="record_date", kind=Kind.DATE,
            description="Date of the record; older than five years is warned of.",
        ),
        _text("illustrative", "Which values are made up: 'all' or column names parted by ';'; empty where none are."),
    ),
)  # fmt: skip

ACTIVITIES = Table(
    name="activities",
    file="activities.csv",
    description="Load of each service at each building today.",
    key=("building_id", "service_id"),
    when_empty="There is nothing to move: a plan decides only which buildings to keep, as in a location study.",
    columns=(
        _text("building_id", "Building.", required=True, refers_to=("buildings", "building_id")),
        _text("service_id", "Service.", required=True, refers_to=("services", "service_id")),
        _number("hours_per_week", "Space-hours a week used today.", required=True),
        _number("visits_per_year", "Visits a year."),
    ),
)

SERVICES = Table(
    name="services",
    file="services.csv",
    description="What people come for.",
    key=("service_id",),
    columns=(
        _text("service_id", "Id of the service.", required=True),
        _text("name", "Name of the service.", required=True),
        _text("category", "Category.", required=True, choices=("statutory", "preventative", "traded", "priority")),
        Column(name="needs", kind=Kind.LIST, description="Features that a building needs to host it, parted by ';'."),
        _number("max_move_km", "How far its activity may be relocated, in km; no limit where empty."),
        _number("min_hours_per_week", "Least space-hours a week that make an outlet viable; 0 where empty."),
        Column(
            name="indivisible", kind=Kind.BOOLEAN,
            description="Whether an activity moves as a whole; no where empty.",
        ),
        Column(name="public", kind=Kind.BOOLEAN, description="Whether the public comes to it; yes where empty."),
    ),
)  # fmt: skip

OPTIONS = Table(
    name="options",
    file="options.csv",
    description="Ways to run a building. Each council building needs exactly one that leaves it as it is.",
    key=("option_id",),
    columns=(
        _text("option_id", "Id of the option.", required=True),
        _text("name", "Name of the option.", required=True),
        Column(
            name="applies_to", kind=Kind.LIST, required=True,
            description="Building types or ids, parted by ';'; '*' for all.",
        ),
        _number("capacity_factor", "Factor on the bookable space.", required=True),
        _number("hours_factor", "Factor on the opening hours.", required=True),
        _number("running_cost_factor", "Factor on the running cost.", required=True),
        _number("carbon_factor", "Factor on the emissions; the running cost's where empty."),
        _number("one_off_gbp", "One-off cost in pounds.", required=True),
        _number("one_off_gbp_per_m2", "One-off cost in pounds per m² of gross internal area.", required=True),
        Column(name="adds_features", kind=Kind.LIST, description="Features that the option adds, parted by ';'."),
        Column(
            name="in_estate", kind=Kind.BOOLEAN, required=True,
            description="Whether the council still runs the building.",
        ),
        Column(
            name="gives_access", kind=Kind.BOOLEAN, required=True,
            description="Whether the public can still use it.",
        ),
    ),
)  # fmt: skip

NEIGHBOURHOODS = Table(
    name="neighbourhoods",
    file="neighbourhoods.csv",
    description="Small areas at their population-weighted points.",
    key=("neighbourhood_id",),
    extra_columns="People of a group: under_5, over_65, disabled, no_car (in households without a car) …",
    columns=(
        _text("neighbourhood_id", "Id of the small area.", required=True),
        _text("name", "Name of the small area.", required=True),
        *_PLACE,
        _text(
            "ward_code", "Ward that it counts to; worked out from its place where empty.",
            refers_to=("areas", "area_id"),
        ),
        _number("population", "People who live there.", required=True),
        Column(
            name="deprivation_rank", kind=Kind.INTEGER, minimum=1,
            description="Rank in the index of deprivation, 1 = most deprived.",
        ),
        _text("deprivation_vintage", "Index that the rank belongs to (2019, 2025)."),
    ),
)  # fmt: skip

AREAS = Table(
    name="areas",
    file="areas.geojson",
    description="Wards, with their polygons, and the committees that they belong to.",
    key=("area_id",),
    geometry=True,
    columns=(
        _text("area_id", "Id of the area (ONS code for a ward).", required=True),
        _text("kind", "Kind of area.", required=True, choices=tuple(AreaKind)),
        _text("name", "Name of the area.", required=True),
        _text("parent", "Committee that a ward belongs to.", refers_to=("areas", "area_id")),
    ),
)

DEPRIVATION = Table(
    name="deprivation",
    file="deprivation.csv",
    description="Ranks of another vintage of the index than the neighbourhoods', on its own small areas.",
    key=("small_area_id", "vintage"),
    required=False,
    columns=(
        _text("small_area_id", "Id of the small area in the index's own geography.", required=True),
        _text("ward_code", "Ward that it lies in.", required=True, refers_to=("areas", "area_id")),
        Column(name="rank", kind=Kind.INTEGER, minimum=1, required=True, description="Rank, 1 = most deprived."),
        Column(
            name="ranked_areas", kind=Kind.INTEGER, minimum=1, required=True,
            description="Number of small areas ranked.",
        ),
        _text("vintage", "Index that the rank belongs to (2019, 2025).", required=True),
    ),
)  # fmt: skip

TRAVEL = Table(
    name="travel",
    file="travel.csv",
    description="Distances or times to buildings, from buildings and neighbourhoods; straight line where absent.",
    key=("from_id", "to_id", "mode"),
    required=False,
    columns=(
        _text("from_id", "Building or neighbourhood.", required=True),
        _text("to_id", "Building.", required=True, refers_to=("buildings", "building_id")),
        _number("km", "Distance in km."),
        _number("minutes", "Time in minutes."),
        _text("mode", "Way of travelling (walk, bus, drive).", required=True),
    ),
)

TABLES: tuple[Table, ...] = (
    AREAS, SERVICES, OPTIONS, BUILDINGS, ACTIVITIES, NEIGHBOURHOODS, DEPRIVATION, TRAVEL,
)  # fmt: skip
"""All tables, those that others refer to first."""
