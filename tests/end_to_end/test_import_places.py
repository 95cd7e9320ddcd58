"""Places and people as their user types it: an estate of small files, what is refused, and a fetch from loopback."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.importing.fetch.services import endpoints_file, leeds_services, running
from tests.importing.people.test_deprivation import file_7
from tests.importing.places import best_fit_file, centroid_file, population_file, ward_file
from tests.importing.test_libraries import source

COMMANDS = ("wards", "neighbourhoods", "population", "deprivation", "libraries", "illustrative")


def words(answer) -> str:
    """Standard output as one line, so that wrapping does not matter."""
    return " ".join(answer.out.split())


SCRIPTS = sorted((Path(__file__).parents[2] / "docs").glob("*.sh"))


def test_an_estate_from_six_files(council, tmp_path):
    to = ("--to", tmp_path / "estate")
    steps = (
        ("wards", ward_file(tmp_path), "--authority", "Leeds"),
        ("neighbourhoods", centroid_file(tmp_path), "--lookup", best_fit_file(tmp_path)),
        ("population", population_file(tmp_path)),
        ("deprivation", file_7(tmp_path, 2025)),
        ("libraries", source(tmp_path), "--authority", "E08000035"),
        ("illustrative", "--top-up", "12", "--seed", "2"),
    )
    for step in steps:
        answer = council("import", *step, *to)
        assert answer.code == 0, answer.err
    assert "12 buildings were made up altogether" in words(answer)
    assert "Nothing that a plan needs is missing" in words(answer)
    ran = council("run", council.plan, "--set", f"inputs.estate={tmp_path / 'estate'}", "--json")
    assert ran.code == 0, ran.err
    assert council("verify", ran.json["run"]).code == 0


def test_json_says_what_the_layer_is(council, tmp_path):
    answer = council("import", "wards", ward_file(tmp_path), "--to", tmp_path / "e", "--json")
    assert answer.code == 0
    assert answer.json["rows"] == {"areas": 2}
    assert answer.json["settings"]["vintage"] == {"ward_year": 2024}


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (("neighbourhoods", "x.csv", "--points", "LONG"), "Name two, the easterly first"),
        (("population", "x.csv", "--column", "under_5"), "GROUP=COLUMN+COLUMN"),
        (("population", "x.csv", "--column", "a=b", "--column", "a=c"), "a group of its own"),
        (("illustrative", "--top-up", "many"), "TYPE=NUMBER"),
        (("illustrative", "--top-up", "5", "--top-up", "depot=1"), "TYPE=NUMBER"),
    ],
)
def test_options_that_cannot_be_meant(council, tmp_path, step, said):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    step = [tmp_path / "x.csv" if part == "x.csv" else part for part in step]
    answer = council("import", *step, "--to", tmp_path / "e")
    assert answer.code == 2
    assert said in answer.err


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(council, command):
    answer = council("import", command, "--help")
    assert answer.code == 0
    assert f"Example: estate-opt import {command}" in words(answer)


@pytest.mark.parametrize("command", ["wards", "neighbourhoods", "population", "deprivation", "libraries"])
@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02\xff\xfe", b"a,b\n1,2\n", b'"never closed\n', b"LSOA21CD\n\xff\n"]
)
def test_any_bytes_give_a_sentence_and_no_traceback(council, tmp_path, command, content):
    (tmp_path / "x.csv").write_bytes(content)
    answer = council("import", command, tmp_path / "x.csv", "--to", tmp_path / "e")
    assert answer.code == 1
    assert "x.csv" in answer.err
    assert not (tmp_path / "e").exists()


class TestFetch:
    def test_a_council_from_the_network(self, council, tmp_path):
        with running() as services:
            leeds_services(services)
            asked = ("fetch", "Leeds", "--to", tmp_path / "e", "--endpoints", endpoints_file(services, tmp_path))
            answer = council(*asked, "--cache", tmp_path / "cache")
            assert answer.code == 0, answer.err
            assert "Open Government Licence v3.0" in words(answer)
            assert "layer libraries: 1 rows of buildings" in words(answer)
            del services.files["/libraries.csv"]
            part = council(*asked, "--cache", tmp_path / "other", "--only", "libraries", "--json")
            assert part.code == 1
            assert "status 404" in part.json["failed"]["libraries"][0]

    def test_help_has_an_example(self, council):
        assert "Example: estate-opt fetch Leeds" in words(council("fetch", "--help"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_name_options_that_there_are(council, script):
    for line in script.read_text(encoding="utf-8").splitlines():
        found = re.match(r"estate-opt (import \w+|\w+)", line)
        if found:
            options = set(re.findall(r"(?<=\s)--[a-z-]+", line))
            shown = council(*found[1].split(), "--help").out
            assert options <= set(re.findall(r"--[a-z-]+", shown)), line
