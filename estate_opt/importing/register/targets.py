"""What the Transparency Code asks councils to publish of each asset, by the names that they give it.

Local Government Transparency Code 2015, part 2 (must be published): UPRN, unique asset identity, name, street number,
street, post town, postcode, map reference (Ordnance Survey or ISO 6709), tenure. Part 3 (recommended): size as gross
internal area, services offered, reason for holding, community value, running cost, required maintenance, functional
suitability, energy rating. Services, reason, suitability and rating have no column in an estate and are kept as
published. The last targets are not of the Code; asset systems export them beside it.
"""

from __future__ import annotations

from estate_opt.importing.mapper import Target

NUMBER = r"[-−(]?\s*£?\s*[-−]?[\d,. ]+(?:[eE][+-]?\d+)?\s*\)?[^\d]{0,12}"
"""A figure with what people write around it."""
METRES = r"\d{4,7}(?:\.\d+)?"
DEGREES = r"[-−]?\d{1,2}\.\d+"
DAY = r".*\d.*"
YES_NO = r"(?:y|n|yes|no|true|false|t|f|1|0|grade .*|(?:not )?listed|i|ii\*?)"

ADDRESS: tuple[Target, ...] = (
    Target(
        "building_id",
        (
            "building_id", "unique asset identity", "unique asset id", "asset id", "asset identity", "asset reference",
            "asset ref", "asset code", "asset number", "asset no", "unique asset identifier", "property reference",
            "property ref", "property id", "property code", "property number", "building reference", "building code",
            "building ref", "site reference", "site code", "site id", "site ref", "library id", "unique id",
            "unique identifier", "asset uid", "lms id", "reference number", "reference", "ref", "id",
        ),
        meaning="the council's own id of the asset; the UPRN stands in where there is none",
    ),
    Target(
        "uprn",
        ("uprn", "unique property reference number", "unique property reference", "uprn number", "nlpg uprn",
         "nlpg reference", "llpg uprn"),
        pattern=r"\d{5,12}(?:\.0+)?|\d(?:\.\d+)?e\+?\d+|[\d,]{7,15}",
        telling=0.3,
        meaning="Unique Property Reference Number",
    ),
    Target(
        "name",
        (
            "name", "name of the building or land or both", "name of building or land", "building name",
            "property name", "asset name", "site name", "name of asset", "name of property", "library name",
            "premises name", "venue name", "building or land name", "land or building name", "asset description",
            "property description", "site description", "asset title", "property", "site", "building", "premises",
            "description",
        ),
        meaning="name of the building",
    ),
    Target(
        "street_number",
        ("street number", "street numbers", "street no", "building number", "house number", "property no",
         "number in street", "address number", "paon", "number", "no"),
        meaning="number in the street",
    ),
    Target(
        "street",
        ("street", "street name", "road", "road name", "thoroughfare", "address line 1", "address 1", "address1",
         "street address", "street descriptor", "address", "full address", "site address", "property address"),
        meaning="street, or the address",
    ),
    Target("town", ("post town", "posttown", "town", "town or city", "city", "locality"), meaning="post town"),
    Target(
        "postcode",
        ("postcode", "post code", "uk postcode", "united kingdom postcode", "pcode", "postal code", "pcds", "zip"),
        pattern=r"[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}",
        telling=0.7,
        meaning="postcode",
    ),
)  # fmt: skip

PLACE: tuple[Target, ...] = (
    Target(
        "easting",
        ("easting", "eastings", "map reference easting", "grid easting", "os easting", "bng easting", "x coordinate",
         "x co ordinate", "x coord", "geo x", "coord x", "x", "east", "map easting", "point x"),
        pattern=METRES,
        meaning="easting in metres (British National Grid)",
    ),
    Target(
        "northing",
        ("northing", "northings", "map reference northing", "grid northing", "os northing", "bng northing",
         "y coordinate", "y co ordinate", "y coord", "geo y", "coord y", "y", "north", "map northing", "point y"),
        pattern=METRES,
        meaning="northing in metres (British National Grid)",
    ),
    Target(
        "longitude",
        ("longitude", "long", "lon", "lng", "x longitude", "geo x", "x coordinate", "x", "wgs84 longitude", "point x"),
        pattern=DEGREES,
        meaning="longitude in degrees",
    ),
    Target(
        "latitude",
        ("latitude", "lat", "y latitude", "geo y", "y coordinate", "y", "wgs84 latitude", "point y"),
        pattern=DEGREES,
        meaning="latitude in degrees",
    ),
    Target(
        "grid_reference",
        ("grid reference", "os grid reference", "map reference", "os map reference", "ngr", "national grid reference",
         "osgr", "grid ref", "map ref"),
        pattern=r"[HJNOST][A-HJ-Z]\s*\d{2,5}\s*\d{2,5}|[A-HJ-Z]\s+\d{2,5}\s*\d{2,5}",
        telling=0.5,
        meaning="Ordnance Survey grid reference (SE 300 333)",
    ),
    Target(
        "coordinate_system",
        ("coordinate reference system", "crs", "coordinate system", "projection", "srid", "spatial reference"),
        meaning="coordinate system of each row",
    ),
)  # fmt: skip

