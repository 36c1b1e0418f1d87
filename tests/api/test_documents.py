"""Calls about documents: from the file to the decision."""

import io

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.core.audit.models import AuditEntry
from portal.core.documents.models import DocumentVersion
from tests.api.client import Program, program_of
from tests.factories.documents import a_catalogue, submitted
from tests.hostile import pdf
from tests.people import EMIL, ENA, LIN, MAYA, WEI
from tests.world import World

SAID = {
    "type": "ISO_9001",
    "number": "CN-2026-0001",
    "issuer": "SGS",
    "issued_on": "2026-01-01",
    "expires_on": "2028-12-31",
}


def send(program: Program, content: bytes = b"", key: str = "", **said: str) -> TestResponse:
    form = {**SAID, **said, "file": (io.BytesIO(content or pdf(2)), "ISO 9001 证书.pdf")}
    headers = {"Idempotency-Key": key} if key else {}
    return program.post("/documents", data=form, headers=headers)


def count(world: World, event: str = "") -> int:
    with world.looking() as session:
        if event:
            return (
                session.scalar(
                    select(func.count()).select_from(AuditEntry).where(AuditEntry.event == event)
                )
                or 0
            )
        return session.scalar(select(func.count()).select_from(DocumentVersion)) or 0


def test_from_the_file_to_the_decision(world: World) -> None:
    a_catalogue(world)
    lin, ena, content = program_of(world, LIN), program_of(world, ENA), pdf(2)

    sent = send(lin, content)
    assert sent.status_code == 201, sent.text
    path = sent.headers["Location"].removeprefix("/api/v1")
    read = ena.get(path).json
    assert (read["state"], read["supplier"], read["number"]) == (
        "submitted", "S-LIN", "CN-2026-0001",
    )  # fmt: skip
    assert read["file"]["name"] == "ISO 9001 证书.pdf"
    assert ena.get(f"{path}/file").data == content
    assert count(world, "document.downloaded") == 1

    approved = ena.post(f"{path}/approve", json={"version": 1, "sha256": read["file"]["sha256"]})

    assert (approved.status_code, approved.json["state"]) == (200, "approved")
    assert lin.get(path).json["versions"][0]["state"] == "approved"
    again = program_of(world, EMIL).post(f"{path}/approve", json={})
    assert (again.status_code, again.json["type"]) == (409, "urn:portal:problem:conflict")


def test_a_file_is_sent_once_per_key(world: World) -> None:
    a_catalogue(world)
    lin, content = program_of(world, LIN), pdf(2)

    first, second = send(lin, content, "one"), send(lin, content, "one")
    other = send(lin, pdf(3), "one")

    assert (first.status_code, second.status_code, other.status_code) == (201, 201, 422)
    assert first.data == second.data
    assert count(world) == 1


def test_what_is_wrong_is_said_and_nothing_changes(world: World) -> None:
    a_catalogue(world)
    lin = program_of(world, LIN)

    unknown = send(lin, type="NO-SUCH")
    hostile = send(lin, b"<script>alert(1)</script>")
    backwards = send(lin, issued_on="2028-01-01", expires_on="2026-01-01")
    mistyped = send(lin, issued_on="01.01.2026")
    no_file = lin.post("/documents", data=SAID)

    assert [answer.status_code for answer in (unknown, hostile, backwards, mistyped, no_file)] == (
        [422] * 5
    )
    assert unknown.json["errors"][0]["field"] == "type"
    assert hostile.json["errors"][0]["field"] == "file"
    assert backwards.json["errors"][0]["field"] == "issued_on"
    assert mistyped.json["errors"] == [{"field": "issued_on", "detail": "Not a valid date."}]
    assert no_file.json["errors"][0]["field"] == "file"
    assert count(world) == 0


def test_nobody_sends_for_another_supplier(world: World) -> None:
    a_catalogue(world)

    answer = send(program_of(world, WEI), supplier="S-LIN")

    assert answer.status_code == 404
    assert count(world) == 0


def test_foreign_documents_are_not_there(world: World) -> None:
    document_id = _document(world)
    wei = program_of(world, WEI)

    paths = [f"/documents/{document_id}", f"/documents/{document_id}/file"]

    assert [wei.get(path).status_code for path in paths] == [404, 404]
    assert wei.get("/documents").json == {"items": [], "next": None}
    assert wei.get("/documents?supplier=S-LIN").json == {"items": [], "next": None}


def test_nobody_approves_what_they_sent(world: World) -> None:
    a_catalogue(world)
    ena = program_of(world, ENA)
    path = send(ena, supplier="S-LIN").headers["Location"].removeprefix("/api/v1")

    assert ena.post(f"{path}/approve").status_code == 403


def test_a_return_needs_a_comment_that_the_supplier_reads(world: World) -> None:
    path, ena = f"/documents/{_document(world)}", program_of(world, ENA)

    silent = ena.post(f"{path}/reject", json={})
    said = ena.post(f"{path}/reject", json={"comment": "盖章不清晰"})

    assert (silent.status_code, said.status_code) == (422, 200)
    assert program_of(world, LIN).get(path).json["comment"] == "盖章不清晰"


def test_a_decision_on_an_older_version_is_refused(world: World) -> None:
    path, ena = f"/documents/{_document(world)}", program_of(world, ENA)

    other_version = ena.post(f"{path}/approve", json={"version": 2})
    other_bytes = ena.post(f"{path}/approve", json={"sha256": "0" * 64})

    assert (other_version.status_code, other_bytes.status_code) == (409, 409)


def test_lists_are_narrowed_and_paged(world: World) -> None:
    for code in ("ISO_9001", "ISO_14001", "BUSINESS_LICENCE"):
        submitted(world, code=code)
    maya = program_of(world, MAYA)

    first = maya.get("/documents?limit=2&supplier=S-LIN&state=submitted").json
    rest = maya.get(f"/documents?limit=2&cursor={first['next']}").json

    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [2, 1, None]
    assert len(maya.get("/documents?type=ISO_9001").json["items"]) == 1
    assert maya.get("/documents?state=approved").json["items"] == []


def _document(world: World) -> int:
    a_catalogue(world)
    path = send(program_of(world, LIN)).headers["Location"]
    return int(path.rpartition("/")[2])
