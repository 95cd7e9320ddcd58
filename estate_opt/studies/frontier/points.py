"""The plan of a point as it is written: chosen by the study, with what is proven of it and nothing else."""

from __future__ import annotations

from dataclasses import replace

from estate_opt.domain.decisions import Decisions
from estate_opt.domain.plan import SHORTFALL, Outcome, Plan, StageProof
from estate_opt.results.measures import weighted_shortfall
from estate_opt.results.result import Result


def chosen_plan(result: Result, decisions: Decisions, solved: Plan) -> Plan:
    """A point's plan: its own shortfalls against what the run has proven of any plan.

    Of its preferences nothing is claimed: what was proven of them holds among plans with the same figures only.
    """
    plan = replace(solved, decisions=decisions, outcome=Outcome.CHOSEN, proof=())
    measured = Result(result.plan_file, result.context, plan)
    proofs = []
    for tier in sorted({m.policy.tier for m in measured.measures if not m.must}):
        known = {proof.stage: proof.bound for proof in result.plan.proof}
        value = weighted_shortfall(measured.measures, tier)
        name = f"{SHORTFALL}{tier}"
        proofs.append(
            StageProof(
                stage=name,
                outcome=Outcome.CHOSEN,
                objective=value,
                bound=min(value, max(0.0, known.get(name, 0.0))) if tier == 1 else 0.0,
                absolute_gap_allowed=result.plan_file.solve.shortfall_gap,
                seconds=0.0,
            )
        )
    return replace(plan, proof=tuple(proofs))
