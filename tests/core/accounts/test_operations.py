"""What people do with accounts, below the doors."""

from datetime import timedelta

import pyotp
import pytest
import time_machine
from sqlalchemy import func, select

from portal.core.accounts.codes import recovery_digest
from portal.core.accounts.letters import issue_link
from portal.core.accounts.models import (
    ApiToken,
    OneTimeLink,
    RecoveryCode,
    User,
    UserSession,
)
from portal.core.accounts.operations import (
    AcceptInput,
    TokenInput,
    accept_invitation,
    begin_second_factor,
    change_roles,
    confirm_second_factor,
    create_token,
    disable_person,
    finish_code_step,
    forget_spent_rows,
    invite_again,
    reset_password,
    revoke_invitation,
    revoke_token,
    touch_token,
)
from portal.core.accounts.queries.people import find_person
from portal.core.accounts.queries.tokens import find_token, find_token_actor
from portal.core.accounts.rules import LinkKind, UserState
from portal.core.actor import Actor
from portal.core.audit.models import AuditEntry
from portal.core.clock import now
from portal.core.errors import Invalid, NotAllowed, NotFound, TooMany, WrongState
from portal.core.permissions import Permission, Role
from portal.core.sealing import unseal
from tests.factories.accounts import at_once, invited, last_link, mails, reset_link
from tests.people import ADA, BEN, ENA, LEO, LIN, OTTO, WEI, Person
from tests.world import World

NEW = "a brand new password"
ACCEPT = AcceptInput("Nia New", NEW, "zh", "Asia/Shanghai")


def secret_of(path: str) -> str:
    return path.rsplit("/", 1)[1]


def events(world: World, user_id: int) -> list[str]:
    with world.looking() as session:
        return list(
            session.scalars(
                select(AuditEntry.event)
                .where(AuditEntry.subject_kind == "person", AuditEntry.subject_id == user_id)
                .order_by(AuditEntry.seq)
            )
        )


def enrolled(world: World, person: Person) -> tuple[str, list[str]]:
    """Turn on the second factor and return the secret and the recovery codes."""
    actor = world.actor(person)
    with world.database.transaction() as session:
        begin_second_factor(session, actor)
    with world.database.transaction() as session:
        user = session.get_one(User, actor.user_id)
        secret = unseal(user.totp_secret or "")
        codes = confirm_second_factor(
            session, actor, pyotp.TOTP(secret).at(now(), counter_offset=-1)
        )
    return secret, codes


# -- people


@pytest.mark.parametrize(
    ("inviter", "role", "supplier", "refusal"),
    [
        (BEN, Role.SUPPLIER_ADMIN, "S-LIN", None),
        (ADA, Role.BUYER, None, None),
        (LIN, Role.SUPPLIER_USER, "S-LIN", None),
        (BEN, Role.BUYER, None, NotAllowed),
        (ENA, Role.SUPPLIER_USER, "S-LIN", NotAllowed),
        (OTTO, Role.SUPPLIER_USER, "S-LIN", NotAllowed),
        (LEO, Role.SUPPLIER_USER, "S-LIN", NotAllowed),
        (LIN, Role.SUPPLIER_USER, "S-WEI", NotFound),
        (LIN, Role.ADMIN, None, NotFound),
        (LIN, Role.ADMIN, "S-LIN", Invalid),
        (ADA, Role.SUPPLIER_ADMIN, None, Invalid),
    ],
)
def test_who_may_bring_in_whom(
    world: World,
    inviter: Person,
    role: Role,
    supplier: str | None,
    refusal: type[Exception] | None,
) -> None:
    supplier_id = world.supplier_id(supplier) if supplier else None
    values = {"roles": frozenset({role}), "supplier_id": supplier_id}
    actor = world.actor(inviter)
    if refusal is None:
        assert invited(world, actor, "nia@new.example", **values)
        assert last_link(world, "nia@new.example").startswith("/invitation/")
    else:
        with pytest.raises(refusal):
            invited(world, actor, "nia@new.example", **values)
        assert mails(world) == []


def test_inviting_somebody_of_another_supplier_says_nothing_about_them(world: World) -> None:
    supplier_id = world.supplier_id("S-LIN")
    lin = world.actor(LIN)

    known = invited(world, lin, WEI.email, supplier_id=supplier_id)
    unknown = invited(world, lin, "nobody@new.example", supplier_id=supplier_id)

    assert events(world, known) == events(world, unknown) == ["person.invited"]
    path = last_link(world, WEI.email)
    with pytest.raises(Invalid), world.database.transaction() as session:
        accept_invitation(session, Actor.nobody(), secret_of(path), ACCEPT)


def test_the_own_people_are_not_invited_twice(world: World) -> None:
    with pytest.raises(Invalid):
        invited(world, world.actor(LIN), LEO.email, supplier_id=world.supplier_id("S-LIN"))


