"""Which ways can be walked, by OpenStreetMap's rules."""

from __future__ import annotations

import pytest

from estate_opt.importing.travel.streets.walkable import can_pass, can_walk


@pytest.mark.parametrize(
    ("tags", "walks"),
    [
        ("highway=residential", True),
        ("highway=footway", True),
        ("highway=steps", True),
        ("highway=cycleway", True),
        ("highway=trunk", True),
        ("highway=trunk motorroad=yes", False),
        ("highway=trunk motorroad=yes foot=yes", True),
        ("highway=motorway", False),
        ("highway=motorway foot=designated", True),
        ("highway=busway", False),
        ("highway=busway foot=yes", True),
        ("highway=razed", False),
        ("highway=construction foot=yes", False),
        ("highway=proposed", False),
        ("highway=raceway", False),
        ("highway=residential foot=no", False),
        ("highway=primary foot=use_sidepath", False),
        ("highway=service access=private", False),
        ("highway=service access=private foot=yes", True),
        ("highway=service access=private foot=permissive", True),
        ("highway=service access=yes foot=private", False),
        ("highway=service access=no", False),
        ("highway=service access=customers", True),
        ("highway=service access=destination", True),
        ("highway=track access=agricultural", False),
        ("highway=residential oneway=yes", True),
        ("railway=platform", True),
        ("railway=platform access=private", False),
        ("railway=rail", False),
        ("man_made=pier", True),
        ("waterway=river", False),
        ("highway=abandoned railway=platform", False),
        ("", False),
    ],
)
def test_who_may_walk(tags: str, walks: bool) -> None:
    assert can_walk(dict(pair.split("=") for pair in tags.split())) is walks


@pytest.mark.parametrize(
    ("tags", "passes"),
    [
        ("barrier=gate", True),
        ("barrier=gate access=private", False),
        ("barrier=gate access=private foot=yes", True),
        ("barrier=bollard foot=no", False),
        ("highway=crossing access=private", True),
    ],
)
def test_who_may_pass(tags: str, passes: bool) -> None:
    assert can_pass(dict(pair.split("=") for pair in tags.split())) is passes
