# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to places composed of many rooms."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roedtraad.intake import outreach_actions, person_actions, queries, rules, thread
from roedtraad.intake.models import Enquiry, EnquiryState, OutreachRow, RowState
from roedtraad.intake.models.enquiries import WAITING
from roedtraad.kernel.actor import Actor, Grant
from roedtraad.kernel.contributions import (
    AccountHolding,
    ActType,
    DeskBox,
    DeskItem,
    NoticeText,
    PersonAct,
    PersonRelation,
    PersonTab,
    RetentionPart,
    ThreadSource,
    UnitHolding,
    account_holdings,
    act_types,
    desk_boxes,
    notice_texts,
    person_acts,
    person_relations,
    person_tabs,
    retention_parts,
    thread_sources,
    unit_holdings,
)
from roedtraad.kernel.rights import Part, Right, Scope

Ids = QuerySet[Any, Any]
_ACTS = (
    ("enquiries_seen", _("Saw the list of enquiries")),
    ("enquiry_seen", _("Saw an enquiry")),
    ("enquiries_exported", _("Took out the list of enquiries")),
    ("intake_seen", _("Saw enquiries and workshops of a young person")),
    ("enquiry_recorded", _("Recorded an enquiry")),
    ("enquiry_received", _("Received an enquiry")),
    ("enquiry_taken", _("Took an enquiry")),
    ("enquiry_about_told", _("Wrote whom an enquiry is about")),
    ("enquiry_promised", _("Promised an answer")),
    ("enquiry_passed_on", _("Passed on an enquiry")),
    ("enquiry_routed", _("Passed an enquiry to whoever has the young person")),
    ("enquiry_closed", _("Closed an enquiry")),
    ("enquiry_reopened", _("Opened an enquiry again")),
    ("enquiry_joined", _("Joined an enquiry to a young person")),
    ("enquiry_went_on", _("Let an enquiry go on in the case")),
    ("enquiry_visitated", _("Visitated on an enquiry")),
    ("enquiry_given_back", _("Gave an enquiry back to the inbox")),
    ("young_person_registered", _("Registered a young person")),
    ("workshop_recorded", _("Recorded a future workshop")),
    ("visitation_decided", _("Decided on a visitation")),
    ("outreach_seen", _("Saw an outreach list")),
    ("outreach_exported", _("Took out an outreach list")),
    ("outreach_made", _("Made an outreach list")),
    ("outreach_shared_out", _("Shared out an outreach list")),
    ("outreach_attempted", _("Tried to reach somebody on a list")),
    ("outreach_settled", _("Settled somebody on a list")),
    ("outreach_given_back", _("Gave somebody on a list back")),
    ("answer_link_made", _("Made a link to answer by")),
    ("answer_given", _("Answered by link")),
    ("answer_settled", _("Dealt with an answer")),
)


def register() -> None:
    """Relations, thread entries, pages, desk boxes, holdings and acts of this room."""
    for name, title in _ACTS:
        act_types.register(ActType(name, title))
    person_relations.register(PersonRelation("enquiry_taken", Scope.OWN, _enquiries_held))
    person_relations.register(PersonRelation("outreach_worker", Scope.OWN, _rows_worked_on))
    thread_sources.register(
        ThreadSource("enquiries", Part.CONTACTS, thread.enquiry_entries, _("enquiries"), ("intake.Enquiry",))
    )
    thread_sources.register(
        ThreadSource(
            "intake",
            Part.CASES,
            thread.workshop_entries,
            _("future workshops and visitations"),
            ("intake.FutureWorkshop", "intake.Visitation"),
        )
    )
    person_tabs.register(PersonTab("intake", _("Enquiries"), Part.CASES, "intake:person", 80))
    for name, title, right in (
        ("enquiry", _("Record an enquiry"), Right.ANSWER_ENQUIRIES),
        ("workshop", _("Record a future workshop"), Right.MANAGE_CASES),
        ("visitation", _("Visitate to a unit"), Right.MANAGE_CASES),
    ):
        person_acts.register(PersonAct(f"intake_{name}", title, right, f"intake:person-{name}"))
    desk_boxes.register(DeskBox("enquiries", _("Enquiries"), Right.ANSWER_ENQUIRIES, _waiting, "intake:inbox"))
    desk_boxes.register(
        DeskBox("enquiries_escalated", _("Enquiries that nobody has answered"), Right.DECIDE_HANDOVERS, _escalated)
    )
    notice_texts.register(
        NoticeText(
            "answer_link", _("A link to answer by"), _("A message from {municipality}"),
            _("Hello. We would like to know how you are doing. Answer here, without login: {link} Best wishes, {municipality}"),
        )
    )  # fmt: skip
    retention_parts.register(RetentionPart("enquiries", "enquiry", _("enquiries without a case"), _without_case))
    _register_holdings()


def _without_case(day: dt.date) -> Ids:
    """Enquiries that were closed before a day and never became a case."""
    return Enquiry.objects.filter(state=EnquiryState.CLOSED, closed_on__lt=day, visitations__isnull=True)


def _register_holdings() -> None:
    account_holdings.register(AccountHolding("enquiries", _("enquiries"), _count_held, person_actions.release_held))
    account_holdings.register(
        AccountHolding("outreach_rows", _("young people on outreach lists"), _count_rows, outreach_actions.release_rows)
    )
    unit_holdings.register(UnitHolding("enquiries", _("enquiries"), _waiting_by_unit, Enquiry.objects.count))


def _enquiries_held(actor: Actor, grants: Sequence[Grant]) -> Ids:
    """Whoever answers an open enquiry sees the young person whom it is about."""
    held = Enquiry.objects.filter(holder_id=actor.account_id or 0, state__in=WAITING, young_person__isnull=False)
    return held.values("young_person_id")


def _rows_worked_on(actor: Actor, grants: Sequence[Grant]) -> Ids:
    """Whoever tries to reach somebody on a list sees that young person until it is settled."""
    rows = OutreachRow.objects.filter(worker_id=actor.account_id or 0).exclude(state=RowState.SETTLED)
    return rows.values("young_person_id")


def _waiting(actor: Actor, limit: int) -> tuple[list[DeskItem], int]:
    rows, count = queries.waiting_for(actor, limit)
    return [_item(row, actor) for row in rows], count


def _escalated(actor: Actor, limit: int) -> tuple[list[DeskItem], int]:
    rows, count = queries.escalated_to(actor, limit)
    return [_item(row, actor) for row in rows], count


def _item(row: Enquiry, actor: Actor) -> DeskItem:
    about = row.young_person.name if row.young_person else row.about_name
    title = gettext("Enquiry about %(name)s") % {"name": about} if about else gettext("Enquiry")
    return DeskItem(
        title=title, href=reverse("intake:enquiry", args=[row.pk]), person_id=row.young_person_id,
        detail=row.promised or (row.holder.name if row.holder else ""), due_on=row.due_on,
        is_late=rules.is_late(row.due_on, actor.on),
    )  # fmt: skip


def _count_held(account_id: int) -> int:
    return Enquiry.objects.filter(holder_id=account_id, state__in=WAITING).count()


def _count_rows(account_id: int) -> int:
    return OutreachRow.objects.filter(worker_id=account_id).exclude(state=RowState.SETTLED).count()


def _waiting_by_unit() -> Mapping[int, int]:
    rows = Enquiry.objects.filter(state__in=WAITING).values_list("unit").order_by("unit")
    return dict(rows.annotate(count=Count("pk")))
