"""Travel from a file, by what it is: found once, then taken from the cache while nothing of it changes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from estate_opt.importing.layer import Source
from estate_opt.importing.travel.cache import cache_key, cached
from estate_opt.importing.travel.ends import Ends
from estate_opt.importing.travel.found import FoundTravel
from estate_opt.importing.travel.matrix.read import read_matrix
from estate_opt.importing.travel.matrix.settings import MatrixSettings
from estate_opt.importing.travel.streets.settings import StreetSettings
from estate_opt.importing.travel.streets.walk import walk

TravelSettings = MatrixSettings | StreetSettings


def travel_files(path: Path, settings: TravelSettings) -> Mapping[str, str]:
    """SHA-256 of each file that travel is made from, by name.

    Raises
    ------
    InputError
        Where one cannot be read.
    """
    files = [path]
    if isinstance(settings, MatrixSettings):
        files += [ids for ids in (settings.from_ids, settings.to_ids) if ids is not None]
    return {file.name: Source.of_file(file).sha256 for file in files}


def find_travel(
    path: Path, ends: Ends, settings: TravelSettings, files: Mapping[str, str] | None = None
) -> FoundTravel:
    """Find how far things are from each other.

    Parameters
    ----------
    path
        A matrix, or streets.
    ends
        What travel is between.
    settings
        How the file is read: as a matrix or as streets.
    files
        What :func:`travel_files` gave, where it is at hand.

    Raises
    ------
    InputError
        Where the file cannot be used at all; what is odd about it stands in the travel's problems.
    """
    files = travel_files(path, settings) if files is None else files
    if isinstance(settings, MatrixSettings):
        key = cache_key("matrix", files, ends, settings)
        return cached(key, lambda: read_matrix(path, ends, settings).travel)
    return cached(cache_key("streets", files, ends, settings), lambda: walk(path, ends, settings))
