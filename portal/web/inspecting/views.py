"""The shell, the briefs, and what the page sends: each thing once, acknowledged when it is safe."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from flask import Blueprint, Response, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadRequest

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.operations.observing import (
    ObservationInput,
    PhotoInput,
    add_photo,
    demand_performer,
    finish_inspection,
    observe,
)
from inspections.lot_inspections.operations.planning import start_inspection
from inspections.lot_inspections.queries.finding import find_inspection
from inspections.lot_inspections.queries.observing import find_photo, inspections_to_do
from inspections.lot_inspections.rules import ObservationKind
from portal.adapters.pictures import MEDIA_TYPE, keep_picture
from portal.core.clock import now
from portal.core.db import reach_of
from portal.core.errors import DomainError, Invalid
from portal.core.i18n import LOCALES, N_, say
from portal.core.permissions import Permission as P
from portal.core.ports import StoreFailure
from portal.web.assets import STATIC, asset, folder_stamp
from portal.web.errors import SENTENCES, log, status_of
from portal.web.errors import refuse as refuse_page
from portal.web.inspecting.briefs import brief_of
from portal.web.inspecting.words import words
from portal.web.numbers import whole
from portal.web.request import State, db, locale, me, needs, open_to_people, stands_alone

bp = Blueprint("inspecting", __name__, url_prefix="/inspections")

FOLDER = "js/inspecting"
ICONS = "icons.svg"
WORKER = "js/inspecting-worker.js"


@bp.get("/mine")
@needs(P.INSPECTION_PERFORM)
def mine() -> ResponseReturnValue:
    """Show the list of one's own inspections; its lines come from the device or from us."""
    return _shell()


@bp.get("/<int:inspection_id>/inspect")
@needs(P.INSPECTION_PERFORM)
def inspect(inspection_id: int) -> ResponseReturnValue:
    """Show the page of one inspection; what is on it comes from the device or from us."""
    find_inspection(db(), me(), inspection_id)
    return _shell()


@bp.get("/shell/<any(zh, en):language>")
@open_to_people
def shell(language: str) -> ResponseReturnValue:
    """Give the page without anybody's data, for the device to keep."""
    g.locale = language
    return _shell()


@bp.get("/worker.js")
@open_to_people
def worker() -> ResponseReturnValue:
    """Give the worker with the files that it keeps; another version of any is another worker."""
    address = f"/static/at-{folder_stamp(FOLDER)}/{FOLDER}"
    modules = [f"{address}/{path.name}" for path in sorted((STATIC / FOLDER).glob("*.js"))]
    files = [*modules, asset(ICONS), asset("css/inspecting.css"), asset("css/look.css")]
    files += [asset("vendor/noto-sans-sc/noto-sans-sc.css"), asset("vendor/tabler/tabler.min.css")]
    files += [asset("js/theme.js"), asset("mark.svg")]
    shells = [f"/inspections/shell/{language}" for language in LOCALES]
    head = "\n".join(
        f"const {name} = {_script(value)};"
        for name, value in (
            ("VERSION", "-".join(sorted(file[-10:] for file in files[-6:])) + folder_stamp(FOLDER)),
            ("FILES", files),
            ("SHELL", shells),
        )
    )
    return Response(f"{head}\n{_worker_text()}", mimetype="text/javascript")


@bp.get("/manifest.webmanifest")
@open_to_people
def manifest() -> ResponseReturnValue:
    """Say how the page is installed as an app."""
    name = say(locale(), N_("Inspections"))
    said = {
        "id": "/inspections/mine",
        "name": f"{name} · {State.here().config.brand_name}",
        "short_name": name,
        "lang": "zh-Hans" if locale() == "zh" else "en",
        "start_url": "/inspections/mine",
        "scope": "/inspections/",
        "display": "standalone",
        "background_color": "#f6f6f4",
        "theme_color": "#3247c5",
        "icons": [
            {"src": asset("mark.svg"), "sizes": "any", "type": "image/svg+xml"},
            _icon("app-192", 192),
            _icon("app-512", 512),
            _icon("app-maskable-512", 512) | {"purpose": "maskable"},
        ],
    }
    answer = jsonify(said)
    answer.mimetype = "application/manifest+json"
    return answer


def _icon(name: str, size: int) -> dict[str, str]:
    return {"src": asset(f"icons/{name}.png"), "sizes": f"{size}x{size}", "type": "image/png"}


@bp.get("/mine/briefs")
@needs(P.INSPECTION_PERFORM)
def briefs() -> ResponseReturnValue:
    """Give everything that the person has to inspect."""
    return jsonify(briefs=[brief_of(one) for one in inspections_to_do(db(), me())])


@bp.get("/<int:inspection_id>/brief")
@needs(P.INSPECTION_PERFORM)
def brief(inspection_id: int) -> ResponseReturnValue:
    """Give one inspection as the device keeps it."""
    return jsonify(brief_of(_find(inspection_id)))


@bp.post("/<int:inspection_id>/begin")
@needs(P.INSPECTION_PERFORM)
def begin(inspection_id: int) -> ResponseReturnValue:
    """Begin an inspection; its plan is made now and goes to the device."""
    inspection = _find(inspection_id)
    start_inspection(db(), me(), inspection)
    db().flush()
    return jsonify(brief_of(inspection))


@bp.post("/<int:inspection_id>/observations")
@needs(P.INSPECTION_PERFORM)
def observations(inspection_id: int) -> ResponseReturnValue:
    """Take in what was seen: all of it, or nothing."""
    sent = _sent()
    given = [_observation(one) for one in _listed(sent.get("observations"))]
    inspection = _find(inspection_id)
    observe(db(), me(), inspection, given, str(sent.get("device", "")))
    return jsonify(taken=len(given))


