"""From a register in PostGIS to a plan in PostGIS, by the commands alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from estate_opt.cli import call
from estate_opt.inputs import write_estate
from tests.postgis.conftest import PASSWORD, Database
from tests.tiny import tiny_estate

PLAN = """\
[inputs]
estate = "data"

[policies.reduction]
number = 1
"""


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the tiny estate."""
    folder = tmp_path_factory.mktemp("council")
    write_estate(tiny_estate(), folder / "data")
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    assert call(["run", str(folder / "plan.toml"), "--runs", str(folder / "runs"), "--maps", str(folder / "maps")]) == 0
    return folder / "runs"


def test_a_register_is_imported(database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database.run(
        "create table assets (asset_id text, name text, asset_type text, geom geometry(Point, 27700))",
        "insert into assets values ('007', 'Nettleby Library', 'Library', ST_SetSRID(ST_Point(430000, 433000), 27700))",
    )

    code = call(["import", "register", f"{database.address}?table=assets", "--to", str(tmp_path / "e"), "--json"])

    said = capsys.readouterr()
    assert code == 0, said.err
    assert json.loads(said.out)["rows"] == {"buildings": 1}
    written = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "e").rglob("*") if path.is_file())
    assert "007,,Nettleby Library,library,council,-1.5460862,53.7924539" in written
    assert PASSWORD not in written + said.out + said.err


def test_a_run_is_exported(database: Database, runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["export", "latest", "--runs", str(runs), "--to", database.address, "--schema", "plan_2027"]

    assert call([*words, "--json"]) == 0
    said = capsys.readouterr()
    rows = json.loads(said.out)["rows"]
    assert set(rows) == database.tables("plan_2027")
    for name, count in rows.items():
        assert database.run(f"select count(*) from plan_2027.{name}") == [(count,)]
    assert dict(database.run("select * from plan_2027.about"))["run"].startswith("plan/")  # type: ignore[arg-type]

    assert call(words) == 1
    assert "--overwrite" in capsys.readouterr().err
    assert call([*words, "--overwrite"]) == 0
    assert PASSWORD not in capsys.readouterr().out


def test_an_export_needs_an_address(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["export", "latest", "--runs", str(runs)]) == 2
    assert call(["export", "latest", "--runs", str(runs), "--to", "postgresql://u:swordfish@127.0.0.1:9/db"]) == 1
    assert "swordfish" not in capsys.readouterr().err
