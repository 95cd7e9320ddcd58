"""Answers kept on the disk: whole or not at all, each with its hash, so that what was downloaded is not asked again."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from estate_opt.errors import OutputError

SECONDS_A_DAY = 86_400.0


def default_cache() -> Path:
    """The folder for caches that the operating system gives a user's programs."""
    return user_cache_path("estate-opt") / "fetch"


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer that is kept: its body, and what is known of it."""

    body: Path
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of answers.

    Parameters
    ----------
    folder
        Where they lie; made when the first one comes.
    max_age_days
        What is older is asked for again.
    """

    folder: Path
    max_age_days: float

    def path_of(self, url: str) -> Path:
        """Where the body of an address is kept."""
        return self.folder / f"{hashlib.sha256(url.encode()).hexdigest()[:32]}.body"

    def part_of(self, url: str) -> Path:
        """Where a body is gathered until it is whole."""
        return self.path_of(url).with_suffix(".part")

    def note_validator(self, url: str, headers: Mapping[str, str]) -> None:
        """Keep what tells this version of an address from another, so that a broken body is only continued by its own.

        Raises
        ------
        OutputError
            Where the cache cannot be written.
        """
        etag = headers.get("ETag", "")
        told = etag if etag and not etag.startswith("W/") else headers.get("Last-Modified", "")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.path_of(url).with_suffix(".version").write_text(told, encoding="utf-8")
        except OSError as error:
            raise cannot_write(self.folder, error) from error

    def validator_of(self, url: str) -> str:
        """The version that a part is of; empty where its service does not say."""
        try:
            return self.path_of(url).with_suffix(".version").read_text(encoding="utf-8")
        except OSError:
            return ""

    def find(self, url: str) -> Kept | None:
        """An answer that is there, whole, untouched and not too old; else ``None``."""
        body = self.path_of(url)
        try:
            about = json.loads(body.with_suffix(".json").read_text(encoding="utf-8"))
            data = body.read_bytes()
            fresh = time.time() - float(about["time"]) <= self.max_age_days * SECONDS_A_DAY
            same = hashlib.sha256(data).hexdigest() == about["sha256"] and about["url"] == url
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return Kept(body, about["sha256"], len(data)) if fresh and same else None

    def keep(self, url: str, headers: Mapping[str, str]) -> Kept:
        """Take the gathered part as whole.

        Raises
        ------
        OutputError
            Where the cache cannot be written.
        """
        body, part = self.path_of(url), self.part_of(url)
        try:
            data = part.read_bytes()
            sha256 = hashlib.sha256(data).hexdigest()
            about = {"url": url, "sha256": sha256, "bytes": len(data), "time": time.time(), "headers": dict(headers)}
            part.replace(body)
            body.with_suffix(".json").write_text(json.dumps(about, indent=1), encoding="utf-8")
            body.with_suffix(".version").unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(self.folder, error) from error
        return Kept(body, sha256, len(data))

    def forget(self, url: str) -> None:
        """Take an answer out that turned out to be none."""
        for ending in (".body", ".json", ".part", ".version"):
            self.path_of(url).with_suffix(ending).unlink(missing_ok=True)


def cannot_write(folder: Path, error: OSError) -> OutputError:
    """The error of a cache that cannot be written."""
    return OutputError(
        f"The cache {folder} cannot be written ({error.strerror or error}). Name another folder with --cache."
    )
