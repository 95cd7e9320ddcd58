"""Where a program is cut into parts."""

from __future__ import annotations

import numpy as np
import pytest

from estate_opt.domain.place import AreaKind
from estate_opt.formulation import formulate
from estate_opt.inputs.synthetic import synthesise
from estate_opt.policies import Context
from estate_opt.solving.matrix import Matrix
from estate_opt.solving.regions.layout import Layout, _together
from estate_opt.solving.regions.places import NOWHERE, Places
from tests.oracle.cases import plan_file


def test_a_committee_stays_together_where_a_part_has_room_for_it_else_its_wards_do() -> None:
    ward = np.array([0, 0, 1, 1, 1, 2, NOWHERE, NOWHERE])
    committee = np.array([0, 0, 0, 0, 0, 1, 1, NOWHERE])
    batch = np.zeros(8, dtype=np.int64)
    for most, groups in (
        (5, [0, 0, 0, 0, 0, 5, 5, 7]),  # committees
        (4, [0, 0, 2, 2, 2, 5, 5, 7]),  # the first is too large: its wards
        (2, [0, 0, 2, 3, 4, 5, 5, 7]),  # and a ward of three falls into its buildings
    ):
        assert _together(batch, np.stack([ward, committee]), most).tolist() == groups


def test_what_lies_in_two_batches_is_in_two_groups() -> None:
    area = np.zeros((2, 4), dtype=np.int64)
    assert _together(np.array([0, 0, 1, 1]), area, 4).tolist() == [0, 0, 2, 2]


@pytest.mark.parametrize("most", [16, 30])
def test_no_border_of_a_part_cuts_a_committee_that_fits_into_one(most: int) -> None:
    estate = synthesise(seed=3, buildings=60, wards=12, neighbourhoods=60, partners=2)
    asked = plan_file({"reduction": {"share": 0.5}})
    formulation = formulate(Context(estate), asked.policies.all(), asked.policies.relocation, "cut")
    formulation.program.minimise(formulation.shortfall(1))
    layout = Layout.of(Matrix.of(formulation.program.problem), Places.of(formulation), 100, most)
    parts = [set(layout.building_part[estate.buildings_in[a.area_id]]) for a in estate.areas_of(AreaKind.COMMITTEE)]
    sizes = [len(estate.buildings_in[a.area_id]) for a in estate.areas_of(AreaKind.COMMITTEE)]
    assert any(size <= most for size in sizes)
    assert all(len(part) == 1 for part, size in zip(parts, sizes, strict=True) if size <= most)
    assert len(set(layout.building_part)) > 1
