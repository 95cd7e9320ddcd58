"""How far things are from each other: by a matrix that somebody made, or walking on real streets."""

from estate_opt.importing.travel.ends import Ends
from estate_opt.importing.travel.find import TravelSettings, find_travel, travel_files
from estate_opt.importing.travel.found import FoundTravel
from estate_opt.importing.travel.matrix import Figure, MatrixSettings, ReadMatrix, read_matrix
from estate_opt.importing.travel.streets import StreetSettings, walk

__all__ = [
    "Ends",
    "Figure",
    "FoundTravel",
    "MatrixSettings",
    "ReadMatrix",
    "StreetSettings",
    "TravelSettings",
    "find_travel",
    "read_matrix",
    "travel_files",
    "walk",
]
