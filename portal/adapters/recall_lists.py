"""The recall list on paper."""

from typing import Any

from portal.adapters.jobs import Work
from portal.adapters.made_files import keep_made
from portal.adapters.printing import paper_template, render_pdf
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

        html = paper_template("recall_list.html").render(
            _=t, n=n, lot=lot, trace=trace, lines=lines[:MOST_LINES], count=len(lines),
            kinds=KINDS, made=f"{now():%Y-%m-%d %H:%M} UTC", languages=languages,
            brand=work.config.brand_name,
        )  # fmt: skip
        number = len(lines)
    link = f"/lots/{work.args['lot_id']}/recall/{work.job_id}.pdf"
    return {"lines": number, **keep_made(work, "brand/recalls", render_pdf(html), link)}
