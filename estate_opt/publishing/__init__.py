"""What councillors and officers see: a folder of pages to open from a file, to mail, or to put on a web server."""

from estate_opt.publishing.folder import write_site, write_sites
from estate_opt.publishing.frontier import ShownFrontier
from estate_opt.publishing.photos import Photos
from estate_opt.publishing.site import Site
from estate_opt.publishing.studied import Studied
from estate_opt.publishing.subject import Subject

__all__ = ["Photos", "ShownFrontier", "Site", "Studied", "Subject", "write_site", "write_sites"]
