"""Spellings of what identifies a building: property reference numbers, postcodes, names."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

UPRN_DIGITS = 12
"""A Unique Property Reference Number has at most so many digits; leading zeros mean nothing."""

_PLAIN = re.compile(r"\d+(?:\.0*)?", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(?:\.(\d+))?[eE]\+?(\d{1,2})", re.ASCII)
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})", re.ASCII)
_WORDS = re.compile(r"[^\W_]+")
_GROUPING = str.maketrans("", "", " ,'\u00a0")


def uprn_key(text: str) -> str:
    """Digits of a UPRN without leading zeros; empty where the text is none.

    ``"000072525786"``, ``"72525786.0"``, ``"72,525,786"`` and ``"7.2525786E+07"`` are one number. A number that
    a spreadsheet cut short ("1.00023E+11") is none: its last digits are lost.
    """
    bare = text.strip().translate(_GROUPING)
    digits = ""
    if _PLAIN.fullmatch(bare):
        digits = bare.partition(".")[0].lstrip("0")
    elif scientific := _SCIENTIFIC.fullmatch(bare):
        decimals, power = len(scientific[1] or ""), int(scientific[2])
        digits = _whole(bare) if decimals == power else ""
    return digits if len(digits) <= UPRN_DIGITS else ""


def _whole(number: str) -> str:
    try:
        return str(int(Decimal(number)))
    except InvalidOperation:
        return ""


def is_cut_short(text: str) -> bool:
    """Tell whether a spreadsheet has taken the last digits of a number ("1.00023E+11")."""
    return bool(_SCIENTIFIC.fullmatch(text.strip().translate(_GROUPING))) and not uprn_key(text)


def postcode_key(text: str) -> str:
    """A postcode as Royal Mail writes it ("LS12 1UQ"); empty where the text is none.

    Case and spaces do not matter, and nor do the padded seven-character forms ("LS121UQ", "B1  1AA") of Code-Point
    Open and the ONS Postcode Directory.
    """
    found = _POSTCODE.fullmatch("".join(text.upper().split()))
    return f"{found[1]} {found[2]}" if found else ""


def sector_of(postcode: str) -> str:
    """Sector of a postcode as :func:`postcode_key` gives it: "LS12 1UQ" is in "LS12 1"."""
    return postcode[:-2]


def name_key(text: str) -> str:
    """A name without case, punctuation and the difference between "&" and "and"."""
    return " ".join(_WORDS.findall(text.replace("&", " and ").replace("'", "").replace("’", "").casefold()))
