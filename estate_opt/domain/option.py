"""Options: the ways in which a building can be run, and the kind of decision each amounts to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from estate_opt.domain.building import Building


class Decision(StrEnum):
    """What a resident would call it."""

    KEPT = "kept"
    CHANGED = "kept and changed"
    TRANSFERRED = "transferred"
    CLOSED = "closed"
    PARTNER = "partner venue"

    @property
    def stays_in_estate(self) -> bool:
        """Whether the council goes on running the building."""
        return self in (Decision.KEPT, Decision.CHANGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One way to run a building; exactly one is chosen for each.

    ``capacity_factor`` scales the bookable space, ``hours_factor`` the opening hours; capacity is
    their product times today's. ``one_off_gbp`` and ``one_off_gbp_per_m2`` are spent once.
    ``in_estate`` says whether the council still runs the building, ``gives_access`` whether the
    public can still use it.
    """

    option_id: str
    name: str
    applies_to: frozenset[str]
    capacity_factor: float = 1.0
    hours_factor: float = 1.0
    running_cost_factor: float = 1.0
    carbon_factor: float = 1.0
    one_off_gbp: float = 0.0
    one_off_gbp_per_m2: float = 0.0
    adds_features: frozenset[str] = frozenset()
    in_estate: bool = True
    gives_access: bool = True

    @property
    def is_as_today(self) -> bool:
        """Whether the option leaves a building exactly as it is run today."""
        return (
            self.in_estate
            and self.gives_access
            and self.capacity_factor == self.hours_factor == self.running_cost_factor == self.carbon_factor == 1.0
            and self.one_off_gbp == self.one_off_gbp_per_m2 == 0.0
            and not self.adds_features
        )

    @property
    def decision(self) -> Decision:
        """The kind of decision that choosing this option amounts to."""
        if self == PARTNER_OPTION:  # not "is": a worker process has a copy of its own
            return Decision.PARTNER
        if self.in_estate:
            return Decision.KEPT if self.is_as_today else Decision.CHANGED
        return Decision.TRANSFERRED if self.gives_access else Decision.CLOSED

    def applies(self, building: Building) -> bool:
        """Whether the option is open to a building: its id, its type, or ``*`` is listed."""
        return bool(self.applies_to & {"*", building.type, building.building_id})

    def capacity_hours(self, building: Building) -> float:
        """Space-hours a week that a building offers under this option."""
        return building.capacity_hours_per_week * self.capacity_factor * self.hours_factor

    def unshortened_hours(self, building: Building) -> float:
        """Space-hours a week in the option's rooms and in today's opening hours, or the option's where they are longer.

        The measure of use that shorter hours cannot flatter; rooms and hours that an option adds count in full.
        """
        return building.capacity_hours_per_week * self.capacity_factor * max(1.0, self.hours_factor)

    def features(self, building: Building) -> frozenset[str]:
        """Features of a building under this option."""
        return building.features | self.adds_features


PARTNER_OPTION = Option(
    option_id="partner",
    name="Partner venue",
    applies_to=frozenset(),
    running_cost_factor=0.0,
    carbon_factor=0.0,
    in_estate=False,
    gives_access=True,
)
"""The only option of a partner venue: it stays as it is, outside the council's estate."""
