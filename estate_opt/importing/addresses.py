"""Addresses of buildings as their sources had them: the estate's tables keep places only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from estate_opt.importing.layer import ORIGINAL
from estate_opt.importing.stored import read_layers
from estate_opt.inputs.manifest import BUILDINGS

PART = re.compile(r"address|street|road|town|locality|post_?\s?code", re.IGNORECASE)
"""Names of columns that are parts of an address, as registers have them."""
NOT_A_PART = re.compile(r"email|web|url|street_?\s?number_?\s?id|usrn", re.IGNORECASE)


def addresses_of(folder: Path) -> Mapping[str, str]:
    """Address of each building that a layer of the estate has one for, by its id; the last layer's stands.

    Parameters
    ----------
    folder
        The estate; one that was not imported has no addresses.

    Raises
    ------
    InputError
        Where a layer cannot be read.
    """
    found: dict[str, str] = {}
    for layer in read_layers(folder):
        frame = layer.tables.get(BUILDINGS.name)
        if frame is None:
            continue
        parts = [
            str(column)
            for column in frame.columns
            if str(column).startswith(ORIGINAL) and PART.search(str(column)) and not NOT_A_PART.search(str(column))
        ]
        for building, *cells in frame[["building_id", *parts]].itertuples(index=False, name=None):
            address = ", ".join(text for cell in cells if (text := str(cell).strip()))
            if address:
                found[building] = address
    return found
