"""Which column of a source is which of the estate: as told, as before, or as proposed; never guessed in silence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from estate_opt.errors import InputError, Problem, did_you_mean
from estate_opt.importing.proposing import SURE, Proposal, Target, propose
from estate_opt.importing.reading.table import RawTable

__all__ = ["HOW_TO_MAP", "SURE", "ColumnMapping", "Proposal", "Target", "propose", "settle"]

HOW_TO_MAP = "Say which column it is in a mapping file (--mapping FILE)."


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
