"""Typed settings, read once; the only reader of the environment."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit
from zoneinfo import available_timezones

KNOWN_SECRETS = {"secret", "changeme", "dev", "development", "test", "portal", "please-change-me"}


class ConfigError(ValueError):
    """The portal cannot start like this; the message says what to set."""


@dataclass(frozen=True)
class Config:
    """How this installation runs; every default is safe on a laptop."""

    secret_key: str = field(repr=False)
    environment: str = "development"
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = "http://127.0.0.1:8000"
    brand_name: str = "Hohenfeld"
    time_zone: str = "UTC"
    """Of the brand: where its days, months and quarters begin."""
    var: Path = Path("var")
    database_url: str = field(default="sqlite:///var/portal.sqlite", repr=False)
    owner_url: str = field(default="", repr=False)
    """The same database as the role that owns its tables; empty: the role that serves does."""
    files_url: str = "file:var/files"
    anchors_url: str = "file:var/anchors"
    mail_url: str = field(default="print:", repr=False)
    mail_from: str = "portal@localhost"
    clamd_url: str = ""
    seal_key: str = ""
    """File of the private key that seals signed agreements; without it one is made in `var`."""
    seal_cert: str = ""
    seal_passphrase: str = field(default="", repr=False)
    seal_pkcs11: str = ""
    """Module (PKCS#11) of the token or HSM that holds the key instead of a file."""
    seal_token: str = ""
    seal_key_label: str = ""
    seal_pin: str = field(default="", repr=False)
    tsa_url: str = ""
    """Time stamp service (RFC 3161); with it seals are PAdES B-T."""
    max_upload_mb: int = 50
    uploads_per_day: int = 500
    proxies: int = 0
    worker: str = "inline"
    nightly_hour: int = 18
    """In UTC: two in the morning where most suppliers are."""
    posts_per_minute: int = 240
    exports_per_hour: int = 60
    misses_per_hour: int = 10
    """So many things out of reach that one person of a supplier asks for are told to the brand."""
    limits_url: str = field(default="memory://", repr=False)
    metrics_token: str = field(default="", repr=False)
    metrics_dir: str = ""

    @property
    def serving_role(self) -> str:
        """Return the role to which its owner lends the database; empty where one role is both."""
        return unquote(urlsplit(self.database_url).username or "") if self.owner_url else ""

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def is_https(self) -> bool:
        return urlsplit(self.base_url).scheme == "https"

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Return the settings in `env`; raises ConfigError that says what to set."""
        environment = env.get("PORTAL_ENV", "development")
        if environment not in ("development", "production"):
            raise ConfigError("PORTAL_ENV must be development or production.")
        var = Path(env.get("PORTAL_VAR", "var")).absolute()
        host, port = env.get("HOST", "127.0.0.1"), _whole(env, "PORT", 8000, 65535)
        database_url = env.get("PORTAL_DATABASE_URL") or f"sqlite:///{var}/portal.sqlite"
        return cls(
            secret_key=_secret(env, environment, var),
            environment=environment,
            host=host,
            port=port,
            base_url=_base_url(env, environment, host, port),
            brand_name=env.get("PORTAL_BRAND_NAME", cls.brand_name),
            time_zone=_zone(env.get("PORTAL_TIME_ZONE") or cls.time_zone),
            var=var,
            database_url=database_url,
            owner_url=_owner_url(env, database_url),
            files_url=env.get("PORTAL_FILES_URL") or f"file:{var}/files",
            anchors_url=env.get("PORTAL_ANCHORS_URL") or f"file:{var}/anchors",
            mail_url=_mail_url(env, environment),
            mail_from=env.get("PORTAL_MAIL_FROM", cls.mail_from),
            clamd_url=env.get("PORTAL_CLAMD_URL", ""),
            **_seal(env),
            max_upload_mb=_whole(env, "PORTAL_MAX_UPLOAD_MB", 50, 10_000),
            uploads_per_day=_whole(env, "PORTAL_UPLOADS_PER_DAY", 500, 1_000_000),
            proxies=_whole(env, "PORTAL_PROXIES", 0, 10),
            worker=_one_of(env, "PORTAL_WORKER", ("inline", "external")),
            nightly_hour=_whole(env, "PORTAL_NIGHTLY_HOUR", cls.nightly_hour, 23),
            posts_per_minute=_whole(env, "PORTAL_POSTS_PER_MINUTE", cls.posts_per_minute, 100_000),
            exports_per_hour=_whole(env, "PORTAL_EXPORTS_PER_HOUR", cls.exports_per_hour, 100_000),
            misses_per_hour=_whole(env, "PORTAL_MISSES_PER_HOUR", cls.misses_per_hour, 100_000),
            limits_url=env.get("PORTAL_LIMITS_URL") or cls.limits_url,
            metrics_token=env.get("PORTAL_METRICS_TOKEN", ""),
            metrics_dir=env.get("PROMETHEUS_MULTIPROC_DIR", ""),
        )


def _whole(env: Mapping[str, str], name: str, default: int, most: int) -> int:
    value = env.get(name) or str(default)
    if not value.isascii() or not value.isdigit() or int(value) > most:
        raise ConfigError(f"{name} must be a whole number from 0 to {most}.")
    return int(value)


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ConfigError("PORTAL_TIME_ZONE must be a time zone such as Europe/Berlin.")
    return name


def _one_of(env: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = env.get(name) or choices[0]
    if value not in choices:
        raise ConfigError(f"{name} must be one of: {', '.join(choices)}.")
    return value


def _base_url(env: Mapping[str, str], environment: str, host: str, port: int) -> str:
    url = (env.get("PORTAL_BASE_URL") or f"http://{host}:{port}").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError("PORTAL_BASE_URL must be an address such as https://quality.example.com.")
    if environment == "production" and "PORTAL_BASE_URL" not in env:
        raise ConfigError("Set PORTAL_BASE_URL to the address people type; mails link to it.")
    return url


def _owner_url(env: Mapping[str, str], database_url: str) -> str:
    """Return how the owner of the tables reaches the database that another role serves."""
    url = env.get("PORTAL_DATABASE_OWNER_URL", "")
    owning, serving = urlsplit(url), urlsplit(database_url)
    same_place = (owning.scheme, owning.hostname, owning.port, owning.path) == (
        serving.scheme, serving.hostname, serving.port, serving.path,
    )  # fmt: skip
    if url and not (same_place and owning.username and serving.username):
        raise ConfigError(
            "PORTAL_DATABASE_OWNER_URL must be PORTAL_DATABASE_URL with another role."
        )
    if url and owning.username == serving.username:
        raise ConfigError("PORTAL_DATABASE_OWNER_URL must name another role than the one serving.")
    return url


def _mail_url(env: Mapping[str, str], environment: str) -> str:
    """Return where mail goes; printed links would let whoever reads the log in."""
    url = env.get("PORTAL_MAIL_URL") or Config.mail_url
    if environment == "production" and urlsplit(url).scheme not in ("smtp", "smtps"):
        raise ConfigError(
            "Set PORTAL_MAIL_URL to the mail server, such as smtp://user:password@host:587;"
            " a portal in production does not print letters with links to sign in."
        )
    return url


def _seal(env: Mapping[str, str]) -> dict[str, str]:
    """Return how signed agreements are sealed: a key, in a file or a token, and its certificate."""
    key, cert = env.get("PORTAL_SEAL_KEY", ""), env.get("PORTAL_SEAL_CERT", "")
    module = env.get("PORTAL_SEAL_PKCS11", "")
    if key and module:
        raise ConfigError("Set PORTAL_SEAL_KEY or PORTAL_SEAL_PKCS11, not both.")
    if bool(key or module) != bool(cert):
        raise ConfigError(
            "Set PORTAL_SEAL_KEY (or PORTAL_SEAL_PKCS11) and PORTAL_SEAL_CERT together."
        )
    token, label = env.get("PORTAL_SEAL_TOKEN", ""), env.get("PORTAL_SEAL_KEY_LABEL", "")
    if module and not (token and label):
        raise ConfigError("PORTAL_SEAL_PKCS11 needs PORTAL_SEAL_TOKEN and PORTAL_SEAL_KEY_LABEL.")
    named = {"PORTAL_SEAL_KEY": key, "PORTAL_SEAL_CERT": cert, "PORTAL_SEAL_PKCS11": module}
    for name, path in named.items():
        if path and not Path(path).is_file():
            raise ConfigError(f"{name} names no file.")
    return {
        "seal_key": key,
        "seal_cert": cert,
        "seal_passphrase": env.get("PORTAL_SEAL_PASSPHRASE", ""),
        "seal_pkcs11": module,
        "seal_token": token,
        "seal_key_label": label,
        "seal_pin": env.get("PORTAL_SEAL_PIN", ""),
        "tsa_url": env.get("PORTAL_TSA_URL", ""),
    }


def _secret(env: Mapping[str, str], environment: str, var: Path) -> str:
    """Return the signing key; production must set one, a laptop gets its own random one."""
    secret = env.get("PORTAL_SECRET_KEY", "")
    if secret:
        if len(secret) < 32 or secret.lower() in KNOWN_SECRETS or len(set(secret)) < 10:
            raise ConfigError("PORTAL_SECRET_KEY must be at least 32 random characters.")
        return secret
    if environment == "production":
        raise ConfigError(
            "Set PORTAL_SECRET_KEY to at least 32 random characters, for example from"
            " `python3 -c 'import secrets; print(secrets.token_urlsafe(48))'`."
        )
    path = var / "secret-key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()
