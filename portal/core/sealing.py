"""Secrets at rest: sealed with a key that is not in the database."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_keys: list[Fernet] = []


class SealBroken(Exception):
    """This was not sealed with the portal's key, or was changed since."""


def use_key(secret_key: str) -> None:
    """Seal and unseal with a key derived from the portal's secret key from here on."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"portal sealing v1")
    _keys[:] = [Fernet(base64.urlsafe_b64encode(derive.derive(secret_key.encode())))]


def seal(text: str) -> str:
    """Return `text` so that only this portal can read it."""
    return _key().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed; raises SealBroken."""
    try:
        return _key().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SealBroken from None


def _key() -> Fernet:
    if not _keys:
        raise RuntimeError("call sealing.use_key() at start")
    return _keys[0]
