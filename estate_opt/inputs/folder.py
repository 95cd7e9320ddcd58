"""Writing a folder as a whole: beside its place first and then renamed, so that a killed run leaves no half estate."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Collection, Mapping
from pathlib import Path

from estate_opt.errors import OutputError


def write_folder(folder: Path, files: Mapping[str, str], ours: Collection[str]) -> None:
    """Write text files as a folder, replacing an earlier version of them.

    Parameters
    ----------
    folder
        Where they go; folders above it are made.
    files
        Text by file name (with folders, parted by ``/``), written as UTF-8 with the line ends it has.
    ours
        Names, of folders too, that an earlier version may have had: those that ``files`` lacks go. Everything else
        in the folder (notes, sources) is kept.

    Raises
    ------
    OutputError
        Where the folder cannot be written; what was there before is left as it was.
    """
    folder = folder.resolve()
    fresh = folder.with_name(f".{folder.name}.{uuid.uuid4().hex}.new")
    try:
        fresh.mkdir(parents=True)
        for name, text in files.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_text(text, encoding="utf-8", newline="")
        if folder.exists():
            _keep_others(folder, fresh, ours)
        _put_in_place(fresh, folder)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(
            f"The folder {folder} cannot be written ({reason}). Nothing was changed. "
            "Free some space, check its permissions, or choose another folder."
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _keep_others(folder: Path, fresh: Path, ours: Collection[str]) -> None:
    for path in folder.iterdir():
        if path.name in ours:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, fresh / path.name, symlinks=True)
        else:
            shutil.copy2(path, fresh / path.name, follow_symlinks=False)


def _put_in_place(fresh: Path, folder: Path) -> None:
    """Rename the new folder into place, and the old one back if that fails."""
    if not folder.exists():
        fresh.rename(folder)
        return
    old = fresh.with_suffix(".old")
    folder.rename(old)
    try:
        fresh.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
