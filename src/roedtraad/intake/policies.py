# SPDX-License-Identifier: EUPL-1.2
"""Who may see which enquiry, and which outreach.

An enquiry is for whoever holds it. While nobody does, it is for the unit whose inbox it lies in, so that somebody always sees
it, and for the leaders of its department as long as it waits. About nobody known it is for the unit whoever holds it, and, while
it is new in the municipality's entry, for everybody who answers enquiries (MISSION K1). About a known young person it is
otherwise for those of the unit who may see that person: joining an enquiry tells nobody that somebody has a case.
"""

from django.db.models import Q, QuerySet

from roedtraad.consent.policies import readable
from roedtraad.intake.models import Enquiry, EnquiryState, OutreachList, OutreachRow
from roedtraad.intake.models.enquiries import WAITING
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.rights import Right, Scope, has_right, roles_with_right, roles_with_scope
from roedtraad.people import policies


def visible(actor: Actor) -> QuerySet[Enquiry]:
    """The enquiries that the actor may see and answer."""
    if actor.is_system:
        return Enquiry.objects.all()
    if not has_right(actor, Right.ANSWER_ENQUIRIES):
        return Enquiry.objects.none()
    ids = policies.visible_ids(actor, Right.ANSWER_ENQUIRIES)
    nobody_known = Q(young_person__isnull=True)
    may_see = nobody_known if ids is None else nobody_known | Q(young_person_id__in=ids)
    entry = Q(unit__is_entry=True, unit__is_active=True, state=EnquiryState.NEW, holder__isnull=True) & nobody_known
    own = Q(holder_id=actor.account_id) | _waiting_here(actor)
    return Enquiry.objects.filter(own | _in_places(actor) & may_see | entry)


def _waiting_here(actor: Actor) -> Q:
    """What waits in the inbox of the actor's units, and everything that waits in the departments that the actor leads."""
    inbox = Q(state=EnquiryState.NEW, holder__isnull=True, unit_id__in=own_units(actor))
    return inbox | Q(state__in=WAITING, unit__department_id__in=led_departments(actor))


def _in_places(actor: Actor) -> Q:
    """In the actor's units, or in the departments that the actor leads."""
    return Q(unit_id__in=own_units(actor)) | Q(unit__department_id__in=led_departments(actor))


def led_departments(actor: Actor) -> frozenset[int]:
    """The departments whose waiting enquiries come to the actor when nobody answers them."""
    leading = roles_with_scope(Scope.DEPARTMENT, Right.ANSWER_ENQUIRIES)
    return frozenset(grant.department_id for grant in actor.grants_with(leading) if grant.department_id)


def own_units(actor: Actor) -> frozenset[int]:
    """The units whose inbox is the actor's."""
    answering = roles_with_right(Right.ANSWER_ENQUIRIES)
    return frozenset(grant.unit_id for grant in actor.grants_with(answering) if grant.unit_id)


def readable_one(actor: Actor, pk: int) -> tuple[Enquiry, bool]:
    """One enquiry with those whom it names, and whether the actor may answer it or only read it. Raises NotVisible.

    An enquiry about a known young person may also be read by whoever answers enquiries, may see the person, and works in its
    department or has been given its contacts (consent).
    """
    names = ("unit__department", "holder", "taken_by", "recorded_by", "young_person")
    found = visible(actor).filter(pk=pk).select_related(*names).first()
    if found is not None:
        return found, True
    other = Enquiry.objects.filter(pk=pk, young_person__isnull=False).select_related(*names).first()
    if other is None or other.young_person_id is None:
        raise NotVisible
    if not policies.can(actor, Right.ANSWER_ENQUIRIES, other.young_person_id):
        raise NotVisible
    if not readable(actor, other.young_person_id).allows(other.unit.department_id, "contacts"):
        raise NotVisible
    return other, False


def visible_lists(actor: Actor) -> QuerySet[OutreachList]:
    """The outreach of the actor's units and of the departments that the actor leads, and what the actor works on."""
    if not has_right(actor, Right.ANSWER_ENQUIRIES):
        return OutreachList.objects.none()
    mine = OutreachRow.objects.filter(worker_id=actor.account_id).values("outreach_id")
    return OutreachList.objects.filter(_in_places(actor) | Q(pk__in=mine))


def visible_rows(actor: Actor) -> QuerySet[OutreachRow]:
    """The rows of those lists about people whom the actor may see: the same in pages, figures and files."""
    ids = policies.visible_ids(actor, Right.ANSWER_ENQUIRIES)
    if ids is None:
        return OutreachRow.objects.none()
    return OutreachRow.objects.filter(outreach__in=visible_lists(actor), young_person_id__in=ids)


def visible_row(actor: Actor, pk: int) -> OutreachRow:
    """One row. Raises NotVisible."""
    found = visible_rows(actor).filter(pk=pk).select_related("outreach", "young_person", "worker").first()
    if found is None:
        raise NotVisible
    return found
