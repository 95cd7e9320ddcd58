"""What the cases of the OR-Library share."""

from __future__ import annotations

import numpy as np

from estate_opt.config.schema import PlanFile
from estate_opt.domain.estate import Estate
from estate_opt.domain.travel import FloatArray
from tests.instances.orlib import INSTANCES

PROVEN = 1e-6
"""Relative gap at which an optimum counts as proven."""
SECONDS = 120.0


def missing() -> str | None:
    """Why the instances cannot be read."""
    return None if INSTANCES.is_dir() else f"the OR-Library instances are not beside the project ({INSTANCES})"


def with_limit(plan_file: PlanFile) -> PlanFile:
    """The plan file with the time that everybody gets."""
    return plan_file.model_copy(update={"solve": plan_file.solve.model_copy(update={"time_limit_seconds": SECONDS})})


def distances(estate: Estate) -> FloatArray:
    """Distance from each node to each, shape (nodes, nodes), as the peers want it."""
    nodes = len(estate.buildings)
    reach = estate.travel.to_buildings(np.inf)
    matrix = np.full((nodes, nodes), np.inf)
    matrix[reach.origin, reach.destination] = reach.distance
    return matrix
