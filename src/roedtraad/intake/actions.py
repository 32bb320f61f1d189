# SPDX-License-Identifier: EUPL-1.2
"""Acts on enquiries: record, take, promise, pass on, close with short guidance, open again."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.cases.staff import colleagues, colleagues_in_unit
from roedtraad.intake import policies
from roedtraad.intake.models import Channel, Enquiry, EnquiryState, InstitutionNews, Outcome, Relation
from roedtraad.intake.models.enquiries import WAITING
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Right, has_right
from roedtraad.kernel.text import without_cpr
from roedtraad.organisation.models import Unit
from roedtraad.organisation.terms import terms_on
from roedtraad.people import cpr
from roedtraad.people import policies as people_policies

_RECEIPT_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No letters and digits that are mistaken for each other when somebody reads the number aloud."""
_RECEIPT_LENGTH: Final = 8


@dataclass(frozen=True, slots=True)
class EnquiryDetails:
    """What somebody tells. `number` is the CPR number in full, which is sealed at once; free text keeps none."""

    channel: Channel
    text: str
    asker_relation: Relation
    asker_name: str = ""
    asker_phone: str = ""
    asker_email: str = ""
    news: InstitutionNews | None = None
    happened_on: dt.date | None = None
    about_name: str = ""
    about_born_on: dt.date | None = None
    number: str = ""
    young_person_id: int | None = None


@transaction.atomic
def record_enquiry(actor: Actor, *, details: EnquiryDetails, unit_id: int | None = None, take: bool = False) -> Enquiry:
    """Record an enquiry; it lies in the entry's inbox, or in `unit_id`'s, or is taken at once by whoever records it.

    Refuses news from others than institutions, a day that lies ahead, a number that is no CPR number, and a known young
    person whom the actor has no business with.
    """
    if not has_right(actor, Right.ANSWER_ENQUIRIES):
        raise NotAllowed("enquiry_not_yours", _("Your role does not answer enquiries."))
    if details.young_person_id is not None:
        people_policies.require(actor, Right.ANSWER_ENQUIRIES, details.young_person_id)
    _check_news(details, actor.on)
    made = make_enquiry(details, actor.on, unit_id=unit_id, recorded_by=actor.account_id)
    record_change(actor, record_of("enquiry_recorded", made, {"channel": made.channel, "unit": made.unit_id}))
    if take:
        take_enquiry(actor, enquiry_id=made.pk)
        made.refresh_from_db()
    return made


def _check_news(details: EnquiryDetails, on: dt.date) -> None:
    if details.news and details.channel != Channel.INSTITUTION:
        raise DomainError("news_not_institution", _("Only an education institution tells this. Choose that channel."))
    if details.news == InstitutionNews.BROKE_OFF and details.happened_on is None:
        raise DomainError("broke_off_without_day", _("Give the day on which the education was broken off."))
    if details.happened_on is not None and details.happened_on > on:
        raise DomainError("enquiry_ahead", _("The day lies ahead. Record it when it has happened."))


def make_enquiry(
    details: EnquiryDetails, on: dt.date, *, unit_id: int | None = None, recorded_by: int | None = None, **more: Any
) -> Enquiry:
    """A new enquiry with its deadlines; the act that calls this writes the log."""
    terms = terms_on(on)
    number = cpr.normalise(details.number) if details.number else ""
    own_name = details.asker_name if details.asker_relation == Relation.SELF else ""
    return Enquiry.objects.create(
        receipt=_new_receipt(), channel=details.channel, news=details.news or "", happened_on=details.happened_on,
        asker_name=details.asker_name, asker_phone=details.asker_phone, asker_email=details.asker_email,
        asker_relation=details.asker_relation, about_name=details.about_name or own_name,
        about_born_on=details.about_born_on or (cpr.birth_date(number) if number else None),
        about_cpr=cpr.seal(number) if number else None, young_person_id=details.young_person_id,
        text=without_cpr(details.text), unit_id=unit_id or entry_unit().pk, recorded_by_id=recorded_by,
        received_on=on, received_at=clock.now(), due_on=terms.after("enquiry_answer", on),
        escalates_on=terms.after("enquiry_escalation", on), **more,
    )  # fmt: skip


