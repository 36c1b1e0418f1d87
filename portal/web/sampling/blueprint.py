"""Where the pages of the plan calculator hang, and what they share."""

from typing import TypeVar

from flask import Blueprint, request

from portal.adapters.charts import percent_words
from portal.adapters.plots_svg import key_svg, oc_svg
from portal.web.language import gettext
from portal.web.sampling.forms import AskingForm
from portal.web.sampling.words import said_in

bp = Blueprint("sampling", __name__, url_prefix="/sampling")

Asked = TypeVar("Asked", bound=AskingForm)


def asked(form: type[Asked]) -> tuple[Asked, bool]:
    """Return the form as the address fills it, and whether it asks anything yet."""
    is_asked = any(name in request.args for name in form.ASKING)
    return form(request.args if is_asked else None, meta={"csrf": False}), is_asked


@bp.context_processor
def _shared() -> dict[str, object]:
    """Return what each page of the calculator shows: its tabs, and how figures are written."""
    lines = [
        (gettext("Attributes"), "/sampling"),
        (gettext("Measured values"), "/sampling/variables"),
        (gettext("C=0"), "/sampling/zero-acceptance"),
        (gettext("Drawing list"), "/sampling/drawing"),
    ]
    return {
        "tab_lines": [(word, href, href == request.path) for word, href in lines],
        "key_svg": key_svg,
        "oc_svg": oc_svg,
        "percent": percent_words,
        "sentence": said_in,
    }
