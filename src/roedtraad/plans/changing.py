# SPDX-License-Identifier: EUPL-1.2
"""What surrounds every change of a plan: one at a time, nobody's change lost, each kept as a version, each in the log."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.people.actions import lock_person
from roedtraad.plans import rules, snapshots
from roedtraad.plans.models import Plan, PlanVersion
from roedtraad.plans.policies import account_of
from roedtraad.plans.rules import Difference, Document, Key


class PlanChanged(DomainError):
    """Somebody else has changed the same thing since the form was opened. `found` is what; nothing has been written."""

    def __init__(self, version: int, found: tuple[Difference, ...]) -> None:
        super().__init__("plan_changed", _("Somebody else has changed this while you wrote. See both, and choose."))
        self.version = version
        self.found = found


@dataclass(frozen=True, slots=True)
class Done:
    """What a change did: its registered act, on what, and what goes with it in the log."""

    act: str
    kind: str = "plan"
    pk: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    restored_from: int | None = None


def begin(actor: Actor, person_id: int, *, seen: int | None = None, touches: Collection[Key] = ()) -> Plan:
    """The person's plan, held until the transaction ends. Whoever calls has asked for the right.

    `seen` is the version that the actor's form began from; None for those who change without a form. Refuses with PlanChanged
    when one of `touches` has been changed since. Raises NotVisible when there is no plan.
    """
    lock_person(person_id)
    plan = Plan.objects.filter(young_person_id=person_id).first()
    if plan is None:
        raise NotVisible
    if seen is not None and seen != plan.version:
        _refuse_conflict(plan, seen, touches)
    return plan


def _refuse_conflict(plan: Plan, seen: int, touches: Collection[Key]) -> None:
    """What others have changed elsewhere in the plan stays beside this change; the same thing twice does not."""
    before = document_of(plan, seen)
    found = rules.conflicts(before, document_of(plan, plan.version), touches)
    if found or not before:
        raise PlanChanged(plan.version, found)


def document_of(plan: Plan, number: int) -> Document:
    """A version's document; empty when there is no such version."""
    found: Document | None = plan.versions.filter(number=number).values_list("document", flat=True).first()
    return found or {}


def finish(actor: Actor, plan: Plan, done: Done) -> PlanVersion:
    """Keep the plan as it now stands as its next version, and log the act in the same transaction."""
    plan.version += 1
    plan.save()
    document = snapshots.take(plan)
    version = PlanVersion.objects.create(
        plan=plan, number=plan.version, made_at=clock.now(), made_by_id=account_of(actor),
        by_young_person=plan.young_person_id in actor.own_person_ids, act=done.act, restored_from=done.restored_from,
        document=document, digest=rules.digest(document),
    )  # fmt: skip
    log(actor, plan, done, version=plan.version)
    return version


def log(actor: Actor, plan: Plan, done: Done, **values: Any) -> None:
    """The act's row in the log: on what and which columns, never the words of the plan."""
    record_change(
        actor,
        Record(
            done.act, done.kind, done.pk or plan.pk, persons=(plan.young_person_id,), values={**values, **done.values}
        ),
    )
