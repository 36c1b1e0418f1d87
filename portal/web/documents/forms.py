"""What is typed on document pages."""

from datetime import date

from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from portal.core.documents.operations.deciding import Seen
from portal.core.documents.operations.submission import SubmitInput
from portal.core.i18n import N_
from portal.web.forms import PageForm
from portal.web.numbers import whole


class SeenForm(PageForm):
    """The version that was shown to whoever decides."""

    revision = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(1)])
    sha256 = HiddenField(validators=[InputRequired(), Length(64, 64)])

    def seen(self) -> Seen:
        """Return what is decided on."""
        return Seen(self.revision.data or 0, self.sha256.data or "")


class ReturnForm(SeenForm):
    """Why it is sent back."""

    comment = TextAreaField(
        N_("What has to change"), validators=[Length(max=4000)], render_kw={"required": True}
    )


class VerifyForm(SeenForm):
    """What the issuer answered."""

    on = DateField(N_("Confirmed on"), validators=[InputRequired()])
    how = TextAreaField(
        N_("How it was confirmed"), validators=[Length(max=400)], render_kw={"required": True}
    )


class CardForm(PageForm):
    """One file and what it proves."""

    type_id = SelectField(N_("Type of document"), coerce=whole, validate_choice=False)
    site_id = SelectField(N_("Factory"), coerce=whole, validate_choice=False)
    subject = StringField(N_("Product, lot or order"), validators=[Length(max=120)])
    certificate_number = StringField(N_("Number on the document"), validators=[Length(max=120)])
    issuer = StringField(N_("Issued by"), validators=[Length(max=200)])
    issued_on = DateField(N_("Issued on"), validators=[Optional()])
    expires_on = DateField(N_("Valid until"), validators=[Optional()])
    note = TextAreaField(N_("Note for the reviewer"), validators=[Length(max=2000)])
    renews_id = HiddenField(filters=[whole])

    def to_input(self, supplier_id: int, upload_id: int) -> SubmitInput:
        """Return what was said about the upload."""
        return SubmitInput(
            supplier_id=supplier_id,
            type_id=self.type_id.data or 0,
            upload_id=upload_id,
            site_id=self.site_id.data,
            subject=self.subject.data or "",
            certificate_number=self.certificate_number.data or "",
            issuer=self.issuer.data or "",
            issued_on=_day(self.issued_on.data),
            expires_on=_day(self.expires_on.data),
            note=self.note.data or "",
            renews_id=whole(self.renews_id.data),
        )


def _day(value: date | None) -> date | None:
    return value
