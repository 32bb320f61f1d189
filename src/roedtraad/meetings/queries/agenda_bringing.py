# SPDX-License-Identifier: EUPL-1.2
"""Where a case can be brought: each forum with its verdict in words, and the meetings whose agenda is open."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from roedtraad.kernel.actor import Actor
from roedtraad.meetings.models import Meeting, MeetingState
from roedtraad.meetings.queries.admission import Explained, case_forums, explained
from roedtraad.meetings.queries.board import is_open
from roedtraad.meetings.queries.calendar import free_places, with_taken
from roedtraad.meetings.rules.admission import FUTURE_WORKSHOP
from roedtraad.organisation.terms import terms_on


def forum_choices(actor: Actor, person_id: int) -> list[tuple[str, str]]:
    """The forums with their verdict on this case, those that take it first. A forum that somebody calls is not among them."""
    found = [
        explained(actor, person_id, one)
        for one in case_forums(actor)
        if not one.is_called and one.kind != FUTURE_WORKSHOP
    ]
    found.sort(key=lambda one: not one.allowed)
    return [(one.forum.id, _in_words(one)) for one in found]


def _in_words(one: Explained) -> str:
    title = one.forum.title.get(get_language() or "da")
    if not one.allowed:
        return _("%(forum)s – does not take the case. %(reasons)s") % {"forum": title, "reasons": " ".join(one.reasons)}
    if one.condition:
        return _("%(forum)s – you judge yourself whether this holds: %(condition)s") % {
            "forum": title, "condition": one.condition,
        }  # fmt: skip
    return _("%(forum)s – takes the case.") % {"forum": title}


def meeting_choices(actor: Actor) -> list[tuple[str, str]]:
    """The meetings with an open agenda, by forum and day, with the places that are left. One query."""
    titles = {one.id: one.title.get(get_language() or "da") for one in case_forums(actor)}
    terms = terms_on(actor.on)
    ahead = Meeting.objects.filter(forum__in=titles, state=MeetingState.PLANNED, by_cadence=True, held_on__gte=actor.on)
    rows = with_taken(ahead).order_by("held_on", "begins_at", "pk")
    return [(str(one.pk), _meeting(one, titles)) for one in rows if is_open(one.held_on, actor.on, terms)]


def _meeting(one: Meeting, titles: dict[str, str]) -> str:
    free = free_places(one)
    room = _("full") if free == 0 else (_("room for %(count)s") % {"count": free} if free is not None else "")
    return ", ".join(part for part in (titles[one.forum], _day(one.held_on), room) if part)


def _day(on: dt.date) -> str:
    return date_format(on, "SHORT_DATE_FORMAT")
