# SPDX-License-Identifier: EUPL-1.2
"""Reads about handovers: the list, one of them, and what a young person's page and portal show."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from roedtraad.cases.queries import law_titles
from roedtraad.consent.policies import readable
from roedtraad.handover import policies
from roedtraad.handover.models import WAITING, Handover, HandoverQuestion, State
from roedtraad.handover.rules import PARTS_OF_NOTE, Move
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.listing import Page, paged
from roedtraad.kernel.remembering import remembered
from roedtraad.kernel.rights import Right
from roedtraad.organisation.terms import terms_on
from roedtraad.people import policies as people

WHO: Final = ("me", "sent", "led")
_NOTE_TITLES: Final = {
    one.name: one.verbose_name for one in Handover._meta.concrete_fields if one.name in PARTS_OF_NOTE
}
_STATES: Final = {one.value: one.label for one in State}


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """One handover as it is read in a list. `waits_for` is whose answer it waits for; empty when it is settled."""

    pk: int
    person_id: int
    person_name: str
    what: str
    from_name: str
    to_name: str
    state_title: str
    asked_on: dt.date
    due_on: dt.date
    waits: bool
    is_late: bool
    is_escalated: bool
    is_reminded: bool
    is_request: bool
    waits_for: str
    cover_until: dt.date | None
    meeting_on: dt.date | None


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question about a handover, and its answer once there is one."""

    question: str
    asked_by: str
    asked_at: dt.datetime
    answer: str
    answered_by: str


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """One handover with its note, and what the reader may do with it now; `is_note_closed` when they may not read the note."""

    row: HandoverRow
    note: tuple[tuple[str, str], ...]
    wanted_because: str
    reason: str
    settled_on: dt.date | None
    settled_by: str
    returned_on: dt.date | None
    questions: tuple[QuestionRow, ...]
    moves: frozenset[Move]
    case_id: int | None
    is_note_closed: bool = False


def _with_names(rows: "QuerySet[Handover]") -> "QuerySet[Handover]":
    return rows.select_related(
        "young_person", "case__unit", "from_account", "to_account", "to_unit__department", "settled_by"
    )


def visible(actor: Actor) -> "QuerySet[Handover]":
    """The handovers in which the actor has a part, of young people about whom they hand over."""
    ids = people.visible_ids(actor, Right.HAND_OVER)
    if ids is None:
        return Handover.objects.none()
    return Handover.objects.filter(policies.mine(actor), young_person_id__in=ids)


def waiting_for(actor: Actor) -> "QuerySet[Handover]":
    """What waits for the actor's own answer: offered to them or their unit, requested of them, or a question to them."""
    return visible(actor).filter(_waits_for_answer(actor))


def _waits_for_answer(actor: Actor) -> Q:
    me = actor.account_id or 0
    answer = Q(state=State.PENDING, is_request=False) & policies.receives(actor) & ~Q(from_account_id=me)
    give = Q(state=State.PENDING, is_request=True, from_account_id=me)
    told = Q(state=State.ASKED, is_request=False, from_account_id=me) | Q(
        state=State.ASKED, is_request=True, to_account_id=me
    )
    return answer | give | told


def refused_to(actor: Actor) -> "QuerySet[Handover]":
    """What the actor was refused lately and must find another way with."""
    return visible(actor).filter(_came_back(actor))


def _came_back(actor: Actor) -> Q:
    """Refused, still with whoever had it, not asked anew, and for as long only as an answer may take."""
    me = actor.account_id or 0
    asked = Q(is_request=False, from_account_id=me) | Q(is_request=True, to_account_id=me)
    held = Q(case__caseworker=F("from_account"), case__closed_on=None) | Q(case=None, contact_person__ended_on=None)
    since = terms_on(actor.on).before("handover_answer", actor.on)
    later = Handover.objects.filter(young_person=OuterRef("young_person"), pk__gt=OuterRef("pk"))
    return asked & held & ~Q(Exists(later)) & Q(state=State.REFUSED, settled_on__gte=since)


def to_act_on(actor: Actor) -> "QuerySet[Handover]":
    """What waits for the actor's answer, and what has come back to them with a no."""
    return visible(actor).filter(_waits_for_answer(actor) | _came_back(actor))


def sent_by(actor: Actor) -> "QuerySet[Handover]":
    """What the actor has asked for or is to give up, and somebody else must answer."""
    me = actor.account_id or 0
    part = Q(from_account_id=me) | Q(is_request=True, to_account_id=me)
    return visible(actor).filter(part, state__in=WAITING).exclude(pk__in=waiting_for(actor).values("pk"))


def led_by(actor: Actor) -> "QuerySet[Handover]":
    """What waits from or to the departments that the actor leads."""
    return visible(actor).filter(policies.leads(actor), state__in=WAITING)


def handover_list(actor: Actor, who: str, number: int) -> Page[HandoverRow]:
    """One page of those that wait for me, that I have sent, or of my departments; the earliest deadline first."""
    found = {"me": to_act_on, "sent": sent_by, "led": led_by}[who](actor)
    page: Page[Handover] = paged(_with_names(found.order_by("due_on", "pk")), number)
    return page.with_rows(lambda rows: handover_rows(actor, rows))


