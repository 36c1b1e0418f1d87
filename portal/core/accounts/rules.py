"""What a person, a session, a link and a token may be."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from portal.core.permissions import (
    APPROVING_ROLES,
    BRAND_ROLES,
    SUPPLIER_ROLES,
    Permission,
    Role,
)

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
CODE_STEP_LIFE = timedelta(minutes=10)
"""How long after the password the second factor may be entered."""
LINKS_PER_HOUR = 5
"""How many mails with a link one person gets, whoever asks for them."""

FAILURE_WINDOW = timedelta(minutes=5)
FAILURES_PER_ACCOUNT = 10
FAILURES_PER_ADDRESS = 50
FAILURES_EVERYWHERE = 1000
"""Of all accounts together; whoever signed in from the same address lately is not held up by it."""
KNOWN_ADDRESS_FOR = timedelta(days=30)

PASSWORD_MIN, PASSWORD_MAX = 12, 256

RECOVERY_CODES = 10
TOTP_SECONDS = 30

TOKEN_PREFIX = "sqp_"
TOKEN_DAYS_MAX = 366
TOKEN_TOUCH = timedelta(minutes=1)


class UserState(StrEnum):
    INVITED = "invited"
    WAITING = "waiting"
    ACTIVE = "active"
    DISABLED = "disabled"


class LinkKind(StrEnum):
    RESET = "reset"
    INVITATION = "invitation"
    ADDRESS = "address"
    """Proves a new mail address."""
    CODE_STEP = "code_step"
    """Not mailed: kept by the browser between the password and the second factor."""


@dataclass(frozen=True)
class Tries:
    """Failures within the window, before this try."""

    account: int
    address: int
    everywhere: int
    is_known_address: bool = False

    @property
    def is_too_many(self) -> bool:
        """Return whether no further try is let through now (R-AUTH-1, R-AUTH-2)."""
        return (
            self.account >= FAILURES_PER_ACCOUNT
            or self.address >= FAILURES_PER_ADDRESS
            or (self.everywhere >= FAILURES_EVERYWHERE and not self.is_known_address)
        )


def may_hold(roles: frozenset[Role], supplier_id: int | None) -> bool:
    """Return whether these roles fit a person of that supplier (None: of the brand)."""
    allowed = BRAND_ROLES if supplier_id is None else SUPPLIER_ROLES
    return bool(roles) and roles <= allowed


def needed_to_invite(roles: frozenset[Role], *, from_brand: bool) -> Permission:
    """Return the permission for inviting: buyers bring in suppliers, administrators anybody."""
    invites_supplier = from_brand and roles <= SUPPLIER_ROLES
    return Permission.SUPPLIER_INVITE if invites_supplier else Permission.PERSON_MANAGE


def needs_second_factor(roles: frozenset[Role]) -> bool:
    """Return whether one of the roles approves or manages, so that a password is not enough."""
    return bool(roles & APPROVING_ROLES)


_BROWSERS = (
    ("Edg", "Edge"),
    ("MicroMessenger", "WeChat"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_of(agent: str) -> str:
    """Return `Firefox · Windows` for a browser's own words, or empty for one we do not know."""
    found = [
        next((name for mark, name in table if mark in agent), "") for table in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(name for name in found if name)
