"""The layer of made-up figures: it fills what every other layer leaves empty, and gives way to each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from estate_opt.errors import UsageError
from estate_opt.importing.gathered import Gathered
from estate_opt.importing.geography.rows import settings_before
from estate_opt.importing.illustrative.kinds import STAND_IN, kind_of
from estate_opt.importing.illustrative.known import Known, number, what_is_known
from estate_opt.importing.illustrative.topup import made_up_buildings, name_made_up, share_by_type
from estate_opt.importing.illustrative.use import fill_activities
from estate_opt.importing.layer import Layer
from estate_opt.inputs.cells import write_cell
from estate_opt.inputs.coordinates import to_degrees
from estate_opt.inputs.manifest import ACTIVITIES, BUILDINGS, OPTIONS, SERVICES
from estate_opt.inputs.synthetic.assemble import describe_surroundings, fill_register, locate, transferable
from estate_opt.inputs.synthetic.catalogue import SERVICES as SERVICE_CATALOGUE
from estate_opt.inputs.synthetic.catalogue import TYPE_BY_NAME, options
from estate_opt.inputs.synthetic.register import GRADES

NEVER_DRAWN = frozenset(
    {
        "building_id", "uprn", "name", "type", "owner", "longitude", "latitude", "easting", "northing", "ward_code",
        "committee", "status", "record_date", "illustrative",
    }
)  # fmt: skip
"""What is not made up for a real building: its identity, its place, and when its record was made."""
DEGREE_DIGITS = 6
FIRST_SEED = 1


def import_illustrative(
    gathered: Gathered,
    *,
    seed: int | None = None,
    top_up: int | Mapping[str, int] | None = None,
    name: str = "illustrative",
) -> Layer:
    """Make up what no source gives: capacity, activity, condition, money, tenure, features; services and options.

    Parameters
    ----------
    gathered
        The estate so far. What it knows is kept, and what is drawn fits it: more activity where more people live
        near, running cost by floor area and opening hours.
    seed
        Seed of the draws; the same seed gives the same figures. As the time before where absent, else 1.
    top_up
        Number of made-up council buildings to add, parted among the types that the register lacks most, or the
        number of each type. As the time before where absent, else none.
    name
        Of the layer.

    Raises
    ------
    InputError
        Where people, wards or the places of buildings are not known yet.
    UsageError
        Where there is no building, or a type is not known.
    """
    before = settings_before(gathered, name, "illustrative")
    seed = before.get("seed", FIRST_SEED) if seed is None else seed
    top_up = before.get("top_up", 0) if top_up is None else top_up
    others = tuple(layer for layer in gathered.layers if not layer.made_up)
    known = what_is_known(replace(gathered, layers=others))
    wanted = share_by_type(top_up, known) if isinstance(top_up, int) else dict(top_up)
    wanted = {kind: count for kind, count in wanted.items() if count > 0}
    if known.buildings.empty and not wanted:
        raise UsageError("The estate has no buildings yet. Import some first, or make some up with --top-up 100.")
    extra = [made_up_buildings(wanted, known, seed)] if wanted else []
    register = pd.concat([known.register, *extra], ignore_index=True)
    register["ward"] = locate(register, known.wards, known.people.xy, known.ward_of_people)
    name_made_up(register, known)
    describe_surroundings(register, known.people)
    drawn = fill_register(register, seed, _known_figures(known, len(register)))
    activities = fill_activities(known, register, drawn)
    tables = {BUILDINGS.name: _buildings(register, known), ACTIVITIES.name: activities}
    services = _services(known, activities)
    ways = _options(known, register, seed)
    tables |= {table: frame for table, frame in ((SERVICES.name, services), (OPTIONS.name, ways)) if len(frame)}
    return Layer(
        name=name,
        importer="illustrative",
        tables=tables,
        defines=frozenset(tables) if wanted else frozenset(tables) - {BUILDINGS.name},
        fills_only=True,
        made_up=True,
        notes=_notes(known, wanted, seed),
        settings={"seed": seed, "top_up": dict(wanted)},
    )


def _known_figures(known: Known, count: int) -> pd.DataFrame:
    """Figures of the real buildings that those drawn must fit, a row for each building of the register."""
    figures = pd.DataFrame(
        {c: number(known.buildings[c]) for c in ("gia_m2", "capacity_hours_per_week", "backlog_gbp")}
    )
    condition = known.buildings["condition"].astype(object)
    figures["condition"] = condition.where(condition != "", None)
    figures["grade"] = condition.map({grade: float(k) for k, grade in enumerate(GRADES.tolist())})
    return figures.reindex(range(count)).assign(grade=lambda f: f["grade"].astype("Int64"))


def _buildings(register: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Drawn cells: the gaps of real buildings, and all of made-up ones."""
    drawn = [c for c in BUILDINGS.column_names if c in register.columns and c not in NEVER_DRAWN]
    cells = pd.DataFrame({c: [_cell(v) for v in register[c].astype(object)] for c in drawn}, dtype=object)
    real = register["real"].to_numpy(dtype=bool)
    there = known.buildings[drawn].reset_index(drop=True).reindex(range(len(register)), fill_value="")
    cells = cells.where(there == "", "")
    longitude, latitude = to_degrees(register["easting"].to_numpy(), register["northing"].to_numpy())
    given = {
        "name": register["name"], "type": register["type"], "owner": register["owner"],
        "longitude": [_cell(round(float(x), DEGREE_DIGITS)) for x in longitude],
        "latitude": [_cell(round(float(y), DEGREE_DIGITS)) for y in latitude],
        "ward_code": [known.wards[w].area_id for w in register["ward"]],
    }  # fmt: skip
    identity = pd.DataFrame(given, dtype=object)
    identity.loc[real] = ""
    return pd.concat([register["building_id"].astype(object), identity, cells], axis=1)


