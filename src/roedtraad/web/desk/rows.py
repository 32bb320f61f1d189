# SPDX-License-Identifier: EUPL-1.2
"""The desk's rows as HTML. Sixty of them are the desk's price, so they are put together here and not by the template."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from roedtraad.detection.models import SignalState
from roedtraad.detection.queries import SignalRow
from roedtraad.web.templatetags.web import away

_ROW = (
    '<tr data-row><td class="select-cell" data-title=""><div class="form-group-checkbox">'
    '<input id="signals-check-{pk}" type="checkbox" class="form-checkbox" name="chosen" value="{pk}" form="bulk">'
    '<label for="signals-check-{pk}"><span class="sr-only">{select} {name}: {title}</span></label></div></td>'
    '<td data-title="{h_name}"><a class="row-title" href="{person}">{name}</a></td>'
    '<td data-title="{h_signal}"><a href="{signal}" data-open>{title}</a>{badges}<p class="quiet">{reason}</p></td>'
    '<td data-title="{h_due}" class="nowrap">{due}<p class="{lateness}">{away}</p></td>'
    '<td data-title="{h_unit}">{unit}<p class="quiet">{assignee}</p></td>'
    '<td data-title="{h_raised}" class="nowrap">{raised}</td></tr>'
)


@dataclass(frozen=True, slots=True)
class Heads:
    """The columns' words: in the head of the table, and in each cell for a phone, where the head is gone."""

    name: str
    signal: str
    due: str
    unit: str
    raised: str


def heads() -> Heads:
    """The words in the reader's language."""
    return Heads(_("Young person"), _("Signal and reason"), pgettext("deadline", "Due"), _("Unit"), _("Raised"))


def rows_html(rows: Sequence[SignalRow], words: Heads) -> SafeString:
    """The rows of one part of the table; every value is escaped."""
    person, signal = reverse("people:person", args=[0]), reverse("detection:signal", args=[0])
    select, nobody, new = _("Select"), _("nobody yet"), pgettext("signal", "new")
    badge = format_html(' <span class="badge badge-info">{}</span>', new)
    columns = {f"h_{name}": word for name, word in asdict(words).items()}
    made = (
        format_html(
            _ROW,
            **columns, pk=row.pk, select=select, name=row.person_name, title=row.rule_title, reason=_reason(row),
            person=person.replace("/0/", f"/{row.person_id}/"), signal=signal.replace("/0/", f"/{row.pk}/"),
            badges=(badge if row.is_new else SafeString("")) + _state_badge(row), due=_short(row.due_on, get_language()),
            lateness="late" if row.is_overdue else "quiet", away=away(row.due_on), unit=row.unit_name,
            assignee=row.assignee_name or nobody, raised=_short(row.raised_on, get_language()),
        )
        for row in rows
    )  # fmt: skip
    return mark_safe("".join(made))  # noqa: S308  (each row is escaped by format_html)


def _reason(row: SignalRow) -> str:
    return f"{row.reason} – „{row.state_reason}“" if row.state_reason else row.reason


def _state_badge(row: SignalRow) -> SafeString:
    if row.state == SignalState.NEW:
        return SafeString("")
    return format_html(' <span class="badge">{}</span>', row.state_title)


@lru_cache(maxsize=4096)
def _short(on: dt.date, language: str | None) -> str:
    """A date as short as the language writes it; many rows share their dates."""
    return date_format(on, "SHORT_DATE_FORMAT")
