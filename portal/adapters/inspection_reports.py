"""The report of an inspection on paper: in Chinese, in English, or in both."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup
from sqlalchemy.orm import Session

from inspections.lot_inspections.models.booking import Inspection, PlannedClass
from inspections.lot_inspections.models.observing import Photo
from inspections.lot_inspections.queries.finding import find_inspection, site_of
from inspections.lot_inspections.queries.observing import photos_of
from inspections.lot_inspections.queries.results import Findings, concession_of, findings_of
from inspections.lot_inspections.rules.booking import TYPE_WORDS
from inspections.lot_inspections.rules.judging import CLASS_WORDS
from inspections.lot_inspections.rules.own_samples import OwnTest, planned_tests
from inspections.sampling.rules.curves import curve_of
from inspections.sampling.rules.deciding import Outcome
from inspections.sampling.rules.sentences import Sentence
from inspections.sampling.rules.vocabulary import KIND_WORDS, SEVERITY_WORDS, Regime
from portal.adapters.charts import Judged, chart_of
from portal.adapters.jobs import Work
from portal.adapters.labels import qr_svg
from portal.adapters.made_files import keep_made
from portal.adapters.plots_svg import key_svg, oc_svg
from portal.adapters.printing import paper_template, render_pdf
from portal.core.documents.queries.evidence import who_asked
from portal.core.errors import NotFound
from portal.core.i18n import N_, Bilingual, say
from portal.core.ports import FileStore
from portal.core.suppliers.models import Site

MOST_PHOTOS = 60


def make_report(work: Work) -> dict[str, Any]:
    """Make the PDF and store it under the supplier's name, named by its own hash."""
    languages = str(work.args["languages"]).split()
    with work.database.reading(work.reach) as session:
        actor = who_asked(session, work.user_id)
        inspection = find_inspection(session, actor, int(work.args["inspection_id"]))
        findings = findings_of(session, actor, inspection)
        if findings is None:
            raise NotFound
        photos = photos_of(session, inspection)[:MOST_PHOTOS]
        pictures = _pictures(work.files, photos)
        values = _values(session, work, inspection, findings, languages)
        values["concession"] = concession_of(session, actor, inspection)
        site = site_of(session, actor, inspection)
        first = session.get(Inspection, inspection.previous_id or 0)
        values["facts"] = _facts(inspection, findings, values["n"], values["t"], site, first)
        values["photos"] = [_figure(photo, findings, values["n"]) for photo in photos]
        html = paper_template("inspection_report.html").render(values)
    content = render_pdf(html, pictures)
    link = f"/inspections/{inspection.id}/report/{work.job_id}.pdf"
    return keep_made(work, f"{inspection.supplier_id}/reports", content, link)


def _values(
    session: Session, work: Work, inspection: Inspection, findings: Findings, languages: list[str]
) -> dict[str, Any]:
    """Return what the template needs; `t` and `n` say words and names in the languages."""

    def t(text: str, **values: object) -> str:
        return " ".join(dict.fromkeys(say(one, text, **values) for one in languages))

    def n(name: Bilingual) -> str:
        return " ".join(dict.fromkeys(name.in_(one) for one in languages))

    def sentence(kept: Mapping[str, Any]) -> str:
        return t(Sentence.of(kept).message, **Sentence.of(kept).values)

    lines = [_line(line, findings, inspection, sentence) for line in inspection.classes]
    chart, legend = _chart(inspection, t)
    return {
        "_": t, "t": t, "n": n, "d": _exact, "moment": _moment, "languages": languages,
        "inspection": inspection, "findings": findings, "classes": lines,
        "class_words": CLASS_WORDS, "type_word": TYPE_WORDS[inspection.type],
        "tests": [_test(one, findings, n) for one in planned_tests(inspection.own_samples)],
        "code": Markup(qr_svg(_address(work, inspection)).decode()),  # noqa: S704 - drawn by us
        "reasons": [sentence(kept) for kept in inspection.plan_reason],
        "chart": chart, "legend": legend, "brand": work.config.brand_name,
        "foot": f"{findings.result.number} · {_moment(findings.result.decided_at)}",
    }  # fmt: skip


def _address(work: Work, inspection: Inspection) -> str:
    return f"{work.config.base_url}/inspections/{inspection.id}/report"


def _line(
    planned: PlannedClass,
    findings: Findings,
    inspection: Inspection,
    sentence: Callable[[Mapping[str, Any]], str],
) -> dict[str, Any]:
    found = findings.classes[planned.defect_class]
    _, _, ac, re = planned.stages[found.stage - 1]
    none = ac == 0 and re == 1 and found.inspected < inspection.quantity
    return {
        "word": CLASS_WORDS[planned.defect_class],
        "aql": planned.aql if planned.aql != "0" else "–",
        "severity": SEVERITY_WORDS[planned.severity],
        "inspected": found.inspected,
        "ac": ac if ac is not None and ac >= 0 else "–",
        "re": re,
        "found": found.found if len(found.counts) < 2 else " + ".join(map(str, found.counts)),
        "accepted": found.decision != Outcome.REJECT.value,
        "detectable": f"{100 * (1 - 0.05 ** (1 / found.inspected)):.2g}" if none else "",
        "path": [sentence(kept) for kept in (*planned.severity_reason, *planned.path)],
    }


