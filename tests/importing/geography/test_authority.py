"""Names of councils in the forms in which lists have them."""

from __future__ import annotations

import pandas as pd
import pytest

from estate_opt.importing.geography.authority import plain_authority
from tests.importing.places import SHARED, needs_shared


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Leeds City Council", "Leeds"),
        ("Kingston upon Hull, City of", "City of Kingston upon Hull Council"),
        ("London Borough of Tower Hamlets", "Tower Hamlets"),
        ("Royal Borough of Kensington and Chelsea", "Kensington & Chelsea"),
        ("Barnsley Metropolitan Borough Council", "Barnsley"),
        ("Herefordshire, County of", "Herefordshire Council"),
        ("St. Helens", "St Helens Borough Council"),
        ("County Durham", "Durham County Council"),
        ("City of London", "city of london"),
    ],
)
def test_forms_of_one_name(one: str, other: str) -> None:
    assert plain_authority(one) == plain_authority(other) != ""


class TestEngland:
    pytestmark = needs_shared

    def test_no_two_authorities_have_the_same_plain_name(self) -> None:
        areas = pd.read_parquet(SHARED / "england" / "lsoa2021.parquet", columns=["lad24_code", "lad24_name"])
        names = areas.drop_duplicates()["lad24_name"]
        assert names.map(plain_authority).is_unique

    def test_library_services_of_single_tier_councils_are_found_by_the_name_of_their_authority(self) -> None:
        areas = pd.read_parquet(SHARED / "england" / "lsoa2021.parquet", columns=["lad24_code", "lad24_name"])
        names = dict(areas.drop_duplicates().itertuples(index=False, name=None))
        libraries = pd.read_csv(SHARED / "england" / "libraries.csv", usecols=["local_authority", "lad24_code"])
        single = libraries[libraries["lad24_code"].str.startswith(("E06", "E08", "E09"))].drop_duplicates()
        by_name = single[
            single["local_authority"].map(plain_authority) == single["lad24_code"].map(names).map(plain_authority)
        ]
        missing = set(single["lad24_code"]) - set(by_name["lad24_code"])
        assert len(missing) / single["lad24_code"].nunique() < 0.1, sorted(names[code] for code in missing)
