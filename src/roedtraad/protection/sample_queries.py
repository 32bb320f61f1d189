# SPDX-License-Identifier: EUPL-1.2
"""Reads of the sample: what waits for a leader, what the officer sees of each round, and who has looked at one person."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise

from roedtraad.audit.looks import OWN_PAGES, purpose_title
from roedtraad.audit.models import LogEntry, LogPerson, Stream
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.contributions import act_types
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.listing import Page, paged
from roedtraad.organisation.models import Department, Unit
from roedtraad.people import policies
from roedtraad.people.models import YoungPerson
from roedtraad.protection import sampling
from roedtraad.protection.common import account_of, last
from roedtraad.protection.models import CheckAnswer, SampledLook, SampleRound

MOST_PERSONS = 5
"""Young persons of one look that are named; a list can have shown sixty."""


@dataclass(frozen=True, slots=True)
class LookPerson:
    """A young person of a look: by name for whoever may see them, else by reference."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One drawn look as whoever checks it reads it."""

    pk: int
    at: dt.datetime
    who: str
    what: str | Promise
    unit: str
    department: str
    purpose: str
    persons: Sequence[LookPerson]
    further: int
    answer_by: dt.date
    is_late: bool
    is_reminded: bool
    is_own: bool
    answer: str
    answer_title: str | Promise
    note: str
    answered_by: str
    person_ids: tuple[int, ...]


def looks_to_check(actor: Actor, state: str = "", number: int = 1, round_id: int | None = None) -> Page[CheckRow]:
    """The drawn looks that are the actor's: what waits first, then the newest. `state` is a CheckAnswer, `waits` or empty."""
    found = _mine(actor)
    if round_id is not None:
        found = found.filter(round_id=round_id)
    if state == "waits":
        found = found.filter(answer="")
    elif state:
        found = found.filter(answer=state)
    page: Page[SampledLook] = paged(found.order_by(last(~Q(answer="")), "-round__month", "sequence"), number)
    return page.with_rows(lambda rows: _rows(actor, rows))


def look_to_check(actor: Actor, look_id: int) -> CheckRow:
    """One of them. Raises NotVisible."""
    look = SampledLook.objects.select_related("round", "answered_by").filter(pk=look_id).first()
    if look is None or not sampling.may_check(actor, look):
        raise NotVisible
    return _rows(actor, [look])[0]


def waiting_looks(actor: Actor, limit: int) -> tuple[list[CheckRow], int]:
    """What the actor must answer, the oldest first: a leader's own, or what has gone to the officer."""
    waiting = (
        _mine(actor).filter(answer="", for_officer=sampling.is_drawing(actor)).exclude(account_id=account_of(actor))
    )
    found = _rows(actor, list(waiting.order_by("round__answer_by", "sequence")[:limit]))
    return found, len(found) if len(found) < limit else waiting.count()


def _mine(actor: Actor) -> "QuerySet[SampledLook]":
    found = SampledLook.objects.select_related("round", "answered_by")
    return found if sampling.is_drawing(actor) else found.filter(department__in=sampling.led_departments(actor))


def _rows(actor: Actor, looks: Sequence[SampledLook]) -> list[CheckRow]:
    sequences = [look.sequence for look in looks]
    entries = LogEntry.objects.in_bulk(sequences)
    persons: dict[int, list[int]] = {}
    for sequence, person in LogPerson.objects.filter(entry_id__in=sequences).values_list("entry_id", "young_person_id"):
        persons.setdefault(sequence, []).append(person)
    shown = {one for many in persons.values() for one in many[:MOST_PERSONS]}
    names, units = _names(actor, shown), _units()
    return [
        _row(actor, look, entries[look.sequence], persons.get(look.sequence, []), names, units) for look in looks
    ]  # fmt: skip


def _names(actor: Actor, persons: set[int]) -> Mapping[int, str]:
    """Names for those whom the actor may see, references for the others; a deleted person has only the number."""
    found = YoungPerson.objects.filter(pk__in=persons).only("reference", "given_name", "family_name")
    seen = set(policies.visible_among(actor, found).values_list("pk", flat=True)) if persons else set()
    return {one.pk: one.name if one.pk in seen else one.reference for one in found}


