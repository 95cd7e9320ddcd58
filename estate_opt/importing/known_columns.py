"""What the columns of surveys, ledgers, meters, leases and bookings are called, for the mapper to look for."""

from __future__ import annotations

from estate_opt.importing.mapper import Target
from estate_opt.importing.register.targets import DAY, NUMBER

POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}"
CLOCK = r".*\d{1,2}[:.]\d{2}.*"
NO_CLOCK = r"[^:]*\d[^:]*"
GRADE = (
    r"(?:(?:condition|grade|category|overall)[\s:]*)*[A-D](?:\s*(?:/|-|–|to)\s*[A-D])?(?:\W.*)?"
    r"|as new|good|satisfactory|fair|poor|very poor|bad|life expired"
)

KEYS: tuple[Target, ...] = (
    Target(
        "building_id",
        ("building_id", "unique asset identity", "asset id", "asset reference", "asset ref", "asset code",
         "asset number", "property reference", "property ref", "property id", "property code", "building reference",
         "building ref", "building code", "building number", "site reference", "site code", "site id", "site ref",
         "library id"),
        meaning="id of the building in the estate",
    ),
    Target(
        "uprn",
        ("uprn", "unique property reference number", "uprn number", "nlpg uprn", "llpg uprn"),
        pattern=r"\d{5,12}(?:\.0+)?|\d(?:\.\d+)?e\+?\d+|[\d,]{7,15}", telling=0.3,
        meaning="Unique Property Reference Number",
    ),
    Target(
        "postcode", ("postcode", "post code", "postal code", "pcds"), pattern=POSTCODE, telling=0.7,
        meaning="postcode, to tell names apart",
    ),
    Target(
        "name",
        ("building name", "name of building", "property name", "asset name", "site name", "library name",
         "premises name", "venue name", "location name", "building", "property", "site", "premises", "venue",
         "location", "library", "centre", "name", "address1", "address line 1"),
        meaning="name of the building",
    ),
)  # fmt: skip
"""What a row may know of its building."""

CONDITION: tuple[Target, ...] = (
    *KEYS,
    Target("grade", ("condition grade", "overall condition grade", "overall condition", "overall grade",
                     "condition rating", "condition category", "condition", "grade", "rating"),
           pattern=GRADE, meaning="grade from A to D"),
    Target("backlog", ("backlog", "maintenance backlog", "backlog maintenance", "total backlog", "backlog cost",
                       "required maintenance", "required maintenance cost", "backlog gbp", "condition backlog"),
           pattern=NUMBER, meaning="maintenance backlog in pounds"),
    Target("survey_date", ("survey date", "date of survey", "condition survey date", "date surveyed", "surveyed",
                           "inspection date", "date of inspection", "last survey"),
           pattern=DAY, meaning="day of the survey"),
    Target("element", ("element", "element name", "building element", "element description", "component",
                       "sub element"), meaning="element of the building"),
    Target("priority", ("priority", "priority grade", "priority rating", "priority code", "work priority"),
           pattern=r"(?:priority|p)?\s*[1-4](?:\W.*)?", meaning="priority of the work, 1 to 4"),
    Target("cost", ("cost", "remedial cost", "repair cost", "estimated cost", "cost of works", "works cost",
                    "cost of repair", "total cost", "budget cost"), pattern=NUMBER, meaning="cost of the work"),
    Target("weight", ("weight", "weighting", "element weight", "element weighting"), pattern=NUMBER,
           meaning="weight of the element's grade"),
)  # fmt: skip

