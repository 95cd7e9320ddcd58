"""The likeliest column for each thing that an importer looks for, with a confidence: from its name and its values."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from estate_opt.importing.figures import says_nothing
from estate_opt.importing.likeness import likeness, plain_words
from estate_opt.importing.reading.table import RawTable

SURE = 0.75
"""A column that is less surely the one meant is not taken; it is named instead."""
WORTH_NAMING = 0.5
"""A column that is less likely than this is not even named."""
UNLIKE = 0.35
"""Names less alike than this have nothing in common."""
LOOKED_AT, SAMPLE = 2_000, 200
"""Cells of a column among which filled ones are looked for, and how many of those are held against a pattern."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something that an importer looks for in a source.

    Parameters
    ----------
    column
        Its name for us.
    aliases
        Names that publishers give it, the most telling first.
    pattern
        What its values look like, as a regular expression for a whole cell; empty where they may be anything.
    telling
        How much values of that pattern say by themselves, 0 to 1: a postcode is unlike anything else, a number is not.
    required
        Whether the import cannot do without.
    meaning
        What it is, for people.
    """

    column: str
    aliases: tuple[str, ...]
    pattern: str = ""
    telling: float = 0.0
    required: bool = False
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The likeliest column for a target.

    Parameters
    ----------
    column
        Its name as published.
    confidence
        0 to 1, from the likeness of names and from what the values look like.
    why
        What speaks for it, for people.
    """

    column: str
    confidence: float
    why: str

    @property
    def sure(self) -> bool:
        """Whether it is taken without asking."""
        return self.confidence >= SURE


def propose(raw: RawTable, targets: Sequence[Target], without: Collection[str] = ()) -> Mapping[str, Proposal]:
    """Propose a column for each target, no column twice; a target that no column resembles has none.

    Parameters
    ----------
    raw
        The source.
    targets
        What is looked for. Where one column is as likely for two targets, the first of them gets it.
    without
        Columns that are spoken for.

    Returns
    -------
    Mapping
        Proposals by target, also those that are not sure.
    """
    samples = {column: _sample(raw, column) for column in raw.columns if column not in without}
    rated = [
        (_rate(target, column, samples[column]), -at, -position, target, column)
        for at, target in enumerate(targets)
        for position, column in enumerate(samples)
    ]
    found: dict[str, Proposal] = {}
    taken: set[str] = set()
    for proposal, _, _, target, column in sorted(rated, key=lambda one: (one[0].rank, *one[1:3]), reverse=True):
        if proposal.confidence >= WORTH_NAMING and target.column not in found and column not in taken:
            found[target.column] = Proposal(column, proposal.confidence, proposal.why)
            taken |= {column} if proposal.confidence >= SURE else set()
    return {target.column: found[target.column] for target in targets if target.column in found}


@dataclass(frozen=True, slots=True)
class _Rating:
    confidence: float
    rank: tuple[float, float]
    """Confidence, and how telling the alias is among the target's: it decides between two sure columns."""
    why: str


def _rate(target: Target, column: str, sample: Sequence[str]) -> _Rating:
    alike, alias, place = _nearest_alias(column, target.aliases)
    fit = _fit(target.pattern, sample)
    evidence = target.telling * max(0.0, (fit or 0.0) * 2 - 1)
    confidence = 1 - (1 - (alike if alike >= UNLIKE else 0.0)) * (1 - evidence)
    if fit is not None:
        confidence *= 0.5 + 0.5 * fit
    confidence = min(round(confidence, 2), 1.0)
    why = f"named like {alias!r}" if alike >= UNLIKE else "not by its name"
    if fit is not None:
        why += f"; {fit:.0%} of its values look like it"
    return _Rating(confidence, (confidence, -place), why)


def _nearest_alias(column: str, aliases: Sequence[str]) -> tuple[float, str, int]:
    """How like the nearest alias a name is, 0 to 1; that alias, and its place among the aliases."""
    words = plain_words(column)
    best = (0.0, "", len(aliases))
    for place, alias in enumerate(aliases):
        alike = likeness(words, plain_words(alias))
        if alike > best[0]:
            best = (alike, alias, place)
    return best


def _sample(raw: RawTable, column: str) -> list[str]:
    """Filled cells of a column, evenly from all of it."""
    rows = [k for k in range(0, len(raw), max(1, len(raw) // LOOKED_AT)) if k not in raw.ragged]
    cells = (str(cell).strip() for cell in raw.frame[column].iloc[rows].tolist())
    filled = [cell for cell in cells if not says_nothing(cell)]
    return filled[:: -(-len(filled) // SAMPLE) or 1]


def _fit(pattern: str, sample: Sequence[str]) -> float | None:
    """Share of the values that look as they should; ``None`` where they say nothing."""
    if not pattern or not sample:
        return None
    looks = re.compile(pattern, re.IGNORECASE)
    return sum(1 for cell in sample if looks.fullmatch(cell)) / len(sample)
