"""Location problems: each plan file of the page answers the problem of its name, as by trying all sets of sites.

The problems are stated here anew, from the distances alone.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from estate_opt.config.check import check_against
from estate_opt.config.load import load_plan_file
from estate_opt.domain.estate import Estate
from estate_opt.domain.plan import Outcome
from estate_opt.domain.service import Service
from estate_opt.errors import Severity
from estate_opt.formulation import formulate
from estate_opt.inputs import check_estate
from estate_opt.policies import Context
from estate_opt.results.result import Result
from estate_opt.results.verify import verify
from estate_opt.solving import solve_formulation
from estate_opt.solving.special import recognise
from tests.solving.special.estates import CLOSE, KEEP, draw_sites

ROOT = Path(__file__).parents[2]
MODELS, PAGE = ROOT / "models" / "location", ROOT / "docs" / "location-problems.md"
FILES = sorted(path.stem for path in MODELS.glob("*.toml") if path.stem != "base")
P = 3


def small(seed: int) -> Estate:
    """Seven sites and ten places, few enough to try every set."""
    estate = draw_sites(seed, council=7, partners=0, homes=10)
    library = Service(service_id="library", name="Library", category="statutory")
    return estate.replace(options=(CLOSE, KEEP), services=(library,))


def asked(name: str):
    """A plan file with no more than three buildings where it says twenty."""
    retains = "retain = 20" in (MODELS / f"{name}.toml").read_text(encoding="utf-8")
    return load_plan_file(MODELS / f"{name}.toml", {"policies.reduction.retain": P} if retains else {})


class Problem:
    """Distances and people, and all sets of at most so many sites."""

    def __init__(self, estate: Estate) -> None:
        reach = estate.travel.to_buildings(100.0)
        self.km = np.full((len(estate.neighbourhoods), len(estate.buildings)), np.inf)
        self.km[reach.origin, reach.destination] = reach.distance
        self.people = estate.population
        self.cost = np.array([b.running_cost_gbp_per_year for b in estate.buildings])

    def sets(self, most: int = 99):
        m = self.km.shape[1]
        return (list(s) for n in range(min(most, m) + 1) for s in itertools.combinations(range(m), n))

    def nearest(self, sites: list[int], horizon: float = 100.0):
        return np.minimum(self.km[:, sites].min(axis=1, initial=np.inf), horizon)

    def reached(self, sites: list[int], km: float, outlets: int = 1):
        return float(self.people[(self.km[:, sites] <= km * (1 + 1e-9)).sum(axis=1) >= outlets].sum())

    def covering(self, km: float):
        """Sets with everybody in reach who can be."""
        everybody = self.reached(list(range(self.km.shape[1])), km)
        return [s for s in self.sets() if self.reached(s, km) == everybody]


def p_median(q: Problem) -> float:
    return min(float(q.people @ q.nearest(s)) for s in q.sets(P))


def p_centre(q: Problem) -> float:
    return min(float(q.nearest(s)[q.people > 0].max()) for s in q.sets(P))


def set_covering(q: Problem) -> float:
    return min(len(s) for s in q.covering(2.0))


def maximal_covering(q: Problem) -> float:
    most = max(q.reached(s, 1.6) for s in q.sets(P))
    return min(len(s) for s in q.sets(P) if q.reached(s, 1.6) == most)


def backup_covering(q: Problem) -> float:
    return set_covering(q)


def fixed_costs(q: Problem) -> float:
    return min(float(q.people @ q.nearest(s)) + q.cost[s].sum() for s in q.sets())


def attendance(q: Problem) -> float:
    return min(float(q.people @ q.nearest(s, 3.0)) for s in q.sets(P))


BEST = {
    "p-median": p_median,
    "p-centre": p_centre,
    "set-covering": set_covering,
    "maximal-covering": maximal_covering,
    "backup-covering": backup_covering,
    "fixed-costs": fixed_costs,
    "attendance": attendance,
}
GENERAL = {"backup-covering"}
"""Plan files that the page says go to the solver as they are."""


def answer(name: str, estate: Estate) -> Result:
    plan_file, context = asked(name), Context(estate)
    formulation = formulate(context, plan_file.policies.all(), plan_file.policies.relocation)
    return Result(plan_file, context, solve_formulation(formulation, plan_file))


def kept(result: Result) -> list[int]:
    return np.flatnonzero(result.after.in_estate).tolist()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", FILES)
def test_a_plan_file_answers_the_problem_of_its_name(name, seed):
    estate = small(seed)
    result = answer(name, estate)
    assert result.plan.outcome is Outcome.OPTIMAL
    assert verify(result).differences == ()
    assert result.plan.proof[-1].objective == pytest.approx(BEST[name](Problem(estate)), rel=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_maximal_covering_reaches_most_people(seed):
    q = Problem(small(seed))
    assert q.reached(kept(answer("maximal-covering", small(seed))), 1.6) == max(q.reached(s, 1.6) for s in q.sets(P))


@pytest.mark.parametrize("seed", range(4))
def test_backup_covering_leaves_most_people_a_second(seed):
    q = Problem(small(seed))
    fewest = [s for s in q.covering(2.0) if len(s) == set_covering(q)]
    second = q.reached(kept(answer("backup-covering", small(seed))), 2.0, outlets=2)
    assert second == max(q.reached(s, 2.0, outlets=2) for s in fewest)


@pytest.mark.parametrize("name", FILES)
def test_the_methods_made_for_it_are_used_where_the_page_says_so(name):
    plan_file, context = asked(name), Context(small(0))
    formulation = formulate(context, plan_file.policies.all(), plan_file.policies.relocation)
    assert (recognise(formulation, plan_file) is None) == (name in GENERAL)


# -- the page and the folders ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def sites() -> Estate:
    estate, problems = check_estate(ROOT / "data" / "brackenford-sites")
    assert not [problem for problem in problems if problem.severity is Severity.ERROR]
    return estate


@pytest.mark.parametrize("name", FILES)
def test_a_plan_file_fits_the_sites_of_brackenford(name, sites):
    plan_file = load_plan_file(MODELS / f"{name}.toml")
    assert plan_file.inputs.estate.resolve() == ROOT / "data" / "brackenford-sites"
    assert check_against(plan_file, sites, name) == []


def test_the_sites_are_those_of_brackenford(sites):
    whole, _ = check_estate(ROOT / "data" / "brackenford")
    assert sites.buildings == tuple(b for b in whole.buildings if b.is_council)
    assert sites.neighbourhoods == whole.neighbourhoods
    assert [area.area_id for area in sites.areas] == [area.area_id for area in whole.areas]
    assert sites.activities == ()


def test_the_page_names_every_plan_file_and_no_other():
    page = PAGE.read_text(encoding="utf-8")
    assert sorted(set(re.findall(r"models/location/([\w-]+)\.toml", page)) - {"base"}) == FILES


def test_the_pages_snippets_are_in_the_plan_files():
    page = PAGE.read_text(encoding="utf-8").split("## With capacities")[0]
    texts = [(MODELS / f"{name}.toml").read_text(encoding="utf-8") for name in FILES]
    snippets = re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)
    assert len(snippets) == 5
    for snippet in snippets:
        assert any(snippet.strip() in text for text in texts), snippet


def test_the_snippet_with_capacities_is_a_plan_file(tmp_path):
    (snippet,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8").split("## With capacities")[1], re.S)
    assert tomllib.loads(snippet)["policies"]["relocation"]["nearest"] == 50
    file = tmp_path / "capacities.toml"
    file.write_text('extends = "base.toml"\n' + snippet, encoding="utf-8")
    (tmp_path / "base.toml").write_text((MODELS / "base.toml").read_text(encoding="utf-8"), encoding="utf-8")
    assert load_plan_file(file).preferences.weights == {"running_cost": 1.0, "disruption": 1.0}
