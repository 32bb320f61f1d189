# SPDX-License-Identifier: EUPL-1.2
"""The desk's rows as HTML. Sixty of them are the desk's price, so they are put together here and not by the template."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from roedtraad.detection.models import SignalState
from roedtraad.detection.queries import SignalRow
from roedtraad.web.templatetags.web import away


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


class _Cells:
    """What the cells of one answer share: many rows have the same rule, unit, person in charge and day."""

    def __init__(self, words: Heads) -> None:
        self.person = reverse("people:person", args=[0]).replace("/0/", "/{}/")
        self.signal = reverse("detection:signal", args=[0]).replace("/0/", "/{}/")
        self.heads = {name: escape(word) for name, word in asdict(words).items()}
        self.select, self.nobody, self.no_deadline = map(escape, (_("Select"), _("nobody yet"), _("no deadline")))
        self.new = format_html(' <span class="badge badge-info">{}</span>', pgettext("signal", "new"))
        self._days: dict[dt.date, tuple[str, str]] = {}

    def day(self, on: dt.date) -> tuple[str, str]:
        """A day in short, and how far away it is."""
        if on not in self._days:
            self._days[on] = escape(date_format(on, "SHORT_DATE_FORMAT")), escape(away(on))
        return self._days[on]

    def row(self, row: SignalRow) -> str:
        """One row; every value that people wrote is escaped here."""
        head, name, title = self.heads, escape(row.person_name), escape(row.rule_title)
        due, distance = self.day(row.due_on) if row.has_deadline else ("", self.no_deadline)
        return (
            f'<tr data-row><td class="select-cell" data-title=""><div class="form-group-checkbox">'
            f'<input id="signals-check-{row.pk}" type="checkbox" class="form-checkbox" name="chosen" value="{row.pk}" form="bulk">'
            f'<label for="signals-check-{row.pk}"><span class="sr-only">{self.select} {name}: {title}</span></label></div></td>'
            f'<td data-title="{head["name"]}"><a class="row-title" href="{self.person.format(row.person_id)}">{name}</a></td>'
            f'<td data-title="{head["signal"]}"><a href="{self.signal.format(row.pk)}" data-open>{title}</a>'
            f'{self._badges(row)}<p class="quiet">{escape(_reason(row))}</p></td>'
            f'<td data-title="{head["due"]}" class="nowrap">{due}'
            f'<p class="{"late" if row.is_overdue else "quiet"}">{distance}</p></td>'
            f'<td data-title="{head["unit"]}">{escape(row.unit_name)}'
            f'<p class="quiet">{escape(row.assignee_name) or self.nobody}</p></td>'
            f'<td data-title="{head["raised"]}" class="nowrap">{self.day(row.raised_on)[0]}</td></tr>'
        )

    def _badges(self, row: SignalRow) -> str:
        state = "" if row.state == SignalState.NEW else f' <span class="badge">{escape(row.state_title)}</span>'
        return (self.new if row.is_new else "") + state


def rows_html(rows: Sequence[SignalRow], words: Heads) -> SafeString:
    """The rows of one part of the table."""
    cells = _Cells(words)
    return mark_safe("".join(map(cells.row, rows)))  # noqa: S308  (each value is escaped in `row`)


def _reason(row: SignalRow) -> str:
    return f"{row.reason} – „{row.state_reason}“" if row.state_reason else row.reason
