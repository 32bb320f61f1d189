# SPDX-License-Identifier: EUPL-1.2
"""Acts on what is written down of an item: write it, send it, correct it."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError
from roedtraad.meetings.actions.minutes_holding import (
    locked_item,
    minutes_of,
    newest_of,
    record,
    refuse_overtaken,
)
from roedtraad.meetings.actions.minutes_landing import land_agreements
from roedtraad.meetings.minutes_events import plain_minutes_sent
from roedtraad.meetings.minutes_policies import WAS_THERE, require_write
from roedtraad.meetings.models import AgendaItem, ItemState, Minutes, MinutesState, MinutesVersion
from roedtraad.notices.actions import Recipient, send
from roedtraad.notices.models import Channel
from roedtraad.organisation.models import Account

__all__ = ["correct_minutes", "land_agreements", "send_minutes", "send_plain", "write_minutes"]

_TALKED_ABOUT: Final = (ItemState.UNDER_WAY, ItemState.TREATED)


@transaction.atomic
def write_minutes(actor: Actor, *, item_id: int, text: str, plain: str, seen: str = "") -> Minutes:
    """Write the draft of an item's minutes: the text for those who took part, and the young person's part in plain words.

    `seen` is the mark of the text that it was written from. Refuses what somebody else has written in meanwhile, minutes that have
    been sent, another plain part than the one that the young person has been given, and an item that nobody has talked about.
    """
    item = locked_item(item_id)
    require_write(actor, item)
    if item.state not in _TALKED_ABOUT:
        raise DomainError("item_not_met", _("Write the minutes when it has been talked about."))
    minutes = minutes_of(item)
    if minutes is None:
        minutes = Minutes.objects.create(item=item)
        _put(actor, minutes, text, plain)
    else:
        _write_over(actor, minutes, text, plain, seen)
    record(actor, "minutes_written", minutes)
    return minutes


def _write_over(actor: Actor, minutes: Minutes, text: str, plain: str, seen: str) -> None:
    """A draft is written over: nobody has read it yet, but for a plain part that has gone out."""
    if minutes.state != MinutesState.DRAFT:
        raise DomainError("minutes_are_sent", _("The minutes have been sent. Correct them, with a reason."))
    held = newest_of(minutes)
    refuse_overtaken(held, seen)
    if minutes.plain_sent_at and plain.strip() != held.plain:
        raise DomainError(
            "plain_is_sent",
            _("The young person has been given their part. Send the minutes, and correct them afterwards."),
        )
    _put(actor, minutes, text, plain)


def _put(actor: Actor, minutes: Minutes, text: str, plain: str, reason: str = "") -> None:
    values = {"text": text.strip(), "plain": plain.strip(), "reason": reason}
    by = {"written_by_id": actor.account_id, "written_at": clock.now()}
    minutes.versions.update_or_create(number=minutes.version, defaults={**values, **by})


@transaction.atomic
def send_plain(actor: Actor, *, item_id: int, seen: str, site: str = "") -> None:
    """Give the young person their part in plain words while the minutes are still being written, so that it is the same day.

    Refuses when there is none, when they have it, and when somebody else has written meanwhile.
    """
    item = locked_item(item_id)
    require_write(actor, item)
    minutes, held = _sendable(item, seen)
    if minutes.plain_sent_at:
        raise DomainError("plain_is_there", _("The young person has been given their part already."))
    _require_plain(held)
    minutes.plain_sent_at = clock.now()
    minutes.save(update_fields=["plain_sent_at"])
    record(actor, "minutes_plain_sent", minutes)
    plain_minutes_sent.send(sender=Minutes, actor=actor, item=item, site=site)


@transaction.atomic
def send_minutes(actor: Actor, *, item_id: int, seen: str, site: str = "") -> None:
    """Send the minutes to those who were there, for approval, and the young person's part to them if they have not got it.

    A notice says that something waits, and not what. Refuses an item that is not over, minutes without a text or a plain part,
    those that have been sent, and what somebody else has written in meanwhile.
    """
    item = locked_item(item_id)
    require_write(actor, item)
    minutes, held = _sendable(item, seen)
    if item.state != ItemState.TREATED:
        raise DomainError("item_not_ended", _("End the item first. What is agreed goes out with the minutes."))
    if not held.text:
        raise DomainError("minutes_empty", _("Write the minutes first."))
    _require_plain(held)
    is_first = minutes.plain_sent_at is None
    now = clock.now()
    minutes.state, minutes.sent_at, minutes.plain_sent_at = MinutesState.SENT, now, minutes.plain_sent_at or now
    minutes.save(update_fields=["state", "sent_at", "plain_sent_at"])
    record(actor, "minutes_sent", minutes)
    _tell_staff(actor, item)
    if is_first:
        plain_minutes_sent.send(sender=Minutes, actor=actor, item=item, site=site)


def _sendable(item: AgendaItem, seen: str) -> tuple[Minutes, MinutesVersion]:
    minutes = minutes_of(item)
    if minutes is None:
        raise DomainError("minutes_empty", _("Write the minutes first."))
    if minutes.state != MinutesState.DRAFT:
        raise DomainError("minutes_are_sent", _("The minutes have been sent. Correct them, with a reason."))
    held = newest_of(minutes)
    refuse_overtaken(held, seen)
    return minutes, held


def _require_plain(held: MinutesVersion) -> None:
    if not held.plain:
        raise DomainError("plain_missing", _("Write the young person's part in plain words first."))


def _tell_staff(actor: Actor, item: AgendaItem) -> None:
    """A mail to each colleague who was there, but for whoever sends it: that minutes wait, and not about whom."""
    there = item.participants.filter(WAS_THERE, account__isnull=False).exclude(account_id=actor.account_id or 0)
    for account in Account.objects.filter(pk__in=there.values("account_id"), is_active=True).exclude(email=""):
        send(actor, to=Recipient(Channel.MAIL, account.email, account.language), text="minutes_wait")


@transaction.atomic
def correct_minutes(
    actor: Actor, *, item_id: int, text: str, plain: str, reason: str, seen: str, site: str = ""
) -> Minutes:
    """Correct minutes that have been sent: the wording before stays, with the reason, and the new one goes out for approval.

    The young person is told anew when their part has changed. Refuses no reason, nothing changed, an empty text or plain part,
    a draft, and what somebody else has corrected meanwhile.
    """
    item = locked_item(item_id)
    require_write(actor, item)
    minutes = minutes_of(item)
    if minutes is None or minutes.state == MinutesState.DRAFT:
        raise DomainError("minutes_not_sent", _("The minutes have not been sent yet. Just change them."))
    held = newest_of(minutes)
    refuse_overtaken(held, seen)
    _require_correction(held, text.strip(), plain.strip(), reason.strip())
    now, is_new_plain = clock.now(), plain.strip() != held.plain
    minutes.version += 1
    minutes.state, minutes.sent_at, minutes.approved_on = MinutesState.SENT, now, None
    minutes.plain_sent_at = now if is_new_plain else minutes.plain_sent_at
    minutes.save()
    _put(actor, minutes, text, plain, reason.strip())
    record(actor, "minutes_corrected", minutes, {"plain": is_new_plain})
    _tell_staff(actor, item)
    if is_new_plain:
        plain_minutes_sent.send(sender=Minutes, actor=actor, item=item, site=site)
    return minutes


def _require_correction(held: MinutesVersion, text: str, plain: str, reason: str) -> None:
    if not reason:
        raise DomainError("correction_why", _("Say why it is corrected."))
    if (text, plain) == (held.text, held.plain):
        raise DomainError("nothing_corrected", _("Nothing has been changed."))
    if not text or not plain:
        raise DomainError("minutes_empty", _("Neither part can be empty."))