def _cell(value: object) -> str:
    """A drawn value as text; what was not drawn (none, or not-a-number) as an empty cell."""
    return "" if value is None or value is pd.NA else write_cell(value)


def _services(known: Known, activities: pd.DataFrame) -> pd.DataFrame:
    """Services of the catalogue that something is on of and that the estate does not have yet."""
    used = set(activities["service_id"]) - known.services
    rows = [
        {c: write_cell(getattr(service, c)) for c in SERVICES.column_names}
        for service in SERVICE_CATALOGUE
        if service.service_id in used
    ]
    return pd.DataFrame(rows, columns=list(SERVICES.column_names), dtype=object)


def _options(known: Known, register: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The catalogue's options where the estate has none, for the types as this register calls them."""
    if known.options:
        return pd.DataFrame(columns=list(OPTIONS.column_names))
    called: dict[str, set[str]] = {}
    for said, owner in zip(known.buildings["type"], known.buildings["owner"], strict=True):
        called.setdefault(kind_of(said, owner)[0], set()).add(said)
    for kind in register.loc[~register["real"].to_numpy(dtype=bool), "type"]:
        called.setdefault(kind, set()).add(kind)
    rows = []
    for option in options(transferable(register[~register["real"].to_numpy(dtype=bool)], seed)):
        names = {name for kind in option.applies_to for name in called.get(kind, _itself(kind))}
        row = {c: write_cell(getattr(option, c)) for c in OPTIONS.column_names}
        rows += [row | {"applies_to": write_cell(frozenset(names))}] if names else []
    return pd.DataFrame(rows, columns=list(OPTIONS.column_names), dtype=object)


def _itself(applies_to: str) -> set[str]:
    """What an option applies to beside types: everything, or a building by its id; a type that is not there is none."""
    return set() if applies_to in TYPE_BY_NAME else {applies_to}


def _notes(known: Known, wanted: Mapping[str, int], seed: int) -> tuple[str, ...]:
    notes = [f"Figures that no source gives were made up by type of building, from seed {seed}, and are marked."]
    if wanted:
        listed = ", ".join(f"{count} {kind}" for kind, count in wanted.items())
        notes.append(f"{sum(wanted.values()):,} buildings were made up altogether: {listed}.")
    if known.stand_ins:
        listed = ", ".join(map(repr, known.stand_ins))
        notes.append(f"Types that say nothing known were drawn like a {STAND_IN}: {listed}.")
    return tuple(notes)
