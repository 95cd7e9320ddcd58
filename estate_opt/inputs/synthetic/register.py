"""The figures of a register of buildings: area, hours, condition, money, tenure, and what a real register lacks.

A register is a table with one row a building. Each function adds columns to it, so that an estate
whose places and hours are real can be filled up by the same distributions.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from estate_opt.domain.snapshot import WEEKS_PER_YEAR
from estate_opt.domain.travel import FloatArray
from estate_opt.inputs.synthetic.catalogue import PARTNER, TYPE_BY_NAME, BuildingType
from estate_opt.inputs.synthetic.streams import stream

TODAY = date(2026, 6, 1)
"""The day on which a synthetic register was drawn up. Fixed, so that a seed always gives the same estate."""
STAFF_GBP_PER_HOUR = 17.5
GRADES = np.array(["A", "B", "C", "D"])
BACKLOG_GBP_PER_M2 = np.array([12.0, 90.0, 320.0, 780.0])
MISSING_SHARES = {
    ("condition",): 0.20,
    ("backlog_gbp",): 0.22,
    ("gia_m2",): 0.04,
    ("flexibility",): 0.15,
    ("local_importance",): 0.10,
    ("carbon_kgco2e_per_year",): 0.15,
    ("income_gbp_per_year",): 0.08,
    ("exit_cost_gbp",): 0.06,
    ("receipt_low_gbp", "receipt_central_gbp", "receipt_high_gbp"): 0.28,
    ("disposal_cost_gbp",): 0.25,
    ("uprn",): 0.05,
    ("listed",): 0.03,
}
"""Share of council buildings for which each group of columns has no record."""


def profile(register: pd.DataFrame, name: str) -> FloatArray:
    """Return a figure of each building's type, shape (buildings,)."""
    values: FloatArray = np.array([getattr(TYPE_BY_NAME[t], name) for t in register["type"]], dtype=np.float64)
    return values


def add_size(register: pd.DataFrame, seed: int) -> None:
    """Add floor area, opening hours (where none are known) and capacity in space-hours a week."""
    rng = stream(seed, "size")
    n = len(register)
    gia = profile(register, "gia_m2") * np.exp(rng.normal(0, 1, n) * profile(register, "gia_spread"))
    register["gia_m2"] = np.round(np.clip(gia, 90, 9000), -1)
    drawn = np.round(profile(register, "opening_hours") * rng.lognormal(0, 0.18, n) * 2) / 2
    known = register["opening_hours_per_week"].to_numpy(dtype=np.float64, na_value=np.nan)
    register["opening_hours_per_week"] = np.where(np.isnan(known), np.clip(drawn, 12, 112), known)
    register["spaces"] = np.maximum(2, np.round(register["gia_m2"] / profile(register, "m2_per_space")))
    register["capacity_hours_per_week"] = register["spaces"] * register["opening_hours_per_week"]


def take_known(register: pd.DataFrame, known: pd.DataFrame | None) -> None:
    """Put known figures in the place of drawn ones, in the columns that the register has by now."""
    if known is None:
        return
    for column in known.columns.intersection(register.columns):
        register[column] = known[column].where(known[column].notna(), register[column])


def add_condition(register: pd.DataFrame, seed: int) -> None:
    """Add age, condition grade (worse with age) and maintenance backlog (more with a worse grade)."""
    rng = stream(seed, "condition")
    n = len(register)
    register["age_years"] = np.round(np.clip(rng.gamma(3.0, profile(register, "mean_age_years") / 3.0), 2, 220))
    wear = 0.9 * np.log(register["age_years"] / 45) + rng.normal(0, 0.8, n)
    grade = np.digitize(wear, [-1.1, 0.15, 1.15])
    register["grade"] = grade
    register["condition"] = GRADES[grade]
    backlog = register["gia_m2"] * BACKLOG_GBP_PER_M2[grade] * rng.lognormal(0, 0.35, n)
    register["backlog_gbp"] = np.round(backlog, -3)


