"""What councillors and officers see: a folder of pages to open from a file, to mail, or to put on a web server."""

from estate_opt.publishing.site import Site, write_site, write_sites
from estate_opt.publishing.studied import Studied

__all__ = ["Site", "Studied", "write_site", "write_sites"]
