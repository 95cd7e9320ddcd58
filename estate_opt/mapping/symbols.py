"""Symbols of decisions and of classes: a shape, a colour and words each, so that none is told by colour alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from estate_opt.domain.option import Decision


@dataclass(frozen=True, slots=True)
class Symbol:
    """How a kind of decision, or a class of buildings, is drawn and called.

    ``key`` is its name in the page's script and style; ``path`` is its shape in a box from −10 to 10.
    """

    key: str
    label: str
    fill: str
    outline: str
    path: str


SYMBOLS: Mapping[Decision, Symbol] = {
    Decision.KEPT: Symbol("kept", "Kept", "#08519c", "#ffffff", "M-8,0a8,8 0 1,0 16,0a8,8 0 1,0 -16,0Z"),
    Decision.CHANGED: Symbol("changed", "Kept and changed", "#b84e00", "#ffffff", "M0,-10L10,0L0,10L-10,0Z"),
    Decision.TRANSFERRED: Symbol("transferred", "Transferred", "#8e2a86", "#ffffff", "M0,-9.5L9.5,8L-9.5,8Z"),
    Decision.CLOSED: Symbol(
        "closed",
        "Closed",
        "#1a1a1a",
        "#ffffff",
        "M-8.5,-5.5L-5.5,-8.5L0,-3L5.5,-8.5L8.5,-5.5L3,0L8.5,5.5L5.5,8.5L0,3L-5.5,8.5L-8.5,5.5L-3,0Z",
    ),
    Decision.PARTNER: Symbol("partner", "Partner venue", "#ffffff", "#3b4a52", "M-7,-7L7,-7L7,7L-7,7Z"),
}
"""Colours are from Okabe and Ito's set, darkened to a contrast of at least 4.5 to 1 on white."""


def symbol_styles(further: Iterable[Symbol] = ()) -> str:
    """Style rules for the symbols of decisions and further ones, wherever a page draws them."""
    symbols = {symbol.key: symbol for symbol in (*SYMBOLS.values(), *further)}
    return "\n".join(f".symbol-{s.key}{{fill:{s.fill};stroke:{s.outline}}}" for s in symbols.values())
