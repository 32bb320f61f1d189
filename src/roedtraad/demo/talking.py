# SPDX-License-Identifier: EUPL-1.2
"""The demo's talk: messages of young people in the portal, papers on notes, and who answers while a colleague is away."""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from roedtraad.cases.absence_actions import register_absence, substitutes_for
from roedtraad.cases.models import ContactPerson
from roedtraad.cases.staff import colleagues_in_unit
from roedtraad.demo.events import Event, demo_account, on_duty
from roedtraad.demo.papers import pdf_of
from roedtraad.demo.talking_tales import INVITED_DAYS_AGO, PAPERS, TALKS, ToldMessage, ToldPaper
from roedtraad.journal import actions as journal
from roedtraad.journal.models import Note
from roedtraad.kernel.rights import Right, has_right
from roedtraad.organisation.models import Account, Unit
from roedtraad.portal import access_actions, message_actions, signin_actions
from roedtraad.portal.access_actions import Guest
from roedtraad.portal.demo import citizens
from roedtraad.portal.models import IdentityKind, PortalIdentity
from roedtraad.portal.policies import citizen_actor

_AWAY: Final = ((-40, 14), (-6, 13), (12, 6))
"""Absences of three colleagues: on which day from today, and how many days longer."""


def events(followed: Sequence[ContactPerson], today: dt.date) -> Iterator[Event]:
    """What is written between the demo's citizens and whoever follows them, the papers, and the absences."""
    inviting = [one for one in followed if has_right(on_duty(one.account, today), Right.INVITE_TO_PORTAL)]
    shown = {one.key for one in citizens()}
    first = sorted(inviting, key=lambda one: (f"self-{one.young_person_id}" not in shown, one.young_person.born_on))
    for one, talk in zip(first, TALKS, strict=False):
        invited = min(INVITED_DAYS_AGO, (today - one.started_on).days)
        yield Event(invited, partial(_invite, one))
        for told in talk:
            yield Event(min(told.days_ago, invited), partial(_write, one, told))
    for one, paper in zip(inviting, PAPERS, strict=False):
        yield Event(2, partial(_attach, one, paper))
    yield from _absences(today)


def _invite(one: ContactPerson, on: dt.date) -> None:
    """The young person is invited, and opens the link."""
    made = access_actions.invite(
        on_duty(one.account, on), person_id=one.young_person_id, guest=Guest(IdentityKind.SELF)
    )
    signin_actions.let_in(made.identity_id, how="code", invited=True)


def _write(one: ContactPerson, told: ToldMessage, on: dt.date) -> None:
    if told.is_own:
        identity = PortalIdentity.objects.get(young_person_id=one.young_person_id, kind=IdentityKind.SELF)
        citizen = citizen_actor(identity.pk, on)
        message_actions.write_own_message(citizen, person_id=one.young_person_id, text=told.text)
    else:
        message_actions.answer_message(on_duty(one.account, on), person_id=one.young_person_id, text=told.text)


def _attach(one: ContactPerson, paper: ToldPaper, on: dt.date) -> None:
    """A paper on the newest note."""
    note = Note.objects.filter(young_person_id=one.young_person_id, author=one.account).first()
    if note is not None:
        journal.add_attachment(on_duty(one.account, on), note_id=note.pk, name=paper.name, content=pdf_of(paper.lines))


def _absences(today: dt.date) -> Iterator[Event]:
    """At the entry one colleague has been away, one is, and one will be; the counsellor answers for the one who is."""
    leader, counsellor = demo_account("leder"), demo_account("vejleder")
    unit = Unit.objects.filter(is_entry=True).first()
    if leader is None or counsellor is None or unit is None:
        return
    demo = demo_account("kontaktperson")
    staff = colleagues_in_unit(Right.HAND_OVER, unit.pk, today).filter(is_demo=False).order_by("pk")[: len(_AWAY) - 1]
    away = [*staff, *([demo] if demo else [])]
    for account, (starts, days) in zip(away, _AWAY[-len(away) :], strict=False):
        period = (today + dt.timedelta(days=starts), today + dt.timedelta(days=starts + days))
        is_now = period[0] <= today <= period[1]
        yield Event(max(-starts, 1), partial(_go_away, leader, account, counsellor if is_now else None, period))


def _go_away(
    leader: Account, account: Account, substitute: Account | None, period: tuple[dt.date, dt.date], on: dt.date
) -> None:
    """A named substitute, else the last colleague of the leader's unit who may be one."""
    actor = on_duty(leader, on)
    near = colleagues_in_unit(Right.HAND_OVER, actor.grants[0].unit_id or 0, on).exclude(pk=leader.pk)
    fit = sorted(substitutes_for(actor, account.pk) & set(near.values_list("pk", flat=True)), reverse=True)
    chosen = substitute.pk if substitute and substitute.pk in fit else next(iter(fit), None)
    if chosen is not None:
        register_absence(actor, account_id=account.pk, substitute_id=chosen, started_on=period[0], ended_on=period[1])
