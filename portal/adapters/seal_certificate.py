"""The certificate of the seal, for whoever checks a paper elsewhere; reads no key."""

from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from portal.config import Config

KEY, CERTIFICATE = "seal-key.pem", "seal-cert.pem"


@dataclass(frozen=True)
class Certificate:
    """What people compare."""

    pem: bytes
    fingerprint: str
    """SHA-256 of the certificate, in hexadecimal."""


def own_folder(config: Config) -> Path:
    """Return where an installation keeps the pair that it made for itself."""
    return config.var / "seal"


def seal_certificate(config: Config) -> Certificate | None:
    """Return the certificate that papers are sealed with; None before the first was sealed."""
    given = config.seal_cert
    path = Path(given) if given else own_folder(config) / CERTIFICATE
    if not path.is_file():
        return None
    pem = path.read_bytes()
    fingerprint = x509.load_pem_x509_certificate(pem).fingerprint(hashes.SHA256()).hex()
    return Certificate(pem, fingerprint)
