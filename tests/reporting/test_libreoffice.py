"""The workbook as LibreOffice opens it: another reader than the library that wrote it."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from estate_opt.results.tables import tables
from tests.reporting.test_workbook import write
from tests.results.plans import result
from tests.tiny import tiny_estate_with_partner

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
FORMULA = '=HYPERLINK("http://example.invalid","x")'

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not on this machine (on Debian: libreoffice-calc)"),
]


def converted(book: Path, to: str, ending: str) -> list[Path]:
    """The workbook as LibreOffice reads it, in another format."""
    folder = book.parent / "converted"
    command = [
        str(OFFICE), f"-env:UserInstallation={(book.parent / 'profile').as_uri()}", "--headless", "--convert-to", to,
        "--outdir", str(folder), str(book),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return sorted(folder.glob(f"*.{ending}"))


def every_sheet(book: Path) -> dict[str, list[list[str]]]:
    """Cells of each sheet as shown, by its name."""
    found = converted(book, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1", "csv")
    return {
        path.stem.removeprefix(f"{book.stem}-"): list(
            csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
        )
        for path in found
    }


def test_every_sheet_opens_with_its_rows(tmp_path: Path) -> None:
    sheets = every_sheet(write(tmp_path / "plan.xlsx"))
    for table in tables(result()).values():
        rows = sheets[table.title]
        assert rows[0] == [column.heading for column in table.columns]
        assert len(rows) == 1 + len(table.rows)
    hub = dict(zip(*sheets["Decisions"][:2], strict=True))
    assert hub["Name"] == "Mill Lane Library"
    assert hub["Utilisation plan hours"] == "34.7%"
    assert hub["Running cost plan (£ a year)"] == "£122,000"
    assert not [cell for rows in sheets.values() for row in rows for cell in row if cell.startswith(("#", "Err:"))]


def test_what_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    estate = tiny_estate_with_partner()
    named = estate.replace(buildings=tuple(replace(b, name=FORMULA) for b in estate.buildings))
    names = {row[1] for row in every_sheet(write(tmp_path / "plan.xlsx", result(estate=named)))["Decisions"][1:]}
    assert names == {FORMULA}


def test_it_prints(tmp_path: Path) -> None:
    (pdf,) = converted(write(tmp_path / "plan.xlsx"), "pdf", "pdf")
    text = "\n".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert "Tinytown, fewer buildings" in text
    assert "Mill Lane Library" in text
