"""The agreements that wait for a person, for the page everybody begins with."""

from collections.abc import Sequence
from dataclasses import dataclass

from agreements.contracts.queries.listing import AgreementFilter, AgreementLine, list_agreements
from agreements.contracts.rules import VersionState
from portal.core.i18n import N_, Message
from portal.core.permissions import Permission as P
from portal.web.request import db, me

TOP = 8
S = VersionState


@dataclass(frozen=True)
class Waiting:
    """One agreement with the one thing to do about it."""

    line: AgreementLine
    todo: Message
    href: str


def agreement_work() -> Sequence[Waiting]:
    """Return the agreements whose next step is the reader's."""
    actor = me()
    found = []
    if actor.may(P.AGREEMENT_SIGN, actor.supplier_id):
        state = S.AGREED if actor.is_supplier else S.HALF_SIGNED
        found += [_waiting(line, N_("Read and sign"), "/sign") for line in _lines(state)]
    if actor.may(P.AGREEMENT_NEGOTIATE, actor.supplier_id):
        found += [
            _waiting(line, N_("Answer the proposals") if line.open_proposals else N_("Read it"))
            for line in _lines(S.SENT)
            if line.open_proposals or actor.is_supplier
        ]
    return found[:TOP]


def _lines(state: VersionState) -> list[AgreementLine]:
    return list_agreements(db(), me(), AgreementFilter(state=state, sort="begun"), limit=TOP)


def _waiting(line: AgreementLine, todo: Message, page: str = "") -> Waiting:
    base = f"/agreements/{line.number}"
    return Waiting(line, todo, f"{base}/versions/{line.version}{page}" if page else base)
