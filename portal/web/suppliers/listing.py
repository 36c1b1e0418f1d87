"""The rows of the list of suppliers."""

from collections.abc import Sequence

from markupsafe import Markup

from portal.core.suppliers.queries.listing import SupplierLine
from portal.web.choices import country_names
from portal.web.language import day, days_of, gettext
from portal.web.marks import day_marks
from portal.web.request import locale
from portal.web.rows import fill
from portal.web.shell import badge, of_company, piece


def rows_of(lines: Sequence[SupplierLine]) -> Markup:
    """Return the rows as the table shows them."""
    language, countries = locale(), country_names()
    added = days_of({line.created_at for line in lines})
    marks = day_marks(set(added.values()))
    return fill(
        piece("supplier_row"),
        [
            (
                line.code,
                line.name.in_(language),
                line.code,
                f" · {line.registration_number}" if line.registration_number else "",
                badge(of_company(line.state)),
                _until(line),
                badge(line.tier) if line.tier else "",
                countries.get(line.country, line.country),
                ", ".join(sorted(line.markets)),
                marks[added[line.created_at]],
            )
            for line in lines
        ],
    )


def _until(line: SupplierLine) -> Markup:
    if line.state_until is None:
        return Markup()
    said = gettext("until %(day)s") % {"day": day(line.state_until)}
    return Markup(' <span class="muted small nowrap">{}</span>').format(said)
