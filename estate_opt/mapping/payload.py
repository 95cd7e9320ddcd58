"""What the page's script is given: classes ready to colour, places, and positions instead of ids.

Figures are worded and classed here and in the page's tables, from which the script takes what a popup says, so that
nothing is written twice. It travels as JSON in an element that no browser runs, and reaches the screen as text nodes,
so that a building called ``<script>`` is only a building with a strange name.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from estate_opt.domain.option import Decision
from estate_opt.mapping.geometry import label_point
from estate_opt.mapping.shading import (
    CHANGE,
    GAINED,
    NO_PEOPLE,
    NO_PEOPLE_LABEL,
    NO_WAY_LABEL,
    REACHED,
    SHARE,
    Scale,
    distance_scale,
    extra_scale,
)
from estate_opt.mapping.symbols import SYMBOLS
from estate_opt.mapping.view import BuildingView, MapView
from estate_opt.mapping.view_places import ServiceView, WardView, WaysView
from estate_opt.results.figures import number, people

THOUSANDTHS = 1000
"""Parts of a km or minute in which ways are written."""
NOWHERE = -1
MOST_APART = 500
"""Buildings up to which each is drawn by itself, even where symbols lie on one another."""
_HARMLESS = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def payload(view: MapView) -> str:
    """Write a view as JSON that can stand inside an HTML page."""
    position = {b.building_id: k for k, b in enumerate(view.buildings)}  # shorter than ids, many times over
    ward_position = {ward.ward_id: k for k, ward in enumerate(view.wards)}
    data = {
        "services": [_service(service) for service in view.services],
        "symbols": {
            s.key: {"label": s.label, "fill": s.fill, "outline": s.outline, "path": s.path} for s in view.looks
        },
        "paths": {} if view.classes is None else {s.key: s.path for s in SYMBOLS.values()},
        "scales": {"share": _scale(SHARE), "change": _scale(CHANGE), "reached": _scale(REACHED),
                   "gained": _scale(GAINED)},
        "nobody": {"colour": NO_PEOPLE, "near": NO_PEOPLE_LABEL, "way": NO_WAY_LABEL},
        "wards": {ward.ward_id: _ward(view, ward) for ward in view.wards},
        "buildings": [_building(view, b) for b in view.buildings],
        "postcodes": {k: b.postcode for k, b in enumerate(view.buildings) if b.postcode},
        "gathered": is_gathered(view),
        "lines": [
            [position[line.from_building], position[line.to_building], round(line.hours_per_week, 1)]
            for line in view.lines
        ],
        "neighbourhoods": [
            [n.name, ward_position.get(n.ward_id, NOWHERE), round(n.latitude, 5), round(n.longitude, 5),
             round(n.people)]
            for n in view.neighbourhoods
        ],
        "ways": {s.service_id: _ways(s, view.ways[s.service_id]) for s in view.services if s.service_id in view.ways},
    }  # fmt: skip
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return "".join(_HARMLESS.get(letter, letter) for letter in text)


def is_gathered(view: MapView) -> bool:
    """Whether symbols that would lie on one another are drawn as one mark with their number."""
    return len(view.buildings) > MOST_APART


def _service(service: ServiceView) -> dict[str, Any]:
    return {
        "id": service.service_id,
        "name": service.name,
        "standard": service.standard,
        "unit": service.unit.value,
        "asked": service.asked,
        "distance": _scale(distance_scale(service.limit, service.unit)),
        "extra": _scale(extra_scale(service.limit, service.unit)),
    }


def _scale(scale: Scale) -> list[list[str]]:
    return [[colour, label] for colour, label in zip(scale.colours, scale.labels, strict=True)]


# -- places ----------------------------------------------------------------------------------------


def _ward(view: MapView, ward: WardView) -> dict[str, Any]:
    counts = _decisions(view, ward)
    told = [
        f"{number(counts[d], 0)} {SYMBOLS[d].label.lower()}" for d in SYMBOLS if counts[d] and d is not Decision.PARTNER
    ]
    return {
        "name": ward.name,
        "label": None if ward.geometry is None else label_point(ward.geometry),
        "priority": ward.priority,
        "people": people(ward.people),
        "buildings": ", ".join(told) or "none",
        "classes": {service.service_id: ward_classes(ward, service) for service in view.services},
    }


def _decisions(view: MapView, ward: WardView) -> Counter[Decision]:
    """How many buildings of a ward have each kind of decision."""
    return Counter(b.decision for b in view.buildings if b.ward_id == ward.ward_id)


def ward_classes(ward: WardView, service: ServiceView) -> str:
    """Classes of a ward, a letter each: people near today, in the plan, and the change; likewise the mean way."""
    cover = ward.cover[service.service_id]
    today, planned = ward.share(service.service_id) or (math.nan, math.nan)
    way, extra = distance_scale(service.limit, service.unit), extra_scale(service.limit, service.unit)
    return "".join(
        (
            SHARE.mark_of(today),
            SHARE.mark_of(planned),
            CHANGE.mark_of(planned - today),
            way.mark_of(cover.way_today),
            way.mark_of(cover.way_planned),
            extra.mark_of(cover.way_planned - cover.way_today),
        )
    )


def _ways(service: ServiceView, ways: WaysView) -> dict[str, Any]:
    """Nearest outlets, ways in thousandths of the unit, and classes in the order of those of a ward."""
    distance, extra = distance_scale(service.limit, service.unit), extra_scale(service.limit, service.unit)
    near = list(zip(ways.near_today, ways.near_planned, strict=True))
    lengths = list(zip(ways.today, ways.planned, strict=True))
    return {
        "nearest": [ways.nearest_today, ways.nearest_planned],
        "way": [_thousandths(ways.today), _thousandths(ways.planned)],
        "classes": [
            "".join(REACHED.mark_of(before) for before, _ in near),
            "".join(REACHED.mark_of(after) for _, after in near),
            "".join(GAINED.mark_of(after - before) for before, after in near),
            "".join(distance.mark_of(before) for before, _ in lengths),
            "".join(distance.mark_of(after) for _, after in lengths),
            "".join(extra.mark_of(_difference(before, after)) for before, after in lengths),
        ],
    }


def _thousandths(ways: Sequence[float]) -> list[int]:
    return [round(way * THOUSANDTHS) if math.isfinite(way) else NOWHERE for way in ways]


def _difference(before: float, after: float) -> float:
    """How much longer a way becomes; infinite, which has no class, where there is none on either side."""
    return after - before if math.isfinite(before) and math.isfinite(after) else math.inf


# -- buildings -------------------------------------------------------------------------------------


def _building(view: MapView, b: BuildingView) -> list[Any]:
    """Place, symbol, capacity, and hours used today and in the plan; the rest stands in its row of the table."""
    planned = None if b.use_planned is None else round(b.hours_planned)
    return [
        round(b.latitude, 5), round(b.longitude, 5), view.look(b).key, round(b.capacity_today), round(b.hours_today),
        planned,
    ]  # fmt: skip
