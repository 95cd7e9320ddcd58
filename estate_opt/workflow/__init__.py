"""What the commands do, from files to files: the main job, stored runs, sweeps, pages."""

from estate_opt.workflow.main import (
    MAP,
    Case,
    Publication,
    check_outputs,
    draw,
    load,
    publish,
    publish_to,
    solve,
)
from estate_opt.workflow.site import publish_beside, publish_site
from estate_opt.workflow.stored import origin_of, reopen, restore, verify_stored
from estate_opt.workflow.sweeping import solve_point, sweep

__all__ = [
    "MAP", "Case", "Publication", "check_outputs", "draw", "load", "origin_of", "publish", "publish_beside",
    "publish_site", "publish_to", "reopen", "restore", "solve", "solve_point", "sweep", "verify_stored",
]  # fmt: skip
