"""The map page of a study: buildings by whether they are in every plan within the limit, in none, or in some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from estate_opt.domain.option import Decision
from estate_opt.mapping.symbols import SYMBOLS, Symbol
from estate_opt.mapping.view import ClassesView, MapView
from estate_opt.results.figures import percent
from estate_opt.studies.alternatives import Alternatives, Standing
from estate_opt.studies.alternatives.words import LABELS, class_sentence, sentences

CLASSES: Mapping[Standing, Symbol] = {
    Standing.IN_EVERY: Symbol("in-every", LABELS[Standing.IN_EVERY], "#08519c", "#ffffff", SYMBOLS[Decision.KEPT].path),
    Standing.SWING: Symbol("swing", LABELS[Standing.SWING], "#b84e00", "#ffffff", SYMBOLS[Decision.CHANGED].path),
    Standing.IN_NONE: Symbol("in-none", LABELS[Standing.IN_NONE], "#1a1a1a", "#ffffff", SYMBOLS[Decision.CLOSED].path),
    Standing.OPEN: Symbol("open", LABELS[Standing.OPEN], "#ffffff", "#8e2a86", SYMBOLS[Decision.TRANSFERRED].path),
}
"""Shapes and colours as of the decisions that they are most like; what is open is hollow."""


def classes_view(view: MapView, found: Alternatives) -> MapView:
    """The map page of a run's plan with its buildings drawn by their class.

    Parameters
    ----------
    view
        The page of the plan.
    found
        The study of the same plan.
    """
    by_id = {one.building_id: one for one in found.classes}
    partner = SYMBOLS[Decision.PARTNER]
    of = {b.building_id: CLASSES[by_id[b.building_id].standing] if b.building_id in by_id else partner
          for b in view.buildings}  # fmt: skip
    share = percent(found.within.share, 2)
    return replace(
        view,
        title=replace(
            view.title,
            scenario=f"{view.title.scenario}: which buildings are beyond doubt",
            description=" ".join(sentences(found)),
        ),
        buildings=tuple(
            replace(b, reason=f"{class_sentence(found, by_id[b.building_id])} {b.reason}")
            if b.building_id in by_id
            else b
            for b in view.buildings
        ),
        classes=ClassesView(
            heading=f"In plans within {share} of the best",
            symbols=tuple(symbol for symbol in (*CLASSES.values(), partner) if symbol in of.values()),
            of=of,
        ),
    )
