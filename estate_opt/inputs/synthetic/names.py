"""Names that sound English and belong to nowhere: wards, streets and buildings of a fictional city."""

from __future__ import annotations

import itertools

import numpy as np

STEMS = (
    "Betony",
    "Borage",
    "Bramble",
    "Bryony",
    "Campion",
    "Clover",
    "Comfrey",
    "Curlew",
    "Dapple",
    "Dunnock",
    "Fallow",
    "Furze",
    "Godwit",
    "Gorse",
    "Heron",
    "Hollin",
    "Juniper",
    "Kestrel",
    "Lapwing",
    "Lark",
    "Linnet",
    "Lovage",
    "Madder",
    "Mallow",
    "Medlar",
    "Nettle",
    "Pippin",
    "Plover",
    "Quince",
    "Rowan",
    "Siskin",
    "Sorrel",
    "Tansy",
    "Teasel",
    "Vetch",
    "Whimbrel",
    "Yarrow",
)
ENDINGS = (
    "by", "combe", "cote", "den", "garth", "holme", "hurst", "ley", "mere", "shaw", "stead", "thorpe", "ton", "wick",
    "worth",
)  # fmt: skip
QUALIFIERS = ("", "Upper ", "Nether ", "Great ", "Little ", "East ", "West ")
STREETS = ("Lane", "Road", "Street", "Park", "Green", "Avenue", "Grove", "Way")


def draw_ward_names(rng: np.random.Generator, count: int) -> list[str]:
    """Draw different ward names; plain ones first, then "Upper …" and the like, then numbered ones."""
    plain = [stem + ending for stem, ending in itertools.product(STEMS, ENDINGS)]
    shuffled = [plain[k] for k in rng.permutation(len(plain))]
    names = (
        f"{qualifier}{name}" + (f" {cycle}" if cycle else "")
        for cycle in itertools.count()
        for qualifier in QUALIFIERS
        for name in shuffled
    )
    return list(itertools.islice(names, count))


def draw_building_names(rng: np.random.Generator, wards: list[str], suffixes: list[str]) -> list[str]:
    """Draw a different name for each building: after its ward, or after a street where that is taken.

    Parameters
    ----------
    wards
        Name of each building's ward.
    suffixes
        What each building is ("Library", "Leisure Centre").
    """
    taken: set[str] = set()
    names = []
    for ward, suffix in zip(wards, suffixes, strict=True):
        name = f"{ward} {suffix}"
        while name in taken:
            street = f"{STEMS[rng.integers(len(STEMS))]} {STREETS[rng.integers(len(STREETS))]}"
            name = f"{street} {suffix}"
            if name in taken:
                name = f"{street} {suffix}, {ward}"
        taken.add(name)
        names.append(name)
    return names
