# SPDX-License-Identifier: EUPL-1.2
"""What a citizen reads: the front page, the thread, the messages, and who has looked."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from roedtraad.audit.looks import purpose_title
from roedtraad.audit.models import LogEntry, Stream
from roedtraad.audit.queries import entries_about
from roedtraad.cases.queries import FollowerRow, cases_of, followers
from roedtraad.cases.substitutes import Substitute, substitute_of
from roedtraad.handover.queries import PortalHandover, handovers_for_portal, handovers_of
from roedtraad.intake.person_queries import visitations_of
from roedtraad.kernel.actor import Role
from roedtraad.kernel.contributions import ThreadEntry
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.listing import Page, paged
from roedtraad.kernel.rights import Part, Right
from roedtraad.organisation.models import Department, Unit
from roedtraad.organisation.pictures import Face, faces_of
from roedtraad.organisation.terms import terms_on
from roedtraad.people.models import YoungPerson
from roedtraad.people.queries import Access
from roedtraad.people.thread import ThreadFilter, ThreadPage, person_thread
from roedtraad.portal.models import Message
from roedtraad.portal.policies import CitizenActor, access_of, require_own_part

MESSAGES_ON_PAGE: Final = 100
OWN_LOOKS: Final = ("own_page_seen", "own_messages_seen")
"""What the young person has opened themself: not told to them as somebody's look."""


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody whom the young person can call."""

    name: str
    title: str
    phone: str
    email: str
    account_id: int


@dataclass(frozen=True, slots=True)
class OwnContact:
    """The one contact person; while they are away, who answers and until when. With the faces of both."""

    who: Helper | None
    substitute: Substitute | None = None
    face: Face | None = None
    substitute_face: Face | None = None


@dataclass(frozen=True, slots=True)
class LookedRow:
    """One look at the young person's data: when, which department, and why. Never who (CJEU C-579/21)."""

    at: dt.datetime
    department: str
    purpose: str | Promise


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message. `is_own` is from the reader's side of the conversation."""

    text: str
    by: str
    sent_at: dt.datetime
    is_own: bool
    is_read: bool


def own_contact(actor: CitizenActor, person_id: int) -> OwnContact:
    """Who follows the young person, and who answers while they are away. Raises NotVisible."""
    require_own_part(actor, person_id, Part.IDENTITY)
    rows = [row for row in followers(person_id, actor.on) if row.is_coordinating and row.answers]
    if not rows:
        return OwnContact(None)
    one, substitute = rows[0], substitute_of(rows[0].account_id, actor.on)
    ids = [one.account_id, *([substitute.account_id] if substitute else [])]
    faces = faces_of(ids)
    return OwnContact(_helper(one), substitute, faces.get(ids[0]), faces.get(ids[-1]) if substitute else None)


def require_own_helper(actor: CitizenActor, person_id: int, account_id: int) -> None:
    """Refuse the picture of anybody but the contact person of today and who stands in for them. Raises NotVisible."""
    contact = own_contact(actor, person_id)
    helpers = (contact.who, contact.substitute)
    if account_id not in {one.account_id for one in helpers if one is not None}:
        raise NotVisible


def _helper(row: FollowerRow) -> Helper:
    return Helper(row.name, row.title, row.phone, row.email, row.account_id)


def own_thread(
    actor: CitizenActor, person_id: int, *, before: dt.date | None = None, access: Access | None = None
) -> ThreadPage:
    """The red thread as the citizen may read it, without links into the staff's pages. Raises NotVisible.

    The young person's own yes to sharing is not told to who comes for them.
    """
    access = access or access_of(actor, person_id)
    is_own = Right.WRITE_OWN in access.rights
    if not is_own:
        access = replace(access, parts=access.parts - {Part.CONSENTS})
    page = person_thread(actor, person_id, asked=ThreadFilter(before=before), access=access)
    others = _about_others_cases(actor, person_id)
    entries = (_told(entry, is_own=is_own) for entry in page.entries if entry.key not in others)
    return replace(page, entries=tuple(entries))


def _about_others_cases(actor: CitizenActor, person_id: int) -> frozenset[str]:
    """The entries of the thread about cases that a guardian is no party to; none for everybody else.

    A handover and a visitation tell of a case as much as the case itself does.
    """
    reach = actor.reach(person_id)
    if reach is None or reach.role != Role.GUARDIAN:
        return frozenset()
    told = {f"case-{one.pk}": one.pk for one in cases_of(person_id)}
    told |= {f"handover-{one.pk}": one.case_id for one in handovers_of(person_id) if one.case_id is not None}
    told |= {f"visitation-{one.pk}": one.case_id or 0 for one in visitations_of(actor, person_id)}
    return frozenset(key for key, case_id in told.items() if case_id not in reach.party.cases)


