"""Sending files, taking them back, and handing them out."""

import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.core.audit.models import AuditEntry
from portal.core.files.models import StoredFile, Upload
from portal.core.files.rules import ScanState
from portal.core.jobs.models import JobRun
from portal.core.ports import StoreFailure
from portal.web.files.download import attachment, send_stored
from tests.hostile import CHANGES, office, pdf, picture
from tests.people import BEN, ENA, IVO, LEO, LIN, OTTO, WEI, Person
from tests.world import World


def put(
    world: World, who: Person, name: str, content: bytes, supplier: str = "", **more: object
) -> TestResponse:
    """Send a file as the page's script does."""
    browser = world.browser(who)
    headers = {"X-CSRFToken": browser.token("/")}
    address = f"/files/uploads?name={quote(name)}" + (f"&supplier={supplier}" if supplier else "")
    return browser.put(
        address, data=content, headers=headers, content_type="application/octet-stream", **more
    )


def incoming(world: World) -> list[str]:
    return [path.name for path in (world.config.var / "files/incoming").iterdir()]


def kept(world: World) -> list[Path]:
    return [path for path in (world.config.var / "files/kept").rglob("*") if path.is_file()]


def count(world: World, model: type) -> int:
    with world.looking() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_file_is_stored_noted_and_answered(world: World) -> None:
    content = pdf(2)

    answer = put(world, LEO, "C:\\证书\\检验报告 2026.PDF", content)

    assert answer.status_code == 201
    said = answer.json
    assert said
    with world.looking() as session:
        upload = session.scalars(select(Upload)).one()
        stored = session.scalars(select(StoredFile)).one()
        events = session.scalars(select(AuditEntry.event)).all()
        jobs = session.execute(select(JobRun.kind, JobRun.args)).all()
    assert said == {
        "id": str(upload.id),
        "name": "检验报告 2026.PDF",
        "size": len(content),
        "media_type": "application/pdf",
        "pages": 2,
        "sha256": stored.sha256,
        "scan": "unscanned",
        "has_picture": True,
    }
    assert upload.supplier_id == stored.supplier_id == world.supplier_id("S-LIN")
    assert [path.read_bytes() for path in kept(world)] == [content]
    assert events[-1] == "upload.staged"
    assert ("preview", {"file": stored.id}) in [tuple(job) for job in jobs]
    assert incoming(world) == []


def test_the_same_file_is_stored_once_per_supplier(world: World) -> None:
    content = pdf()
    for who in (LEO, LIN, WEI):
        assert put(world, who, "a.pdf", content).status_code == 201

    assert (count(world, Upload), count(world, StoredFile), len(kept(world))) == (3, 2, 2)


def test_a_suppliers_people_cannot_name_another_supplier(world: World) -> None:
    answer = put(world, LEO, "a.pdf", pdf(), supplier="S-WEI")

    assert answer.status_code == 201
    with world.looking() as session:
        assert session.scalars(select(Upload.supplier_id)).all() == [world.supplier_id("S-LIN")]


def test_the_brand_names_the_supplier(world: World) -> None:
    assert put(world, ENA, "a.pdf", pdf(), supplier="S-WEI").status_code == 201
    assert put(world, BEN, "a.pdf", pdf()).status_code == 422
    assert put(world, BEN, "a.pdf", pdf(), supplier="S-NONE").status_code == 404


@pytest.mark.parametrize("who", [OTTO, IVO])
def test_who_may_not_upload_is_refused_before_the_body_is_read(world: World, who: Person) -> None:
    answer = put(world, who, "a.pdf", pdf(), supplier="S-LIN")

    assert answer.status_code == 403
    assert (count(world, Upload), kept(world), incoming(world)) == (0, [], [])


def test_a_stranger_and_a_wrong_token_are_refused(world: World) -> None:
    assert world.browser().put("/files/uploads?name=a.pdf", data=pdf()).status_code == 303
    world.browser(LEO)
    answer = world.browser(LEO).put("/files/uploads?name=a.pdf", data=pdf())

    assert answer.status_code == 400
    assert answer.json
    assert "error" in answer.json
    assert count(world, Upload) == 0


