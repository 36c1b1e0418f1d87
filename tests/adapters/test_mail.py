"""Mail on its way out: one per person, in their language, once, to a real mail server."""

import dataclasses
import threading
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update

from portal.adapters.jobs import Background
from portal.adapters.mail import PrintingMailer, open_mailer, write_message
from portal.adapters.post import deliver_mail
from portal.core.accounts.models import User
from portal.core.accounts.rules import UserState
from portal.core.clock import now
from portal.core.i18n import Bilingual
from portal.core.notifications.models import Notice, OutgoingMail
from portal.core.notifications.operations import NoticeInput, post_letter, retry_mail, tell
from portal.core.notifications.rules import MailState, people_of, people_with, person
from portal.core.permissions import Permission
from portal.core.ports import Letter
from tests.people import ADA, ENA, LEO, LIN
from tests.servers.smtp import MailServer
from tests.world import World

NOTICE = NoticeInput(
    subject="Files",
    body="Hello %(name)s,",
    link="/documents/7",
    values={"name": Bilingual("OEKO-TEX", "生态纺织品认证")},
)


@pytest.fixture
def server() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    yield server
    server.stop()


class Office:
    """A portal whose mail goes to `server`."""

    def __init__(self, world: World, server: MailServer) -> None:
        self.world, self.server = world, server
        config = dataclasses.replace(
            world.config,
            mail_url=server.url,
            mail_from="portal@brand.example",
            base_url="https://quality.brand.example",
        )
        files = world.app.extensions["portal"].files
        self.background = Background(config, world.database, files, {"mail": deliver_mail})

    def tell(self, audience: str, **changes: Any) -> None:
        with self.world.database.transaction() as session:
            tell(session, audience, dataclasses.replace(NOTICE, **changes))

    def deliver(self) -> None:
        self.background.run_due()

    def mails(self) -> list[OutgoingMail]:
        with self.world.looking() as session:
            return list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))

    def speak_chinese(self, email: str) -> None:
        with self.world.database.transaction() as session:
            session.execute(update(User).where(User.email == email).values(locale="zh"))


@pytest.fixture
def office(any_world: World, server: MailServer) -> Office:
    return Office(any_world, server)


def test_each_person_is_told_once_in_their_language(office: Office) -> None:
    office.speak_chinese(LEO.email)
    office.tell(people_of(office.world.supplier_id("S-LIN")))

    office.deliver()
    office.deliver()

    english, chinese = office.server.texts()
    assert english == (
        "Hello Lin 林晓,\n\nHello OEKO-TEX,\n\n"
        "Open it here:\nhttps://quality.brand.example/documents/7\n\n"
        "-- \nHohenfeld\nhttps://quality.brand.example\n"
    )
    assert "生态纺织品认证" in chinese
    assert "Leo 刘洋，您好：" in chinese
    assert {str(mail["To"]) for mail in office.server.mails} == {LIN.email, LEO.email}


def test_nothing_leaves_before_the_commit(office: Office) -> None:
    with office.world.database.transaction() as session:
        tell(session, people_with(Permission.DOCUMENT_REVIEW), NOTICE)
        with office.world.looking() as elsewhere:
            assert elsewhere.scalars(select(Notice.id)).all() == []
        assert office.server.mails == []
    transaction = office.world.database.transaction()
    with pytest.raises(ZeroDivisionError), transaction as session:  # noqa: PT012
        tell(session, people_of(1), NOTICE)
        raise ZeroDivisionError
    office.deliver()

    assert {mail.to for mail in office.mails()} == {
        "ena@brand.example",
        "emil@brand.example",
        "maya@brand.example",
    }


def test_one_transaction_asks_for_the_post_once(office: Office) -> None:
    with office.world.database.transaction() as session:
        for number in range(5):
            tell(session, person(1), dataclasses.replace(NOTICE, link=f"/documents/{number}"))
        assert len(session.info["jobs"]) == 1


def test_a_mail_that_was_not_taken_is_tried_again(office: Office) -> None:
    office.server.answers += ["451 come back later"]
    office.tell(person(office.world.actor(ENA).user_id or 0))

    with time_machine.travel(now(), tick=True) as clock:
        office.deliver()
        assert (office.server.mails, office.mails()[0].state) == ([], MailState.QUEUED)
        assert "451" in (office.mails()[0].failure or "")
        clock.shift(timedelta(seconds=61))
        office.deliver()

    (mail,) = office.mails()
    assert (mail.state, mail.attempts, mail.failure) == (MailState.SENT, 2, None)
    assert len(office.server.mails) == 1


def test_a_server_that_is_down_is_left_alone_for_a_while(office: Office) -> None:
    office.server.stop()
    office.tell(people_with(Permission.DOCUMENT_READ))
    with time_machine.travel(now(), tick=True) as clock:
        office.deliver()
        tried = [mail.attempts for mail in office.mails()]
        office.server.start()
        clock.shift(timedelta(minutes=2))
        office.deliver()

    assert (sum(tried), len(tried) > 3) == (3, True)
    assert {mail.state for mail in office.mails()} == {MailState.SENT}
    assert len(office.server.mails) == len(tried)


