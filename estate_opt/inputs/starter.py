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


READ_ME = """# {name}

What to fill, in this order; `data/datapackage.json` says what each column means.

1. `data/areas.geojson`: the wards with their polygons (longitude and latitude), and committees if there are any.
2. `data/services.csv`: a few services to start from. Add those that people come for here; take out the others.
3. `data/buildings.csv`: the register. An empty cell is a value that is not known; the plan says what it assumed.
4. `data/activities.csv`: what is on in each building today, in space-hours a week (hours × rooms).
5. `data/options.csv`: ways to run a building. Correct the costs, and the building types that each applies to.
6. `data/neighbourhoods.csv`: small areas with their people, at the point where most of them live.
7. `{plan}`: the targets. `models/README.md` explains every key.

Then, in this folder:

    estate-opt check {plan}
    estate-opt run {plan}
"""
STARTING_WITH = ("advice", "family_hub", "library", "room_hire")
"""Services that nearly every council has in buildings of its locality."""


def write_starter(folder: Path, name: str) -> Path:
    """Start a new council.

    Parameters
    ----------
    folder
        Made where it is missing; refused where it already holds models, data or a README.
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
    read_me = folder / "README.md"
    for used in (models, data, read_me):
        if used.exists() and (not used.is_dir() or any(used.iterdir())):
            raise OutputError(f"{used} is there already. Name a new folder, so that nothing is overwritten.")
    plan = models / f"{_slug(name)}.toml"
    try:
        models.mkdir(parents=True, exist_ok=True)
        write_estate(_empty(name), data)
        for file in ("base.toml", "estate-opt.schema.json", "README.md"):
            shutil.copyfile(bundled("models", file), models / file)
        plan.write_text(PLAN.format(name=_plain(name)), encoding="utf-8", newline="\n")
        text = READ_ME.format(name=_plain(name), plan=f"models/{plan.name}")
        read_me.write_text(text, encoding="utf-8", newline="\n")
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
        services=tuple(service for service in SERVICES if service.service_id in STARTING_WITH),
        options=options(()),
        neighbourhoods=(),
        areas=(),
    )
