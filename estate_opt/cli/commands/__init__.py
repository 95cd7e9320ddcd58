"""The commands, a file each or a few that belong together; importing one enters it in the application.

The order of the imports is the order of the help.
"""

from estate_opt.cli.commands import run  # isort: skip
from estate_opt.cli.commands import check  # isort: skip
from estate_opt.cli.commands import diagnose  # isort: skip
from estate_opt.cli.commands import explain  # isort: skip
from estate_opt.cli.commands import alternatives  # isort: skip
from estate_opt.cli.commands import frontier  # isort: skip
from estate_opt.cli.commands import sweep  # isort: skip
from estate_opt.cli.commands import stored  # isort: skip
from estate_opt.cli.commands import score  # isort: skip
from estate_opt.cli.commands import compare  # isort: skip
from estate_opt.cli.commands import stress  # isort: skip
from estate_opt.cli.commands import publish  # isort: skip
from estate_opt.cli.commands import begin  # isort: skip

__all__ = [
    "alternatives",
    "begin",
    "check",
    "compare",
    "diagnose",
    "explain",
    "frontier",
    "publish",
    "run",
    "score",
    "stored",
    "stress",
    "sweep",
]
