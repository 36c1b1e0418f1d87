"""Pages of checklists: what is asked, in versions."""

from portal.web.checklists import drafts, sheets
from portal.web.checklists.views import bp

__all__ = ["bp", "drafts", "sheets"]
