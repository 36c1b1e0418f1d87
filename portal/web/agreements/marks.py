"""Signatures as people read them: name, role, meaning, time by UTC and by the signer's clock."""

from dataclasses import dataclass
from datetime import datetime

from agreements.contracts.models import AgreementEnding, AgreementSignature, AgreementVersion
from agreements.contracts.queries.finding import ending_of, lines_of_signatures
from agreements.contracts.rules import SIDE_WORDS, by_the_clocks, role_word
from portal.core.i18n import Message
from portal.web.request import db, me


@dataclass(frozen=True)
class Mark:
    """One signature, and the line of the trail that tells of it."""

    side: Message
    name: str
    role: Message
    meaning: str
    at: datetime
    times: list[str]
    """By UTC and by the signer's own clock."""
    with_code: bool
    line: int | None
    is_ending: bool


def marks_of(version: AgreementVersion) -> list[Mark]:
    """Return who signed a version and who ended it, in their order."""
    lines = lines_of_signatures(db(), me(), version)
    found = [_mark(one, lines.get(one.id)) for one in version.signatures]
    ending = ending_of(db(), me(), version)
    return [*found, _mark(ending, lines.get(ending.id))] if ending else found


def _mark(one: AgreementSignature | AgreementEnding, line: int | None) -> Mark:
    return Mark(
        side=SIDE_WORDS[one.side],
        name=one.name,
        role=role_word(one.role),
        meaning=one.meaning,
        at=one.at,
        times=by_the_clocks(one.at, one.time_zone),
        with_code=one.with_code,
        line=line,
        is_ending=isinstance(one, AgreementEnding),
    )
