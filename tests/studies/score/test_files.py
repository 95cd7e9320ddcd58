"""The files of a hand-made plan: read as they are meant, and every mistake told with its line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from estate_opt.domain.decisions import Move
from estate_opt.errors import InputError, UsageError
from estate_opt.studies.score import HandMade, read_hand_made
from tests.tiny import tiny_estate_with_partner

ESTATE = tiny_estate_with_partner()
HEADER = "building_id,option_id\n"
MOVES = "from_building,service_id,to_building,share\n"


def read(folder: Path, decisions: str, moves: str | None = None) -> HandMade:
    first, second = folder / "published.csv", folder / "moves.csv"
    first.write_text(decisions, encoding="utf-8")
    if moves is not None:
        second.write_text(moves, encoding="utf-8")
    return read_hand_made(first, ESTATE, None if moves is None else second)


def problems(folder: Path, decisions: str, moves: str | None = None) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(folder, decisions, moves)
    return [str(problem) for problem in caught.value.problems]


def test_decisions_and_moves_are_read(tmp_path: Path) -> None:
    said = read(
        tmp_path, f"{HEADER}B2,close\nB1,hub\nP1,partner\n", f"{MOVES}B2,room_hire,B1,0.5\nB2,room_hire,,0.25\n"
    )
    assert said.name == "published"
    assert said.options == {"B1": "hub", "B2": "close", "P1": "partner"}
    assert said.moves == (Move("B2", "room_hire", "B1", 0.5),)
    assert said.ended == {("B2", "room_hire"): 0.25}
    assert said.warnings == ()


def test_other_columns_are_passed_over_and_said(tmp_path: Path) -> None:
    said = read(tmp_path, "name,building_id,minutes,option_id\nChapel,B2,Cabinet 4 May,close\n")
    assert said.options == {"B2": "close"}
    assert "'name', 'minutes'" in str(said.warnings[0])


def test_a_file_without_rows_leaves_everything_as_it_is(tmp_path: Path) -> None:
    said = read(tmp_path, HEADER)
    assert said.options == {}
    assert "stays as it is today" in str(said.warnings[0])


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("B22,close\n", "line 2, building_id = 'B22': The estate has no building of this id. Did you mean 'B2'?"),
        ("chapel street centre,close\n", "is the name of 'B2': give that id."),
        ("zzzzzz,close\n", "Give the id that buildings.csv has."),
        ("B2,clsoe\n", "option_id = 'clsoe': The estate has no option of this id. Did you mean 'close'?"),
        ("B3,hub\n", "The option is not open to this building. Open to it are: close, keep."),
        ("P1,close\n", "The option is not open to this building. Open to it are: partner."),
        ("B2,close\nB2,keep\n", "line 3, building_id = 'B2': The building is decided about on line 2 already."),
        ("B2,\n", "option_id: The value is missing."),
        ("B2\n", "The row has 1 cells where the header has 2."),
    ],
)
def test_a_wrong_decision_is_told(tmp_path: Path, rows: str, words: str) -> None:
    assert any(words in problem for problem in problems(tmp_path, HEADER + rows))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("B9,room_hire,B1,0.5\n", "from_building = 'B9': The estate has no building"),
        ("B2,room_hire,B9,0.5\n", "to_building = 'B9': The estate has no building"),
        ("B2,room_hyre,B1,0.5\n", "Did you mean 'room_hire'?"),
        ("B2,library,B1,0.5\n", "There is no activity of this service at the building today"),
        ("B2,room_hire,B1,1.5\n", "share = '1.5'"),
        ("B2,room_hire,B1,0\n", "A move of nothing is none."),
        ("B2,room_hire,B1,some\n", "share = 'some'"),
        ("B2,room_hire,B1,0.2\nB2,room_hire,B1,0.2\n", "line 3, to_building = 'B1': The move is there more than once."),
        ("B2,room_hire,B1,0.7\nB2,room_hire,B3,0.4\n", "add up to 1.1, more than all of it"),
        ("B2,room_hire,B1,0.7\nB2,room_hire,,0.4\n", "add up to 1.1, more than all of it"),
    ],
)
def test_a_wrong_move_is_told(tmp_path: Path, rows: str, words: str) -> None:
    assert any(words in problem for problem in problems(tmp_path, f"{HEADER}B2,close\n", MOVES + rows))


def test_every_problem_of_both_files_comes_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, f"{HEADER}B9,close\nB1,no\n", f"{MOVES}B8,library,B1,0.5\n")
    assert len(found) == 3


def test_a_column_of_another_name_is_offered(tmp_path: Path) -> None:
    assert any(
        "Did you call it 'option'?" in problem for problem in problems(tmp_path, "building_id,option\nB2,close\n")
    )


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="building_id, option_id"):
        read_hand_made(tmp_path / "nowhere.csv", ESTATE)
