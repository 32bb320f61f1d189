# SPDX-License-Identifier: EUPL-1.2
"""What the demo's data protection officer has on the desk: an emergency access, a drawn sample of looks, a copy asked for."""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from roedtraad.audit.looks import Look, log_look
from roedtraad.cases.models import ContactPerson
from roedtraad.demo.events import Event, demo_account, on_duty, working_days
from roedtraad.kernel.calendar import add_months, add_working_days
from roedtraad.kernel.rights import Right, has_right
from roedtraad.organisation.models import Account
from roedtraad.people import policies
from roedtraad.people.models import YoungPerson
from roedtraad.portal.models import IdentityKind, PortalIdentity
from roedtraad.portal.policies import citizen_actor
from roedtraad.protection import copy_actions, emergency, sampling
from roedtraad.protection.models import CheckAnswer, SampledLook

_WHY_OPENED: Final = "Stod i forhallen og var ikke til at få ud af døren alene. Skulle vide, hvem der plejer at komme."
_LOOKS_ON: Final = (6, 11, 16)
"""Working days of the month before this one on which those who follow somebody looked at them."""
_CHECKED, _AT_MOST = 3, 3
"""How many days after the draw the leader checks looks, and how many; the others wait, and go to the officer in time."""
_OPENED, _ASKED = 2, 6
"""How many working days ago an emergency access was opened, and how many days ago a copy was asked for."""


def events(followed: Sequence[ContactPerson], today: dt.date) -> Iterator[Event]:
    """Looks of the month before and their sample, one emergency access, and one copy that waits."""
    month = add_months(today.replace(day=1), -1)
    for one in followed:
        for day in _LOOKS_ON:
            on = add_working_days(month, day)
            if on >= one.started_on:
                yield Event((today - on).days, partial(_look, one))
    yield Event(today.day - 1, sampling.draw_due_rounds)
    leader = demo_account("leder")
    if leader is not None and today.day > _CHECKED:
        yield Event(today.day - 1 - _CHECKED, partial(_check, leader))
    yield Event(min(1, today.day - 1), sampling.draw_due_rounds)
    opener = demo_account("vejleder")
    if opener is not None:
        yield Event(working_days(today, _OPENED), partial(_open, opener))
    yield Event(_ASKED, _ask)


def _look(one: ContactPerson, on: dt.date) -> None:
    log_look(on_duty(one.account, on), Look("person_seen", [one.young_person_id]))


def _check(leader: Account, on: dt.date) -> None:
    """The leader knows of these: they were part of the work."""
    actor = on_duty(leader, on)
    theirs = SampledLook.objects.filter(answer="", department__in=sampling.led_departments(actor))
    for one in theirs.exclude(account_id=leader.pk).order_by("pk")[:_AT_MOST]:
        sampling.answer_look(actor, look_id=one.pk, answer=CheckAnswer.IN_ORDER)


def _open(account: Account, on: dt.date) -> None:
    """The first young person whom the colleague could not see otherwise; nobody where the colleague sees everybody."""
    actor = on_duty(account, on)
    person = YoungPerson.objects.exclude(pk__in=policies.visible(actor).values("pk")).order_by("pk").first()
    if person is not None and has_right(actor, Right.BREAK_GLASS):
        emergency.open_in_emergency(actor, asked=person.reference, reason=_WHY_OPENED)


def _ask(on: dt.date) -> None:
    """The first young person who uses the portal."""
    identity = PortalIdentity.objects.filter(kind=IdentityKind.SELF, made_at__date__lt=on).order_by("pk").first()
    if identity is not None:
        actor = citizen_actor(identity.pk, on)
        copy_actions.ask_for_copy(actor, person_id=identity.young_person_id)
