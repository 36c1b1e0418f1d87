"""Pages of the catalogue of defects."""

from portal.web.defects.views import bp

__all__ = ["bp"]
