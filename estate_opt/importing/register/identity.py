"""What tells one asset from another: its id, its UPRN, its name; and rows that stand for one asset twice."""

from __future__ import annotations

import re
from collections import Counter

from estate_opt.importing.figures import says_nothing
from estate_opt.importing.identifiers import is_cut_short, postcode_key, uprn_key
from estate_opt.importing.register.report import Report

_GARBLED = re.compile(r"Ã[\u0080-\u00bf\u2018-\u203a]|â€|Â[£°\u00a0]|\ufffd")
_FLOAT = re.compile(r"(\d+)\.0+", re.ASCII)
MOST_OF_ONE_LENGTH = 0.6
"""Where so many ids have the same number of digits, a shorter one has probably lost its leading zeros."""


def ids(report: Report) -> list[str]:
    """Id of each row; empty where it has none, which is refused. The UPRN stands in where no column holds ids."""
    target = "building_id" if "building_id" in report.columns else "uprn"
    found = [_id(report, position, target) for position in range(len(report.raw))]
    _tell_of_lost_zeros(report, found, target)
    _refuse_double_ids(report, found, target)
    return found


def _id(report: Report, position: int, target: str) -> str:
    text = report.text(target, position)
    if position in report.raw.ragged:
        report.set_aside[position] = "The row has more cells than the header, so that they may be shifted."
    elif says_nothing(text):
        report.refuse(position, target, "The row has no id.", "Give the asset an id that nothing else has.")
    elif is_cut_short(text):
        remedy = "Its last digits are lost: export the column as text."
        report.refuse(position, target, "A spreadsheet has cut this number short.", remedy)
    elif target == "uprn":
        return uprn_key(text) or text
    elif found := _FLOAT.fullmatch(text):
        report.warn(position, target, f"A spreadsheet has made this id a number; read as {found[1]!r}.",
                    "Export the column as text.")  # fmt: skip
        return found[1]
    return "" if says_nothing(text) else text


def _tell_of_lost_zeros(report: Report, found: list[str], target: str) -> None:
    """Ids of which most have as many digits, some of them zeros in front, and some have fewer."""
    digits = [text for text in found if text.isdecimal()]
    if target != "building_id" or not any(text.startswith("0") for text in digits):
        return
    length, usual = Counter(map(len, digits)).most_common(1)[0]
    if usual < MOST_OF_ONE_LENGTH * len(digits):
        return
    for position, text in enumerate(found):
        if text.isdecimal() and len(text) < length:
            message = f"Other ids have {length} digits, this one has {len(text)}."
            remedy = f"It was kept; write {text.zfill(length)} if a spreadsheet has taken its leading zeros."
            report.warn(position, target, message, remedy)


def _refuse_double_ids(report: Report, found: list[str], target: str) -> None:
    first: dict[str, int] = {}
    for position, text in enumerate(found):
        if not text or position in report.set_aside:
            continue
        other = first.setdefault(text, position)
        if other == position:
            continue
        line = report.raw.rows[other]
        if report.raw.frame.iloc[position].equals(report.raw.frame.iloc[other]):
            report.warn(position, target, f"The row is the same as line {line}.", "It was left out, and is listed.")
            report.set_aside[position] = f"The row is the same as line {line}."
        else:
            remedy = "Give one of them another id, or take one out if they are one asset."
            report.refuse(position, target, f"Line {line} has the same id.", remedy)


def uprns(report: Report) -> list[str]:
    """UPRN of each row, digits without leading zeros; empty where there is none that can be used."""
    found = [_uprn(report, position) for position in range(len(report.raw))]
    first: dict[str, int] = {}
    for position, text in enumerate(found):
        other = first.setdefault(text, position)
        if text and other != position and position not in report.set_aside:
            message = f"Line {report.raw.rows[other]} has the same UPRN."
            remedy = "Correct one; or if they are one building, leave one row."
            report.warn(position, "uprn", message, remedy)
    return found


def _uprn(report: Report, position: int) -> str:
    text = report.text("uprn", position)
    if says_nothing(text) or position in report.raw.ragged:
        return ""
    key = uprn_key(text)
    if not key and is_cut_short(text):
        remedy = "It counts as not known: its last digits are lost. Export the column as text."
        report.warn(position, "uprn", "A spreadsheet has cut this UPRN short.", remedy)
    elif not key:
        remedy = "It counts as not known. Write up to 12 digits."
        report.warn(position, "uprn", "This is not a UPRN.", remedy)
    return key


def names(report: Report) -> list[str]:
    """Name of each row; the address stands in where it has none, and a row with neither is refused."""
    return [_name(report, position) for position in range(len(report.raw))]


def _name(report: Report, position: int) -> str:
    if position in report.raw.ragged:
        return ""
    for target in ("name", "street", "town"):
        text = report.text(target, position)
        if _GARBLED.search(text):
            remedy = f"It reads {mended!r} if so." if (mended := _mended(text)) else "Export the source again as UTF-8."
            report.warn(position, target, "Its accents or signs are garbled: text was decoded wrongly.", remedy)
    name = report.text("name", position)
    if not says_nothing(name):
        return name
    parts = [report.text(target, position) for target in ("street_number", "street")]
    address = " ".join(part for part in parts if not says_nothing(part))
    if not address:
        report.refuse(position, "name", "The row has no name, and no address to call it by.", "Give it a name.")
        return ""
    report.warn(position, "name", f"The asset has no name; it is called {address!r}.", "Give it a name.")
    return address


def _mended(text: str) -> str:
    """The text that was UTF-8 and was read as Windows-1252; empty where it was not so."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""


def check_postcodes(report: Report) -> None:
    """Check that postcodes have their form; they serve to find places and to join other sources."""
    for position in range(len(report.raw)):
        text = report.text("postcode", position)
        if says_nothing(text) or postcode_key(text) or position in report.raw.ragged:
            continue
        remedy = "Correct it, or leave it empty; the building cannot be found by it."
        report.warn(position, "postcode", "This is not a postcode.", remedy)
