# SPDX-License-Identifier: EUPL-1.2
"""What this room knows about one young person: enquiries, future workshops, visitations, answers; each for whom it may be read."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from roedtraad.cases.queries import law_titles
from roedtraad.consent.kinds import kind_of
from roedtraad.consent.policies import readable, readable_rows
from roedtraad.intake.models import Answer, AnswerState, Enquiry, FutureWorkshop, Relation, Visitation
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.remembering import remembered


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything of this room about one person that one reader may read, the latest first."""

    enquiries: Sequence[Enquiry]
    workshops: Sequence[FutureWorkshop]
    visitations: Sequence[Visitation]
    answers: Sequence[Answer]
    laws: dict[str, str]


def intake_of(actor: Actor, person_id: int) -> Intake:
    """The page's content in one query for each kind."""
    return Intake(
        enquiries=enquiries_of(actor, person_id), workshops=workshops_of(actor, person_id),
        visitations=visitations_of(actor, person_id),
        answers=list(Answer.objects.filter(young_person_id=person_id).select_related("settled_by")),
        laws=law_titles(actor.on),
    )  # fmt: skip


@remembered
def enquiries_of(actor: Actor, person_id: int) -> tuple[Enquiry, ...]:
    """The enquiries about a person.

    A citizen reads only what the young person has asked themself: what a parent or a school has told in confidence is given out
    after a colleague has looked at it, and a parent does not read what the young person has asked.
    """
    found = Enquiry.objects.filter(young_person_id=person_id).order_by("-received_on", "-pk")
    if person_id in actor.own_person_ids:
        if Role.YOUNG_PERSON not in actor.roles:
            return ()
        found = found.filter(asker_relation=Relation.SELF)
    return tuple(_readable(actor, person_id, found).select_related("unit__department", "holder", "young_person"))


def _readable(actor: Actor, person_id: int, found: QuerySet[Enquiry]) -> QuerySet[Enquiry]:
    """Whoever holds an enquiry reads it, whichever unit it lies in."""
    if not actor.account_id:
        return found.filter(readable(actor, person_id).rows("contacts"))
    return found.filter(readable(actor, person_id).rows("contacts") | Q(holder_id=actor.account_id))


@remembered
def workshops_of(actor: Actor, person_id: int) -> tuple[FutureWorkshop, ...]:
    """The future workshops about a person."""
    found = FutureWorkshop.objects.filter(young_person_id=person_id).prefetch_related("offers")
    people = ("unit__department", "first", "second", "contact_person")
    return tuple(readable_rows(actor, person_id, "notes", found).select_related(*people))


@remembered
def visitations_of(actor: Actor, person_id: int) -> tuple[Visitation, ...]:
    """The visitations about a person. One to where it is about health tells as much of it as the case that it opened."""
    found = Visitation.objects.filter(young_person_id=person_id).select_related(
        "to_unit", "unit__department", "decided_by"
    )
    reader = readable(actor, person_id)
    return tuple(
        one
        for one in readable_rows(actor, person_id, "cases", found)
        if reader.allows(one.unit.department_id, kind_of("cases", one.to_unit, discipline=one.discipline))
    )


def new_answers(person_id: int) -> int:
    """How many answers wait to be confirmed."""
    return Answer.objects.filter(young_person_id=person_id, state=AnswerState.NEW).count()
