"""Downloads from the official open services: geography, people, deprivation and libraries of a council."""

from estate_opt.importing.fetch.council import Fetched, fetch_council
from estate_opt.importing.fetch.endpoints import Endpoints, read_endpoints

__all__ = ["Endpoints", "Fetched", "fetch_council", "read_endpoints"]
