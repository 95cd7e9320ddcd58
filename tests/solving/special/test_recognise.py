"""Plan files that ask for no more than a location problem are recognised, and answered as by trying every plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from estate_opt.domain.plan import PREFERENCES, Outcome
from estate_opt.domain.service import Activity
from estate_opt.formulation import formulate
from estate_opt.policies import Context
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.solving import solve_formulation
from estate_opt.solving.backends import SMALL
from estate_opt.solving.progress import Report, Silent, StopSwitch
from estate_opt.solving.special import recognise
from tests.oracle.brute_force import best_whole_plan
from tests.oracle.cases import NOTHING, plan_file
from tests.oracle.solved import agree, solved
from tests.solving.special.estates import CASES, KEEP, LIBRARY, RAW, asked, at_most, draw_sites

ASKED = {"gap": 0.0, "absolute_gap": 1e-9, "seconds": 60.0, "seed": 1}


def special_of(estate, file):
    context = Context(estate)
    formulation = formulate(context, file.policies.all(), file.policies.relocation)
    return formulation, recognise(formulation, file)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("case", CASES)
def test_the_answer_is_that_of_trying_every_plan(case, seed):
    estate, file = draw_sites(seed), asked(case)
    _, special = special_of(estate, file)
    assert special is not None
    best = best_whole_plan(file, Context(estate))
    found = special.solve(**ASKED, stop=StopSwitch(), progress=Silent())
    if best is None:
        assert found is None
        return
    *idle, proof = found.proofs
    assert all(stage.objective == stage.bound == 0.0 for stage in idle)
    expected = best.objective if special.stage == PREFERENCES else best.shortfalls[len(idle)]
    assert proof.objective == pytest.approx(expected, rel=1e-6, abs=1e-6)
    assert proof.bound == pytest.approx(expected, rel=1e-6, abs=1e-6)
    assert proof.outcome is Outcome.OPTIMAL


@pytest.mark.parametrize("special", [True, False])
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("case", CASES)
def test_every_stage_is_proven_with_and_without_the_special_methods(case, seed, special):
    estate, file = draw_sites(seed), asked(case, special=special)
    best = best_whole_plan(file, Context(estate))
    assert best is not None
    agree(solved(file, Context(estate)), best)


def test_another_solver_is_asked_itself():
    """A second opinion that came from the same methods would be none."""
    estate, file = draw_sites(1), asked("p-median", solver="cbc")
    best = best_whole_plan(file, Context(estate))
    agree(solved(file, Context(estate)), best)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("case", ["p-median", "fixed costs", "maximal covering", "merit and a limit"])
def test_the_plan_has_what_every_better_plan_has_or_there_is_none(case, seed):
    _, special = special_of(draw_sites(seed), asked(case))
    found = special.solve(**ASKED, stop=StopSwitch(), progress=Silent())
    values = {variable.id: value for variable, value in found.values}
    agrees = all(values[variable.id] == value for variable, value in found.fixed)
    proof = found.proofs[-1]
    assert agrees or proof.objective == pytest.approx(proof.bound)


class Heard(Silent):
    """Keeps the stages that were told of, and those of the reports, in their order."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def stage(self, name: str) -> None:
        self.told.append(f"begin {name}")

    def report(self, report: Report) -> None:
        self.told.append(report.stage)


def test_what_the_special_proved_is_not_solved_again():
    """On two threads: a HiGHS that began with another number refuses to solve the next stage's relaxation."""
    estate = draw_sites(8, council=200, partners=0, homes=600)
    file = asked("maximal covering", threads=2, shortfall_gap=0.02, gap=0.5)
    formulation, special = special_of(estate, file)
    assert special.stage == "shortfall of tier 1"
    heard = Heard()
    plan = solve_formulation(formulation, file, heard)
    assert formulation.program.shape[1] > SMALL
    assert "shortfall of tier 1" in heard.told
    assert "shortfall of tier 1" not in heard.told[heard.told.index("begin starting plan") :]
    assert verify(Result(file, Context(estate), plan)).differences == ()


def test_a_wide_gap_is_reached_and_said():
    estate, file = draw_sites(3, council=12, homes=60), asked("p-median")
    _, special = special_of(estate, file)
    exact = special.solve(**ASKED, stop=StopSwitch(), progress=Silent()).proofs[-1]
    rough = special.solve(**ASKED | {"gap": 0.3}, stop=StopSwitch(), progress=Silent()).proofs[-1]
    assert rough.outcome is Outcome.OPTIMAL
    assert rough.bound <= exact.objective <= rough.objective
    assert rough.objective - rough.bound <= 0.3 * rough.objective + 1e-9


def test_a_search_that_is_stopped_says_so():
    estate, file = draw_sites(3, council=12, homes=60), asked("p-median")
    _, special = special_of(estate, file)
    stop = StopSwitch()
    stop.set()
    found = special.solve(**ASKED, stop=stop, progress=Silent())
    assert found is None or found.proofs[-1].outcome in (Outcome.INTERRUPTED, Outcome.OPTIMAL)


TRANSFER = replace(KEEP, option_id="transfer", name="Transfer", in_estate=False, running_cost_factor=0.1)
MOTHBALL = replace(KEEP, option_id="rest", name="Mothball", gives_access=False)
P_MEDIAN = (at_most(2), RAW | {"travel": 1.0, "exact_travel": True})


def with_activity(estate):
    return estate.replace(
        activities=(*estate.activities, Activity(building_id="B0", service_id="library", hours_per_week=4.0))
    )


@pytest.mark.parametrize(
    ("change", "policies", "preferences"),
    [
        (with_activity, *P_MEDIAN),
        (lambda e: e.replace(options=(*e.options, TRANSFER)), *P_MEDIAN),
        (lambda e: e.replace(options=(*e.options, MOTHBALL)), *P_MEDIAN),
        (lambda e: e, at_most(2) | {"access": LIBRARY | {"kind": "must", "share": 0.01}}, P_MEDIAN[1]),
        (lambda e: e, at_most(2) | {"access": LIBRARY | {"share": 1.0, "outlets": 2}}, P_MEDIAN[1]),
        (lambda e: e, {"reduction": {"kind": "must", "retain": 1, "types": ["hall"]}}, P_MEDIAN[1]),
        (lambda e: e, {"reduction": {"retain": 1}, "access": LIBRARY | {"share": 1.0}}, P_MEDIAN[1]),
        (lambda e: e, at_most(2) | {"presence": {"at_least": 1, "areas": "each_ward"}}, P_MEDIAN[1]),
        (lambda e: e, at_most(2), NOTHING | {"farthest": 1.0, "travel": 1.0}),
        (lambda e: e, at_most(2), NOTHING | {"farthest": 1.0}),
    ],
    ids=["activity", "transfer", "mothball", "part of the people", "backup", "types", "two aims", "presence",
         "two terms", "two services"],
)  # fmt: skip
def test_what_is_more_than_a_location_problem_is_left_alone(change, policies, preferences):
    estate = change(draw_sites(2))
    _, special = special_of(estate, plan_file({"relocation": {}} | policies, preferences))
    assert special is None
