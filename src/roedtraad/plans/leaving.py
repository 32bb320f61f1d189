# SPDX-License-Identifier: EUPL-1.2
"""What a colleague had promised in plans goes to a leader when their account is closed; nothing is left with nobody."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from roedtraad.cases.staff import leaders_of, unit_of
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import AccountHolding, account_holdings
from roedtraad.organisation.models import Unit
from roedtraad.plans.changing import Done, begin, finish
from roedtraad.plans.models import OPEN_AGREEMENTS, OPEN_STEPS, Agreement, Plan, Step


def register() -> None:
    """Open steps and agreements of an account."""
    account_holdings.register(AccountHolding("plan_promises", _("steps and agreements in plans"), open_count, release))


def open_count(account_id: int) -> int:
    """How many open steps and agreements the account is to do."""
    return _steps(account_id).count() + _agreements(account_id).count()


def release(actor: Actor, account_id: int) -> int:
    """Give them to the leader nearest to the unit that each belongs to, as a version of each plan.

    What no leader is there for stays with the closed account, where the plan shows it.
    """
    wanted = Q(agreements__in=_agreements(account_id)) | Q(steps__in=_steps(account_id))
    persons = sorted(set(Plan.objects.filter(wanted).values_list("young_person_id", flat=True)))
    return sum(_release(actor, person_id, account_id) for person_id in persons)


def _steps(account_id: int) -> "QuerySet[Step]":
    return Step.objects.filter(responsible_id=account_id, state__in=OPEN_STEPS)


def _agreements(account_id: int) -> "QuerySet[Agreement]":
    return Agreement.objects.filter(responsible_id=account_id, state__in=OPEN_AGREEMENTS)


def _release(actor: Actor, person_id: int, account_id: int) -> int:
    plan = begin(actor, person_id)
    held: list[Step | Agreement] = [*_steps(account_id).filter(plan=plan).select_related("unit")]
    held += _agreements(account_id).filter(plan=plan).select_related("unit")
    given = sum(_give_on(actor, row, account_id) for row in held)
    if given:
        finish(actor, plan, Done("plan_promises_released", values={"from": account_id, "given": given}))
    return given


def give_on_from_closed(actor: Actor, plan: Plan) -> int:
    """Give what is open in a plan and a closed account's to the leader nearest to it, and tell how many. Called inside a change.

    What belongs to no unit goes to the leader nearest to the actor, and to the actor where there is no leader.
    """
    closed = Q(responsible__is_active=False)
    held: list[Step | Agreement] = [*plan.steps.filter(closed, state__in=OPEN_STEPS).select_related("unit")]
    held += plan.agreements.filter(closed, state__in=OPEN_AGREEMENTS).select_related("unit")
    for row in held:
        near = row.unit or unit_of(actor.account_id or 0, None, actor.on)
        row.responsible_id = _leader_near(near, row.responsible_id, actor) or actor.account_id
        row.save(update_fields=["responsible"])
    return len(held)


def _give_on(actor: Actor, row: Step | Agreement, account_id: int) -> bool:
    """Whether there was a leader to give it to."""
    leader = _leader_near(row.unit or unit_of(account_id, None, actor.on), account_id, actor)
    if leader is not None:
        row.responsible_id = leader
        row.save(update_fields=["responsible"])
    return leader is not None


def _leader_near(near: Unit | None, account_id: int | None, actor: Actor) -> int | None:
    if near is None:
        return None
    return next((one for step in leaders_of(near, actor.on) for one in step if one != account_id), None)
