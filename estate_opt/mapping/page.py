"""The page around the map: our own template with everything inside it, written in one piece."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup
from xstatic.pkg import leaflet

from estate_opt.mapping.build_equality import HEADINGS
from estate_opt.mapping.figure import folium_parts
from estate_opt.mapping.geometry import drawn
from estate_opt.mapping.payload import cover_texts, payload
from estate_opt.mapping.shading import CHANGE, NO_PEOPLE, SHARE
from estate_opt.mapping.summary import target_groups
from estate_opt.mapping.symbols import SYMBOLS, symbol_styles
from estate_opt.mapping.view import MapView
from estate_opt.pages import asset, page, write_page
from estate_opt.results.reasons import NOTE

PAGE = "index.html"
SCRIPTS = ("tables.js", "print.js", "map.js")


def map_page(view: MapView, home: str = "") -> str:
    """Write a view as one HTML page that needs nothing but itself.

    Parameters
    ----------
    view
        What the page shows.
    home
        Where the first page of its site is, relative to it; empty where it stands alone.

    Returns
    -------
    str
        The page; the same view gives the same text.
    """
    drawable = [ward for ward in view.wards if ward.geometry is not None]
    polygons = drawn([ward.geometry for ward in drawable if ward.geometry is not None])
    parts = folium_parts(
        {ward.ward_id: polygon for ward, polygon in zip(drawable, polygons, strict=True)},
        [(b.latitude, b.longitude) for b in view.buildings],
        ("outlines", "lines", *(look.key for look in view.looks), "names"),  # as the page's checkboxes call them
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
    rules += [f".share-{k}{{background:{colour}}}" for k, colour in enumerate(SHARE.colours)]
    rules += [f".change-{k}{{background:{colour}}}" for k, colour in enumerate(CHANGE.colours)]
    return "\n".join([*rules, f".nobody{{background:{NO_PEOPLE}}}"])
