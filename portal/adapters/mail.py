"""Handing mail over: to a mail server, or to the terminal of whoever develops."""

import re
import smtplib
import ssl
import sys
import threading
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TextIO
from urllib.parse import SplitResult, unquote, urlsplit

from portal.config import Config
from portal.core.clock import now
from portal.core.ports import Letter, Mailer

TIMEOUT_SECONDS = 20
IDLE_SECONDS = 30
"""A connection that was not used for so long is opened anew."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

_ADDRESS = re.compile(r'[^\s@"(),:;<>\[\]\\]+@[^\s@"(),:;<>\[\]\\]+')
_BREAKS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def write_message(letter: Letter, sender: str) -> EmailMessage:
    """Return the mail as it goes over the wire; raises ValueError for an impossible address."""
    if not _ADDRESS.fullmatch(letter.to):
        raise ValueError("this is no mail address")
    message = EmailMessage()
    name, domain = letter.to.rsplit("@", 1)
    message["To"] = Address(username=name, domain=domain)
    message["From"] = sender
    message["Subject"] = _BREAKS.sub(" ", letter.subject).strip()
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<{letter.key}@{sender.rpartition('@')[2].strip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body, cte="quoted-printable")
    return message


class PrintingMailer:
    """Prints mails instead of sending them: what a laptop does."""

    def __init__(self, sender: str, out: TextIO | None = None) -> None:
        self.sender, self.out = sender, out

    def send(self, letter: Letter) -> None:
        """Print the mail as a person would read it."""
        message = write_message(letter, self.sender)
        head = "\n".join(f"{name}: {message[name]}" for name in ("From", "To", "Subject"))
        line = "-" * 72
        out = self.out or sys.stdout
        out.write(f"{line}\n{head}\n\n{letter.body}\n{line}\n")
        out.flush()

    def close(self) -> None:
        """Nothing is kept open."""


class SmtpMailer:
    """Speaks to `smtp://user:pass@host:port`, with TLS when offered, or to `smtps://...`."""

    def __init__(self, address: SplitResult, sender: str) -> None:
        self.sender = sender
        self._secure = address.scheme == "smtps"
        self._host = address.hostname or "localhost"
        self._port = address.port or (465 if self._secure else 587)
        self._user = unquote(address.username or "")
        self._password = unquote(address.password or "")
        self._line: smtplib.SMTP | None = None
        self._used_at = now()
        self._lock = threading.Lock()

    def send(self, letter: Letter) -> None:
        """Hand the mail over on a line that is kept open for the next one."""
        message = write_message(letter, self.sender)
        with self._lock:
            try:
                self._open().send_message(message)
                self._used_at = now()
            except smtplib.SMTPRecipientsRefused as error:
                self._close()
                code, answer = next(iter(error.recipients.values()))
                if code >= 500:
                    raise ValueError(f"{code} {answer.decode(errors='replace')}") from error
                raise
            except OSError:
                self._close()
                raise

    def close(self) -> None:
        """Take leave of the server."""
        with self._lock:
            self._close()

    def _open(self) -> smtplib.SMTP:
        if self._line and not self._is_alive(self._line):
            self._close()
        if self._line is None:
            self._line = self._connect()
        return self._line

    def _is_alive(self, line: smtplib.SMTP) -> bool:
        if (now() - self._used_at).total_seconds() > IDLE_SECONDS:
            return False
        try:
            return line.noop()[0] == 250
        except OSError:
            return False

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._secure:
            line: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            line = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_SECONDS)
        try:
            line.ehlo()
            if not self._secure and line.has_extn("starttls"):
                line.starttls(context=context)
                line.ehlo()
            elif self._user and not self._secure and self._host not in LOOPBACK:
                raise OSError("the mail server offers no TLS, so it is not given the password")
            if self._user:
                line.login(self._user, self._password)
        except OSError:
            line.close()
            raise
        return line

    def _close(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(OSError):
                line.quit()
            line.close()


def open_mailer(config: Config) -> Mailer:
    """Return what `PORTAL_MAIL_URL` names: `print:`, `smtp://...` or `smtps://...`."""
    address = urlsplit(config.mail_url)
    if address.scheme == "print":
        return PrintingMailer(config.mail_from)
    if address.scheme in ("smtp", "smtps"):
        return SmtpMailer(address, config.mail_from)
    raise ValueError(f"PORTAL_MAIL_URL must begin with smtp: or smtps:, not {address.scheme}:")