@pytest.mark.hammered
def test_an_invitation_is_accepted_once(world: World) -> None:
    user_id = invited(world, world.actor(ADA), "n@n.example", roles=frozenset({Role.BUYER}))
    secret = secret_of(last_link(world, "n@n.example"))

    def accept(_: int) -> object:
        with world.database.transaction() as session:
            return accept_invitation(session, Actor.nobody(), secret, ACCEPT).id

    answers = at_once(16, accept)

    assert sorted(type(answer).__name__ for answer in answers) == ["WrongState"] * 15 + ["int"]
    assert events(world, user_id) == ["person.invited", "person.invitation_accepted"]


def test_an_invitation_taken_back_opens_nothing(world: World) -> None:
    ada = world.actor(ADA)
    user_id = invited(world, ada, "n@n.example", roles=frozenset({Role.BUYER}))
    secret = secret_of(last_link(world, "n@n.example"))
    with world.database.transaction() as session:
        revoke_invitation(session, ada, find_person(session, ada, user_id))

    with pytest.raises(WrongState), world.database.transaction() as session:
        accept_invitation(session, Actor.nobody(), secret, ACCEPT)


def test_a_link_lives_an_hour_and_an_invitation_two_weeks(world: World) -> None:
    ada = world.actor(ADA)
    user_id = invited(world, ada, "n@n.example", roles=frozenset({Role.BUYER}))
    old = secret_of(last_link(world, "n@n.example"))
    with time_machine.travel(now() + timedelta(minutes=61)):
        with pytest.raises(WrongState), world.database.transaction() as session:
            accept_invitation(session, Actor.nobody(), old, ACCEPT)
        with world.database.transaction() as session:
            invite_again(session, ada, find_person(session, ada, user_id))
        fresh = secret_of(last_link(world, "n@n.example"))
        with world.database.transaction() as session:
            user = accept_invitation(session, Actor.nobody(), fresh, ACCEPT)
            assert (user.state, user.locale) == (UserState.ACTIVE, "zh")


def test_nobody_is_flooded_with_links(world: World) -> None:
    ada = world.actor(ADA)
    user_id = invited(world, ada, "n@n.example", roles=frozenset({Role.BUYER}))

    def again() -> None:
        with world.database.transaction() as session:
            invite_again(session, ada, find_person(session, ada, user_id))

    for _ in range(4):
        again()
    with pytest.raises(TooMany):
        again()
    assert len(mails(world, "n@n.example")) == 5


def test_the_last_administrator_stays(world: World) -> None:
    second = invited(world, world.actor(ADA), "n@n.example", roles=frozenset({Role.ADMIN}))
    with world.database.transaction() as session:
        secret = secret_of(last_link(world, "n@n.example"))
        accept_invitation(session, Actor.nobody(), secret, ACCEPT)
    ada = world.actor(ADA)
    other = Actor("Nia New", frozenset({Role.ADMIN}), second)

    def remove(number: int) -> object:
        actor, target = ((ada, second), (other, ada.user_id or 0))[number]
        with world.database.transaction() as session:
            return disable_person(session, actor, find_person(session, actor, target))

    answers = at_once(2, remove)

    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "WrongState"]


def test_nobody_changes_the_own_roles_or_closes_the_own_account(world: World) -> None:
    ada = world.actor(ADA)
    with world.looking() as session:
        user = find_person(session, ada, ada.user_id or 0)
        with pytest.raises(NotAllowed):
            change_roles(session, ada, user, frozenset({Role.BUYER}))
        with pytest.raises(NotAllowed):
            disable_person(session, ada, user)


@pytest.mark.parametrize("stranger", [WEI, LIN], ids=["other supplier", "own brand's"])
def test_people_out_of_reach_are_not_there(world: World, stranger: Person) -> None:
    target = world.actor(LEO if stranger is WEI else ENA).user_id or 0
    actor = world.actor(stranger)
    with world.looking() as session, pytest.raises(NotFound):
        find_person(session, actor, target)


# -- reset


@pytest.mark.hammered
def test_a_reset_link_sets_one_password_and_ends_every_session(world: World) -> None:
    world.browser(ENA)
    secret = secret_of(reset_link(world, ENA.email))

    def reset(number: int) -> object:
        with world.database.transaction() as session:
            return reset_password(session, Actor.nobody(), secret, f"{NEW} {number}").id

    answers = at_once(16, reset)

    assert sorted(type(answer).__name__ for answer in answers) == ["WrongState"] * 15 + ["int"]
    with world.looking() as session:
        live = select(func.count(UserSession.id)).where(UserSession.ended_at.is_(None))
        assert session.scalar(live) == 0


def test_a_password_too_short_does_not_spend_the_link(world: World) -> None:
    secret = secret_of(reset_link(world, ENA.email))
    with pytest.raises(Invalid), world.database.transaction() as session:
        reset_password(session, Actor.nobody(), secret, "short")

    with world.database.transaction() as session:
        reset_password(session, Actor.nobody(), secret, NEW)


# -- second factor


def _code_step(world: World, person: Person) -> str:
    with world.database.transaction() as session:
        user = session.get_one(User, world.actor(person).user_id)
        return issue_link(session, user, LinkKind.CODE_STEP)


