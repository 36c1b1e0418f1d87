"""The seal: an installation's own, or the one of its settings, and never half of one."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from portal.adapters.printing import render_pdf
from portal.adapters.seals import SealFailed, open_seal, seal_pdf, seals_of
from portal.config import Config, ConfigError
from tests.servers.token import LABEL, PIN, TOKEN, token
from tests.servers.tsa import time_stamps
from tests.world import test_config

ADDRESS = "http://127.0.0.1:8000/verify?v=" + "0" * 48


def own(folder: Path) -> tuple[Path, Path]:
    return folder / "seal" / "seal-key.pem", folder / "seal" / "seal-cert.pem"


def test_the_own_certificate_is_made_once_by_whoever_is_first(tmp_path: Path) -> None:
    config = test_config(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        seals = list(pool.map(lambda _: open_seal(config), range(8)))
    key, cert = own(tmp_path)

    serials = set()
    for one in seals:
        with one.hand() as signer:
            serials.add(signer.signing_cert.serial_number)
    assert len(serials) == 1
    assert key.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in key.parent.iterdir()) == [cert.name, key.name]


def test_key_and_certificate_of_the_settings_are_taken(tmp_path: Path) -> None:
    open_seal(test_config(tmp_path / "other"))
    key, cert = own(tmp_path / "other")
    seal = open_seal(test_config(tmp_path / "mine", seal_key=str(key), seal_cert=str(cert)))
    sealed = seal_pdf(render_pdf("<p>Text</p>"), seal, "Because", ADDRESS)

    assert seal.certificate == cert
    assert seals_of(sealed, [cert]) == [True]
    assert not (tmp_path / "mine" / "seal").exists()


def test_a_foreign_seal_does_not_count(tmp_path: Path) -> None:
    mine, other = (test_config(tmp_path / name) for name in ("mine", "other"))
    open_seal(mine)
    sealed = seal_pdf(render_pdf("<p>Text</p>"), open_seal(other), "Because", ADDRESS)

    assert seals_of(sealed, [own(tmp_path / "mine")[1]]) == [False]


def test_a_seal_is_made_and_checked_where_an_event_loop_runs_already(tmp_path: Path) -> None:
    config = test_config(tmp_path)

    async def inside() -> list[bool]:
        sealed = seal_pdf(render_pdf("<p>Text</p>"), open_seal(config), "Because", ADDRESS)
        return seals_of(sealed, [own(tmp_path)[1]])

    assert asyncio.run(inside()) == [True]


def test_a_key_that_does_not_open_says_so(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_text("no key")
    config = test_config(tmp_path, seal_key=str(broken), seal_cert=str(broken))

    with pytest.raises(SealFailed, match="do not open"):
        open_seal(config)


@pytest.mark.parametrize(
    "given",
    [
        {"PORTAL_SEAL_KEY": "/nowhere/key.pem"},
        {"PORTAL_SEAL_KEY": "/nowhere/key.pem", "PORTAL_SEAL_CERT": "/nowhere/cert.pem"},
        {"PORTAL_SEAL_PKCS11": __file__},
        {"PORTAL_SEAL_PKCS11": __file__, "PORTAL_SEAL_CERT": __file__},
        {
            "PORTAL_SEAL_PKCS11": __file__, "PORTAL_SEAL_CERT": __file__,
            "PORTAL_SEAL_KEY": __file__,
        },
    ],
)  # fmt: skip
def test_half_a_seal_refuses_to_start(given: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="PORTAL_SEAL"):
        Config.from_env({**given, "PORTAL_VAR": str(tmp_path)})


def test_with_a_time_stamp_service_the_seal_carries_its_time(tmp_path: Path) -> None:
    with time_stamps() as address:
        config = test_config(tmp_path, tsa_url=address)
        sealed = seal_pdf(render_pdf("<p>Text</p>"), open_seal(config), "Because", ADDRESS)
    (signature,) = PdfFileReader(BytesIO(sealed)).embedded_signatures
    unsigned = {one["type"].native for one in signature.signer_info["unsigned_attrs"]}

    assert unsigned == {"signature_time_stamp_token"}


def test_without_an_answer_of_the_service_nothing_is_sealed(tmp_path: Path) -> None:
    config = test_config(tmp_path, tsa_url="http://127.0.0.1:9/")
    seal, page = open_seal(config), render_pdf("<p>Text</p>")

    with pytest.raises(SealFailed, match="time stamp service"):
        seal_pdf(page, seal, "Because", ADDRESS)


def test_a_key_that_never_leaves_its_token_seals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_seal(test_config(tmp_path / "made"))
    key, cert = own(tmp_path / "made")
    with token(tmp_path / "token", key, monkeypatch) as module:
        given = {"seal_pkcs11": module, "seal_token": TOKEN, "seal_key_label": LABEL}
        config = test_config(tmp_path, **given, seal_pin=PIN, seal_cert=str(cert))
        sealed = seal_pdf(render_pdf("<p>Text</p>"), open_seal(config), "Because", ADDRESS)
        wrong = test_config(tmp_path, **given, seal_pin="0000", seal_cert=str(cert))
        page = render_pdf("<p>Text</p>")
        with pytest.raises(SealFailed, match="does not open"):
            seal_pdf(page, open_seal(wrong), "Because", ADDRESS)

    assert seals_of(sealed, [cert]) == [True]
