"""Agreements: the sealed PDF against the bare libraries, and verifying a thousand signed ones."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from secrets import token_hex

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from sqlalchemy.orm import Session
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from agreements.clauses.canonical import canonical, digest
from agreements.clauses.library import templates
from agreements.contracts.events import (
    AgreementAgreed,
    AgreementInForce,
    AgreementSent,
    AgreementSigned,
)
from agreements.contracts.models import AgreementSignature, AgreementVersion
from agreements.contracts.operations.drafting import DraftInput, start_agreement, start_version
from agreements.contracts.operations.hands import Hand, signed_by
from agreements.contracts.queries.contents import content_of, party_of
from agreements.contracts.queries.finding import covers_of, whole_version
from agreements.contracts.queries.records import record_digest
from agreements.contracts.rules import MEANING, Covered, Side, VersionState
from portal.adapters.agreement_papers import REASON, bare_pdf, source_of
from portal.adapters.files import open_store
from portal.adapters.pdf import PAPER, Packaged
from portal.adapters.seals import open_seal, seal_pdf
from portal.adapters.verification import verify_all
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now, today
from portal.core.products.queries import find_product
from portal.core.suppliers.queries.finding import find_supplier
from tests.bench.figures import Amount, Figure, Ratio, in_turn
from tests.factories.agreements import in_force, on
from tests.factories.goods import a_mug
from tests.people import BEN, LIN, MAYA
from tests.world import World, people_world, test_config

ROUNDS = 7
SIGNED = 1_000
MOST = 1.1
VERIFY_SECONDS = 60
TIMES = 10
LIKE_ANY = 1.5
"""A page of agreements takes at most so much longer than another page of fifty lines."""


def papers() -> Iterator[Figure]:
    """Yield what the sealed PDF of a whole bilingual agreement costs beside the bare libraries."""
    with tempfile.TemporaryDirectory() as folder:
        world = people_world(test_config(Path(folder)))
        term = (today(), today() + timedelta(days=364))
        in_force(world, a_mug(world), templates()["general"].clauses(*term))
        with world.looking() as session:
            version_id = session.query(AgreementVersion.id).scalar()
            version = whole_version(session, version_id)
            codes = [one.code for one in covers_of(session, version_id)]
            seal = open_seal(world.config)

            def ours() -> float:
                begun = time.perf_counter()
                source = source_of(version, codes, world.config.base_url)
                seal_pdf(bare_pdf(source), seal, REASON, source.address)
                return time.perf_counter() - begun

            html = source_of(version, codes, world.config.base_url).html

            def theirs() -> float:
                begun = time.perf_counter()
                fonts = FontConfiguration()
                style = CSS(string=PAPER, font_config=fonts, url_fetcher=Packaged())
                page = HTML(string=html, url_fetcher=Packaged())
                pdf = page.write_pdf(stylesheets=[style], font_config=fonts)
                writer = IncrementalPdfFileWriter(BytesIO(pdf))
                meta = signers.PdfSignatureMetadata(field_name="Signature")
                with seal.hand() as key:
                    signers.sign_pdf(writer, meta, signer=key)
                return time.perf_counter() - begun

            pairs = in_turn(ROUNDS, ours, theirs)
        world.database.dispose()
    yield Ratio("sealed PDF of a bilingual agreement / bare libraries", pairs, MOST, "s")


def verifying() -> Iterator[Figure]:
    """Yield how long `portal verify` takes over a thousand signed versions."""
    with tempfile.TemporaryDirectory() as folder:
        world = people_world(test_config(Path(folder)))
        sku = a_mug(world)
        for _ in range(SIGNED // 50):
            _sign_many(world, sku, 50)
        files = open_store(world.config.files_url, world.config.var / "incoming")
        begun = time.perf_counter()
        with closing(verify_all(world.database, files, world.config.anchors_url)) as found:
            findings = [one.in_("en") for one in found]
        took = time.perf_counter() - begun
        world.database.dispose()
        assert findings == [], findings[:3]
    yield Amount(f"portal verify over {SIGNED:,} signed versions", took, VERIFY_SECONDS, "s")


def pages() -> Iterator[Figure]:
    """Yield what the list and a redline cost beside another page of fifty lines, the trail's."""
    with tempfile.TemporaryDirectory() as folder:
        world = people_world(test_config(Path(folder)))
        sku = a_mug(world)
        for _ in range(SIGNED // 50):
            _sign_many(world, sku, 50)
        browser = world.browser(MAYA)

        def milliseconds(path: str) -> float:
            begun = time.perf_counter()
            for _ in range(TIMES):
                answer = browser.get(path)
                assert answer.status_code == 200, path
            return (time.perf_counter() - begun) / TIMES * 1000

        shown = {
            f"list of {SIGNED:,} agreements": "/agreements",
            "redline of two whole versions": _two_versions(world),
        }
        for name, path in shown.items():
            ours = partial(milliseconds, path)
            pairs = in_turn(ROUNDS, ours, partial(milliseconds, "/audit"))
            yield Ratio(f"{name} / page of the trail", pairs, LIKE_ANY, "ms")
        world.database.dispose()


def _two_versions(world: World) -> str:
    """Return the address of the redline of a whole agreement, reworded in each clause."""
    term = today(), today() + timedelta(days=364)
    number = in_force(world, a_mug(world, "MUG-2"), templates()["general"].clauses(*term))

    def reword(session: Session, actor: Actor, before: AgreementVersion) -> None:
        begun = start_version(session, actor, before)
        session.flush()
        for clause in whole_version(session, begun.id).clauses:
            clause.text_en = clause.text_en.replace("The supplier", "Each supplier")
            clause.text_zh = clause.text_zh.replace("供应商", "供货方")

    on(world, BEN, number, reword)
    return f"/agreements/{number}/versions/2/compare/1"


def _sign_many(world: World, sku: str, count: int) -> None:
    """Write signed versions down, without asking the gates that would refuse so many at once."""
    buyer, signers_ = world.actor(BEN), ((LIN, Side.SUPPLIER), (MAYA, Side.BRAND))
    actors = [(world.actor(person), side) for person, side in signers_]
    term = today(), today() + timedelta(days=364)
    said = templates()["general"].clauses(*term)
    with world.database.transaction() as session:
        product = find_product(session, buyer, sku)
        supplier = find_supplier(session, buyer, "S-LIN")
        given = DraftInput(said[0].title, Covered(product_ids=frozenset({product.id})), said)
        for _ in range(count):
            started = start_agreement(session, buyer, supplier, "Hohenfeld", given)
            session.flush()
            version = whole_version(session, started.id)
            version.party = party_of(supplier)
            version.content = canonical(content_of(session, version))
            version.sha256 = digest(version.content)
            version.sent_at, version.state = now(), VersionState.SENT
            version.begins_on, version.ends_on, version.notice_days = *term, 60
            session.flush()
            about = supplier.id, version.agreement_id, version.agreement.number, version.number
            goods = (str(product.id),)
            record(session, buyer, AgreementSent(*about))
            record(session, buyer, AgreementAgreed(*about, version.sha256, goods))
            version.state = VersionState.HALF_SIGNED
            session.flush()
            for actor, side in actors:
                _signature(session, actor, side, version)
            version.state, version.token = VersionState.IN_FORCE, token_hex(24)
            version.holds_from, version.holds_until = term
            session.flush()
            held = AgreementInForce(
                *about, version.id, version.sha256, *term, digest(version.token)
            )
            record(session, buyer, held)
            session.expire(version)


def _signature(session: Session, actor: Actor, side: Side, version: AgreementVersion) -> None:
    signature = AgreementSignature(
        supplier_id=version.supplier_id, version_id=version.id, sha256=version.sha256,
        meaning=MEANING[side], **signed_by(actor, side, Hand(actor.name, intends=True)),
    )  # fmt: skip
    session.add(signature)
    session.flush()
    told = AgreementSigned(
        version.supplier_id, version.agreement_id, version.agreement.number, version.number, side,
        signature.id, signature.sha256, record_digest(signature), signature.name,
    )  # fmt: skip
    record(session, actor, told)
