"""Which column of a source is which of the estate: proposed with a confidence, shown, and never guessed in silence."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from estate_opt.errors import InputError, Problem, did_you_mean
from estate_opt.importing.figures import says_nothing
from estate_opt.importing.reading.table import RawTable

SURE = 0.75
"""A column that is less surely the one meant is not taken; it is named instead."""
WORTH_NAMING = 0.5
"""A column that is less likely than this is not even named."""
UNLIKE = 0.35
"""Names less alike than this have nothing in common."""
SPELT_ALIKE = 0.9
"""Names that are so alike when written in one word are spellings of one name."""
SLIP = 0.8
"""Words that are so alike are one word with a slip of the keyboard."""
NEUTRAL = frozenset(("asset", "assets", "property", "building", "site", "premises", "council", "la"))
"""Words that add nothing to a name in a register of assets."""
HOW_TO_MAP = "Say which column it is in a mapping file (--mapping FILE)."
LOOKED_AT, SAMPLE = 2_000, 200
"""Cells of a column among which filled ones are looked for, and how many of those are held against a pattern."""

_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_EMPTY_WORDS = frozenset(("of", "the", "and", "or", "both", "a", "an", "s"))


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


@dataclass(frozen=True, eq=False)
class ColumnMapping:
    """What an import goes by.

    Parameters
    ----------
    columns
        Published column by target.
    said
        How each target was settled, for people, in the order of the targets; also those that were not.
    doubtful
        The likeliest column of each target that was left unmapped because nothing is sure enough.
    refused
        Targets that the user has said the source does not have.
    """

    columns: Mapping[str, str]
    said: tuple[tuple[str, str, str], ...] = ()
    doubtful: Mapping[str, Proposal] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()

    @property
    def settings(self) -> dict[str, str]:
        """What a layer remembers, so that a re-run asks nothing: column by target, empty where there is none."""
        return dict(self.columns) | dict.fromkeys(sorted(self.refused), "")

    def unused(self, raw: RawTable) -> tuple[str, ...]:
        """Columns of the source that no target uses; they are kept as published."""
        used = set(self.columns.values())
        return tuple(column for column in raw.columns if column not in used)


# -- proposing -----------------------------------------------------------------------------------


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


def likeness(words: Sequence[str], alias: Sequence[str]) -> float:
    """How surely two names mean the same, 0 to 1.

    Parameters
    ----------
    words, alias
        Words as :func:`plain_words` gives them. Order does not matter; a word may be misspelt, but another word is
        another word: a ward's name is no road's name, however many letters they share.
    """
    if sorted(words) == sorted(alias):
        return 1.0
    together = fuzz.ratio("".join(words), "".join(alias)) / 100
    extra = set(words) - set(alias)
    within = 0.0
    if alias and set(alias) < set(words):
        within = 0.9 if extra <= NEUTRAL else 0.9 * (len(alias) / len(words)) ** 0.5
    return max(0.95 * _word_by_word(words, alias), together if together >= SPELT_ALIKE else 0.0, within)


def _word_by_word(words: Sequence[str], alias: Sequence[str]) -> float:
    """Share of the words of the longer name that the other has too, give or take a slip of the keyboard."""
    longer, shorter = sorted((list(words), list(alias)), key=len, reverse=True)
    best = (max((fuzz.ratio(word, other) / 100 for other in shorter), default=0.0) for word in longer)
    return sum(found for found in best if found >= SLIP) / max(len(longer), 1)


def plain_words(name: str) -> list[str]:
    """Words of a column's name in small letters: ``UniqueAssetID`` and ``unique_asset_id`` are the same."""
    parted = _CAMEL.sub(" ", name.replace("'", "").replace("’", ""))
    words = [word.casefold() for word in _WORD.findall(parted)]
    return [word for word in words if word not in _EMPTY_WORDS] or words


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


# -- settling ------------------------------------------------------------------------------------