@pytest.mark.parametrize(
    ("name", "content", "status", "word"),
    [
        ("empty.pdf", b"", 422, "empty"),
        ("half.pdf", pdf(9)[:-700], 422, "damaged"),
        ("a.svg", b"<svg/>", 422, "not accepted"),
        ("script.pdf", pdf(1, CHANGES["script"]), 422, "JavaScript"),
        ("photo.pdf", picture(), 422, "Rename"),
        ("", pdf(), 422, "no name"),
        ("..", pdf(), 422, "no name"),
        ("\u202e\u2066", pdf(), 422, "no name"),
        ("長" * 300 + ".pdf", pdf(), 422, "longer than 255"),
        ("large.pdf", bytes(2 * 1024 * 1024 + 1), 413, "larger than 2 MB"),
        ("huge.pdf", bytes(4 * 1024 * 1024), 413, "larger than 2 MB"),
    ],
)
def test_a_refusal_says_why_and_leaves_nothing(
    small: World, name: str, content: bytes, status: int, word: str
) -> None:
    answer = put(small, LEO, name, content)

    assert answer.status_code == status
    assert answer.json
    assert word in answer.json["error"]
    assert (count(small, Upload), count(small, StoredFile)) == (0, 0)
    assert (kept(small), incoming(small)) == ([], [])


def test_a_refusal_speaks_chinese(world: World) -> None:
    browser = world.browser(LEO)
    browser.get("/?lang=zh")

    answer = put(world, LEO, "empty.pdf", b"")

    assert answer.json == {
        "error": "文件是空的（0 字节）。请检查原文件后重新上传。",
        "field": "file",
    }


@pytest.fixture
def small(template: Path, tmp_path: Path) -> Iterator[World]:
    """Return a world whose files are at most 2 MB."""
    import shutil

    from portal.app import create_app
    from tests.world import test_config

    folder = tmp_path / "small"
    shutil.copytree(template, folder)
    config = test_config(folder, max_upload_mb=2, uploads_per_day=3)
    world = World(create_app(config), config)
    yield world
    world.database.dispose()


def test_a_body_that_is_cut_short_is_refused(world: World) -> None:
    from portal.adapters.intake import receive
    from portal.core.errors import Invalid

    files = world.app.extensions["portal"].files
    with pytest.raises(Invalid) as refusal:
        receive(io.BytesIO(pdf()[:100]), len(pdf()), "a.pdf", files, 10**6)

    assert "incomplete" in refusal.value.in_("en")
    assert incoming(world) == []


def test_a_daily_quota_holds_for_dropped_files_too(small: World) -> None:
    browser = small.browser(LEO)
    first = put(small, LEO, "1.txt", b"1").json
    assert first
    token = {"X-CSRFToken": browser.token("/")}
    assert browser.delete(f"/files/uploads/{first['id']}", headers=token).status_code == 204
    answers = [put(small, LEO, f"{n}.txt", str(n).encode()).status_code for n in (2, 3, 4)]

    assert answers == [201, 201, 429]
    assert put(small, WEI, "a.txt", b"4").status_code == 201


def test_a_form_sends_several_files_and_each_is_judged_by_itself(world: World) -> None:
    files = [(io.BytesIO(pdf()), "a.pdf"), (io.BytesIO(b""), "b.pdf"), (io.BytesIO(b"x"), "c.txt")]

    answer = world.browser(LEO).submit("/files/uploads", file=files)

    assert answer.status_code == 201
    assert answer.json
    assert [line.get("media_type", "refused") for line in answer.json["uploads"]] == [
        "application/pdf",
        "refused",
        "text/plain",
    ]
    assert count(world, Upload) == 2
    assert incoming(world) == []


@pytest.mark.parametrize("method", ["get", "delete"])
@pytest.mark.parametrize("page", ["", "/pages/1.png"])
def test_an_upload_is_not_there_for_another_supplier(world: World, method: str, page: str) -> None:
    said = put(world, LEO, "a.pdf", pdf()).json
    assert said
    browser = world.browser(WEI)
    headers = {"X-CSRFToken": browser.token("/")}

    foreign = browser.open(f"/files/uploads/{said['id']}{page}", method=method, headers=headers)
    missing = browser.open(f"/files/uploads/12345{page}", method=method, headers=headers)

    assert foreign.status_code == (405 if method == "delete" and page else 404)
    assert (foreign.status_code, foreign.data) == (missing.status_code, missing.data)
    assert world.browser(LIN).get(f"/files/uploads/{said['id']}").status_code == 200


