"""The page about registers shows what the command really says to the register that it shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from estate_opt.cli import call
from estate_opt.importing.mapper import SURE
from estate_opt.importing.mapping_file import COLUMNS, read_mapping_file
from estate_opt.importing.register.types import LOCALITY, TYPES

PAGE = Path(__file__).parents[2] / "docs" / "import-register.md"
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def blocks(language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")) if kind == language]


def as_shown(folder: Path, block: str, capsys: pytest.CaptureFixture[str]) -> str:
    """A block of the page as it would be now: the command, its warnings, what it says."""
    command = block.splitlines()[0]
    capsys.readouterr()
    assert call(shlex.split(command)[2:]) == 0
    said = capsys.readouterr()
    return f"{command}\n{said.err}{said.out}".replace(f"{folder}/", "")


def test_the_commands_say_what_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (register,) = blocks("csv")
    (tmp_path / "assets.csv").write_text(register, encoding="utf-8")

    for block in blocks("console"):
        shown, _, rest = block.partition("…\n")
        assert as_shown(tmp_path, block, capsys).startswith(shown)
        assert not rest, "only the end of an answer is left out"


def test_the_mapping_file_of_the_page_is_one(tmp_path: Path) -> None:
    (shown,) = blocks("toml")
    path = tmp_path / "mapping.toml"
    path.write_text(shown, encoding="utf-8")
    assert set(read_mapping_file(path, (COLUMNS, TYPES))) == {COLUMNS, TYPES}


def test_figures_and_types_of_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert f"less than {SURE:.0%}".replace("%", " %") in page
    words = page.replace("children's", "childrens").replace("hub", "community hub")
    for kind in LOCALITY:
        assert kind.replace("_", " ") in words
