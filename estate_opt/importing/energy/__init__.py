"""Energy: certificates as published and meters, kWh by fuel made into emissions with the Government's factors."""

from estate_opt.importing.energy.factors import Factors, built_in_factors, read_factors
from estate_opt.importing.energy.layer import NAME, TARGETS, import_energy

__all__ = ["NAME", "TARGETS", "Factors", "built_in_factors", "import_energy", "read_factors"]
