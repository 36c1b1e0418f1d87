"""Checking a signed agreement's PDF by itself: without server, without database (R-SIG-7).

The seal must hold for the whole file, the text attached must be in its one spelling, and both sides
must have signed its SHA-256. Whose seal it is tells the certificate, which the portal hands out.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from agreements.clauses.canonical import Content, canonical, digest, read_content
from agreements.contracts.rules import Side
from portal.adapters.seals import apart

SIGNATURES = "signatures.json"
NOT_OURS = (LookupError, TypeError, ValueError, AttributeError)


@dataclass(frozen=True)
class SealSeen:
    """The seal on a file: by whom, when, and what speaks against it."""

    subject: str
    fingerprint: str
    """SHA-256 of the certificate, in hexadecimal."""
    stamped_at: str
    """By a time stamp service; empty without one."""
    faults: tuple[str, ...]


@dataclass
class Checked:
    """What a file says, and everything that is wrong with it."""

    content: Content | None = None
    sha256: str = ""
    signatures: Sequence[Mapping[str, Any]] = ()
    seal: SealSeen | None = None
    faults: list[str] = field(default_factory=list)


def check_paper(pdf: bytes, certificate: Path | None = None) -> Checked:
    """Return what a signed agreement's file says and what is wrong with it.

    With `certificate`, only a seal by it counts; without, the reader compares its fingerprint.
    """
    found = Checked()
    try:
        found.seal = apart(lambda: _seal_of(pdf, certificate))
        files = _attached(pdf)
    except (PdfError, pikepdf.PdfError, *NOT_OURS):
        found.faults.append("This is not a sealed PDF that can be read.")
        return found
    found.faults += found.seal.faults if found.seal else ["The file carries no seal."]
    text = next((files[name] for name in sorted(files) if name != SIGNATURES), b"")
    try:
        found.content = read_content(text.decode())
        found.sha256 = digest(text.decode())
        if canonical(found.content) != text.decode():
            found.faults.append("The attached text is not in its one spelling (RFC 8785).")
        found.signatures = json.loads(files[SIGNATURES])["signatures"]
        found.faults += _faults_of(found)
    except NOT_OURS:
        found.faults.append("The signed text or its signatures are not attached to this file.")
    return found


def _faults_of(found: Checked) -> Iterator[str]:
    sides = sorted(one["side"] for one in found.signatures)
    if sides != sorted(side.value for side in Side):
        yield "It is not signed by both sides."
    for one in found.signatures:
        if one["sha256"] != found.sha256:
            yield f"The signature of {one['name']} is over another text."


def _seal_of(pdf: bytes, certificate: Path | None) -> SealSeen | None:
    reader = PdfFileReader(BytesIO(pdf))
    if not reader.embedded_signatures:
        return None
    seal = reader.embedded_signatures[0]
    cert = seal.signer_cert
    root = load_cert_from_pemder(str(certificate)) if certificate else cert  # type: ignore[no-untyped-call]
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    status = validate_pdf_signature(seal, context)
    stamp = status.timestamp_validity
    faults = []
    if not (status.intact and status.valid):
        faults.append("The file was altered after it was sealed.")
    elif not (status.bottom_line or (stamp and status.trusted and status.docmdp_ok)):
        faults.append("The seal was made by another certificate.")
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    if len(reader.embedded_signatures) > 1 or not whole:
        faults.append("Something was added to the file after it was sealed.")
    return SealSeen(
        cert.subject.human_friendly,
        cert.sha256.hex(),
        str(stamp.timestamp) if stamp else "",
        tuple(faults),
    )


def _attached(pdf: bytes) -> Mapping[str, bytes]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return {
            name: spec.get_file().read_bytes()
            for name, spec in opened.attachments.items()
            if name.endswith(".json")
        }
