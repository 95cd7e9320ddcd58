"""What a map page shows, as plain frozen data: no estate, no tables, no HTML.

Everything a page says is in here, so that a page can be made from a plan that was just solved,
from a run read back from disk, or from a handful of lines in a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from estate_opt.domain.option import Decision
from estate_opt.mapping.symbols import SYMBOLS, Symbol
from estate_opt.mapping.view_places import NeighbourhoodView, ServiceView, WardView, WaysView


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """What the page is about.

    Parameters
    ----------
    estate, scenario, description
        Names as people read them; the description may be empty.
    made_on
        Day on which the plan was made, in words.
    proof
        How good the plan is proven to be, as a sentence.
    notice, attribution
        What every output must say of the data; sources and licences.
    travel
        What the distances are ("straight line × 1.3 …").
    """

    estate: str
    scenario: str
    description: str
    made_on: str
    proof: str
    notice: str
    attribution: str
    travel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One of the few figures at the top: what it is, today, in the plan, and a word on it."""

    label: str
    today: str
    planned: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class MoveView:
    """Activity that comes or goes, as a phrase, and the building at the other end."""

    text: str
    building_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingView:
    """A building as its popup and its row tell it.

    Shares are of capacity, 0 to 1 (above 1 is overfull); ``None`` where there is no capacity to
    divide by. ``option`` is empty where the decision says all.
    """

    building_id: str
    name: str
    type: str
    ward_id: str
    ward: str
    latitude: float
    longitude: float
    decision: Decision
    option: str
    reason: str
    capacity_today: float
    use_today: float | None
    use_planned: float | None
    use_planned_over_today: float | None
    hours_today: float
    hours_planned: float
    arrives: tuple[MoveView, ...]
    leaves: tuple[MoveView, ...]
    ends: tuple[str, ...]
    illustrative: str
    postcode: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """Activity that moves from one building to another, all services together."""

    from_building: str
    to_building: str
    hours_per_week: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetView:
    """One line of a policy: what is asked, what it is today, what the plan gives, and whether that is enough.

    ``miss`` is the shortfall as a share of what it is weighed against, to find the line missed by most.
    """

    policy: str
    sentence: str
    must: bool
    set_by: str
    today: str
    planned: str
    target: str
    met: bool
    verdict: str
    miss: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """A group of people and a service, in the whole area, as texts; a withheld figure says so."""

    service_id: str
    group: str
    people: str
    share_of_people: str
    near_today: str
    near_planned: str
    mean_extra: str
    worst_extra: str
    farther: str
    share_of_farther: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualityView:
    """Who is affected: what the figures are for, what is not known, the groups, and how evenly distances are spread.

    ``unknown`` is empty where the estate tells of groups and of deprivation; ``spread`` has a sentence a service.
    """

    note: str
    unknown: str
    groups: tuple[GroupView, ...]
    spread: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassesView:
    """Another way to tell buildings apart than by the plan's decisions, for pages about something else.

    ``heading`` stands over the column and the filter; ``of`` gives each building its symbol, by id.
    """

    heading: str
    symbols: tuple[Symbol, ...]
    of: Mapping[str, Symbol]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """A whole page.

    Buildings are drawn by their decisions, or by ``classes`` where there are any. ``ways`` is keyed by service id.
    """

    title: Title
    headlines: tuple[Headline, ...]
    services: tuple[ServiceView, ...]
    wards: tuple[WardView, ...]
    buildings: tuple[BuildingView, ...]
    lines: tuple[LineView, ...]
    targets: tuple[TargetView, ...]
    equality: EqualityView
    neighbourhoods: tuple[NeighbourhoodView, ...] = ()
    ways: Mapping[str, WaysView] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()
    classes: ClassesView | None = None

    @property
    def looks(self) -> tuple[Symbol, ...]:
        """Symbols by which the buildings are drawn, in the order of the legend."""
        return tuple(SYMBOLS.values()) if self.classes is None else self.classes.symbols

    def look(self, building: BuildingView) -> Symbol:
        """The symbol of a building."""
        return SYMBOLS[building.decision] if self.classes is None else self.classes.of[building.building_id]

    @property
    def has_postcodes(self) -> bool:
        """Whether buildings can be found by postcode."""
        return any(building.postcode for building in self.buildings)

    def count(self, look: Symbol) -> int:
        """Number of buildings with a symbol."""
        return sum(1 for building in self.buildings if self.look(building) is look)