MONEY: tuple[Target, ...] = (
    *KEYS,
    Target("running_cost_gbp_per_year", ("running cost", "running costs", "annual running cost", "gross running cost",
                                         "total running cost", "revenue cost", "premises cost", "operating cost",
                                         "annual cost", "running cost gbp per year"),
           pattern=NUMBER, meaning="running cost a year"),
    Target("income_gbp_per_year", ("income", "annual income", "total income", "rental income", "lettings income",
                                   "income gbp per year"), pattern=NUMBER, meaning="income a year"),
    Target("receipt_low_gbp", ("receipt low", "low receipt", "receipt low estimate", "low estimate", "low value",
                               "receipt low gbp"), pattern=NUMBER, meaning="sale receipt, low"),
    Target("receipt_central_gbp", ("receipt", "capital receipt", "estimated receipt", "sale receipt",
                                   "receipt central", "central estimate", "market value", "open market value",
                                   "valuation", "receipt central gbp"), pattern=NUMBER, meaning="sale receipt"),
    Target("receipt_high_gbp", ("receipt high", "high receipt", "receipt high estimate", "high estimate",
                                "high value", "receipt high gbp"), pattern=NUMBER, meaning="sale receipt, high"),
    Target("exit_cost_gbp", ("exit cost", "cost of exit", "lease exit cost", "termination cost", "surrender cost",
                             "dilapidations", "exit cost gbp"), pattern=NUMBER, meaning="cost of ending the lease"),
    Target("disposal_cost_gbp", ("disposal cost", "cost of disposal", "cost of sale", "disposal cost gbp"),
           pattern=NUMBER, meaning="cost of disposal"),
    Target("hire_gbp_per_hour", ("hire per hour", "hourly rate", "hire charge per hour", "hire price per hour",
                                 "hire gbp per hour"), pattern=NUMBER, meaning="hire of a space-hour"),
    Target("year", ("financial year", "fiscal year", "year", "fy"), pattern=r"(?:fy)?\s*(?:19|20)\d{2}.{0,5}",
           meaning="year of the line"),
    Target("cost_type", ("cost type", "subjective", "subjective description", "expenditure type", "account",
                         "account description", "cost category", "ledger code description", "category"),
           meaning="what the line is for"),
    Target("amount", ("amount", "actual", "actuals", "net amount", "amount gbp", "line amount", "spend", "value"),
           pattern=NUMBER, meaning="amount of the line"),
)  # fmt: skip

ENERGY: tuple[Target, ...] = (
    *KEYS,
    Target("electricity_kwh", ("electricity kwh", "annual electricity kwh", "electricity consumption kwh",
                               "electricity use kwh", "electricity"), pattern=NUMBER, meaning="kWh of electricity"),
    Target("gas_kwh", ("gas kwh", "annual gas kwh", "gas consumption kwh", "gas use kwh", "natural gas kwh", "gas"),
           pattern=NUMBER, meaning="kWh of gas"),
    Target("oil_kwh", ("oil kwh", "heating oil kwh", "oil"), pattern=NUMBER, meaning="kWh of heating oil"),
    Target("lpg_kwh", ("lpg kwh", "lpg"), pattern=NUMBER, meaning="kWh of LPG"),
    Target("heat_kwh", ("district heat kwh", "heat network kwh", "heat kwh", "district heating kwh"),
           pattern=NUMBER, meaning="kWh of heat bought"),
    Target("biomass_kwh", ("biomass kwh", "wood pellets kwh", "biomass"), pattern=NUMBER, meaning="kWh of biomass"),
    Target("fuel", ("fuel", "fuel type", "utility", "utility type", "energy type", "commodity", "supply type"),
           pattern=r"[^\d]+", meaning="fuel of the reading"),
    Target("kwh", ("kwh", "consumption kwh", "usage kwh", "total kwh", "consumption", "usage", "units kwh"),
           pattern=NUMBER, meaning="kWh of the reading"),
    Target("period_from", ("period from", "period start", "from", "from date", "start date", "bill start", "read from"),
           pattern=DAY, meaning="first day of the reading"),
    Target("period_to", ("period to", "period end", "to", "to date", "end date", "bill end", "read to"),
           pattern=DAY, meaning="last day of the reading"),
    Target("electricity_kwh_per_m2", ("annual electrical fuel usage", "annual electrical fuel use",
                                      "annual energy use electrical", "electricity kwh per m2"),
           pattern=NUMBER, meaning="certificate: electricity, kWh per m²"),
    Target("thermal_kwh_per_m2", ("annual thermal fuel usage", "annual thermal fuel use",
                                  "annual energy use fuel thermal", "thermal kwh per m2"),
           pattern=NUMBER, meaning="certificate: heat, kWh per m²"),
    Target("floor_area_m2", ("total floor area", "total useful floor area", "floor area", "floor area m2", "tufa"),
           pattern=NUMBER, meaning="certificate: floor area"),
    Target("main_fuel", ("main heating fuel", "main fuel"), meaning="certificate: main heating fuel"),
    Target("certificate_date", ("nominated date", "or assessment end date", "lodgement date", "certificate date",
                                "inspection date"), pattern=DAY, meaning="certificate: its date"),
)  # fmt: skip

