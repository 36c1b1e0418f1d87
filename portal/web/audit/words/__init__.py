"""Words for the trail."""

from portal.web.audit.words.columns import COLUMNS
from portal.web.audit.words.events import EVENTS
from portal.web.audit.words.kinds import KINDS

__all__ = ["COLUMNS", "EVENTS", "KINDS"]
