"""Every neighbourhood with its nearest place for each service, today and in the plan, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from estate_opt.domain.travel import Unit
from estate_opt.mapping.view import MapView
from estate_opt.mapping.view_places import ServiceView
from estate_opt.results.tables import Column, Format, Table
from estate_opt.results.tables.columns import frame_of

PLACES = (
    Column("neighbourhood_id", Format.TEXT, "Id of the neighbourhood."),
    Column("neighbourhood", Format.TEXT, "Its name."),
    Column("ward_id", Format.TEXT, "Ward it lies in."),
    Column("people", Format.NUMBER, "People who live there."),
)


def neighbourhoods_table(view: MapView) -> Table:
    """One row a neighbourhood: for each service the nearest building and the way there; empty where there is none."""
    places = view.neighbourhoods
    columns = (*PLACES, *(column for service in view.services for column in _columns(service)))
    values: dict[str, Sequence[object]] = {
        "neighbourhood_id": [n.neighbourhood_id for n in places],
        "neighbourhood": [n.name for n in places],
        "ward_id": [n.ward_id for n in places],
        "people": [n.people for n in places],
    }
    for service in view.services:
        ways = view.ways[service.service_id]
        for when, nearest, lengths in (
            ("today", ways.nearest_today, ways.today),
            ("plan", ways.nearest_planned, ways.planned),
        ):
            values[_nearest(service, when)] = [view.buildings[k].building_id if k >= 0 else "" for k in nearest]
            values[_way(service, when)] = lengths
    return Table("Neighbourhoods and their nearest places", columns, frame_of(values, columns))


def _columns(service: ServiceView) -> tuple[Column, ...]:
    length = Format.KM if service.unit is Unit.KM else Format.NUMBER
    return tuple(
        column
        for when, words in (("today", "today"), ("plan", "in the plan"))
        for column in (
            Column(_nearest(service, when), Format.TEXT, f"Nearest building for {service.name} {words}."),
            Column(_way(service, when), length, f"How far it is to that building {words}."),
        )
    )


def _nearest(service: ServiceView, when: str) -> str:
    return f"{service.service_id}_nearest_{when}"


def _way(service: ServiceView, when: str) -> str:
    return f"{service.service_id}_{when}_{service.unit.value}"
