"""The Folium part of the page: an empty map, the wards, and a layer group for each thing that can be shown.

Folium writes its own page with links to a content network and random ids. Here only its script and
its map element are taken; what it would put into the head (links, a viewport that forbids zooming)
is left out, and its elements are numbered, so that the same view gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from folium.map import CustomPane
from folium.template import Template

PANES: Mapping[str, int] = {
    "cells": 395, "outlines": 410, "lines": 420, "catchment": 425, "symbols": 430, "names": 440, "heaps": 445,
}  # fmt: skip
"""What lies above what on the map; the wards' own pane has 400, the neighbourhoods below it."""


@dataclass(frozen=True, slots=True)
class FoliumParts:
    """What the page takes from Folium: the map's element and the script that fills it."""

    html: str
    script: str


class Scene(MacroElement):  # type: ignore[misc]  # branca has no types
    """Hands the layers that Folium made to the page's own script."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            estateMap.start({{ this.map.get_name() }}, {{ this.wards.get_name() }}, {
                {%- for name, group in this.groups.items() %}
                {{ name|tojson }}: {{ group.get_name() }},
                {%- endfor %}
            });
        {% endmacro %}
        """
    )

    def __init__(
        self, leaflet_map: folium.Map, wards: folium.GeoJson, groups: Mapping[str, folium.FeatureGroup]
    ) -> None:
        super().__init__()
        self._name = "Scene"
        self.map, self.wards, self.groups = leaflet_map, wards, groups


def folium_parts(
    wards: Mapping[str, dict[str, Any]], points: list[tuple[float, float]], groups: tuple[str, ...]
) -> FoliumParts:
    """Draw the parts of the map that Folium knows.

    Parameters
    ----------
    wards
        GeoJSON geometry by ward id.
    points
        (latitude, longitude) of the buildings, which the first view shows with the wards.
    groups
        Names of the layer groups that the page's script fills and switches.
    """
    leaflet_map = _empty_map()
    for pane, z_index in PANES.items():
        CustomPane(pane, z_index=z_index, pointer_events=pane != "names").add_to(leaflet_map)
    ward_layer = folium.GeoJson(
        _collection(wards),
        name="wards",
        style_function=lambda _: {"weight": 1, "color": "#5b6b73", "fillColor": "#ffffff", "fillOpacity": 1},
        smooth_factor=0,  # or shared borders come apart
    ).add_to(leaflet_map)
    layers = {name: folium.FeatureGroup(name=name).add_to(leaflet_map) for name in groups}
    folium.FitBounds(_bounds(wards, points), padding=(12, 12)).add_to(leaflet_map)
    Scene(leaflet_map, ward_layer, layers).add_to(leaflet_map)
    return _rendered(leaflet_map.get_root())


def _empty_map() -> folium.Map:
    leaflet_map = folium.Map(
        location=(0, 0),
        tiles=None,
        attribution_control=False,  # the page names its sources in its own footer
        scroll_wheel_zoom=False,  # or the page cannot be scrolled past the map
        fade_animation=False,
        zoom_snap=0.25,
        zoom_delta=0.5,
        max_zoom=18,
    )
    leaflet_map.default_js, leaflet_map.default_css = [], []
    return leaflet_map


def _collection(wards: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": ward_id, "properties": {"ward": ward_id}, "geometry": geometry}
            for ward_id, geometry in wards.items()
        ],
    }


def _bounds(wards: Mapping[str, dict[str, Any]], points: list[tuple[float, float]]) -> list[list[float]]:
    """South-west and north-east corners of everything drawn."""
    spots = points + [(lat, lon) for geometry in wards.values() for lon, lat in _vertices(geometry["coordinates"])]
    latitudes, longitudes = zip(*(spots or [(54.0, -2.0)]), strict=True)
    return [[min(latitudes), min(longitudes)], [max(latitudes), max(longitudes)]]


def _vertices(coordinates: Any) -> Iterator[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield coordinates[0], coordinates[1]
    else:
        for part in coordinates:
            yield from _vertices(part)


def _rendered(figure: Figure) -> FoliumParts:
    for position, element in enumerate(_tree(figure)):
        element._id = str(position)  # noqa: SLF001 - Folium offers no other way to ids that stay the same
    figure.render()
    return FoliumParts(html=figure.html.render().strip(), script=figure.script.render().strip())


def _tree(element: Element) -> Iterator[Element]:
    yield element
    for child in list(element._children.values()):  # noqa: SLF001 - likewise for the children
        yield from _tree(child)
