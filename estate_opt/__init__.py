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

from estate_opt.version import VERSION

if TYPE_CHECKING:
    from estate_opt.domain.estate import Estate
    from estate_opt.domain.plan import Outcome, Plan
    from estate_opt.errors import EstateOptError
    from estate_opt.inputs.reader import read_estate
    from estate_opt.inputs.synthetic import synthesise
    from estate_opt.inputs.writer import write_estate
    from estate_opt.results.result import Result
    from estate_opt.results.verify import Verification, verify
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

_HOME = {
    "domain.estate": ("Estate",),
    "domain.plan": ("Outcome", "Plan"),
    "errors": ("EstateOptError",),
    "inputs.reader": ("read_estate",),
    "inputs.synthetic": ("synthesise",),
    "inputs.writer": ("write_estate",),
    "results.result": ("Result",),
    "results.verify": ("Verification", "verify"),
    "studies.alternatives": ("alternatives",),
    "studies.compare": ("compare",),
    "studies.diagnose": ("diagnose",),
    "studies.explain": ("explain", "lever_sheet"),
    "studies.frontier": ("frontier",),
    "studies.score": ("score",),
    "studies.stress.study": ("stress",),
    "workflow": ("Case", "Publication", "load", "publish", "publish_site", "reopen", "solve", "sweep"),
}
"""Module of each name."""


def __getattr__(name: str) -> Any:
    """Import a name when it is asked for: the verifier runs without a solver, and a solve without what reads tables."""
    for module, names in _HOME.items():
        if name in names:
            return getattr(import_module(f"estate_opt.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