def _new_receipt() -> str:
    return "".join(secrets.choice(_RECEIPT_LETTERS) for _place in range(_RECEIPT_LENGTH))


def entry_unit() -> Unit:
    """The unit that every enquiry meets. Refuses with `no_entry` when the profile has none."""
    found = Unit.objects.filter(is_entry=True, is_active=True).first()
    if found is None:
        raise DomainError("no_entry", _("The municipality has no entry. Ask the secretariat to choose the unit."))
    return found


@transaction.atomic
def take_enquiry(actor: Actor, *, enquiry_id: int) -> Enquiry:
    """Take it: from now on the actor answers it. Refuses one that is done, and one that a colleague has taken."""
    enquiry = locked(actor, enquiry_id)
    if enquiry.holder_id == actor.account_id and enquiry.state == EnquiryState.TAKEN:
        return enquiry
    if enquiry.state == EnquiryState.TAKEN:
        raise DomainError("enquiry_taken", _("A colleague has taken it. Ask the colleague to pass it on."))
    if enquiry.holder_id not in (None, actor.account_id):
        raise DomainError("enquiry_passed", _("It has been passed to a colleague, who has not answered yet."))
    enquiry.state, enquiry.holder_id, enquiry.taken_by_id = EnquiryState.TAKEN, actor.account_id, actor.account_id
    enquiry.save(update_fields=["state", "holder", "taken_by"])
    record_change(actor, record_of("enquiry_taken", enquiry))
    return enquiry


@transaction.atomic
def tell_whom(
    actor: Actor, *, enquiry_id: int, about_name: str = "", about_born_on: dt.date | None = None, number: str = ""
) -> None:
    """Write whom it is about when that is told later, so that somebody known is found. What is left empty stays as it was.

    Refuses nothing at all, a number that is no CPR number, a birth date that is not the number's, and an enquiry that is about
    somebody already.
    """
    enquiry = _mine(actor, enquiry_id)
    if enquiry.young_person_id is not None:
        raise DomainError("enquiry_about_another", _("The enquiry is about somebody else already."))
    kept = cpr.normalise(number) if number else ""
    if not (about_name or about_born_on or kept):
        raise DomainError("nobody_told", _("Write a name, a date of birth or a CPR number."))
    born_on = cpr.birth_date(kept) if kept else about_born_on
    if about_born_on not in (None, born_on):
        raise DomainError("born_on_mismatch", _("The date of birth is not the one in the CPR number."))
    enquiry.about_name = without_cpr(about_name) or enquiry.about_name
    enquiry.about_born_on = born_on or enquiry.about_born_on
    enquiry.about_cpr = cpr.seal(kept) if kept else enquiry.about_cpr
    enquiry.save(update_fields=["about_name", "about_born_on", "about_cpr"])
    record_change(actor, record_of("enquiry_about_told", enquiry))


@transaction.atomic
def promise_answer(actor: Actor, *, enquiry_id: int, promised: str, due_on: dt.date) -> None:
    """Write what was promised and by when: that day becomes the deadline, and the leader hears of it after that day.

    Refuses a day that has passed, and an enquiry that the actor has not taken.
    """
    enquiry = _mine(actor, enquiry_id)
    if due_on < actor.on:
        raise DomainError("promise_in_past", _("The day has passed. Choose today or later."))
    values = {"changes": {"due_on": [enquiry.due_on, due_on]}}
    enquiry.promised, enquiry.due_on = without_cpr(promised), due_on
    enquiry.escalates_on = max(enquiry.escalates_on, due_on + dt.timedelta(days=1))
    enquiry.save(update_fields=["promised", "due_on", "escalates_on"])
    record_change(actor, record_of("enquiry_promised", enquiry, values))


@transaction.atomic
def pass_on(
    actor: Actor, *, enquiry_id: int, account_id: int | None = None, unit_id: int | None = None, note: str = ""
) -> None:
    """Pass it to a colleague or to a unit's inbox; the deadline stays what it was.

    Refuses both or neither, a colleague who does not answer enquiries, and a unit that is not in use. A leader may pass on
    what others in the department hold.
    """
    enquiry = locked(actor, enquiry_id)
    if (account_id is None) == (unit_id is None):
        raise DomainError("pass_to_one", _("Choose either a colleague or a unit."))
    may_move = enquiry.holder_id in (None, actor.account_id) or (
        enquiry.unit.department_id in policies.led_departments(actor)
    )
    if not may_move:
        raise NotAllowed("enquiry_held", _("A colleague has taken it. Only the colleague or a leader passes it on."))
    place_in_inbox(enquiry, account_id=account_id, unit_id=unit_id, on=actor.on)
    enquiry.passed_note = without_cpr(note)
    enquiry.save(update_fields=["state", "holder", "unit", "passed_note"])
    record_change(actor, record_of("enquiry_passed_on", enquiry, {"account_id": account_id, "unit_id": unit_id}))


