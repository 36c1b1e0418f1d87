"""The PDF of a signed agreement: made once, sealed, stored, never made again (R-PDF-3)."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import segno
from markupsafe import Markup

from agreements.clauses.kinds import KIND_WORDS, Fact
from agreements.clauses.wording import Wording
from agreements.contracts.models import AgreementSignature, AgreementVersion
from agreements.contracts.operations.papers import PaperInput, file_paper
from agreements.contracts.operations.signing import demand_unaltered
from agreements.contracts.queries.finding import covers_of, lines_of_signatures, whole_version
from agreements.contracts.rules import SIDE_WORDS, by_the_clocks, role_word
from portal.adapters.jobs import Work
from portal.adapters.made_files import keep_made
from portal.adapters.paper_check import SIGNATURES
from portal.adapters.printing import Enclosed, paper_template, render_pdf
from portal.adapters.seals import open_seal, seal_pdf
from portal.core.actor import Actor
from portal.core.i18n import Bilingual, say

PAPER = Path(__file__).parent / "paper"
HOUSE = Actor.system("portal")
VARIANT = "pdf/a-3b"
REASON = "Signed by both parties in the supplier quality portal"


@dataclass(frozen=True)
class Source:
    """What a paper is made of: the page, and the signed bytes that are attached to it."""

    html: str
    content: str
    signatures: str
    """Who signed, as JSON."""
    name: str
    address: str
    """Where anybody can check it."""
    supplier_id: int


def make_agreement_paper(work: Work) -> dict[str, Any]:
    """Make the PDF of a version that both have signed, unless it was made before."""
    version_id = int(work.args["version_id"])
    with work.database.reading(work.reach) as session:
        version = whole_version(session, version_id)
        link = {"link": f"/agreements/{version.agreement.number}"}
        if version.paper_sha256 is not None:
            return link
        demand_unaltered(session, version)
        covers = [one.code for one in covers_of(session, version.id)]
        lines = lines_of_signatures(session, HOUSE, version)
        source = source_of(version, covers, work.config.base_url, lines)
    sealed = seal_pdf(bare_pdf(source), open_seal(work.config), REASON, source.address)
    paper = _store(work, source.supplier_id, sealed, link["link"])
    with work.database.transaction() as session:
        file_paper(session, HOUSE, whole_version(session, version_id), paper)
    return link


def source_of(
    version: AgreementVersion,
    covers: Sequence[str],
    base_url: str,
    lines: Mapping[int, int] | None = None,
) -> Source:
    """Return the page of a version that was loaded whole, and what else the paper is made of.

    `lines` are those of the trail that tell of the signatures.
    """
    values = values_of(version, covers, base_url, lines or {})
    html = paper_template("agreement.html").render(values)
    name = f"{version.agreement.number}-v{version.number}.json"
    signed = signatures_of(version, lines or {})
    return Source(html, version.content or "", signed, name, values["address"], version.supplier_id)


def bare_pdf(source: Source) -> bytes:
    """Return the PDF/A-3 with the signed JSON attached, before the seal."""
    described = "The signed content: canonical JSON by RFC 8785"
    enclosed = [
        Enclosed(source.content.encode(), source.name, described),
        Enclosed(source.signatures.encode(), SIGNATURES, "Who signed it, as what, and when"),
    ]
    return render_pdf(source.html, enclosed=enclosed, variant=VARIANT)


def signatures_of(version: AgreementVersion, lines: Mapping[int, int]) -> str:
    """Return who signed a version, for machines: the same that its signature page says."""
    said = [
        {
            "side": one.side.value,
            "name": one.name,
            "role": one.role,
            "meaning": one.meaning,
            "at": one.at.isoformat(),
            "time_zone": one.time_zone,
            "second_factor": one.with_code,
            "sha256": one.sha256,
            "trail_line": lines.get(one.id),
        }
        for one in version.signatures
    ]
    return json.dumps({"signatures": said}, ensure_ascii=False, indent=1)


def values_of(
    version: AgreementVersion, covers: Sequence[str], base_url: str, lines: Mapping[int, int]
) -> dict[str, Any]:
    """Return what the template needs; `zh` and `en` say words of ours."""
    address = f"{base_url}/verify?v={version.token}"
    return {
        "zh": _speaker("zh"),
        "en": _speaker("en"),
        "version": version,
        "number": version.agreement.number,
        "brand": version.agreement.brand,
        "party": version.party,
        "covers": covers,
        "clauses": [_clause(clause.wording) for clause in version.clauses],
        "signatures": [_signed(one, lines.get(one.id)) for one in version.signatures],
        "address": address,
        "code": Markup(_code(address)),  # noqa: S704 - drawn here
    }


def _speaker(locale: str) -> Callable[..., str]:
    def speak(text: str, **values: object) -> str:
        return say(locale, text, **values)

    return speak


def _clause(said: Wording) -> dict[str, Any]:
    return {
        "title": said.title,
        "kind": KIND_WORDS[said.kind],
        "rows": said.rows,
        "facts": [_fact(fact) for fact in said.terms.facts()],
    }


def _fact(fact: Fact) -> dict[str, tuple[str, str]]:
    def words(locale: str) -> tuple[str, str]:
        label = say(locale, fact.label)
        if fact.about:
            about = say(locale, fact.about)
            label = f"{label}（{about}）" if locale == "zh" else f"{label}: {about}"
        value = _in(locale, fact.value)
        return label, f"{value} {say(locale, fact.unit)}" if fact.unit else value

    return {locale: words(locale) for locale in ("zh", "en")}


def _in(locale: str, value: str | Bilingual) -> str:
    return value.in_(locale) if isinstance(value, Bilingual) else say(locale, value)


def _signed(one: AgreementSignature, line: int | None) -> dict[str, Any]:
    return {
        "side": SIDE_WORDS[one.side],
        "name": one.name,
        "role": role_word(one.role),
        "meaning": one.meaning,
        "times": by_the_clocks(one.at, one.time_zone),
        "sha256": one.sha256,
        "with_code": one.with_code,
        "line": line,
    }


def _code(address: str) -> str:
    drawn: str = segno.make(address, error="m", micro=False).svg_inline(scale=3, border=0)
    return drawn


def _store(work: Work, supplier_id: int, content: bytes, link: str) -> PaperInput:
    made = keep_made(work, str(supplier_id), content, link)
    with pikepdf.open(BytesIO(content)) as pdf:
        return PaperInput(made["sha256"], made["size"], len(pdf.pages))
