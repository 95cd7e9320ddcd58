"""Figures that contradict one another within a row or a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from estate_opt.errors import Problem
from estate_opt.inputs.manifest import BUILDINGS, DEPRIVATION, NEIGHBOURHOODS
from estate_opt.inputs.package import Package

RECEIPTS = ("receipt_low_gbp", "receipt_central_gbp", "receipt_high_gbp")


def check_receipt_order(package: Package) -> Iterator[Problem]:
    """Check that the low estimate of a receipt is not above the central one, nor the central above the high."""
    buildings = package[BUILDINGS]
    for row in range(len(buildings)):
        given = [column for column in RECEIPTS if buildings[column][row] is not None]
        for lower, higher in pairwise(given):
            if buildings[lower][row] > buildings[higher][row]:
                message = f"The receipt is above {higher} ({buildings.text[higher][row]})."
                yield buildings.problem(row, lower, message, "Put low, central and high in order.")


def check_groups_within_population(package: Package) -> Iterator[Problem]:
    """Check that no group of a neighbourhood has more people than live there."""
    sheet = package[NEIGHBOURHOODS]
    for group in sheet.extra:
        for row, people in enumerate(sheet[group]):
            population = sheet["population"][row]
            if people is not None and population is not None and people > population:
                message = f"The group is larger than the population ({sheet.text['population'][row]})."
                yield sheet.problem(row, group, message, "Correct one of the two; groups are people, not percentages.")


def check_somebody_lives_there(package: Package) -> Iterator[Problem]:
    """Check that the neighbourhoods have people, whose access can be measured."""
    sheet = package[NEIGHBOURHOODS]
    if len(sheet) and all(population == 0 for population in sheet["population"]):
        yield sheet.problem(None, "population", "Nobody lives in any neighbourhood.", "Give the populations.")


def check_one_vintage(package: Package) -> Iterator[Problem]:
    """Check that ranks of the neighbourhoods all come from one index, and say which."""
    sheet = package[NEIGHBOURHOODS]
    ranked = [row for row, rank in enumerate(sheet["deprivation_rank"]) if rank is not None]
    for row in ranked:
        if sheet["deprivation_vintage"][row] is None:
            message = "There is a rank, but not the index that it belongs to."
            yield sheet.problem(row, "deprivation_vintage", message, "Give the year of the index, such as 2019.")
    counts = Counter(sheet["deprivation_vintage"][row] for row in ranked)
    counts.pop(None, None)
    if len(counts) > 1:
        usual = counts.most_common(1)[0][0]
        odd = next(row for row in ranked if sheet["deprivation_vintage"][row] not in (None, usual))
        listed = ", ".join(f"{vintage} ({count} rows)" for vintage, count in sorted(counts.items()))
        yield sheet.problem(
            odd,
            "deprivation_vintage",
            f"Ranks of different indices are mixed: {listed}.",
            "Keep one here, and put the other into deprivation.csv with its own small areas.",
        )


def check_rank_within_ranked(package: Package) -> Iterator[Problem]:
    """Check that a rank is not higher than the number of small areas that were ranked."""
    sheet = package[DEPRIVATION]
    for row, (rank, ranked) in enumerate(zip(sheet["rank"], sheet["ranked_areas"], strict=True)):
        if rank is not None and ranked is not None and rank > ranked:
            yield sheet.problem(row, "rank", f"The rank is above the number of ranked areas ({ranked}).", "Correct it.")
