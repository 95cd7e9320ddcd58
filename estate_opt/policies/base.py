"""What every policy is: a strict config that turns into requirements, rows and measures.

No solver here. The formulation hands itself to :meth:`Policy.expression` as :class:`Rows`; the
verifier calls :meth:`Policy.value` with a snapshot. The two never share a figure.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, ClassVar, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from estate_opt.domain.decisions import today
from estate_opt.domain.estate import Estate
from estate_opt.domain.option import Option
from estate_opt.domain.snapshot import Outlets, Snapshot
from estate_opt.domain.travel import FloatArray
from estate_opt.domain.travel import Unit as TravelUnit
from estate_opt.errors import Problem, did_you_mean


class Kind(StrEnum):
    """``must`` is for law and physics; an ``aim`` may fall short, at its weight."""

    MUST = "must"
    AIM = "aim"


def percent(share: float) -> str:
    """A share in a sentence, to the digits that it has (62.5%)."""
    return f"{share * 100:.4g}%"


def pounds(value: float) -> str:
    """Whole pounds, with the sign before the £."""
    return f"{'−' if round(value) < 0 else ''}£{abs(round(value)):,}"


class Sense(StrEnum):
    """Direction of a requirement."""

    AT_MOST = "at most"
    AT_LEAST = "at least"


class Unit(StrEnum):
    """Units in which requirements are stated."""

    BUILDINGS = "buildings"
    SERVICES = "services"
    MISSING_SERVICES = "missing services"
    HOURS = "hours a week"
    PEOPLE = "people"
    GBP_PER_YEAR = "£ a year"
    GBP = "£"
    CARBON = "kg CO₂e a year"
    SHARE = "share"
    DECISIONS = "decisions"


Variable = Any
"""A decision variable of the formulation; a policy only ever hands it back."""


@dataclass(slots=True)
class Expression:
    """A linear expression: coefficients on variables, and a constant."""

    terms: list[tuple[Variable, float]] = field(default_factory=list)
    constant: float = 0.0

    def add(self, variable: Variable, coefficient: float) -> None:
        """Add a term."""
        self.terms.append((variable, coefficient))

    def extend(self, other: Expression, factor: float = 1.0) -> None:
        """Add another expression times a factor."""
        self.terms.extend([(variable, coefficient * factor) for variable, coefficient in other.terms])
        self.constant += other.constant * factor


class Rows(Protocol):
    """What the formulation offers to a policy. Positions are those of the estate's tuples."""

    def runs(self, building: int) -> Sequence[tuple[Option, Variable]]:
        """Options of a building and the variable that chooses each."""

    def hosted_in_estate(self, building: int) -> Expression:
        """Space-hours a week hosted at a building while the council runs it, 0 otherwise."""

    def hired(self, building: int) -> Expression:
        """Space-hours a week hosted at a building that come from elsewhere."""

    def ended(self, services: Iterable[str] | None = None) -> Expression:
        """Space-hours a week that find no home, of all services or of some."""

    def offer(self, building: int, service_id: str) -> Variable | None:
        """The variable that says whether a service is offered at a building; ``None`` where it cannot be."""

    def covered(
        self, service_id: str, limit: float, unit: TravelUnit, outlets: Outlets, people: FloatArray, least: int = 1
    ) -> Expression:
        """People with at least so many outlets within a limit, of those given by neighbourhood."""

    def excess(self, name: str, expression: Expression) -> Variable:
        """A new variable that is at least an expression, and at least 0."""

    def any_of(self, name: str, variables: Sequence[Variable]) -> Variable:
        """A new variable that is at most 1 and at most the sum of some variables."""

    def both(self, name: str, first: Expression, variables: Sequence[Variable]) -> Variable:
        """A new variable that is at most 1, at most an expression, and at most the sum of some variables."""

    def total(self, name: str, expression: Expression) -> Variable:
        """A variable equal to an expression that is never below 0; the same one for the same name."""


