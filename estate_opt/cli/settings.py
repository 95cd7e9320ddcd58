"""From words on the command line to values and files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from estate_opt.config.overrides import SOURCE, parse_setting
from estate_opt.errors import ConfigError, OutputError

KEY_OF_FLAG = {
    "--solver": "solve.solver",
    "--time-limit": "solve.time_limit_seconds",
    "--gap": "solve.gap",
    "--seed": "solve.seed",
    "--threads": "solve.threads",
    "--scheduler": "solve.regions.scheduler",
    "--runs": "outputs.runs",
    "--maps": "outputs.maps",
}
"""What each flag of ``run`` sets in the plan file."""


def overrides_from(settings: Sequence[str], flags: Mapping[str, object]) -> dict[str, object]:
    """Values by dotted key, from ``--set KEY=VALUE`` and from flags; a flag wins over a setting.

    Parameters
    ----------
    settings
        Each ``key=value``; the value as in a plan file, and text where it is no TOML value.
    flags
        Values by flag of :data:`KEY_OF_FLAG`; ``None`` where a flag was not given.

    Raises
    ------
    UsageError
        Where a setting is not of that form.
    """
    values = dict(parse_setting(setting) for setting in settings)
    return values | {KEY_OF_FLAG[flag]: value for flag, value in flags.items() if value is not None}


@contextmanager
def named_by_flag(flags: Mapping[str, object]) -> Iterator[None]:
    """Name the flag in a problem with a value that a flag has set, in place of the key that it stands for."""
    flag_of_key = {KEY_OF_FLAG[flag]: flag for flag, value in flags.items() if value is not None}
    try:
        yield
    except ConfigError as error:
        raise ConfigError(
            replace(problem, source=flag_of_key[problem.column], column="")
            if problem.source == SOURCE and problem.column in flag_of_key
            else problem
            for problem in error.problems
        ) from error


def write_text(path: Path, text: str) -> None:
    """Write a file.

    Raises
    ------
    OutputError
        Where it cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error.strerror or error}). Name another file.") from error
