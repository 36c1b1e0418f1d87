"""A company that asks to be let in: its address is proven first, then a buyer decides."""

from dataclasses import dataclass

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from portal.core.accounts.events import PersonRegistered, RegistrationAsked
from portal.core.accounts.letters import GREETING, REGARDS
from portal.core.accounts.models import Registration, User
from portal.core.accounts.operations import approve_person, clean_email, count_try, refuse_person
from portal.core.accounts.passwords import hash_password
from portal.core.accounts.queries.sessions import digest
from portal.core.accounts.rules import LINK_LIFE, UserState
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import now, today
from portal.core.errors import Invalid, WrongState
from portal.core.events import Event
from portal.core.i18n import N_, say
from portal.core.notifications.operations import NoticeInput, post_letter, tell
from portal.core.notifications.rules import people_with
from portal.core.numbering import new_secret
from portal.core.permissions import Permission, Role
from portal.core.suppliers.models import Contact, Supplier, SupplierStateChange
from portal.core.suppliers.queries.finding import free_codes
from portal.core.suppliers.rules import LIFE, SupplierState, clean_registration, is_credit_code

LINK_OVER = N_("This link has been used already or is too old.")


@dataclass(frozen=True)
class CompanyRegistered(Event, name="supplier.self_registered"):
    country: str


@dataclass(frozen=True)
class RegistrationInput:
    """What a company says of itself at the door."""

    company_en: str
    company_zh: str
    country: str
    registration_number: str
    contact_name: str
    email: str
    locale: str


def ask_to_register(session: Session, actor: Actor, asked: RegistrationInput) -> None:
    """Keep what a company says of itself and mail a link that proves the address.

    Nobody learns here who is registered already: an address with an account gets another mail.
    """
    count_try(session, actor, f"register:{asked.email}")
    email = clean_email(asked.email)
    number = _checked_number(asked)
    if not asked.company_en and not asked.company_zh:
        raise Invalid(N_("Give the company's name in Chinese or in English."), field="company_en")
    secret = new_secret()
    row = Registration(
        **{**vars(asked), "email": email, "registration_number": number},
        secret_sha256=digest(secret),
        expires_at=now() + LINK_LIFE,
    )
    session.add(row)
    is_known = session.scalar(
        select(User.id).where(User.email == email, User.state != UserState.INVITED).limit(1)
    )
    _mail(session, row, None if is_known else f"/register/{secret}")
    record(session, actor, RegistrationAsked(None, row.id, row.country, email))


def find_registration(session: Session, secret: str) -> Registration | None:
    """Return the registration behind a mailed link that still works."""
    return session.scalar(
        select(Registration).where(
            Registration.secret_sha256 == digest(secret),
            Registration.used_at.is_(None),
            Registration.expires_at > now(),
        )
    )


def registration_of(session: Session, actor: Actor, user: User) -> Registration | None:
    """Return what a waiting person's company said of itself."""
    actor.must(Permission.SUPPLIER_INVITE, user.supplier_id)
    return session.scalar(select(Registration).where(Registration.user_id == user.id))


def same_number(session: Session, actor: Actor, asked: Registration) -> Supplier | None:
    """Return another supplier with the registration number of this one, for the brand's eyes."""
    actor.must(Permission.SUPPLIER_INVITE, asked.supplier_id)
    return session.scalar(_with_number(asked))


def register_company(session: Session, actor: Actor, secret: str, password: str) -> User:
    """Make a supplier and its first person of a registration whose address is proven now."""
    hashed = hash_password(password)
    asked = _spend(session, secret)
    if session.scalar(
        select(User.id).where(User.email == asked.email, User.state != UserState.INVITED).limit(1)
    ):
        raise WrongState(LINK_OVER)
    supplier = _supplier(session, asked)
    user = User(
        email=asked.email,
        name=asked.contact_name,
        role_names=frozenset({Role.SUPPLIER_ADMIN.value}),
        supplier_id=supplier.id,
        state=UserState.WAITING,
        password_hash=hashed,
        locale=asked.locale,
    )
    session.add(user)
    session.flush()
    asked.supplier_id, asked.user_id = supplier.id, user.id
    tell(
        session,
        people_with(Permission.SUPPLIER_INVITE),
        NoticeInput(
            subject=N_("%(company)s asks to be let in"),
            body=N_("%(company)s has registered and waits for your decision."),
            link=f"/people/{user.id}",
            values={"company": asked.company_en or asked.company_zh},
        ),
    )
    record(session, actor, PersonRegistered(supplier.id, user.id, user.email))
    record(session, actor, CompanyRegistered(supplier.id, supplier.id, supplier.country))
    return user


