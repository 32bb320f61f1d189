# SPDX-License-Identifier: EUPL-1.2
"""What a closed account leaves behind: its cases, its task and its handovers go to a leader, never silently (PEERS §5)."""

from collections.abc import Mapping, Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.cases.models import Case, ContactPerson
from roedtraad.cases.staff import leaders_of
from roedtraad.handover.asking import Asking, Note, Thing, home_of, new_handover
from roedtraad.handover.models import WAITING, Handover, State
from roedtraad.handover.stale import settle_where
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.organisation.models import Unit
from roedtraad.organisation.terms import Terms, terms_on


def open_count(account_id: int) -> int:
    """How much hangs on the account: open cases, the coordinating task of young people, and handovers that wait."""
    return _cases(account_id).count() + _tasks(account_id).count() + _waiting(account_id).count()


def _cases(account_id: int) -> "QuerySet[Case]":
    return Case.objects.filter(caseworker_id=account_id, closed_on__isnull=True).select_related("unit__department")


def _tasks(account_id: int) -> "QuerySet[ContactPerson]":
    lasts = Q(ended_on__isnull=True) | Q(ended_on__gte=clock.today())
    return ContactPerson.objects.filter(lasts, account_id=account_id, is_coordinating=True)


def _waiting(account_id: int) -> "QuerySet[Handover]":
    return Handover.objects.filter(Q(from_account_id=account_id) | Q(to_account_id=account_id), state__in=WAITING)


def release(actor: Actor, account_id: int) -> int:
    """Let a leader have it all: each case and task becomes a handover that waits for the leader and is late at once.

    What the account was to answer goes to the leader as well; what it has asked for itself is withdrawn. Called inside the act
    that closes the account, after the account has lost its rights.
    """
    settle_where(actor, Q(case__caseworker_id=account_id) | Q(contact_person__account_id=account_id))
    waiting = list(_waiting(account_id).select_related("to_unit"))
    home = _home_unit(account_id)
    things = _things(account_id, waiting)
    units = {unit.pk: unit for unit in (thing.case.unit if thing.case else home for thing in things)}
    leaders = {pk: _leader(unit, account_id, actor) for pk, unit in units.items()}
    terms = terms_on(actor.on)
    made = [_for_leader(actor, thing, home, leaders, terms) for thing in things]
    for one in waiting:
        _redirect(actor, one, account_id)
    fields = ["to_account", "escalated_on", "state", "reason", "settled_on", "settled_by"]
    Handover.objects.bulk_update(waiting, fields)
    Handover.objects.bulk_create(made)
    rows = [*waiting, *made]
    if rows:
        record_change(actor, *(_record(one) for one in rows))
    return len(rows)


def _things(account_id: int, waiting: Sequence[Handover]) -> list[Thing]:
    """The cases and tasks about which nothing waits yet."""
    cases = {one.case_id for one in waiting if one.from_account_id == account_id and not one.is_request}
    tasks = {one.contact_person_id for one in waiting if one.from_account_id == account_id}
    found = [
        Thing(case.young_person_id, account_id, case.unit.department_id, case=case)
        for case in _cases(account_id)
        if case.pk not in cases
    ]
    department = home_of(account_id)
    return found + [
        Thing(task.young_person_id, account_id, department, task=task)
        for task in _tasks(account_id).filter(ended_on__isnull=True)
        if task.pk not in tasks
    ]


def _home_unit(account_id: int) -> Unit:
    """The unit of the account's latest role; without one, the entry."""
    units = Unit.objects.filter(assignments__account_id=account_id).order_by("-assignments__valid_from")
    return units.first() or Unit.objects.get(is_entry=True, is_active=True)


def _for_leader(actor: Actor, thing: Thing, home: Unit, leaders: Mapping[int, int | None], terms: Terms) -> Handover:
    unit = thing.case.unit if thing.case else home
    one = new_handover(actor, thing, unit, Asking(Note(), to_account_id=leaders[unit.pk]), terms)
    one.next_step = _("The account is closed. Choose who goes on with it.")
    one.escalated_on = actor.on
    return one


def _redirect(actor: Actor, one: Handover, account_id: int) -> None:
    """A handover that waited for the account, or that it had sent."""
    if one.is_request:
        one.state, one.settled_on, one.settled_by_id = State.WITHDRAWN, actor.on, actor.account_id
        one.reason = _("The account is closed.")
        return
    one.escalated_on = actor.on
    if one.to_account_id == account_id:
        one.to_account_id = _leader(one.to_unit, one.from_account_id, actor)


def _leader(unit: Unit, but: int, actor: Actor) -> int | None:
    """The nearest leader at work; None lets everybody in the unit take it."""
    return next((one for step in leaders_of(unit, actor.on) for one in step if one != but), None)


def _record(one: Handover) -> Record:
    values = {
        "from": one.from_account_id,
        "to": one.to_account_id,
        "case": one.case_id,
        "contact_person": one.contact_person_id,
    }
    return Record(
        "handover_escalated", "handover", one.pk, persons=(one.young_person_id,), values={**values, "state": one.state}
    )