def _test(test: OwnTest, findings: Findings, n: Callable[[Bilingual], str]) -> dict[str, Any]:
    """Return what a test at a level of its own showed on its own units."""
    values = [
        one
        for one in findings.measured
        if one.characteristic_id == test.characteristic_id and one.unit <= test.n
    ]
    beyond = sum(not one.keeps for one in values)
    return {
        "name": n(test.name), "level": test.level, "letter": test.letter, "n": test.n,
        "ac": test.ac, "re": test.re, "found": beyond if values else "–",
        "is_judged": bool(values), "accepted": test.accepts(beyond),
    }  # fmt: skip


def _chart(
    inspection: Inspection, t: Callable[..., str]
) -> tuple[Markup | None, list[tuple[Markup, str]]]:
    """Return the curves of the classes that have an AQL, and a legend that names the models."""
    judged = [
        Judged(
            t(CLASS_WORDS[line.defect_class]),
            curve_of(
                [(n or 0, -1 if ac is None else ac, re or 0) for n, _, ac, re in line.stages],
                lot_size=inspection.quantity,
                is_per_100=inspection.regime is Regime.PER_100,
            ),
            line.aql,
        )
        for line in inspection.classes
        if line.aql != "0" and line.units < inspection.quantity
    ]
    if not judged:
        return None, []
    chart = chart_of(judged)
    per_100 = inspection.regime is Regime.PER_100
    quality = N_("Nonconformities per 100 items") if per_100 else N_("Percent nonconforming")
    title, upward = N_("Operating characteristic"), N_("Percent of lots accepted")
    drawn = oc_svg(chart.plot, t(title), t(quality), t(upward))
    return drawn, [
        (key_svg(line.dash), f"{line.name}: {t(one.model)}")
        for line, one in zip(chart.plot.lines, chart.figures, strict=True)
    ]


def _facts(
    inspection: Inspection,
    findings: Findings,
    n: Callable[[Bilingual], str],
    t: Callable[..., str],
    site: Site | None,
    first: Inspection | None,
) -> list[tuple[str, object]]:
    lot, packed = inspection.lot, inspection.packed_quantity
    return [
        (N_("Supplier"), n(inspection.supplier.name)),
        (N_("Factory"), n(site.name) if site else ""),
        (N_("Address"), site.address if site else ""),
        (N_("Product"), f"{n(inspection.product.name)} ({inspection.product.sku})"),
        (N_("Lot"), lot.number),
        (N_("Re-inspection of"), first.number if first else ""),
        (N_("Order lines"), inspection.order_lines or lot.order_lines),
        (N_("Units presented"), f"{inspection.quantity:,}"),
        (N_("Units packed"), f"{packed:,}" if packed else ""),
        (N_("Cartons opened"), _opened(inspection, findings)),
        (N_("Inspector"), inspection.inspector),
        (N_("Begun"), _moment(inspection.started_at)),
        (N_("Decided"), _moment(inspection.decided_at)),
        (N_("Standard"), inspection.edition.value if inspection.edition else ""),
        (N_("Inspection level"), inspection.level),
        (N_("Samples"), t(KIND_WORDS[inspection.kind]) if inspection.kind else ""),
        (N_("Units to draw"), inspection.draw),
        (N_("Agreement"), _agreement(inspection)),
    ]


def _agreement(inspection: Inspection) -> str:
    """Return the agreement that governed the plan, and the hash that both sides signed."""
    if not inspection.agreement_number:
        return ""
    named = f"{inspection.agreement_number} · {inspection.agreement_version}"
    return f"{named} · SHA-256 {inspection.agreement_sha256}"


def _opened(inspection: Inspection, findings: Findings) -> str:
    opened = findings.result.cartons_opened
    if opened is None:
        return ""
    return f"{opened} / {inspection.cartons}" if inspection.cartons else str(opened)


def _figure(photo: Photo, findings: Findings, n: Callable[[Bilingual], str]) -> dict[str, str]:
    names = {one.defect_id: n(one.defect.name) for one in findings.defects}
    words = [names.get(photo.defect_id or 0, ""), _moment(photo.taken_at), photo.sha256[:16]]
    return {"name": photo.sha256, "words": " · ".join(word for word in words if word)}


def _pictures(files: FileStore, photos: Sequence[Photo]) -> dict[str, bytes]:
    found = {}
    for photo in photos:
        with files.open(f"{photo.supplier_id}/{photo.sha256}") as file:
            found[f"packaged:{photo.sha256}"] = file.read()
    return found


def _exact(value: Decimal | None) -> str:
    return "–" if value is None else f"{value.normalize():f}"


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(ZoneInfo('UTC')):%Y-%m-%d %H:%M} UTC" if at else ""
