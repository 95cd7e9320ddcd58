"""Walking on real streets: ways of OpenStreetMap → a network → places put on it → the shortest way of each pair."""

from estate_opt.importing.travel.streets.settings import StreetSettings
from estate_opt.importing.travel.streets.walk import walk

__all__ = ["StreetSettings", "walk"]
