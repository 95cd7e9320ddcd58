"""Photos of buildings: ``photos/<building_id>.jpg`` in the estate's folder, made small and free of what a camera adds.

A photo is opened as a picture of three kinds and nothing else, drawn anew, and written as JPEG: place, owner, time and
thumbnail that a camera writes into it stay behind. What is no picture, or belongs to no building, is a problem.
"""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from estate_opt.domain.building import Building
from estate_opt.errors import InputError, Problem, did_you_mean

FOLDER = "photos"
CAPTIONS = "captions.csv"
COLUMNS = ("building_id", "alt")
KINDS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
"""Endings of photos, and the format that is expected behind each; what it is in truth is looked at."""
LARGEST = (640, 480)
"""Width and height in pixels that a photo fits into on a page."""
QUALITY = 70
"""Quality of the JPEG, 1 to 95."""
MOST_BYTES, MOST_PIXELS = 40_000_000, 120_000_000
"""What is opened at most: the largest cameras stay below."""
LEFT_BY_SYSTEMS = frozenset({"thumbs.db", "desktop.ini"})
"""Files that operating systems put into folders of pictures; so are names that begin with a full stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photo as the pages show it.

    Parameters
    ----------
    content
        JPEG.
    width, height
        In pixels.
    alt
        What it shows, for those who do not see it.
    """

    content: bytes
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Photos:
    """Photos by building id."""

    by_building: Mapping[str, Photo] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, buildings: Iterable[Building]) -> Photos:
        """Read the photos of an estate.

        Parameters
        ----------
        folder
            Where they lie; no photos where there is no such folder.
        buildings
            The estate's buildings.

        Raises
        ------
        InputError
            Every file that is no photo of a building, and every caption that belongs to none, all at once.
        """
        if not folder.is_dir():
            return cls()
        names = {building.building_id: building.name for building in buildings}
        problems: list[Problem] = []
        captions = _captions(folder / CAPTIONS, names, problems)
        found: dict[str, Photo] = {}
        for path in sorted(folder.iterdir()):
            if _left_alone(path):
                continue
            fault = _misplaced(path, names, found)
            content = None if fault else _opened(path, problems)
            if fault:
                problems.append(fault)
            elif content is not None:
                alt = captions.get(path.stem) or f"Photograph of {names[path.stem]}"
                found[path.stem] = Photo(content=content[0], width=content[1], height=content[2], alt=alt)
        problems += [
            Problem(CAPTIONS, "There is no photo of this building.", "Add it, or take the line out.", value=key)
            for key in captions
            if key not in found and not problems
        ]
        if problems:
            raise InputError(problems)
        return cls(found)


def _left_alone(path: Path) -> bool:
    return path.name == CAPTIONS or path.name.startswith(".") or path.name.lower() in LEFT_BY_SYSTEMS


def _misplaced(path: Path, names: Mapping[str, str], found: Mapping[str, Photo]) -> Problem | None:
    """Why a file cannot be the photo of a building, by its name and kind."""
    name = f"{FOLDER}/{path.name}"
    if path.is_symlink() or not path.is_file():
        return Problem(name, "This is not a file of this folder.", "Put the photo itself here.")
    if path.suffix.lower() not in KINDS:
        return Problem(name, "This is not the name of a photo.", f"Photos end in {', '.join(KINDS)}.")
    if path.stem not in names:
        guess = did_you_mean(path.stem, names)
        remedy = guess or "Name the file as the building's id in buildings.csv, or take it out."
        return Problem(name, "No building has this id.", remedy, value=path.stem)
    if path.stem in found:
        return Problem(name, "There are two photos of this building.", "Keep one of them.", value=path.stem)
    if path.stat().st_size > MOST_BYTES:
        return Problem(name, f"It is larger than {MOST_BYTES // 1_000_000} MB.", "Make it smaller.")
    return None


def _opened(path: Path, problems: list[Problem]) -> tuple[bytes, int, int] | None:
    """The photo drawn anew, small and upright; its width and height. ``None`` with a problem where it is no picture."""
    name = f"{FOLDER}/{path.name}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what Pillow only warns of is a broken file, or one that would fill memory
            with Image.open(path, formats=tuple(dict.fromkeys(KINDS.values()))) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    problems.append(Problem(name, "It has too many pixels to be opened.", "Make it smaller."))
                    return None
                picture.draft("RGB", (LARGEST[0] * 2, LARGEST[1] * 2))  # a camera's JPEG is read at a lower size
                return _drawn_anew(picture)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError):
        kinds = ", ".join(dict.fromkeys(KINDS.values()))  # Pillow's own words name folders of this machine
        problems.append(Problem(name, "This is no picture that can be opened.", f"Save it as one of {kinds}."))
        return None


def _drawn_anew(picture: Image.Image) -> tuple[bytes, int, int]:
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail(LARGEST)
    plain = Image.new("RGB", upright.size, "white")  # what is seen through is white, as the page is
    plain.paste(upright, mask=upright.getchannel("A"))
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue(), plain.width, plain.height


def _captions(path: Path, names: Mapping[str, str], problems: list[Problem]) -> Mapping[str, str]:
    """What each photo shows, by building id."""
    if not path.is_file():
        return {}
    try:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        problems.append(Problem(CAPTIONS, f"It cannot be read ({error}).", "Save it as CSV in UTF-8."))
        return {}
    header = rows[0] if rows else []
    absent = [name for name in COLUMNS if name not in header]
    if absent:
        columns = ", ".join(absent)
        problems.append(
            Problem(CAPTIONS, f"Columns are missing: {columns}.", f"It has {' and '.join(COLUMNS)}.", row=1)
        )
        return {}
    return dict(_texts(rows[1:], [header.index(name) for name in COLUMNS], names, problems))


def _texts(
    rows: Iterable[list[str]], at: list[int], names: Mapping[str, str], problems: list[Problem]
) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for line, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) <= max(at):
            problems.append(Problem(CAPTIONS, "The line has too few cells.", "Fill it, or take it out.", row=line))
            continue
        key, text = (row[position].strip() for position in at)
        fault = _wrong(key, text, names, seen)
        if fault:
            problems.append(Problem(CAPTIONS, *fault, row=line, column=COLUMNS[0], value=key))
            continue
        seen.add(key)
        yield key, text


def _wrong(key: str, text: str, names: Mapping[str, str], seen: set[str]) -> tuple[str, str] | None:
    """What is wrong with a caption, and what to do; ``None`` where nothing is."""
    if key not in names:
        return "No building has this id.", did_you_mean(key, names) or "Take the line out, or correct the id."
    if key in seen:
        return "This building has two lines.", "Keep one of them."
    if not text:
        return "It does not say what the photo shows.", "Write it in the column alt, for those who do not see it."
    return None
