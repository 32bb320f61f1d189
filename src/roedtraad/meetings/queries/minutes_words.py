# SPDX-License-Identifier: EUPL-1.2
"""Words that minutes begin with: what was asked, and what was agreed, also in plain words."""

import datetime as dt
from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roedtraad.meetings.models import AgendaItem, AgreementLine


def agreed_lines(item: AgendaItem) -> list[AgreementLine]:
    """What was agreed about the item, as it was typed, without what was taken back or never said whole."""
    rows = item.lines.filter(is_removed=False).exclude(what="")
    return list(rows.select_related("responsible", "decided_by", "decided_unit", "paid_by").order_by("order", "pk"))


def beginning(item: AgendaItem, lines: Iterable[AgreementLine]) -> tuple[str, str]:
    """What the minutes begin with: the text for those who took part, and the young person's part in plain words."""
    told = list(lines)
    return _text(item, told), _plain(item, told)


def _text(item: AgendaItem, lines: list[AgreementLine]) -> str:
    parts = [_("Question: %(question)s") % {"question": item.question}] if item.question else []
    parts += [_("We agreed:") + "\n" + "\n".join(f"– {_line(one)}" for one in lines)] if lines else []
    return "\n\n".join(parts)


def _line(one: AgreementLine) -> str:
    said = [one.what, _("does it: %(who)s") % {"who": doer_of(one)}] if one.has_doer else [one.what]
    if one.due_on:
        said.append(_("by %(on)s") % {"on": _day(one.due_on)})
    decided, paid = decided_of(one), paid_of(one)
    said += [_("decided by: %(who)s") % {"who": decided}] if decided else []
    said += [_("costs nothing")] if one.costs_nothing else [_("paid by: %(who)s") % {"who": paid}] if paid else []
    return "; ".join(said)


def _plain(item: AgendaItem, lines: list[AgreementLine]) -> str:
    """Short sentences to "you"; what nobody has promised yet is left out."""
    begun = _("We met on %(on)s.") % {"on": _day(item.meeting.held_on)}
    told = [_plain_line(one) for one in lines if one.has_doer]
    agreed = _("This is what we agreed:") + "\n" + "\n".join(f"– {one}" for one in told) if told else ""
    closing = _("Is something not right? Write it here or tell your contact person.")
    return "\n\n".join(part for part in (begun, agreed, closing) if part)


def _plain_line(one: AgreementLine) -> str:
    values = {"who": doer_of(one), "what": one.what.rstrip("."), "on": _day(one.due_on) if one.due_on else ""}
    if one.by_young_person:
        return (_("You: %(what)s. By %(on)s.") if one.due_on else _("You: %(what)s.")) % values
    return (_("%(who)s: %(what)s. By %(on)s.") if one.due_on else _("%(who)s: %(what)s.")) % values


def _day(on: dt.date) -> str:
    return date_format(on, "DATE_FORMAT")


def doer_of(one: AgreementLine) -> str:
    """Who does it; empty while nobody does."""
    if one.by_young_person:
        return _("the young person")
    return one.responsible.name if one.responsible else one.outside_party


def decided_of(one: AgreementLine) -> str:
    """Who decided it; empty while that is open."""
    if one.decided_by_young_person:
        return _("the young person")
    if one.decided_here:
        return _("the meeting")
    return one.decided_by.name if one.decided_by else one.decided_unit.local_name if one.decided_unit else ""


def paid_of(one: AgreementLine) -> str:
    """Who pays; empty while that is open, and when it costs nothing."""
    return one.paid_by.local_name if one.paid_by else ""
