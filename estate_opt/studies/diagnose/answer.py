"""What a diagnosis says: figures for scripts, sentences for people."""

from __future__ import annotations

from dataclasses import dataclass

from estate_opt.policies import Unit
from estate_opt.results.figures import figure, hours, listed

SHOWN = 6
"""Lines of a must that are written out; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a must that takes part in a conflict.

    Parameters
    ----------
    key, sentence
        As the must states it.
    unit, target
        What it asks for.
    """

    key: str
    sentence: str
    unit: Unit
    target: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The nearest value of a must at which the others of the conflict can hold.

    Parameters
    ----------
    policy, key
        The must's id, and its key in the plan file; no key where it is a decision about a building.
    unit, step
        Of ``asked`` and ``nearest``, and how much tighter "one step tighter" is.
    asked
        What the plan file asks for.
    nearest
        A plan with it is known; ``None`` where none was found.
    setting
        What stands in the plan file for it.
    at_best
        No value tighter than this can hold, as far as is proven; ``None`` where nothing is.
    proven
        Whether it is proven that one step tighter is impossible.
    sentence
        All of this for people.
    """

    policy: str
    key: str
    unit: Unit
    step: float
    asked: float
    nearest: float | None
    setting: float | None
    at_best: float | None
    proven: bool
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflicting:
    """A must of a conflict.

    Parameters
    ----------
    policy, set_by
        Its id, and who set it.
    lines
        Those of its lines that conflict: without any one of them the others of the conflict could hold, where
        ``Conflict.narrowed`` says so.
    lines_in_all
        How many lines it has.
    nearest
        For each of its numbers that can be changed, the nearest value; empty where not even
        leaving it out was shown to help.
    removable
        Whether a plan is known that holds all others of the conflict.
    """

    policy: str
    set_by: str
    lines: tuple[Line, ...]
    lines_in_all: int
    nearest: tuple[Nearest, ...]
    removable: bool

    def sentences(self) -> tuple[str, ...]:
        """The must for people, one line each."""
        who = f" (set by: {self.set_by})" if self.set_by else ""
        said = [f"  {self.policy}: {line.sentence}{who}" for line in self.lines[:SHOWN]]
        if len(self.lines) > SHOWN:
            said.append(f"  {self.policy}: … and {len(self.lines) - SHOWN} lines more of the kind")
        if len(self.lines) < self.lines_in_all:
            rest = self.lines_in_all - len(self.lines)
            others = "other line is" if rest == 1 else f"other {rest} lines are"
            said.append(f"    Its {others} not needed for the conflict.")
        return (*said, *(f"    {nearest.sentence}" for nearest in self.nearest))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraRoom:
    """Room that would let all musts of a conflict hold.

    Parameters
    ----------
    hours
        Space-hours a week more than the buildings have; ``None`` where no amount was found to help.
    at_least
        No less can help, as far as is proven.
    proven
        Whether an hour a week less is proven not to help.
    helps
        False where it is proven that no amount helps; ``None`` where that is open.
    where
        Building's id and name and hours a week there, in one way of doing it; most first.
    """

    hours: float | None
    at_least: float
    proven: bool
    helps: bool | None
    where: tuple[tuple[str, str, float], ...]

    @property
    def sentence(self) -> str:
        """The extra room for people."""
        if self.hours is None:
            return (
                "Longer opening hours alone would not help."
                if self.helps is False
                else "Whether longer opening hours would help was not found out in its time."
            )
        places = listed([f"+{hours(h)} at {name}" for _, name, h in self.where], most=SHOWN)
        open_ = f" That less would do is not ruled out: at least {hours(self.at_least)} are needed."
        proof = "" if self.proven else open_
        return f"All of them could hold with {hours(self.hours)} more of open rooms: {places}.{proof}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Musts that cannot all hold.

    Parameters
    ----------
    policies
        The musts of the set.
    minimal
        Whether a plan is known without any one of them: then removing any one makes the others possible.
    narrowed
        Whether the same is known of every line that is told.
    room
        How much more room would let them all hold; ``None`` where it was not asked.
    """

    policies: tuple[Conflicting, ...]
    minimal: bool
    narrowed: bool
    room: ExtraRoom | None = None

    def sentences(self) -> tuple[str, ...]:
        """The conflict for people."""
        alone = len(self.policies) == 1
        said = ["This must cannot hold:" if alone else f"These {len(self.policies)} musts cannot all hold:"]
        for part in self.policies:
            said += part.sentences()
        if not self.minimal:
            said.append("A smaller set may conflict too: not every question was answered in its time.")
        elif not alone:
            said.append("Without any one of them the others can hold.")
        if self.room is not None:
            said.append(self.room.sentence)
        return tuple(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Whether the musts can all hold, and what conflicts.

    Parameters
    ----------
    possible
        Whether all musts can hold together; ``None`` where it is not known.
    musts
        How many there are.
    sums
        Contradictions that a sum shows, without any solver.
    conflicts
        Sets of musts that cannot hold, no must in two of them.
    others_hold
        Whether the musts outside of the conflicts can hold together; ``None`` where it is not known.
    nearest_only
        Receiving buildings to which the plan file keeps each move; ``None`` where it adds further ones that help. The
        diagnosis lets activity move to any building within the limits.
    seconds, stopped
        Time it took, and whether it was ended by hand.
    """

    possible: bool | None
    musts: int
    sums: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    others_hold: bool | None
    nearest_only: int | None
    seconds: float
    stopped: bool

    def sentences(self) -> tuple[str, ...]:
        """The diagnosis for people."""
        if not self.musts:
            return ("There is nothing to diagnose: the plan file has no musts, and aims may fall short.",)
        if self.possible:
            return ("There is nothing to diagnose: all musts can hold together.", *self._limit())
        return (*self._found(), *self._limit())

    def _limit(self) -> tuple[str, ...]:
        """That the plan file itself allows fewer moves than the diagnosis."""
        if self.nearest_only is None:
            return ()
        return (
            "Here activity may move to any building within the limits; the plan file keeps each move to the "
            f"{self.nearest_only} nearest (policies.relocation.nearest, solve.formulation.price_left_out = false).",
        )

    def _found(self) -> tuple[str, ...]:
        """The sums and conflicts, and what was left open."""
        said = [f"A sum shows it: {line}" for line in self.sums]
        for conflict in self.conflicts:
            said += conflict.sentences()
        if self.possible is None:
            said.append(f"No plan was found and none was ruled out in {figure(self.seconds, 'seconds')}.")
        elif len(self.conflicts) > 1:
            said.append(f"These are {len(self.conflicts)} conflicts of their own: each has to be resolved.")
        if self.conflicts and self.others_hold is None:
            said.append("Whether the musts outside of it can hold was not found out in its time.")
        if self.stopped:
            said.append("Stopped by hand: this is what was known until then.")
        return tuple(said)
