"""The pages on importing condition, money, energy, leases, use and places show what the commands really say."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from estate_opt.cli import call
from estate_opt.cli.commands.imports import bookings, condition, energy, leases, money, places

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = ("import-condition-and-money.md", "import-use.md")
PLACES = "import-places.md"
SHARED = ROOT.parent / "shared" / "data" / "leeds" / "postcodes.csv"
FILE = re.compile(r"`([\w.-]+\.csv)`:\n\n```csv\n(.*?)```", re.DOTALL)
CONSOLE = re.compile(r"```console\n\$ ([^\n]*)\n(.*?)```", re.DOTALL)
COMMANDS = (bookings.bookings, bookings.footfall, condition.condition, energy.energy, leases.leases, money.money,
            places.places)  # fmt: skip


def show_what_is_real(page: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> int:
    """Run every command of a page on its own files; the number of commands."""
    text = (DOCS / page).read_text(encoding="utf-8")
    for name, content in FILE.findall(text):
        (folder / name).write_text(content, encoding="utf-8")
    blocks = CONSOLE.findall(text)
    for command, shown in blocks:
        program, *words = re.findall(r"'[^']*'|\S+", command)
        words = [word.strip("'") for word in words]
        if program == "cat":
            real = (folder / words[0]).read_text(encoding="utf-8")
        else:
            capsys.readouterr()
            assert call([word.replace("../shared", str(ROOT.parent / "shared")) for word in words]) == 0
            real = capsys.readouterr().out.replace(date.today().isoformat(), "2026-11-22")
        assert [line.rstrip() for line in shown.splitlines()] == [line.rstrip() for line in real.rstrip().splitlines()]
    return len(blocks)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "data" / "brackenford", tmp_path / "town")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_every_output_is_real(page: str, town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert show_what_is_real(page, town, capsys) >= 3


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the real data does not lie beside the project")
def test_the_page_on_places_is_real(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert show_what_is_real(PLACES, town, capsys) == 3


@pytest.mark.parametrize("page", [*PAGES, PLACES])
def test_every_option_is_one_of_a_command(page: str) -> None:
    known = {"--to", "--as", "--json", "--mapping", "--map"}
    for command in COMMANDS:
        for name, kind in command.__annotations__.items():
            known |= {f"--{name.replace('_', '-')}", *re.findall(r"'(--[a-z-]+)'", str(kind))}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", (DOCS / page).read_text(encoding="utf-8")))
    assert named <= known | {"--call", "--opening", "--rooms", "--calendar", "--term", "--period", "--week",
                             "--longest-hours", "--likeness", "--interval", "--service"}  # fmt: skip


def test_the_python_of_the_page_runs(town: Path) -> None:
    text = (DOCS / PAGES[0]).read_text(encoding="utf-8")
    for name, content in FILE.findall(text):
        (town / name).write_text(content, encoding="utf-8")
    [program] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    exec(compile(program, PAGES[0], "exec"), {})
    assert (town / "town" / "imports" / "condition" / "buildings.csv").exists()
