"""Every rule that an estate is held against, in the order in which problems are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from estate_opt.domain.place import AreaKind
from estate_opt.errors import Problem, Severity
from estate_opt.inputs.checks import figures, keys, options, points, register, shapes, travelling, use
from estate_opt.inputs.checks.condense import condense
from estate_opt.inputs.manifest import AREAS
from estate_opt.inputs.package import Package

Check = Callable[[Package], Iterable[Problem]]

CHECKS: tuple[Check, ...] = (
    keys.check_duplicate_ids,
    keys.check_reserved_names,
    keys.check_unknown_ids,
    keys.check_kind_of_area,
    shapes.check_wards_are_there,
    shapes.check_valid_polygons,
    shapes.check_overlapping_polygons,
    points.check_points_outside,
    points.check_ward_agrees,
    points.check_same_spot,
    use.check_activity_within_capacity,
    use.check_opening_hours,
    use.check_services_can_be_hosted,
    use.check_activity_suits_building,
    options.check_council_has_buildings,
    options.check_option_as_today,
    options.check_types_are_spelt_alike,
    options.check_options_apply,
    figures.check_receipt_order,
    figures.check_groups_within_population,
    figures.check_somebody_lives_there,
    figures.check_one_vintage,
    figures.check_rank_within_ranked,
    travelling.check_travel_origins,
    travelling.check_travel_figures,
    travelling.check_one_way_of_travelling,
    travelling.check_travel_lets_activity_move,
    travelling.check_travel_leaves_nobody_out,
    register.check_missing_values,
    register.check_missing_wards,
    register.check_missing_people,
    register.check_record_dates,
    register.check_leases,
    register.check_uprns_are_digits,
    register.check_duplicate_uprns,
)

OF_POLYGONS = (shapes.check_valid_polygons, shapes.check_overlapping_polygons)
AFTER_POLYGONS = (points.check_points_outside, points.check_ward_agrees)
"""Rules that say little while a ward's polygon is wrong: what they find mostly follows from that."""


def run_checks(package: Package, problems: list[Problem]) -> list[Problem]:
    """Run every check.

    Parameters
    ----------
    package
        All tables as read.
    problems
        What reading them has already found.

    Returns
    -------
    list of Problem
        Everything found, errors first, otherwise in the order of finding; a fault that a column has
        hundreds of times is told in full for the first and by its lines for the others. Places are
        not held against wards whose polygons have to be put right first.
    """
    by_check = {check: list(check(package)) for check in CHECKS}
    if _wrong_wards(package, [problem for check in OF_POLYGONS for problem in by_check[check]]):
        by_check |= {check: [] for check in AFTER_POLYGONS}
    found = condense(problems + [problem for check in CHECKS for problem in by_check[check]])
    return sorted(found, key=lambda problem: problem.severity is not Severity.ERROR)


def _wrong_wards(package: Package, of_polygons: list[Problem]) -> bool:
    """Whether the polygon of a ward, not only of a committee, is invalid or overlaps another."""
    areas = package[AREAS]
    kind_of_line = dict(zip(areas.lines, areas["kind"], strict=True))
    return any(problem.row is not None and kind_of_line[problem.row] == AreaKind.WARD for problem in of_polygons)
