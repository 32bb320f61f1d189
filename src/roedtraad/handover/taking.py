# SPDX-License-Identifier: EUPL-1.2
"""What changes hands at the moment of acceptance, and nothing else: work that has been done keeps its author."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from roedtraad.cases.models import ContactPerson
from roedtraad.handover.models import Handover
from roedtraad.kernel.errors import DomainError
from roedtraad.organisation.models import Unit

_DAY = dt.timedelta(days=1)


def take_over(one: Handover, taker: int, unit: Unit, on: dt.date) -> None:
    """Let the taker have the case or the task from `on`. Refuses what has changed hands otherwise, or is closed or ended."""
    if one.case is not None:
        _take_case(one, taker, unit)
    elif one.contact_person is not None:
        if one.contact_person.account_id != one.from_account_id or one.contact_person.ended_on is not None:
            raise _moved_on()
        pass_task(one.contact_person, taker, on)


def _take_case(one: Handover, taker: int, unit: Unit) -> None:
    case = one.case
    assert case is not None
    if case.closed_on is not None:
        raise DomainError("case_is_closed", _("The case is closed already."))
    if case.caseworker_id != one.from_account_id:
        raise _moved_on()
    case.caseworker_id, case.unit = taker, unit
    case.save(update_fields=["caseworker", "unit"])


def _moved_on() -> DomainError:
    return DomainError("handover_moved_on", _("Somebody else has it by now. Let the handover be withdrawn."))


def pass_task(task: ContactPerson, taker: int, on: dt.date) -> None:
    """The same for one task as `pass_tasks` does for many."""
    pass_tasks([(task, taker)], on)


def pass_tasks(tasks: Sequence[tuple[ContactPerson, int]], on: dt.date) -> None:
    """End coordinating assignments the day before and begin the next ones, so that there is exactly one on every day.

    One that began on the same day has not held a whole day: it is kept, and was not the coordinating one.
    """
    for task, _taker in tasks:
        if task.started_on >= on:
            task.ended_on, task.is_coordinating = task.started_on, False
        else:
            task.ended_on = on - _DAY
    ContactPerson.objects.bulk_update([task for task, _taker in tasks], ["ended_on", "is_coordinating"])
    ContactPerson.objects.bulk_create(
        ContactPerson(young_person_id=task.young_person_id, account_id=taker, kind=task.kind, started_on=on)
        for task, taker in tasks
    )
