"""How walking on streets is reckoned."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetSettings:
    """How walking on streets is reckoned.

    Parameters
    ----------
    limit_km
        Longer ways are not looked for: such a pair has none.
    snap_limit_m
        A place further than this from every way is on none.
    least_network_km
        Pieces of the network with less way than this are left out.
    speed_km_per_hour
        Turns km into minutes.
    """

    limit_km: float = 10.0
    snap_limit_m: float = 500.0
    least_network_km: float = 1.0
    speed_km_per_hour: float = 4.8