def test_a_dropped_upload_is_gone(world: World) -> None:
    said = put(world, LEO, "a.pdf", pdf()).json
    assert said
    browser = world.browser(LEO)
    headers = {"X-CSRFToken": browser.token("/")}

    assert browser.delete(f"/files/uploads/{said['id']}", headers=headers).status_code == 204
    assert browser.delete(f"/files/uploads/{said['id']}", headers=headers).status_code == 404
    assert browser.get(f"/files/uploads/{said['id']}").status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", pdf(2)), ("b.png", picture()), ("c.jpg", picture("JPEG", (3000, 20)))],
)
def test_a_page_is_shown_as_a_picture(world: World, name: str, content: bytes) -> None:
    said = put(world, LEO, name, content).json
    assert said
    browser = world.browser(LEO)

    answer = browser.get(f"/files/uploads/{said['id']}/pages/1.png")

    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.data.startswith(b"\x89PNG")
    assert browser.get(f"/files/uploads/{said['id']}/pages/3.png").status_code == 404
    assert browser.get(f"/files/uploads/{said['id']}/pages/0.png").status_code == 404


# -- downloads


def stored(world: World, name: str, content: bytes) -> StoredFile:
    assert put(world, LEO, name, content).status_code == 201
    with world.looking() as session:
        return session.scalars(select(StoredFile)).one()


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("证书 “一”;\\x\".pdf", pdf(), "application/pdf"),
        ("rows.csv", b"=1+1\n", "text/csv"),
        ("plan.xlsx", office(),
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)  # fmt: skip
def test_a_download_is_the_bytes_that_were_sent_and_nothing_a_browser_runs(
    world: World, name: str, content: bytes, media_type: str
) -> None:
    file = stored(world, name, content)
    with world.app.test_request_context("/"):
        answer = world.app.process_response(send_stored(file, name))

        assert b"".join(answer.iter_encoded()) == content
        answer.close()
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Length"] == str(len(content))
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a.pdf", 'attachment; filename="a.pdf"'),
        ('a"b\\.pdf', "attachment; filename=\"a_b_.pdf\"; filename*=UTF-8''a%22b%5C.pdf"),
        ("证.pdf", "attachment; filename=\"_.pdf\"; filename*=UTF-8''%E8%AF%81.pdf"),
        ("a\r\nX.pdf", "attachment; filename=\"a__X.pdf\"; filename*=UTF-8''a%0D%0AX.pdf"),
    ],
)  # fmt: skip
def test_any_name_fits_into_the_header(name: str, header: str) -> None:
    assert attachment(name) == header


def test_a_damaged_file_is_never_handed_out_whole(world: World) -> None:
    content = bytes(range(9)) * 100_000
    file = stored(world, "a.txt", b"a" * len(content))
    [path] = kept(world)
    path.chmod(0o600)
    path.write_bytes(content)
    with world.app.test_request_context("/"):
        answer = send_stored(file, "a.txt")
        sent: list[bytes] = []
        with pytest.raises(StoreFailure):
            sent.extend(answer.iter_encoded())
        answer.close()

    assert len(b"".join(sent)) < len(content)


@pytest.mark.parametrize("scan", [ScanState.PENDING, ScanState.INFECTED])
def test_a_file_that_is_not_known_to_be_clean_stays_closed(world: World, scan: ScanState) -> None:
    from portal.core.errors import WrongState

    file = stored(world, "a.pdf", pdf())
    file.scan = scan
    with world.app.test_request_context("/"), pytest.raises(WrongState):
        send_stored(file, "a.pdf")


def test_strangers_cannot_fill_the_disk(world: World) -> None:
    answer = world.browser().post(
        "/login", data=bytes(2 * 1024 * 1024), content_type="multipart/form-data; boundary=x"
    )

    assert answer.status_code == 413
    assert incoming(world) == []
