"""The catalogue of defects in a browser, with a picture of each."""

import io

from PIL import Image
from sqlalchemy import select

from inspections.defects.models import Defect
from portal.core.files.models import BrandFile
from tests.people import ADA, ENA, IVO, LIN, OTTO, Person
from tests.world import World

CRACK = {
    "code": "crack", "name_en": "Crack", "name_zh": "开裂", "defect_class": "major",
    "is_active": "y",
}  # fmt: skip


def a_photo() -> bytes:
    """Return a JPEG that says where it was taken."""
    kept, facts = io.BytesIO(), Image.Exif()
    facts[0x010E] = "Hall 3, Hangzhou"
    Image.new("RGB", (64, 48), "red").save(kept, "JPEG", exif=facts)
    return kept.getvalue()


def pictured(world: World, body: bytes, name: str = "crack.jpg", by: Person = ENA) -> int:
    """Add a defect with a picture and return the status of the answer."""
    browser = world.browser(by)
    return browser.post(
        "/defects/new",
        data=CRACK | {"csrf_token": browser.token(), "picture": (io.BytesIO(body), name)},
        content_type="multipart/form-data",
    ).status_code


def the_defect(world: World) -> Defect:
    with world.looking() as session:
        return session.scalars(select(Defect)).one()


def test_the_ready_made_catalogue_is_one_click_away(world: World) -> None:
    ena = world.browser(ENA)
    assert 'action="/defects/install"' in ena.get("/defects").text

    assert ena.submit("/defects/install").status_code == 303

    assert "Sharp edge or point" in ena.get("/defects").text
    assert "锐边或尖端" in ena.get("/defects?lang=zh&class=critical").text
    ena.get("/defects?lang=en")
    assert "Scratch" not in ena.get("/defects?class=critical").text


def test_a_defect_is_added_and_refused_beside_its_field(world: World) -> None:
    ena = world.browser(ENA)

    assert ena.submit("/defects/new", **CRACK).status_code == 303
    answer = ena.submit("/defects/new", **CRACK | {"name_en": "Cracked through"})

    assert answer.status_code == 422
    assert "There is a defect CRACK already." in answer.text
    assert 'value="Cracked through"' in answer.text


def test_a_change_on_what_somebody_else_saved_shows_both(world: World) -> None:
    ena = world.browser(ENA)
    ena.submit("/defects/new", **CRACK)
    path = f"/defects/{the_defect(world).id}"

    assert ena.submit(path, **CRACK | {"name_en": "Split", "revision": 1}).status_code == 303
    late = ena.submit(path, **CRACK | {"name_en": "Gap", "revision": 1})

    assert late.status_code == 409
    assert ("Split" in late.text, "Gap" in late.text) == (True, True)
    assert the_defect(world).name_en == "Split"


def test_a_picture_is_kept_without_what_the_camera_wrote(world: World) -> None:
    assert pictured(world, a_photo()) == 303
    defect = the_defect(world)

    for person in (LIN, IVO, OTTO):
        answer = world.browser(person).get(f"/defects/{defect.id}/picture")
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert b"Hangzhou" not in answer.data
    assert world.browser().get(f"/defects/{defect.id}/picture").status_code in (302, 303, 401)
    with world.looking() as session:
        assert session.scalars(select(BrandFile.sha256)).one() == defect.picture_sha256


def test_what_is_no_picture_is_refused_and_nothing_is_added(world: World) -> None:
    for body, name in ((b"no picture", "crack.jpg"), (b"<svg/>", "crack.svg")):
        assert pictured(world, body, name) == 422

    with world.looking() as session:
        assert session.scalars(select(Defect)).all() == []
        assert session.scalars(select(BrandFile)).all() == []


def test_who_may_only_read_changes_nothing(world: World) -> None:
    world.browser(ADA).submit("/defects/new", **CRACK)
    path = f"/defects/{the_defect(world).id}"

    for person in (LIN, OTTO, IVO):
        browser = world.browser(person)
        assert browser.get(path).status_code == 200
        assert 'name="name_en"' not in browser.get(path).text
        assert browser.submit(path, **CRACK | {"revision": 1}).status_code in (403, 404)
        assert browser.submit("/defects/install").status_code in (403, 404)
        assert browser.get(f"{path}/picture").status_code == 404


def test_a_missing_defect_is_not_there(world: World) -> None:
    assert world.browser(ENA).get("/defects/987654321").status_code == 404
