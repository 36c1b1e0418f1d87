"""A token as an HSM would be: SoftHSM, with one key in it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
TOKEN, LABEL, PIN = "portal", "seal", "2468"


@contextmanager
def token(folder: Path, key: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Yield the module of a token that holds `key`."""
    assert MODULE.exists(), "SoftHSM is missing: apt-get install softhsm2"
    folder.mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
    make = ["softhsm2-util", "--init-token", "--free", "--label", TOKEN, "--pin", PIN]
    bring = ["softhsm2-util", "--import", str(key), "--token", TOKEN, "--label", LABEL]
    for command in ([*make, "--so-pin", PIN], [*bring, "--id", "01", "--pin", PIN]):
        subprocess.run(command, check=True, capture_output=True)
    yield str(MODULE)
