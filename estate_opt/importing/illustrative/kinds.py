"""Which of the generator's types of building a type of a real register is most like."""

from __future__ import annotations

import re

from estate_opt.inputs.synthetic.catalogue import TYPE_BY_NAME

STAND_IN = "community_centre"
"""What a type is drawn like that says nothing known."""
_WORDS: tuple[tuple[str, str], ...] = (
    ("librar", "library"),
    ("hub|one stop|customer service|contact centre", "community_hub"),
    ("child|family|sure start|nursery|early years", "childrens_centre"),
    ("leisure|sport|swim|pool|gym|fitness|recreation", "leisure_centre"),
    ("museum|galler|heritage|archive", "museum"),
    ("depot|workshop|highway|waste|transport|store|yard", "depot"),
    ("communit|hall|day centre|youth|pavilion", "community_centre"),
)


def kind_of(building_type: str, owner: str) -> tuple[str, bool]:
    """Find the generator's type for one of a register, and whether the words say so or it only stands in.

    Examples
    --------
    >>> kind_of("Branch Library", "council")
    ('library', True)
    """
    if owner == "partner":
        return "partner_venue", True
    plain = re.sub(r"[^a-z0-9]+", "_", building_type.casefold()).strip("_")
    if plain in TYPE_BY_NAME:
        return plain, True
    words = plain.replace("_", " ")
    for pattern, kind in _WORDS:
        if re.search(pattern, words):
            return kind, True
    return STAND_IN, False
