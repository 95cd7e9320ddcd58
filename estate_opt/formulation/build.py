"""The formulation: the variables and rows of physics, and one block of rows for each policy."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from estate_opt.config.schema import FormulationSettings
from estate_opt.domain.decisions import Decisions
from estate_opt.formulation.candidates import find_candidates
from estate_opt.formulation.decisions import read_decisions
from estate_opt.formulation.forced import Forced, settle_forced
from estate_opt.formulation.memory import peak_memory_mb, uncollected
from estate_opt.formulation.physics import add_physics
from estate_opt.formulation.policy_rows import PolicyRows
from estate_opt.formulation.program import Program
from estate_opt.formulation.table import VariableTable
from estate_opt.policies import Access, Context, Kind, Policy, Protect, Relocation, Requirement, Sense
from estate_opt.policies.base import Expression, Variable


@dataclass(frozen=True, slots=True)
class Short:
    """The shortfall of an aim's requirement, as a share of its scale."""

    policy: Policy
    requirement: Requirement
    variable: Variable
    coefficient: float


@dataclass(eq=False)
class Formulation(VariableTable):
    """The program, the table of its variables, and what policies may ask of them (``rows``)."""

    shorts: list[Short] = field(default_factory=list)
    sizes: dict[str, float] = field(default_factory=dict)
    losses: tuple[str, ...] = ()
    forced: tuple[Forced, ...] = ()
    must_rows: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows = PolicyRows(self)

    def add_policies(self, policies: Sequence[Policy]) -> None:
        """A row for each requirement; an aim's with a shortfall, as a share of its scale."""
        for policy in policies:
            requirements = policy.requirements(self.context)
            for requirement in requirements:
                if self.settings.drop_dominated and self._all_covered(policy, requirement):
                    continue
                row = Expression()
                row.extend(policy.expression(requirement, self.context, self.rows), 1 / requirement.scale)
                limit = requirement.target / requirement.scale
                name = (policy.id, requirement.key)
                if policy.kind is Kind.AIM:
                    short = self.program.amount("short", *name)
                    row.add(short, -1.0 if requirement.sense is Sense.AT_MOST else 1.0)
                    self.shorts.append(Short(policy, requirement, short, policy.weight / len(requirements)))
                position = self.program.row(name, row, requirement.sense, limit)
                if policy.kind is Kind.MUST:
                    self.must_rows.append(position)

    def _all_covered(self, policy: Policy, requirement: Requirement) -> bool:
        """Where everybody must have an outlet, ask for one for each class that no other class implies."""
        if not isinstance(policy, Access) or policy.kind is not Kind.MUST or policy.outlets > 1:
            return False
        people = policy.people(requirement.subject, self.context)
        rows = self.rows.cover.all_covered(
            policy.id, policy.service, policy.limit, policy.counting, people, requirement.target
        )
        self.must_rows.extend(rows or ())
        return rows is not None

    def tiers(self) -> tuple[int, ...]:
        """Tiers of the aims, in the order in which they are met."""
        return tuple(sorted({short.policy.tier for short in self.shorts}))

    def shortfall(self, tier: int) -> Expression:
        """Weighted shortfall of a tier's aims."""
        return Expression([(s.variable, s.coefficient) for s in self.shorts if s.policy.tier == tier])

    def decisions(self) -> Decisions:
        """The decisions that the variables' values stand for, with a solver's rounding taken out."""
        return read_decisions(self)


@uncollected()
def formulate(
    context: Context,
    policies: Sequence[Policy],
    relocation: Relocation,
    name: str = "plan",
    settings: FormulationSettings | None = None,
) -> Formulation:
    """Build the program of a plan file over an estate.

    Parameters
    ----------
    context
        The estate, its baseline and priority wards.
    policies
        Policies with their ids.
    relocation
        Limits of moves (one of ``policies``, or the default).
    name
        Name of the program in files.
    settings
        Which tricks are used (``solve.formulation`` of the plan file); all where ``None``.

    Returns
    -------
    Formulation
        Without an objective: the stages set it.
    """
    start = time.perf_counter()
    settings = settings or FormulationSettings()
    candidates = find_candidates(context, relocation, _shut(context, policies), further=settings.price_left_out)
    formulation = Formulation(context, relocation, settings, candidates, Program(name))
    add_physics(formulation)
    formulation.add_policies(policies)
    if settings.settle_forced and formulation.must_rows:
        formulation.forced = settle_forced(formulation, [*formulation.choice_rows, *formulation.must_rows])
    if candidates.left_out:
        formulation.losses = (
            f"Activity may move to its {relocation.nearest} nearest buildings that could host it; "
            f"{candidates.left_out:,} moves to further ones within the limit were left out.",
        )
    rows, columns = formulation.program.shape
    formulation.sizes |= {
        "rows": rows,
        "variables": columns,
        "binaries": formulation.program.binaries,
        "options_forced": sum(v.upBound == v.lowBound for v in formulation.run.values()),
        "offers_forced": sum(v.upBound == v.lowBound for v in formulation.offers.values()),
        "neighbourhoods_dominated": formulation.rows.cover.neighbourhoods_dominated,
        "neighbourhoods_merged": formulation.rows.cover.neighbourhoods_merged,
        "build_seconds": time.perf_counter() - start,
        "peak_memory_mb": peak_memory_mb(),
    }
    return formulation


def _shut(context: Context, policies: Sequence[Policy]) -> frozenset[int]:
    """Buildings that some must closes."""
    index = context.estate.building_index
    return frozenset(
        index[p.building]
        for p in policies
        if isinstance(p, Protect) and p.kind is Kind.MUST and p.decision == "close" and p.building in index
    )
