"""Building the demo world, act by act, as its people would."""

import hashlib
import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.adapters.staging import Reception
from portal.cli.demo_world.acting import actor_of, supplier_of
from portal.cli.demo_world.admissions import build_admissions
from portal.cli.demo_world.agreements import build_agreements
from portal.cli.demo_world.bookings import build_bookings
from portal.cli.demo_world.checklists import build_assessments
from portal.cli.demo_world.checks import check_reports
from portal.cli.demo_world.companies import CATEGORIES, COMPANIES, Company
from portal.cli.demo_world.goods import build_goods
from portal.cli.demo_world.inspected import LOOKED, look_at, set_schemes
from portal.cli.demo_world.papers import Paper, draw
from portal.cli.demo_world.people import BRAND, SUPPLIERS
from portal.cli.demo_world.proofs import MORE_REQUIREMENTS, PROOFS, Fate, Proof
from portal.cli.demo_world.scorecards import build_scorecards
from portal.cli.demo_world.settling import settle
from portal.cli.demo_world.trace import build_trace
from portal.config import Config
from portal.core.accounts.models import User
from portal.core.accounts.operations import PersonInput, add_person
from portal.core.actor import Actor
from portal.core.clock import some_days_ago, today
from portal.core.db import Database
from portal.core.documents.models import DocumentType
from portal.core.documents.operations.deciding import Seen
from portal.core.documents.operations.review import (
    approve_version,
    return_version,
    take_review,
    verify_with_issuer,
)
from portal.core.documents.operations.submission import (
    SubmitInput,
    submit_document,
    withdraw_version,
)
from portal.core.documents.operations.types import (
    RequirementInput,
    install_catalogue,
    set_requirement,
)
from portal.core.documents.queries.finding import find_version
from portal.core.documents.rules import SubjectKind, Validity
from portal.core.permissions import Role
from portal.core.ports import FileStore
from portal.core.suppliers.models import Category, Site, Supplier
from portal.core.suppliers.operations import (
    CategoryInput,
    ContactInput,
    SiteInput,
    StateInput,
    SupplierInput,
    add_category,
    add_contact,
    add_site,
    add_supplier,
    move_supplier,
)
from portal.core.suppliers.operations.tiers import RATED
from portal.core.suppliers.rules import SupplierState, Tier
from scoring.tiers.operations import TierDecision, decide_tier

ON_THE_WAY = {
    SupplierState.INVITED: (),
    SupplierState.REGISTERED: (SupplierState.REGISTERED,),
    SupplierState.UNDER_REVIEW: (SupplierState.UNDER_REVIEW,),
}
FIRST_TIERS = {"HAISHENG": Tier.QUALIFIED}
"""Who had another tier before."""
LOST_TRUST = 66
AFTER_AUDIT = "After the admission audit. 准入审核后评定。"
AFTER_LOTS = "Two of four lots came with open soles. 四批中两批鞋底开胶。"

BEGUN = 180
"""How many days ago the demo world begins."""

REASONS = {
    SupplierState.REGISTERED: "Registered by mail. 已通过邮件注册。",
    SupplierState.UNDER_REVIEW: "Papers are complete, audit planned. 资料齐全，已安排审核。",
    SupplierState.APPROVED: "Audit passed with 91 of 100 points. 审核得分 91，通过。",
}


