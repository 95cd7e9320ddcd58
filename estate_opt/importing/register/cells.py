"""Further cells of a register, each as the estate writes it; what cannot be used is left empty and told."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from estate_opt.domain.building import Condition, Owner
from estate_opt.importing.figures import read_day, read_figure, says_nothing
from estate_opt.importing.register.report import Report
from estate_opt.importing.register.targets import DAYS, FIGURES, FLAGS, TEXTS
from estate_opt.inputs.cells import FALSE_WORDS, TRUE_WORDS, Fault, write_number
from estate_opt.inputs.manifest import BUILDINGS, Column

COLUMNS: Mapping[str, Column] = {column.name: column for column in BUILDINGS.columns}
EMPTY = "It counts as not known."

_PLAIN = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_TENURES = {
    "freehold": ("freehold", "free hold", "f h", "fh", "f"),
    "ground leasehold": ("ground leasehold", "ground lease"),
    "sub-leasehold": ("sub leasehold", "subleasehold", "sub lease", "sublease"),
    "leasehold": ("leasehold", "lease hold", "l h", "lh", "l", "lease", "leased", "leased in", "long leasehold",
                  "short leasehold", "long lease"),
    "licence": ("licence", "license", "licensed", "licenced"),
}  # fmt: skip
TENURE_OF = {spelling: tenure for tenure, spellings in _TENURES.items() for spelling in spellings}
_DOUBT = re.compile(r"\?|\b(?:tbc|unsure|assumed|probably|or)\b", re.IGNORECASE)
_GRADE = re.compile(r"([A-Da-d])(?:\b.*)?")
_LISTED = re.compile(r"(?:grade\s*)?i{1,2}\*?|listed(?:\b.*)?|grade .*", re.IGNORECASE)
_NOT_LISTED = re.compile(r"not listed|unlisted|none", re.IGNORECASE)


def further_columns(report: Report) -> dict[str, list[str]]:
    """Columns of the estate that the source has, beside those of id, name, place and type."""
    readers: dict[str, Callable[[Report, int, str], str]] = {
        "owner": _owner,
        "tenure": _tenure,
        "condition": _condition,
        **dict.fromkeys(FIGURES, _figure),
        **dict.fromkeys(DAYS, _day),
        **dict.fromkeys(FLAGS, _flag),
        **dict.fromkeys(TEXTS, _text),
    }
    found = {
        target: [_read(report, position, target, read) for position in range(len(report.raw))]
        for target, read in readers.items()
        if target in report.columns
    }
    return {"owner": [Owner.COUNCIL.value] * len(report.raw)} | found


def _read(report: Report, position: int, target: str, read: Callable[[Report, int, str], str]) -> str:
    text = report.text(target, position)
    if not text or position in report.raw.ragged:
        return ""
    if says_nothing(text):
        report.warn(position, target, "This says that nothing is known.", "It counts as empty; leave the cell empty.")
        return ""
    return read(report, position, target)


def _text(report: Report, position: int, target: str) -> str:
    return report.text(target, position)


def _figure(report: Report, position: int, target: str) -> str:
    text = report.text(target, position)
    value = read_figure(text)
    if isinstance(value, Fault):
        report.warn(position, target, value.message, f"{EMPTY} {value.remedy}")
        return ""
    if value is None:
        return ""
    column = COLUMNS[target]
    low, high = column.minimum, column.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        limits = f"at least {low:g}" if high is None else f"{low or 0:g} to {high:g}"
        report.warn(
            position, target, f"{write_number(value)} cannot be: it should be {limits}.", f"{EMPTY} Correct it."
        )
        return ""
    if not _PLAIN.fullmatch(text):
        report.warn(position, target, f"It was read as {write_number(value)}.", "Nothing to do if that is right.")
    return write_number(value)


def _day(report: Report, position: int, target: str) -> str:
    value = read_day(report.text(target, position))
    if isinstance(value, Fault):
        report.warn(position, target, value.message, f"{EMPTY} {value.remedy}")
        return ""
    return "" if value is None else value.isoformat()


def _flag(report: Report, position: int, target: str) -> str:
    word = report.text(target, position).casefold()
    if word in (*TRUE_WORDS, "t") or (target == "listed" and _LISTED.fullmatch(word)):
        return "true"
    if word in (*FALSE_WORDS, "f") or (target == "listed" and _NOT_LISTED.fullmatch(word)):
        return "false"
    report.warn(position, target, "This is neither yes nor no.", f"{EMPTY} Write yes or no.")
    return ""


def _tenure(report: Report, position: int, target: str) -> str:
    """The Code's word for a tenure; a tenure in other words (the Code's "other assets") stays as it is."""
    text = report.text(target, position)
    if _DOUBT.search(text):
        report.warn(position, target, "This leaves the tenure in doubt.", f"{EMPTY} Look it up and write one.")
        return ""
    words = re.findall(r"[a-z]+", text.casefold())
    exact = TENURE_OF.get(" ".join(words))
    first = TENURE_OF.get(" ".join(words[:2])) or TENURE_OF.get(words[0] if words else "")
    return exact or first or text


def _condition(report: Report, position: int, target: str) -> str:
    found = _GRADE.fullmatch(report.text(target, position))
    if found is None:
        remedy = f"{EMPTY} Write one of {', '.join(Condition)}."
        report.warn(position, target, "This is not a condition grade.", remedy)
        return ""
    return found[1].upper()


def _owner(report: Report, position: int, target: str) -> str:
    word = report.text(target, position).casefold()
    if word == Owner.PARTNER or "partner" in word:
        return Owner.PARTNER.value
    if "council" in word or word in ("la", "local authority", "authority"):
        return Owner.COUNCIL.value
    report.warn(position, target, "This is neither the council nor a partner.", f"{EMPTY} Write council or partner.")
    return ""
