"""Explain: why a building is kept or leaves, answered by solving again with the opposite decision.

What the opposite costs in each term and what changes elsewhere (:mod:`.effects`), whether it is proven worse
(:mod:`.standing`), and the least change of the building's data or of a rule that would flip the decision
(:mod:`.levers`, :mod:`.flips`). Every building of the estate in one table is the lever sheet (:mod:`.sheet`).
"""

from __future__ import annotations

from estate_opt.results.result import Result
from estate_opt.solving.progress import Progress, StopSwitch, stop_on_interrupt
from estate_opt.studies.explain.answer import About, Explanation, Worth
from estate_opt.studies.explain.effects import Change, Effects, Elsewhere, Moved, Reach, Target
from estate_opt.studies.explain.flip import Flip, Found
from estate_opt.studies.explain.levers_table import csv_of, nearest_first, rows
from estate_opt.studies.explain.opposite import find_building
from estate_opt.studies.explain.settings import Settings
from estate_opt.studies.explain.sheet import SHEET, LeverSheet, lever_sheet
from estate_opt.studies.explain.standing import Comparison, Verdict
from estate_opt.studies.explain.study import Explainer

__all__ = [
    "SHEET", "About", "Change", "Comparison", "Effects", "Elsewhere", "Explainer", "Explanation", "Flip", "Found",
    "LeverSheet", "Moved", "Reach", "Settings", "Target", "Verdict", "Worth", "csv_of", "explain",
    "find_building", "lever_sheet", "nearest_first", "rows",
]  # fmt: skip


def explain(
    result: Result,
    building: str,
    settings: Settings | None = None,
    progress: Progress | None = None,
    *,
    stop: StopSwitch | None = None,
) -> Explanation:
    """Why a building is kept, or leaves, and what it would take for it to be otherwise.

    Parameters
    ----------
    result
        A run's plan with its estate.
    building
        Id or name of a council building.
    settings
        Times, and which figures are looked at for flips; the usual where ``None``.
    progress
        Where reports go.
    stop
        Ends the solves with what is known; Ctrl-C does where ``None``.

    Returns
    -------
    Explanation
        Figures, proofs and a paragraph.

    Raises
    ------
    UsageError
        An unknown building, with the nearest names; a partner venue; a plan that is not the best of its plan file.
    """
    building_id = find_building(result.estate, building).building_id
    if stop is not None:
        return Explainer(result, progress, stop).explain(building_id, settings)
    with stop_on_interrupt() as switch:
        return Explainer(result, progress, switch).explain(building_id, settings)
