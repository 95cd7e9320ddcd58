"""The pages about hand-made plans, comparisons and equality show what the commands really say on the demonstration."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from estate_opt.cli import call

ROOT = Path(__file__).parents[2]
COMPARE, EQUALITY = (ROOT / "docs" / name for name in ("compare-plans.md", "equality.md"))
STAMP = re.compile(r"\d{8}-\d{6}")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the paper of the pages is scored."""
    return tmp_path_factory.mktemp("runs")


def said(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    capsys.readouterr()
    assert call([str(word) for word in words]) == 0
    return capsys.readouterr().out


def scored(capsys: pytest.CaptureFixture[str], runs: Path) -> str:
    paper = ROOT / "models" / "cabinet-paper.csv"
    demo = ROOT / "models" / "demo.toml"
    return said(capsys, "score", paper, "--plan", demo, "--runs", runs, "--maps", runs / "maps")


def shown(page: Path, command: str) -> list[str]:
    """Lines of output below a command on a page, those left out aside."""
    text = page.read_text(encoding="utf-8")
    block = text.split(f"$ {command}\n", 1)[1].split("```", 1)[0]
    return [line.rstrip() for line in block.splitlines() if line.strip() and line != "[…]"]


def lines(text: str) -> set[str]:
    return {STAMP.sub("STAMP", line.rstrip()) for line in text.splitlines()}


def test_the_output_of_score_and_compare_is_real(capsys: pytest.CaptureFixture[str], runs: Path) -> None:
    real = lines(scored(capsys, runs))
    for line in shown(COMPARE, "estate-opt score models/cabinet-paper.csv --plan models/demo.toml"):
        assert STAMP.sub("STAMP", line) in real
    real = lines(said(capsys, "compare", "today", "demo-cabinet-paper", "--runs", runs))
    for line in shown(COMPARE, "estate-opt compare today demo-cabinet-paper"):
        assert STAMP.sub("STAMP", line) in real


def test_the_figures_of_the_equality_page_are_real(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    scored(capsys, tmp_path)
    run = next((tmp_path / "demo-cabinet-paper").iterdir())
    found = pd.read_csv(run / "equality.csv")
    family = found[found["ward_id"].isna() & (found["service_id"] == "family_hub")]
    page = EQUALITY.read_text(encoding="utf-8")
    for row in family.to_dict("records"):
        cells = [
            row["group"], f"{row['people']:,.0f}", f"{row['share_today']:.1%}", f"{row['share_plan']:.1%}",
            f"{row['losing_cover']:,.0f}", f"{row['mean_extra_km']:+.2f}", f"{row['worst_extra_km']:+.2f}",
            f"{row['share_of_people']:.1%}", f"{row['share_of_losing']:.1%}",
        ]  # fmt: skip
        assert f"| {' | '.join(cells)} |" in page
    for row in pd.read_csv(run / "inequality.csv").to_dict("records"):
        figures = [f"{row[f'gini_{when}']:.3f}" for when in ("today", "plan")]
        figures += [f"{row[f'concentration_{when}']:+.3f}" for when in ("today", "plan")]
        assert f"| {' | '.join([row['service'], *figures, row['reading']])} |" in page
