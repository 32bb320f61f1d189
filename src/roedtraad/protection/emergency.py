# SPDX-License-Identifier: EUPL-1.2
"""Emergency access: opening a young person who is not one's business, for some hours, with a reason that others read.

It opens what the colleague's role shows and nothing that they may do: see `people.policies`. Every look under it says so in the
log, which the young person reads; the data protection officer finds each opening on the desk at once.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.audit.looks import Look, log_look
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Grant
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.listing import Page, paged
from roedtraad.kernel.remembering import forget
from roedtraad.kernel.rights import Right, has_right
from roedtraad.organisation.models import Account
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies
from roedtraad.protection.common import NOT_YOURS, account_of, last
from roedtraad.protection.finding import asked_of, person_asked_for
from roedtraad.protection.models import Opening
from roedtraad.protection.models.emergency import open_at

STATES: Final = ("open", "unseen")


def persons_opened(actor: Actor) -> "QuerySet[Any, Any]":
    """The keys of the persons whom the actor has opened in an emergency and who are open at this very moment."""
    return Opening.objects.filter(open_at(clock.now()), account_id=account_of(actor)).values("young_person_id")


def persons_in_relation(actor: Actor, grants: Sequence[Grant]) -> "QuerySet[Any, Any] | None":
    """The same as a relation of people: only for somebody with a role that may open."""
    return persons_opened(actor) if grants and actor.account_id else None


@dataclass(frozen=True, slots=True)
class Limits:
    """How long an opening lasts, and how many one colleague has left today."""

    lasts: dt.timedelta
    left_today: int

    @property
    def until(self) -> dt.datetime:
        """When an opening made now would close."""
        return clock.now() + self.lasts


def limits_of(actor: Actor) -> Limits:
    """What emergency access allows the actor today."""
    terms = terms_on(actor.on)
    return Limits(terms.duration("break_glass"), max(terms.number("break_glass_per_day") - _opened_today(actor), 0))


def _opened_today(actor: Actor) -> int:
    return Opening.objects.filter(account_id=account_of(actor), opened_at__gte=clock.midnight(clock.today())).count()


@transaction.atomic
def open_in_emergency(actor: Actor, *, asked: str, reason: str) -> Opening:
    """Open the young person with this CPR number or reference for some hours.

    Refuses without a reason, when nobody has the number, when the person is the actor's business anyway, and more than so many a
    day. Who tries and finds nobody stands in the log as well.
    """
    require_opening(actor)
    reason = reason.strip()
    if not reason:
        raise DomainError("emergency_without_reason", _("Write why it is an emergency. Others will read it."))
    limits = _locked_limits(actor)
    if not limits.left_today:
        raise DomainError(
            "emergency_too_many",
            _("You have opened as many people as one may in a day. Call the data protection officer."),
        )
    person = person_asked_for(asked)
    if person is None:
        raise DomainError("emergency_nobody", _("Nobody has that CPR number or reference. Check it, and try again."))
    if policies.can(actor, Right.SEE_PERSON, person.pk):
        raise DomainError("emergency_not_needed", _("You can see this person already. Search for them as usual."))
    now = clock.now()
    opening = Opening.objects.create(
        account_id=account_of(actor), young_person=person, reason=reason, opened_at=now, closes_at=now + limits.lasts
    )
    values = {"reason": reason, "closes_at": opening.closes_at}
    record_change(actor, Record("emergency_opened", "opening", opening.pk, (person.pk,), values))
    forget()
    return opening


def note_attempt(actor: Actor, asked: str) -> None:
    """Log that somebody asked for emergency access and found nobody; outside the act, which has been rolled back."""
    log_look(actor, Look("emergency_tried", (), asked_of(asked)))


def require_opening(actor: Actor) -> None:
    """Refuse whoever has no right to emergency access."""
    if not has_right(actor, Right.BREAK_GLASS) or not actor.account_id:
        raise NotAllowed(
            "emergency_not_yours", _("Your role has no emergency access. Call the unit that has the case.")
        )


def _locked_limits(actor: Actor) -> Limits:
    """The limits, with nobody else counting for the same account until the transaction ends."""
    Account.objects.select_for_update().only("pk").get(pk=account_of(actor))
    return limits_of(actor)


@transaction.atomic
def close_opening(actor: Actor, *, opening_id: int) -> Opening:
    """Close an opening before its time: whoever opened it, or the data protection officer. Closing twice changes nothing."""
    opening = Opening.objects.select_for_update().filter(pk=opening_id).first()
    if opening is None or not (opening.account_id == actor.account_id or is_officer(actor)):
        raise NotVisible
    if opening.is_open(clock.now()):
        opening.closed_at = clock.now()
        opening.save(update_fields=["closed_at"])
        record_change(actor, Record("emergency_closed", "opening", opening.pk, (opening.young_person_id,)))
        forget()
    return opening


@transaction.atomic
def acknowledge_opening(actor: Actor, *, opening_id: int, note: str) -> Opening:
    """The data protection officer has looked into an opening and says what was found. Refuses an empty note and a second one."""
    require_officer(actor)
    if not note.strip():
        raise DomainError("opening_without_note", _("Write what you found, or that it was in order."))
    opening = Opening.objects.select_for_update().filter(pk=opening_id).first()
    if opening is None:
        raise NotVisible
    if opening.account_id == actor.account_id:
        raise NotAllowed("opening_is_own", _("Somebody else must look into what you have opened yourself."))
    if opening.seen_at is not None:
        raise DomainError("opening_seen", _("Somebody has looked into this already."))
    opening.seen_at, opening.seen_by_id, opening.note = clock.now(), actor.account_id, note.strip()
    opening.save(update_fields=["seen_at", "seen_by", "note"])
    values = {"note": opening.note}
    record_change(actor, Record("emergency_acknowledged", "opening", opening.pk, (opening.young_person_id,), values))
    return opening


def is_officer(actor: Actor) -> bool:
    """Whether emergency openings are reported to the actor."""
    return has_right(actor, Right.SET_SHARING_RULES)


def require_officer(actor: Actor) -> None:
    """Refuse everybody but the data protection officer."""
    if not is_officer(actor):
        raise NotAllowed("protection_not_yours", NOT_YOURS)


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One opening as it is told. `reference` names the young person; the officer does not read names."""

    pk: int
    person_id: int
    reference: str
    who: str
    reason: str
    opened_at: dt.datetime
    ended_at: dt.datetime
    is_open: bool
    seen_at: dt.datetime | None
    seen_by: str
    note: str

    @property
    def opened(self) -> str:
        return date_format(timezone.localtime(self.opened_at), "SHORT_DATETIME_FORMAT")


