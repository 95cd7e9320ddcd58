"""The manifest of a run (``plan.json``): what was asked, of which inputs, how it was solved, and what it claims."""

from __future__ import annotations

import importlib.metadata
import math
import platform
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from pydantic import ConfigDict, Field

from estate_opt.domain.plan import Outcome, Plan, StageProof
from estate_opt.policies.base import Strict
from estate_opt.results.measures import Measure, weighted_shortfall
from estate_opt.results.merit import objective
from estate_opt.results.result import Result
from estate_opt.results.totals import totals
from estate_opt.results.verify import broken_physics

SCHEMA_VERSION = 1
"""Version of the files of a run; raised when a reader of old runs would misread new ones."""

PACKAGES = ("estate-opt", "pulp", "highspy", "numpy", "pandas", "scipy", "shapely", "geopandas", "pydantic")
"""Packages whose versions bear on a plan."""


class Record(Strict):
    """Base of the manifest's parts; infinite figures are written as text, because JSON has none."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, ser_json_inf_nan="strings", allow_inf_nan=True
    )


class Stage(Record):
    """One stage of the solve."""

    stage: str
    outcome: Outcome
    objective: float
    bound: float
    absolute_gap_allowed: float
    gap: float
    seconds: float


class Solved(Record):
    """How the plan was found."""

    solver: str
    seed: int
    threads: int
    outcome: Outcome
    gap: float
    """The largest gap of any stage."""
    seconds: float
    stages: tuple[Stage, ...]
    sizes: Mapping[str, float]
    """Rows, variables, seconds and memory of building the formulation."""
    losses: tuple[str, ...]
    """What the formulation leaves out to stay small."""


class Source(Record):
    """The estate that the plan was made from."""

    name: str
    path: str
    """Folder of the estate, as the plan file gives it."""
    files: Mapping[str, str]
    """SHA-256 of each file, by name."""
    notice: str
    attribution: str
    travel: str
    """What the distances are."""
    travel_paths: Mapping[str, str] = Field(default_factory=dict)
    """Path of each file that they come from beside the estate, by its key in ``[inputs.travel]``."""


class Manifest(Record):
    """Everything that makes a run reproducible, and every figure that it claims."""

    schema_version: int = SCHEMA_VERSION
    scenario: str
    title: str
    description: str
    written: datetime
    estate: Source
    plan_files: Mapping[str, str]
    """SHA-256 of the plan file and of each file it extends, by name."""
    plan_file: Mapping[str, Any]
    """The plan file with everything that it extends."""
    priority_wards: tuple[str, ...]
    solved: Solved
    checks: int
    """Comparisons that the verifier made before the run was written; all of them held."""
    claims: Mapping[str, Any]
    """Every figure of the plan, nested by name; what ``verify`` recomputes."""
    assumptions: tuple[Mapping[str, str], ...]
    illustrative_buildings: int
    """Buildings of which some or all values are made up for illustration."""
    packages: Mapping[str, str]
    platform: str
    files: Mapping[str, str] = Field(default_factory=dict)
    """SHA-256 of each other file of the run, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a plan comes from: paths and hashes that only the caller knows.

    Parameters
    ----------
    estate_path
        Folder of the estate, as text.
    estate_files, plan_files
        SHA-256 of each input file, by name; files of distances are among the estate's.
    travel_paths
        Path of each file of distances, by its key in ``[inputs.travel]``.
    """

    estate_path: str
    estate_files: Mapping[str, str]
    plan_files: Mapping[str, str]
    travel_paths: Mapping[str, str] = field(default_factory=dict)


def manifest(result: Result, origin: Origin, *, when: datetime, checks: int) -> Manifest:
    """Make the manifest of a result.

    Parameters
    ----------
    result
        The plan with the estate.
    origin
        Where it comes from.
    when
        Time of the run.
    checks
        Comparisons that the verifier made.
    """
    estate, file = result.estate, result.plan_file
    return Manifest(
        scenario=file.scenario,
        title=file.title or file.scenario,
        description=file.description,
        written=when,
        estate=Source(
            name=estate.name,
            path=origin.estate_path,
            files=dict(origin.estate_files),
            notice=estate.notice,
            attribution=estate.attribution,
            travel=estate.travel.basis,
            travel_paths=dict(origin.travel_paths),
        ),
        plan_files=dict(origin.plan_files),
        plan_file=file.model_dump(mode="json"),
        priority_wards=tuple(result.context.priority_wards),
        solved=_solved(result.plan),
        checks=checks,
        claims=claims(result),
        assumptions=tuple(asdict(assumption) for assumption in sorted(estate.all_assumptions)),
        illustrative_buildings=sum(1 for b in estate.buildings if b.illustrative),
        packages=package_versions(),
        platform=f"{platform.system()} {platform.machine()}",
    )


def claims(result: Result) -> dict[str, Any]:
    """Every figure that a plan states, nested by name; computed anew from its decisions each time.

    A figure that does not exist (a distance where no way is known) is ``None``: JSON has no infinity.

    Parameters
    ----------
    result
        The plan with the estate.
    """
    tiers = sorted({m.policy.tier for m in result.measures if not m.must})
    found: dict[str, Any] = {
        "totals": {"today": asdict(totals(result.before)), "plan": asdict(totals(result.after))},
        "measures": {m.key: _claimed(m) for m in result.measures},
        "weighted_shortfall": {str(tier): float(weighted_shortfall(result.measures, tier)) for tier in tiers},
        "terms": {t.name: asdict(t) for t in result.terms},
        "objective": float(objective(result.terms)),
    }
    if result.plan.outcome is Outcome.HAND_MADE:
        found["broken_physics"] = list(broken_physics(result))
    return {name: _finite(value) for name, value in found.items()}


def _finite(value: Any) -> Any:
    """The value with ``None`` in place of infinite figures, at any depth."""
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value


def package_versions() -> dict[str, str]:
    """Versions of Python and of the packages that bear on a plan; those not installed are left out."""
    versions = {"python": sys.version.split()[0]}
    for package in PACKAGES:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions


def _claimed(measure: Measure) -> dict[str, Any]:
    return {
        "sentence": measure.requirement.sentence,
        "kind": measure.policy.kind.value,
        "sense": measure.requirement.sense.value,
        "today": float(measure.today),
        "plan": float(measure.planned),
        "target": float(measure.requirement.target),
        "unit": measure.requirement.unit.value,
        "shown_today": float(measure.shown_today.value),
        "shown_plan": float(measure.shown.value),
        "shown_target": float(measure.shown.target),
        "shown_unit": measure.shown.unit.value,
        "shortfall": float(measure.shortfall),
        "met": bool(measure.met),
    }


def _solved(plan: Plan) -> Solved:
    return Solved(
        solver=plan.solver,
        seed=plan.seed,
        threads=plan.threads,
        outcome=plan.outcome,
        gap=plan.gap,
        seconds=plan.seconds,
        stages=tuple(_stage(proof) for proof in plan.proof),
        sizes=dict(plan.sizes),
        losses=tuple(plan.losses),
    )


def _stage(proof: StageProof) -> Stage:
    return Stage(
        stage=proof.stage,
        outcome=proof.outcome,
        objective=proof.objective,
        bound=proof.bound,
        absolute_gap_allowed=proof.absolute_gap_allowed,
        gap=proof.gap,
        seconds=proof.seconds,
    )
