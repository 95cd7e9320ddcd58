"""The table of relocations: where each activity goes that does not stay, and what ends."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from estate_opt.results.facts import Facts, Journey
from estate_opt.results.tables.columns import Column, Format, Row, frame

MOVED, ENDED = "moved", "ended"

COLUMNS: tuple[Column, ...] = (
    Column("from_building_id", Format.TEXT, "Building where the activity is today."),
    Column("from_building", Format.TEXT, "Its name."),
    Column("service_id", Format.TEXT, "Service."),
    Column("service", Format.TEXT, "Its name."),
    Column("kind", Format.TEXT, "moved, or ended where it finds no home."),
    Column("to_building_id", Format.TEXT, "Building that takes it in; empty where it ends."),
    Column("to_building", Format.TEXT, "Its name."),
    Column("share", Format.SHARE, "Share of the activity."),
    Column("hours_per_week", Format.HOURS, "Space-hours a week."),
    Column("distance_km", Format.KM, "Distance between the buildings; empty where it ends or no way is known."),
)  # fmt: skip


def relocations_table(facts: Facts) -> pd.DataFrame:
    """One row for each move to another building and for each activity that ends, by origin; :data:`COLUMNS`."""
    rows = [*_moved(facts), *_ended(facts)]
    order = facts.result.estate.building_index
    rows.sort(
        key=lambda row: (order[row["from_building_id"]], row["service_id"], row["kind"] == ENDED, row["to_building_id"])
    )
    return frame(rows, COLUMNS)


def _moved(facts: Facts) -> Iterator[Row]:
    for journey in facts.journeys:
        yield _origin(journey.origin, journey.service_id, facts) | _destination(journey, facts)


def _ended(facts: Facts) -> Iterator[Row]:
    estate = facts.result.estate
    for k, services in facts.ended.items():
        for service, hours in services.items():
            total = estate.hours_today[estate.buildings[k].building_id, service]
            yield _origin(k, service, facts) | {
                "kind": ENDED,
                "to_building_id": "",
                "share": hours / total,
                "hours_per_week": hours,
            }


def _origin(k: int, service_id: str, facts: Facts) -> dict[str, object]:
    estate = facts.result.estate
    return {
        "from_building_id": estate.buildings[k].building_id,
        "from_building": estate.buildings[k].name,
        "service_id": service_id,
        "service": estate.service_by_id[service_id].name,
    }


def _destination(journey: Journey, facts: Facts) -> dict[str, object]:
    building = facts.result.estate.buildings[journey.destination]
    return {
        "kind": MOVED,
        "to_building_id": building.building_id,
        "to_building": building.name,
        "share": journey.share,
        "hours_per_week": journey.hours_per_week,
        "distance_km": journey.km,
    }
