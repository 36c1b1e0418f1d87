"""What a person, a session, a link and a token may be."""

from datetime import timedelta
from enum import StrEnum

SESSION_IDLE = timedelta(minutes=30)
SESSION_LIFE = timedelta(hours=12)
SESSION_TOUCH = timedelta(minutes=1)
"""How exactly `seen_at` is kept: writing it on each request would cost a write per page."""
FRESH_FOR = timedelta(minutes=10)
"""How long after entering the password a person may do what asks for it again."""

LINK_LIFE = timedelta(hours=1)
"""Life of a single mailed link (reset or invitation), at most one hour: R-AUTH-10."""
INVITATION_LIFE = timedelta(days=14)
"""Within it, an invited person can have a new link mailed to the same address."""

FAILURE_WINDOW = timedelta(minutes=5)
FAILURES_PER_ACCOUNT = 10
FAILURES_PER_ADDRESS = 50

PASSWORD_MIN, PASSWORD_MAX = 12, 256


class UserState(StrEnum):
    INVITED = "invited"
    WAITING = "waiting"
    ACTIVE = "active"
    DISABLED = "disabled"


class LinkKind(StrEnum):
    RESET = "reset"
    INVITATION = "invitation"
