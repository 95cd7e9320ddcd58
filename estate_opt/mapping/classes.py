"""The map page of a study: buildings by whether they are in every plan within the limit, in none, or in some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from estate_opt.domain.option import Decision
from estate_opt.mapping.symbols import SYMBOLS, Symbol
from estate_opt.mapping.view import ClassesView, MapView
from estate_opt.results.figures import percent
from estate_opt.studies.alternatives.classes import LABELS, Standing

CLASSES: Mapping[Standing, Symbol] = {
    Standing.IN_EVERY: Symbol("in-every", LABELS[Standing.IN_EVERY], "#08519c", "#ffffff", SYMBOLS[Decision.KEPT].path),
    Standing.SWING: Symbol("swing", LABELS[Standing.SWING], "#b84e00", "#ffffff", SYMBOLS[Decision.CHANGED].path),
    Standing.IN_NONE: Symbol("in-none", LABELS[Standing.IN_NONE], "#1a1a1a", "#ffffff", SYMBOLS[Decision.CLOSED].path),
    Standing.OPEN: Symbol("open", LABELS[Standing.OPEN], "#ffffff", "#8e2a86", SYMBOLS[Decision.TRANSFERRED].path),
}
"""Shapes and colours as of the decisions that they are most like; what is open is hollow."""


def classes_view(
    view: MapView, share: float, standings: Mapping[str, Standing], why: Mapping[str, str], about: str
) -> MapView:
    """The map page of a plan with its buildings drawn by where they stand among plans as good.

    Parameters
    ----------
    view
        The page of the plan.
    share
        By how much plans as good may be worse.
    standings, why
        Where each council building stands, and why in a sentence, by building id.
    about
        What the study found, for the head of the page.
    """
    partner = SYMBOLS[Decision.PARTNER]
    ids = [building.building_id for building in view.buildings]
    of = {b: CLASSES[standings[b]] if b in standings else partner for b in ids}
    return replace(
        view,
        title=replace(
            view.title, scenario=f"{view.title.scenario}: which buildings are beyond doubt", description=about
        ),
        buildings=tuple(
            replace(b, reason=f"{why[b.building_id]} {b.reason}" if b.building_id in why else b.reason)
            for b in view.buildings
        ),
        classes=ClassesView(
            heading=f"In plans within {percent(share, 2)} of the best",
            symbols=tuple(symbol for symbol in (*CLASSES.values(), partner) if symbol in of.values()),
            of=of,
        ),
    )
