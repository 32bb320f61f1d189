# SPDX-License-Identifier: EUPL-1.2
"""Experience of forums: what others may read, and what one has written oneself."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotAllowed, NotVisible
from roedtraad.kernel.listing import Page
from roedtraad.kernel.rights import Right, has_right
from roedtraad.meetings.models import AgendaItem, ItemState, Lesson, Participant, Reply
from roedtraad.meetings.queries.figures import LEAST, forum_titles
from roedtraad.meetings.rules.lessons import SpanKind, Telling, spans_of, told_of
from roedtraad.organisation.models import Department
from roedtraad.organisation.terms import terms_on
from roedtraad.people.models import Guardian

NAMES_FROM = "lesson_names_from"
ROWS = 60


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson as it is read. `telling` None: too few young people yet, so that only its author sees it."""

    pk: int
    forum: str
    forum_title: str
    text: str
    telling: Telling | None
    departments: tuple[str, ...]
    is_mine: bool


def lessons(actor: Actor, *, forum: str = "", department: str = "", number: int = 1) -> "Page[LessonRow]":
    """The lessons that the actor may read, the newest first: everybody's that enough young people stand behind, and one's own."""
    _require_read(actor)
    rows = Lesson.objects.filter(forum=forum) if forum else Lesson.objects.all()
    least, titles = terms_on(actor.on).number(LEAST), forum_titles(actor.on)
    found = list(rows)
    persons = persons_in(found)
    names = {one.code: one.local_name for one in Department.objects.all()}
    shown = [
        LessonRow(
            one.pk, one.forum, titles.get(one.forum, one.forum), one.text,
            told_of(one.month, persons.get(one.forum, {}), least),
            tuple(names.get(code, code) for code in one.for_departments), one.written_by_id == actor.account_id,
        )
        for one in found
        if not department or not one.for_departments or department in one.for_departments
    ]  # fmt: skip
    return _page([row for row in shown if row.telling or row.is_mine], number)


def _page(rows: Sequence[LessonRow], number: int) -> "Page[LessonRow]":
    start = (number - 1) * ROWS
    return Page(rows[start : start + ROWS], number, len(rows) > start + ROWS, len(rows))


def persons_in(found: Iterable[Lesson]) -> dict[str, dict[tuple[SpanKind, dt.date], int]]:
    """How many different young people each forum met in the months, quarters and years of these lessons, in one query."""
    wanted = Q(pk__in=[])
    for forum, year in sorted({(one.forum, one.month.year) for one in found}):
        wanted |= Q(meeting__forum=forum, meeting__held_on__year=year)
    met = AgendaItem.objects.filter(wanted, state=ItemState.TREATED)
    people: dict[str, dict[tuple[SpanKind, dt.date], set[int]]] = {}
    for forum, held_on, person in met.order_by().values_list("meeting__forum", "meeting__held_on", "young_person_id"):
        for span in spans_of(held_on):
            people.setdefault(forum, {}).setdefault(span, set()).add(person)
    return {forum: {span: len(ids) for span, ids in spans.items()} for forum, spans in people.items()}


def own_lesson(actor: Actor, pk: int) -> Lesson:
    """A lesson that the actor wrote. Raises NotVisible."""
    _require_read(actor)
    found = Lesson.objects.filter(pk=pk, written_by=actor.account_id).first() if actor.account_id else None
    if found is None:
        raise NotVisible
    return found


def _require_read(actor: Actor) -> None:
    if not has_right(actor, Right.SEE_MEETINGS):
        raise NotAllowed("lessons", "")


def forums_taken_part_in(actor: Actor) -> set[str]:
    """The forums in which the actor has taken part in an item or led a meeting, so far back as names are looked for."""
    since = terms_on(actor.on).before(NAMES_FROM, actor.on)
    mine = Participant.objects.filter(account=actor.account_id).exclude(reply=Reply.NO).values("item")
    took_part = Q(pk__in=mine) | Q(meeting__chair=actor.account_id)
    items = AgendaItem.objects.filter(took_part, meeting__held_on__gte=since, meeting__held_on__lte=actor.on)
    return set(items.order_by().values_list("meeting__forum", flat=True).distinct())


def may_write(actor: Actor) -> bool:
    """Whether the actor may write for any forum: whoever prepares meetings, and whoever took part in one."""
    return has_right(actor, Right.PREPARE_MEETINGS) or bool(actor.account_id and forums_taken_part_in(actor))


@dataclass(frozen=True, slots=True)
class Pointers:
    """Names and streets on a forum's agendas. They never leave the act that compares them with a text."""

    names: tuple[str, ...]
    streets: tuple[str, ...]


def pointers_of(forum: str, on: dt.date) -> Pointers:
    """The young people and guardians whom the forum has met about, or will, in two queries. Only for the check of a lesson."""
    since = terms_on(on).before(NAMES_FROM, on)
    items = AgendaItem.objects.filter(meeting__forum=forum, meeting__held_on__gte=since).exclude(
        state=ItemState.WITHDRAWN
    )
    people = items.order_by().values_list(
        "young_person__given_name", "young_person__family_name", "young_person__street"
    )
    guardians = _guardians(items).values_list("name", "street")
    names, streets = [], []
    for given, family, street in people.distinct():
        names += [given, family]
        streets.append(street)
    for name, street in guardians:
        names.append(name)
        streets.append(street)
    return Pointers(tuple(names), tuple(one for one in streets if one))


def _guardians(items: "QuerySet[Any]") -> "QuerySet[Guardian]":
    return Guardian.objects.filter(young_person__in=items.values("young_person"))
