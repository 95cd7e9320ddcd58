"""Sweep: what if the plan file's keys had other values? One verified plan a point, on this machine or on a cluster."""

from estate_opt.studies.sweep.asked import Asked, ask
from estate_opt.studies.sweep.points import Point, points_of
from estate_opt.studies.sweep.record import PointRecord
from estate_opt.studies.sweep.run import Sweep, default_folder, read_sweep, run_sweep

__all__ = ["Asked", "Point", "PointRecord", "Sweep", "ask", "default_folder", "points_of", "read_sweep", "run_sweep"]
