"""Estates from disk and back: a Frictionless data package of CSV and GeoJSON, read and checked as a whole."""
