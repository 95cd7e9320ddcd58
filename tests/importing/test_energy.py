"""Certificates and meters become emissions by the factors of a stated year."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estate_opt.errors import InputError, UsageError
from estate_opt.importing.energy import built_in_factors, import_energy, read_factors
from tests.importing.gathering import cells, gathered, source

ESTATE = gathered()
FACTORS = built_in_factors(2025)
CERTIFICATES = """\
ADDRESS1,POSTCODE,UPRN,MAIN_HEATING_FUEL,NOMINATED_DATE,TOTAL_FLOOR_AREA,ANNUAL_THERMAL_FUEL_USAGE,\
ANNUAL_ELECTRICAL_FUEL_USAGE,ELECTRIC_CO2
x,LS12 1UQ,72525786.0,Natural Gas,2024-01-01,1000,100,50,27
x,LS12 1UQ,72525786,Natural Gas,2019-01-01,1000,300,90,60
x,LS1 1AA,100023336956,Other,2024-01-01,500,100,50,14
Beeston Hub & Library,LS11 6ED,,,2024-01-01,200,0,30,3
x,LS16 5JX,7,Natural Gas,2024-01-01,,100,50,27
"""
DEC = {
    "name": "ADDRESS1", "postcode": "POSTCODE", "uprn": "UPRN", "main_fuel": "MAIN_HEATING_FUEL",
    "certificate_date": "NOMINATED_DATE", "floor_area_m2": "TOTAL_FLOOR_AREA",
    "thermal_kwh_per_m2": "ANNUAL_THERMAL_FUEL_USAGE", "electricity_kwh_per_m2": "ANNUAL_ELECTRICAL_FUEL_USAGE",
}  # fmt: skip
METERS = {"building_id": "Site", "fuel": "Fuel", "kwh": "kWh", "period_from": "From", "period_to": "To"}
YEAR = "001,Electricity,10000,01/04/2024,31/03/2025\n"


def meters(lines: str) -> dict[str, object]:
    layer = import_energy(source("Site,Fuel,kWh,From,To\n" + lines), ESTATE, METERS, FACTORS)
    found = cells(layer)
    return {
        "kg": {one: float(row["carbon_kgco2e_per_year"]) for one, row in found.items()},
        "reasons": layer.unjoined["reason"].tolist(), "notes": " ".join(layer.notes),
    }  # fmt: skip


def test_the_factors_are_those_published() -> None:
    assert FACTORS.by_fuel == {"electricity": 0.177, "natural gas": 0.18296}
    assert built_in_factors().year == 2025
    assert built_in_factors(2024).by_fuel["electricity"] == 0.20705
    with pytest.raises(UsageError, match=r"no conversion factors for 2031, only for 2024, 2025"):
        built_in_factors(2031)


def test_certificates_as_published() -> None:
    layer = import_energy(source(CERTIFICATES), ESTATE, DEC, FACTORS)
    found = cells(layer)
    assert float(found["001"]["carbon_kgco2e_per_year"]) == pytest.approx(100_000 * 0.18296 + 50_000 * 0.177)
    assert float(found["003"]["carbon_kgco2e_per_year"]) == pytest.approx(200 * 30 * 0.177)
    assert set(found) == {"001", "003"}
    reasons = dict(zip(layer.unjoined["source_row"], layer.unjoined["reason"], strict=True))
    assert reasons["3"] == "The certificate on line 2 is later."
    assert reasons["4"] == "Its main fuel is 'Other', which has no conversion factor."
    assert reasons["6"] == "The certificate has no floor area."
    assert layer.sources[1].vintage == "2025"
    assert "its factors are those of 2008" in " ".join(layer.notes) or "those of 2008" in " ".join(layer.notes)


def test_meters_are_added_up_over_a_year() -> None:
    found = meters(YEAR + "001,Gas,1000,01/04/2024,30/09/2024\n001,mains gas,3000,01/10/2024,31/03/2025\n")
    assert found["kg"] == {"001": pytest.approx(10_000 * 0.177 + 4_000 * 0.18296, abs=0.06)}
    assert found["reasons"] == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("001,Gas,3000,01/10/2024,31/12/2024\n", "The readings of natural gas at 001 cover 92 days"),
        ("001,Coal,3000,01/04/2024,31/03/2025\n", "There is no factor for coal of 2025"),
        ("001,Peat,3000,01/04/2024,31/03/2025\n", "'Peat' is not a fuel that is known here"),
        ("001,Gas,lots,01/04/2024,31/03/2025\n", "It has no kWh that can be read."),
        ("001,Gas,5,31/03/2025,01/04/2024\n", "Its period ends before it begins."),
        ("001,Gas,-5,01/04/2024,31/03/2025\n", "The natural gas of 001 adds up to less than nothing."),
    ],
)
def test_readings_that_do_not_count_say_why(line: str, reason: str) -> None:
    found = meters(line + YEAR.replace("001", "002"))
    assert "002" in found["kg"]  # type: ignore[operator]
    assert "001" not in found["kg"]  # type: ignore[operator]
    assert reason in found["reasons"][0]  # type: ignore[index]


def test_a_reading_that_stands_twice_counts_once() -> None:
    found = meters(YEAR + YEAR)
    assert found["kg"] == {"001": pytest.approx(1770)}
    assert found["reasons"] == ["A row above is the same in every cell; it counts once."]


def test_two_years_are_made_one() -> None:
    found = meters(YEAR + "001,Electricity,20000,01/04/2025,31/03/2026\n")
    assert found["kg"]["001"] == pytest.approx(15_000 * 0.177)  # type: ignore[index]
    assert "730 days of electricity were made into a year" in str(found["notes"])


def test_a_column_a_fuel() -> None:
    text = "UPRN,Electricity (kWh),Gas (kWh)\n72525786,1000,2000\n7,,\n"
    columns = {"uprn": "UPRN", "electricity_kwh": "Electricity (kWh)", "gas_kwh": "Gas (kWh)"}
    layer = import_energy(source(text), ESTATE, columns, FACTORS)
    assert float(cells(layer)["001"]["carbon_kgco2e_per_year"]) == pytest.approx(177 + 365.9, abs=0.06)
    assert "it was taken for a year" in " ".join(layer.notes)
    assert len(layer.unjoined) == 1


FLAT = """\
ID,Scope,Level 1,Level 2,Level 3,Level 4,Column Text,UOM,GHG/Unit,GHG Conversion Factor 2030
1,Scope 1,Fuels,Gaseous fuels,Natural gas,,,kWh (Gross CV),kg CO2e,0.18
2,Scope 1,Fuels,Gaseous fuels,Natural gas,,,kWh (Net CV),kg CO2e,0.2
3,Scope 1,Fuels,Gaseous fuels,Natural gas,,,kWh (Gross CV),kg CO2e of CH4 per unit,0.0003
4,Scope 2,UK electricity,Electricity generated,Electricity: UK,,,kWh,kg CO2e,0.1
5,Scope 1,Fuels,Liquid fuels,Burning oil,,,kWh (Gross CV),kg CO2e,0.24677
6,Scope 3,WTT- fuels,Gaseous fuels,Natural gas,,,kWh (Gross CV),kg CO2e,0.03
7,Scope 1,Bioenergy,Biomass,Wood pellets,,,kWh,kg CO2e,0.01
"""


def test_the_flat_file_of_the_government(tmp_path: Path) -> None:
    path = tmp_path / "flat.csv"
    path.write_text(FLAT)
    found = read_factors(path)
    assert found.year == 2030
    assert found.by_fuel == {"natural gas": 0.18, "electricity": 0.1, "burning oil": 0.24677, "wood pellets": 0.01}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "There are no conversion factors in it."),
        ("fuel,kgco2e_per_kwh\npeat,1\n", "This is not a fuel with its factor."),
        ("fuel,kgco2e_per_kwh\ngas,x\n", "This is not a fuel with its factor."),
        (FLAT.replace("kWh", "tonnes"), "There is no factor per kWh of a known fuel in it."),
    ],
)
def test_files_without_factors(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "factors.csv"
    path.write_text(text)
    with pytest.raises(InputError) as error:
        read_factors(path)
    assert message in str(error.value)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.sampled_from(["Electricity", "Gas"]), st.integers(0, 10**6)), min_size=1, max_size=8))
def test_emissions_are_linear_in_kwh(lines: list[tuple[str, int]]) -> None:
    text = "Site,Fuel,kWh\n" + "".join(f"001,{fuel},{kwh}\n" for fuel, kwh in lines)
    columns = {"building_id": "Site", "fuel": "Fuel", "kwh": "kWh"}
    found = cells(import_energy(source(text), ESTATE, columns, FACTORS))
    expected = sum(kwh * (0.177 if fuel == "Electricity" else 0.18296) for fuel, kwh in lines)
    assert float(found["001"]["carbon_kgco2e_per_year"]) == pytest.approx(expected, abs=0.06)