def add_running(register: pd.DataFrame, seed: int) -> None:
    """Add running cost, income and emissions."""
    rng = stream(seed, "running")
    n = len(register)
    gia, hours = register["gia_m2"], register["opening_hours_per_week"]
    wear = 1 + 0.06 * register["grade"]
    premises = gia * profile(register, "running_gbp_per_m2") * wear * rng.lognormal(0, 0.15, n)
    staffing = hours * WEEKS_PER_YEAR * STAFF_GBP_PER_HOUR * profile(register, "staff") * rng.lognormal(0, 0.2, n)
    register["running_cost_gbp_per_year"] = np.round(premises + staffing, -2)
    income = register["running_cost_gbp_per_year"] * profile(register, "income_share") * rng.lognormal(0, 0.4, n)
    register["income_gbp_per_year"] = np.round(np.minimum(income, 0.95 * (premises + staffing)), -2)
    carbon = gia * profile(register, "carbon_kg_per_m2") * (1 + 0.08 * register["grade"]) * rng.lognormal(0, 0.2, n)
    register["carbon_kgco2e_per_year"] = np.round(carbon, -2)


def add_merit(register: pd.DataFrame, seed: int) -> None:
    """Add flexibility and local importance, 0 to 1."""
    rng = stream(seed, "merit")
    n = len(register)
    flexibility = profile(register, "flexibility") + rng.normal(0, 0.15, n) - 0.03 * register["grade"]
    register["flexibility"] = np.round(np.clip(flexibility, 0.05, 0.98), 2)
    near = register["people_near"].to_numpy(dtype=np.float64)
    place = np.argsort(np.argsort(near, kind="stable"), kind="stable") / max(n - 1, 1)
    importance = 0.25 + 0.35 * place + 0.1 * register["deprivation"].clip(-1.5, 2) + rng.normal(0, 0.15, n)
    register["local_importance"] = np.round(np.clip(importance, 0.02, 1), 2)


def add_tenure(register: pd.DataFrame, seed: int) -> None:
    """Add tenure, lease dates and what it costs to end a lease or contract."""
    rng = stream(seed, "tenure")
    n = len(register)
    register["tenure"] = rng.choice(["freehold", "leasehold", "licence", "PFI"], size=n, p=[0.71, 0.22, 0.04, 0.03])
    years_left = np.round(rng.gamma(1.6, 6.0, n) + 0.4, 1)
    breaks = rng.random(n)
    rent = register["gia_m2"] * 75 * rng.lognormal(0, 0.25, n)
    lease_end: list[date | None] = []
    break_date: list[date | None] = []
    cost = np.zeros(n)
    for k, tenure in enumerate(register["tenure"]):
        held = tenure in ("leasehold", "PFI")
        until_break = float(np.round(years_left[k] * breaks[k], 1)) if breaks[k] < 0.55 and years_left[k] > 3 else None
        lease_end.append(_in_years(years_left[k]) if held else None)
        break_date.append(_in_years(max(until_break, 0.3)) if held and until_break is not None else None)
        if held:
            owed = min(until_break or years_left[k], 5.0)
            cost[k] = rent.iloc[k] * owed * (1.6 if tenure == "PFI" else 0.45)
    register["lease_end"] = pd.Series(lease_end, dtype=object, index=register.index)
    register["break_date"] = pd.Series(break_date, dtype=object, index=register.index)
    register["exit_cost_gbp"] = np.round(cost, -2)


def _in_years(years: float) -> date:
    return TODAY + timedelta(days=round(365.25 * years))


