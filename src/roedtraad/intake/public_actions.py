# SPDX-License-Identifier: EUPL-1.2
"""Acts of people who have not signed in: the public form, and an answer by one-time link."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.cases.models import Contact, ContactChannel, ContactOutcome
from roedtraad.intake.actions import EnquiryDetails, make_enquiry, record_of
from roedtraad.intake.models import Answer, AnswerLink, Channel, Doing, Enquiry, Relation, RowState
from roedtraad.intake.outreach_actions import digest_of, note_attempt
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError
from roedtraad.organisation.terms import terms_on

_WINDOW: Final = dt.timedelta(hours=1)
PUBLIC: Final = Actor(account_id=0, name="public form")
"""Who acts when nobody has signed in; never an actor without an account id: that is the system itself."""


class TooMany(DomainError):
    """More enquiries from one address in an hour than people make."""

    status = 429


def sender_key(address: str, on: dt.date) -> str:
    """What tells two senders apart within a day: neither the address itself nor the same tomorrow."""
    return salted_hmac("intake.sender", f"{on:%Y%m%d} {address}", algorithm="sha256").hexdigest()


@transaction.atomic
def receive_from_web(*, details: EnquiryDetails, address: str, form_key: str, on: dt.date) -> Enquiry:
    """An enquiry by the public form. The same form sent twice makes one enquiry and gives the same receipt.

    Refuses with TooMany more than so many an hour from one address.
    """
    sender = sender_key(address, on)
    before = Enquiry.objects.filter(form_key=form_key).first()
    if before is not None:
        return before
    recent = Enquiry.objects.filter(sender_key=sender, received_at__gt=clock.now() - _WINDOW).count()
    if recent >= terms_on(on).number("public_form_per_hour"):
        raise TooMany("too_many_enquiries", _("We have received a lot from your address. Wait an hour, or call us."))
    try:
        with transaction.atomic():
            made = make_enquiry(replace(details, channel=Channel.WEB), on, sender_key=sender, form_key=form_key)
    except IntegrityError:
        return Enquiry.objects.get(form_key=form_key)
    record_change(replace(PUBLIC, on=on), record_of("enquiry_received", made, {"channel": made.channel}))
    return made


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What the young person answers."""

    doing: Doing
    wants_call: bool
    place: str = ""
    phone: str = ""
    words: str = ""


def open_link(token: str) -> AnswerLink | None:
    """The link behind the secret part of an address, while it can be used; None when it is spent, too old or made up."""
    found = AnswerLink.objects.filter(digest=digest_of(token), used_at__isnull=True, expires_at__gt=clock.now())
    return found.first()


@transaction.atomic
def give_answer(*, token: str, answer: GivenAnswer, on: dt.date) -> Answer:
    """The young person answers, once. It counts as a contact in which the young person was reached; the register does not change.

    Who wants to be called becomes an enquiry in the inbox of whoever sent the link. Refuses a link that cannot be used.
    """
    link = AnswerLink.objects.select_for_update().filter(digest=digest_of(token), used_at__isnull=True).first()
    if link is None or link.expires_at <= clock.now():
        raise DomainError("answer_link_spent", _("The link has been used or is too old. Call us, or write to us."))
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
    made = Answer.objects.create(
        link=link, young_person_id=link.young_person_id, answered_at=clock.now(), answered_on=on, doing=answer.doing,
        place=answer.place, wants_call=answer.wants_call, phone=answer.phone, words=answer.words,
    )  # fmt: skip
    actor, persons = replace(PUBLIC, name="answer by link", on=on), (link.young_person_id,)
    record_change(actor, Record("answer_given", "answer", made.pk, persons=persons))
    _count_as_reached(actor, link, on)
    if answer.wants_call:
        _ask_for_call(actor, link, answer, on)
    return made


def _count_as_reached(actor: Actor, link: AnswerLink, on: dt.date) -> None:
    """The contact is that of whoever sent the link: who reached the young person."""
    contact = Contact.objects.create(
        young_person_id=link.young_person_id, held_on=on, channel=ContactChannel.MESSAGE,
        outcome=ContactOutcome.REACHED, account_id=link.made_by_id, recorded_at=clock.now(),
    )  # fmt: skip
    persons = (link.young_person_id,)
    record_change(actor, Record("contact_recorded", "contact", contact.pk, persons=persons))
    row = link.row
    if row is not None and row.state != RowState.SETTLED:
        note_attempt(row, on, is_reached=True)
        row.state = RowState.ANSWERED
        row.save(update_fields=["state"])


def _ask_for_call(actor: Actor, link: AnswerLink, answer: GivenAnswer, on: dt.date) -> None:
    details = EnquiryDetails(
        channel=Channel.WEB, asker_relation=Relation.SELF, asker_phone=answer.phone,
        text=_("Asks to be called.") + (f" {answer.words}" if answer.words else ""),
        young_person_id=link.young_person_id,
    )  # fmt: skip
    unit_id = link.row.outreach.unit_id if link.row else None
    holder = link.row.worker_id if link.row and link.row.worker_id else link.made_by_id
    is_at_work = link.made_by.is_active if holder == link.made_by_id else True
    made = make_enquiry(details, on, unit_id=unit_id, holder_id=holder if is_at_work else None)
    record_change(actor, record_of("enquiry_received", made, {"channel": made.channel}))
