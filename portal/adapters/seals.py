"""Sealing signed agreements by PAdES, so that any reader of PDF sees a change of one byte.

The seal is the portal's: it says that the file is the one that was made at the last signature. The
people's own signatures are simple electronic signatures, named in the text and in the trail.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from portal.adapters.seal_certificate import own_folder
from portal.adapters.seal_keys import Hand, SealFailed, key_in_file, key_in_token, own_pair
from portal.config import Config

T = TypeVar("T")
FIELD = "Seal"
RESERVED_BYTES = 16_384


@dataclass(frozen=True)
class Seal:
    """What seals: a key with its certificate and, where there is one, a time stamp service."""

    certificate: Path
    hand: Hand
    """Opens the key for one seal: a token is let go of at once."""
    tsa_url: str = ""


def open_seal(config: Config) -> Seal:
    """Return the seal of the settings; without one a certificate is made, once, in `var`."""
    if config.seal_pkcs11:
        hand, cert = key_in_token(config), Path(config.seal_cert)
    elif config.seal_key:
        cert = Path(config.seal_cert)
        hand = key_in_file(Path(config.seal_key), cert, config.seal_passphrase)
    else:
        key, cert = own_pair(own_folder(config), config.brand_name)
        hand = key_in_file(key, cert)
    return Seal(cert, hand, config.tsa_url)


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
    with seal.hand() as key:
        signer = signers.PdfSigner(meta, signer=key, timestamper=stamper, new_field_spec=spec)
        try:
            sealed = apart(lambda: signer.sign_pdf(writer, bytes_reserved=RESERVED_BYTES))
        except timestamps.TimestampRequestError as error:
            raise SealFailed(f"The time stamp service does not answer: {error}") from error
    return bytes(sealed.getbuffer())


def seals_of(content: bytes, trusted: Sequence[Path]) -> list[bool]:
    """Return of each signature in a PDF of ours whether it holds for the file as it stands."""
    roots = [load_cert_from_pemder(str(path)) for path in trusted]  # type: ignore[no-untyped-call]
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    reader = PdfFileReader(BytesIO(content))
    found = reader.embedded_signatures
    return apart(lambda: [validate_pdf_signature(one, context).bottom_line for one in found])


def apart(call: Callable[[], T]) -> T:
    """Return what `call` returns, from a thread of its own.

    pyHanko runs an event loop inside, which fails in a thread whose loop is running already.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(call).result()