def approve_registration(session: Session, actor: Actor, user: User) -> None:
    """Let in the person who registered a company; the supplier's own admission follows."""
    actor.must(Permission.SUPPLIER_INVITE, user.supplier_id)
    asked = registration_of(session, actor, user)
    supplier = session.get_one(Supplier, user.supplier_id)
    if asked and asked.registration_number and not supplier.registration_number:
        taken = session.scalar(_with_number(asked))
        if taken is not None:
            raise WrongState(
                N_(
                    "%(code)s already has this registration number. Refuse this registration, and"
                    " invite the person there if that is right."
                ),
                code=taken.code,
            )
        supplier.registration_number = asked.registration_number
    approve_person(session, actor, user)


def refuse_registration(session: Session, actor: Actor, user: User, reason: str) -> None:
    """Turn a registration down: the person is told why, the supplier is rejected."""
    actor.must(Permission.SUPPLIER_INVITE, user.supplier_id)
    refuse_person(session, actor, user, reason)
    supplier = session.get_one(Supplier, user.supplier_id)
    if LIFE.may_move(supplier.state, SupplierState.REJECTED):
        _move(session, supplier, SupplierState.REJECTED, reason.strip(), actor)


def _checked_number(asked: RegistrationInput) -> str:
    number = clean_registration(asked.registration_number)
    if asked.country == "CN" and not is_credit_code(number):
        raise Invalid(
            N_(
                "This is not a unified social credit code: 18 characters, the last one is a check"
                " over the others."
            ),
            field="registration_number",
        )
    return number


def _spend(session: Session, secret: str) -> Registration:
    at = now()
    asked: Registration | None = session.scalar(
        update(Registration)
        .where(
            Registration.secret_sha256 == digest(secret),
            Registration.used_at.is_(None),
            Registration.expires_at > at,
        )
        .values(used_at=at)
        .returning(Registration)
    )
    if asked is None:
        raise WrongState(LINK_OVER)
    return asked


def _supplier(session: Session, asked: Registration) -> Supplier:
    """Write the supplier; a number that another one has waits for the buyer, unseen here."""
    is_free = session.scalar(_with_number(asked)) is None
    supplier = Supplier(
        code=free_codes(session, 1)[0],
        name_en=asked.company_en,
        name_zh=asked.company_zh,
        country=asked.country,
        registration_number=(asked.registration_number or None) if is_free else None,
        state=SupplierState.INVITED,
    )
    session.add(supplier)
    session.flush()
    nobody = Actor.nobody()
    _move(
        session, supplier, SupplierState.REGISTERED, N_("The company registered by itself."), nobody
    )
    session.add(Contact(supplier_id=supplier.id, name=asked.contact_name, email=asked.email))
    return supplier


def _move(
    session: Session, supplier: Supplier, to: SupplierState, reason: str, actor: Actor
) -> None:
    session.add(
        SupplierStateChange(
            supplier_id=supplier.id,
            state_before=supplier.state,
            state_after=to,
            on_day=today(),
            reason=reason,
            by_id=actor.user_id,
            by_name=actor.name,
        )
    )
    supplier.state = LIFE.move(supplier.state, to)


def _with_number(asked: Registration) -> Select[Supplier]:
    return select(Supplier).where(
        Supplier.country == asked.country,
        Supplier.registration_number == asked.registration_number,
        Supplier.registration_number != "",
        Supplier.id != (asked.supplier_id or 0),
    )


def _mail(session: Session, asked: Registration, path: str | None) -> None:
    text = (
        N_("Open the link below to prove this address and go on with your registration.")
        if path
        else N_(
            "You asked to register a company, but this address has an account already. Sign in, or"
            " choose a new password on the sign-in page."
        )
    )
    body = "\n\n".join(
        (
            say(asked.locale, GREETING, name=asked.contact_name),
            say(asked.locale, text),
            say(asked.locale, REGARDS),
        )
    )
    subject = say(asked.locale, N_("Your registration at the supplier quality portal"))
    post_letter(session, None, asked.email, subject, body, secret_link=path)