HOLDING: tuple[Target, ...] = (
    Target(
        "type",
        (
            "type", "asset type", "property type", "building type", "asset category", "property category",
            "asset class", "type of asset", "type of property", "type of library", "asset type description",
            "property use", "asset use", "current use", "building use", "use of asset", "primary use", "use class",
            "use", "category", "classification", "asset group", "portfolio",
        ),
        meaning="type of building; translated by [types]",
    ),
    Target("owner", ("owner", "run by", "operator"), meaning="council or partner; the council where there is none"),
    Target(
        "tenure",
        ("tenure", "tenure type", "type of tenure", "tenure status", "legal tenure", "form of tenure", "holding",
         "interest", "interest held", "freehold or leasehold", "freehold leasehold", "legal interest", "ownership"),
        meaning="tenure",
    ),
    Target(
        "gia_m2",
        (
            "gia m2", "gross internal area", "gia", "gross internal area m2", "gia sqm", "gia sq m", "size of asset",
            "size of the asset", "size of asset m2", "size of asset gia", "size", "asset size m2", "floor area",
            "floor area m2", "floor area sqm", "internal area", "building area m2", "total floor area", "gifa",
            "gross internal floor area",
        ),
        pattern=NUMBER,
        meaning="gross internal area in m²",
    ),
    Target(
        "running_cost_gbp_per_year",
        (
            "running cost gbp per year", "total building operation revenue costs", "building operation costs",
            "total building operating costs", "total building operation costs", "annual running cost",
            "running costs", "running cost", "operating cost", "revenue costs", "total running cost",
            "annual revenue cost", "premises cost", "cost per annum",
        ),
        pattern=NUMBER,
        meaning="running cost in pounds a year",
    ),
    Target(
        "backlog_gbp",
        ("backlog gbp", "required maintenance", "required maintenance cost", "maintenance backlog",
         "backlog maintenance", "backlog", "outstanding maintenance", "cost of required maintenance"),
        pattern=NUMBER,
        meaning="required maintenance in pounds",
    ),
    Target(
        "community_value",
        ("community value", "asset of community value", "acv", "community asset", "listed as asset of community value",
         "assets of community value", "right to bid"),
        pattern=YES_NO,
        meaning="whether it is an asset of community value",
    ),
    Target(
        "listed",
        ("listed", "listed building", "listed status", "listing", "listed grade", "heritage listing"),
        pattern=YES_NO,
        meaning="whether it is a listed building",
    ),
)  # fmt: skip

BEYOND: tuple[Target, ...] = (
    Target("ward_code", ("ward code", "ward gss code", "electoral ward code", "ward ons code"),
           pattern=r"[EWSN]\d{8}|[A-Z]{1,3}\d+", meaning="code of the ward"),
    Target("lease_end", ("lease end", "lease end date", "lease expiry", "lease expiry date", "expiry date"),
           pattern=DAY, meaning="end of the lease"),
    Target("break_date", ("break date", "next break date", "lease break", "lease break date", "break clause date"),
           pattern=DAY, meaning="next break of the lease"),
    Target("opening_hours_per_week",
           ("opening hours per week", "weekly opening hours", "weekly hours", "hours open per week",
            "opening hours weekly", "weekly staffed hours"),
           pattern=NUMBER, meaning="hours a week in which it is open"),
    Target("capacity_hours_per_week", ("capacity hours per week",), pattern=NUMBER,
           meaning="space-hours a week"),
    Target("condition", ("condition", "condition grade", "condition category", "condition rating",
                         "overall condition"),
           pattern=r"[A-D]\b.{0,30}", meaning="condition grade, A to D"),
    Target("income_gbp_per_year", ("income gbp per year", "annual income", "income", "rental income", "rent received"),
           pattern=NUMBER, meaning="income in pounds a year"),
    Target("carbon_kgco2e_per_year", ("carbon kgco2e per year", "annual carbon kgco2e"), pattern=NUMBER,
           meaning="emissions in kg CO₂e a year"),
    Target("restriction", ("restriction", "restrictions", "covenant", "covenants", "restrictive covenants"),
           meaning="restriction on use or sale"),
    Target("record_date", ("record date", "effective date", "date of record", "last updated", "date updated",
                           "data as at", "valuation date", "survey date"),
           pattern=DAY, meaning="date of the record"),
)  # fmt: skip

TARGETS: tuple[Target, ...] = (*ADDRESS, *PLACE, *HOLDING, *BEYOND)
"""Everything that a register is searched for."""
FIGURES = (
    "gia_m2", "running_cost_gbp_per_year", "backlog_gbp", "opening_hours_per_week", "capacity_hours_per_week",
    "income_gbp_per_year", "carbon_kgco2e_per_year",
)  # fmt: skip
DAYS = ("lease_end", "break_date", "record_date")
FLAGS = ("community_value", "listed")
TEXTS = ("ward_code", "restriction")