@pytest.mark.parametrize("kind", ["code", "recovery"])
@pytest.mark.hammered
def test_a_code_opens_one_session(world: World, kind: str) -> None:
    secret, recovery = enrolled(world, ENA)
    code = pyotp.TOTP(secret).now() if kind == "code" else recovery[3].lower()
    steps = [_code_step(world, ENA) for _ in range(16)]

    def enter(number: int) -> object:
        with world.database.transaction() as session:
            return finish_code_step(session, Actor.nobody(), steps[number], code, "test")

    answers = at_once(16, enter)

    assert sorted(type(answer).__name__ for answer in answers) == ["Invalid"] * 15 + ["str"]
    with world.looking() as session:
        assert session.scalar(select(func.count(UserSession.id))) == 1


@pytest.mark.hammered
def test_a_step_between_password_and_code_is_used_once(world: World) -> None:
    _, recovery = enrolled(world, ENA)
    step = _code_step(world, ENA)

    def enter(number: int) -> object:
        with world.database.transaction() as session:
            return finish_code_step(session, Actor.nobody(), step, recovery[number % 10], "test")

    answers = at_once(16, enter)

    assert sorted(type(answer).__name__ for answer in answers) == ["WrongState"] * 15 + ["str"]


def test_the_secret_at_rest_is_sealed_and_codes_are_hashed(world: World) -> None:
    secret, codes = enrolled(world, ENA)
    with world.looking() as session:
        sealed = session.scalars(
            select(User.totp_secret).where(User.totp_secret.is_not(None))
        ).one()
        hashes = set(session.scalars(select(RecoveryCode.code_sha256)))

    assert secret not in (sealed or "")
    assert unseal(sealed or "") == secret
    assert hashes == {recovery_digest(world.actor(ENA).user_id or 0, code) for code in codes}


# -- keys


def test_a_key_acts_within_its_scopes_until_it_is_revoked(world: World) -> None:
    lin = world.actor(LIN)
    wanted = TokenInput("scanner", frozenset({Permission.DOCUMENT_READ}), 30)
    with world.database.transaction() as session:
        secret = create_token(session, lin, session.get_one(User, lin.user_id), wanted)

    with world.looking() as session:
        actor = find_token_actor(session, secret, "203.0.113.9")
        token_id = session.scalars(select(ApiToken.id)).one()
    assert actor is not None
    assert (actor.user_id, actor.supplier_id, actor.address) == (
        lin.user_id, lin.supplier_id, "203.0.113.9",
    )  # fmt: skip
    assert actor.permissions == {Permission.DOCUMENT_READ}
    with world.database.transaction() as session:
        revoke_token(session, lin, find_token(session, lin, token_id))
    with world.looking() as session:
        assert find_token_actor(session, secret, "") is None


@pytest.mark.parametrize("change", ["expired", "disabled", "unknown"])
def test_a_key_that_is_over_finds_nobody(world: World, change: str) -> None:
    lin, ben = world.actor(LIN), world.actor(ADA)
    wanted = TokenInput("scanner", frozenset({Permission.DOCUMENT_READ}), 1)
    with world.database.transaction() as session:
        secret = create_token(session, lin, session.get_one(User, lin.user_id), wanted)
    if change == "disabled":
        with world.database.transaction() as session:
            disable_person(session, ben, find_person(session, ben, lin.user_id or 0))
    secret = "sqp_guessed" if change == "unknown" else secret
    later = now() + timedelta(days=2 if change == "expired" else 0)
    with time_machine.travel(later), world.looking() as session:
        assert find_token_actor(session, secret, "") is None


@pytest.mark.parametrize(
    ("person", "scope", "refusal"),
    [
        (LIN, Permission.DOCUMENT_REVIEW, Invalid),
        (LIN, Permission.PERSON_MANAGE, Invalid),
        (ADA, Permission.TOKEN_MANAGE, Invalid),
        (LEO, Permission.DOCUMENT_READ, NotAllowed),
    ],
)
def test_a_key_never_may_more_than_its_person(
    world: World, person: Person, scope: Permission, refusal: type[Exception]
) -> None:
    actor, wanted = world.actor(person), TokenInput("scanner", frozenset({scope}), 30)
    with pytest.raises(refusal), world.database.transaction() as session:
        create_token(session, actor, session.get_one(User, actor.user_id), wanted)


def test_the_use_of_a_key_is_noted_once_a_minute(world: World) -> None:
    lin = world.actor(LIN)
    wanted = TokenInput("scanner", frozenset({Permission.DOCUMENT_READ}), 1)
    with world.database.transaction() as session:
        secret = create_token(session, lin, session.get_one(User, lin.user_id), wanted)

    def touched_at() -> object:
        with world.database.transaction() as session:
            touch_token(session, secret)
        with world.looking() as session:
            return session.scalars(select(ApiToken.used_at)).one()

    first = touched_at()
    assert touched_at() == first
    with time_machine.travel(now() + timedelta(minutes=2)):
        assert touched_at() != first


def test_what_is_over_is_forgotten(world: World) -> None:
    reset_link(world, ENA.email)
    system = Actor.system("nightly")
    with time_machine.travel(now() + timedelta(days=40)), world.database.transaction() as session:
        forget_spent_rows(session, system)

    with world.looking() as session:
        assert session.scalar(select(func.count(OneTimeLink.id))) == 0
