"""The page around the map: our own template with everything inside it, written in one piece."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from markupsafe import Markup
from xstatic.pkg import leaflet

from estate_opt.mapping.build_equality import HEADINGS
from estate_opt.mapping.figure import folium_parts
from estate_opt.mapping.geometry import drawn
from estate_opt.mapping.payload import is_gathered, payload
from estate_opt.mapping.shading import BROWN_TEAL, CHANGE, GAINED, NO_PEOPLE, ORANGES, REACHED, SHARE
from estate_opt.mapping.summary import cover_texts, target_groups
from estate_opt.mapping.symbols import SYMBOLS, symbol_styles
from estate_opt.mapping.view import MapView
from estate_opt.pages import asset, page, write_page
from estate_opt.results.reasons import NOTE

PAGE = "index.html"
SCRIPTS = (
    "core.js", "tables.js", "print.js", "cells.js", "shade.js", "buildings.js", "catchment.js", "card.js", "find.js",
    "linked.js", "map.js",
)  # fmt: skip
SWATCHES: Mapping[str, tuple[str, ...]] = {
    "share": SHARE.colours, "change": CHANGE.colours, "reached": REACHED.colours, "gained": GAINED.colours,
    "distance": ORANGES, "extra": BROWN_TEAL[::-1],
}  # fmt: skip
"""Colours of each scale of the legend, by the name that the script gives it."""
MOST_IN_FULL = 600
"""Buildings up to which the table below the map says why each is decided and what moves; a page of more stays light."""

MOST_NEIGHBOURHOODS = 2500
"""Neighbourhoods up to which the map has them; with more it shades wards alone, and a file has the neighbourhoods."""


def map_page(view: MapView, home: str = "", links: Mapping[str, str] | None = None) -> str:
    """Write a view as one HTML page that needs nothing but itself.

    Parameters
    ----------
    view
        What the page shows.
    home
        Where the first page of its site is, relative to it; empty where it stands alone.
    links
        Where each building's own page is, relative to it, by building id.

    Returns
    -------
    str
        The page; the same view gives the same text.
    """
    crowded = len(view.neighbourhoods) > MOST_NEIGHBOURHOODS
    if crowded:
        view = replace(view, neighbourhoods=(), ways={})
    drawable = [ward for ward in view.wards if ward.geometry is not None]
    polygons = drawn([ward.geometry for ward in drawable if ward.geometry is not None])
    parts = folium_parts(
        {ward.ward_id: polygon for ward, polygon in zip(drawable, polygons, strict=True)},
        [(b.latitude, b.longitude) for b in view.buildings],
        # as the page's checkboxes call them:
        ("outlines", "lines", *(look.key for look in view.looks), "names", "catchment"),
    )
    return page(
        "map.html.j2",
        "estate_opt.mapping",
        styles=[leaflet_style(), asset("estate_opt.mapping", "page.css"), _colours(view)],
        scripts=[
            leaflet_script(),
            asset("estate_opt.pages", "tables.js"),
            *(asset("estate_opt.mapping", name) for name in SCRIPTS),
            parts.script,
        ],
        view=view,
        about=view.title,
        home=home,
        links=links or {},
        positions={b.building_id: k for k, b in enumerate(view.buildings)},
        crowded=crowded,
        gathered=is_gathered(view),
        brief=len(view.buildings) > MOST_IN_FULL,
        target_groups=target_groups(view.targets),
        group_headings=HEADINGS,
        symbols=SYMBOLS,
        note=NOTE,
        cover_texts=cover_texts,
        data=Markup(payload(view)),  # payload() leaves nothing that could end the element
        map_element=Markup(parts.html),  # a bare element with an id of ours
    )


def write_map(view: MapView, folder: Path) -> Path:
    """Write the page of a view to ``index.html`` in a folder, all of it or nothing.

    Parameters
    ----------
    view
        What the page shows.
    folder
        Folder of the scenario's map; made where it is missing.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    OutputError
        Where the folder cannot be written; a page that was there before is left as it was.
    """
    return write_page(folder / PAGE, map_page(view))


@cache
def leaflet_script() -> str:
    """Leaflet's code as its package has it, without the link to a source map."""
    code = (Path(leaflet.BASE_DIR) / "leaflet.js").read_text(encoding="utf-8")
    return re.sub(r"//# sourceMappingURL=\S*", "", code).strip()


@cache
def leaflet_style() -> str:
    """Leaflet's style without its pictures (a default marker and a layer switch), which the page does not use."""
    style = (Path(leaflet.BASE_DIR) / "leaflet.css").read_text(encoding="utf-8")
    without_comments = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    return re.sub(r"url\((?!#)[^)]*\)", "none", without_comments).strip()


def _colours(view: MapView) -> str:
    """Style rules for the colours that Python declares."""
    rules = [symbol_styles(view.looks)]
    for name, colours in SWATCHES.items():
        rules += [f".{name}-{k}{{background:{colour}}}" for k, colour in enumerate(colours)]
    return "\n".join([*rules, f".nobody{{background:{NO_PEOPLE}}}"])
