"""Categories of census tables by their words."""

from __future__ import annotations

import math

import pytest

from estate_opt.importing.people.labels import age_band, categories_of_groups

TS007A = [
    "Total: All usual residents", "Aged 4 years and under", "Aged 5 to 9 years", "Aged 10 to 14 years",
    "Aged 15 to 64 years", "Aged 65 to 69 years", "Aged 70 to 84 years", "Aged 85 years and over",
]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "band"),
    [
        ("Aged 4 years and under", (0, 4)),
        ("Age: Aged under 1 year; measures: Value", (0, 0)),
        ("Aged 1 year", (1, 1)),
        ("Age: Aged 85 years and over", (85, math.inf)),
        ("65+", (65, math.inf)),
        ("0-4", (0, 4)),
        ("0 – 15", (0, 15)),
        ("Aged 65 to 74 years", (65, 74)),
        ("Age 42", (42, 42)),
        ("2021", None),
        ("Total", None),
        ("1 car or van in household", None),
    ],
)
def test_ages(label: str, band: tuple[float, float] | None) -> None:
    assert age_band(label) == band


def test_age_bands_as_nomis_and_the_bulk_file_write_them() -> None:
    expected = {
        "population": ("Total: All usual residents",),
        "under_5": ("Aged 4 years and under",),
        "over_65": ("Aged 65 to 69 years", "Aged 70 to 84 years", "Aged 85 years and over"),
    }
    assert categories_of_groups(TS007A) == expected
    bulk = ["Age: Total; measures: Value", *(f"Age: {label}; measures: Value" for label in TS007A[1:])]
    assert {group: len(parts) for group, parts in categories_of_groups(bulk).items()} == {
        "population": 1, "under_5": 1, "over_65": 3,
    }  # fmt: skip


def test_nested_bands_are_counted_once() -> None:
    nested = [
        "Age: Total", "Age: Aged 4 years and under", "Age: Aged under 1 year", "Age: Aged 1 year", "Age: Aged 2 years",
        "Age: Aged 3 years", "Age: Aged 4 years",
    ]  # fmt: skip
    assert categories_of_groups(nested)["under_5"] == ("Age: Aged 4 years and under",)
    assert categories_of_groups(nested[2:])["under_5"] == tuple(nested[2:])


def test_bands_that_do_not_meet_at_the_ages_give_no_group_and_all_give_the_total() -> None:
    assert categories_of_groups(["Aged 0 to 15", "Aged 16 to 69", "70+"]) == {
        "population": ("Aged 0 to 15", "Aged 16 to 69", "70+")
    }


def test_disabled_people_and_not_those_who_are_not() -> None:
    labels = [
        "Total: All usual residents", "Disabled under the Equality Act",
        "Disabled under the Equality Act: Day-to-day activities limited a lot",
        "Disabled under the Equality Act: Day-to-day activities limited a little",
        "Not disabled under the Equality Act", "Not disabled under the Equality Act: No long term physical conditions",
    ]  # fmt: skip
    assert categories_of_groups(labels)["disabled"] == ("Disabled under the Equality Act",)
    del labels[1]
    assert categories_of_groups(labels)["disabled"] == tuple(labels[1:3])


def test_households_without_a_car_need_all_households_beside_them() -> None:
    none, every = "No cars or vans in household", "Total: All households"
    assert categories_of_groups([every, none, "1 car or van in household"]) == {
        "households": (every,), "households without a car": (none,),
    }  # fmt: skip
    assert categories_of_groups([none, "1 car or van in household"]) == {}


def test_percentages_are_no_counts() -> None:
    assert categories_of_groups(["%", "Age: Total; measures: Percent"]) == {}
