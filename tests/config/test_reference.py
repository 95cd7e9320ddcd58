"""The manual and the editor's schema in ``models/`` are those of the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from estate_opt.config.reference import main, reference_files, reference_markdown
from estate_opt.config.schema import FormulationSettings, Inputs, Outputs, Preferences, Priority, Solve
from estate_opt.policies import ALL_POLICIES

SECTIONS = ("priority", "formulation", "regions")
MODELS = Path(__file__).parents[2] / "models"


@pytest.mark.parametrize("name", sorted(reference_files()))
def test_the_file_in_models_is_up_to_date(name: str) -> None:
    written = (MODELS / name).read_text(encoding="utf-8")
    assert written == reference_files()[name], "stale: run python -m estate_opt.config.reference models"


@pytest.mark.parametrize("model", [Inputs, Priority, Preferences, Solve, FormulationSettings, Outputs, *ALL_POLICIES])
def test_every_key_is_in_the_manual(model: type) -> None:
    manual = reference_markdown()
    assert all(f"| `{key}` |" in manual for key in model.model_fields if key not in SECTIONS)


def test_every_policy_has_its_section_and_its_example() -> None:
    manual = reference_markdown()
    for policy in ALL_POLICIES:
        assert f"### `[policies.{policy.name}]`" in manual
        assert policy.example.strip() in manual


def test_types_and_defaults_are_in_words() -> None:
    manual = reference_markdown()
    for row in (
        "| `estate` | path | **needed** |",
        "| `ceiling` | number, > 0 and ≤ 1 | none |",
        "| `gap` | number, ≥ 0 and < 1 | `0.01` |",
        "| `travel_bands_km` | list of number, > 0 | `[0.8, 1.6, 3.2, 5.0]` |",
        '| `runs` | path | `"../runs"` |',
        "| `options` | table of text or number or true or false | none |",
        '| `receipts` | `"none"`, `"low"`, `"central"`, `"high"` | `"none"` |',
        "| `condition_scores` | table of number, 0 to 1 | `{ A = 1, B = 0.7, C = 0.35, D = 0 }` |",
    ):
        assert row in manual, row


def test_every_row_of_a_table_has_four_cells() -> None:
    rows = [line for line in reference_markdown().splitlines() if line.startswith("|")]
    assert {line.replace(r"\|", "").count("|") for line in rows} == {5}


def test_the_files_are_written_where_asked(tmp_path: Path) -> None:
    main(str(tmp_path))
    assert {path.name: path.read_bytes().decode() for path in tmp_path.iterdir()} == dict(reference_files())