def handover_rows(actor: Actor, rows: Iterable[Handover]) -> list[HandoverRow]:
    """Handovers as they are read in a list."""
    laws = law_titles(actor.on)
    return [_row(one, laws, actor.on) for one in rows]


def _row(one: Handover, laws: dict[str, str], on: dt.date) -> HandoverRow:
    what = _("contact person")
    if one.case is not None:
        what = f"{laws.get(one.case.law, one.case.law)}, {one.case.unit.local_name}"
    to_name = one.to_account.name if one.to_account else one.to_unit.local_name
    return HandoverRow(
        one.pk, one.young_person_id, one.young_person.name, what, one.from_account.name, to_name,
        str(_STATES[one.state]), one.asked_on, one.due_on, waits=one.waits, is_late=one.waits and one.due_on < on,
        is_escalated=one.waits and one.escalated_on is not None, is_reminded=one.waits and one.reminded_on is not None,
        is_request=one.is_request, waits_for=_waits_for(one, to_name), cover_until=one.cover_until,
        meeting_on=one.meeting_on,
    )  # fmt: skip


def _waits_for(one: Handover, to_name: str) -> str:
    if not one.waits:
        return ""
    is_senders_turn = one.is_request != (one.state == State.ASKED)
    return one.from_account.name if is_senders_turn else to_name


def one_handover(actor: Actor, pk: int) -> Handover:
    """One handover that the actor may read, with its names. Raises NotVisible."""
    one = _with_names(Handover.objects.all()).filter(pk=pk).first()
    if one is None or not policies.can_read(actor, one):
        raise NotVisible
    return one


def handover_page(actor: Actor, one: Handover) -> HandoverPage:
    """Everything about one handover, with what the reader may do now."""
    asked = HandoverQuestion.objects.filter(handover=one).select_related("asked_by", "answered_by")
    note = _note(one)
    may_read = not note or policies.can_read_note(actor, one)
    return HandoverPage(
        row=_row(one, law_titles(actor.on), actor.on),
        note=note if may_read else (),
        is_note_closed=not may_read,
        wanted_because=one.wanted_because,
        reason=one.reason,
        settled_on=one.settled_on,
        settled_by=one.settled_by.name if one.settled_by else "",
        returned_on=one.returned_on,
        questions=tuple(_question(row) for row in asked) if may_read else (),
        moves=policies.moves(actor, one),
        case_id=one.case_id,
    )


def _note(one: Handover) -> tuple[tuple[str, str], ...]:
    return tuple((str(title), text) for name, title in _NOTE_TITLES.items() if (text := getattr(one, name)))


def _question(row: HandoverQuestion) -> QuestionRow:
    answered_by = row.answered_by.name if row.answered_by else ""
    return QuestionRow(row.question, row.asked_by.name, row.asked_at, row.answer, answered_by)


def waiting_of_case(case_id: int) -> int | None:
    """The handover of a case that waits, if one does: to be led to, and read by its own page's rules."""
    return Handover.objects.filter(case_id=case_id, state__in=WAITING).values_list("pk", flat=True).first()


@remembered
def handovers_of(person_id: int) -> tuple[Handover, ...]:
    """Every handover about a person, the latest first: the page and the thread ask for the same."""
    return tuple(_with_names(Handover.objects.filter(young_person_id=person_id)).order_by("-asked_on", "-pk"))


def readable_of(actor: Actor, person_id: int) -> list[Handover]:
    """Those about a person that the actor may read: of departments they may read, and those in which they have a part."""
    reader = readable(actor, person_id)
    return [
        one
        for one in handovers_of(person_id)
        if reader.allows(one.department_id, policies.kind_of(one)) or policies.side_of(actor, one).has_part
    ]


def person_section(actor: Actor, person_id: int) -> dict[str, Any]:
    """What is on its way from one to another, at the top of the person's page."""
    return {"handovers": handover_rows(actor, [one for one in readable_of(actor, person_id) if one.waits])}


def for_citizens(rows: Iterable[Handover]) -> list[Handover]:
    """Those of the rows that are told in the portal: under way or carried through. Requests and refusals are the staff's own."""
    return [one for one in rows if one.state == State.ACCEPTED or (one.waits and not one.is_request)]


@dataclass(frozen=True, slots=True)
class PortalHandover:
    """A handover as the young person reads it: who has had it, who is to have it, and when both are met. Never the note."""

    what: str
    from_name: str
    to_name: str
    asked_on: dt.date
    is_under_way: bool
    settled_on: dt.date | None
    meeting_on: dt.date | None
    cover_until: dt.date | None
    case_id: int | None


def handovers_for_portal(actor: Actor, person_id: int) -> Sequence[PortalHandover]:
    """What is told in the portal of handovers: those under way and those that were carried through, the latest first.

    The young person sees all of these, a guardian those of departments that they may read. Requests and refusals are the
    staff's own. Raises NotVisible for whoever does not come for this person.
    """
    if not people.can(actor, Right.SEE_PORTAL, person_id):
        raise NotVisible
    shown = for_citizens(readable_of(actor, person_id))
    return [
        PortalHandover(
            row.what,
            row.from_name,
            row.to_name,
            row.asked_on,
            row.waits,
            one.settled_on,
            one.meeting_on,
            one.cover_until,
            one.case_id,
        )
        for one, row in zip(shown, handover_rows(actor, shown), strict=True)
    ]
