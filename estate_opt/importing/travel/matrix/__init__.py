"""Travel that another program worked out (r5, OSRM, Valhalla, OpenTripPlanner, ArcGIS): read, and audited."""

from estate_opt.importing.travel.matrix.audit import Finding
from estate_opt.importing.travel.matrix.read import ReadMatrix, read_matrix
from estate_opt.importing.travel.matrix.settings import MatrixSettings
from estate_opt.importing.travel.matrix.units import Figure

__all__ = ["Figure", "Finding", "MatrixSettings", "ReadMatrix", "read_matrix"]
