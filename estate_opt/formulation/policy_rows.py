"""What policies ask the formulation for: :class:`estate_opt.policies.base.Rows` over the table of variables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from estate_opt.domain.option import Decision, Option
from estate_opt.domain.snapshot import Outlets
from estate_opt.domain.travel import FloatArray
from estate_opt.domain.travel import Unit as TravelUnit
from estate_opt.formulation.backup import Backup
from estate_opt.formulation.cover import Cover
from estate_opt.formulation.rings import Rings
from estate_opt.formulation.table import VariableTable
from estate_opt.policies.base import Expression, Sense, Variable


class PolicyRows:
    """Expressions and auxiliary rows that policies and preferences are stated with.

    Parameters
    ----------
    table
        Variables of the formulation.
    """

    def __init__(self, table: VariableTable) -> None:
        self._table = table
        self._program = table.program
        self.cover = Cover(table.program, table.estate, self._outlet, table.settings)
        self.backup = Backup(table.program, self.cover)
        self.rings = Rings(table.program, self.cover)
        self._in_estate: dict[int, Expression] = {}
        self._outlets: dict[tuple[int, str], Variable] = {}
        self._sums: dict[str, Variable] = {}

    def runs(self, building: int) -> Sequence[tuple[Option, Variable]]:
        """Options of a building and the variable that chooses each; none for a partner venue."""
        return self._table.runs(building)

    # -- hours -------------------------------------------------------------------------------------

    def _hosted(self, building: int) -> Expression:
        load = self._table.loads.get(building)
        return Expression() if load is None else Expression([(load, 1.0)])

    def hosted_in_estate(self, building: int) -> Expression:
        """Space-hours a week hosted at a building while the council runs it, 0 otherwise."""
        if building not in self._in_estate:
            b = self._table.building(building)
            outside = [(o, v) for o, v in self.runs(building) if not o.in_estate and o.capacity_hours(b) > 0]
            hosted = self._hosted(building)
            if outside and hosted.terms:
                elsewhere = self._program.amount("outside", b.building_id)
                self._split(building, hosted, elsewhere, outside)
                hosted.add(elsewhere, -1.0)
            self._in_estate[building] = hosted
        return self._in_estate[building]

    def _split(
        self, building: int, hosted: Expression, elsewhere: Variable, outside: list[tuple[Option, Variable]]
    ) -> None:
        """Hosted hours are those under an option in the estate, or those under one outside it."""
        b = self._table.building(building)
        without = Expression([(elsewhere, 1.0), *((v, -o.capacity_hours(b)) for o, v in outside)])
        self._program.row(("outside", b.building_id), without, Sense.AT_MOST, 0.0)
        within = Expression([*hosted.terms, (elsewhere, -1.0)])
        for option, chosen in self.runs(building):
            if option.in_estate:
                within.add(chosen, -option.capacity_hours(b))
        self._program.row(("inside", b.building_id), within, Sense.AT_MOST, 0.0)
        part = Expression([*hosted.terms, (elsewhere, -1.0)])
        self._program.row(("part", b.building_id), part, Sense.AT_LEAST, 0.0)

    def hired(self, building: int) -> Expression:
        """Space-hours a week hosted at a building that come from elsewhere."""
        hosted = self._hosted(building)
        for (i, s), hours in self._table.candidates.of_building(building):
            stays = self._table.moves.get((i, s, building))
            if stays is not None:
                hosted.add(stays, -hours)
        return hosted

    def ended(self, services: Iterable[str] | None = None) -> Expression:
        """Space-hours a week that find no home, of all services or of some."""
        chosen = None if services is None else set(services)
        hours = self._table.candidates.activities
        ends = self._table.ends.items()
        return Expression([(end, hours[key]) for key, end in ends if chosen is None or key[1] in chosen])

    # -- offers and outlets ------------------------------------------------------------------------

    def offer(self, building: int, service_id: str) -> Variable | None:
        """The variable that says whether a service is offered at a building; ``None`` where it cannot be."""
        offer = self._table.offers.get((building, service_id))
        # not "or": a variable of PuLP counts as false while it has no value
        return self._resident_offer(building, service_id) if offer is None else offer

    def _resident_offer(self, building: int, service_id: str) -> Variable | None:
        """A partner venue's own service as a variable fixed at 1, for policies that count offers."""
        key = (building, service_id)
        if key not in self._table.candidates.resident:
            return None
        if key not in self._outlets:
            fixed = self._program.share("offer", self._table.name_of(building), service_id)
            fixed.lowBound = 1
            self._outlets[key] = fixed
        return self._outlets[key]

    def _outlet(self, building: int, service_id: str, outlets: Outlets) -> Variable | bool:
        """What makes a building an outlet of a service in an access standard."""
        key = (building, service_id)
        if not self._table.building(building).is_council and not outlets.partners:
            return False
        if key in self._table.candidates.resident:
            return True
        offer = self._table.offers.get(key)
        if offer is None:
            return False
        transfers = [v for o, v in self.runs(building) if o.decision is Decision.TRANSFERRED]
        if outlets.transfers or not transfers:
            return offer
        if key not in self._outlets:
            name = f"{self._table.name_of(building)}_{service_id}"
            stays = Expression([(v, -1.0) for v in transfers], constant=1.0)
            self._outlets[key] = self.both(f"outlet_{name}", stays, [offer])
        return self._outlets[key]

    # -- people ------------------------------------------------------------------------------------

    def covered(
        self, service_id: str, limit: float, unit: TravelUnit, outlets: Outlets, people: FloatArray, least: int = 1
    ) -> Expression:
        """People with at least so many outlets within a limit, of those given by neighbourhood."""
        if least == 1:
            return self.cover.covered(service_id, limit, unit, outlets, people)
        return self.backup.covered(service_id, limit, unit, outlets, people, least)

    # -- auxiliary variables -----------------------------------------------------------------------

    def excess(self, name: str, expression: Expression) -> Variable:
        """A new variable that is at least an expression, and at least 0."""
        variable = self._program.amount("excess", name)
        row = Expression([(variable, 1.0), *((v, -c) for v, c in expression.terms)])
        self._program.row(("excess", name), row, Sense.AT_LEAST, expression.constant)
        return variable

    def any_of(self, name: str, variables: Sequence[Variable]) -> Variable:
        """A new variable that is at most 1 and at most the sum of some variables."""
        variable = self._program.share("any", name)
        row = Expression([(variable, 1.0), *((v, -1.0) for v in variables)])
        self._program.row(("any", name), row, Sense.AT_MOST, 0.0)
        return variable

    def both(self, name: str, first: Expression, variables: Sequence[Variable]) -> Variable:
        """A new variable that is at most 1, at most an expression, and at most the sum of some variables."""
        variable = self.any_of(name, variables)
        row = Expression([(variable, 1.0), *((v, -c) for v, c in first.terms)])
        self._program.row(("both", name), row, Sense.AT_MOST, first.constant)
        return variable

    def total(self, name: str, expression: Expression) -> Variable:
        """A variable equal to an expression that is never below 0; the same one for the same name."""
        if name not in self._sums:
            variable = self._sums[name] = self._program.amount("total", name)
            row = Expression([*expression.terms, (variable, -1.0)], expression.constant)
            self._program.equal(("total", name), row, 0.0)
        return self._sums[name]
