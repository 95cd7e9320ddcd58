"""What all pages share: the look, the frame, escaping, the security policy, writing. No figure is made here."""

from estate_opt.pages.document import Beside, asset, environment, page, security_policy, write_page

__all__ = ["Beside", "asset", "environment", "page", "security_policy", "write_page"]
