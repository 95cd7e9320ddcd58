"""Places of buildings by UPRN or postcode, from local files as the ONS and the Ordnance Survey publish them."""

from estate_opt.importing.places.layer import NAME, import_places

__all__ = ["NAME", "import_places"]
