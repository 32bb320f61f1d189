# SPDX-License-Identifier: EUPL-1.2
"""Acts that tie an enquiry to a young person: join, register, route to whoever has them, let it go on in the case."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.intake import knowing
from roedtraad.intake.actions import finish, locked, place_in_inbox, record_of, take_enquiry
from roedtraad.intake.dropouts import BrokenOff, end_what_was_broken_off, record_ended
from roedtraad.intake.models import Enquiry, EnquiryState, InstitutionNews
from roedtraad.intake.models.enquiries import WAITING
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed
from roedtraad.kernel.rights import Right, has_right
from roedtraad.kernel.text import fold, sort_key
from roedtraad.people import cpr
from roedtraad.people import policies as people_policies
from roedtraad.people.actions import lock_person
from roedtraad.people.models import SituationKind, YoungPerson


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is needed to register a young person: a name and a date of birth, which the CPR number gives when it is known.

    `broken_kind`, `broken_since` and `broken_place` say what an institution's news of a dropout was about.
    """

    given_name: str
    family_name: str
    born_on: dt.date | None = None
    number: str = ""
    phone: str = ""
    email: str = ""
    broken_kind: str = ""
    broken_since: dt.date | None = None
    broken_place: str = ""


@transaction.atomic
def join_enquiry(actor: Actor, *, enquiry_id: int, person_id: int) -> Enquiry:
    """The enquiry is about this known young person: it stands on their thread, and nothing is typed or copied.

    The actor takes it if nobody has. News that the education was broken off ends the running education on that day, so that
    the law's clocks run; of whom none is recorded, `dropouts.record_broken_off` says what it was.
    Refuses a person whom the actor may not see, and an enquiry that is about somebody already.
    """
    people_policies.require(actor, Right.ANSWER_ENQUIRIES, person_id)
    take_enquiry(actor, enquiry_id=enquiry_id)
    enquiry = locked(actor, enquiry_id)
    if enquiry.young_person_id not in (None, person_id):
        raise DomainError("enquiry_about_another", _("The enquiry is about somebody else already."))
    lock_person(person_id)
    enquiry.young_person_id = person_id
    enquiry.save(update_fields=["young_person"])
    record_change(actor, record_of("enquiry_joined", enquiry))
    end_what_was_broken_off(actor, enquiry)
    return enquiry


@transaction.atomic
def register_young_person(actor: Actor, *, enquiry_id: int, person: NewPerson) -> YoungPerson:
    """Put somebody new into the register from an enquiry; the actor, who has taken it, then sees the person.

    What was broken off is recorded with its last day, so that the law's clocks run for somebody of whom nothing was known.
    Refuses a birth date that is missing, ahead, or not the CPR number's, and a number that somebody has already: then it is a
    matter of joining, or of passing the enquiry to whoever has the person.
    """
    if not has_right(actor, Right.ANSWER_ENQUIRIES):
        raise NotAllowed("enquiry_not_yours", _("Your role does not answer enquiries."))
    take_enquiry(actor, enquiry_id=enquiry_id)
    enquiry = locked(actor, enquiry_id)
    if enquiry.young_person_id is not None:
        raise DomainError("enquiry_about_another", _("The enquiry is about somebody else already."))
    born_on, sealed = _birth_and_number(person, enquiry, actor.on)
    made = _create(actor, person, born_on, sealed, f"E-{enquiry.receipt}")
    record_change(actor, Record("young_person_registered", "young_person", made.pk, persons=(made.pk,)))
    enquiry.young_person = made
    enquiry.save(update_fields=["young_person"])
    record_change(actor, record_of("enquiry_joined", enquiry))
    _record_what_was_broken_off(actor, enquiry, person)
    return made


def _record_what_was_broken_off(actor: Actor, enquiry: Enquiry, person: NewPerson) -> None:
    ended_on, person_id = enquiry.happened_on, enquiry.young_person_id
    if enquiry.news != InstitutionNews.BROKE_OFF or ended_on is None or person_id is None or not person.broken_kind:
        return
    broken = BrokenOff(SituationKind(person.broken_kind), person.broken_since, person.broken_place)
    record_ended(actor, person_id, ended_on, broken)


def _birth_and_number(person: NewPerson, enquiry: Enquiry, on: dt.date) -> tuple[dt.date, bytes | None]:
    """The date of birth and the sealed number, from what is typed now or was told then."""
    number = cpr.normalise(person.number) if person.number else ""
    sealed = cpr.seal(number) if number else bytes(enquiry.about_cpr) if enquiry.about_cpr else None
    from_number = cpr.birth_date(cpr.unseal(sealed)) if sealed else None
    born_on = person.born_on or from_number
    if born_on is None:
        raise DomainError("born_on_missing", _("Give the date of birth or the CPR number."))
    if from_number is not None and from_number != born_on:
        raise DomainError("born_on_mismatch", _("The date of birth is not the one in the CPR number."))
    if born_on > on:
        raise DomainError("born_on_ahead", _("The date of birth lies ahead. Correct it."))
    if sealed and YoungPerson.objects.filter(cpr_sealed=sealed).exists():
        raise DomainError("cpr_known", _("Somebody with this CPR number is known already. Look at the proposals."))
    return born_on, sealed


