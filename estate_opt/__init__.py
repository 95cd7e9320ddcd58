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

if TYPE_CHECKING:
    from estate_opt.workflow import Case, Publication, load, publish, solve

__version__ = "0.1.0"

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
    "load",
    "publish",
    "read_estate",
    "solve",
    "synthesise",
    "verify",
    "write_estate",
]

_OF_THE_WORKFLOW = frozenset({"Case", "Publication", "load", "publish", "solve"})


def __getattr__(name: str) -> Any:
    """Import what needs a solver only when it is asked for, so that the verifier runs without one."""
    if name in _OF_THE_WORKFLOW:
        return getattr(import_module("estate_opt.workflow"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
