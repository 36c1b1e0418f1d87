"""Whether a signed agreement is unaltered and in force: for anybody who holds the file or code."""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from agreements.contracts.queries.verifying import Vouched, vouch_by_paper, vouch_by_token
from portal.adapters.seal_certificate import seal_certificate
from portal.core.clock import today
from portal.core.errors import NotFound
from portal.core.i18n import N_
from portal.web.files.download import attachment
from portal.web.request import State, db, open_to_all, stands_alone

bp = Blueprint("verify", __name__, url_prefix="/verify")

MOST_BYTES = 30 * 1024 * 1024
CHUNK = 256 * 1024
TOKEN = re.compile(r"(?<![0-9a-f])[0-9a-f]{48}(?![0-9a-f])")
"""The code by itself, or in the address that a paper prints."""
MARK = re.compile(rb"v(?:=|\\075)([0-9a-f]{48})")
"""The address in the seal of a paper, signs escaped as PDF does: found without parsing."""


class Verdict(StrEnum):
    """What can be said of a file."""

    KNOWN = "known"
    """Opened by its code: whether the reader's file is unaltered was not looked at."""
    UNALTERED = "unaltered"
    ALTERED = "altered"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"
    """A code that is not ours."""
    EMPTY = "empty"
    LARGE = "large"


@dataclass(frozen=True)
class Answer:
    """What was found out, and about which version."""

    verdict: Verdict
    vouched: Vouched | None = None


WORDS = {
    Verdict.KNOWN: N_("This code belongs to a signed agreement."),
    Verdict.UNALTERED: N_("The file is unaltered: it is, byte for byte, what was signed."),
    Verdict.ALTERED: N_("The file was altered. It is not what was signed; do not rely on it."),
    Verdict.FOREIGN: N_("The file is not one of this portal's signed agreements."),
    Verdict.UNKNOWN: N_("This code is not one of this portal's signed agreements."),
    Verdict.EMPTY: N_("Choose the PDF that you want to check."),
    Verdict.LARGE: N_("The file is too large to be one of this portal's agreements."),
}
REFUSED = frozenset({Verdict.EMPTY, Verdict.LARGE})


@bp.get("")
@open_to_all
def verify() -> ResponseReturnValue:
    """Ask for a file; with the code of a paper in the address, tell about that version."""
    asked = request.args.get("v", "").strip()
    if not asked:
        return _page(None)
    token = TOKEN.search(asked)
    vouched = vouch_by_token(db(), token[0], today()) if token else None
    return _page(Answer(Verdict.KNOWN if vouched else Verdict.UNKNOWN, vouched))


@bp.post("")
@open_to_all
@stands_alone
def check() -> ResponseReturnValue:
    """Tell whether an uploaded file is one of ours, unaltered, and where its version stands."""
    answer = _judge(request.files.get("file"))
    return _page(answer), 422 if answer.verdict in REFUSED else 200


@bp.get("/certificate.pem")
@open_to_all
def certificate() -> ResponseReturnValue:
    """Hand out the certificate of the seal, so that other tools can check the papers."""
    found = seal_certificate(State.here().config)
    if found is None:
        raise NotFound
    answer = Response(found.pem, content_type="application/x-pem-file")
    answer.headers["Content-Disposition"] = attachment("seal-certificate.pem")
    return answer


def _judge(file: FileStorage | None) -> Answer:
    if file is None or not file.filename:
        return Answer(Verdict.EMPTY)
    seen, length, marks, rest = hashlib.sha256(), 0, set[str](), b""
    while block := file.stream.read(CHUNK):
        seen.update(block)
        length += len(block)
        if length > MOST_BYTES:
            return Answer(Verdict.LARGE)
        marks |= {mark.decode() for mark in MARK.findall(rest + block)}
        rest = (rest + block)[-80:]
    unaltered = vouch_by_paper(db(), seen.hexdigest(), today())
    if unaltered is not None:
        return Answer(Verdict.UNALTERED, unaltered)
    claimed = (vouch_by_token(db(), mark, today()) for mark in sorted(marks)[:10])
    altered = next((one for one in claimed if one is not None), None)
    return Answer(Verdict.ALTERED if altered else Verdict.FOREIGN, altered)


def _page(answer: Answer | None) -> str:
    return render_template(
        "verify/verify.html",
        answer=answer,
        words=WORDS,
        certificate=seal_certificate(State.here().config),
    )
