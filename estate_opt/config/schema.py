"""The plan file as a schema: every section, every key, its default and what it means.

The schema is the manual: the texts under the keys become ``models/README.md`` and the JSON Schema
with which an editor completes and checks a plan file. ``[policies]`` is put together from
:data:`estate_opt.policies.ALL_POLICIES`, so that a new policy needs no line here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, PrivateAttr, create_model, model_validator

from estate_opt.config.origins import Layer
from estate_opt.config.rule_ids import rule_ids, rules_of
from estate_opt.config.travelling import Travel
from estate_opt.domain.building import Condition
from estate_opt.policies import ALL_POLICIES, Policy, Relocation
from estate_opt.policies.base import Strict

Weight = Annotated[float, Field(ge=0)]
"""Weight of a term of the preferences; 0 leaves it out."""
Share = Annotated[float, Field(ge=0, le=1)]

SCENARIO_PATTERN = r"^\w([\w.-]*[\w-])?$"
"""Names that can be a folder's on every system, but for those of :data:`DEVICES`."""
DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{k}" for port in ("com", "lpt") for k in range(1, 10))})
"""Names that Windows keeps for devices, with whatever ending."""


def _folder_name(name: str) -> str:
    """Refuse a scenario whose name cannot be a folder's."""
    if not re.fullmatch(SCENARIO_PATTERN, name):
        raise ValueError(
            "this cannot be a folder's name: give a name of letters, digits, '-', '_' and '.', such as north-leeds"
        )
    if name.split(".")[0].casefold() in DEVICES:
        raise ValueError("Windows keeps this name for a device: give another, such as north-leeds")
    return name


class Priority(Strict):
    """Priority wards: a list of them, or a rule on the deprivation of their small areas."""

    one_of: ClassVar[tuple[tuple[str, ...], ...]] = (("wards", "rank_at_most"),)

    wards: list[str] | None = None
    """Ids or names of the priority wards."""
    rank_at_most: int | None = Field(default=None, ge=1)
    """A ward is a priority where at least one of its small areas has this rank or a lower one (1 = most
    deprived). 328 is the most deprived 1 % of England's 32,844 areas of 2011."""
    vintage: str | None = None
    """Index of deprivation that `rank_at_most` speaks of ("2019", "2025"). Needed with it: different indices
    rank different areas."""

    @model_validator(mode="after")
    def _rank_of_an_index(self) -> Self:
        if (self.rank_at_most is None) != (self.vintage is None):
            raise ValueError("rank_at_most and vintage go together: a rank means nothing without its index")
        return self


class Inputs(Strict):
    """What the plan is made from."""

    estate: Path
    """Folder of the estate: its `datapackage.json` and tables."""
    detour: float = Field(default=1.3, ge=1, le=5)
    """Factor from the straight line to the way walked, where distances are straight lines."""
    speed_km_per_hour: float = Field(default=4.8, gt=0, le=200)
    """Speed that turns km into minutes, where nothing else gives them; 4.8 km/h is a brisk walk."""
    travel: Travel = Field(default_factory=Travel)
    """Where distances and times come from."""
    priority: Priority | None = None
    """Which wards are priority wards; none where absent or `false`."""

    def found_at(self, estate: Path, travel_paths: Mapping[str, str]) -> Self:
        """The same inputs with the estate and the files of distances in other places."""
        travel = self.travel.model_copy(update={key: Path(path) for key, path in travel_paths.items()})
        return self.model_copy(update={"estate": estate, "travel": travel})


class PolicyRules(Strict):
    """The rules of the plan, each `must` (it cannot be broken) or `aim` (it may fall short, at its weight)."""

    if TYPE_CHECKING:
        relocation: Relocation = Relocation()

    def all(self) -> tuple[Policy, ...]:
        """Every rule, in the order of the sections and then of the file; the relocation rule is always there."""
        return tuple(rule for section in type(self).model_fields for rule in rules_of(getattr(self, section)))

    @model_validator(mode="after")
    def _distinct_ids(self) -> Self:
        ids = [rule.id for rule in self.all()]
        if len(set(ids)) < len(ids) or "" in ids:
            raise ValueError("every rule needs an id of its own; PlanFile.from_tables gives them")
        return self


