"""What a study asks of a session: decisions forced, limits added, another objective, a value at which all is said."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from estate_opt.policies.base import Expression


@dataclass(frozen=True, slots=True)
class Limit:
    """A row that holds for one question.

    Parameters
    ----------
    name
        The same name in another question is the same expression, with another limit.
    expression
        What is limited, of about the size of 1; made before the session, so that the program has its variables.
    most
        Its largest value. What shall be at least something is limited with the other sign.
    """

    name: str
    expression: Expression
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question.

    Parameters
    ----------
    forced
        Options to which buildings are bound, by ids: ``{"B7": {"close"}}``. Others are free.
    held
        Most weighted shortfall by stage: such a stage is not solved, its value is held; infinite where it may be
        missed by anything.
    limits
        Further rows.
    objective
        What is minimised in the last stage instead of the preferences; made before the session, as a limit's.
    decided_at
        Value of the last stage at which all is said: it ends as soon as there is a plan at most as high, or
        a proof that there is none.
    gap
        Proven gap of the last stage that is enough; the plan file's where ``None``.
    seconds
        Time for all stages; the plan file's where ``None``.
    """

    forced: Mapping[str, Collection[str]] = field(default_factory=dict)
    held: Mapping[str, float] = field(default_factory=dict)
    limits: tuple[Limit, ...] = ()
    objective: Expression | None = None
    decided_at: float | None = None
    gap: float | None = None
    seconds: float | None = None
