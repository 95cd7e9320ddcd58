"""Wards and neighbourhoods as the ONS Open Geography Portal exports them, with their vintages."""

from estate_opt.importing.geography.from_points import wards_from_points
from estate_opt.importing.geography.neighbourhoods import import_neighbourhoods
from estate_opt.importing.geography.wards import import_wards

__all__ = ["import_neighbourhoods", "import_wards", "wards_from_points"]