def settle(
    raw: RawTable,
    targets: Sequence[Target],
    *,
    given: Mapping[str, str] | None = None,
    remembered: Mapping[str, str] | None = None,
    needs: Sequence[Sequence[str]] = (),
    remedy: Callable[[ColumnMapping], str] | None = None,
) -> ColumnMapping:
    """Settle which column is which: as told, else as the import before went, else as proposed where it is sure.

    Parameters
    ----------
    raw
        The source.
    targets
        What is looked for.
    given
        Column by target as the user says; an empty text says that the source has none.
    remembered
        The same of the layer that this import replaces. A column that is not there any more is proposed anew.
    needs
        Of each group of targets at least one must be there, beside the targets that are required.
    remedy
        Says what to do where one that is needed is not found, given the mapping so far; it may write a draft of one.

    Raises
    ------
    InputError
        Where a column that was named is not there, or one that is needed is not found, with the likeliest.
    """
    told = dict(given or {})
    problems = [_not_there(raw, target, column) for target, column in told.items() if column not in ("", *raw.columns)]
    problems += [_no_target(name, targets) for name in told if name not in {t.column for t in targets}]
    before = {t: c for t, c in (remembered or {}).items() if t not in told and (c in raw.columns or not c)}
    fixed = before | told
    open_targets = [target for target in targets if target.column not in fixed]
    proposals = propose(raw, open_targets, set(fixed.values()))
    columns = {t.column: fixed.get(t.column) or "" for t in targets}
    columns |= {target: proposal.column for target, proposal in proposals.items() if proposal.sure}
    columns = {target: column for target, column in columns.items() if column in raw.columns}
    doubtful = {target: proposal for target, proposal in proposals.items() if not proposal.sure}
    mapping = ColumnMapping(
        columns=columns,
        said=tuple(_said(target, columns, told, before, proposals) for target in targets),
        doubtful=doubtful,
        refused=frozenset(target for target, column in fixed.items() if not column),
    )
    groups = [(target.column,) for target in targets if target.required] + [tuple(group) for group in needs]
    lacking = [group for group in groups if not any(target in columns for target in group)]
    if lacking:
        advice = remedy(mapping) if remedy is not None else HOW_TO_MAP
        problems += [_not_found(raw, group, doubtful, advice) for group in lacking]
    if problems:
        raise InputError(problems)
    return mapping


def _said(
    target: Target,
    columns: Mapping[str, str],
    told: Mapping[str, str],
    before: Mapping[str, str],
    proposals: Mapping[str, Proposal],
) -> tuple[str, str, str]:
    """Target, column and how it was settled, for people."""
    name = target.column
    column = columns.get(name, "")
    if name in told:
        return name, column, "as you said"
    if name in before:
        return name, column, "as in the import before"
    proposal = proposals.get(name)
    if proposal is None:
        return name, "", "no column is like it"
    if proposal.sure:
        return name, column, f"{proposal.confidence:.0%} sure: {proposal.why}"
    return name, "", f"not taken: {proposal.column!r} is only {proposal.confidence:.0%} sure ({proposal.why})"


def _not_there(raw: RawTable, target: str, column: str) -> Problem:
    remedy = did_you_mean(column, raw.columns) or f"It has: {', '.join(raw.columns)}."
    return Problem(raw.name, f"There is no column {column!r}, which was named for {target}.", remedy, value=column)


def _no_target(name: str, targets: Sequence[Target]) -> Problem:
    known = [target.column for target in targets]
    remedy = did_you_mean(name, known) or f"This import knows: {', '.join(known)}."
    return Problem("mapping", f"This import has no use for {name!r}.", remedy, column=name)


def _not_found(raw: RawTable, group: Sequence[str], doubtful: Mapping[str, Proposal], remedy: str) -> Problem:
    near = next((doubtful[target] for target in group if target in doubtful), None)
    message = f"No column is surely {' or '.join(group)}."
    if near is not None:
        message += f" The likeliest is {near.column!r} ({near.confidence:.0%}: {near.why})."
    return Problem(raw.name, f"{message} It has: {', '.join(raw.columns)}.", remedy, column=group[0])
