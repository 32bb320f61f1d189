# SPDX-License-Identifier: EUPL-1.2
"""Sending: a notice is written with the act that it tells of, and leaves afterwards."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.contributions import notice_texts
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Right, has_right
from roedtraad.notices import digital_post
from roedtraad.notices.adapters import deliver
from roedtraad.notices.letters import Letter, NotSent, outbox
from roedtraad.notices.models import Channel, Notice
from roedtraad.notices.rules import MOST_TRIES, filled, waits_minutes
from roedtraad.organisation.queries import profile_on
from roedtraad.organisation.terms import terms_on
from roedtraad.people.models import YoungPerson

_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a notice goes, in which language, and about whom it is when it is about a young person."""

    channel: Channel
    address: str
    language: str = "da"
    person_id: int | None = None


def recipient_of(person: YoungPerson) -> Recipient | None:
    """How the young person is reached: by text message, else by mail, else by Digital Post of their own; None by none of them."""
    if person.phone:
        return Recipient(Channel.SMS, person.phone, person_id=person.pk)
    if person.email:
        return Recipient(Channel.MAIL, person.email, person_id=person.pk)
    has_post = digital_post.is_ready() and digital_post.receives(person, clock.today())
    return Recipient(Channel.DIGITAL_POST, "", person_id=person.pk) if has_post else None


def send(
    actor: Actor, *, to: Recipient, text: str, values: Mapping[str, str] | None = None, calendar: str = ""
) -> Notice:
    """Write a notice that the worker sends. Called inside the transaction of the act that it tells of.

    `text` is the name of a registered notice; `values` fill its link, code and phone. `calendar` is an iCalendar file that goes
    with a mail; whoever makes it answers for that it names nobody. Refuses an empty address, and Digital Post
    to whoever has none of their own; its address is the CPR number, which is looked up when the notice leaves.
    """
    _require_reachable(actor, to)
    wording = notice_texts[text]
    fields = {"municipality": profile_on(actor.on).municipality.name, **(values or {})}
    with translation.override(to.language):
        subject, body = filled(str(wording.subject), fields), filled(str(wording.body), fields)
    notice = Notice.objects.create(
        young_person_id=to.person_id, channel=to.channel, text=text, language=to.language, address=to.address,
        subject=subject, body=body, calendar=calendar if to.channel == Channel.MAIL else "", made_at=clock.now(),
    )  # fmt: skip
    persons = (to.person_id,) if to.person_id else ()
    record_change(actor, Record("notice_written", "notice", notice.pk, persons, {"text": text, "channel": to.channel}))
    return notice


def _require_reachable(actor: Actor, to: Recipient) -> None:
    if to.channel != Channel.DIGITAL_POST:
        if not to.address:
            raise DomainError(
                "notice_without_address", _("There is no phone number or e-mail to send to. Add one first.")
            )
        return
    person = YoungPerson.objects.filter(pk=to.person_id or 0).first()
    if to.address or person is None or not digital_post.receives(person, actor.on):
        raise DomainError("no_own_digital_post", _("The young person has no Digital Post of their own."))


def send_waiting() -> None:
    """Hand over what waits, oldest first. What fails waits longer each time and is given up after some tries."""
    now = clock.now()
    waiting = Notice.objects.filter(sent_at__isnull=True, tries__lt=MOST_TRIES).order_by("made_at", "pk")
    for pk, tries, made_at in waiting.values_list("pk", "tries", "made_at")[:_AT_ONCE]:
        if made_at + dt.timedelta(minutes=waits_minutes(tries)) <= now:
            _hand_over(pk)


def _hand_over(pk: int) -> None:
    """At least once: a crash between the handing over and the commit sends it again, under the same number."""
    with transaction.atomic():
        notice = Notice.objects.select_for_update().filter(Q(sent_at__isnull=True), pk=pk).first()
        if notice is None:
            return
        notice.tries += 1
        try:
            deliver(_letter(notice))
        except NotSent as error:
            notice.problem = str(error)[:200]
        else:
            notice.sent_at, notice.problem, notice.body, notice.calendar = clock.now(), "", "", ""
        notice.save(update_fields=["tries", "problem", "sent_at", "body", "calendar"])


def _letter(notice: Notice) -> Letter:
    return Letter(
        notice.pk, notice.channel, notice.address, notice.subject, notice.body, notice.language, notice.made_at,
        notice.young_person_id, notice.calendar,
    )  # fmt: skip


@transaction.atomic
def try_again(actor: Actor, *, notice_id: int) -> None:
    """Let a notice that was given up be tried again at once. Refuses one whose words are gone (`forget_given_up`)."""
    if not has_right(actor, Right.MANAGE_ACCOUNTS):
        raise NotAllowed("notice_without_right", _("Only an administrator sends notices again."))
    notice = Notice.objects.select_for_update().filter(pk=notice_id, sent_at__isnull=True).first()
    if notice is None:
        raise NotVisible
    if not notice.body:
        raise DomainError("notice_forgotten", _("What it said is gone. Do again what it was sent for."))
    notice.tries, notice.problem = 0, ""
    notice.save(update_fields=["tries", "problem"])
    record_change(actor, Record("notice_tried_again", "notice", notice.pk))


def forget_given_up() -> int:
    """Empty what was given up some days ago: a link or a code that nobody got is kept no longer than one may try again."""
    before = clock.now() - terms_on(clock.today()).duration("notice_kept_unsent")
    given_up = Notice.objects.filter(sent_at__isnull=True, tries__gte=MOST_TRIES, made_at__lt=before)
    return given_up.exclude(body="").update(body="", calendar="")


def sweep_outbox() -> int:
    """Take away the stand-ins' files whose notice is gone."""
    numbers = {path: path.name.partition("-")[0] for path in outbox().glob("*-*")}
    known = set(
        Notice.objects.filter(pk__in=[int(one) for one in numbers.values() if one.isdecimal()]).values_list(
            "pk", flat=True
        )
    )
    lost = [path for path, number in numbers.items() if number.isdecimal() and int(number) not in known]
    for path in lost:
        path.unlink(missing_ok=True)
    return len(lost)
