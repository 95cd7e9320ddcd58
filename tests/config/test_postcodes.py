"""Postcodes that a source of the estate gave come with it, to find buildings by."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from estate_opt.config.estates import read_inputs
from estate_opt.config.schema import Inputs
from estate_opt.importing.gathered import put_layer
from estate_opt.importing.layer import Layer
from estate_opt.inputs import write_estate
from tests.tiny import tiny_estate


def test_postcodes_of_layers_come_with_the_estate(tmp_path: Path) -> None:
    estate = tiny_estate()
    write_estate(estate, tmp_path / "town")
    inputs = Inputs(estate=tmp_path / "town")
    before = read_inputs(inputs).estate
    assert before is not None
    assert dict(before.postcodes) == {}
    building = estate.buildings[0].building_id
    frame = pd.DataFrame({"building_id": [building], "source.Post code": ["ls121uq"]}, dtype=object)
    put_layer(tmp_path / "town", Layer(name="register", importer="register", tables={"buildings": frame}))
    after = read_inputs(inputs).estate
    assert after is not None
    assert dict(after.postcodes) == {building: "LS12 1UQ"}