def _section(policy: type[Policy]) -> tuple[Any, Any]:
    """Type and default of a policy's section: its rules, or the only one."""
    meaning = (policy.__doc__ or "").strip().splitlines()[0]
    if policy.once:
        return policy, Field(default=policy(id=policy.name), description=meaning)
    return tuple[policy, ...], Field(default=(), description=meaning)  # type: ignore[valid-type]


if TYPE_CHECKING:
    Policies = PolicyRules
else:
    Policies = create_model(
        "Policies",
        __base__=PolicyRules,
        __doc__=PolicyRules.__doc__,
        **{policy.name: _section(policy) for policy in ALL_POLICIES},
    )


class Preferences(Strict):
    """What makes one of the plans that meet the aims equally well better: weights of terms, in shares of today."""

    condition: Weight = 1.0
    """Weight of the condition of the buildings that stay (`condition_scores`)."""
    location: Weight = 1.0
    """Weight of the location of the buildings that stay: people in reach, weighted by deprivation, against
    how many others could serve them."""
    flexibility: Weight = 0.5
    """Weight of how well the buildings that stay can take other uses."""
    local_importance: Weight = 0.5
    """Weight of the importance to the place of the buildings that stay."""
    running_cost: Weight = 1.0
    """Weight of the net running cost a year."""
    one_off: Weight = 0.25
    """Weight of what is spent once, less the `receipts` that count."""
    carbon: Weight = 0.0
    """Weight of the emissions a year."""
    disruption: Weight = 0.5
    """Weight of the activity that moves, in hours × km."""
    travel: Weight = 1.0
    """Weight of how far people live from the nearest building that offers each service."""
    ended: Weight = 5.0
    """Weight of the activity that ends without a home."""
    buildings: Weight = 0.0
    """Weight of the number of buildings that the council runs."""
    farthest: Weight = 0.0
    """Weight of how far whoever lives farthest from them has to go to the nearest building that offers each service, in
    km (as in the p-centre); slower. Counted for `travel_services`, at most `travel_horizon_km` each."""
    condition_scores: dict[Condition, Share] = {Condition.A: 1.0, Condition.B: 0.7, Condition.C: 0.35, Condition.D: 0.0}
    """What a condition grade is worth, 0 to 1; each of A, B, C and D."""
    receipts: Literal["none", "low", "central", "high"] = "none"
    """Which estimate of sale receipts the `one_off` term counts."""
    location_radius_km: float = Field(default=1.6, gt=0)
    """How far people count as being in reach of a building's location, in km."""
    travel_services: list[str] = []
    """Services whose travel counts; all public ones where empty."""
    travel_bands_km: list[Annotated[float, Field(gt=0)]] = Field(default=[0.8, 1.6, 3.2, 5.0], min_length=1)
    """Upper limits in km, rising, of the distance bands in which travel is counted."""
    exact_travel: bool = False
    """Whether travel is the exact distance to the nearest offering building (as in the p-median) and not its
    band; slower."""
    travel_horizon_km: float = Field(default=10.0, gt=0)
    """People who live further away than this, in km, count as being this far."""
    partners: bool = True
    """Whether partner venues count as outlets for travel."""
    transfers: bool = True
    """Whether buildings transferred to the community count as outlets for travel."""
    raw_units: bool = False
    """Whether the terms are added up in their own units (£, hours × km, people × km) and not divided by their
    figures today."""

    TERMS: ClassVar[tuple[str, ...]] = (
        "condition", "location", "flexibility", "local_importance", "running_cost", "one_off", "carbon",
        "disruption", "travel", "ended", "buildings", "farthest",
    )  # fmt: skip
    """Keys that are weights of terms."""

    @model_validator(mode="after")
    def _usable(self) -> Self:
        if not any(getattr(self, term) for term in self.TERMS):
            raise ValueError("every weight is 0, so that no plan is better than another; give one of them a weight")
        missing = [grade for grade in Condition if grade not in self.condition_scores]
        if missing:
            raise ValueError(f"condition_scores has no score for grade {', '.join(missing)}")
        if any(a >= b for a, b in zip(self.travel_bands_km, self.travel_bands_km[1:], strict=False)):
            raise ValueError("travel_bands_km must rise from each limit to the next")
        return self

    @property
    def weights(self) -> Mapping[str, float]:
        """Weight of each term that counts."""
        return {term: getattr(self, term) for term in self.TERMS if getattr(self, term) > 0}


