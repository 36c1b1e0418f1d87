"""Two people at one form: the second sees what the first saved beside what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wtforms import Field

from portal.web.forms import PageForm
from portal.web.language import gettext


@dataclass(frozen=True)
class Difference:
    """One field in which the saved record and the typed form differ."""

    label: str
    theirs: str
    mine: str


def differences(form: PageForm, saved: Mapping[str, object]) -> list[Difference]:
    """Return where `saved` (field name -> value as the field holds it) differs from the form."""
    return [
        Difference(form.label_for(field), _words(field, value), _words(field, field.data))
        for name, value in saved.items()
        for field in [form[name]]
        if _plain(value) != _plain(field.data)
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple | frozenset):
        return sorted(str(item) for item in value)
    return value or ""


def _words(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    choices = {str(key): str(word) for key, word, *_ in getattr(field, "choices", None) or ()}
    items = _plain(value) if isinstance(value, list | tuple | frozenset) else [value]
    return ", ".join(gettext(choices.get(str(item), str(item))) for item in items if item)
