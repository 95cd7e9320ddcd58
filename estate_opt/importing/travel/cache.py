"""What was found of travel, kept by a hash of everything that it was made from, so that the next run has it at once."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path

from estate_opt.errors import Problem, Severity
from estate_opt.importing.travel.ends import Ends
from estate_opt.importing.travel.found import FoundTravel
from estate_opt.version import VERSION

FOLDER_VARIABLE = "ESTATE_OPT_CACHE"
"""Names another folder for the cache than the user's own."""
ARRAYS = ("origin", "building", "km", "minutes")


def cache_folder() -> Path:
    """Folder of the cache: ``ESTATE_OPT_CACHE``, or the usual one of the user on this system."""
    named = os.environ.get(FOLDER_VARIABLE)
    return (Path(named) if named else user_cache_path("estate-opt", appauthor=False)) / "travel"


def cache_key(kind: str, files: Mapping[str, str], ends: Ends, settings: object) -> str:
    """Hash of everything that travel is made from.

    Parameters
    ----------
    kind
        How it is made.
    files
        SHA-256 of each file that is read, by name.
    ends
        Ids, names and places.
    settings
        A frozen dataclass: its text holds every value.
    """
    digest = hashlib.sha256()
    text = [VERSION, kind, dict(files), repr(settings), *map(list, (ends.building_ids, ends.neighbourhood_ids))]
    digest.update(json.dumps([*text, list(ends.building_names)]).encode())
    for xy in (ends.building_xy, ends.neighbourhood_xy):
        digest.update(np.ascontiguousarray(xy, dtype="<f8").tobytes())
    return digest.hexdigest()


def cached(key: str, make: Callable[[], FoundTravel]) -> FoundTravel:
    """What was made with a key before, or is made now and kept.

    A file of the cache that cannot be read is made anew. Where nothing can be kept, the travel is
    returned with a warning that says so.
    """
    path = cache_folder() / f"{key}.npz"
    there = _read(path)
    if there is not None:
        return there
    found = make()
    if any(problem.severity is Severity.ERROR for problem in found.problems):
        return found
    try:
        _write(path, found)
    except OSError as error:
        message = f"Travel cannot be kept for the next run ({error.strerror or error})."
        remedy = f"Name another folder with the environment variable {FOLDER_VARIABLE}."
        told = Problem(str(path.parent), message, remedy, severity=Severity.WARNING)
        return replace(found, problems=[*found.problems, told])
    return found


def _read(path: Path) -> FoundTravel | None:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in ARRAYS}
            about = json.loads(kept["about"].tobytes())
        problems = [Problem(**{**told, "severity": Severity(told["severity"])}) for told in about["problems"]]
        return FoundTravel(**arrays, basis=about["basis"], attribution=about["attribution"], problems=problems)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return None  # cut off or of another version: it is made anew, and written over


def _write(path: Path, found: FoundTravel) -> None:
    """Write beside its place and rename: two runs at once never see half a file."""
    about = {
        "basis": found.basis,
        "attribution": found.attribution,
        "problems": [asdict(problem) for problem in found.problems],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".partial", delete=False) as file:
        partial = Path(file.name)
        try:
            np.savez(
                file,
                about=np.frombuffer(json.dumps(about).encode(), dtype=np.uint8),
                **{name: getattr(found, name) for name in ARRAYS},
            )
        except OSError:
            partial.unlink(missing_ok=True)
            raise
    partial.replace(path)