@dataclass(frozen=True, eq=False)
class Context:
    """What a policy may know: the estate, the baseline, and the plan file's priority wards."""

    estate: Estate
    priority_wards: tuple[str, ...] = ()

    @cached_property
    def baseline(self) -> Snapshot:
        """The estate as it is run today."""
        return Snapshot(self.estate, today(self.estate))

    @cached_property
    def activity_hours(self) -> float:
        """Space-hours a week of council activity today: what is at the council's own buildings."""
        return sum(a.hours_per_week for a in self.estate.activities if self.is_council(a.building_id))

    def is_council(self, building_id: str) -> bool:
        """Whether the plan decides about a building."""
        return self.estate.buildings[self.estate.building_index[building_id]].is_council


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One line that a plan must or should meet: some figure at most or at least a target.

    Parameters
    ----------
    key
        Unique within the policy, from ids (``library/E05011385``).
    sentence
        What is asked, for people, with its number.
    sense, target, unit
        The line itself.
    scale
        Shortfall is divided by this to weigh it against other aims (> 0).
    subject
        Whatever the policy needs to find its figure again: an area, a building, a type.
    area_id, service_id
        For tables and maps, where they apply.
    """

    key: str
    sentence: str
    sense: Sense
    target: float
    unit: Unit
    scale: float
    subject: Any = None
    area_id: str | None = None
    service_id: str | None = None

    def shortfall(self, value: float) -> float:
        """By how much a value misses the target, in the unit; never negative."""
        miss = value - self.target if self.sense is Sense.AT_MOST else self.target - value
        return 0.0 if miss <= 0 else miss  # a figure that is not a number meets nothing


@dataclass(frozen=True, slots=True)
class Shown:
    """A requirement's figures as people read them, where that is not value and target themselves."""

    value: float
    target: float
    unit: Unit


class Strict(BaseModel):
    """Base of all config: frozen, unknown keys and infinite numbers refused, docs from the fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False)

    one_of: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Groups of keys that exclude one another: exactly one of each group is given."""

    @model_validator(mode="after")
    def _exactly_one_of(self) -> Self:
        for group in self.one_of:
            given = [key for key in group if getattr(self, key) is not None]
            if len(given) != 1:
                *others, last = group
                either = "either" if len(group) == 2 else "exactly one of"
                joint = "or" if len(group) == 2 else "and"
                said = f"given: {', '.join(given)}" if given else "none is given"
                raise ValueError(f"give {either} {', '.join(others)} {joint} {last} ({said})")
        return self

    @model_validator(mode="after")
    def _nothing_twice(self) -> Self:
        for key in type(self).model_fields:
            value = getattr(self, key)
            names = [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
            if len(set(names)) < len(names):
                repeated = next(name for name in names if names.count(name) > 1)
                raise ValueError(f"{key} names {repeated!r} more than once")
        return self


class Policy(Strict, ABC):
    """One rule of the plan."""

    name: ClassVar[str]
    """Key of the policy in the plan file."""
    example: ClassVar[str]
    """How it stands in a plan file, for the manual."""
    once: ClassVar[bool] = False
    """Whether a plan has exactly one rule of this kind, with the defaults where the file has none."""
    subject_keys: ClassVar[tuple[str, ...]] = ("service", "building")
    """Keys whose value becomes part of a rule's id where none is given (``access-library``)."""

    id: str = Field(default="", pattern=r"^([A-Za-z0-9][A-Za-z0-9_-]*)?$")
    """Name of this rule on pages and in tables; made from its section where empty."""
    kind: Kind = Kind.AIM
    """`must` cannot be broken; `aim` may fall short, at its weight."""
    weight: float = Field(default=1.0, gt=0)
    """How much a shortfall of this aim counts against others (each as a share of its target)."""
    tier: int = Field(default=1, ge=1, le=9)
    """Aims of tier 1 are met as well as can be before those of tier 2 are looked at, and so on."""
    set_by: str = ""
    """Who set this rule; shown on the pages."""

    @abstractmethod
    def requirements(self, context: Context) -> tuple[Requirement, ...]:
        """The lines that this policy asks for."""

    @abstractmethod
    def expression(self, requirement: Requirement, context: Context, rows: Rows) -> Expression:
        """The figure of a requirement as a linear expression of the decisions."""

    @abstractmethod
    def value(self, requirement: Requirement, context: Context, snapshot: Snapshot) -> float:
        """The figure of a requirement in an estate as decided, without any solver."""

    def shown(self, requirement: Requirement, context: Context, snapshot: Snapshot) -> Shown:
        """The figure as people read it; the requirement's own where a policy says nothing else."""
        return Shown(self.value(requirement, context, snapshot), requirement.target, requirement.unit)

    def problems(self, context: Context, source: str) -> list[Problem]:
        """What in the config does not fit the estate (unknown ids, targets nothing can meet)."""
        return []

    def problem(self, source: str, key: str, value: object, message: str, remedy: str) -> Problem:
        """A problem in a key of this policy."""
        return Problem(
            source=source,
            column=f"policies.{self.id or self.name}.{key}",
            value=str(value),
            message=message,
            remedy=remedy,
        )

    def unknown(self, source: str, key: str, value: str, what: str, known: Iterable[str]) -> Problem:
        """A problem for an id that the estate does not have, with the nearest that it has."""
        names = sorted(known)
        known_are = f"Known are: {', '.join(names[:12])}{' …' if len(names) > 12 else ''}."
        remedy = did_you_mean(value, names) or known_are
        return self.problem(source, key, value, f"The estate has no {what} of this name.", remedy)
