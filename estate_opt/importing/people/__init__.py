"""Who lives where: people and groups of people of a census, and how deprived their neighbourhoods are."""

from estate_opt.importing.people.deprivation import import_deprivation
from estate_opt.importing.people.population import import_population

__all__ = ["import_deprivation", "import_population"]
