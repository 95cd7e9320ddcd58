"""Pages of the tiny estate as they were last looked at: ``GOLDEN=write pytest tests/publishing`` after a change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.publishing.sites import tiny_site

GOLDEN = Path(__file__).parent / "golden"
KEPT = (
    "index.html",
    "method.html",
    "buildings.html",
    "wards/millfield.html",
    "buildings/chapel-street-centre.html",
)


@pytest.mark.parametrize("name", KEPT)
def test_a_page_is_as_it_was_last_looked_at(name: str) -> None:
    text = dict(tiny_site().pages())[name].replace(_versions(), "VERSIONS")
    path = GOLDEN / name.replace("/", "-")
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.is_file(), f"{path.name} is missing: run with GOLDEN=write, look at it, and commit it"
    assert path.read_text(encoding="utf-8") == text, f"{name} has changed: run with GOLDEN=write and look at the diff"


def _versions() -> str:
    """Versions of packages, which differ from machine to machine."""
    packages = tiny_site().subject.record.packages
    return ", ".join(f"{name} {version}" for name, version in sorted(packages.items()))
