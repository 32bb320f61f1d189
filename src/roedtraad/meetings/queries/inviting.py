# SPDX-License-Identifier: EUPL-1.2
"""Who takes part in an item, as one reader may see it: task, why, how, answer, what they may hear, and what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from roedtraad.consent.ground import department_keys, department_titles
from roedtraad.consent.policies import readable
from roedtraad.consent.words import KIND_TITLES
from roedtraad.kernel.actor import Actor
from roedtraad.meetings import policies
from roedtraad.meetings.models import AgendaItem, Participant, Reply, Task, Way
from roedtraad.meetings.queries.calendar import forum_last
from roedtraad.meetings.queries.inviting_calendar import calendar_file
from roedtraad.meetings.queries.inviting_hearing import Listener, listeners, subject_of
from roedtraad.meetings.queries.inviting_reaching import is_behind, reached_at
from roedtraad.meetings.queries.inviting_words import COULD_LEAVE, WHY, ground_titles
from roedtraad.meetings.rules import inviting as rules
from roedtraad.meetings.rules.inviting_hearing import Matter
from roedtraad.organisation.profile import DataKind

__all__ = ["Gap", "Heard", "ParticipantRow", "adults_of", "calendar_file", "participants_of", "rows_of"]
_IN_THE_ROOM = (Way.IN_PERSON, Way.VIDEO)


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody may hear of one department, and the ground on which they do."""

    department: str
    kinds: tuple[str, ...]
    ground: str
    ground_title: str


@dataclass(frozen=True, slots=True)
class Gap:
    """What a participant may not hear of one department: titles to read, codes for the consent form."""

    giving: str
    receiving: tuple[str, ...]
    kinds: tuple[str, ...]
    giving_title: str
    receiving_titles: tuple[str, ...]
    kind_titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    """One participant as they are read. `hears` and `gaps` name only what the reader may know of themself."""

    pk: int
    name: str
    title: str
    task: str
    tasks: tuple[str, ...]
    why: str
    way: str
    way_title: str
    reply: str
    reply_title: str
    note: str
    wish: str
    instead_of: str
    account_id: int | None
    guardian_id: int | None
    is_young_person: bool
    is_adult: bool
    is_invited: bool
    is_behind: bool
    is_reachable: bool
    could_leave: str
    ground: str
    ground_title: str
    hears: tuple[Heard, ...]
    gaps: tuple[Gap, ...]

    @property
    def is_citizen(self) -> bool:
        return self.is_young_person or self.guardian_id is not None

    @property
    def hears_common_only(self) -> bool:
        """Whether they hear nothing of any department, but only what is said to everybody."""
        return bool(self.gaps) and not self.hears


@dataclass(frozen=True, slots=True)
class _Words:
    """What one reader may know of the matters, and titles in their language."""

    known: frozenset[Matter]
    codes: Mapping[int, str]
    departments: Mapping[str, str]
    grounds: Mapping[str, str]

    def title(self, department_id: int) -> str:
        code = self.codes.get(department_id, "")
        return self.departments.get(code, code)


def participants_of(actor: Actor, item: AgendaItem) -> list[ParticipantRow]:
    """Everybody in an item, the young person first, with what the actor may know of what they hear. Raises NotVisible.

    What departments know about the young person is itself confidential: a reader is told only of what they may read themself.
    The queries are as many for one participant as for ten.
    """
    policies.require_see(actor, item)
    found = item.participants.select_related("account", "guardian", "stands_in_for__account")
    return rows_of(actor, item, sorted(found, key=lambda one: (rules.TASKS.index(one.task), one.pk)))


def adults_of(item: AgendaItem) -> int:
    """How many adults of the municipality and from outside are asked to an item; who has said no is not counted."""
    return rules.adults(item.participants.exclude(reply=Reply.NO).values_list("task", flat=True))


