"""What a synthetic council offers and how it can run its buildings: services, options, and the types of building.

The figures are declared here and nowhere else. They are rounded from what English councils
publish of such buildings; none belongs to a real building.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from estate_opt.domain.option import Option
from estate_opt.domain.service import Service

NO_SERVICES: frozenset[str] = frozenset()

SERVICES: tuple[Service, ...] = (
    Service(
        service_id="advice", name="Advice and one-stop service", category="preventative",
        needs=frozenset({"interview_room"}), max_move_km=3.6, min_hours_per_week=10,
    ),
    Service(
        service_id="depot", name="Depot", category="statutory",
        needs=frozenset({"yard"}), max_move_km=12, min_hours_per_week=40, public=False,
    ),
    Service(
        service_id="family_hub", name="Family hub", category="preventative",
        needs=frozenset({"nursery"}), max_move_km=2.2, min_hours_per_week=15,
    ),
    Service(
        service_id="leisure", name="Leisure", category="traded",
        needs=frozenset({"sports_hall"}), max_move_km=6, min_hours_per_week=80,
    ),
    Service(
        service_id="library", name="Library", category="statutory",
        needs=frozenset({"step_free"}), max_move_km=2.8, min_hours_per_week=20,
    ),
    Service(
        service_id="museum", name="Museum or gallery", category="priority",
        needs=frozenset({"gallery"}), max_move_km=10, min_hours_per_week=30,
    ),
    Service(
        service_id="room_hire", name="Room hire and classes", category="preventative",
        needs=frozenset({"hall"}), max_move_km=2.6, min_hours_per_week=10,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingType:
    """How the buildings of one type tend to be. Spreads are of the logarithm; money is pounds a year.

    Parameters
    ----------
    share
        Part of the council's buildings, in buildings of 240.
    opening_hours
        Hours a week, in the middle.
    gia_m2, gia_spread
        Gross internal area in the middle, and its spread.
    m2_per_space
        Gross internal area for each bookable space.
    main, others
        The service that each hosts, and the chance that it hosts each of the others.
    main_share
        Part of its activity that is the main service's, in the middle.
    features, extra_features
        What each has, and the chance that it has more.
    """

    name: str
    label: str
    share: int
    opening_hours: float
    gia_m2: float
    gia_spread: float
    m2_per_space: float
    main: str | None
    main_share: float = 1.0
    others: Mapping[str, float] = field(default_factory=dict)
    features: frozenset[str] = frozenset()
    extra_features: Mapping[str, float] = field(default_factory=dict)
    running_gbp_per_m2: float = 70.0
    staff: float = 1.0
    income_share: float = 0.05
    carbon_kg_per_m2: float = 32.0
    flexibility: float = 0.5
    mean_age_years: float = 50.0
    listed: float = 0.04
    community_value: float = 0.02
    deprivation_pull: float = 0.0
    """How much more often such buildings stand in deprived neighbourhoods."""


TYPES: tuple[BuildingType, ...] = (
    BuildingType(
        name="library", label="Library", share=35, opening_hours=36, gia_m2=430, gia_spread=0.35, m2_per_space=105,
        main="library", main_share=0.7, others={"room_hire": 0.35, "advice": 0.3},
        features=frozenset({"step_free", "reading_room"}),
        extra_features={"interview_room": 0.35, "hall": 0.3, "toilets": 0.7},
        staff=2.2, income_share=0.04, carbon_kg_per_m2=30, flexibility=0.55, mean_age_years=65, listed=0.2,
        community_value=0.1,
    ),
    BuildingType(
        name="community_hub", label="Community Hub", share=20, opening_hours=48, gia_m2=1150, gia_spread=0.32,
        m2_per_space=140, main="advice", main_share=0.35,
        others={"library": 0.75, "room_hire": 0.95, "family_hub": 0.2},
        features=frozenset({"step_free", "interview_room", "hall", "toilets"}),
        extra_features={"kitchen": 0.7, "lift": 0.5, "nursery": 0.15, "parking": 0.5},
        staff=5.0, income_share=0.06, carbon_kg_per_m2=34, flexibility=0.75, mean_age_years=35, deprivation_pull=0.5,
    ),
    BuildingType(
        name="community_centre", label="Community Centre", share=88, opening_hours=42, gia_m2=390, gia_spread=0.42,
        m2_per_space=115, main="room_hire", main_share=0.85, others={"family_hub": 0.12, "advice": 0.15},
        features=frozenset({"hall"}),
        extra_features={"kitchen": 0.8, "step_free": 0.65, "toilets": 0.9, "interview_room": 0.2, "nursery": 0.15,
                        "parking": 0.4},
        staff=0.9, income_share=0.25, carbon_kg_per_m2=36, flexibility=0.6, mean_age_years=55, community_value=0.2,
        deprivation_pull=0.25,
    ),
    BuildingType(
        name="childrens_centre", label="Children's Centre", share=60, opening_hours=42, gia_m2=430, gia_spread=0.30,
        m2_per_space=95, main="family_hub", main_share=0.8, others={"room_hire": 0.25, "advice": 0.25},
        features=frozenset({"nursery", "step_free", "kitchen"}),
        extra_features={"hall": 0.35, "interview_room": 0.4, "outdoor_space": 0.9, "toilets": 1.0},
        staff=3.0, income_share=0.15, carbon_kg_per_m2=34, flexibility=0.45, mean_age_years=25, deprivation_pull=0.4,
    ),
    BuildingType(
        name="leisure_centre", label="Leisure Centre", share=17, opening_hours=92, gia_m2=3300, gia_spread=0.30,
        m2_per_space=360, main="leisure", main_share=0.88, others={"room_hire": 0.45},
        features=frozenset({"sports_hall", "gym", "step_free", "toilets", "parking"}),
        extra_features={"pool": 0.6, "hall": 0.5, "cafe": 0.4},
        running_gbp_per_m2=150, staff=9.0, income_share=0.6, carbon_kg_per_m2=88, flexibility=0.35, mean_age_years=32,
    ),
    BuildingType(
        name="museum", label="Museum", share=9, opening_hours=40, gia_m2=1700, gia_spread=0.40, m2_per_space=380,
        main="museum", main_share=0.9, others={"room_hire": 0.25},
        features=frozenset({"gallery", "toilets"}),
        extra_features={"step_free": 0.7, "hall": 0.2, "cafe": 0.6, "parking": 0.4},
        running_gbp_per_m2=95, staff=6.0, income_share=0.2, carbon_kg_per_m2=40, flexibility=0.25, mean_age_years=120,
        listed=0.6, community_value=0.05,
    ),
    BuildingType(
        name="depot", label="Depot", share=11, opening_hours=55, gia_m2=2600, gia_spread=0.35, m2_per_space=480,
        main="depot", features=frozenset({"yard", "parking"}), extra_features={"workshop": 0.6, "weighbridge": 0.3},
        running_gbp_per_m2=45, staff=3.0, income_share=0.02, carbon_kg_per_m2=26, flexibility=0.2, mean_age_years=40,
        listed=0.0,
    ),
)  # fmt: skip

PARTNER = BuildingType(
    name="partner_venue", label="Church Hall", share=20, opening_hours=24, gia_m2=260, gia_spread=0.35,
    m2_per_space=150, main=None, main_share=0.0,features=frozenset({"hall", "toilets"}),
    extra_features={"step_free": 0.7, "kitchen": 0.8, "interview_room": 0.35, "nursery": 0.15, "parking": 0.5},
)  # fmt: skip
PARTNER_LABELS = ("Church Hall", "Methodist Hall", "Primary School", "High School", "Health Centre", "Village Hall")

TYPE_BY_NAME: Mapping[str, BuildingType] = {t.name: t for t in (*TYPES, PARTNER)}


def options(transferable: Iterable[str]) -> tuple[Option, ...]:
    """Give the seven ways in which a synthetic council can run a building.

    Parameters
    ----------
    transferable
        Ids of the buildings for which a community group has come forward; no asset transfer where none.
    """
    everywhere = frozenset({"*"})
    ways = (
        Option(option_id="keep", name="Keep as today", applies_to=everywhere),
        Option(
            option_id="hub", name="Refit as a community hub",
            applies_to=frozenset({"community_hub", "library", "leisure_centre", "community_centre"}),
            capacity_factor=1.25, hours_factor=1.15, running_cost_factor=1.18, carbon_factor=1.05,
            one_off_gbp=120_000, one_off_gbp_per_m2=280,
            adds_features=frozenset({"hall", "interview_room", "kitchen", "nursery", "step_free", "toilets"}),
        ),
        Option(
            option_id="self_access", name="Self-access hours without staff",
            applies_to=frozenset({"library", "community_centre"}),
            hours_factor=1.3, running_cost_factor=0.75, carbon_factor=1.1, one_off_gbp=28_000,
        ),
        Option(
            option_id="shorter_hours", name="Shorter opening hours",
            applies_to=frozenset(t.name for t in TYPES if t.name != "depot"),
            hours_factor=0.7, running_cost_factor=0.8, carbon_factor=0.82, one_off_gbp=2_000,
        ),
        Option(
            option_id="longer_hours", name="Longer opening hours",
            applies_to=frozenset(t.name for t in TYPES if t.name not in ("museum", "depot")),
            hours_factor=1.25, running_cost_factor=1.12, carbon_factor=1.12, one_off_gbp=5_000,
        ),
        Option(
            option_id="transfer", name="Community asset transfer", applies_to=frozenset(transferable),
            capacity_factor=0.6, running_cost_factor=0.1, carbon_factor=0.0, one_off_gbp=45_000,
            in_estate=False, gives_access=True,
        ),
        Option(
            option_id="close", name="Close", applies_to=everywhere, capacity_factor=0.0, hours_factor=0.0,
            running_cost_factor=0.0, carbon_factor=0.0, in_estate=False, gives_access=False,
        ),
    )  # fmt: skip
    return tuple(sorted((way for way in ways if way.applies_to), key=lambda way: way.option_id))
