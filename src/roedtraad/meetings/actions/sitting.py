# SPDX-License-Identifier: EUPL-1.2
"""A meeting that is held: opened, one young person at a time, closed. What is agreed lands in the plan when its item ends."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roedtraad.audit.actions import Record, record_change
from roedtraad.consent.passing import NothingCarries
from roedtraad.detection import actions as detection
from roedtraad.detection.rules import NEW, SNOOZED
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.rights import Right
from roedtraad.meetings import policies, policies_sitting
from roedtraad.meetings.actions.agenda import carry_over
from roedtraad.meetings.actions.minutes import land_agreements
from roedtraad.meetings.actions.sitting_decisions import answer_decision, ask_decision, withdraw_decision
from roedtraad.meetings.actions.sitting_held import changed, found_item, held_item, held_meeting
from roedtraad.meetings.actions.sitting_lines import (
    LineChanged,
    LineDraft,
    move_line,
    remove_line,
    restore_line,
    said,
    write_line,
)
from roedtraad.meetings.models import AgendaItem, AgreementLine, DecisionState, ItemState, Meeting, MeetingState
from roedtraad.meetings.queries.sitting_hearing import may_grant_at
from roedtraad.meetings.rules import sitting as rules
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies as people

__all__ = [
    "Ended", "LineChanged", "LineDraft", "answer_decision", "ask_decision", "begin_item", "close_meeting", "end_item",
    "move_line", "open_meeting", "remove_line", "reopen_item", "restore_line", "skip_item", "tick_present",
    "withdraw_decision", "write_line",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of an item: agreements that landed in the plan, how many of them nobody has decided, and questions sent on."""

    landed: int
    undecided: int
    asked: int
    not_asked: int = 0


@transaction.atomic
def open_meeting(actor: Actor, *, meeting_id: int) -> Meeting:
    """Begin the meeting; whoever opens one that has no chair leads it. Opening it twice is opening it once.

    Refuses whoever does not lead it, one that is over or cancelled, and one of another day to come.
    """
    meeting = held_meeting(meeting_id)
    policies_sitting.require_lead(actor, meeting)
    if meeting.state == MeetingState.UNDER_WAY:
        return meeting
    if meeting.state != MeetingState.PLANNED:
        raise DomainError("meeting_over", _("The meeting has been held or cancelled."))
    if meeting.held_on > actor.on:
        raise DomainError("meeting_ahead", _("The meeting is on another day. Move it to today first."))
    meeting.state, meeting.opened_at = MeetingState.UNDER_WAY, clock.now()
    if meeting.chair_id is None:
        meeting.chair_id = actor.account_id
    meeting.save(update_fields=["state", "opened_at", "chair"])
    record_change(actor, Record("meeting_opened", "meeting", meeting.pk, values={"forum": meeting.forum}))
    return meeting


def _held_by_lead(actor: Actor, item_id: int) -> AgendaItem:
    """An item of a meeting that is under way and that the actor leads, both held. Raises NotVisible, NotAllowed, DomainError."""
    found = found_item(item_id)
    policies.require_see(actor, found)
    meeting = held_meeting(found.meeting_id)
    policies_sitting.require_lead(actor, meeting)
    if meeting.state != MeetingState.UNDER_WAY:
        raise DomainError("meeting_not_open", _("Open the meeting first."))
    return held_item(actor, item_id)


@transaction.atomic
def begin_item(actor: Actor, *, item_id: int) -> AgendaItem:
    """Talk about one young person: the clock starts. Beginning twice is beginning once.

    Refuses whoever does not lead the meeting, one that is not open, an item that has ended or been taken off, and a second one
    while another is being talked about.
    """
    item = _held_by_lead(actor, item_id)
    if item.state == ItemState.UNDER_WAY:
        return item
    if item.state != ItemState.LISTED:
        raise DomainError("item_over", _("This has been talked about or taken off."))
    _require_alone(item)
    item.state, item.began_at = ItemState.UNDER_WAY, clock.now()
    changed(actor, item, "item_begun")
    return item


def _require_alone(item: AgendaItem) -> None:
    if item.meeting.items.filter(state=ItemState.UNDER_WAY).exclude(pk=item.pk).exists():
        raise DomainError("another_under_way", _("End or put off the one that you are talking about first."))


@transaction.atomic
def skip_item(actor: Actor, *, item_id: int) -> AgendaItem:
    """Put an item off to the end of today's list; what has been typed stays. What is not reached goes to the next meeting."""
    item = _held_by_lead(actor, item_id)
    if not item.is_open:
        raise DomainError("item_over", _("This has been talked about or taken off."))
    last: int | None = item.meeting.items.aggregate(last=Max("order"))["last"]
    item.state, item.began_at, item.order = ItemState.LISTED, None, (last or 0) + 1
    changed(actor, item, "item_skipped")
    return item


@transaction.atomic
def tick_present(actor: Actor, *, item_id: int, here: Collection[int]) -> None:
    """Who of the participants is there. Refuses whoever may not prepare the item, and one that is not being talked about."""
    item = held_item(actor, item_id, policies_sitting.require_write)
    policies_sitting.require_under_way(item)
    item.participants.filter(pk__in=here).update(attended=True)
    item.participants.exclude(pk__in=here).update(attended=False)
    changed(actor, item, "attendance_ticked", {"count": item.participants.filter(attended=True).count()})


