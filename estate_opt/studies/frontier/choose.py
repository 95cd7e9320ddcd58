"""Which measures are asked for: refused by name, before anything is solved, where they cannot be drawn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from estate_opt.errors import InputError, Problem, UsageError, did_you_mean
from estate_opt.policies import Kind
from estate_opt.results.result import Result
from estate_opt.studies.frontier import axes
from estate_opt.studies.frontier.axes import Axis, counted_people, greatest_one_off

AXES: Mapping[str, Callable[[Result], Axis]] = {
    "buildings": axes.buildings,
    "access": axes.access,
    "running_cost": axes.running_cost,
    "one_off": axes.one_off,
    "carbon": axes.carbon,
    "condition": axes.condition,
}
"""Every measure by its name on the command line."""
FEWEST, MOST = 2, 3
LEAST_POINTS = 2


def chosen_axes(names: Sequence[str], points: int, result: Result, hold: Collection[str] = ()) -> tuple[Axis, ...]:
    """The axes of some measures over an estate.

    Raises
    ------
    UsageError
        Measures that there are none of, too few or too many, one twice, too few points, or aims to hold that there
        are none of; all that is wrong at once.
    InputError
        Measures of which the estate or the plan file says nothing, each with what is missing.
    """
    wrong = [*_misused(names, points), *_not_aims(hold, result)]
    if wrong:
        raise UsageError("\n".join(wrong))
    problems = [problem for name in names for problem in _lacks(name, result)]
    if problems:
        raise InputError(problems)
    return tuple(AXES[name](result) for name in names)


def _misused(names: Sequence[str], points: int) -> Iterator[str]:
    known = ", ".join(AXES)
    for name in dict.fromkeys(names):
        if name not in AXES:
            guess = did_you_mean(name, AXES)
            yield f"There is no measure {name!r}. {guess}{' ' * bool(guess)}Measures are: {known}."
        if names.count(name) > 1:
            yield f"The measure {name!r} is named {names.count(name)} times; name different ones."
    if not FEWEST <= len(names) <= MOST:
        said = f"{len(names)} {'measure is' if len(names) == 1 else 'measures are'} given"
        yield f"A frontier is drawn over two or three measures; {said}. Measures are: {known}."
    if points < LEAST_POINTS:
        yield f"A frontier has at least {LEAST_POINTS} points, its ends; {points} asked for."


def _not_aims(hold: Collection[str], result: Result) -> Iterator[str]:
    aims = [policy.id for policy in result.plan_file.policies.all() if policy.kind is Kind.AIM]
    for name in hold:
        if name not in aims:
            guess = did_you_mean(name, aims)
            yield f"The plan file has no aim {name!r} to hold. {guess}{' ' * bool(guess)}Aims are: {', '.join(aims)}."


def _lacks(name: str, result: Result) -> Iterator[Problem]:
    """What is missing for a measure."""
    estate = result.estate
    council = [b for b in estate.buildings if b.is_council]
    if name == "carbon" and not any(b.carbon_kgco2e_per_year for b in council):
        yield _no_record(name, "carbon_kgco2e_per_year", "emissions")
    if name == "condition" and all(b.condition is None for b in council):
        yield _no_record(name, "condition", "condition grade")
    if name == "running_cost" and not any(b.running_cost_gbp_per_year or b.income_gbp_per_year for b in council):
        yield _no_record(name, "running_cost_gbp_per_year", "running cost")
    if name == "one_off" and greatest_one_off(result.context) <= 0:
        message = "The measure 'one_off' cannot be drawn: no option and no building has a cost that is paid once."
        yield Problem("options.csv", message, "Give options their one_off_gbp, or name another measure.")
    counted = counted_people(result.plan_file, result.context) if name == "access" else []
    if name == "access" and not any(people.sum() > 0 for _, people in counted):
        message = "The measure 'access' cannot be drawn: the plan file has no access standard with people to count."
        yield Problem(
            "plan file", message, "Add [[policies.access]], or name another measure.", column="policies.access"
        )


def _no_record(name: str, column: str, what: str) -> Problem:
    message = f"The measure {name!r} cannot be drawn: no council building has a record of its {what}."
    return Problem("buildings.csv", message, "Fill the column in, or name another measure.", column=column)
