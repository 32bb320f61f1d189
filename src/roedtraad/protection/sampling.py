# SPDX-License-Identifier: EUPL-1.2
"""The monthly sample of looks: drawn by a lot that can be drawn again, checked by leaders, passed on when they do not."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.audit.models import LogEntry, LogPerson, Stream
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, system_actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.locks import Lock, hold
from roedtraad.kernel.periods import in_force
from roedtraad.kernel.rights import Right, has_right, roles_with_right
from roedtraad.organisation.models import Department, RoleAssignment
from roedtraad.organisation.terms import terms_on
from roedtraad.protection.common import NOT_YOURS
from roedtraad.protection.models import CheckAnswer, SampledLook, SampleRound
from roedtraad.protection.rules import (
    Drawable,
    draw,
    is_for_officer,
    month_of,
    months_to_draw,
    next_month,
    seed_of,
)  # fmt: skip


def draw_due_rounds(today: dt.date | None = None) -> list[SampleRound]:
    """Draw the sample of every month that is over and has none, and pass on what nobody has checked in time.

    Done each night: on the first day of a month it draws the month before; a night without the worker is made good the next.
    """
    actor = system_actor(today or clock.today(), "worker")
    drawn = [one for month in _missing(actor.on) if (one := _draw_month(actor, month)) is not None]
    _remind(actor)
    _pass_on(actor)
    return drawn


def missing_rounds(on: dt.date) -> list[dt.date]:
    """The months that are over and have no round: none, unless the nightly work has not been done."""
    return _missing(on)


def _missing(on: dt.date) -> list[dt.date]:
    looks = LogEntry.objects.filter(stream=Stream.LOOK, account_id__gt=0)
    first = looks.aggregate(first=Min("at"))["first"]
    if first is None:
        return []
    return months_to_draw(timezone.localdate(first), on, SampleRound.objects.values_list("month", flat=True))


@transaction.atomic
def _draw_month(actor: Actor, month: dt.date) -> SampleRound | None:
    """One round; None when somebody else has just drawn it."""
    hold(Lock.LOG_CHAIN)
    if SampleRound.objects.filter(month=month).exists():
        return None
    terms = terms_on(actor.on)
    percent, least = terms.number("looks_sample_percent"), terms.number("looks_sample_least")
    seed, looks = seed_of(month, _last_hash(month)), _looks_of(month)
    made = SampleRound.objects.create(
        month=month, seed=seed, percent=percent, least=least, looks=len(looks), drawn_at=clock.now(),
        remind_on=terms.after("looks_sample_reminder", actor.on), answer_by=terms.after("looks_sample_answer", actor.on),
    )  # fmt: skip
    leaders = _leaders(actor.on)
    drawn = draw(seed, looks, percent=percent, least=least)
    SampledLook.objects.bulk_create(
        SampledLook(
            round=made, sequence=one.sequence, account_id=one.account_id, department=one.department,
            for_officer=is_for_officer(one, leaders.get(one.department, ())),
        )
        for one in drawn
    )  # fmt: skip
    values = {"month": month, "looks": len(looks), "drawn": len(drawn), "seed": seed}
    record_change(actor, Record("looks_drawn", "sample_round", made.pk, values=values))
    return made


def _month_in_log(month: dt.date) -> Mapping[str, dt.datetime]:
    start, end = (clock.midnight(day) for day in (month, next_month(month)))
    return {"at__gte": start, "at__lt": end}


def _last_hash(month: dt.date) -> str:
    """The hash of the month's last row in the log."""
    rows = LogEntry.objects.filter(at__lt=_month_in_log(month)["at__lt"]).order_by("-sequence")
    return rows.values_list("chain_hash", flat=True).first() or ""


def _looks_of(month: dt.date) -> list[Drawable]:
    """Every look of the month by staff at a young person."""
    rows = LogEntry.objects.filter(
        stream=Stream.LOOK, account_id__gt=0, pk__in=LogPerson.objects.values("entry_id"), **_month_in_log(month)
    )
    return [
        Drawable(sequence, account or 0, department)
        for sequence, account, department in rows.order_by("sequence").values_list(
            "sequence", "account_id", "department"
        )
    ]