def rows_of(actor: Actor, item: AgendaItem, participants: Sequence[Participant]) -> list[ParticipantRow]:
    """The rows of participants that somebody has been let see."""
    subject = subject_of(item, forum_last(item.meeting.forum, item.meeting.held_on))
    found, words = listeners(subject, item, participants), _words(actor, item, subject.matters)
    left = {one.key: str(COULD_LEAVE[one.reason]) for one in rules.could_leave(_as_proposed(item, participants))}
    return [_row(item, one, found[one.pk], words, left.get(str(one.pk), "")) for one in participants]


def _words(actor: Actor, item: AgendaItem, matters: Iterable[Matter]) -> _Words:
    allowed = readable(actor, item.young_person_id)
    known = frozenset(one for one in matters if allowed.allows(one[0], cast("DataKind", one[1])))
    return _Words(known, department_keys(actor.on).by_key, department_titles(actor.on), ground_titles(actor))


def _as_proposed(item: AgendaItem, participants: Iterable[Participant]) -> list[rules.Proposed]:
    """Those in the room as the rules see them; a caseworker of the item's own unit has the case that the question is about."""
    cases = item.unit.cases.filter(young_person_id=item.young_person_id, closed_on__isnull=True)
    own = frozenset(cases.values_list("caseworker_id", flat=True))
    return [
        rules.Proposed(str(one.pk), (one.task, *one.also), one.seat, one.account_id in own)
        for one in participants
        if one.reply != Reply.NO and one.way in _IN_THE_ROOM
    ]


def _row(item: AgendaItem, one: Participant, listener: Listener, words: _Words, could_leave: str) -> ParticipantRow:
    one.item = item
    ground = listener.hearing.ground
    return ParticipantRow(
        pk=one.pk, name=name_of(one), title=_title(one), task=one.task,
        tasks=tuple(str(Task(task).label) for task in (one.task, *one.also)), why=one.why or str(WHY[one.task]),
        way=one.way, way_title=one.get_way_display(), reply=one.reply, reply_title=one.get_reply_display(),
        note=one.reply_note, wish=one.wish, instead_of=name_of(one.stands_in_for) if one.stands_in_for else "",
        account_id=one.account_id, guardian_id=one.guardian_id, is_young_person=one.is_young_person,
        is_adult=one.task not in rules.OWN_SIDE, is_invited=one.invited_at is not None, is_behind=is_behind(one, item),
        is_reachable=reached_at(one) is not None, could_leave=could_leave, ground=ground,
        ground_title=words.grounds.get(ground, ground), hears=_hears(listener, words), gaps=_gaps(one, listener, words),
    )  # fmt: skip


def name_of(one: Participant) -> str:
    """Who it is."""
    if one.is_young_person:
        return one.item.young_person.name
    if one.guardian is not None:
        return one.guardian.name
    return one.account.name if one.account is not None else one.outside_name


def _title(one: Participant) -> str:
    if one.guardian is not None:
        return one.guardian.relation
    return one.account.title if one.account is not None else ""


def _hears(listener: Listener, words: _Words) -> tuple[Heard, ...]:
    heard = listener.hearing.heard
    grouped: dict[tuple[int, str], list[str]] = {}
    for matter in sorted(words.known & heard.keys()):
        grouped.setdefault((matter[0], heard[matter]), []).append(matter[1])
    return tuple(
        Heard(words.title(department), _kinds(kinds), ground, words.grounds.get(ground, ground))
        for (department, ground), kinds in grouped.items()
    )


def _gaps(one: Participant, listener: Listener, words: _Words) -> tuple[Gap, ...]:
    """What is missing for somebody who will be in the room, by the department that would tell."""
    if one.reply == Reply.NO or one.way not in _IN_THE_ROOM:
        return ()
    grouped: dict[int, list[str]] = {}
    for department, kind in sorted(words.known & listener.hearing.missing):
        grouped.setdefault(department, []).append(kind)
    receiving = sorted(listener.departments, key=words.title)
    return tuple(
        Gap(
            words.codes.get(department, ""), tuple(words.codes.get(pk, "") for pk in receiving), tuple(kinds),
            words.title(department), tuple(words.title(pk) for pk in receiving), _kinds(kinds),
        )
        for department, kinds in grouped.items()
    )  # fmt: skip


def _kinds(kinds: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(KIND_TITLES[kind]) for kind in kinds)
