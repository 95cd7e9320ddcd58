"""The map: a plan drawn on one self-contained page that works from a file, without any network.

Folium draws the parts, a template of ours is the page around them, so that the page has a
heading, landmarks and a language, and its tables say the same as its map.
"""

from estate_opt.mapping.build import map_view
from estate_opt.mapping.page import map_page, write_map
from estate_opt.mapping.view import MapView

__all__ = ["MapView", "map_page", "map_view", "write_map"]
