"""Use: exports of bookings, and counts of people, made into activity and into use of the opening hours."""

from estate_opt.importing.blocks import Stream
from estate_opt.importing.use.asked import Asked, Rooms, read_rooms
from estate_opt.importing.use.calendar import Calendar, read_calendar
from estate_opt.importing.use.layer import Use, import_use
from estate_opt.importing.use.measure import Measured
from estate_opt.importing.use.opening import OpeningHours, read_opening_hours

__all__ = [
    "Asked", "Calendar", "Measured", "OpeningHours", "Rooms", "Stream", "Use", "import_use", "read_calendar",
    "read_opening_hours", "read_rooms",
]  # fmt: skip
