"""The key that seals: in files, in a token or HSM (PKCS#11), or made once by the installation."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_cert_from_pemder
from pyhanko.sign import signers

from portal.adapters.seal_certificate import CERTIFICATE, KEY
from portal.config import Config
from portal.core.clock import now

Hand = Callable[[], AbstractContextManager[signers.Signer]]
YEARS = 10


class SealFailed(Exception):
    """The seal cannot be made; the message says what to set."""


def key_in_file(key: Path, cert: Path, passphrase: str = "") -> Hand:
    """Return how a key in a PEM file signs; raises SealFailed where it does not open."""
    secret = passphrase.encode() or None
    signer = signers.SimpleSigner.load(str(key), str(cert), key_passphrase=secret)  # type: ignore[no-untyped-call]
    if signer is None:
        raise SealFailed("PORTAL_SEAL_KEY and PORTAL_SEAL_CERT do not open; check the passphrase.")

    @contextmanager
    def hand() -> Iterator[signers.Signer]:
        yield signer

    return hand


def key_in_token(config: Config) -> Hand:
    """Return how a key signs that never leaves its token; the token is opened for each seal."""

    @contextmanager
    def hand() -> Iterator[signers.Signer]:
        from pkcs11 import PKCS11Error
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

        wanted = TokenCriteria(label=config.seal_token)
        try:
            session = open_pkcs11_session(
                config.seal_pkcs11, token_criteria=wanted, user_pin=config.seal_pin or None
            )
        except (PKCS11Error, RuntimeError, OSError) as error:
            reason = str(error) or type(error).__name__
            raise SealFailed(f"The token of PORTAL_SEAL_PKCS11 does not open: {reason}.") from error
        with session:
            try:
                yield PKCS11Signer(
                    session,
                    signing_cert=load_cert_from_pemder(config.seal_cert),  # type: ignore[no-untyped-call]
                    key_label=config.seal_key_label,
                )
            except PKCS11Error as error:
                reason = str(error) or type(error).__name__
                raise SealFailed(
                    f"The token of PORTAL_SEAL_PKCS11 does not sign: {reason}."
                ) from error

    return hand


def own_pair(folder: Path, brand: str) -> tuple[Path, Path]:
    """Return key and certificate of this installation, made by whoever needs them first."""
    key, cert = folder / KEY, folder / CERTIFICATE
    if not cert.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = rsa.generate_private_key(public_exponent=65537, key_size=3072)
        private = made.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        public = _certificate(made, brand).public_bytes(serialization.Encoding.PEM)
        if _write_once(key, private):
            _write_once(cert, public)
    return key, cert


def _certificate(key: rsa.RSAPrivateKey, brand: str) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, brand[:60]),
            x509.NameAttribute(NameOID.COMMON_NAME, "Supplier quality portal, own seal"),
        ]
    )
    begin = now() - timedelta(minutes=5)
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=366 * YEARS))
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _write_once(path: Path, content: bytes) -> bool:
    """Write a file unless it is there; of two at once one wins, and nobody sees half of it."""
    arriving = path.with_name(f".{path.name}-{secrets.token_hex(6)}")
    with os.fdopen(os.open(arriving, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        with suppress(FileExistsError):
            os.link(arriving, path)
            return True
        return False
    finally:
        arriving.unlink()