class FormulationSettings(Strict):
    """Tricks of the formulation, each with a switch; none changes what the best plan is worth."""

    merge_neighbourhoods: bool = True
    """Whether neighbourhoods from which the same outlets are in reach share their variables."""
    nested_rings: bool = True
    """Whether what is in reach within a limit builds on what is in reach within a smaller one."""
    drop_dominated: bool = True
    """Whether, where everybody must be covered, neighbourhoods are left out whose outlets include all of another's."""
    links: Literal["strong", "aggregated"] = "strong"
    """Whether each move needs its offer in a row of its own (`strong`), or all moves to an outlet share one."""
    tight_links: bool = True
    """Whether a move is limited to the share of the activity that the receiving building has room for."""
    settle_forced: bool = True
    """Whether decisions that the musts leave no choice about are fixed before solving."""
    price_left_out: bool = True
    """Whether moves beyond the `nearest` are priced by the relaxation, and those that could help are added."""


class Regions(Strict):
    """How a region or a nation is taken apart and solved part by part."""

    use: bool = True
    """Whether large estates are taken apart; with `highs` only."""
    from_buildings: int = Field(default=1500, ge=2)
    """Council buildings from which an estate is large."""
    from_buildings_short: int = Field(default=600, ge=2)
    """Council buildings from which an estate is taken apart where not even the relaxation meets every aim: what to give
    up where is then the question, and it is answered part by part better than as one."""
    block_buildings: int = Field(default=300, ge=1)
    """Buildings of places that share nothing but totals (a count, money, carbon) and are relaxed together."""
    part_buildings: int = Field(default=150, ge=1)
    """Most buildings of a part that is searched for whole decisions."""
    scheduler: str = ""
    """Address of a running Dask scheduler (`tcp://host:8786`), whose workers need this program too; `threads` workers
    on this machine where empty."""


class Solve(Strict):
    """How the plan is looked for."""

    solver: str = Field(default="highs", min_length=1)
    """`highs`, `cbc`, or the name of another solver that PuLP knows and this machine has."""
    time_limit_seconds: float = Field(default=120.0, gt=0)
    """Time for all stages together; the best plan found by then is the answer, with its gap."""
    gap: float = Field(default=0.01, ge=0, lt=1)
    """Relative gap at which the preferences count as proven (0.01: no plan can be more than 1 % better)."""
    shortfall_gap: float = Field(default=0.0001, ge=0)
    """Absolute gap on the weighted shortfall, in shares of the targets, at which the aims are met as well as can be."""
    seed: int = Field(default=1, ge=0, le=2_147_483_647)
    """Seed of the search and of the solver."""
    threads: int = Field(default=2, ge=1)
    """Processor cores to use: with two or more, one looks for better plans while another proves how good they are."""
    work_limit: int | None = Field(default=None, ge=1)
    """Neighbourhoods that the search for plans looks at in each stage, and nodes that the proof then looks at. With it
    the same seed gives the same plan on any machine, however busy, as long as `time_limit_seconds` is not reached;
    without it the search goes on until the gap or the time is reached, and what it finds depends on the clock."""
    options: dict[str, str | int | float | bool] = {}
    """Options handed to the solver under its own names."""
    formulation: FormulationSettings = FormulationSettings()
    """Tricks of the formulation, each with a switch."""
    special: bool = True
    """Whether classical location problems (p-median, covering, p-centre), where a plan file asks for nothing else, are
    solved by methods made for them; with `highs` only."""
    regions: Regions = Regions()
    """How a region or a nation is taken apart."""