def openings(actor: Actor, state: str = "", number: int = 1) -> Page[OpeningRow]:
    """Every opening, those that nobody has looked into first, then the newest; `state` is one of STATES or empty."""
    require_officer(actor)
    found: Page[Opening] = paged(_told(state), number)
    return found.with_rows(lambda rows: [_row(one) for one in rows])


def every_opening(actor: Actor, state: str = "") -> list[OpeningRow]:
    """All the rows behind the filter, for taking the list out."""
    require_officer(actor)
    return [_row(one) for one in _told(state)]


def opening_for(actor: Actor, opening_id: int) -> OpeningRow:
    """One opening for the officer. Raises NotAllowed or NotVisible."""
    require_officer(actor)
    found = _told("").filter(pk=opening_id).first()
    if found is None:
        raise NotVisible
    return _row(found)


def _told(state: str) -> "QuerySet[Opening]":
    wanted = {"open": open_at(clock.now()), "unseen": Q(seen_at__isnull=True)}.get(state, Q())
    found = Opening.objects.filter(wanted).select_related("account", "young_person", "seen_by")
    return found.order_by(last(Q(seen_at__isnull=False)), "-opened_at", "-pk")


def own_openings(actor: Actor) -> list[Opening]:
    """What the actor has open at this moment, with the persons' names, which they may read meanwhile."""
    found = Opening.objects.filter(open_at(clock.now()), account_id=account_of(actor))
    return list(found.select_related("young_person"))


def unseen(limit: int) -> tuple[list[OpeningRow], int]:
    """The oldest openings that nobody has looked into, and how many there are."""
    waiting = Opening.objects.filter(seen_at__isnull=True).select_related("account", "young_person", "seen_by")
    found = [_row(one) for one in waiting.order_by("opened_at")[:limit]]
    return found, len(found) if len(found) < limit else waiting.count()


def _row(one: Opening) -> OpeningRow:
    return OpeningRow(
        pk=one.pk, person_id=one.young_person_id, reference=one.young_person.reference, who=one.account.name,
        reason=one.reason, opened_at=one.opened_at, ended_at=one.closed_at or one.closes_at,
        is_open=one.is_open(clock.now()), seen_at=one.seen_at, seen_by=one.seen_by.name if one.seen_by else "",
        note=one.note,
    )  # fmt: skip