def _create(actor: Actor, person: NewPerson, born_on: dt.date, sealed: bytes | None, reference: str) -> YoungPerson:
    given, family = fold(person.given_name), fold(person.family_name)
    try:
        with transaction.atomic():
            return YoungPerson.objects.create(
                reference=reference, cpr_sealed=sealed, given_name=person.given_name, family_name=person.family_name,
                search_given=f"{given} {family}", search_family=f"{family} {given}",
                sort_name=f"{sort_key(family)} {sort_key(given)}", born_on=born_on, phone=person.phone,
                email=person.email, source=actor.unit, confirmed_on=actor.on,
            )  # fmt: skip
    except IntegrityError as error:
        raise DomainError(
            "registered_already", _("A colleague has just registered this person. Look again.")
        ) from error


@transaction.atomic
def route_enquiry(actor: Actor, *, enquiry_id: int) -> bool:
    """Pass it to whoever has the young person, when that is not the actor's business: the actor never learns who it is.

    When nobody has the person, the actor who answers keeps it and sees the person from now on: gives True. Refuses when nobody
    is certainly the one.
    """
    enquiry = locked(actor, enquiry_id)
    person_id = knowing.proposals(actor, enquiry).elsewhere_id
    if person_id is None:
        raise DomainError("nobody_known", _("Nobody else is known by that number, or by that name and date of birth."))
    bearer = knowing.bearer_of(person_id, actor.on)
    keeps = bearer == knowing.Bearer()
    if keeps:
        enquiry = take_enquiry(actor, enquiry_id=enquiry_id)
    else:
        place_in_inbox(enquiry, account_id=bearer.account_id, unit_id=bearer.unit_id, on=actor.on)
    enquiry.young_person_id = person_id
    enquiry.save(update_fields=["state", "holder", "unit", "young_person"])
    record_change(actor, record_of("enquiry_routed", enquiry))
    if keeps:
        end_what_was_broken_off(actor, enquiry)
    return keeps


@transaction.atomic
def go_on_in_case(actor: Actor, *, enquiry_id: int) -> None:
    """The actor deals with the enquiry in their own work with the young person from now on.

    Refuses somebody who neither follows the young person nor has a case: nobody ends an enquiry on another's behalf.
    """
    enquiry = take_enquiry(actor, enquiry_id=enquiry_id)
    if enquiry.young_person_id is None:
        raise DomainError("enquiry_about_nobody", _("Say first whom the enquiry is about."))
    if not knowing.has_them(actor.account_id or 0, enquiry.young_person_id, actor.on):
        raise DomainError(
            "not_your_person",
            _("You have no case about this young person. Give the enquiry to whoever has, or visitate."),
        )
    finish(enquiry, EnquiryState.JOINED, actor.on)
    enquiry.save(update_fields=["state", "holder", "closed_on"])
    record_change(actor, record_of("enquiry_went_on", enquiry))


@transaction.atomic
def give_to_bearer(actor: Actor, *, enquiry_id: int) -> None:
    """Pass it to the one who has the young person, who answers it. Refuses when nobody at work has."""
    enquiry = take_enquiry(actor, enquiry_id=enquiry_id)
    person_id = enquiry.young_person_id
    bearer = knowing.bearer_of(person_id, actor.on) if person_id else knowing.Bearer()
    if bearer.account_id is None or bearer.account_id == actor.account_id:
        raise DomainError("nobody_has_person", _("Nobody else has this young person. You answer it yourself."))
    place_in_inbox(enquiry, account_id=bearer.account_id, unit_id=None, on=actor.on)
    enquiry.save(update_fields=["state", "holder", "unit"])
    record_change(actor, record_of("enquiry_passed_on", enquiry, {"account_id": bearer.account_id}))


def release_held(actor: Actor, account_id: int) -> int:
    """Give back what an account that is being closed still holds: it lies in the unit's inbox again, as new."""
    held = Enquiry.objects.select_for_update().filter(holder_id=account_id, state__in=WAITING)
    given = list(held)
    for enquiry in given:
        enquiry.state, enquiry.holder = EnquiryState.NEW, None
        enquiry.save(update_fields=["state", "holder"])
        record_change(actor, record_of("enquiry_given_back", enquiry, {"account_id": account_id}))
    return len(given)