@transaction.atomic
def end_item(actor: Actor, *, item_id: int, remove_unfinished: bool = False) -> Ended:
    """The item has been talked about: its agreements land in the plan, and what cannot be granted here is asked of the one who may.

    Refuses while a line lacks what, who or by when, unless `remove_unfinished` takes such lines away; a line in which nothing is
    said goes without a question. Signals that led here are taken on, where the actor may.
    """
    item = _held_by_lead(actor, item_id)
    policies_sitting.require_under_way(item)
    _settle_unfinished(item, remove=remove_unfinished)
    asked, not_asked = _ask_where_needed(actor, item)
    landed = land_agreements(actor, item)
    undecided = sum(rules.is_undecided(said(one)) for one in item.lines.filter(is_removed=False))
    item.state, item.ended_at = ItemState.TREATED, clock.now()
    changed(actor, item, "item_ended", {"landed": landed, "undecided": undecided, "asked": asked})
    _take_signals_on(actor, item)
    return Ended(landed, undecided, asked, not_asked)


def unfinished(item: AgendaItem) -> list[AgreementLine]:
    """The lines that lack what, who or by when, and say something."""
    lines = [(line, said(line)) for line in item.lines.filter(is_removed=False)]
    return [line for line, words in lines if not rules.is_finished(words) and not rules.is_empty(words)]


def _settle_unfinished(item: AgendaItem, *, remove: bool) -> None:
    left = unfinished(item)
    if left and not remove:
        raise DomainError(
            "lines_unfinished",
            ngettext(
                "%(count)s agreement lacks what, who or by when. Finish it or remove it.",
                "%(count)s agreements lack what, who or by when. Finish them or remove them.", len(left),
            ) % {"count": len(left)},
        )  # fmt: skip
    gone = [line.pk for line in item.lines.filter(is_removed=False) if not rules.is_finished(said(line))]
    item.lines.filter(pk__in=gone).update(is_removed=True, version=F("version") + 1)


def _ask_where_needed(actor: Actor, item: AgendaItem) -> tuple[int, int]:
    """Lines that cost money and were decided at a meeting that may not grant are asked of whoever pays, and wait undecided.

    What no consent lets the paying department hear stays undecided, and is told apart.
    """
    may_grant = may_grant_at(item.meeting)
    asked = not_asked = 0
    for line in item.lines.filter(is_removed=False).select_related("paid_by"):
        if not rules.must_be_asked(said(line), may_grant=may_grant):
            continue
        line.decided_here = False
        line.version += 1
        line.save()
        if _ask(actor, item, line):
            asked += 1
        else:
            not_asked += 1
    return asked, not_asked


def _ask(actor: Actor, item: AgendaItem, line: AgreementLine) -> bool:
    if line.decisions.filter(state=DecisionState.OPEN).exists() or line.paid_by is None:
        return True
    try:
        with transaction.atomic():
            ask_decision(actor, item_id=item.pk, line_id=line.pk, what=line.what, unit=line.paid_by)
    except NothingCarries:
        return False
    except DomainError as error:
        if error.code != "decision_nobody":
            raise
        return False
    return True


def _take_signals_on(actor: Actor, item: AgendaItem) -> None:
    """The signals that led here are acknowledged through detection's own act, so that they do not wait on a desk as well."""
    if not people.can(actor, Right.HANDLE_SIGNALS, item.young_person_id):
        return
    waiting = item.item_signals.filter(signal__closed_on__isnull=True, signal__state__in=(NEW, SNOOZED))
    signals = list(waiting.values_list("signal_id", flat=True))
    if signals:
        detection.acknowledge(actor, signals=signals)


@transaction.atomic
def reopen_item(actor: Actor, *, item_id: int) -> AgendaItem:
    """Go back to an item that was ended, while the meeting is under way. The plan follows when it is ended again.

    Refuses an item that has not ended, and one while another is being talked about.
    """
    item = _held_by_lead(actor, item_id)
    if item.state == ItemState.UNDER_WAY:
        return item
    if item.state != ItemState.TREATED:
        raise DomainError("item_not_ended", _("This has not been talked about yet."))
    _require_alone(item)
    item.state, item.ended_at = ItemState.UNDER_WAY, None
    changed(actor, item, "item_reopened")
    return item


@transaction.atomic
def close_meeting(actor: Actor, *, meeting_id: int) -> int:
    """The meeting is over; gives how many young people it did not reach, who go on to the next one.

    Refuses whoever does not lead it, one that is not open, and one in which somebody is still being talked about.
    """
    meeting = held_meeting(meeting_id)
    policies_sitting.require_lead(actor, meeting)
    if meeting.state != MeetingState.UNDER_WAY:
        raise DomainError("meeting_not_open", _("Open the meeting first."))
    if meeting.items.filter(state=ItemState.UNDER_WAY).exists():
        raise DomainError("item_still_under_way", _("End or put off the one that you are talking about first."))
    meeting.state, meeting.closed_at = MeetingState.HELD, clock.now()
    meeting.save(update_fields=["state", "closed_at"])
    AgreementLine.objects.filter(item__meeting=meeting, is_removed=True, agreement__isnull=True).delete()
    seen_until = terms_on(actor.on).after("meeting_access_after", actor.on)
    meeting.items.filter(state=ItemState.TREATED).update(seen_until=seen_until)
    carried = carry_over(actor, meeting)
    record_change(actor, Record("meeting_closed", "meeting", meeting.pk, values={"carried": carried}))
    return carried
