# SPDX-License-Identifier: EUPL-1.2
"""Meetings that have been held, for tests of what is written down of them."""

import datetime as dt
from typing import Any

from django.db import transaction

from roedtraad.kernel import clock
from roedtraad.meetings.actions.minutes import land_agreements, send_minutes, write_minutes
from roedtraad.meetings.models import (
    AgendaItem,
    AgreementLine,
    Entry,
    ItemState,
    Meeting,
    MeetingState,
    Participant,
    Task,
)
from roedtraad.meetings.queries.minutes import minutes_for
from roedtraad.organisation.models import Account, Unit
from roedtraad.people.models import Guardian, YoungPerson
from tests.cast import Cast

FORUM = "team"


def make_held(
    person: YoungPerson, chair: Account | None, unit: str = "authority", forum: str = FORUM, **values: Any
) -> AgendaItem:
    """A young person's item at a meeting that was held today, about a matter of the unit."""
    place, now = Unit.objects.get(code=unit), clock.now()
    day: dt.date = values.pop("held_on", clock.today())
    meeting = Meeting.objects.create(
        forum=forum, held_on=day, begins_at=dt.time(9), minutes=60, unit=place, chair=chair, state=MeetingState.HELD,
        opened_at=now, closed_at=now,
    )  # fmt: skip
    defaults = {
        "entry": Entry.MANDATORY, "question": "Hvad skal der ske efter sommer?", "added_on": day, "waiting_since": day,
        "state": ItemState.TREATED, "began_at": now, "ended_at": now, "seen_until": day + dt.timedelta(days=30),
    }  # fmt: skip
    return AgendaItem.objects.create(meeting=meeting, young_person=person, unit=place, **{**defaults, **values})


def make_line(item: AgendaItem, what: str = "Ringe til skolen", **values: Any) -> AgreementLine:
    """A whole line, decided at the meeting and without costs, due in ten days."""
    if not {"responsible", "by_young_person", "outside_party"} & set(values):
        values["by_young_person"] = True
    defaults = {
        "order": item.lines.count(), "due_on": clock.today() + dt.timedelta(days=10), "decided_here": True,
        "costs_nothing": True, "written_at": clock.now(),
    }  # fmt: skip
    return AgreementLine.objects.create(item=item, what=what, **{**defaults, **values})


def change_line(line: AgreementLine, **values: Any) -> None:
    """Somebody writes in the line again."""
    line.refresh_from_db()
    for name, value in values.items():
        setattr(line, name, value)
    line.version += 1
    line.save()


def make_present(item: AgendaItem, account: Account, task: Task = Task.MEMBER, **values: Any) -> Participant:
    """A colleague who was there."""
    return Participant.objects.create(item=item, account=account, task=task, **{"attended": True, **values})


def make_family(item: AgendaItem, guardian: Guardian | None = None) -> list[Participant]:
    """The young person, and a parent, who were there."""
    made = [Participant.objects.create(item=item, is_young_person=True, task=Task.YOUNG_PERSON, attended=True)]
    if guardian:
        made.append(Participant.objects.create(item=item, guardian=guardian, task=Task.GUARDIAN, attended=True))
    return made


def held_for(cast: Cast, **values: Any) -> AgendaItem:
    """Alma's item: the caseworker led, the contact person and a teacher were there."""
    item = make_held(cast.young_person, cast.account("caseworker"), **values)
    for key in ("caseworker", "contact_person", "school_representative"):
        make_present(item, cast.account(key))
    return item


def land(cast: Cast, item: AgendaItem, key: str = "caseworker") -> int:
    """What was agreed lands in the plan, as when the item is ended."""
    with transaction.atomic():
        return land_agreements(cast.actor(key), item)


def make_sent(
    cast: Cast, text: str = "Vi talte om sommeren.", plain: str = "Du skal ringe.", **values: Any
) -> AgendaItem:
    """Alma's item with minutes that the caseworker has written and sent."""
    item, actor = held_for(cast, **values), cast.actor("caseworker")
    write_minutes(actor, item_id=item.pk, text=text, plain=plain)
    found = minutes_for(actor, item).newest
    send_minutes(actor, item_id=item.pk, seen=found.mark if found else "")
    return item
