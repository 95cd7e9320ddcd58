"""Ending a HiGHS that runs, and hearing of the plans that it finds meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import highspy
import numpy as np

from estate_opt.domain.travel import FloatArray

EVENTS = highspy.cb.HighsCallbackType
INTERRUPTS = (EVENTS.kCallbackMipInterrupt, EVENTS.kCallbackSimplexInterrupt)
BETTER = EVENTS.kCallbackMipImprovingSolution


def interruptible(
    highs: highspy.Highs, wanted: Callable[[], bool], found: Callable[[FloatArray], None] | None = None
) -> None:
    """Let HiGHS end as soon as something says so, and hand over each better plan as soon as it is found."""

    def callback(event: Any, _message: str, out: Any, into: Any, _data: Any) -> None:
        if event == BETTER:
            if found is not None:
                found(np.array(out.mip_solution, dtype=np.float64))
        elif into is not None and wanted():
            into.user_interrupt = True

    highs.setCallback(callback, None)
    for event in INTERRUPTS if found is None else (*INTERRUPTS, BETTER):
        highs.startCallback(event)
