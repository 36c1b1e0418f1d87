"""Second factor: time-based codes and recovery codes."""

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp

from portal.core.accounts.rules import RECOVERY_CODES, TOTP_SECONDS
from portal.core.numbering import CODE_ALPHABET

DRIFT_STEPS = (0, -1, 1)
"""A clock may be half a minute off."""


def new_totp_secret() -> str:
    """Return a fresh secret, 32 base32 characters (160 bits)."""
    return pyotp.random_base32()


def totp_address(secret: str, email: str, issuer: str) -> str:
    """Return the otpauth address that a QR code shows to an authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def matching_step(secret: str, code: str, at: datetime) -> int | None:
    """Return the time step whose code this is (RFC 6238), or None."""
    step = int(at.timestamp()) // TOTP_SECONDS
    totp = pyotp.TOTP(secret)
    matches = [
        step + drift
        for drift in DRIFT_STEPS
        if hmac.compare_digest(totp.generate_otp(step + drift).encode(), code.encode())
    ]
    return matches[0] if matches else None


def new_recovery_codes() -> list[str]:
    """Return ten codes like `7KQ2-M4XP-9TRD`, 58 random bits each."""
    return [
        "-".join("".join(secrets.choice(CODE_ALPHABET) for _ in range(4)) for _ in range(3))
        for _ in range(RECOVERY_CODES)
    ]


def plain_code(typed: str) -> str:
    """Return a code as it was made: blanks and dashes are for the eye."""
    return "".join(char for char in typed.upper() if char.isalnum())


def recovery_digest(user_id: int, code: str) -> str:
    """Return what is stored of a recovery code, bound to its person."""
    return hashlib.sha256(f"{user_id}:{plain_code(code)}".encode()).hexdigest()