def test_a_mail_that_is_never_taken_fails_and_can_be_sent_again(office: Office) -> None:
    office.server.answers += ["451 not now"] * 6
    office.tell(person(office.world.actor(ENA).user_id or 0))
    with time_machine.travel(now(), tick=True) as clock:
        for _ in range(8):
            office.deliver()
            clock.shift(timedelta(hours=7))
        assert [(mail.state, mail.attempts) for mail in office.mails()] == [(MailState.FAILED, 6)]

        with office.world.database.transaction() as session:
            mail = session.scalars(select(OutgoingMail)).one()
            retry_mail(session, office.world.actor(ADA), mail)
        office.deliver()

    assert [mail.state for mail in office.mails()] == [MailState.SENT]


def test_two_workers_send_each_mail_once(office: Office) -> None:
    for number in range(10):
        office.tell(people_with(Permission.DOCUMENT_REVIEW), link=f"/documents/{number}")
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        office.deliver()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    keys = [mail["Message-ID"] for mail in office.server.mails]
    assert (len(keys), len(set(keys))) == (30, 30)


def test_a_one_time_link_is_sealed_sent_and_forgotten(office: Office) -> None:
    with office.world.database.transaction() as session:
        post_letter(session, None, "new@x.example", "Come in", "Hello.", secret_link="/i/s3cret")
    assert "s3cret" not in (office.mails()[0].secret_link or "s3cret")

    office.deliver()

    (mail,) = office.mails()
    assert "\nhttps://quality.brand.example/i/s3cret\n" in office.server.texts()[0]
    assert (mail.secret_link, "s3cret" in mail.body) == (None, False)


def test_a_link_that_cannot_be_unsealed_fails_at_once(office: Office) -> None:
    with office.world.database.transaction() as session:
        session.add(OutgoingMail(to="a@x.example", subject="s", body="b", secret_link="broken"))
        post_letter(session, None, "b@x.example", "Come in", "Hello.")

    office.deliver()

    assert [mail.state for mail in office.mails()] == [MailState.FAILED, MailState.SENT]


def test_subjects_cannot_add_headers_and_may_be_chinese(office: Office) -> None:
    with office.world.database.transaction() as session:
        post_letter(
            session, None, "a@x.example", "证书即将到期\r\nBcc: thief@x.example\n\nbody", "Hello."
        )

    office.deliver()

    (mail,) = office.server.mails
    assert mail["Subject"] == "证书即将到期 Bcc: thief@x.example body"
    assert mail["Bcc"] is None
    assert mail["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    "to",
    ["a@x.example\nBcc: b@x.example", "a b@x.example", "a@x.example, b@x.example", "nobody", "@x"],
)
def test_an_impossible_address_is_refused(to: str) -> None:
    with pytest.raises(ValueError, match="no mail address"):
        write_message(Letter(to, "Subject", "Body", "k"), "portal@brand.example")


def test_people_who_left_and_other_suppliers_are_not_told(office: Office) -> None:
    with office.world.database.transaction() as session:
        session.execute(
            update(User).where(User.email == LEO.email).values(state=UserState.DISABLED)
        )
    lin, wei = (office.world.supplier_id(code) for code in ("S-LIN", "S-WEI"))

    office.tell(people_of(lin), supplier_id=lin)
    office.tell(people_of(wei), supplier_id=lin)
    office.deliver()

    assert [mail.to for mail in office.mails()] == [LIN.email]


def test_a_notice_that_cannot_be_said_stops_no_other(office: Office) -> None:
    ena = person(office.world.actor(ENA).user_id or 0)
    office.tell("nobody knows:7")
    office.tell(ena, values={"another": "name"})
    office.tell(ena)

    office.deliver()

    with office.world.looking() as session:
        broken = [notice.failure is not None for notice in session.scalars(select(Notice))]
    assert sorted(broken) == [False, True, True]
    assert [mail.state for mail in office.mails()] == [MailState.SENT]


def test_what_was_told_before_is_not_told_again(office: Office) -> None:
    ena = person(office.world.actor(ENA).user_id or 0)
    for _ in range(2):
        office.tell(ena, dedupe="reminder/7/30")

    office.deliver()

    assert len(office.mails()) == 1


def test_a_laptop_prints_its_mail() -> None:
    out = StringIO()

    PrintingMailer("portal@localhost", out).send(Letter("a@x.example", "证书", "Hello.\n", "k"))

    assert "To: a@x.example\nSubject: 证书\n\nHello.\n" in out.getvalue()


def test_an_unknown_way_to_send_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="PORTAL_MAIL_URL"):
        open_mailer(dataclasses.replace(world.config, mail_url="pigeon://roof"))
