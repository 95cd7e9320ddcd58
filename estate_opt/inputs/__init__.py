"""Estates from disk and back: a Frictionless data package of CSV and GeoJSON, read and checked as a whole."""

from estate_opt.inputs.reader import check_estate, estate_hash, read_estate
from estate_opt.inputs.writer import write_estate

__all__ = ["check_estate", "estate_hash", "read_estate", "write_estate"]