def _leaders(on: dt.date) -> dict[str, list[int]]:
    """Who may check looks in each department on a day, by the department's code."""
    found: dict[str, list[int]] = {}
    roles = [role.value for role in roles_with_right(Right.CHECK_LOOKS)]
    rows = RoleAssignment.objects.filter(in_force(on), role__in=roles, account__is_active=True, unit__isnull=False)
    for department, account in rows.values_list("unit__department__code", "account_id").distinct():
        found.setdefault(department, []).append(account)
    return found


def drawn_again(actor: Actor, round_id: int) -> bool:
    """Whether the draw, made once more from its seed and the log, gives the very looks that stand in the round."""
    require_drawing(actor)
    made = SampleRound.objects.filter(pk=round_id).first()
    if made is None:
        raise NotVisible
    again = draw(made.seed, _looks_of(made.month), percent=made.percent, least=made.least)
    stands = list(made.sample.order_by("sequence").values_list("sequence", flat=True))
    return made.seed == seed_of(made.month, _last_hash(made.month)) and [one.sequence for one in again] == stands


@transaction.atomic
def _remind(actor: Actor) -> None:
    """Mark the rounds whose reminder is due; the desks of those who have not answered say so from then on."""
    due = SampleRound.objects.filter(remind_on__lte=actor.on, reminded_at__isnull=True, sample__answer="").distinct()
    for made in due:
        SampleRound.objects.filter(pk=made.pk).update(reminded_at=clock.now())
        record_change(actor, Record("looks_reminded", "sample_round", made.pk))


@transaction.atomic
def _pass_on(actor: Actor) -> None:
    """What no leader has answered in time becomes the data protection officer's."""
    late = SampleRound.objects.filter(answer_by__lt=actor.on, escalated_at__isnull=True)
    for made in late:
        SampleRound.objects.filter(pk=made.pk).update(escalated_at=clock.now())
        passed_on = made.sample.filter(answer="", for_officer=False).update(for_officer=True)
        if passed_on:
            record_change(actor, Record("looks_passed_on", "sample_round", made.pk, values={"looks": passed_on}))


@transaction.atomic
def answer_look(actor: Actor, *, look_id: int, answer: CheckAnswer, note: str = "") -> SampledLook:
    """Say of one drawn look whether it was in order. A doubt needs a note. Refuses one's own look and a second answer."""
    look = SampledLook.objects.select_for_update().filter(pk=look_id).first()
    if look is None or not may_check(actor, look):
        raise NotVisible
    if look.account_id == actor.account_id:
        raise NotAllowed("look_is_own", _("Nobody checks their own looks."))
    if look.answer:
        raise DomainError("look_answered", _("Somebody has answered already."))
    if answer != CheckAnswer.IN_ORDER and not note.strip():
        raise DomainError("look_doubt_without_note", _("Write what is not in order, or what you are unsure of."))
    look.answer, look.note = answer, note.strip()
    look.answered_at, look.answered_by_id = clock.now(), actor.account_id
    look.save(update_fields=["answer", "note", "answered_at", "answered_by"])
    persons = tuple(LogPerson.objects.filter(entry_id=look.sequence).values_list("young_person_id", flat=True))
    values = {"answer": answer.value, "note": look.note}
    record_change(actor, Record("look_checked", "sampled_look", look.pk, persons, values))
    return look


def may_check(actor: Actor, look: SampledLook) -> bool:
    """Whether this look is the actor's to see: the officer's always, a leader's in their department."""
    if is_drawing(actor):
        return True
    return look.department in led_departments(actor)


def led_departments(actor: Actor) -> Collection[str]:
    """The departments in which the actor checks looks, by code."""
    grants = actor.grants_with(roles_with_right(Right.CHECK_LOOKS))
    keys = {grant.department_id for grant in grants if grant.department_id}
    return frozenset(Department.objects.filter(pk__in=keys).values_list("code", flat=True)) if keys else ()


def is_drawing(actor: Actor) -> bool:
    """Whether the actor answers for the sample as a whole."""
    return has_right(actor, Right.DRAW_LOOKS)


def require_drawing(actor: Actor) -> None:
    """Refuse everybody but the data protection officer."""
    if not is_drawing(actor):
        raise NotAllowed("protection_not_yours", NOT_YOURS)


def last_full_month(on: dt.date) -> dt.date:
    """The month before the one that runs."""
    return month_of(month_of(on) - dt.timedelta(days=1))
