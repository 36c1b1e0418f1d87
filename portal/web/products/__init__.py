"""Pages of products and what they must be like."""

from portal.web.products import specifications
from portal.web.products.views import bp

__all__ = ["bp", "specifications"]
