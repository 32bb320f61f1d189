# SPDX-License-Identifier: EUPL-1.2
"""Acts on outreach: make a list, share it out, try to reach somebody, make a link to answer by, confirm what was answered."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Collection
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from roedtraad.audit.actions import Record, record_change
from roedtraad.cases.actions import record_contact
from roedtraad.cases.models import ContactChannel, ContactOutcome
from roedtraad.cases.staff import colleagues
from roedtraad.intake import policies
from roedtraad.intake.actions import entry_unit
from roedtraad.intake.models import (
    Answer,
    AnswerLink,
    AnswerState,
    Doing,
    OutreachList,
    OutreachRow,
    RowState,
    Settled,
)
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.kernel.rights import Right, has_right
from roedtraad.notices.actions import recipient_of, send
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies as people_policies
from roedtraad.people.actions import SituationDetails, record_situation
from roedtraad.people.finding import PeopleFilters, people_for_export
from roedtraad.people.models import SituationKind

MOST_ON_A_LIST: Final = 2_000
_TOKEN_BYTES: Final = 24


@transaction.atomic
def make_outreach(actor: Actor, *, name: str, filters: PeopleFilters) -> OutreachList:
    """A list of the young people of whom nobody knows what they do, among those whom the actor may see and take out.

    Refuses when there is nobody, and when there are too many for one list.
    """
    if not has_right(actor, Right.ANSWER_ENQUIRIES) or actor.account_id is None:
        raise NotAllowed("outreach_not_yours", _("Your role does not make outreach lists."))
    ids = [row.person_id for row in people_for_export(actor, filters)]
    if not ids:
        raise DomainError("outreach_empty", _("Nobody fits. Take a filter away."))
    if len(ids) > MOST_ON_A_LIST:
        raise DomainError("outreach_too_long", _("That is too many for one list. Choose an age or a school."))
    unit_id = min(policies.own_units(actor), default=None) or entry_unit().pk
    made = OutreachList.objects.create(
        name=name, unit_id=unit_id, made_by_id=actor.account_id, made_on=actor.on,
        days=terms_on(actor.on).number("outreach_reach"),
    )  # fmt: skip
    OutreachRow.objects.bulk_create((OutreachRow(outreach=made, young_person_id=pk) for pk in ids), batch_size=500)
    record_change(actor, Record("outreach_made", "outreach", made.pk, persons=tuple(ids), values={"count": len(ids)}))
    return made


@transaction.atomic
def share_out(actor: Actor, *, rows: Collection[int], account_id: int) -> int:
    """Let a colleague work on some rows; the people on them become visible to the colleague until they are settled.

    All or none: refuses rows that the actor may not see, settled ones, and a colleague who does not answer enquiries.
    """
    if not colleagues(Right.ANSWER_ENQUIRIES, actor.on).filter(pk=account_id).exists():
        raise DomainError("colleague_does_not_answer", _("This colleague does not answer enquiries."))
    found = list(policies.visible_rows(actor).select_for_update(of=("self",)).filter(pk__in=rows))
    if len(found) != len(set(rows)):
        raise NotVisible
    if any(row.state == RowState.SETTLED for row in found):
        raise DomainError("row_settled", _("Somebody on the selection is settled. Look at the list again."))
    changed = [row for row in found if row.worker_id != account_id]
    for row in changed:
        row.worker_id = account_id
    OutreachRow.objects.bulk_update(changed, ["worker"], batch_size=500)
    record_change(actor, *(_record("outreach_shared_out", row, {"account_id": account_id}) for row in changed))
    return len(changed)


@transaction.atomic
def record_attempt(
    actor: Actor, *, row_id: int, held_on: dt.date, channel: ContactChannel, outcome: ContactOutcome
) -> OutreachRow:
    """An attempt to reach somebody on the list: recorded as a contact of the young person, and counted here.

    Refuses what `record_contact` refuses, and a row that is settled.
    """
    row = _locked_row(actor, row_id)
    record_contact(actor, person_id=row.young_person_id, held_on=held_on, channel=channel, outcome=outcome)
    note_attempt(row, held_on, is_reached=outcome == ContactOutcome.REACHED)
    record_change(actor, _record("outreach_attempted", row, {"outcome": outcome}))
    return row


def note_attempt(row: OutreachRow, on: dt.date, *, is_reached: bool) -> None:
    """Count an attempt on the row. Whoever was reached stays reached."""
    row.attempts += 1
    row.contacted_on = min(row.contacted_on, on) if row.contacted_on else on
    if is_reached:
        row.reached_on = min(row.reached_on, on) if row.reached_on else on
    if row.state == RowState.TO_CONTACT:
        row.state = RowState.ATTEMPTED
    row.save(update_fields=["attempts", "contacted_on", "reached_on", "state"])


@transaction.atomic
def settle_row(actor: Actor, *, row_id: int, settled_as: Settled) -> None:
    """The row is done. Whoever worked on it and has no other business with the person no longer sees the person."""
    row = _locked_row(actor, row_id)
    row.state, row.settled_on, row.settled_as = RowState.SETTLED, actor.on, settled_as
    row.save(update_fields=["state", "settled_on", "settled_as"])
    record_change(actor, _record("outreach_settled", row, {"as": settled_as}))


@transaction.atomic
def make_answer_link(actor: Actor, *, row_id: int, send_as: Callable[[str], str] | None = None) -> str:
    """A new one-time link to answer by, without signing in. Earlier links to the same person stop working.

    Gives the secret part of the address, of which only a digest is kept. `send_as` makes the whole address of it: then it is
    sent to the young person's phone or mail, which counts as an attempt. Refuses a settled row, and sending without either.
    """
    row = _locked_row(actor, row_id)
    if actor.account_id is None:
        raise NotAllowed("link_by_system", _("Only a person can send a link."))
    now = clock.now()
    AnswerLink.objects.filter(young_person_id=row.young_person_id, used_at__isnull=True, expires_at__gt=now).update(
        expires_at=now
    )
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    made = AnswerLink.objects.create(
        young_person_id=row.young_person_id, row=row, digest=digest_of(token), made_by_id=actor.account_id, made_at=now,
        expires_at=now + terms_on(actor.on).duration("answer_link"),
    )  # fmt: skip
    record_change(actor, Record("answer_link_made", "answer_link", made.pk, persons=(row.young_person_id,)))
    if send_as is not None:
        _send_link(actor, row, send_as(token))
    return token


def _send_link(actor: Actor, row: OutreachRow, link: str) -> None:
    to = recipient_of(row.young_person)
    if to is None:
        raise DomainError("nowhere_to_send", _("We have no phone number and no e-mail. Print the link instead."))
    send(actor, to=to, text="answer_link", values={"link": link})
    record_contact(
        actor, person_id=row.young_person_id, held_on=actor.on, channel=ContactChannel.MESSAGE,
        outcome=ContactOutcome.LEFT_MESSAGE,
    )  # fmt: skip
    note_attempt(row, actor.on, is_reached=False)


def digest_of(token: str) -> str:
    """What is kept of a link: enough to know it again, not to make it."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def confirm_answer(actor: Actor, *, answer_id: int, started_on: dt.date | None = None) -> None:
    """Confirm what the young person answered. With a day, the life situation is recorded as running since then.

    Refuses an answer that is dealt with, a day for an answer that names no life situation, and what `record_situation` refuses.
    """
    answer = _locked_answer(actor, answer_id)
    if started_on is not None:
        if answer.doing not in SituationKind.values:
            raise DomainError("answer_without_situation", _("The answer names no life situation. Leave the day empty."))
        details = SituationDetails(SituationKind(answer.doing), started_on, place=answer.place)
        record_situation(actor, person_id=answer.young_person_id, details=details)
    _settle_answer(actor, answer, AnswerState.CONFIRMED)


