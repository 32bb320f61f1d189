# SPDX-License-Identifier: EUPL-1.2
"""Reads about enquiries: the inbox, its figures, one enquiry with the law's clocks, and who may do what."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from roedtraad.cases.models import Contact, ContactOutcome
from roedtraad.cases.staff import holding
from roedtraad.intake import policies, rules
from roedtraad.intake.models import Channel, Enquiry, EnquiryState, InstitutionNews, Outcome, Relation
from roedtraad.intake.models.enquiries import WAITING
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.calendar import months_between
from roedtraad.kernel.listing import Page, paged
from roedtraad.kernel.periods import in_force
from roedtraad.kernel.rights import Right
from roedtraad.organisation.models import Account, RoleAssignment
from roedtraad.organisation.profile import CODE_WORDS, DISCIPLINES
from roedtraad.organisation.terms import terms_on
from roedtraad.people.facts import ACTIVITY
from roedtraad.people.models import LifeSituation

SORTS: Final[Mapping[str, Sequence[str]]] = {
    "due": ("due_on", "id"), "received": ("received_at", "id"), "about": ("about_name", "id"),
}  # fmt: skip
WHO: Final = {"mine": _("Mine"), "unit": _("My unit's")}
STATES: Final[Mapping[str, str | Promise]] = {
    "waiting": _("Waiting"), "new": _("New, not taken"), "taken": _("Taken"), "joined": _("Goes on in the case"),
    "closed": _("Closed"), "visitated": _("Visitated"), "all": _("All"),
}  # fmt: skip
_EXCERPT: Final = 90
_MONTHS_A_YEAR: Final = 12
_NEWS: Final = {one.value: one.label for one in InstitutionNews}


@dataclass(frozen=True, slots=True)
class InboxFilters:
    """What the list shows. Months are their first day; they count when an enquiry came, or when it was done."""

    state: str = "waiting"
    channel: str = ""
    who: str = ""
    outcome: str = ""
    only_late: bool = False
    received: dt.date | None = None
    closed: dt.date | None = None


@dataclass(frozen=True, slots=True)
class EnquiryRow:
    """One enquiry as lists show it."""

    pk: int
    receipt: str
    channel: str
    news: str
    about: str
    person_id: int | None
    asker: str
    relation: str
    text: str
    unit: str
    holder: str
    state: str
    is_waiting: bool
    received_on: dt.date
    due_on: dt.date
    is_late: bool
    is_escalated: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """How many wait, are late, came and were guided at the door; each is the number of rows that its filter shows."""

    waiting: int
    late: int
    received: int
    done: int
    guided: int


def inbox(actor: Actor, filters: InboxFilters, order: Sequence[str], page: int) -> Page[EnquiryRow]:
    """One page of the enquiries that the actor may see, in the same number of queries whatever the rows."""
    found = paged(_filtered(actor, filters).order_by(*order), page)
    return found.with_rows(lambda rows: [row_of(row, actor.on) for row in rows])


def inbox_for_export(actor: Actor, filters: InboxFilters, order: Sequence[str]) -> list[EnquiryRow]:
    """Every row behind the filter."""
    return [row_of(row, actor.on) for row in _filtered(actor, filters).order_by(*order)]


def _filtered(actor: Actor, filters: InboxFilters) -> QuerySet[Enquiry]:
    """The one truth behind rows, figures and files."""
    found = policies.visible(actor).filter(_of_state(filters.state))
    if filters.channel:
        found = found.filter(channel=filters.channel)
    if filters.outcome:
        found = found.filter(outcome=filters.outcome)
    if filters.who == "mine":
        found = found.filter(Q(holder_id=actor.account_id) | Q(taken_by_id=actor.account_id))
    if filters.who == "unit":
        found = found.filter(unit_id__in=policies.own_units(actor))
    if filters.only_late:
        found = found.filter(_late(actor.on))
    found = found.filter(_in_month("received_on", filters.received) & _in_month("closed_on", filters.closed))
    return found.select_related("unit", "holder", "young_person")


def _of_state(state: str) -> Q:
    if state == "all":
        return Q()
    return Q(state__in=WAITING) if state == "waiting" else Q(state=state)


def _late(on: dt.date) -> Q:
    return Q(state__in=WAITING, due_on__lt=on)


def _in_month(column: str, first: dt.date | None) -> Q:
    if first is None:
        return Q()
    return Q(**{f"{column}__year": first.year, f"{column}__month": first.month})


def row_of(row: Enquiry, on: dt.date) -> EnquiryRow:
    """An enquiry with everything that it names in the reader's language."""
    waiting = row.state in WAITING
    return EnquiryRow(
        pk=row.pk, receipt=row.receipt, channel=str(Channel(row.channel).label), news=str(_NEWS.get(row.news, "")),
        about=row.young_person.name if row.young_person else row.about_name, person_id=row.young_person_id,
        asker=row.asker_name, relation=str(Relation(row.asker_relation).label), text=_excerpt(row.text),
        unit=row.unit.local_name, holder=row.holder.name if row.holder else "",
        state=state_title(row), is_waiting=waiting, received_on=row.received_on, due_on=row.due_on,
        is_late=waiting and rules.is_late(row.due_on, on), is_escalated=waiting and row.escalates_on <= on,
    )  # fmt: skip


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else f"{line[: _EXCERPT - 1]}…"


