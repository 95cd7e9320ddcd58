"""Solving by parts, from the outside: whether it applies, and what it gives."""

from __future__ import annotations

from estate_opt.config.schema import PlanFile
from estate_opt.domain.decisions import Decisions
from estate_opt.domain.plan import StageProof
from estate_opt.formulation.build import Formulation
from estate_opt.policies.base import Expression
from estate_opt.solving.progress import Progress, StopSwitch
from estate_opt.solving.regions.clock import Clock
from estate_opt.solving.regions.pool import open_pool
from estate_opt.solving.regions.program import Whole
from estate_opt.solving.regions.stages import Run


def applies(formulation: Formulation, plan_file: PlanFile, *, short: bool = False) -> bool:
    """Whether an estate is large enough to be taken apart, nobody has switched that off, and the solver is HiGHS.

    Where aims stay ``short`` in the relaxation already, fewer buildings are enough.
    """
    regions = plan_file.solve.regions
    council = sum(1 for b in formulation.context.estate.buildings if b.is_council)
    enough = min(regions.from_buildings, regions.from_buildings_short) if short else regions.from_buildings
    return plan_file.solve.solver.lower() == "highs" and regions.use and council >= enough


def solve_regions(
    formulation: Formulation, plan_file: PlanFile, preferences: Expression, progress: Progress, stop: StopSwitch
) -> tuple[list[StageProof], Decisions]:
    """Solve all stages by parts.

    Parameters
    ----------
    formulation
        The program; its variables hold the plan afterwards.
    plan_file
        Solve settings.
    preferences
        The last stage's objective.
    progress, stop
        Where reports go, and who may ask to stop.

    Returns
    -------
    tuple
        One proof a stage, and the decisions.

    Raises
    ------
    NoPlanInTime
        No plan was found in the time given.
    """
    settings = plan_file.solve
    clock = Clock(settings.time_limit_seconds, progress, stop, by_work=settings.work_limit is not None)
    with open_pool(settings.threads, settings.regions.scheduler, stop) as pool:
        whole = Whole.of(formulation, preferences, settings.regions)
        proofs = Run(formulation, whole, settings, clock, pool).stages()
    return proofs, formulation.decisions()
