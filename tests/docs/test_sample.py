"""The committed sample is what the program would write now."""

from __future__ import annotations

import re

import pytest

from docs.sample import ROOT, SAMPLE, selection, site_of


@pytest.mark.slow
def test_the_sample_is_not_stale() -> None:
    for name, text in selection(site_of(SAMPLE / "plan")).items():
        kept = (SAMPLE / name).read_text(encoding="utf-8")
        assert kept == text, f"{name} is stale: run 'make sample', look at it, and commit it"


def test_the_sample_names_no_folder_of_a_machine() -> None:
    for path in SAMPLE.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert str(ROOT) not in text, path
            assert not re.search(r"[\"'](/[A-Za-z0-9_.-]+){2,}[\"']", text) or path.suffix != ".json", path
