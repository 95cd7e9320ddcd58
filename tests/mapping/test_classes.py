"""The page of a study: buildings by class, on the map and in the table, none told by colour alone."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from estate_opt.domain.option import Decision
from estate_opt.mapping import MapView, map_page
from estate_opt.mapping.classes import CLASSES, classes_view
from estate_opt.mapping.symbols import SYMBOLS
from estate_opt.studies.alternatives import Alternatives, BuildingClass, How, Standing, Within
from estate_opt.studies.alternatives.words import class_sentence, sentences
from tests.mapping.test_shading import contrast
from tests.mapping.views import tiny_result, tiny_view


def study() -> Alternatives:
    """A building of each class."""
    standings = {"B1": Standing.IN_EVERY, "B2": Standing.IN_NONE, "B3": Standing.SWING, "B4": Standing.OPEN}
    classes = tuple(
        BuildingClass(
            building_id=building,
            standing=standing,
            how=How.SEARCH if standing.proven else How.NOTHING,
            stays_in_best=standing in (Standing.IN_EVERY, Standing.SWING),
            least_otherwise=1.01 if standing is Standing.OPEN else 1.2,
            best_otherwise=None,
            kept_in=1,
        )
        for building, standing in standings.items()
    )
    return Alternatives(
        best=tiny_result(), within=Within(share=0.02, best=1.0, bound=0.99, held={}), asked=1, plans=(), exhausted=True,
        classes=classes, plans_found=2, refused=0, better=None, losses=(), seconds=(1.0, 1.0), interrupted=False,
    )  # fmt: skip


def classes_of(found: Alternatives) -> MapView:
    """The page of a study of the tiny plan."""
    return classes_view(
        tiny_view(),
        found.within.share,
        standings={one.building_id: one.standing for one in found.classes},
        why={one.building_id: class_sentence(found, one) for one in found.classes},
        about=" ".join(sentences(found)),
    )


@pytest.fixture(scope="module")
def view() -> MapView:
    return classes_of(study())


def test_buildings_are_drawn_by_their_class_and_partners_as_partners(view: MapView) -> None:
    keys = {b.building_id: view.look(b).key for b in view.buildings}
    assert keys == {"B1": "in-every", "B2": "in-none", "B3": "swing", "B4": "open", "P1": "partner"}
    assert [view.count(look) for look in view.looks] == [1, 1, 1, 1, 1]


def test_the_page_says_in_its_legend_its_filter_and_its_table_what_the_map_shows(view: MapView) -> None:
    text = map_page(view)
    for symbol in CLASSES.values():
        assert f'<option value="{symbol.key}">{symbol.label}</option>' in text
        assert f'<input type="checkbox" name="layer" value="{symbol.key}" checked>' in text
        assert re.search(rf'data-decision="{symbol.key}"', text)
        assert f".symbol-{symbol.key}{{fill:{symbol.fill};stroke:{symbol.outline}}}" in text
    assert '<th scope="col">In plans within 2% of the best</th>' in text
    for building in view.buildings:
        label = SYMBOLS[building.decision].label
        assert f"<td>{view.look(building).label}</td><td><span>{label}</span>" in text
    assert "every plan without it is at least 20% worse" in text.lower()
    assert "that there is none is not proven; one would be at least 1% worse" in text


def test_the_script_is_given_the_class_and_the_row_the_decision_too(view: MapView) -> None:
    text = map_page(view)
    data = json.loads(re.search(r'id="map-data">(.*?)</script>', text, re.DOTALL)[1])
    assert data["buildings"][0][2] == "in-every"
    assert '<tr id="row-0" data-decision="in-every" data-kind="changed"' in text
    assert set(data["symbols"]) == {"in-every", "in-none", "swing", "open", "partner"}


def test_a_plan_without_a_study_is_drawn_by_its_decisions() -> None:
    plain = tiny_view()
    assert plain.looks == tuple(SYMBOLS.values())
    assert "In plans within" not in map_page(plain)
    assert "In plans within" not in map_page(replace(plain, classes=None))


def test_no_two_classes_share_a_shape_or_a_colour_and_all_stand_out() -> None:
    symbols = (*CLASSES.values(), SYMBOLS[Decision.PARTNER])
    assert len({symbol.path for symbol in symbols}) == len(symbols)
    assert len({(symbol.fill, symbol.outline) for symbol in symbols}) == len(symbols)
    assert all(contrast(symbol.fill, symbol.outline) >= 4.5 for symbol in symbols)
