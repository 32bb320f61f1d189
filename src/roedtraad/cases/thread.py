# SPDX-License-Identifier: EUPL-1.2
"""What this room adds to the red thread: cases, contact persons, contacts."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from roedtraad.cases.models import Case, ContactPerson
from roedtraad.cases.queries import assignments_of, contacts_made, is_stalled, kind_title, law_titles, readable_cases
from roedtraad.kernel import clock
from roedtraad.kernel.contributions import ThreadEntry, ThreadQuery


def case_entries(query: ThreadQuery) -> Sequence[ThreadEntry]:
    """Cases at the day they were opened; an open one that nobody has is stalled."""
    laws = law_titles(clock.today())
    cases = readable_cases(query.actor, query.person_id)
    rows = [row for row in cases if query.before is None or row.opened_on < query.before]
    return [_case(row, laws.get(row.law, row.law)) for row in rows[: query.limit]]


def _case(row: Case, law: str) -> ThreadEntry:
    stalled = is_stalled(row)
    who = _("nobody has the case") if stalled else (row.caseworker.name if row.caseworker else "")
    return ThreadEntry(
        on=row.opened_on, until=row.closed_on, is_open=row.closed_on is None, stalled=stalled,
        kind="case", kind_title=_("case"), title=f"{law}, {row.unit.local_name}", detail=who, key=f"case-{row.pk}",
        department=row.unit.department.local_name,
    )  # fmt: skip


def contact_person_entries(query: ThreadQuery) -> Sequence[ThreadEntry]:
    """Contact persons at the day they took over."""
    today = clock.today()
    rows = [row for row in assignments_of(query.person_id) if query.before is None or row.started_on < query.before]
    newest = sorted(rows, key=lambda row: (row.started_on, row.pk), reverse=True)
    return [_contact_person(row, today) for row in newest[: query.limit]]


def _contact_person(row: ContactPerson, today: dt.date) -> ThreadEntry:
    is_open = row.ended_on is None or row.ended_on >= today
    gone = is_open and not row.account.is_active
    return ThreadEntry(
        on=row.started_on, until=row.ended_on, is_open=is_open, stalled=gone and row.is_coordinating,
        kind="contact_person", kind_title=_("contact person"), title=row.account.name,
        detail=_("no longer works here") if gone else kind_title(row), key=f"contact-person-{row.pk}",
    )  # fmt: skip


def contact_entries(query: ThreadQuery) -> Sequence[ThreadEntry]:
    """Contacts and attempts at the day they were made."""
    return [
        ThreadEntry(
            on=row.held_on, kind="contact", kind_title=_("contact"),
            title=f"{row.channel_title}: {row.outcome_title}".capitalize(), detail=row.by, key=f"contact-{row.pk}",
        )
        for row in contacts_made(query.person_id, query.limit, query.before)
    ]  # fmt: skip
