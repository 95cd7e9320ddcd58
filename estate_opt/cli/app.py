"""``estate-opt``: where a command is called, and errors become text and exit codes.

Exit codes: 0 a plan (or a check without errors), 1 bad input, 2 usage, 3 no plan possible,
4 no plan in time, 5 verification failed, 70 a defect of the program, 130 stopped twice by Ctrl-C.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence

from estate_opt.cli import commands, screen
from estate_opt.cli.base import app
from estate_opt.errors import EstateOptError

__all__ = ["app", "call", "commands", "main"]

DEFECT = 70
SOLVING = {"run", "demo", "check", "diagnose", "sweep"}
"""Commands that make a plan, or look at what one is made from."""


def main() -> None:
    """Run the command line; the only place where errors become text and exit codes."""
    sys.exit(call(sys.argv[1:]))


def call(arguments: Sequence[str]) -> int:
    """Run a command.

    Parameters
    ----------
    arguments
        As typed after ``estate-opt``.

    Returns
    -------
    int
        The exit code.
    """
    debug = "--debug" in arguments
    as_json = "--json" in arguments
    rest = [word for word in arguments if word != "--debug"]
    try:
        app(args=rest)
    except SystemExit as end:  # Typer ends every command so: 0, or 2 with the usage told
        return end.code if isinstance(end.code, int) else 0
    except EstateOptError as error:
        if debug:
            traceback.print_exc()
        if as_json:
            screen.print_json(screen.error_as_json(error))
        else:
            screen.print_error(error, before_solving=not SOLVING.isdisjoint(rest[:1]))
        return error.exit_code
    except Exception as error:  # a defect: the edge of the program is the one place to catch it
        if debug:
            raise
        screen.err.print(f"A defect of estate-opt: {type(error).__name__}: {error}", markup=False)
        screen.err.print("Run the command again with --debug and report what it prints.")
        return DEFECT
    return 0
