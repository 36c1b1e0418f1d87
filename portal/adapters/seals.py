"""Sealing signed agreements by PAdES, so that any reader of PDF sees a change of one byte.

The seal is the portal's: it says that the file is the one that was made at the last signature. The
people's own signatures are simple electronic signatures, named in the text and in the trail.
"""

import os
import secrets
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from portal.config import Config
from portal.core.clock import now

T = TypeVar("T")
FIELD = "Seal"
RESERVED_BYTES = 16_384
YEARS = 10


class SealFailed(Exception):
    """The seal cannot be made; the message says what to set."""


@dataclass(frozen=True)
class Seal:
    """What seals: a key with its certificate and, where there is one, a time stamp service."""

    signer: signers.SimpleSigner
    certificate: Path
    tsa_url: str = ""


def open_seal(config: Config) -> Seal:
    """Return the seal of the settings; without one a certificate is made, once, in `var`."""
    if config.seal_key:
        key, cert = Path(config.seal_key), Path(config.seal_cert)
    else:
        key, cert = _own_pair(config.var / "seal", config.brand_name)
    passphrase = config.seal_passphrase.encode() or None
    signer = signers.SimpleSigner.load(str(key), str(cert), key_passphrase=passphrase)  # type: ignore[no-untyped-call]
    if signer is None:
        raise SealFailed("PORTAL_SEAL_KEY and PORTAL_SEAL_CERT do not open; check the passphrase.")
    return Seal(signer, cert, config.tsa_url)


def seal_pdf(content: bytes, seal: Seal, reason: str, address: str) -> bytes:
    """Return the PDF with a certifying PAdES signature that allows no change at all.

    `address` is where anybody can check it; it stands in the signature, readable without parsing.
    """
    writer = IncrementalPdfFileWriter(BytesIO(content))
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        reason=reason,
        contact_info=address,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    stamper = timestamps.HTTPTimeStamper(seal.tsa_url) if seal.tsa_url else None
    spec = fields.SigFieldSpec(FIELD)
    signer = signers.PdfSigner(meta, signer=seal.signer, timestamper=stamper, new_field_spec=spec)
    try:
        sealed = _apart(lambda: signer.sign_pdf(writer, bytes_reserved=RESERVED_BYTES))
    except timestamps.TimestampRequestError as error:
        raise SealFailed(f"The time stamp service does not answer: {error}") from error
    return bytes(sealed.getbuffer())


def seals_of(content: bytes, trusted: Sequence[Path]) -> list[bool]:
    """Return of each signature in a PDF of ours whether it holds for the file as it stands."""
    roots = [load_cert_from_pemder(str(path)) for path in trusted]  # type: ignore[no-untyped-call]
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    reader = PdfFileReader(BytesIO(content))
    found = reader.embedded_signatures
    return _apart(lambda: [validate_pdf_signature(one, context).bottom_line for one in found])


def _apart(call: Callable[[], T]) -> T:
    """Return what `call` returns, from a thread of its own.

    pyHanko runs an event loop inside, which fails in a thread whose loop is running already.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(call).result()


def _own_pair(folder: Path, brand: str) -> tuple[Path, Path]:
    """Return key and certificate of this installation, made by whoever needs them first."""
    key, cert = folder / "seal-key.pem", folder / "seal-cert.pem"
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
