"""People on their way in, and what the outbox holds for them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from portal.adapters.accounts import mail_links
from portal.adapters.jobs import Work
from portal.adapters.mail import open_mailer
from portal.core.accounts.operations import PersonInput, invite_person
from portal.core.actor import Actor
from portal.core.jobs.models import JobRun
from portal.core.notifications.models import OutgoingMail
from portal.core.permissions import Role
from portal.core.sealing import unseal
from tests.world import World


def mails(world: World, to: str = "") -> list[OutgoingMail]:
    """Return what waits in the outbox, oldest first."""
    with world.looking() as session:
        found = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
        return [mail for mail in found if not to or mail.to == to]


def last_link(world: World, to: str) -> str:
    """Return the path of the link in the newest mail to that address."""
    sealed = [mail.secret_link for mail in mails(world, to) if mail.secret_link]
    return unseal(sealed[-1])


def run_way_in(world: World) -> None:
    """Do what the door asked for in the background."""
    with world.looking() as session:
        jobs = list(session.scalars(select(JobRun).where(JobRun.kind == "way-in")))
    for job in jobs:
        files = world.app.extensions["portal"].files
        mail_links(
            Work(world.config, world.database, files, job.id, job.args, open_mailer(world.config))
        )


def reset_link(world: World, email: str) -> str:
    """Return a fresh link to a new password, as mailed."""
    world.browser().submit("/reset", email=email)
    run_way_in(world)
    return last_link(world, email)


def invited(world: World, actor: Actor, email: str, **values: object) -> int:
    """Invite somebody and return the id of the person."""
    roles = values.pop("roles", frozenset({Role.SUPPLIER_USER}))
    with world.database.transaction() as session:
        person = PersonInput(email, "Nia New", roles, **values)  # type: ignore[arg-type]
        return invite_person(session, actor, person).id


def at_once(times: int, act: Callable[[int], object]) -> list[object]:
    """Do `act` so many times at the same moment, and return the answers or errors."""
    barrier = Barrier(times)

    def one(number: int) -> object:
        barrier.wait()
        try:
            return act(number)
        except Exception as error:
            return error

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))
