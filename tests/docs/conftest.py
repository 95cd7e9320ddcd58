"""A small estate on disk with a plan file, for pages that show what commands do."""

from __future__ import annotations

from pathlib import Path

import pytest

from estate_opt.inputs import write_estate
from tests.tiny import tiny_estate

PLAN = """\
[inputs]
estate = "../data"

[policies.reduction]
number = 1
"""


@pytest.fixture
def small_case(tmp_path: Path) -> Path:
    plan = tmp_path / "models" / "small.toml"
    plan.parent.mkdir()
    plan.write_text(PLAN, encoding="utf-8")
    write_estate(tiny_estate(), tmp_path / "data")
    return plan
