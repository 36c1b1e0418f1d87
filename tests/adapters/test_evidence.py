"""The evidence pack: whole, provable without the portal, and only for those who may have it."""

import csv
import hashlib
import io
import json
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.factories.documents import a_catalogue
from tests.hostile import pdf
from tests.people import ENA, LEO, LIN, OTTO, WEI, Person
from tests.world import World


def sent(world: World, person: Person, name: str, content: bytes) -> None:
    """Let somebody send a certificate over the pages, so that its bytes are really stored."""
    kinds, browser = a_catalogue(world), world.browser(person)
    data = {"csrf_token": browser.token(), "file": (io.BytesIO(content), name)}
    card = browser.post("/documents/upload/file", data=data).location
    upload = re.search(r"upload=(\d+)", card)
    assert upload
    said = {
        "type_id": kinds["ISO_9001"], "certificate_number": "=Q-1", "issuer": "TÜV",
        "issued_on": "2026-01-01", "expires_on": "2029-01-01",
    }  # fmt: skip
    fields = {f"u{upload[1]}-{key}": value for key, value in said.items()}
    answer = browser.submit("/documents/upload", upload=upload[1], **fields)
    assert answer.status_code == 303, answer.text


def pack_of(world: World, person: Person, code: str) -> str:
    """Ask for a supplier's pack, let it be made, and return the address to fetch it from."""
    answer = world.browser(person).submit(f"/documents/packs/{code}")
    assert answer.status_code == 303, answer.text
    world.app.extensions["background"].run_due()
    return f"/documents/packs/{answer.location.rpartition('/')[2]}"


def test_the_pack_proves_itself(world: World, tmp_path: Path) -> None:
    content = pdf(2)
    sent(world, LIN, "ISO 9001 证书 (v1).pdf", content)
    sent(world, WEI, "secret of another.pdf", pdf(1))

    answer = world.browser(ENA).get(pack_of(world, ENA, "S-LIN"))

    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as pack:
        pack.extractall(tmp_path)
        names = pack.namelist()
    checked = subprocess.run(
        ["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, b"")
    listed = (tmp_path / "SHA256SUMS").read_text()
    assert len(listed.splitlines()) == len(names) - 1
    made = json.loads((tmp_path / "manifest.json").read_text())
    (document,) = made["documents"]
    assert document["sha256"] == hashlib.sha256(content).hexdigest()
    assert (tmp_path / document["file"]).read_bytes() == content
    assert (document["state"], document["file_name"]) == ("submitted", "ISO 9001 证书 (v1).pdf")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "manifest.csv").read_text("utf-8-sig"))))
    assert rows[0]["certificate_number"] == "'=Q-1"
    trail = [json.loads(line) for line in (tmp_path / "trail.jsonl").read_text().splitlines()]
    assert "document.submitted" in [line["event"] for line in trail]
    assert "secret of another" not in str(made) + str(trail) + str(names)


def test_making_and_fetching_are_in_the_trail(world: World) -> None:
    sent(world, LIN, "iso9001.pdf", pdf(1))
    world.browser(LIN).get(pack_of(world, LIN, "S-LIN"))

    trail = world.browser(LIN).get("/audit").text

    assert trail.count("vidence pack") >= 3


def test_a_pack_is_for_its_supplier_and_the_brand(world: World) -> None:
    sent(world, LIN, "iso9001.pdf", pdf(1))
    of_brand, own = pack_of(world, ENA, "S-LIN"), pack_of(world, LIN, "S-LIN")

    assert world.browser(LIN).get(of_brand).status_code == 404
    assert world.browser(LIN).get(own).status_code == 200
    assert world.browser(OTTO).get(own).status_code == 200
    assert world.browser(LEO).get(own).status_code == 403
    for path in (of_brand, own, "/documents/packs/1"):
        assert world.browser(WEI).get(path).status_code == 404
    assert world.browser(WEI).submit("/documents/packs/S-LIN").status_code == 404


@pytest.mark.parametrize("person", [ENA, LIN])
def test_reviewers_matters_stay_with_the_brand(world: World, person: Person) -> None:
    sent(world, LIN, "iso9001.pdf", pdf(1))
    link = re.search(
        r'class="row-link" href="(/documents/\d+)', world.browser(ENA).get("/documents").text
    )
    assert link
    page = world.browser(ENA).get(link[1]).text
    file = re.search(r'href="([^"]+/file)"', page)
    assert file
    assert world.browser(ENA).get(file[1]).data.startswith(b"%PDF")

    answer = world.browser(person).get(pack_of(world, person, "S-LIN"))

    with zipfile.ZipFile(io.BytesIO(answer.data)) as pack:
        trail = pack.read("trail.jsonl").decode()
    assert ("document.downloaded" in trail) is (person is ENA)
