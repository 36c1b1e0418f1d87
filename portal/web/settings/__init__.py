"""Document types, requirements and categories."""

from portal.web.settings import admission, categories, sampling, tiers
from portal.web.settings.views import bp

__all__ = ["admission", "bp", "categories", "sampling", "tiers"]
