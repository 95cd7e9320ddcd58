"""From the council's own asset types to the estate's building types: a table that is proposed, shown and remembered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from estate_opt.importing.figures import says_nothing
from estate_opt.importing.likeness import likeness, plain_words
from estate_opt.importing.proposing import SURE, WORTH_NAMING, Proposal
from estate_opt.importing.register.report import Report

TYPES = "types"
"""Section of the mapping file and key of the settings: the council's type = the estate's; empty is left out."""
OWN = "own"

LOCALITY: Mapping[str, tuple[str, ...]] = {
    "library": ("library", "public library", "branch library", "community library", "central library",
                "local authority library", "lal", "libraries"),
    "community_hub": ("community hub", "one stop centre", "hub", "customer service centre", "joint service centre",
                      "library and hub", "hub and library", "neighbourhood office", "contact centre"),
    "community_centre": ("community centre", "village hall", "community hall", "community building", "youth centre",
                         "neighbourhood centre", "community room", "public hall", "civic hall", "memorial hall",
                         "youth club", "hall"),
    "childrens_centre": ("childrens centre", "children centre", "family hub", "family centre", "sure start",
                         "sure start centre", "early years centre", "childrens and family centre"),
    "leisure_centre": ("leisure centre", "sports centre", "swimming pool", "leisure facility", "sports hall",
                       "recreation centre", "swimming baths", "sport and leisure centre", "leisure pool"),
    "museum": ("museum", "gallery", "art gallery", "museum or gallery", "museums and galleries", "heritage centre"),
    "depot": ("depot", "highways depot", "council depot", "works depot", "operational depot"),
}  # fmt: skip
"""The locality buildings that estates are made of, by the names that councils give them."""

_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class TypeRule:
    """What becomes of one of the council's types.

    Parameters
    ----------
    own
        The council's type as published.
    type
        The estate's; empty where its buildings are left out.
    why
        How that was settled, for people.
    locality
        Whether it is a locality building, as far as is known.
    rows
        Number of rows of that type.
    """

    own: str
    type: str
    why: str
    locality: bool
    rows: int


def type_rules(found: Iterable[str], given: Mapping[str, str], remembered: Mapping[str, str]) -> tuple[TypeRule, ...]:
    """Settle what becomes of each of the council's types.

    Parameters
    ----------
    found
        The type of each row as published, condensed.
    given
        The user's table: the estate's type by the council's, whatever its capitals; empty leaves it out.
    remembered
        The same of the import before.

    Returns
    -------
    tuple
        A rule for each type, the most frequent first. A type that is not surely one of :data:`LOCALITY` keeps a name
        of its own, and never gets another's by a guess.
    """
    counts = Counter(text for text in found if not says_nothing(text))
    told = {own.casefold(): kind for own, kind in given.items()}
    before = {own.casefold(): kind for own, kind in remembered.items()}
    return tuple(
        _rule(own, rows, told, before) for own, rows in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )


def _rule(own: str, rows: int, told: Mapping[str, str], before: Mapping[str, str]) -> TypeRule:
    key = own.casefold()
    for table, why in ((told, "as you said"), (before, "as in the import before")):
        if key in table:
            return TypeRule(own, table[key], why, table[key] in LOCALITY or why == "as you said", rows)
    proposal = propose_type(own)
    if proposal is not None and proposal.confidence >= SURE:
        return TypeRule(own, proposal.column, f"{proposal.confidence:.0%} sure: {proposal.why}", True, rows)
    why = "no locality building that is known; it keeps its own name"
    if proposal is not None:
        why = f"not taken for {proposal.column} (only {proposal.confidence:.0%} sure); it keeps its own name"
    return TypeRule(own, slug(own), why, False, rows)


def propose_type(own: str) -> Proposal | None:
    """The locality building that a council's type is likest, with the confidence; nothing where none is alike."""
    words = plain_words(own)
    best = max(
        ((likeness(words, plain_words(alias)), kind, alias) for kind, aliases in LOCALITY.items() for alias in aliases),
        key=lambda one: one[0],
    )
    return Proposal(best[1], round(best[0], 2), f"named like {best[2]!r}") if best[0] >= WORTH_NAMING else None


def types_in_name(name: str) -> list[str]:
    """The types that words of a building's name speak of, the last one first ("Hall Lane Library": library, hall's)."""
    words = f" {' '.join(plain_words(name))} "
    found: dict[str, tuple[int, int]] = {}
    for kind, aliases in LOCALITY.items():
        for plain in (" ".join(plain_words(alias)) for alias in aliases):
            at = words.rfind(f" {plain} ")
            if at >= 0:
                found[kind] = max(found.get(kind, (0, 0)), (at + len(plain), len(plain)))
    inner = {kind for kind, place in found.items() for other in found.values() if _lies_in(place, other)}
    return sorted(found.keys() - inner, key=lambda kind: found[kind], reverse=True)


def _lies_in(words: tuple[int, int], others: tuple[int, int]) -> bool:
    """Whether words, by their end and length, are part of longer ones: the centre of a leisure centre is none."""
    return words[1] < others[1] and others[0] - others[1] <= words[0] - words[1] and words[0] <= others[0]


def slug(text: str) -> str:
    """A type's own name as the estate writes types: ``Car Park`` is ``car_park``."""
    return _SLUG.sub("_", text.casefold().replace("'", "").replace("’", "")).strip("_") or OWN


def describe_rules(rules: Sequence[TypeRule]) -> tuple[str, ...]:
    """One sentence a rule, for people."""
    return tuple(f"Type {rule.own!r} ({rule.rows:,}): {rule.type or 'left out'} ({rule.why})." for rule in rules)


def types_of(report: Report, names: Sequence[str], rules: Sequence[TypeRule], only: str) -> list[str]:
    """Type of each row: the one given for all, by its rule, or where there is no column of types by its name."""
    if only:
        return [only] * len(report.raw)
    if "type" not in report.columns:
        return [_type_by_name(report, position, name) for position, name in enumerate(names)]
    by_own = {rule.own: rule.type for rule in rules}
    return [by_own.get(report.text("type", position), "") for position in range(len(report.raw))]


def _type_by_name(report: Report, position: int, name: str) -> str:
    found = types_in_name(name)
    if len(found) > 1:
        message = f"Its name speaks of {' and of '.join(found)}."
        report.warn(position, "name", message, f"It was taken for {found[0]}; give a column of types to say otherwise.")
    return next(iter(found), "")
