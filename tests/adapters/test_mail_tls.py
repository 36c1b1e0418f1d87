"""Mail over TLS: the password is only told to a server that has proven who it is."""

import dataclasses
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from portal.adapters.mail import open_mailer
from portal.core.ports import Letter, Mailer
from tests.servers.certificates import loopback_tls
from tests.servers.smtp import MailServer
from tests.world import World

LETTER = Letter(to="ena@brand.example", subject="Due", body="One certificate is due.\n", key="7")


class Gatekeeper:
    """Lets one user in, and remembers who asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[bytes, bytes]] = []

    def __call__(self, _server: Any, _session: Any, _envelope: Any, _how: str, who: Any) -> Any:
        assert isinstance(who, LoginPassword)
        self.asked.append((who.login, who.password))
        return AuthResult(success=self.asked[-1] == (b"portal@brand.example", b"p@ss"))


@contextmanager
def listening(**options: Any) -> Iterator[MailServer]:
    host = options.pop("host", "127.0.0.1")
    server = MailServer(host=host, options=options)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def mailer_to(world: World, server: MailServer, scheme: str, who: str = "") -> Mailer:
    url = f"{scheme}://{who}{server.host}:{server.port}"
    sender = "portal@brand.example"
    return open_mailer(dataclasses.replace(world.config, mail_url=url, mail_from=sender))


WHO = "portal%40brand.example:p%40ss@"
SECURE = {"smtp": "tls_context", "smtps": "ssl_context"}
STRICT = {
    "smtp": {"require_starttls": True, "auth_required": True},
    "smtps": {"auth_require_tls": False},
}
"""The library's server does not count its own TLS from the first byte as TLS."""


@pytest.mark.parametrize("scheme", SECURE)
def test_mail_goes_over_tls_after_signing_in(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    context, trusted = loopback_tls(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    gate = Gatekeeper()

    with listening(authenticator=gate, **{SECURE[scheme]: context}, **STRICT[scheme]) as server:
        mailer = mailer_to(world, server, scheme, WHO)
        mailer.send(LETTER)
        mailer.close()

    assert gate.asked == [(b"portal@brand.example", b"p@ss")]
    assert [text.strip() for text in server.texts()] == ["One certificate is due."]


@pytest.mark.parametrize("scheme", SECURE)
def test_a_server_nobody_vouches_for_gets_neither_password_nor_mail(
    world: World, tmp_path: Path, scheme: str
) -> None:
    context, _ = loopback_tls(tmp_path)
    gate = Gatekeeper()

    with listening(authenticator=gate, **{SECURE[scheme]: context}) as server:
        mailer = mailer_to(world, server, scheme, WHO)
        with pytest.raises(ssl.SSLCertVerificationError):
            mailer.send(LETTER)
        mailer.close()

    assert (gate.asked, server.mails) == ([], [])


def test_a_distant_server_without_tls_is_not_told_the_password(world: World) -> None:
    gate = Gatekeeper()

    with listening(host="127.0.0.2", authenticator=gate, auth_require_tls=False) as server:
        mailer = mailer_to(world, server, "smtp", WHO)
        with pytest.raises(OSError, match="offers no TLS"):
            mailer.send(LETTER)
        mailer.close()

    assert (gate.asked, server.mails) == ([], [])