def _units() -> Mapping[str, Unit]:
    return {unit.code: unit for unit in Unit.objects.select_related("department")}


def _row(
    actor: Actor, look: SampledLook, entry: LogEntry, persons: Sequence[int], names: Mapping[int, str],
    units: Mapping[str, Unit],
) -> CheckRow:  # fmt: skip
    unit, act = units.get(entry.unit), act_types.get(entry.act)
    return CheckRow(
        pk=look.pk, at=entry.at, who=entry.actor_name, what=act.title if act else entry.act,
        unit=unit.local_name if unit else entry.unit,
        department=unit.department.local_name if unit else entry.department,
        purpose=purpose_title(entry.purpose),
        persons=[LookPerson(one, names.get(one, str(one))) for one in persons[:MOST_PERSONS]],
        further=max(len(persons) - MOST_PERSONS, 0), answer_by=look.round.answer_by,
        is_late=not look.answer and look.round.answer_by < actor.on, is_reminded=look.round.reminded_at is not None,
        is_own=look.account_id == actor.account_id, answer=look.answer,
        answer_title=CheckAnswer(look.answer).label if look.answer else "", note=look.note,
        answered_by=look.answered_by.name if look.answered_by else "", person_ids=tuple(persons[:MOST_PERSONS]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One month's round in figures. `is_missed`: the time is over and looks wait."""

    pk: int
    month: dt.date
    drawn_at: dt.datetime
    looks: int
    drawn: int
    waits: int
    in_order: int
    not_in_order: int
    unsure: int
    answer_by: dt.date
    is_missed: bool
    seed: str


def rounds(actor: Actor, number: int = 1) -> Page[RoundRow]:
    """Every round, the newest first."""
    sampling.require_drawing(actor)
    page: Page[SampleRound] = paged(_counted(), number)
    return page.with_rows(lambda found: [_round(actor, one) for one in found])


def every_round(actor: Actor) -> list[RoundRow]:
    """All rounds, for taking the figures out."""
    sampling.require_drawing(actor)
    return [_round(actor, one) for one in _counted()]


def _counted() -> "QuerySet[SampleRound]":
    return SampleRound.objects.annotate(
        drawn=Count("sample"),
        waits=Count("sample", filter=Q(sample__answer="")),
        **{answer.value: Count("sample", filter=Q(sample__answer=answer)) for answer in CheckAnswer},
    ).order_by("-month")


def _round(actor: Actor, one: SampleRound) -> RoundRow:
    given = {name: getattr(one, name) for name in ("drawn", "waits", "in_order", "not_in_order", "unsure")}
    return RoundRow(
        pk=one.pk, month=one.month, drawn_at=one.drawn_at, looks=one.looks, answer_by=one.answer_by,
        is_missed=bool(given["waits"]) and one.answer_by < actor.on, seed=one.seed, **given,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnLook:
    """A look at the young person as they read it: when, from which department, and why. Never who."""

    at: dt.datetime
    department: str
    purpose: str


def looks_for_young_person(actor: Actor, person_id: int, page: int = 1) -> Page[OwnLook]:
    """Who has been shown the young person, for the young person: newest first, without what they looked at themself.

    Date, time, department and purpose; not the name (CJEU C-579/21, Datatilsynet 2024-32-0283). Raises NotVisible for
    everybody who is not this young person.
    """
    if not any(grant.role == Role.YOUNG_PERSON and grant.person_id == person_id for grant in actor.grants):
        raise NotVisible
    found: Page[LogPerson] = paged(looks_at(person_id), page)
    return found.with_rows(own_looks)


def looks_at(person_id: int) -> "QuerySet[LogPerson]":
    """Every look at a young person but their own, newest first, in the order of the index behind it."""
    found = LogPerson.objects.filter(young_person_id=person_id, entry__stream=Stream.LOOK).select_related("entry")
    return found.exclude(entry__account_id=0, entry__purpose=OWN_PAGES).order_by("-entry_id")


def own_looks(rows: Sequence[LogPerson]) -> list[OwnLook]:
    """Rows of the log without names."""
    departments = {one.code: one.local_name for one in Department.objects.all()}
    entries = [row.entry for row in rows]
    return [OwnLook(one.at, departments.get(one.department, ""), purpose_title(one.purpose)) for one in entries]
