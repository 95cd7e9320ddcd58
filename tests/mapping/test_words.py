"""Dates, ids and proofs in plain words."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest

from estate_opt.domain.plan import Outcome, Plan
from estate_opt.mapping.words import column_words, date_words, plain_words, short_pounds, type_words
from estate_opt.results.proven import proof_words
from tests.mapping.views import MIXED, plan


def proven(objective: float, bound: float, outcome: Outcome = Outcome.OPTIMAL) -> Plan:
    return replace(plan(MIXED, objective, bound), outcome=outcome)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (proven(2.0, 2.0), "This plan is proven to be the best possible under its rules."),
        (proven(100, 98.8), "This plan is proven to be within 1.2% of the best possible under its rules."),
        (
            proven(100, 90, Outcome.TIME_LIMIT),
            "This plan is proven to be within 10% of the best possible under its rules. "
            "The search was stopped at its time limit.",
        ),
        (
            proven(1, -math.inf, Outcome.INTERRUPTED),
            "How close this plan is to the best possible is not proven. The search was stopped by hand.",
        ),
    ],
)
def test_proof(found: Plan, sentence: str) -> None:
    assert proof_words(found) == sentence


def test_proof_of_missed_aims_is_told_apart() -> None:
    last = plan(MIXED, 1.0, 0.99).proof[0]
    aims = replace(last, stage="shortfall of tier 1", objective=0.02, bound=0.015)
    assert proof_words(replace(plan(MIXED), proof=(aims, last))) == (
        "No plan can cut what is missed of the aims by more than 25%; among plans that miss no more, "
        "this one is proven to be within 1% of the best."
    )


def test_date() -> None:
    assert date_words(date(2026, 11, 3)) == "3 November 2026"


def test_ids_become_words() -> None:
    assert type_words("childrens_centre") == "Children’s centre"
    assert plain_words("access-family_hub") == "Access family hub"
    assert column_words("running_cost_gbp_per_year") == "running cost"
    assert column_words("condition") == "condition"
    assert column_words("gia_m2") == "floor area"


@pytest.mark.parametrize(
    ("value", "words"),
    [(999_999, "£999,999"), (37_517_600, "£37.5 million"), (-1_250_000, "−£1.2 million"), (25_000_000, "£25 million")],
)
def test_pounds_of_a_headline(value: float, words: str) -> None:
    assert short_pounds(value) == words