def state_title(row: Enquiry) -> str:
    """The state, or what came of it when it was closed."""
    return str(Outcome(row.outcome).label if row.outcome else EnquiryState(row.state).label)


def figures(actor: Actor) -> Figures:
    """This month's figures over everything that the actor may see, in one query."""
    month = actor.on.replace(day=1)
    closed = Q(closed_on__gte=month)
    counts = policies.visible(actor).aggregate(
        waiting=Count("pk", filter=Q(state__in=WAITING)), late=Count("pk", filter=_late(actor.on)),
        received=Count("pk", filter=Q(received_on__gte=month)), done=Count("pk", filter=closed),
        guided=Count("pk", filter=closed & Q(outcome=Outcome.GUIDED)),
    )  # fmt: skip
    return Figures(**counts)


def waiting_for(actor: Actor, limit: int) -> tuple[list[Enquiry], int]:
    """What waits in the actor's own inbox and in that of the actor's units, the most urgent first, and how many."""
    nobody = Q(holder__isnull=True, unit_id__in=policies.own_units(actor))
    found = policies.visible(actor).filter(Q(holder_id=actor.account_id) | nobody, state__in=WAITING)
    return _first(found, limit)


def escalated_to(actor: Actor, limit: int) -> tuple[list[Enquiry], int]:
    """What has waited so long in the departments that the actor leads that it is the leader's now."""
    led = Q(unit__department_id__in=policies.led_departments(actor), escalates_on__lte=actor.on)
    return _first(Enquiry.objects.filter(led, state__in=WAITING), limit)


def _first(found: QuerySet[Enquiry], limit: int) -> tuple[list[Enquiry], int]:
    rows = list(found.select_related("young_person", "holder").order_by("due_on", "pk")[: limit + 1])
    return rows[:limit], len(rows) if len(rows) <= limit else found.count()


@dataclass(frozen=True, slots=True)
class LawClock:
    """One of the law's deadlines for 15–17-year-olds, as the page tells it."""

    title: str | Promise
    due_on: dt.date
    met_on: dt.date | None
    is_late: bool


def clocks(enquiry: Enquiry, on: dt.date) -> list[LawClock]:
    """The clocks that run since an education was broken off: contact and new activity (DOMAIN §1.1); none at other ages."""
    since = enquiry.happened_on
    born_on = enquiry.young_person.born_on if enquiry.young_person else enquiry.about_born_on
    if enquiry.news != InstitutionNews.BROKE_OFF or since is None or born_on is None:
        return []
    terms = terms_on(on)
    if not terms.number("duty_from_age") <= months_between(born_on, since) // _MONTHS_A_YEAR < terms.number("of_age"):
        return []
    person = enquiry.young_person_id
    reached = Contact.objects.filter(young_person_id=person, outcome=ContactOutcome.REACHED, held_on__gte=since)
    begun = LifeSituation.objects.filter(young_person_id=person, kind__in=ACTIVITY, started_on__gt=since)
    met = [
        rows.order_by(day).values_list(day, flat=True).first() if person else None
        for rows, day in ((reached, "held_on"), (begun, "started_on"))
    ]
    return [
        _law_clock(_("Contact"), rules.Clock(terms.after("duty_contact", since), met[0]), on),
        _law_clock(_("New activity"), rules.Clock(terms.after("duty_new_activity", since), met[1]), on),
    ]


def _law_clock(title: str | Promise, one: rules.Clock, on: dt.date) -> LawClock:
    return LawClock(title, one.due_on, one.met_on, one.is_late(on))


def deciders(on: dt.date) -> QuerySet[Account]:
    """Those who may decide on a visitation: they manage cases in a unit that has authority that day."""
    placed = holding(Right.MANAGE_CASES, on).filter(unit__has_authority=True, unit__is_active=True)
    return Account.objects.filter(pk__in=placed.values("account_id")).order_by("name")


def disciplines_of(account_id: int, on: dt.date) -> frozenset[str]:
    """The disciplines of the units in which somebody works."""
    placed = RoleAssignment.objects.filter(in_force(on), account_id=account_id, unit__isnull=False)
    return frozenset(one for found in placed.values_list("unit__disciplines", flat=True) for one in found)


def discipline_choices(language: str) -> list[tuple[str, str]]:
    """Every discipline with its name."""
    return [(code, capfirst(CODE_WORDS[code].get(language))) for code in DISCIPLINES]


def special_rule_holds(born_on: dt.date, on: dt.date) -> bool:
    """Whether the special rule on reading, writing and arithmetic tests still holds, and for this age (DOMAIN §1.6)."""
    try:
        below = terms_on(on).number("skills_test_until")
    except LookupError:
        return False
    return months_between(born_on, on) < below * _MONTHS_A_YEAR
