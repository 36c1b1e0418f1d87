"""Agreements of the demo world in every stage, made through the acts as its people would."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from agreements.clauses.kinds import ClauseKind
from agreements.clauses.law import Cause, LiabilityTerms
from agreements.clauses.library import templates
from agreements.clauses.sampling import SamplingTerms
from agreements.clauses.wording import Wording
from agreements.contracts.models import AgreementClause, AgreementVersion
from agreements.contracts.operations.drafting import (
    DraftInput,
    send_version,
    start_agreement,
    start_version,
    write_clause,
)
from agreements.contracts.operations.hands import Hand
from agreements.contracts.operations.negotiating import (
    accept_proposal,
    agree_version,
    comment_clause,
    propose_change,
    reject_proposal,
)
from agreements.contracts.operations.signing import SigningInput, sign_version
from agreements.contracts.queries.finding import open_proposal_of, whole_version
from agreements.contracts.rules import Covered
from portal.core.accounts.models import User
from portal.core.actor import Actor
from portal.core.clock import today
from portal.core.db import Database
from portal.core.products.rules import DefectClass
from portal.core.suppliers.models import Category, Supplier

BUYER, ENGINEER = "buyer@hohenfeld.example", "engineer@hohenfeld.example"
MANAGER = "manager@hohenfeld.example"
BRAND = "Hohenfeld Trading GmbH"
DAYS = 364


@dataclass(frozen=True)
class Deal:
    """An agreement of the demo, and who speaks for the supplier."""

    supplier: str
    category: str
    speaker: str


LINHE = Deal("LINHE", "home-textiles", "lin.xiao@linhe.example")
WEIMING = Deal("WEIMING", "small-electronics", "wei.qiang@weiming.example")
YUANJING = Deal("YUANJING", "tableware", "zhou.min@yuanjing.example")
SERRA = Deal("SERRA", "kitchenware", "ines@serranova.example")


class Negotiation:
    """Leads one agreement from stage to stage, each act in a transaction of its own."""

    def __init__(self, database: Database, deal: Deal) -> None:
        self.database, self.deal = database, deal
        self.version_id = self._do(BUYER, self._draft)

    def sent(self) -> "Negotiation":
        """Send it."""
        self._with(BUYER, lambda s, a, v: send_version(s, a, v, v.revision))
        return self

    def proposed(self, who: str, kind: ClauseKind, note: str, **values: object) -> "Negotiation":
        """Let somebody propose other values of a clause."""

        def propose(session: Session, actor: Actor, version: AgreementVersion) -> None:
            clause = _clause(version, kind)
            said = clause.wording
            terms = replace(said.terms, **values)  # type: ignore[type-var]
            propose_change(
                session, actor, clause, replace(said, terms=terms), clause.revision, note
            )

        self._with(who, propose)
        return self

    def answered(self, who: str, kind: ClauseKind, reason: str = "") -> "Negotiation":
        """Let somebody accept a proposal, or with a reason reject it."""

        def answer(session: Session, actor: Actor, version: AgreementVersion) -> None:
            proposal = open_proposal_of(session, _clause(version, kind).id)
            if proposal and reason:
                reject_proposal(session, actor, proposal, reason)
            elif proposal:
                accept_proposal(session, actor, proposal)

        self._with(who, answer)
        return self

    def commented(self, who: str, kind: ClauseKind, text: str) -> "Negotiation":
        """Let somebody say something about a clause."""
        self._with(who, lambda s, a, v: comment_clause(s, a, _clause(v, kind), text))
        return self

    def agreed(self) -> "Negotiation":
        """Let the supplier agree."""
        self._with(self.deal.speaker, lambda s, a, v: agree_version(s, a, v, v.revision))
        return self

    def signed(self, who: str) -> "Negotiation":
        """Let somebody sign."""

        def sign(session: Session, actor: Actor, version: AgreementVersion) -> None:
            given = SigningInput(version.sha256 or "", Hand(actor.name, intends=True))
            sign_version(session, actor, version, given)

        self._with(who, sign)
        return self

    def renewed(self) -> "Negotiation":
        """Draft the next version, for the year after."""

        def renew(session: Session, actor: Actor) -> int:
            version = start_version(session, actor, whole_version(session, self.version_id))
            return version.id

        self.version_id = self._do(BUYER, renew)
        first = today() + timedelta(days=DAYS + 1)
        days = {"begins_on": first, "ends_on": first + timedelta(days=DAYS)}
        return self.written(ClauseKind.TERM, **days)

    def written(self, kind: ClauseKind, **values: object) -> "Negotiation":
        """Write other values into a clause of a draft."""

        def write(session: Session, actor: Actor, version: AgreementVersion) -> None:
            clause = _clause(version, kind)
            terms = replace(clause.wording.terms, **values)  # type: ignore[type-var]
            said = replace(clause.wording, terms=terms)
            write_clause(session, actor, version, clause.position, said, clause.revision)

        self._with(BUYER, write)
        return self

    def _draft(self, session: Session, actor: Actor) -> int:
        supplier = session.scalars(
            select(Supplier).where(Supplier.code == self.deal.supplier)
        ).one()
        category = session.scalars(
            select(Category).where(Category.code == self.deal.category)
        ).one()
        template = templates()["general"]
        clauses: list[Wording] = template.clauses(today(), today() + timedelta(days=DAYS))
        given = DraftInput(template.title, Covered(frozenset({category.id})), clauses)
        return start_agreement(session, actor, supplier, BRAND, given).id

    def _with(self, mail: str, act: Callable[[Session, Actor, AgreementVersion], object]) -> None:
        def on_version(session: Session, actor: Actor) -> int:
            act(session, actor, whole_version(session, self.version_id))
            return self.version_id

        self._do(mail, on_version)

    def _do(self, mail: str, act: Callable[[Session, Actor], int]) -> int:
        with self.database.transaction() as session:
            user = session.scalars(select(User).where(User.email == mail)).one()
            actor = Actor(
                user.name, user.roles, user.id, user.supplier_id, user.locale, user.time_zone
            )
            return act(session, actor)


def build_agreements(database: Database, tell: Callable[[str], None]) -> None:
    """Bring in an agreement in force with its renewal on the way, and others on their way."""
    sampling, liability = ClauseKind.SAMPLING, ClauseKind.LIABILITY
    (
        Negotiation(database, LINHE)
        .sent()
        .proposed(LINHE.speaker, sampling, "去年三批均为零缺陷。No defects in three lots.",
                  aqls=_aqls("4.0", "6.5"))
        .answered(ENGINEER, sampling, "AQL 2.5 is our minimum for home textiles.")
        .proposed(LINHE.speaker, liability, "请设年度上限。Please set a yearly cap.", cap="300000")
        .answered(BUYER, liability)
        .agreed()
        .signed(LINHE.speaker)
        .signed(MANAGER)
        .renewed()
        .written(sampling, aqls=_aqls("1.5", "4.0"))
    )  # fmt: skip
    Negotiation(database, WEIMING).sent().agreed().signed(WEIMING.speaker)
    (
        Negotiation(database, YUANJING)
        .sent()
        .commented(YUANJING.speaker, sampling, "釉面针孔按轻微缺陷判定，是否可以？"
                   " Are pinholes in the glaze minor?")
        .commented(ENGINEER, sampling, "Yes, up to two per piece. 可以，每件不超过两处。")
        .proposed(YUANJING.speaker, sampling, "手工釉面，AQL 1.5 难以达到。Hand-glazed ware.",
                  aqls=_aqls("4.0", "6.5"))
        .proposed(BUYER, liability, "Packaging damage is fully yours.",
                  shares={**LiabilityTerms().shares, **_packaging(100)})
    )  # fmt: skip
    Negotiation(database, SERRA)
    tell("5 versions of agreements")


def _clause(version: AgreementVersion, kind: ClauseKind) -> AgreementClause:
    return next(clause for clause in version.clauses if clause.kind is kind)


def _aqls(major: str, minor: str) -> dict[DefectClass, str]:
    named = {DefectClass.MAJOR: major, DefectClass.MINOR: minor}
    return {**SamplingTerms().aqls, **named}


def _packaging(percent: int) -> dict[Cause, int]:
    return {Cause.PACKAGING: percent}
