"""Ending a HiGHS that runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import highspy

EVENTS = highspy.cb.HighsCallbackType
INTERRUPTS = (EVENTS.kCallbackMipInterrupt, EVENTS.kCallbackSimplexInterrupt)


def interruptible(highs: highspy.Highs, wanted: Callable[[], bool]) -> None:
    """Let HiGHS end as soon as something says so."""

    def callback(_event: Any, _message: str, _out: Any, into: Any, _data: Any) -> None:
        if into is not None and wanted():
            into.user_interrupt = True

    highs.setCallback(callback, None)
    for event in INTERRUPTS:
        highs.startCallback(event)
