"""Pages of where goods came from and where they went."""

from portal.web.trace import exports, labels, mock_recalls, views
from portal.web.trace.blueprint import bp

__all__ = ["bp", "exports", "labels", "mock_recalls", "views"]
