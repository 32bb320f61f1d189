# SPDX-License-Identifier: EUPL-1.2
"""A colleague brings a case that needs another view; a forum that does not take it says why, and where to go instead."""

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change, record_refusal
from roedtraad.cases.models import Case
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed
from roedtraad.kernel.rights import Right
from roedtraad.meetings import policies
from roedtraad.meetings.models import OPEN_ITEMS, AgendaItem, Entry, Meeting, MeetingState
from roedtraad.meetings.queries.admission import explained, forum_named
from roedtraad.meetings.queries.board import is_open
from roedtraad.organisation.models import Unit
from roedtraad.organisation.profile import Forum
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies as people
from roedtraad.people.actions import lock_person


def bring(
    actor: Actor, *, person_id: int, forum: str, because: str, question: str, meeting_id: int | None = None
) -> AgendaItem:
    """Put a young person on a forum's agenda because a colleague needs another view: on the meeting named, else on the next with room.

    Refuses whoever may not prepare meetings about the person, and the system, which needs no view; without a reason; somebody who
    is on the forum's agenda already; a meeting whose agenda is closed or full, except for whoever leads it; and with `not_admitted`
    a case that the forum does not take (`require_admitted`).
    """
    people.require(actor, Right.PREPARE_MEETINGS, person_id)
    if actor.account_id is None:
        raise NotAllowed("brought_by_system", _("Only a person can bring a case."))
    because, question = because.strip()[:500], question.strip()[:500]
    if not because:
        raise DomainError("because_missing", _("Write why you bring it."))
    named = require_admitted(actor, person_id=person_id, forum=forum)
    with transaction.atomic():
        return _put(actor, person_id, named, (because, question), meeting_id)


def require_admitted(actor: Actor, *, person_id: int, forum: str) -> Forum:
    """The forum, when it takes the case. Otherwise the refusal is logged, so that figures can count it, and says which condition
    is not met and where the case can be taken instead.
    """
    named = forum_named(actor, forum)
    found = explained(actor, person_id, named)
    if found.allowed:
        return named
    reasons = [str(reason.unmet) for reason in found.verdict.reasons]
    values = {"forum": named.id, "reasons": reasons}
    record_refusal(actor, Record("item_refused", "young_person", person_id, (person_id,), values))
    instead = found.instead[0].id if found.instead else ""
    raise DomainError("not_admitted", found.text, reasons=reasons, instead=instead)


def _put(actor: Actor, person_id: int, forum: Forum, words: tuple[str, str], meeting_id: int | None) -> AgendaItem:
    _hold_meetings(forum)
    lock_person(person_id)
    there = AgendaItem.objects.filter(
        meeting__forum=forum.id, young_person_id=person_id, state__in=OPEN_ITEMS
    ).select_related("meeting").first()  # fmt: skip
    if there is not None:
        raise DomainError(
            "item_there",
            _("The young person is already on the agenda of %(day)s.")
            % {"day": date_format(there.meeting.held_on, "SHORT_DATE_FORMAT")},
        )
    meeting = _chosen(actor, forum, meeting_id) if meeting_id else _next_with_room(actor, forum)
    because, question = words
    item = AgendaItem.objects.create(
        meeting=meeting, young_person_id=person_id, unit_id=unit_of(actor, person_id), entry=Entry.BROUGHT,
        order=_last(meeting) + 1, because=because, question=question, brought_by_id=actor.account_id,
        added_on=actor.on, waiting_since=actor.on,
    )  # fmt: skip
    values = {"meeting": meeting.pk, "forum": forum.id, "because": because, "question": question}
    record_change(actor, Record("item_brought", "agenda_item", item.pk, (person_id,), values))
    return item


def _hold_meetings(forum: Forum) -> None:
    """Until the transaction ends, and before the person: composing the agendas holds them in the same order."""
    list(Meeting.objects.select_for_update().filter(_planned(forum)).order_by("pk").values_list("pk"))


def _planned(forum: Forum) -> Q:
    return Q(forum=forum.id, state=MeetingState.PLANNED)


def _chosen(actor: Actor, forum: Forum, meeting_id: int) -> Meeting:
    meeting = Meeting.objects.filter(_planned(forum), pk=meeting_id, held_on__gte=actor.on).first()
    if meeting is None:
        raise DomainError("meeting_not_ahead", _("Choose a meeting of this forum that has not been held."))
    if policies.leads(actor, meeting):
        return meeting
    if not is_open(meeting.held_on, actor.on, terms_on(actor.on)):
        raise DomainError(
            "agenda_closed", _("The agenda is closed, so that people can be invited in time. Choose a later meeting.")
        )
    if not _has_room(meeting):
        raise DomainError("agenda_full", _("There is no more room at that meeting. Choose a later one."))
    return meeting


def _next_with_room(actor: Actor, forum: Forum) -> Meeting:
    terms = terms_on(actor.on)
    ahead = Meeting.objects.filter(_planned(forum), by_cadence=True, held_on__gte=actor.on)
    for meeting in ahead.order_by("held_on", "begins_at", "pk"):
        if is_open(meeting.held_on, actor.on, terms) and _has_room(meeting):
            return meeting
    if forum.is_called:
        raise DomainError(
            "meeting_to_be_called", _("This forum meets when somebody calls it. Call a meeting about the case.")
        )
    raise DomainError(
        "no_meeting_ahead", _("No meeting with room is planned. Ask the secretariat to plan the next ones.")
    )


def _has_room(meeting: Meeting) -> bool:
    if meeting.capacity is None:
        return True
    return meeting.items.filter(state__in=OPEN_ITEMS).count() < meeting.capacity


def _last(meeting: Meeting) -> int:
    found = meeting.items.filter(state__in=OPEN_ITEMS).order_by("-order").values_list("order", flat=True).first()
    return found or 0


def unit_of(actor: Actor, person_id: int) -> int:
    """Whose matter it is: the unit of the actor's own open case, else of one in the actor's departments, else the actor's own
    unit, else the entry.
    """
    cases = Case.objects.filter(young_person_id=person_id, closed_on__isnull=True)
    mine = cases.filter(Q(caseworker_id=actor.account_id) | Q(unit__department_id__in=actor.department_ids))
    rows = list(mine.order_by("-opened_on", "-pk").values_list("caseworker_id", "unit_id"))
    rows.sort(key=lambda row: row[0] != actor.account_id)
    if rows:
        return rows[0][1]
    own = next((grant.unit_id for grant in actor.grants if grant.unit_id), None)
    return own or Unit.objects.get(is_entry=True, is_active=True).pk
