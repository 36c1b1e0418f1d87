"""The recall list on paper."""

import hashlib
import secrets
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from portal.adapters.inspection_reports import PAPER
from portal.adapters.jobs import Work
from portal.adapters.pdf import render_pdf
from portal.core.clock import now
from portal.core.documents.queries.evidence import who_asked
from portal.core.i18n import Bilingual, say
from portal.core.traceability.queries import find_lot
from portal.core.traceability.queries.recall import gather_trace, recall_lines
from portal.core.traceability.rules import KINDS, Direction

MOST_LINES = 5_000
"""Lines on paper; beyond them the paper says so, and the table has them all."""


def make_recall_list(work: Work) -> dict[str, Any]:
    """Make the PDF and store it as the brand's, named by its own hash."""
    languages = str(work.args["languages"]).split()
    direction = Direction(str(work.args["direction"]))
    with work.database.reading(work.reach) as session:
        actor = who_asked(session, work.user_id)
        lot = find_lot(session, actor, int(work.args["lot_id"]))
        trace = gather_trace(session, actor, [lot.id], direction)
        lines = recall_lines(session, actor, [lot.id], direction)

        def t(text: str, **values: object) -> str:
            return " ".join(dict.fromkeys(say(one, text, **values) for one in languages))

        def n(name: Bilingual) -> str:
            return " ".join(dict.fromkeys(name.in_(one) for one in languages))

        html = _template().render(
            _=t, n=n, lot=lot, trace=trace, lines=lines[:MOST_LINES], count=len(lines),
            kinds=KINDS, made=f"{now():%Y-%m-%d %H:%M} UTC", languages=languages,
            brand=work.config.brand_name,
        )  # fmt: skip
        number = len(lines)
    return {"lines": number, **_store(work, int(work.args["lot_id"]), render_pdf(html))}


def _store(work: Work, lot_id: int, content: bytes) -> dict[str, Any]:
    sha256 = hashlib.sha256(content).hexdigest()
    key = f"brand/recalls/{sha256}"
    path = work.files.incoming() / f"recall-{secrets.token_hex(8)}"
    try:
        path.write_bytes(content)
        work.files.put(key, path, sha256)
    finally:
        path.unlink(missing_ok=True)
    link = f"/lots/{lot_id}/recall/{work.job_id}.pdf"
    return {"link": link, "key": key, "sha256": sha256, "size": len(content)}


@cache
def _template() -> Template:
    paper = Environment(loader=FileSystemLoader(PAPER), autoescape=True, undefined=StrictUndefined)
    return paper.get_template("recall_list.html")