class Builder:
    """Brings the demo world in; everything goes through the acts."""

    def __init__(self, config: Config, database: Database, files: FileStore) -> None:
        self.config, self.database, self.files = config, database, files
        self.passwords: list[tuple[str, str, str, str]] = []
        self.system = Actor.system("demo")
        self.day = today()
        """The day on which it is built; all other days are counted from it."""
        self._versions: dict[Proof, int] = {}

    def build(self, make_password: Callable[[], str], tell: Callable[[str], None]) -> None:
        """Build everything in the order of its days, telling how far it is."""
        with some_days_ago(BEGUN):
            self._begin(make_password)
        tell(f"{len(BRAND)} people of the brand, {len(COMPANIES)} suppliers")
        for ago, act in sorted(self._diary(), key=lambda entry: -entry[0]):
            with some_days_ago(ago):
                act()
        tell(f"{len(PROOFS)} documents, {len(LOOKED)} inspected lots")
        build_bookings(self.database, tell)
        check_reports(self.database)
        build_agreements(self.database, tell)
        build_assessments(self.database, tell)
        build_admissions(self.database, tell)
        build_trace(self.database, tell)
        build_scorecards(self.database, self.config.time_zone)
        tell("deliveries and scorecards")
        with self.database.transaction() as session:
            settle(session)

    def _begin(self, make_password: Callable[[], str]) -> None:
        with self.database.transaction() as session:
            install_catalogue(session, self.system)
            for code, en, zh in CATEGORIES:
                add_category(session, self.system, CategoryInput(code, en, zh))
            self._require(session)
            for mail, name, role, locale in BRAND:
                self._person(session, mail, name, role, locale, make_password())
        for company in COMPANIES:
            self._company(company)
        with self.database.transaction() as session:
            for mail, name, role, code, locale in SUPPLIERS:
                supplier = session.scalars(select(Supplier).where(Supplier.code == code)).one()
                self._person(session, mail, name, role, locale, make_password(), supplier)
        build_goods(self.database)
        for company in COMPANIES:
            self._tier(company, FIRST_TIERS.get(company.code, company.tier), AFTER_AUDIT)
        with self.database.transaction() as session:
            set_schemes(session)

    def _diary(self) -> Iterator[tuple[int, Callable[[], None]]]:
        """Yield what happened so many days ago."""
        for proof in PROOFS:
            yield _sent(proof), partial(self._proof, proof)
            if proof.renewed_by:
                yield 0, partial(self._renewal, proof)
        for company in COMPANIES:
            if company.code in FIRST_TIERS:
                yield LOST_TRUST, partial(self._tier, company, company.tier, AFTER_LOTS)
        for looked in LOOKED:
            yield looked.ago, partial(look_at, self.database, looked)

    def _require(self, session: Session) -> None:
        session.flush()
        for code, category, level in MORE_REQUIREMENTS:
            of_type = select(DocumentType.id).where(DocumentType.code == code)
            of_category = select(Category.id).where(Category.code == category)
            cell = RequirementInput(
                session.scalars(of_type).one(), level, session.scalars(of_category).one()
            )
            set_requirement(session, self.system, cell)

    def _person(
        self, session: Session, mail: str, name: str, role: Role, locale: str, password: str,
        supplier: Supplier | None = None,
    ) -> None:  # fmt: skip
        person = PersonInput(
            mail, name, frozenset({role}), supplier.id if supplier else None, locale,
            time_zone="Asia/Shanghai" if locale == "zh" else "Europe/Berlin", password=password,
        )  # fmt: skip
        add_person(session, self.system, person)
        where = supplier.code if supplier else ""
        self.passwords.append((mail, password, str(role), where))

    def _actor(self, session: Session, mail: str) -> Actor:
        user = session.scalars(select(User).where(User.email == mail)).one()
        return Actor(user.name, user.roles, user.id, user.supplier_id, locale=user.locale)

    def _company(self, company: Company) -> None:
        with self.database.transaction() as session:
            buyer = self._actor(session, "buyer@hohenfeld.example")
            manager = self._actor(session, "manager@hohenfeld.example")
            codes = select(Category.id).where(Category.code.in_(company.categories))
            supplier = add_supplier(
                session,
                buyer,
                SupplierInput(
                    company.en, company.zh, company.country, company.registration or "",
                    f"{company.address}, {company.city}", "", tuple(session.scalars(codes)),
                    frozenset(company.markets), company.code,
                ),
            )  # fmt: skip
            main = SiteInput(
                f"{company.city} plant", "", company.country, company.city, company.address
            )
            add_site(session, buyer, supplier, main)
            for en, zh, city in company.extra_sites:
                add_site(session, buyer, supplier, SiteInput(en, zh, company.country, city))
            name, position, mail = company.contact
            add_contact(session, buyer, supplier, ContactInput(name, position, mail))
            self._move(session, manager, supplier, company)

    def _move(self, session: Session, manager: Actor, supplier: Supplier, company: Company) -> None:
        full = (SupplierState.REGISTERED, SupplierState.UNDER_REVIEW, company.state)
        if company.state is SupplierState.SUSPENDED:
            full = (*full[:2], SupplierState.APPROVED, company.state)  # type: ignore[assignment]
        for state in ON_THE_WAY.get(company.state, full):
            conditional = state is SupplierState.CONDITIONAL
            reason = company.reason if state is company.state and company.reason else ""
            session.flush()
            step = StateInput(
                state,
                reason or REASONS[state],
                supplier.revision,
                self.day + timedelta(days=80) if conditional else None,
                "Chemical inventory; correction of the two findings. 化学品清单；整改两项不符合项。"
                if conditional
                else "",
            )
            move_supplier(session, manager, supplier, step)

    def _tier(self, company: Company, tier: Tier | None, reason: str) -> None:
        """Put a company into a tier, as the manager did."""
        if tier is None or company.state not in RATED:
            return
        with self.database.transaction() as session:
            manager = actor_of(session, "manager@hohenfeld.example")
            supplier = supplier_of(session, company.code)
            given = TierDecision(tier, reason, supplier.revision)
            decide_tier(session, manager, supplier, given)

    def _proof(self, proof: Proof) -> None:
        version = self._send(proof, proof.issued, proof.expires)
        self._decide(version, proof, proof.fate)
        self._versions[proof] = version

    def _renewal(self, proof: Proof) -> None:
        assert proof.renewed_by  # noqa: S101
        issued, expires, fate = proof.renewed_by
        version = self._send(proof, issued, expires, self._versions[proof])
        self._decide(version, proof, fate)

    def _send(
        self, proof: Proof, issued: int, expires: int | None, renews: int | None = None
    ) -> int:
        """Draw the paper, upload it and send it for review; return the version's id."""
        with self.database.reading("all") as session:
            supplier = session.scalars(
                select(Supplier).where(Supplier.code == proof.supplier)
            ).one()
            kind = session.scalars(
                select(DocumentType).where(DocumentType.code == proof.type)
            ).one()
            site = session.scalars(select(Site).where(Site.supplier_id == supplier.id)).first()
            sender = self._sender(session, supplier)
        paper = self._paper(proof, supplier, kind, issued, expires)
        body = draw(paper)
        name = f"{kind.name_zh}_{supplier.name_zh or supplier.name_en}_{paper.issued_on}.pdf"
        reception = Reception(self.config, self.database, self.files)
        staged = reception.take(
            sender, supplier.code, name.replace("/", "-"), io.BytesIO(body), len(body)
        )
        with self.database.transaction() as session:
            version = submit_document(
                session,
                sender,
                SubmitInput(
                    supplier_id=supplier.id,
                    type_id=kind.id,
                    upload_id=int(staged.id),
                    site_id=site.id if site and kind.subject_kind is SubjectKind.SITE else None,
                    subject=proof.subject,
                    certificate_number=paper.number,
                    issuer=proof.issuer,
                    issued_on=paper.issued_on,
                    expires_on=None if kind.validity is Validity.NONE else paper.expires_on,
                    renews_id=renews,
                ),
            )
            return version.id

    def _sender(self, session: Session, supplier: Supplier) -> Actor:
        """Return who sends for the supplier: its own person, else the buyer."""
        own = session.scalars(select(User).where(User.supplier_id == supplier.id)).first()
        return self._actor(session, own.email if own else "buyer@hohenfeld.example")

    def _decide(self, version_id: int, proof: Proof, fate: Fate) -> None:
        with self.database.transaction() as session:
            engineer = self._actor(session, "engineer@hohenfeld.example")
            version = find_version(session, engineer, version_id)
            seen = Seen.of(version)
            if fate is Fate.TAKEN:
                take_review(session, engineer, version, seen)
            elif fate is Fate.RETURNED:
                return_version(session, engineer, version, seen, proof.comment)
            elif fate is Fate.WITHDRAWN:
                own = session.scalars(select(User).where(User.id == version.submitted_by_id)).one()
                withdraw_version(session, self._actor(session, own.email), version, seen)
            elif fate is not Fate.WAITS:
                approve_version(session, engineer, version, seen)
        if fate is Fate.VERIFIED:
            with self.database.transaction() as session:
                engineer = self._actor(session, "engineer.hz@hohenfeld.example")
                version = find_version(session, engineer, version_id)
                how = "Number found in the issuer's public register. 已在发证机构公开名录中查到。"
                verify_with_issuer(session, engineer, version, Seen.of(version), how, today())

    def _paper(
        self, proof: Proof, supplier: Supplier, kind: DocumentType, issued: int,
        expires: int | None,
    ) -> Paper:  # fmt: skip
        issued_on = self.day + timedelta(days=issued)
        word = f"{proof.supplier}{proof.type}{issued_on}".encode()
        digits = int(hashlib.sha256(word).hexdigest()[:8], 16) % 1_000_000
        return Paper(
            title_en=kind.name_en,
            title_zh=kind.name_zh,
            issuer=proof.issuer,
            number=f"{proof.type[:2]}-{issued_on.year}-{digits:06}",
            holder_en=supplier.name_en,
            holder_zh=supplier.name_zh,
            scope=proof.scope,
            issued_on=issued_on,
            expires_on=None if expires is None else self.day + timedelta(days=expires),
            rows=(("Article 产品/批次", proof.subject),) if proof.subject else (),
        )


def _sent(proof: Proof) -> int:
    """Return how many days ago a paper was sent: what still waits or was refused came lately."""
    if proof.fate in (Fate.WAITS, Fate.TAKEN):
        return 0
    if proof.fate in (Fate.RETURNED, Fate.WITHDRAWN):
        return min(4, -proof.issued - 1)
    return max(0, min(BEGUN - 5, -proof.issued - 3))
