"""``diagnose``: which musts contradict one another."""

from __future__ import annotations

from estate_opt.cli import screen
from estate_opt.cli.base import JsonOption, PlanFileArgument, SetOption, app
from estate_opt.cli.live import Live
from estate_opt.cli.settings import overrides_from
from estate_opt.studies.diagnose import diagnose as find_conflict
from estate_opt.workflow import load


@app.command(epilog="Example: estate-opt diagnose models/demo.toml --set policies.reduction.kind=must")
def diagnose(
    plan_file: PlanFileArgument,
    set_: SetOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say which musts contradict one another, and the nearest values at which the rest could hold."""
    case = load(plan_file, overrides_from(set_ or [], {}))
    with Live(screen.err) as live:
        found = find_conflict(case.plan_file, case.context, live)
    if as_json:
        parts = [{"policy": p.policy.id, "asks": p.asks, "would_hold": p.would_hold} for p in found.conflict]
        screen.print_json({"possible": not found.conflict, "minimal": found.minimal, "conflict": parts})
        return
    for sentence in found.sentences():
        screen.out.print(sentence, markup=False, highlight=False, soft_wrap=True)
