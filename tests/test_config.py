"""A portal that cannot run safely does not start, and says what to set."""

from pathlib import Path

import pytest

from portal.config import Config, ConfigError

SECRET = "q7Jm2-Vd9xT4kL0sBz8RyWc3NfHgAeU6"
SOUND = {
    "PORTAL_ENV": "production",
    "PORTAL_SECRET_KEY": SECRET,
    "PORTAL_BASE_URL": "https://quality.example.com/",
    "PORTAL_MAIL_URL": "smtp://user:pass@mail.example.com:587",
}


def test_a_sound_production_starts(tmp_path: Path) -> None:
    config = Config.from_env(SOUND | {"PORTAL_VAR": str(tmp_path)})

    assert (config.is_production, config.is_https) == (True, True)
    assert config.base_url == "https://quality.example.com"


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"PORTAL_ENV": "staging"}, "PORTAL_ENV"),
        ({"PORTAL_SECRET_KEY": ""}, "PORTAL_SECRET_KEY"),
        ({"PORTAL_SECRET_KEY": "short"}, "PORTAL_SECRET_KEY"),
        ({"PORTAL_SECRET_KEY": "a" * 40}, "PORTAL_SECRET_KEY"),
        ({"PORTAL_BASE_URL": "quality.example.com"}, "PORTAL_BASE_URL"),
        ({"PORTAL_MAIL_URL": ""}, "PORTAL_MAIL_URL"),
        ({"PORTAL_MAIL_URL": "print:"}, "PORTAL_MAIL_URL"),
        ({"PORT": "80a"}, "PORT"),
        ({"PORT": "70000"}, "PORT"),
        ({"PORTAL_WORKER": "maybe"}, "PORTAL_WORKER"),
    ],
)
def test_what_is_not_safe_or_not_meant_is_named(
    tmp_path: Path, change: dict[str, str], names: str
) -> None:
    with pytest.raises(ConfigError, match=names):
        Config.from_env(SOUND | {"PORTAL_VAR": str(tmp_path)} | change)


def test_a_laptop_keeps_a_secret_of_its_own(tmp_path: Path) -> None:
    first = Config.from_env({"PORTAL_VAR": str(tmp_path)})
    second = Config.from_env({"PORTAL_VAR": str(tmp_path)})

    assert first.secret_key == second.secret_key
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert first.secret_key not in repr(first)
