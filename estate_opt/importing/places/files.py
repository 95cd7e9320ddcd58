"""Which tables of a folder or a zip file can say where postcodes of some areas are."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from estate_opt.errors import InputError, Problem


@contextmanager
def files_of(path: Path, areas: Collection[str]) -> Iterator[list[Path]]:
    """Tables to read: the file itself, or those of a folder or a zip file that can hold what is asked for."""
    if path.suffix.casefold() == ".zip":
        with tempfile.TemporaryDirectory(prefix="estate-opt-places-") as folder, _opened(path) as archive:
            names = [name for name in archive.namelist() if name.casefold().endswith(".csv")]
            yield [Path(archive.extract(name, folder)) for name in _chosen(names, areas, path)]
    elif path.is_dir():
        names = [str(one.relative_to(path)) for one in sorted(path.rglob("*.csv"))]
        yield [path / name for name in _chosen(names, areas, path)]
    else:
        yield [path]


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        remedy = "Download it again, or unpack it and give the folder."
        raise InputError([Problem(path.name, f"The zip file cannot be read ({error}).", remedy)]) from error


def _chosen(names: Sequence[str], areas: Collection[str], path: Path) -> list[str]:
    """Files of the postcode areas asked for where there is one an area, else the one that is the whole directory."""
    by_area = [name for name in names if _area_of(name) in areas]
    if by_area:
        return by_area
    data = [name for name in names if "doc" not in name.casefold() and "multi" not in name.casefold()]
    whole = [name for name in data if re.search(r"onspd|nspl|uprn|postcode", name, re.IGNORECASE)]
    if not whole:
        remedy = "Give the file itself; Code-Point Open has one file a postcode area, such as ls.csv."
        raise InputError([Problem(path.name, "There are no postcodes of these buildings in it.", remedy)])
    return whole


def _area_of(name: str) -> str:
    """Postcode area that a file is for: "ls.csv" of Code-Point Open, "ONSPD_MAY_2025_UK_LS.csv" of the directory."""
    stem = Path(name).stem.casefold()
    last = stem.rpartition("_")[2]
    return last if re.fullmatch("[a-z]{1,2}", last) and last != "uk" else ""
