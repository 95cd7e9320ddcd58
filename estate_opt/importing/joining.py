"""Rows of a source find their buildings: by id, by UPRN, by postcode and likeness of name; what finds none says why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from rapidfuzz import fuzz, process

from estate_opt.importing.gathered import Gathered
from estate_opt.importing.identifiers import is_cut_short, name_key, postcode_key, uprn_key
from estate_opt.importing.layer import ORIGINAL, Layer
from estate_opt.importing.wording import number_of
from estate_opt.inputs.manifest import BUILDINGS

LIKENESS = 85.0
"""Names of one postcode that are at least so alike, of 100, are of one building (rapidfuzz's weighted ratio)."""
APART = 5.0
"""The best name must be so much liker than the next, or the row fits two buildings."""
WORTH_PROPOSING = 70.0
"""Of all names, one less alike than this, all words counted, is not proposed."""
PAIRS_TOLD = 20
"""Pairs of names that are only alike, the least alike first, are told one by one up to this number."""
KEYS = ("building_id", "uprn", "postcode", "name")
"""What a row may know of its building, the surest first."""


@dataclass(frozen=True, slots=True)
class Match:
    """What became of one row.

    Parameters
    ----------
    building_id
        The building; empty where none was found.
    by
        What it was found by ("building id", "UPRN", "postcode and name", "name").
    likeness
        Of the names, 0 to 100; 100 where names were not asked.
    reason
        Why no building was found, with a proposal where there is one; empty where one was.
    """

    building_id: str = ""
    by: str = ""
    likeness: float = 100.0
    reason: str = ""


@dataclass(frozen=True, eq=False)
class Joined:
    """What became of every row of a source, in its order."""

    matches: tuple[Match, ...]

    @property
    def building_ids(self) -> list[str]:
        """Building of each row; empty where none was found."""
        return [match.building_id for match in self.matches]

    @property
    def reasons(self) -> list[str]:
        """Why each row found none; empty where it did."""
        return [match.reason for match in self.matches]

    @cached_property
    def ways(self) -> Mapping[str, int]:
        """Number of rows by what they were joined by."""
        found: dict[str, int] = defaultdict(int)
        for match in self.matches:
            if match.building_id:
                found[match.by] += 1
        return dict(found)

    def notes(self, names: Sequence[str] = ()) -> tuple[str, ...]:
        """Sentences on how rows were joined, with the pairs of names that are only alike.

        Parameters
        ----------
        names
            Name that each row gives its building, where the source has names.
        """
        lost = sum(1 for match in self.matches if not match.building_id)
        said = [f"{number_of(number, 'row')} joined by {way}." for way, number in self.ways.items()]
        pairs = zip(names, self.matches, strict=True) if names else ()
        alike = {(name, match) for name, match in pairs if match.building_id and match.likeness < 100}
        for name, match in sorted(alike, key=lambda pair: pair[1].likeness)[:PAIRS_TOLD]:
            said.append(f"{name!r} was taken for {match.building_id}: the names are {match.likeness:.0f} % alike.")
        if len(alike) > PAIRS_TOLD:
            said.append(
                f"So {number_of(len(alike) - PAIRS_TOLD, 'more name was', 'more names were')}, which are liker."
            )
        if lost:
            said.append(f"{number_of(lost, 'row')} found no building; the list of them says why.")
        return tuple(said)


class Register:
    """The buildings that rows can be joined to.

    Parameters
    ----------
    buildings
        Rows with ``building_id``, ``uprn`` and ``name`` as text.
    postcodes
        Postcode by building, where one is known.
    likeness
        How alike names of one postcode must be, 0 to 100.
    """

    def __init__(
        self, buildings: pd.DataFrame, postcodes: Mapping[str, str] | None = None, *, likeness: float = LIKENESS
    ) -> None:
        self.likeness = likeness
        ids = [str(one) for one in buildings["building_id"]]
        self.names = dict(zip(ids, map(str, buildings["name"]), strict=True))
        self._by_folded = _grouped((one.casefold(), one) for one in ids)
        self._by_uprn = _grouped((uprn_key(str(uprn)), one) for one, uprn in zip(ids, buildings["uprn"], strict=True))
        self._postcodes = {one: postcode_key(text) for one, text in (postcodes or {}).items() if one in self.names}
        self._by_postcode = _grouped((postcode, one) for one, postcode in self._postcodes.items())
        self._by_name = _grouped((name_key(name), one) for one, name in self.names.items())
        self._keys = {one: name_key(name) for one, name in self.names.items()}
        self._seen: dict[tuple[str, ...], Match] = {}

    @classmethod
    def of(cls, gathered: Gathered, *, likeness: float = LIKENESS) -> Register:
        """The buildings gathered so far, with the postcodes that their sources give."""
        return cls(gathered.tables[BUILDINGS.name], known_postcodes(gathered.layers), likeness=likeness)

    def join(self, rows: Mapping[str, Sequence[str]]) -> Joined:
        """Find the building of each row.

        Parameters
        ----------
        rows
            Cells by key, any of :data:`KEYS`; all of one length. An empty cell says nothing.
        """
        columns = [rows.get(key) for key in KEYS]
        length = max((len(column) for column in columns if column is not None), default=0)
        filled = [column if column is not None else [""] * length for column in columns]
        return Joined(tuple(self.find(*cells) for cells in zip(*filled, strict=True)))

    def find(self, building_id: str = "", uprn: str = "", postcode: str = "", name: str = "") -> Match:
        """Find the building of one row."""
        cells = (building_id, uprn, postcode, name)
        if cells not in self._seen:
            self._seen[cells] = self._find(*(str(cell).strip() for cell in cells))
        return self._seen[cells]

    def _find(self, building_id: str, uprn: str, postcode: str, name: str) -> Match:
        if not any((building_id, uprn, name)):
            return Match(reason="The row names no building: no id, no UPRN, no name.")
        if not building_id and name in self.names:
            building_id = name  # a column called "building" may hold ids as well as names
        by_id = self._with_id(building_id)
        by_uprn = self._by_uprn.get(uprn_key(uprn), ()) if uprn else ()
        if by_id:
            if by_uprn and by_id not in by_uprn:
                return Match(
                    reason=f"Its id is that of {self._said(by_id)}, its UPRN that of {self._said(by_uprn[0])}."
                )
            return Match(by_id, "building id")
        if len(by_uprn) == 1:
            return Match(by_uprn[0], "UPRN")
        if by_uprn:
            return self._likest(by_uprn, name, "UPRN and name", f"The UPRN {uprn} is that of {len(by_uprn)} buildings")
        return self._by_words(building_id, uprn, postcode, name)

    def _with_id(self, building_id: str) -> str:
        if building_id in self.names:
            return building_id
        folded = self._by_folded.get(building_id.casefold(), ())
        return folded[0] if len(folded) == 1 else ""

    def _by_words(self, building_id: str, uprn: str, postcode: str, name: str) -> Match:
        """By postcode and name, by the same name alone, or not at all."""
        why = _unknown(building_id, uprn)
        if not name:
            return Match(reason=f"{why} There is no name to go by.")
        there = self._by_postcode.get(postcode_key(postcode), ()) if postcode else ()
        if there:
            return self._likest(there, name, "postcode and name", f"{why} At {postcode_key(postcode)}".strip())
        same = self._by_name.get(name_key(name), ())
        if len(same) == 1 and self._elsewhere(same[0], postcode):
            where = f"{self._said(same[0])} has this name but is at {self._postcodes[same[0]]}, not {postcode}"
            return Match(reason=f"{why} {where}: give its id or UPRN if it is meant.".strip())
        if len(same) == 1:
            return Match(same[0], "name")
        if same:
            return Match(reason=f"{why} {len(same)} buildings are called {name!r}: {_list(same)}.".strip())
        return Match(reason=f"{why} No building is called {name!r}. {self._proposal(name)}".strip())

    def _elsewhere(self, building_id: str, postcode: str) -> bool:
        """Tell whether a building is known to have another postcode than a row."""
        given, known = postcode_key(postcode), self._postcodes.get(building_id, "")
        return bool(given and known and given != known)

    def _likest(self, among: Sequence[str], name: str, by: str, where: str) -> Match:
        """The one building among some whose name is alike enough, and clearly the likest."""
        found = process.extract(name_key(name), {one: self._keys[one] for one in among}, scorer=fuzz.WRatio, limit=2)
        if not name or not found:
            return Match(reason=f"{where}: {_list(among)}. There is no name to tell which.")
        _, best, building = found[0]
        if best < self.likeness:
            return Match(
                reason=f"{where} no name is {self.likeness:g} % like {name!r}; "
                f"the likest is {self._said(building)} ({best:.0f} %)."
            )
        if len(found) == 2 and best - found[1][1] < APART:
            pair = f"{self._said(building)} and {self._said(found[1][2])}"
            return Match(reason=f"{where} two names are about as like {name!r}: {pair}.")
        return Match(building, by, round(best, 1))

    def _proposal(self, name: str) -> str:
        found = process.extractOne(
            name_key(name), self._keys, scorer=fuzz.token_sort_ratio, score_cutoff=WORTH_PROPOSING
        )
        if found is None:
            return ""
        return f"Perhaps {self._said(found[2])} ({found[1]:.0f} % alike): give its id or UPRN if so."

    def _said(self, building_id: str) -> str:
        return f"{self.names[building_id]} ({building_id})"


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for key, building in pairs:
        if key:
            groups[key].append(building)
    return {key: tuple(found) for key, found in groups.items()}


def _unknown(building_id: str, uprn: str) -> str:
    """Why neither id nor UPRN helped, as the beginning of a reason."""
    said = [f"There is no building {building_id!r}."] if building_id else []
    if uprn and is_cut_short(uprn):
        said.append(f"A spreadsheet has cut the UPRN {uprn} short; export it as text.")
    elif uprn:
        said.append(f"No building has the UPRN {uprn}." if uprn_key(uprn) else f"{uprn!r} is not a UPRN.")
    return " ".join(said)


def _list(ids: Sequence[str]) -> str:
    return ", ".join(ids[:3]) + (" …" if len(ids) > 3 else "")


def known_postcodes(layers: Iterable[Layer]) -> dict[str, str]:
    """Postcode by building, from the columns of the layers' sources that hold postcodes; a later layer's stands."""
    found: dict[str, str] = {}
    for layer in layers:
        frame = layer.tables.get(BUILDINGS.name)
        if frame is None:
            continue
        columns = [c for c in frame.columns if str(c).startswith(ORIGINAL) and _names_a_postcode(str(c))]
        for column in columns:
            for building, text in zip(frame["building_id"], frame[column], strict=True):
                if key := postcode_key(str(text)):
                    found[str(building)] = key
    return found


def _names_a_postcode(column: str) -> bool:
    words = name_key(column.removeprefix(ORIGINAL)).replace(" ", "")
    return "postcode" in words or words in ("pcd", "pcds", "pcd7", "pcd8", "postalcode", "zip")
