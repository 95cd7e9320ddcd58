"""What the page's script is given: texts ready to show, classes ready to colour, positions instead of ids.

Everything is worded and classed here, so that the script only draws. It travels as JSON in an
element that no browser runs, and reaches the screen as text nodes, so that a building called
``<script>`` is only a building with a strange name.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from estate_opt.domain.option import Decision
from estate_opt.mapping.geometry import label_point
from estate_opt.mapping.shading import CHANGE, NO_PEOPLE, NO_PEOPLE_LABEL, SHARE, Scale
from estate_opt.mapping.symbols import SYMBOLS
from estate_opt.mapping.view import BuildingView, MapView, WardView
from estate_opt.policies import Unit
from estate_opt.results.figures import change, number, people, percent

PERIODS = ("today", "planned", "change")
HALF_A_TENTH_OF_A_POINT = 0.0005
_HARMLESS = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def payload(view: MapView) -> str:
    """Write a view as JSON that can stand inside an HTML page."""
    position = {b.building_id: k for k, b in enumerate(view.buildings)}  # shorter than ids, many times over
    data = {
        "services": [
            {"id": s.service_id, "name": s.name, "standard": s.standard, "asked": s.asked} for s in view.services
        ],
        "symbols": {
            s.key: {"label": s.label, "fill": s.fill, "outline": s.outline, "path": s.path} for s in view.looks
        },
        "scales": {"share": _scale(SHARE), "change": _scale(CHANGE)},
        "nobody": {"colour": NO_PEOPLE, "label": NO_PEOPLE_LABEL},
        "wards": {ward.ward_id: _ward(view, ward) for ward in view.wards},
        "buildings": [_building(view, b, position) for b in view.buildings],
        "lines": [
            [position[line.from_building], position[line.to_building], round(line.hours_per_week, 1)]
            for line in view.lines
        ],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return "".join(_HARMLESS.get(letter, letter) for letter in text)


def cover_texts(ward: WardView, service_id: str) -> Mapping[str, str]:
    """Share covered today, in the plan, and its change, as text; dashes where nobody lives."""
    shares = ward.share(service_id)
    if shares is None:
        return dict.fromkeys(PERIODS, "–")
    today, planned = shares
    difference = planned - today
    unchanged = abs(difference) < HALF_A_TENTH_OF_A_POINT
    words = "no change" if unchanged else change(difference, Unit.SHARE)
    return {"today": percent(today), "planned": percent(planned), "change": words}


def ward_decisions(view: MapView, ward: WardView) -> Counter[Decision]:
    """How many buildings of a ward have each kind of decision."""
    return Counter(b.decision for b in view.buildings if b.ward_id == ward.ward_id)


def _scale(scale: Scale) -> list[dict[str, str]]:
    return [{"colour": colour, "label": label} for colour, label in zip(scale.colours, scale.labels, strict=True)]


def _ward(view: MapView, ward: WardView) -> dict[str, Any]:
    counts = ward_decisions(view, ward)
    told = [
        f"{number(counts[d], 0)} {SYMBOLS[d].label.lower()}" for d in SYMBOLS if counts[d] and d is not Decision.PARTNER
    ]
    cover = {}
    for service in view.services:
        texts, shares = cover_texts(ward, service.service_id), ward.share(service.service_id)
        classes = (
            [-1, -1, -1]
            if shares is None
            else [SHARE.class_of(shares[0]), SHARE.class_of(shares[1]), CHANGE.class_of(shares[1] - shares[0])]
        )
        cover[service.service_id] = {p: [k, texts[p]] for p, k in zip(PERIODS, classes, strict=True)}
    return {
        "name": ward.name,
        "label": None if ward.geometry is None else label_point(ward.geometry),
        "priority": ward.priority,
        "people": people(ward.people),
        "buildings": ", ".join(told) or "none",
        "cover": cover,
    }


def _building(view: MapView, b: BuildingView, position: Mapping[str, int]) -> dict[str, Any]:
    return {
        "id": b.building_id,
        "name": b.name,
        "place": f"{b.type} in {b.ward}",
        "at": [round(b.latitude, 5), round(b.longitude, 5)],
        "kind": view.look(b).key,
        "option": b.option if view.classes is None else _decision(b),
        "reason": b.reason,
        "capacity": round(b.capacity_today, 1),
        "use": use_texts(b),
        "arrives": [[move.text, position[move.building_id]] for move in b.arrives],
        "leaves": [[move.text, position[move.building_id]] for move in b.leaves],
        "ends": b.ends,
        "illustrative": b.illustrative,
    }


def _decision(b: BuildingView) -> str:
    """What the plan decides, where the symbol says something else."""
    label = SYMBOLS[b.decision].label
    return f"{label} in the plan: {b.option}" if b.option else f"{label} in the plan"


def use_texts(b: BuildingView) -> list[list[str]]:
    """Use today and in the plan, as pairs of a label and a figure."""
    today = [
        [
            "Use today",
            f"{_share(b.use_today)} ({number(b.hours_today, 0)} of {number(b.capacity_today, 0)} hours a week)",
        ]
    ]
    if b.use_planned is None:
        return [*today, ["Use in the plan", "none: not open"]]
    return [
        *today,
        [
            "Use in the plan",
            f"{_share(b.use_planned)} of the plan’s opening hours ({number(b.hours_planned, 0)} hours a week)",
        ],
        ["", f"{_share(b.use_planned_over_today)} in hours no shorter than today’s"],
    ]


def _share(share: float | None) -> str:
    return "not known" if share is None else percent(share)
