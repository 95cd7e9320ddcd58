"""Random streams by name, so that a change in one part of the generator reshuffles no other part."""

from __future__ import annotations

from zlib import crc32

import numpy as np


def stream(seed: int, part: str) -> np.random.Generator:
    """Return the generator of random numbers that belongs to a named part of an estate.

    Parameters
    ----------
    seed
        Seed of the estate, not negative.
    part
        Name of the part ("wards", "condition" …); its checksum is mixed into the seed.
    """
    return np.random.default_rng([seed, crc32(part.encode())])
