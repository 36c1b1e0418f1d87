"""Who a notice is for, and what a mail may be and become."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from portal.core.i18n import Bilingual
from portal.core.permissions import Permission

RETRY_SECONDS = (60, 300, 1800, 7200, 21600)
"""Waits between tries to hand a mail over; after the last the mail has failed."""


LEASE = timedelta(minutes=5)
"""How long a mail belongs to whoever is handing it over."""
SECRETS_KEPT = timedelta(days=1)
"""How long the sealed link of a mail that never left is kept."""


class MailState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


def people_with(permission: Permission) -> str:
    """Return the audience of all brand people with that permission."""
    return f"brand:{permission.value}"


def people_of(supplier_id: int) -> str:
    """Return the audience of all people of one supplier."""
    return f"supplier:{supplier_id}"


def person(user_id: int) -> str:
    """Return the audience of one person."""
    return f"person:{user_id}"


def wait_after(attempt: int) -> timedelta | None:
    """Return how long to wait after that many tries; None when there were enough."""
    if attempt > len(RETRY_SECONDS):
        return None
    return timedelta(seconds=RETRY_SECONDS[attempt - 1])


@dataclass(frozen=True)
class Recipient:
    """A person who is told."""

    user_id: int
    email: str
    name: str
    locale: str
    supplier_id: int | None = None

    def may_be_told_of(self, supplier_id: int | None) -> bool:
        """Return whether something about that supplier (None: about none) may be mailed to them."""
        return self.supplier_id is None or supplier_id in (None, self.supplier_id)


@dataclass(frozen=True)
class Letterhead:
    """What every mail of this portal carries."""

    base_url: str
    brand_name: str

    def absolute(self, path: str) -> str:
        """Return the address of a page; the host is the portal's own setting, nobody else's."""
        return self.base_url + "/" + path.lstrip("/")

    def foot(self) -> str:
        """Return what stands below every mail."""
        return f"-- \n{self.brand_name}\n{self.base_url}\n"


def pack(values: dict[str, Any]) -> dict[str, Any]:
    """Return values as JSON can keep them: a bilingual name as its two texts."""
    return {
        key: {"en": value.en, "zh": value.zh} if isinstance(value, Bilingual) else value
        for key, value in values.items()
    }


def unpack(values: dict[str, Any]) -> dict[str, Any]:
    """Return values as they are spoken."""
    return {
        key: Bilingual(**value)
        if isinstance(value, dict) and value.keys() == {"en", "zh"}
        else value
        for key, value in values.items()
    }
