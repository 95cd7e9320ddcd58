"""A new council's folder: empty tables to fill, services and options to start from, and a plan file to edit."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from estate_opt.domain.estate import Estate
from estate_opt.errors import OutputError
from estate_opt.inputs.synthetic.catalogue import SERVICES, options
from estate_opt.inputs.writer import write_estate
from estate_opt.resources import bundled

PLAN = """#:schema ./estate-opt.schema.json
# The plan of {name}. README.md beside this file explains every key; an editor that knows TOML schemas completes them.

extends = "base.toml"
title = "{name}: which buildings to keep"

[inputs]
estate = "../data"

# Priority wards by a rule (needs deprivation ranks), or by name: wards = ["…"].
# [inputs.priority]
# rank_at_most = 328
# vintage = "2019"

[policies.reduction]
share = 0.6
set_by = "Working target"

[policies.utilisation]
floor = 0.8

[[policies.access]]
service = "library"
km = 1.6
share = 0.8
areas = "each_ward"
"""


def write_starter(folder: Path, name: str) -> Path:
    """Start a new council.

    Parameters
    ----------
    folder
        Made where it is missing; refused where it already holds models or data.
    name
        Name of the council's area.

    Returns
    -------
    Path
        The plan file.

    Raises
    ------
    OutputError
        Where the folder cannot be written or is in use.
    """
    models, data = folder / "models", folder / "data"
    for used in (models, data):
        if used.exists() and (not used.is_dir() or any(used.iterdir())):
            raise OutputError(f"{used} is there already. Name a new folder, so that nothing is overwritten.")
    plan = models / f"{_slug(name)}.toml"
    try:
        models.mkdir(parents=True, exist_ok=True)
        write_estate(_empty(name), data)
        for file in ("base.toml", "estate-opt.schema.json", "README.md"):
            shutil.copyfile(bundled("models", file), models / file)
        plan.write_text(PLAN.format(name=_plain(name)), encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"{folder} cannot be written ({error.strerror or error}). Name another folder.") from error
    return plan


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "plan"


def _plain(name: str) -> str:
    """A name on one line, without what would end a text in TOML."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split()).replace('"', "'").replace("\\", "/")


def _empty(name: str) -> Estate:
    """An estate of which only services and options are known."""
    return Estate(
        name=name,
        buildings=(),
        activities=(),
        services=SERVICES,
        options=options(()),
        neighbourhoods=(),
        areas=(),
    )
