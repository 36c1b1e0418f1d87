"""Document types, requirements and categories."""

from portal.web.settings import categories, sampling, tiers
from portal.web.settings.views import bp

__all__ = ["bp", "categories", "sampling", "tiers"]
