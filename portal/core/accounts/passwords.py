"""The password check: argon2id, at OWASP's parameters, the same time for everyone."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.core.accounts.rules import PASSWORD_MAX, PASSWORD_MIN
from portal.core.errors import Invalid
from portal.core.i18n import N_

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""OWASP Password Storage Cheat Sheet: argon2id, t=2, m=19 MiB, p=1; 21 ms where measured."""


def normal(password: str) -> str:
    """Return the password in one Unicode form, so that every keyboard writes the same one."""
    return unicodedata.normalize("NFKD", password)


def hash_password(password: str, *, field: str = "password") -> str:
    """Return the hash to store; raises Invalid for a password too short or too long."""
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        raise Invalid(
            N_("A password has %(min)s to %(max)s characters."),
            field=field,
            min=PASSWORD_MIN,
            max=PASSWORD_MAX,
        )
    return HASHER.hash(normal(password))


def is_password(stored: str | None, password: str) -> bool:
    """Return whether `password` is the stored one; an unknown person costs the same time."""
    if len(password) > PASSWORD_MAX:
        return False
    try:
        HASHER.verify(stored or _dummy(), normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


@cache
def _dummy() -> str:
    return HASHER.hash("nobody's password")