def place_in_inbox(enquiry: Enquiry, *, account_id: int | None, unit_id: int | None, on: dt.date) -> None:
    """Let it wait in a colleague's inbox or in a unit's, as new; the caller saves."""
    if account_id is not None:
        if not colleagues(Right.ANSWER_ENQUIRIES, on).filter(pk=account_id).exists():
            raise DomainError("colleague_does_not_answer", _("This colleague does not answer enquiries."))
    elif not Unit.objects.filter(pk=unit_id or 0, is_active=True).exists():
        raise DomainError("unit_gone", _("This unit is not in use. Choose another."))
    elif not colleagues_in_unit(Right.ANSWER_ENQUIRIES, unit_id or 0, on).exists():
        raise DomainError("unit_does_not_answer", _("Nobody in this unit answers enquiries. Choose another."))
    enquiry.state, enquiry.holder_id = EnquiryState.NEW, account_id
    enquiry.unit_id = unit_id or enquiry.unit_id


@transaction.atomic
def close_enquiry(actor: Actor, *, enquiry_id: int, outcome: Outcome, note: str = "") -> None:
    """Close it without a case, with what came of it; short guidance at the door is counted (K9: most end so).

    Refuses one that a colleague has taken, and one that is done already.
    """
    enquiry = _mine(actor, enquiry_id)
    finish(enquiry, EnquiryState.CLOSED, actor.on)
    enquiry.outcome, enquiry.outcome_note = outcome, without_cpr(note)
    enquiry.save()
    record_change(actor, record_of("enquiry_closed", enquiry, {"outcome": outcome}))


def finish(enquiry: Enquiry, state: EnquiryState, on: dt.date) -> None:
    """It leaves its inbox; the caller saves."""
    enquiry.state, enquiry.holder, enquiry.closed_on = state, None, on


@transaction.atomic
def reopen_enquiry(actor: Actor, *, enquiry_id: int) -> None:
    """Open it again, in the actor's own inbox, with a new deadline. Refuses one that waits already."""
    enquiry = policies.visible(actor).select_for_update(of=("self",)).filter(pk=enquiry_id).first()
    if enquiry is None:
        raise NotVisible
    if enquiry.state in WAITING:
        raise DomainError("enquiry_open", _("The enquiry is open already."))
    terms = terms_on(actor.on)
    enquiry.state, enquiry.holder_id, enquiry.taken_by_id = EnquiryState.TAKEN, actor.account_id, actor.account_id
    enquiry.outcome, enquiry.closed_on = "", None
    enquiry.due_on = terms.after("enquiry_answer", actor.on)
    enquiry.escalates_on = terms.after("enquiry_escalation", actor.on)
    enquiry.save()
    record_change(actor, record_of("enquiry_reopened", enquiry))


def locked(actor: Actor, enquiry_id: int) -> Enquiry:
    """A waiting enquiry that the actor may see, held until the transaction ends. Raises NotVisible; refuses one that is done."""
    enquiry = policies.visible(actor).select_for_update(of=("self",)).filter(pk=enquiry_id).first()
    if enquiry is None:
        raise NotVisible
    if enquiry.state not in WAITING:
        raise DomainError("enquiry_done", _("The enquiry is done. Open it again first."))
    return enquiry


def _mine(actor: Actor, enquiry_id: int) -> Enquiry:
    """One that the actor has taken, or takes by this very act."""
    return take_enquiry(actor, enquiry_id=enquiry_id)


def record_of(act: str, enquiry: Enquiry, values: dict[str, Any] | None = None) -> Record:
    persons = (enquiry.young_person_id,) if enquiry.young_person_id else ()
    return Record(act, "enquiry", enquiry.pk, persons=persons, values=values or {})
