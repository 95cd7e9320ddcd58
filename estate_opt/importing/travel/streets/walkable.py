"""Which ways of OpenStreetMap can be walked.

By OpenStreetMap's own conventions: the key ``highway`` says what a way is, ``foot`` says whether one may walk there;
where it says nothing ``access`` does, and where that says nothing the kind of way does, as in the United Kingdom's row
of the wiki's page "OSM tags for routing/Access restrictions". Ways that are no longer or not yet there have another
``highway`` (construction, razed …) and are not listed here.
"""

from __future__ import annotations

from collections.abc import Mapping

ON_FOOT = frozenset(
    {
        "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link",
        "unclassified", "residential", "living_street", "service", "road", "pedestrian", "footway", "path", "steps",
        "track", "bridleway", "cycleway", "corridor", "platform",
    }
)  # fmt: skip
"""Kinds of way on which people walk unless a sign says otherwise."""
IF_SIGNED = frozenset({"motorway", "motorway_link", "busway", "bus_guideway"})
"""Kinds of way on which people walk only where ``foot`` says so."""
OTHER_WALKS = frozenset({("railway", "platform"), ("public_transport", "platform"), ("man_made", "pier")})
"""Ways without ``highway`` that people walk on."""
WELCOME = frozenset({"yes", "designated", "permissive", "destination", "customers", "official", "public"})
"""Values of ``foot`` that let people walk where the kind of way would not."""
SHUT = frozenset({"no", "private", "agricultural", "forestry", "delivery", "military", "use_sidepath", "emergency"})
"""Values of ``foot`` and ``access`` that keep the public out."""

Tags = Mapping[str, str]


def can_walk(tags: Tags) -> bool:
    """Tell whether the public can walk along a way.

    Parameters
    ----------
    tags
        Keys and values of the way.
    """
    foot = tags.get("foot", "")
    if foot in SHUT:
        return False
    kind = tags.get("highway", "")
    if foot in WELCOME:
        return kind in ON_FOOT or kind in IF_SIGNED or _is_other_walk(tags)
    if tags.get("access", "") in SHUT or tags.get("motorroad") == "yes":
        return False
    return kind in ON_FOOT or _is_other_walk(tags)


def _is_other_walk(tags: Tags) -> bool:
    return "highway" not in tags and any(tags.get(key) == value for key, value in OTHER_WALKS)


def can_pass(tags: Tags) -> bool:
    """Tell whether the public can pass a point of a way, such as a gate."""
    if not tags.get("barrier"):
        return True
    foot = tags.get("foot", "")
    return foot not in SHUT and (foot in WELCOME or tags.get("access", "") not in SHUT)
