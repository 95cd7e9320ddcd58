"""``estate-opt frontier`` from end to end: plans that can be shown and verified, and what is refused."""

from __future__ import annotations

import pytest

from tests.end_to_end.conftest import Council

ASKED = ("--measures", "running_cost,condition", "--hold", "relocation", "--points", 3)


@pytest.fixture
def solved(council: Council) -> Council:
    assert council("run", council.plan, "--runs", council.runs, "--maps", council.maps).code == 0
    return council


def test_every_point_is_a_run_of_its_own(solved: Council) -> None:
    before = {name: text for name, text in solved.files().items() if name.startswith("runs")}
    answer = solved("frontier", "--runs", solved.runs, *ASKED, "--json")
    assert answer.code == 0
    folder = answer.json["folder"]
    assert [point["folder"] for point in answer.json["points"]] == ["01", "02", "03"]
    assert answer.json["held"] == ["relocation"]
    assert set(answer.json["let_go"]) == {"reduction", "utilisation", "access-library"}
    for point in answer.json["points"]:
        assert solved("verify", f"{folder}/{point['folder']}").code == 0
        assert solved("show", f"{folder}/{point['folder']}", "--json").json["outcome"] == "chosen"
    after = solved.files()
    assert all(after[name] == text for name, text in before.items())
    again = solved("frontier", "--runs", solved.runs, *ASKED)
    assert again.code == 0
    assert "Held: 1 line of 1 aim" in again.out
    assert "frontier.html" in again.out
    assert solved("verify", "latest", "--runs", solved.runs).code == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--measures", "buildings,acces"), 2, "Did you mean 'access'?"),
        (("--measures", "buildings"), 2, "two or three measures"),
        (("--points", "1"), 2, "at least 2 points"),
        (("--free", "--hold", "reduction"), 2, "give one of the two"),
    ],
)
def test_what_cannot_be_asked(solved: Council, words: tuple[str, ...], code: int, said: str) -> None:
    before = solved.files()
    answer = solved("frontier", "--runs", solved.runs, *words)
    assert answer.code == code
    assert said in answer.words
    assert solved.files() == before


def test_inputs_that_have_changed(solved: Council) -> None:
    table = solved.data / "activities.csv"
    table.write_text(table.read_text().replace(".", ".1", 1))
    answer = solved("frontier", "--runs", solved.runs)
    assert answer.code == 1
    assert "activities.csv of the estate has changed since the run." in answer.words