def own_handovers(actor: CitizenActor, person_id: int) -> list[PortalHandover]:
    """Who is about to take over from whom; to a guardian of the cases that they are a party to. Raises NotVisible."""
    require_own_part(actor, person_id, Part.HANDOVERS)
    others = _about_others_cases(actor, person_id)
    found = (one for one in handovers_for_portal(actor, person_id) if one.is_under_way)
    return [one for one in found if f"case-{one.case_id}" not in others]


@dataclass(frozen=True, slots=True)
class GuardianView:
    """What a guardian reads and why not more: departments whose cases they are a party to, and the dates at which it changes."""

    departments: tuple[str, ...]
    own_post_on: dt.date
    reads_contacts: bool
    of_age_on: dt.date


def guardian_view(actor: CitizenActor, person_id: int) -> GuardianView | None:
    """What to tell a guardian about what they see; None for everybody else. Raises NotVisible."""
    access, reach = access_of(actor, person_id), actor.reach(person_id)
    if reach is None or reach.role != Role.GUARDIAN:
        return None
    born_on, terms = YoungPerson.objects.values_list("born_on", flat=True).get(pk=person_id), terms_on(actor.on)
    keys = {department for department, _kind in reach.party.reads}
    names = sorted(one.local_name for one in Department.objects.filter(pk__in=keys)) if keys else ()
    return GuardianView(
        tuple(names), terms.after("own_post_from_age", born_on), Part.CONTACTS in access.parts,
        terms.after("of_age", born_on),
    )  # fmt: skip


def _told(entry: ThreadEntry, *, is_own: bool) -> ThreadEntry:
    """An entry in other words: without a link, and the young person is told of as you."""
    said, you = _("the young person"), _("you")
    if not is_own:
        return replace(entry, href="")
    detail = str(entry.detail).replace(said, you)
    return replace(entry, href="", who=you if entry.who == said else entry.who, detail=detail)


def own_messages(actor: CitizenActor, person_id: int) -> list[MessageRow]:
    """What the young person and the contact persons have written, the oldest first. Raises NotVisible."""
    require_own_part(actor, person_id, Part.MESSAGES)
    return messages_of(person_id, is_young_person=True)


def messages_of(person_id: int, *, is_young_person: bool) -> list[MessageRow]:
    """The latest messages of one conversation, the oldest of them first, as one of its two sides reads them."""
    found = Message.objects.filter(conversation__young_person_id=person_id).select_related("account")
    rows = list(found.order_by("-sent_at", "-pk")[:MESSAGES_ON_PAGE])[::-1]
    return [
        MessageRow(
            row.text, row.account.name if row.account else "", row.sent_at, row.by_young_person == is_young_person,
            row.read_at is not None,
        )
        for row in rows
    ]  # fmt: skip


def unread(actor: CitizenActor, person_id: int) -> int:
    """How many messages have come since the young person last opened them, as the log knows it; 0 for everybody else."""
    if Part.MESSAGES not in access_of(actor, person_id).parts:
        return 0
    seen_at = entries_about(person_id).filter(act="own_messages_seen").values_list("at", flat=True).first()
    new = Message.objects.filter(conversation__young_person_id=person_id, by_young_person=False)
    return (new.filter(sent_at__gt=seen_at) if seen_at else new).count()


def who_has_looked(actor: CitizenActor, person_id: int, number: int = 1) -> Page[LookedRow]:
    """Who has seen the young person's data: for the young person alone, newest first. Raises NotVisible."""
    require_own_part(actor, person_id, Part.STORY)
    looks = entries_about(person_id).filter(stream=Stream.LOOK).exclude(act__in=OWN_LOOKS)
    found: Page[LogEntry] = paged(looks, number)
    return found.with_rows(_looked_rows)


def _looked_rows(entries: Sequence[LogEntry]) -> list[LookedRow]:
    departments = {one.code: one.local_name for one in Department.objects.all()}
    of_unit = dict(Unit.objects.values_list("code", F("department__code")))
    return [_looked(entry, departments, of_unit) for entry in entries]


def _looked(entry: LogEntry, departments: Mapping[str, str], of_unit: Mapping[str, Any]) -> LookedRow:
    code = entry.department or of_unit.get(entry.unit, "")
    return LookedRow(entry.at, departments.get(code, code), purpose_title(entry.purpose))
