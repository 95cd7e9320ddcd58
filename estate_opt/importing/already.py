"""Buildings of a source that other layers bring already: one building in two lists is one building."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from estate_opt.importing.gathered import Gathered
from estate_opt.importing.joining import Joined, Match, Register
from estate_opt.importing.wording import number_of
from estate_opt.inputs.manifest import BUILDINGS
from estate_opt.inputs.sheet import PLACE_COLUMNS


@dataclass(frozen=True, eq=False)
class Already:
    """Which rows of a source are buildings that the estate has from elsewhere.

    Parameters
    ----------
    ids
        Building of each row: that of another layer, or its own.
    joined
        How each was found; a row that is a building of its own has no building there.
    placed
        Whether the other layers place each row's building, shape (rows,).
    """

    ids: list[str]
    joined: Joined
    placed: list[bool]

    @property
    def known(self) -> list[bool]:
        """Whether each row is a building of another layer."""
        return [bool(match.building_id) for match in self.joined.matches]

    def only_own(self, buildings: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
        """Empty the cells that the other layers' stand for: those columns, and places that are there."""
        result = buildings.copy()
        result.loc[self.known, list(columns)] = ""
        result.loc[[match.by == "UPRN" for match in self.joined.matches], "uprn"] = ""  # the same, however it is spelt
        result.loc[self.placed, [c for c in PLACE_COLUMNS if c in result.columns]] = ""
        return result

    def notes(self, names: Sequence[str]) -> tuple[str, ...]:
        """Sentences on the rows that were found."""
        pairs = [(name, match) for name, match in zip(names, self.joined.matches, strict=True) if match.building_id]
        if not pairs:
            return ()
        found = Joined(tuple(match for _, match in pairs))
        said = f"{number_of(len(pairs), 'of them is a building', 'of them are buildings')} that the estate has already."
        return said, *found.notes([name for name, _ in pairs])


def already_there(own: Sequence[str], rows: Mapping[str, Sequence[str]], gathered: Gathered, layer: str) -> Already:
    """Find the rows of a layer to be that other layers bring: by UPRN, postcode and name.

    Parameters
    ----------
    own
        Id that each row has in its source.
    rows
        UPRN, postcode and name of each, as :meth:`~estate_opt.importing.joining.Register.join` takes them.
    gathered, layer
        The estate so far, and the name of the layer, whose own rows of an earlier import do not count.
    """
    others = replace(gathered, layers=tuple(one for one in gathered.layers if one.name != layer))
    found = Register.of(others).join(rows).matches if len(others.tables[BUILDINGS.name]) else ()
    taken: set[str] = set()
    matches = []
    for match in found or (Match(),) * len(own):
        again = match.building_id in taken  # a second row for one building is one of its own
        taken.add(match.building_id)
        matches.append(Match() if again else match)
    places = others.tables[BUILDINGS.name].set_index("building_id")[list(PLACE_COLUMNS)]
    with_place = set(places.index[(places != "").any(axis=1)])
    return Already(
        ids=[match.building_id or str(mine) for match, mine in zip(matches, own, strict=True)],
        joined=Joined(tuple(matches)),
        placed=[match.building_id in with_place for match in matches],
    )
