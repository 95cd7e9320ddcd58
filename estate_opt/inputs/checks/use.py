"""Use: what happens in a building fits into it, and every service has somewhere to go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from estate_opt.domain.building import Owner
from estate_opt.errors import Problem, did_you_mean
from estate_opt.inputs.manifest import ACTIVITIES, BUILDINGS, OPTIONS, SERVICES
from estate_opt.inputs.package import Package

ROUNDING = 1e-9
"""Relative slack when a sum of hours is held against a capacity."""


def check_activity_within_capacity(package: Package) -> Iterator[Problem]:
    """Check that the activities at a building do not add up to more than its capacity."""
    buildings = package[BUILDINGS]
    used = _hours_used(package)
    for row, building in enumerate(buildings["building_id"]):
        capacity, hours = buildings["capacity_hours_per_week"][row], used.get(building, 0.0)
        if capacity is not None and hours > capacity * (1 + ROUNDING):
            yield buildings.problem(
                row,
                "capacity_hours_per_week",
                f"The activities at {building!r} take {hours:,.1f} space-hours a week, more than this capacity.",
                "Correct its rows in activities.csv, or the capacity (opening hours × bookable spaces).",
            )


def _hours_used(package: Package) -> dict[str, float]:
    activities = package[ACTIVITIES]
    used: dict[str, float] = defaultdict(float)
    for building, hours in zip(activities["building_id"], activities["hours_per_week"], strict=True):
        used[building] += hours or 0.0
    return used


def check_opening_hours(package: Package) -> Iterator[Problem]:
    """Check that a building that is open has opening hours; one that is temporarily closed has nothing on."""
    buildings = package[BUILDINGS]
    used = _hours_used(package)
    for row, hours in enumerate(buildings["opening_hours_per_week"]):
        if hours != 0:
            continue
        capacity = buildings["capacity_hours_per_week"][row]
        idle = not capacity and not used.get(buildings["building_id"][row])
        if buildings["status"][row] != "temporarily closed" or not idle:
            yield buildings.problem(
                row,
                "opening_hours_per_week",
                "The building is never open.",
                "Give its hours; or, if nothing is on there, set its status to 'temporarily closed' and its "
                "capacity to 0.",
            )


def check_services_can_be_hosted(package: Package) -> Iterator[Problem]:
    """Check that for every service there is a building with an option that has all the features it needs.

    A service that is nowhere today either is only warned of: nothing has to be moved.
    """
    services = package[SERVICES]
    in_use = set(package[ACTIVITIES]["service_id"])
    known = frozenset().union(*_features_on_offer(package))
    for row in sorted(_homeless_services(package)):
        absent = sorted(services["needs"][row] - known)
        if absent:
            message = f"No building has, and no option adds, {', '.join(map(repr, absent))}."
            remedy = did_you_mean(absent[0], known) or "Correct the features, or add an option that brings them."
        else:
            message = "No building has all the features that the service needs, under any option."
            remedy = "Correct the features, or add an option that brings them together."
        if services["service_id"][row] in in_use or not package[ACTIVITIES].readable:
            yield services.problem(row, "needs", message, remedy)
        else:
            remedy = f"Take it out of services.csv, or {remedy[:1].lower()}{remedy[1:]}"
            yield services.warning(row, "needs", f"{message} No activity uses it.", remedy)


def _homeless_services(package: Package) -> set[int]:
    """Rows of the services that no building can host under any option."""
    if not (package[BUILDINGS].readable and package[OPTIONS].readable):
        return set()
    on_offer = _features_on_offer(package)
    return {
        row
        for row, needs in enumerate(package[SERVICES]["needs"])
        if needs is not None and not any(needs <= features for features in on_offer)
    }


def _features_on_offer(package: Package) -> set[frozenset[str]]:
    """Every set of features that some building has under some option in which it is open to users."""
    buildings, options = package[BUILDINGS], package[OPTIONS]
    hosting = [
        (options["applies_to"][row] or frozenset(), options["adds_features"][row] or frozenset())
        for row in range(len(options))
        if options["capacity_factor"][row] != 0
        and options["hours_factor"][row] != 0
        and options["gives_access"][row] is not False
    ]
    found = set()
    for row in range(len(buildings)):
        features = buildings["features"][row] or frozenset()
        names = {"*", buildings["type"][row], buildings["building_id"][row]}
        if buildings["capacity_hours_per_week"][row] == 0:
            continue
        if buildings["owner"][row] == Owner.PARTNER:
            found.add(features)
        else:
            found |= {features | added for applies_to, added in hosting if applies_to & names}
    return found


def check_activity_suits_building(package: Package) -> Iterator[Problem]:
    """Check that a building has what the services in it need; where not, an activity may stay but none may come."""
    activities, buildings, services = package[ACTIVITIES], package[BUILDINGS], package[SERVICES]
    features = dict(zip(buildings["building_id"], buildings["features"], strict=True))
    homeless = _homeless_services(package)
    needs = {
        service: services["needs"][row] for row, service in enumerate(services["service_id"]) if row not in homeless
    }
    for row in range(len(activities)):
        building, service = activities["building_id"][row], activities["service_id"][row]
        there, needed = features.get(building), needs.get(service)
        if there is not None and needed is not None and not needed <= there:
            message = f"The service needs {', '.join(sorted(needed - there))}, which {building!r} does not have."
            remedy = "Add the feature to the building if it is there; else the activity may stay, but no more can come."
            yield activities.warning(row, "service_id", message, remedy)
