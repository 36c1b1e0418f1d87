"""What an approval asks for: every gate blocks, warns, or is off."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from agreements.contracts.rules import GateLevel
from portal.core.errors import NotFound
from portal.core.i18n import N_, Message
from portal.core.permissions import Permission as P
from portal.web.forms import seen_revision
from portal.web.language import gettext
from portal.web.request import db, me, needs
from portal.web.settings.views import bp
from scoring.admission.operations import set_admission_gate
from scoring.admission.queries.gates import gate_levels
from scoring.admission.rules import GATE_KIND_WORDS, GateKind

LEVEL_WORDS: dict[GateLevel, Message] = {
    GateLevel.BLOCK: N_("Approval is refused"),
    GateLevel.WARN: N_("Approval goes on with a warning"),
    GateLevel.OFF: N_("Not asked for (a gate)"),
}


@bp.get("/admission")
@needs(P.DOCUMENT_REQUIRE)
def admission_gates() -> ResponseReturnValue:
    """Show what happens at an approval when something is missing."""
    return render_template(
        "settings/admission.html",
        levels=gate_levels(db()),
        words=GATE_KIND_WORDS,
        choices=[(level.value, gettext(word)) for level, word in LEVEL_WORDS.items()],
    )


@bp.post("/admission")
@needs(P.DOCUMENT_REQUIRE)
def set_gate() -> ResponseReturnValue:
    """Set one gate."""
    kind, level = request.form.get("kind", ""), request.form.get("level", "")
    if kind not in set(GateKind) or level not in set(GateLevel):
        raise NotFound
    seen = seen_revision(request.form.get("revision"))
    set_admission_gate(db(), me(), GateKind(kind), GateLevel(level), seen)
    flash(gettext("Saved."))
    return redirect("/settings/admission", 303)