class Outputs(Strict):
    """What is written, and where."""

    runs: Path = Path("../runs")
    """Folder of the runs; each gets `<scenario>/<time>/` in it."""
    maps: Path = Path("../maps")
    """Folder of the map pages; each scenario gets a folder in it."""
    map: bool = True
    """Whether the map page is written."""
    workbook: bool = True
    """Whether the workbook `plan.xlsx` is written."""
    geopackage: bool = True
    """Whether the layers `plan.gpkg` are written."""


class PlanFile(Strict):
    """A plan file with everything that it extends: one scenario."""

    scenario: Annotated[str, AfterValidator(_folder_name)] = Field(
        default="", json_schema_extra={"pattern": SCENARIO_PATTERN}
    )
    """Name of the scenario, and of the folders of its results; the file's name where absent. Not inherited."""
    title: str = ""
    """Title on the pages; the scenario's name where absent. Not inherited."""
    description: str = ""
    """What the scenario is about, for its readers. Not inherited."""
    inputs: Inputs
    """What the plan is made from."""
    policies: Policies = Field(default_factory=Policies)
    """The rules of the plan."""
    preferences: Preferences = Field(default_factory=Preferences)
    """What makes one plan better than another that meets the aims equally well."""
    solve: Solve = Field(default_factory=Solve)
    """How the plan is looked for."""
    outputs: Outputs = Field(default_factory=Outputs)
    """What is written, and where."""

    _layer: Layer | None = PrivateAttr(default=None)

    def model_post_init(self, context: Any, /) -> None:
        """Keep where the keys stand, for messages."""
        self._layer = context

    @property
    def layer(self) -> Layer | None:
        """The file's tables as written, with the place of each key; ``None`` where no file was read."""
        return self._layer

    @classmethod
    def from_tables(cls, tables: Mapping[str, Any], layer: Layer | None = None) -> Self:
        """Build a plan file from tables as TOML has them: one rule or a list in each section, ids made where absent.

        Parameters
        ----------
        tables
            Sections and keys; types are taken as they stand (a number in quotes is not a number).
        layer
            Where the keys stand, for later messages about them.

        Raises
        ------
        pydantic.ValidationError
            Where the schema is not met; positions in it are those of :func:`with_rule_ids`.
        """
        document = json.dumps(_without_priority_off(with_rule_ids(tables)), default=str)
        return cls.model_validate_json(document, strict=True, context=layer)


def with_rule_ids(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Tables with every rule in a list, but for sections that have only one, and with its id filled in."""
    policies = tables.get("policies", {})
    if not isinstance(policies, Mapping):
        return dict(tables)
    ids = rule_ids(policies)
    sections: dict[str, Any] = dict(policies)
    for section, value in policies.items():
        if not isinstance(value, (Mapping, list)) and value is not False:
            continue
        named = [
            {**rule, "id": ids[section, k]} if (section, k) in ids and not rule.get("id") else rule
            for k, rule in enumerate(rules_of(value))
        ]
        if section not in ONCE:
            sections[section] = named
        elif len(named) == 1:
            sections[section] = named[0]
        elif not named:
            del sections[section]
    return {**tables, "policies": sections}


def _without_priority_off(tables: Mapping[str, Any]) -> Mapping[str, Any]:
    """Tables without ``priority = false``, which takes an inherited rule for priority wards away."""
    inputs = tables.get("inputs")
    if not isinstance(inputs, Mapping) or inputs.get("priority") is not False:
        return tables
    return {**tables, "inputs": {key: value for key, value in inputs.items() if key != "priority"}}


ONCE = frozenset(policy.name for policy in ALL_POLICIES if policy.once)
"""Sections that hold one rule."""
