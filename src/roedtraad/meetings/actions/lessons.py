# SPDX-License-Identifier: EUPL-1.2
"""Writing down what a forum has learnt, so that it points at nobody; changing and removing one's own."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed
from roedtraad.kernel.rights import Right, has_right
from roedtraad.meetings.models import Lesson
from roedtraad.meetings.queries.lessons import forums_taken_part_in, own_lesson, pointers_of
from roedtraad.meetings.rules.lessons import Found, pointing_at


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody wants to share: of which forum and month, and for which departments (none: everybody)."""

    forum: str
    month: dt.date
    text: str
    for_departments: tuple[str, ...] = ()


def write_lesson(actor: Actor, *, told: Told) -> Lesson:
    """Share an experience. Refuses who neither prepares meetings nor took part in the forum, and a text that points at somebody."""
    _require_write(actor, told.forum)
    with transaction.atomic():
        _require_nobody(told, actor.on)
        made = Lesson.objects.create(
            forum=told.forum, month=told.month.replace(day=1), text=told.text, written_by_id=actor.account_id,
            for_departments=sorted(told.for_departments), written_on=actor.on,
        )  # fmt: skip
        record_change(actor, Record("lesson_written", "lesson", made.pk, values={"forum": told.forum}))
    return made


def change_lesson(actor: Actor, *, lesson_id: int, told: Told) -> Lesson:
    """Change one's own lesson. Raises NotVisible for another's, and refuses as `write_lesson` does."""
    held = own_lesson(actor, lesson_id)
    _require_write(actor, told.forum)
    with transaction.atomic():
        _require_nobody(told, actor.on)
        held.forum, held.month, held.text = told.forum, told.month.replace(day=1), told.text
        held.for_departments, held.written_on = sorted(told.for_departments), actor.on
        held.save()
        record_change(actor, Record("lesson_changed", "lesson", held.pk, values={"forum": told.forum}))
    return held


def remove_lesson(actor: Actor, *, lesson_id: int) -> None:
    """Take one's own lesson away. Raises NotVisible for another's."""
    held = own_lesson(actor, lesson_id)
    with transaction.atomic():
        record_change(actor, Record("lesson_removed", "lesson", held.pk, values={"forum": held.forum}))
        held.delete()


def _require_write(actor: Actor, forum: str) -> None:
    if has_right(actor, Right.PREPARE_MEETINGS) or (actor.account_id and forum in forums_taken_part_in(actor)):
        return
    raise NotAllowed(
        "lesson_of_those_there", _("Only those who prepare meetings or took part in the forum write here.")
    )


def _require_nobody(told: Told, on: dt.date) -> None:
    known = pointers_of(told.forum, on)
    found = pointing_at(told.text, known.names, known.streets)
    if found:
        raise DomainError("lesson_points_at_somebody", _refusal(found))


def _refusal(found: Found) -> str:
    """What in the text points at somebody, in the writer's own words, and what to write instead."""
    said = []
    if found.cpr:
        said.append(_("The text holds a number that may be a CPR number."))
    if found.reachable:
        said.append(_("The text holds a phone number or an e-mail address."))
    if found.words:
        words = ", ".join(f"“{word}”" for word in found.words)
        said.append(_("%(words)s is a name or a street of somebody whom the forum has met about.") % {"words": words})
    said.append(_("Write “the young person” or “a parent” instead, and leave out what only fits one."))
    return " ".join(said)
