"""estate-opt: which council buildings to keep, how to run them and where each service moves.

>>> import estate_opt
>>> case = estate_opt.load("models/demo.toml")
>>> result = estate_opt.solve(case)
>>> estate_opt.verify(result).accepted
True
>>> estate_opt.publish(case, result).page
PosixPath('maps/demo/index.html')
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from estate_opt.domain.estate import Estate
from estate_opt.domain.plan import Outcome, Plan
from estate_opt.errors import EstateOptError
from estate_opt.inputs import read_estate, write_estate
from estate_opt.inputs.synthetic import synthesise
from estate_opt.results.result import Result
from estate_opt.results.verify import Verification, verify
from estate_opt.version import VERSION

if TYPE_CHECKING:
    from estate_opt.studies.alternatives import alternatives
    from estate_opt.studies.compare import compare
    from estate_opt.studies.diagnose import diagnose
    from estate_opt.studies.explain import explain, lever_sheet
    from estate_opt.studies.frontier import frontier
    from estate_opt.studies.score import score
    from estate_opt.studies.stress.study import stress
    from estate_opt.workflow import Case, Publication, load, publish, publish_site, reopen, solve, sweep

__version__ = VERSION

__all__ = [
    "Case",
    "Estate",
    "EstateOptError",
    "Outcome",
    "Plan",
    "Publication",
    "Result",
    "Verification",
    "__version__",
    "alternatives",
    "compare",
    "diagnose",
    "explain",
    "frontier",
    "lever_sheet",
    "load",
    "publish",
    "publish_site",
    "read_estate",
    "reopen",
    "score",
    "solve",
    "stress",
    "sweep",
    "synthesise",
    "verify",
    "write_estate",
]

_OF_THE_WORKFLOW = ("Case", "Publication", "load", "publish", "publish_site", "reopen", "solve", "sweep")
_HOME = dict.fromkeys(_OF_THE_WORKFLOW, "workflow") | {
    "alternatives": "studies.alternatives",
    "compare": "studies.compare",
    "diagnose": "studies.diagnose",
    "explain": "studies.explain",
    "frontier": "studies.frontier",
    "lever_sheet": "studies.explain",
    "score": "studies.score",
    "stress": "studies.stress.study",
}
"""Where the names are that need a solver, or pages."""


def __getattr__(name: str) -> Any:
    """Import what needs a solver only when it is asked for, so that the verifier runs without one."""
    if name in _HOME:
        return getattr(import_module(f"estate_opt.{_HOME[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