@bp.put("/<int:inspection_id>/photos/<key>")
@needs(P.INSPECTION_PERFORM)
@stands_alone
def photo(inspection_id: int, key: str) -> ResponseReturnValue:
    """Take in a picture as the body itself; sent again it is the same one."""
    here, actor = State.here(), me()
    with here.database.reading(reach_of(actor)) as session:
        inspection = find_inspection(session, actor, inspection_id)
        demand_performer(actor, inspection)
        owner = str(inspection.supplier_id)
    kept = keep_picture(here.files, owner, request.stream, request.content_length, "photo.jpg")
    about = request.args
    given = PhotoInput(
        key=key,
        sha256=kept.sha256,
        size=kept.size,
        original_sha256=_hash(about.get("original", "")) or kept.received_sha256,
        taken_at=_moment(about.get("taken_at", "")),
        defect_id=_number(about.get("defect")),
        unit=_number(about.get("unit")),
        position=_position(about.get("latitude"), about.get("longitude")),
    )
    with here.database.transaction(reach_of(actor)) as session:
        inspection = find_inspection(session, actor, inspection_id)
        added = add_photo(session, actor, inspection, given)
        address = f"/inspections/{inspection_id}/photos/{added.id}.jpg"
    return jsonify(sha256=kept.sha256, address=address), 201


@bp.get("/<int:inspection_id>/photos/<int:photo_id>.jpg")
@open_to_people
def picture(inspection_id: int, photo_id: int) -> ResponseReturnValue:
    """Show a picture to whoever may see the findings."""
    inspection = find_inspection(db(), me(), inspection_id)
    found = find_photo(db(), me(), inspection, photo_id)
    with State.here().files.open(f"{found.supplier_id}/{found.sha256}") as file:
        return Response(file.read(), mimetype=MEDIA_TYPE)


@bp.post("/<int:inspection_id>/finish")
@needs(P.INSPECTION_PERFORM)
def finish(inspection_id: int) -> ResponseReturnValue:
    """Decide by everything that was observed."""
    sent, inspection = _sent(), _find(inspection_id)
    remarks = str(sent.get("remarks", ""))
    result = finish_inspection(db(), me(), inspection, str(sent.get("key", "")), remarks)
    return jsonify(verdict=result.verdict.value, result=result.number)


def _shell() -> str:
    return render_template(
        "inspecting/shell.html",
        words=words(locale()),
        module=f"/static/at-{folder_stamp(FOLDER)}/{FOLDER}/app.js",
        icons=asset(ICONS),
    )


@cache
def _worker_text() -> str:
    return (STATIC / WORKER).read_text("utf-8")


def _script(value: object) -> str:
    return jsonify(value).get_data(as_text=True).strip()


def _find(inspection_id: int) -> Inspection:
    return find_inspection(db(), me(), inspection_id)


def _sent() -> dict[str, Any]:
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        raise BadRequest
    return sent


def _listed(value: object) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Invalid(N_("The observations are a list."), field="observations")
    return value


def _observation(sent: dict[str, Any]) -> ObservationInput:
    kind = sent.get("kind")
    if kind not in set(ObservationKind):
        raise Invalid(N_("This is not something that can be observed."), field="kind")
    return ObservationInput(
        key=str(sent.get("key", "")),
        kind=ObservationKind(kind),
        at=_moment(sent.get("at")),
        unit=_number(sent.get("unit")),
        defect_id=_number(sent.get("defect")),
        characteristic_id=_number(sent.get("characteristic")),
        value=_decimal(sent.get("value")),
        carton=_number(sent.get("carton")),
        words=str(sent.get("words") or ""),
        undoes=str(sent["undoes"]) if sent.get("undoes") else None,
    )


def _number(value: object) -> int | None:
    """Return a whole number that a device sent as such or as text; nonsense is refused."""
    if value in (None, ""):
        return None
    number = whole(value)
    if number is None:
        raise Invalid(N_("%(value)s is not a whole number."), value=str(value)[:40])
    return number


def _decimal(value: object) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise Invalid(N_("A measured value is a number."), field="value") from None


def _moment(value: object) -> datetime:
    """Return the time that a device tells; its clock may be wrong, but not nonsense."""
    try:
        found = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
        return found.astimezone(UTC) if found.tzinfo is not None else now()
    except (ValueError, OverflowError):
        return now()


def _hash(text: str) -> str:
    return text if len(text) == 64 and set(text) <= set("0123456789abcdef") else ""


def _position(latitude: str | None, longitude: str | None) -> tuple[Decimal, Decimal] | None:
    found = _decimal(latitude), _decimal(longitude)
    if found[0] is None or found[1] is None or abs(found[0]) > 90 or abs(found[1]) > 180:
        return None
    return found[0], found[1]


@bp.errorhandler(DomainError)
def refuse(error: DomainError) -> ResponseReturnValue:
    """Say no in the form a script reads; a page that is opened says it as all pages do."""
    if request.method == "GET" and not request.path.endswith(("brief", "briefs")):
        return refuse_page(error)
    return jsonify(error=error.in_(locale()), field=error.field), status_of(error)


@bp.errorhandler(CSRFError)
def refuse_token(error: CSRFError) -> ResponseReturnValue:
    """Explain a token that does not fit this session: the device fetches a new one."""
    return jsonify(error=say(locale(), SENTENCES[400])), 400


@bp.errorhandler(StoreFailure)
def refuse_for_store(error: StoreFailure) -> ResponseReturnValue:
    """Acknowledge nothing while the store does not answer as it should."""
    log.error("store.failed", reason=str(error)[:200])
    return jsonify(error=say(locale(), SENTENCES[503])), 503
