"""The pages on travel and data quality name what there is: keys, options, findings and proposals."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from estate_opt.cli.commands.imports.travel import travel
from estate_opt.cli.commands.quality import DATA, FOLDER, PAGE, quality
from estate_opt.config.travelling import Travel
from estate_opt.importing.travel.cache import FOLDER_VARIABLE
from estate_opt.importing.travel.matrix.audit import FASTEST_KM_PER_HOUR, FASTEST_OTHERWISE
from estate_opt.inputs.quality import Proposal, as_data, assess_quality

ROOT = Path(__file__).parents[2]
TRAVEL = (ROOT / "docs" / "travel.md").read_text(encoding="utf-8")
QUALITY = (ROOT / "docs" / "data-quality.md").read_text(encoding="utf-8")
OF_OTHERS = {"--set", "--peers", "--survey-first"}


def options(page: str) -> set[str]:
    return set(re.findall(r"(?<=[\s`])--[a-z][a-z-]*", page)) - OF_OTHERS


def parameters(command: object) -> set[str]:
    return {f"--{name.replace('_', '-')}" for name in inspect.signature(command).parameters}  # type: ignore[arg-type]


def test_every_option_is_one_of_its_command() -> None:
    assert options(TRAVEL) <= parameters(travel)
    assert options(QUALITY) <= parameters(quality) | {"--json"}


def test_every_kind_and_key_of_travel_is_there() -> None:
    kinds = Travel.model_fields["kind"].annotation.__args__  # type: ignore[union-attr]
    assert all(f"| `{kind}` |" in TRAVEL for kind in kinds)
    for key in re.findall(r"`([a-z]+_[a-z_]+)`", TRAVEL):
        of_files = {"from_id", "to_id", "travel_time", "duration_s", "distance_km", "sources_to_targets"}
        of_plan = {"travel_horizon_km", "speed_km_per_hour"}
        assert key in Travel.model_fields or key in of_files | of_plan, key


def test_defaults_and_speeds_are_those_of_the_program() -> None:
    assert f"`snap_limit_m` ({Travel.model_fields['snap_limit_m'].default:g})" in TRAVEL
    walk, cycle = FASTEST_KM_PER_HOUR["walk"], FASTEST_KM_PER_HOUR["bicycle"]
    assert f"(walk {walk:g}, bicycle {cycle:g}, otherwise {FASTEST_OTHERWISE:g})" in TRAVEL
    assert FOLDER_VARIABLE in TRAVEL


def test_files_and_proposals_of_quality_are_named() -> None:
    assert f"{FOLDER}/{PAGE}" in QUALITY
    assert DATA in QUALITY
    assert all(proposal.value in QUALITY for proposal in Proposal)


def test_the_output_on_the_page_is_that_of_the_demonstration() -> None:
    found = assess_quality(ROOT / "data" / "brackenford")
    first = found.survey.columns[0]
    assert f"{first.missing} of {first.of} │   £{first.at_stake_gbp:,.0f}" in QUALITY
    building = found.survey.buildings[0]
    assert f"{building.building_id} {building.name}: £{building.at_stake_gbp:,.0f} hangs on" in QUALITY
    assert f"{len(found.outliers)} figures stand out" in QUALITY
    for key in ("rows", "buildings", "errors", "problems", "completeness", "ages", "duplicates", "outliers", "assumed"):
        assert key in as_data(found)
        assert f"`{key}`" in QUALITY