def add_value(register: pd.DataFrame, seed: int) -> None:
    """Add what bears on a sale: listing, community value, restrictions, receipts and the cost of disposal."""
    rng = stream(seed, "value")
    n = len(register)
    register["listed"] = rng.random(n) < profile(register, "listed") * np.clip(register["age_years"] / 80, 0.2, 1.6)
    register["community_value"] = rng.random(n) < profile(register, "community_value")
    kinds = np.array(["restrictive covenant", "charitable trust", "grant claw-back until 2031"])
    drawn = kinds[rng.integers(len(kinds), size=n)]
    restricted = rng.random(n) < 0.07
    register["restriction"] = pd.Series(
        [text if there else None for text, there in zip(drawn.tolist(), restricted, strict=True)],
        dtype=object, index=register.index,
    )  # fmt: skip
    owned = (register["tenure"] == "freehold").to_numpy()
    per_m2 = (
        520
        * rng.lognormal(0, 0.35, n)
        * np.exp(-0.25 * register["deprivation"].clip(-2, 2))
        * np.where(restricted, 0.4, 1)
    )
    central = np.where(owned, register["gia_m2"] * per_m2, 0)
    register["receipt_central_gbp"] = np.round(central, -3)
    register["receipt_low_gbp"] = np.round(central * rng.uniform(0.5, 0.8, n), -3)
    register["receipt_high_gbp"] = np.round(central * rng.uniform(1.2, 1.6, n), -3)
    register["disposal_cost_gbp"] = np.round(6_000 + 0.03 * central + 4 * register["gia_m2"], -2)


def add_record(register: pd.DataFrame, seed: int) -> None:
    """Add a reference number and the date of each record: mostly of the last few years, some stale."""
    rng = stream(seed, "record")
    n = len(register)
    register["uprn"] = [f"9999{number:08d}" for number in rng.choice(100_000_000, size=n, replace=False)]
    years = np.where(rng.random(n) < 0.08, rng.uniform(5, 11, n), rng.uniform(0.1, 3.5, n))
    register["record_date"] = pd.Series([_in_years(-y) for y in years], dtype=object, index=register.index)


def blank_some(register: pd.DataFrame, seed: int) -> None:
    """Blank what real registers lack: a fifth of the condition grades, backlogs, receipts and more."""
    for columns, share in MISSING_SHARES.items():
        rng = stream(seed, "missing " + columns[0])
        gone = rng.random(len(register)) < share
        for column in columns:
            register[column] = register[column].astype(object)
            register.loc[gone, column] = None


def add_features(register: pd.DataFrame, hosted: list[frozenset[str]], seed: int) -> None:
    """Add the features of each building: its type's, some by chance, and what its services need.

    Parameters
    ----------
    hosted
        Features that the services hosted today need, for each building.
    """
    rng = stream(seed, "features")
    register["features"] = pd.Series(
        [_features(rng, TYPE_BY_NAME[t]) | needed for t, needed in zip(register["type"], hosted, strict=True)],
        dtype=object, index=register.index,
    )  # fmt: skip


def _features(rng: np.random.Generator, kind: BuildingType) -> frozenset[str]:
    chance = rng.random(len(kind.extra_features))
    extra = {name for (name, share), drawn in zip(kind.extra_features.items(), chance, strict=True) if drawn < share}
    return kind.features | extra


def empty_for_partners(register: pd.DataFrame, seed: int) -> None:
    """Give partner venues a price of hire, and blank what a council does not know of others' buildings."""
    rng = stream(seed, "hire")
    price = np.round(rng.uniform(9, 32, len(register)) * 2) / 2
    partner = (register["type"] == PARTNER.name).to_numpy()
    register["hire_gbp_per_hour"] = pd.Series(
        [float(p) if there else None for p, there in zip(price, partner, strict=True)],
        dtype=object,
        index=register.index,
    )
    unknown = [c for group in MISSING_SHARES for c in group if c not in ("uprn", "gia_m2")]
    unknown += ["tenure", "lease_end", "break_date", "restriction", "community_value"]
    for column in unknown:
        register[column] = register[column].astype(object)
        register.loc[partner, column] = None
    register.loc[partner, "running_cost_gbp_per_year"] = 0.0
