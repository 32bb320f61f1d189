# SPDX-License-Identifier: EUPL-1.2
"""What a citizen reads of minutes: the part in plain words, what they have said to it, and nothing else."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.meetings.minutes_policies import is_party_to, reads_meetings
from roedtraad.meetings.models import Answer, Minutes, MinutesAnswer, MinutesVersion
from roedtraad.meetings.queries.calendar import forum_title


@dataclass(frozen=True, slots=True)
class PlainRow:
    """The young person's part of one meeting. `objection` is what this citizen has said is not right."""

    item_id: int
    held_on: dt.date
    forum_title: str
    text: str
    number: int
    is_corrected: bool
    has_approved: bool
    objection: str


def plain_minutes(actor: Actor, person_id: int, guardian_id: int | None = None) -> list[PlainRow]:
    """Every part in plain words that the citizen may read about this person, the newest meeting first."""
    if not reads_meetings(actor, person_id):
        return []
    rows = Minutes.objects.filter(item__young_person_id=person_id, plain_sent_at__isnull=False)
    related = ("item__meeting", "item__unit__department")
    found = [one for one in rows.select_related(*related) if is_party_to(actor, one.item)]
    found.sort(key=lambda one: (one.item.meeting.held_on, one.pk), reverse=True)
    return _rows(found, _own(guardian_id))


def one_plain(actor: Actor, person_id: int, item_id: int, guardian_id: int | None = None) -> PlainRow:
    """The part of one meeting. Raises NotVisible."""
    found = next((one for one in plain_minutes(actor, person_id, guardian_id) if one.item_id == item_id), None)
    if found is None:
        raise NotVisible
    return found


def _own(guardian_id: int | None) -> Q:
    return Q(participant__guardian_id=guardian_id) if guardian_id else Q(participant__is_young_person=True)


def _rows(found: list[Minutes], own: Q) -> list[PlainRow]:
    texts = {(one.minutes_id, one.number): one.plain for one in MinutesVersion.objects.filter(minutes__in=found)}
    said = {(one.minutes_id, one.number): one for one in MinutesAnswer.objects.filter(own, minutes__in=found)}
    return [_row(one, texts[one.pk, one.version], said.get((one.pk, one.version))) for one in found]


def _row(one: Minutes, text: str, said: MinutesAnswer | None) -> PlainRow:
    meeting = one.item.meeting
    return PlainRow(
        item_id=one.item_id, held_on=meeting.held_on, forum_title=forum_title(meeting.forum, meeting.held_on), text=text,
        number=one.version,
        is_corrected=one.version > 1, has_approved=bool(said and said.answer == Answer.APPROVES),
        objection=said.text if said and said.answer == Answer.OBJECTS else "",
    )  # fmt: skip
