"""Pages of nonconformities."""

from portal.web.nonconformities import deciding, views
from portal.web.nonconformities.blueprint import bp

__all__ = ["bp", "deciding", "views"]
