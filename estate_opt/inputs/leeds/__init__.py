"""Leeds from open data: real places and people, with illustrative figures where no public source has any."""

from estate_opt.inputs.leeds.estate import leeds_estate

__all__ = ["leeds_estate"]
