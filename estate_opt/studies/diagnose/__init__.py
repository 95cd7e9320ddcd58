"""Diagnose: which musts contradict one another, and what would make the rest hold.

First what a sum shows. Then a minimal set of conflicting policies (:mod:`.conflict`): removing any one of it makes the
rest possible. For each of its policies the nearest value at which the others hold (:mod:`.nearest`), the lines that
matter, and the extra room that would do instead (:mod:`.room`). All questions are put to one formulation
(:mod:`estate_opt.solving.elastic`).
"""

from __future__ import annotations

from dataclasses import replace

from estate_opt.config.schema import PlanFile
from estate_opt.policies import Context, Kind, Policy
from estate_opt.policies.arithmetic import contradictions
from estate_opt.solving.progress import Progress, Silent, StopSwitch, stop_on_interrupt
from estate_opt.studies.diagnose.answer import Conflict, Conflicting, Diagnosis, ExtraRoom, Line, Nearest
from estate_opt.studies.diagnose.conflict import Group, joined, minimal_conflict
from estate_opt.studies.diagnose.musts import COUNTED, Asked, Clock, Musts
from estate_opt.studies.diagnose.nearest import nearest_values
from estate_opt.studies.diagnose.room import concerns_room, extra_room
from estate_opt.studies.diagnose.values import values_of

__all__ = ["SECONDS", "Conflict", "Conflicting", "Diagnosis", "ExtraRoom", "Line", "Nearest", "diagnose"]

SECONDS = 60.0
"""Time for a whole diagnosis."""
COUNTED_PATIENCE = 0.4
"""Share of the time that is left which a whole number may take."""
CONFLICTS = 4
"""Most conflicts that are looked for."""


def diagnose(
    plan_file: PlanFile,
    context: Context,
    progress: Progress | None = None,
    *,
    seconds: float = SECONDS,
    stop: StopSwitch | None = None,
) -> Diagnosis:
    """Find minimal sets of conflicting musts and the nearest values that would resolve them.

    Parameters
    ----------
    plan_file
        Its policies and solver.
    context
        The estate.
    progress
        Where reports go.
    seconds
        Time for everything; what is not answered in it is said to be open.
    stop
        Ends the diagnosis with what is known; Ctrl-C does where ``None``.
    """
    if stop is not None:
        return _diagnosis(Asked(plan_file, context, Clock(seconds), progress or Silent(), stop))
    with stop_on_interrupt() as switch:
        return _diagnosis(Asked(plan_file, context, Clock(seconds), progress or Silent(), switch))


def _diagnosis(asked: Asked) -> Diagnosis:
    policies = asked.plan_file.policies.all()
    found = [policy for policy in policies if policy.kind is Kind.MUST and policy.requirements(asked.context)]
    possible: bool | None = True
    conflicts: list[Conflict] = []
    others: bool | None = True
    if found:
        musts = Musts(asked, found)
        possible, conflicts, others = _conflicts(asked, musts)
    return Diagnosis(
        possible=possible,
        musts=len(found),
        sums=contradictions(policies, asked.context),
        conflicts=tuple(conflicts),
        others_hold=others,
        nearest_only=_nearest_only(asked),
        seconds=asked.clock.spent,
        stopped=asked.stop.is_set,
    )


def _nearest_only(asked: Asked) -> int | None:
    """Receiving buildings to which the plan file keeps each move; ``None`` where that leaves none out for good."""
    nearest = asked.plan_file.policies.relocation.nearest
    all_of_them = nearest >= len(asked.context.estate.buildings) - 1
    return None if asked.settings.formulation.price_left_out or all_of_them else nearest


def _conflicts(asked: Asked, musts: Musts) -> tuple[bool | None, list[Conflict], bool | None]:
    """Whether all can hold, the conflicts, and whether the musts outside of them can hold."""
    left = [musts.of({policy}) for policy in musts.policies]
    asked.progress.stage("which musts conflict")
    possible = musts.possible(joined(left), patience=1.0)  # with no answer to this there is nothing further to ask
    found: list[tuple[list[Group], bool]] = []
    rest = possible
    while rest is False and len(found) < CONFLICTS:
        groups, minimal = minimal_conflict(musts, left)
        found.append((groups, minimal))
        left = [group for group in left if group not in groups]
        rest = musts.possible(joined(left))
    return possible, [_explained(asked, musts, groups, minimal=minimal) for groups, minimal in found], rest


def _explained(asked: Asked, musts: Musts, groups: list[Group], *, minimal: bool) -> Conflict:
    """A conflict with the lines that matter, the nearest values and the extra room."""
    whole = joined(groups)
    policies = [musts.policies[name] for name in musts.policies if musts.of({name}) & whole]
    nearest = _nearest(asked, musts, policies, whole)
    asked.progress.stage("which lines conflict")
    lines, narrowed = minimal_conflict(musts, [frozenset({n}) for n in sorted(whole)])
    parts = tuple(
        _part(musts, policy, joined(lines), nearest[policy.id], whole - musts.of({policy.id})) for policy in policies
    )
    conflict = Conflict(policies=parts, minimal=minimal, narrowed=narrowed)
    if not concerns_room(policies) or asked.over:
        return conflict
    asked.progress.stage("extra room")
    return replace(conflict, room=extra_room(asked, policies))


def _nearest(asked: Asked, musts: Musts, policies: list[Policy], conflict: Group) -> dict[str, tuple[Nearest, ...]]:
    """The nearest values, by policy; whole numbers first, because they can be proven soonest."""
    found: dict[str, tuple[Nearest, ...]] = {}
    in_order = sorted(policies, key=lambda policy: not _counted(policy, asked.context))
    for n, policy in enumerate(in_order):
        asked.progress.stage(f"nearest value of {policy.id}")
        patience = max(1 / (len(in_order) - n + 1), COUNTED_PATIENCE if _counted(policy, asked.context) else 0.0)
        found[policy.id] = nearest_values(asked, musts, policy, conflict, patience)
    return found


def _counted(policy: Policy, context: Context) -> bool:
    return any(value.unit in COUNTED for value in values_of(policy, context))


def _part(musts: Musts, policy: Policy, lines: Group, nearest: tuple[Nearest, ...], others: Group) -> Conflicting:
    every = musts.of({policy.id})
    told = [musts.lines[n][1] for n in sorted(lines & every)]
    return Conflicting(
        policy=policy.id,
        set_by=policy.set_by,
        lines=tuple(Line(key=r.key, sentence=r.sentence, unit=r.unit, target=float(r.target)) for r in told),
        lines_in_all=len(every),
        nearest=nearest,
        removable=bool(musts.known(others)),
    )