@transaction.atomic
def dismiss_answer(actor: Actor, *, answer_id: int) -> None:
    """Put an answer aside without doing anything about it; it stays to be read."""
    _settle_answer(actor, _locked_answer(actor, answer_id), AnswerState.DISMISSED)


def _settle_answer(actor: Actor, answer: Answer, state: AnswerState) -> None:
    answer.state, answer.settled_by_id = state, actor.account_id
    answer.save(update_fields=["state", "settled_by"])
    values = {"state": state}
    record_change(
        actor, Record("answer_settled", "answer", answer.pk, persons=(answer.young_person_id,), values=values)
    )


def _locked_answer(actor: Actor, answer_id: int) -> Answer:
    answer = Answer.objects.select_for_update().filter(pk=answer_id).first()
    if answer is None:
        raise NotVisible
    people_policies.require(actor, Right.ANSWER_ENQUIRIES, answer.young_person_id)
    if answer.state != AnswerState.NEW:
        raise DomainError("answer_settled", _("The answer has been dealt with already."))
    return answer


def _locked_row(actor: Actor, row_id: int) -> OutreachRow:
    row = policies.visible_rows(actor).select_for_update(of=("self",)).filter(pk=row_id).first()
    if row is None:
        raise NotVisible
    if row.state == RowState.SETTLED:
        raise DomainError("row_settled", _("This young person is settled on the list."))
    return row


def _record(act: str, row: OutreachRow, values: dict[str, object]) -> Record:
    return Record(act, "outreach_row", row.pk, persons=(row.young_person_id,), values=values)


def release_rows(actor: Actor, account_id: int) -> int:
    """Rows of an account that is being closed are nobody's again, so that somebody else takes them."""
    held = OutreachRow.objects.select_for_update().filter(worker_id=account_id).exclude(state=RowState.SETTLED)
    rows = list(held)
    for row in rows:
        row.worker = None
    OutreachRow.objects.bulk_update(rows, ["worker"], batch_size=500)
    record_change(actor, *(_record("outreach_given_back", row, {"account_id": account_id}) for row in rows))
    return len(rows)


DOING_IS_SITUATION: Final = frozenset(SituationKind.values) & frozenset(Doing.values)
"""What a young person answers that is also a kind of life situation."""