LEASES: tuple[Target, ...] = (
    *KEYS,
    Target("tenure", ("tenure", "tenure type", "type of tenure", "interest"), pattern=r"[^\d]*", meaning="tenure"),
    Target("lease_start", ("lease start", "lease start date", "term start", "commencement date", "start date"),
           pattern=DAY, meaning="begin of the lease"),
    Target("lease_end", ("lease end", "lease end date", "lease expiry", "lease expiry date", "expiry date",
                         "term end", "end date", "expiry"), pattern=DAY, meaning="end of the lease"),
    Target("break_dates", ("break date", "break dates", "next break", "next break date", "tenant break",
                           "tenant break date", "break option", "break clause", "break"),
           pattern=DAY, meaning="dates at which the tenant can leave"),
    Target("exit_cost_gbp", ("exit cost", "cost of exit", "termination cost", "surrender cost", "dilapidations",
                             "exit cost gbp"), pattern=NUMBER, meaning="cost of leaving"),
)  # fmt: skip

ROOMS: tuple[Target, ...] = (
    *KEYS,
    Target("room", ("room", "room name", "space", "space name", "facility", "facility name", "resource",
                    "resource name", "area", "court"), meaning="room or other space"),
    Target("places", ("capacity", "room capacity", "places", "maximum capacity", "max capacity", "max people"),
           pattern=NUMBER, meaning="people that the room has places for"),
)  # fmt: skip

BOOKINGS: tuple[Target, ...] = (
    *ROOMS,
    Target("service", ("service", "service name", "activity", "activity type", "booking type", "event type",
                       "purpose", "programme"), meaning="service that the room is used for"),
    Target("date", ("date", "booking date", "event date", "start date", "day"), pattern=NO_CLOCK,
           meaning="day, where times stand in columns of their own"),
    Target("start", ("start", "start time", "start date time", "start datetime", "booking start", "starts", "from",
                     "time from", "start date", "begin", "begins", "timestamp", "date time", "datetime", "hour",
                     "time"), pattern=CLOCK, meaning="begin"),
    Target("end", ("end", "end time", "end date time", "end datetime", "booking end", "ends", "to", "time to",
                   "end date", "finish", "finish time", "until"), pattern=CLOCK, meaning="end"),
    Target("duration", ("duration", "length", "duration minutes", "booked minutes"), pattern=r".*\d.*",
           meaning="how long; a bare number is minutes"),
    Target("attendance", ("attendance", "attendees", "number of attendees", "actual attendance",
                          "expected attendance", "people", "participants", "headcount", "number attending"),
           pattern=NUMBER, meaning="people who came, or are expected"),
    Target("status", ("status", "booking status", "state", "cancelled"), meaning="confirmed, cancelled …"),
)  # fmt: skip

FOOTFALL: tuple[Target, ...] = (
    *(target for target in BOOKINGS if target.column in ("building_id", "uprn", "postcode", "name", "room", "places",
                                                         "service", "date", "start")),
    Target("count", ("count", "footfall", "visits", "visitors", "entries", "people in", "in", "number of visitors",
                     "total in", "people"), pattern=NUMBER, required=True, meaning="people counted"),
)  # fmt: skip

OPENING: tuple[Target, ...] = (
    *KEYS,
    *(
        Target(day, (day, f"{day} staffed hours", f"{day} opening hours", f"{day} hours", f"{day} opening times",
                     day[:3]), meaning=f"hours on {day.capitalize()}")
        for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    ),
    Target("day", ("day", "day of week", "weekday"), meaning="day of the week, where each has a row"),
    Target("opens", ("opens", "open", "opening time", "from"), pattern=r".*\d.*", meaning="time of opening"),
    Target("closes", ("closes", "close", "closing time", "to"), pattern=r".*\d.*", meaning="time of closing"),
)  # fmt: skip
