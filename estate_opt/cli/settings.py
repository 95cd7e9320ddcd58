"""From words on the command line to values and files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from estate_opt.config.overrides import parse_setting
from estate_opt.errors import OutputError


def overrides_from(settings: Sequence[str], flags: Mapping[str, object]) -> dict[str, object]:
    """Values by dotted key, from ``--set KEY=VALUE`` and from flags; a flag wins over a setting.

    Parameters
    ----------
    settings
        Each ``key=value``; the value as in a plan file, and text where it is no TOML value.
    flags
        Values by dotted key; ``None`` where a flag was not given.

    Raises
    ------
    UsageError
        Where a setting is not of that form.
    """
    values = dict(parse_setting(setting) for setting in settings)
    return values | {key: value for key, value in flags.items() if value is not None}


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
