"""The table of a formulation's variables, by our own keys, and where the rows stand that a further move would enter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from estate_opt.config.schema import FormulationSettings
from estate_opt.domain.building import Building
from estate_opt.domain.estate import Estate
from estate_opt.domain.option import Option
from estate_opt.formulation.candidates import Candidates, Key
from estate_opt.formulation.program import Program
from estate_opt.policies import Context, Relocation
from estate_opt.policies.base import Variable

Arc = tuple[int, str, int]
"""A possible move: from a building, of a service, to a building (the same one where it stays)."""


@dataclass(eq=False)
class VariableTable:
    """Variables and what they stand for.

    Parameters
    ----------
    context, relocation, settings, candidates, program
        What is decided about, by which rules, with which tricks, and where it is written.
    run, offers, moves, ends
        The decisions, by building and option, building and service, move, and activity.
    loads
        Space-hours a week hosted at each building that may host any.
    conserve_rows, load_rows, viable_rows
        Positions of rows among those of the program that a further move enters.
    choice_rows
        Positions of the rows that bind options and offers.
    """

    context: Context
    relocation: Relocation
    settings: FormulationSettings
    candidates: Candidates
    program: Program
    run: dict[tuple[int, str], Variable] = field(default_factory=dict)
    offers: dict[Key, Variable] = field(default_factory=dict)
    moves: dict[Arc, Variable] = field(default_factory=dict)
    ends: dict[Key, Variable] = field(default_factory=dict)
    loads: dict[int, Variable] = field(default_factory=dict)
    conserve_rows: dict[Key, int] = field(default_factory=dict)
    load_rows: dict[int, int] = field(default_factory=dict)
    viable_rows: dict[Key, int] = field(default_factory=dict)
    choice_rows: list[int] = field(default_factory=list)
    _runs: dict[int, Sequence[tuple[Option, Variable]]] = field(default_factory=dict)
    _rooms: dict[Key, float] = field(default_factory=dict)

    @property
    def estate(self) -> Estate:
        """The estate."""
        return self.context.estate

    def building(self, k: int) -> Building:
        """A building by its position."""
        return self.estate.buildings[k]

    def name_of(self, k: int) -> str:
        """A building's id by its position."""
        return self.estate.buildings[k].building_id

    def runs(self, k: int) -> Sequence[tuple[Option, Variable]]:
        """Options of a building and the variable that chooses each; none for a partner venue."""
        if k not in self._runs:
            building = self.building(k)
            options = self.estate.options_of(building) if building.is_council else ()
            self._runs[k] = [(option, self.run[k, option.option_id]) for option in options]
        return self._runs[k]

    def room(self, outlet: Key) -> float:
        """Most space-hours a week of a service that a building could host under any of its options."""
        if outlet not in self._rooms:
            k, _ = outlet
            building = self.building(k)
            able = [o.capacity_hours(building) for o in self.candidates.hosts[outlet]]
            self._rooms[outlet] = max(able, default=0.0) if building.is_council else self.partner_room(k)
        return self._rooms[outlet]

    def partner_room(self, k: int) -> float:
        """Space-hours a week at a partner venue that its own services leave free."""
        return max(0.0, self.building(k).capacity_hours_per_week - self.candidates.resident_hours.get(k, 0.0))
