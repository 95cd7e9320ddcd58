"""The estate that a plan file names, with the distances that it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from estate_opt.config.schema import Inputs
from estate_opt.domain.estate import Estate
from estate_opt.domain.travel import StraightLine, TravelTable
from estate_opt.errors import InputError, Problem, Severity
from estate_opt.importing.joining import known_postcodes
from estate_opt.importing.stored import read_layers
from estate_opt.importing.travel.ends import Ends
from estate_opt.importing.travel.find import find_travel, travel_files
from estate_opt.inputs import check_estate, estate_hash

OF_TRAVEL = " (travel)"
"""What the name of a file of distances ends with among the hashes, so that it is not taken for one of the estate's."""


@dataclass(frozen=True, eq=False)
class ReadInputs:
    """What a plan file's inputs are.

    Parameters
    ----------
    estate
        The estate; ``None`` where anything is wrong with it.
    problems
        All problems, errors first.
    files
        SHA-256 of each file that the estate and its distances were made from, by name.
    """

    estate: Estate | None
    problems: tuple[Problem, ...]
    files: Mapping[str, str]


def read_inputs(inputs: Inputs) -> ReadInputs:
    """Read the estate of a plan file and its distances.

    Parameters
    ----------
    inputs
        The section ``[inputs]``.

    Returns
    -------
    ReadInputs
        With every problem of the estate, or, where it is in order, of the distances.
    """
    estate, problems = check_estate(inputs.estate, detour=inputs.detour, speed_km_per_hour=inputs.speed_km_per_hour)
    if estate is None:
        return ReadInputs(None, tuple(problems), {})
    files = estate_hash(inputs.estate)
    try:
        placed, told, used = _with_travel(estate, inputs)
        placed = placed.replace(postcodes=known_postcodes(read_layers(inputs.estate)))
    except InputError as error:
        return ReadInputs(None, (*error.problems, *problems), files)
    wrong = any(problem.severity is Severity.ERROR for problem in told)
    both = sorted([*told, *problems], key=lambda problem: problem.severity is not Severity.ERROR)
    return ReadInputs(None if wrong else placed, tuple(both), files | used)


def hashes_of_travel(files: Mapping[str, str]) -> Mapping[str, str]:
    """Those of some hashes that are of files of distances."""
    return {name: sha for name, sha in files.items() if name.endswith(OF_TRAVEL)}


def _with_travel(estate: Estate, inputs: Inputs) -> tuple[Estate, list[Problem], dict[str, str]]:
    """The estate with the distances asked for, what is to be known of them, and hashes of their files."""
    travel = inputs.travel
    settings = travel.settings(inputs.detour, inputs.speed_km_per_hour)
    if settings is not None and travel.file is not None:
        files = travel_files(travel.file, settings)
        found = find_travel(travel.file, Ends.of(estate), settings, files)
        own, theirs = estate.attribution, found.attribution
        attribution = own if theirs in own else f"{own} {theirs}".strip()
        placed = estate.replace(
            travel=found.table(Ends.of(estate), "walk" if travel.kind == "streets" else travel.mode),
            attribution=attribution,
        )
        return placed, list(found.problems), {name + OF_TRAVEL: sha for name, sha in files.items()}
    if travel.kind == "straight" and isinstance(estate.travel, TravelTable):
        lines = StraightLine(estate.building_xy, estate.neighbourhood_xy, inputs.detour, inputs.speed_km_per_hour)
        return estate.replace(travel=lines), [], {}
    if travel.kind == "table" and isinstance(estate.travel, StraightLine):
        return estate, [_no_table(inputs.estate)], {}
    return estate, [], {}


def _no_table(folder: Path) -> Problem:
    message = 'The plan file asks for the estate\'s travel table (kind = "table"), and it has none.'
    remedy = "Add travel.csv with 'estate-opt import travel', or choose another kind."
    return Problem(str(folder / "travel.csv"), message, remedy)
