"""How different two plans are: the buildings that one keeps and the other does not.

A Hamming distance over buildings. A building that is run in another way, but kept (or gone) in both,
counts a tenth, so that it decides only between plans that keep and close the same number otherwise.
"""

from __future__ import annotations

from estate_opt.domain.decisions import Decisions
from estate_opt.domain.estate import Estate
from estate_opt.domain.option import Option
from estate_opt.formulation import Formulation
from estate_opt.policies.base import Expression

OTHER_OPTION = 0.1
"""What a building counts that is run otherwise but stays, or goes otherwise."""


def weight(one: Option, other: Option) -> float:
    """What two options of a building count."""
    if one.option_id == other.option_id:
        return 0.0
    return 1.0 if one.in_estate != other.in_estate else OTHER_OPTION


def distance(estate: Estate, one: Decisions, other: Decisions) -> float:
    """Buildings between kept and not kept, and a tenth for each that is run otherwise."""
    by_id = estate.option_by_id
    return sum(
        weight(by_id[one.options[b.building_id]], by_id[other.options[b.building_id]]) for b in estate.council_buildings
    )


def distance_expression(formulation: Formulation, decisions: Decisions) -> Expression:
    """The distance of the program's plan to given decisions."""
    by_id = formulation.estate.option_by_id
    return Expression(
        [
            (chosen, weight(option, by_id[decisions.options[formulation.name_of(k)]]))
            for k in range(len(formulation.estate.buildings))
            for option, chosen in formulation.runs(k)
            if option.option_id != decisions.options[formulation.name_of(k)]
        ]
    )
