"""A local mail server that keeps what it is given, and refuses when told to."""

from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.servers import free_port


@dataclass
class MailServer:
    """Listens on a free port of the loopback between `start` and `stop`."""

    mails: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    """What to answer to the next mails instead of taking them."""
    port: int = field(default_factory=free_port)
    host: str = "127.0.0.1"
    options: dict[str, Any] = field(default_factory=dict)
    """What the library's controller takes besides: TLS, who may sign in."""

    @property
    def url(self) -> str:
        return f"smtp://{self.host}:{self.port}"

    def start(self) -> None:
        self._controller = Controller(self, hostname=self.host, port=self.port, **self.options)
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answers:
            return self.answers.pop(0)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        assert [str(mail["To"])] == envelope.rcpt_tos
        self.mails.append(mail)
        return "250 taken"

    def texts(self) -> list[str]:
        """Return the bodies of what was taken."""
        return [mail.get_content().replace("\r\n", "\n") for mail in self.mails]
