"""Leases: tenure, end, and the next break that is not past."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate_opt.errors import InputError
from estate_opt.importing.leases import import_leases
from tests.importing.gathering import cells, gathered, source

ESTATE = gathered()
TODAY = date(2026, 1, 1)
LEASES = """\
Asset,Tenure,Expiry,Breaks,Exit
001,L/H,31/03/2035,"31/03/2025; 31/03/2028 and 31/03/2031","£10,000"
002,F/H?,,,
003,Leasehold,31/03/2020,TBC,-5
004,licence,31/12/2027,01/01/2030,
004,Leasehold,31/12/2025,,99
009,Freehold,,,
"""
COLUMNS = {"building_id": "Asset", "tenure": "Tenure", "lease_end": "Expiry", "break_dates": "Breaks",
           "exit_cost_gbp": "Exit"}  # fmt: skip


def test_leases() -> None:
    layer = import_leases(source(LEASES), ESTATE, COLUMNS, today=TODAY)
    found = cells(layer)
    lease = [found["001"][c] for c in ("tenure", "lease_end", "break_date", "exit_cost_gbp")]
    assert lease == ["leasehold", "2035-03-31", "2028-03-31", "10000"]
    assert found["002"]["tenure"] == "F/H?"  # in doubt, so kept as it is
    assert (found["003"]["lease_end"], found["003"]["exit_cost_gbp"]) == ("2020-03-31", "")
    assert (found["004"]["tenure"], found["004"]["lease_end"], found["004"]["break_date"]) == (
        "licence", "2027-12-31", "",
    )  # fmt: skip
    notes = " ".join(layer.notes)
    assert "1 break before 2026-01-01" in notes
    assert "1 lease ended before" in notes
    assert layer.unjoined["source_row"].tolist() == ["6", "7"]
    assert layer.unjoined["reason"][0] == "Another lease of 004 runs longer, to 2027-12-31."
    problems = " ".join(map(str, layer.problems))
    assert "The break of 004 on 2030-01-01 is after its lease ends on 2027-12-31." in problems
    assert "Leaving cannot cost less than nothing." in problems


def test_a_break_that_is_no_date_is_told_of() -> None:
    text = "Asset,Breaks\n001,any time; 01/02/2027\n"
    layer = import_leases(source(text), ESTATE, {"building_id": "Asset", "break_dates": "Breaks"}, today=TODAY)
    assert cells(layer)["001"]["break_date"] == "2027-02-01"
    assert "'any time' is not a date" in str(layer.problems[0])


def test_nothing_about_leases() -> None:
    with pytest.raises(InputError, match="known to hold tenure or lease_start"):
        import_leases(source(LEASES), ESTATE, {"building_id": "Asset"})


@settings(deadline=None, max_examples=50)
@given(st.lists(st.dates(date(2020, 1, 1), date(2035, 1, 1)), min_size=1, max_size=5))
def test_the_next_break_is_the_first_that_is_not_past(days: list[date]) -> None:
    text = "Asset,Breaks\n001," + "; ".join(f"{day:%d/%m/%Y}" for day in days) + "\n"
    layer = import_leases(source(text), ESTATE, {"building_id": "Asset", "break_dates": "Breaks"}, today=TODAY)
    ahead = min((day for day in days if day >= TODAY), default=None)
    assert cells(layer)["001"]["break_date"] == ("" if ahead is None else ahead.isoformat())
    later = ahead is not None and ahead + timedelta(days=1)
    assert not later or cells(layer)["001"]["break_date"] < later.isoformat()
