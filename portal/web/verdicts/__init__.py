"""Plans, findings and what follows from them, on the page of an inspection."""

from portal.web.verdicts import following
from portal.web.verdicts.views import bp

__all__ = ["bp", "following"]
