"""Who a notice is for, and what a mail may be and become."""

from enum import StrEnum

from portal.core.permissions import Permission

RETRY_SECONDS = (60, 300, 1800, 7200, 21600)
"""Waits between tries to hand a mail over; after the last the mail has failed."""


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
