# SPDX-License-Identifier: EUPL-1.2
"""A forum as it stands on a day, read for composing its agendas: five statements, whatever the number of people."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from django.db.models import DateField, Exists, Min, OuterRef, Q, QuerySet, Subquery, Value

from roedtraad.cases.models import Case
from roedtraad.detection.models import Signal
from roedtraad.detection.queries import in_state
from roedtraad.intake.models import FutureWorkshop
from roedtraad.meetings.models import (
    OPEN_ITEMS,
    AgendaItem,
    ItemSignal,
    ItemState,
    Meeting,
    MeetingState,
    Participant,
)
from roedtraad.meetings.rules import admission
from roedtraad.meetings.rules.admission import CaseFacts
from roedtraad.meetings.rules.agenda import ADMITTED, MANDATORY, Found, Sitting
from roedtraad.meetings.rules.composing import Board, Standing
from roedtraad.organisation.models import Unit
from roedtraad.organisation.profile import Forum, Rule
from roedtraad.organisation.queries import profile_on
from roedtraad.organisation.terms import Terms, terms_on
from roedtraad.people.models import YoungPerson
from roedtraad.people.queries import age_on

_AT_ONCE: Final = 5_000
"""Keys in one statement."""


def board_of(forum: Forum, on: dt.date, *, lock: bool = False) -> Board:
    """The forum's open agendas, its items that wait, and everybody whom a live signal leads here.

    `lock` holds the meetings until the transaction ends, so that two who compose or bring come one after the other.
    """
    sittings = open_sittings(forum.id, on, lock=lock)
    return Board(forum.order, tuple(sittings), tuple(_standing(forum, on)), tuple(_found(forum, on)))


def open_sittings(forum: str, on: dt.date, *, lock: bool = False) -> list[Sitting]:
    """The planned meetings of the forum's cadence whose agenda is still open, with their whole capacity.

    A meeting that somebody has called is for the case that it was called for, and is not filled.
    """
    terms, rows = terms_on(on), planned(forum, on, lock=lock)
    found = [Sitting(pk, day, room) for pk, day, room, fixed in rows if fixed and is_open(day, on, terms)]
    return sorted(found, key=lambda one: (one.held_on, one.meeting_id))


def planned(forum: str, on: dt.date, *, lock: bool = False) -> "QuerySet[Any, Any]":
    """Key, day, capacity and whether it is of the cadence, of every planned meeting of a forum from a day on."""
    meetings = Meeting.objects.filter(forum=forum, state=MeetingState.PLANNED, held_on__gte=on)
    if lock:
        meetings = meetings.select_for_update()
    return meetings.order_by("pk").values_list("pk", "held_on", "capacity", "by_cadence")


def is_open(held_on: dt.date, on: dt.date, terms: Terms) -> bool:
    """Whether somebody may still come on the agenda of a meeting by itself: until `agenda_closes_before`."""
    return on <= terms.before("agenda_closes_before", held_on)


_ITEM: Final = (
    "pk", "young_person_id", "meeting_id", "meeting__held_on", "entry", "waiting_since", "unit_id", "order", "carries",
    "state", "prepared_at", "is_pinned", "is_invited", "case_since",
)  # fmt: skip


def _standing(forum: Forum, on: dt.date) -> list[Standing]:
    """Open items of the forum, and those that were not reached and have no successor."""
    rows = list(items_here(forum, on))
    signals: dict[int, set[int]] = defaultdict(set)
    for item, signal in _signals_of([row[0] for row in rows]):
        signals[item].add(signal)
    return [_standing_one(row, frozenset(signals[row[0]])) for row in rows]


def items_here(forum: Forum, on: dt.date) -> "QuerySet[Any, Any]":
    """The same as rows of `_ITEM`."""
    invited = Participant.objects.filter(item=OuterRef("pk"), invited_at__isnull=False)
    later = AgendaItem.objects.filter(
        young_person_id=OuterRef("young_person_id"), meeting__forum=forum.id, pk__gt=OuterRef("pk")
    ).order_by()  # fmt: skip
    stranded = Q(state=ItemState.CARRIED, carried_to__isnull=True) & ~Exists(later)
    items = AgendaItem.objects.filter(Q(state__in=OPEN_ITEMS) | stranded, meeting__forum=forum.id)
    asked = items.annotate(is_invited=Exists(invited), case_since=_case_since(forum, on))
    return asked.order_by("pk").values_list(*_ITEM)


def _signals_of(items: Collection[int]) -> "Iterable[tuple[int, int]]":
    if not items:
        return ()
    return ItemSignal.objects.filter(item__in=items).order_by().values_list("item_id", "signal_id")


def _standing_one(row: tuple[Any, ...], signals: frozenset[int]) -> Standing:
    (pk, person, meeting, held_on, entry, since, unit, order, carries, state, prepared, pinned, invited, case) = row
    return Standing(
        pk, person, meeting, held_on, entry, since, unit, order, carries, signals, case,
        is_fixed=bool(prepared or invited or state == ItemState.UNDER_WAY), is_pinned=pinned,
        is_stranded=state == ItemState.CARRIED,
    )  # fmt: skip


def _case_since(forum: Forum, on: dt.date) -> "Subquery | Value":
    """The day the person's longest open case was opened; only where the forum's order asks for it."""
    if "duration" not in forum.order:
        return Value(None, output_field=DateField())
    mine = _open_cases(on).filter(young_person_id=OuterRef("young_person_id")).order_by()
    return Subquery(mine.values("young_person_id").annotate(first=Min("opened_on")).values("first"))


def _open_cases(on: dt.date) -> "QuerySet[Case]":
    return Case.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on), opened_on__lte=on)


def rules_to(forum: str, on: dt.date) -> dict[str, Rule]:
    """The rules in force that lead to the forum, by id."""
    rules = profile_on(on).active_rules(on)
    return {rule.id: rule for rule in rules if rule.leads_to and rule.leads_to.forum == forum}


def live(on: dt.date) -> Q:
    """Signals that are open and that nobody has answered as not true or put off beyond the day."""
    return Q(closed_on__isnull=True) & in_state("waiting", on)


def _found(forum: Forum, on: dt.date) -> list[Found]:
    """The live signals that lead here and have not been talked about here, as far as the forum takes the case."""
    rules = rules_to(forum.id, on)
    if not rules or forum.without_cases:
        return []
    entry_unit = Unit.objects.filter(is_entry=True, is_active=True).values_list("pk", flat=True).first() or 0
    mandatory = {code for code, rule in rules.items() if rule.leads_to and rule.leads_to.as_ == "mandatory"}
    found = [
        Found(pk, person, MANDATORY if rule in mandatory else ADMITTED, due, raised, unit or entry_unit, case)
        for pk, person, rule, due, raised, unit, case in signals_here(forum, rules, on)
    ]
    return _taken(forum, found, on)


def signals_here(forum: Forum, rules: Mapping[str, Rule], on: dt.date) -> "QuerySet[Any, Any]":
    """The same as rows: key, person, rule, due, raised, unit, and the longest case where the order asks for it."""
    signals = Signal.objects.filter(live(on), rule__in=rules).exclude(Exists(_settled(forum, rules)))
    asked = signals.annotate(case_since=_case_since(forum, on)).order_by()
    return asked.values_list("pk", "young_person_id", "rule", "due_on", "raised_on", "unit_id", "case_since")


def _settled(forum: Forum, rules: Mapping[str, Rule]) -> "QuerySet[ItemSignal]":
    """What the forum has talked about, or a person has taken off: the signal itself, and of a rule that does not hold again and
    again also an earlier signal of the same occurrence.
    """
    again = [code for code, rule in rules.items() if rule.repeats == "while_true"]
    done = Q(item__state=ItemState.TREATED) | Q(item__state=ItemState.WITHDRAWN, item__taken_off_by__isnull=False)
    same = Q(signal_id=OuterRef("pk")) | ~Q(signal__rule__in=again)
    return ItemSignal.objects.filter(
        done, same, item__young_person_id=OuterRef("young_person_id"), item__meeting__forum=forum.id,
        signal__rule=OuterRef("rule"), signal__occurrence=OuterRef("occurrence"),
    ).order_by()  # fmt: skip


def _taken(forum: Forum, found: list[Found], on: dt.date) -> list[Found]:
    """Without those whom a rule only suggests and who do not meet what the forum counts; a mandatory signal takes the others along."""
    if not admission.has_countable(forum):
        return found
    bound = {one.person_id for one in found if one.entry == MANDATORY}
    asked = {one.person_id for one in found} - bound
    facts = facts_about(asked, frozenset(forum.admission.after), on, ages=forum.ages is not None) if asked else {}
    refused = {person for person, known in facts.items() if admission.countable(forum, known)}
    return [one for one in found if one.person_id not in refused]


def facts_about(
    persons: Collection[int], first: frozenset[str], on: dt.date, *, ages: bool = True
) -> dict[int, CaseFacts]:
    """What admission counts of each person, in a few statements for them all; `first` are forums that may have to come first; without
    `ages` nobody's is asked.

    The number of disciplines is counted over every department's cases; which they are is for the page to keep back.
    """
    keys = sorted(persons)
    facts: dict[int, CaseFacts] = {}
    for start in range(0, len(keys), _AT_ONCE):
        facts |= _facts_of_some(keys[start : start + _AT_ONCE], first, on, ages=ages)
    return facts


def _facts_of_some(keys: list[int], first: frozenset[str], on: dt.date, *, ages: bool) -> dict[int, CaseFacts]:
    disciplines: dict[int, set[str]] = defaultdict(set)
    for person, discipline in disciplines_of(keys, on):
        disciplines[person].add(discipline)
    tried = _tried(keys, first, on)
    born: Iterable[tuple[int, dt.date | None]] = ((key, None) for key in keys)
    if ages:
        born = YoungPerson.objects.filter(pk__in=keys).order_by().values_list("pk", "born_on")
    return {
        person: CaseFacts(
            age_on(born_on, on) if born_on else 0, frozenset(disciplines[person]), bool(disciplines[person]),
            frozenset(tried[person]),
        )
        for person, born_on in born
    }  # fmt: skip


def disciplines_of(keys: list[int], on: dt.date) -> "QuerySet[Any, Any]":
    """Person and discipline of every open case of some people."""
    return _open_cases(on).filter(young_person__in=keys).order_by().values_list("young_person_id", "discipline")


def _tried(keys: list[int], first: frozenset[str], on: dt.date) -> Mapping[int, set[str]]:
    """Which of the forums that come first each person has been to: a future workshop held, or an item that was talked about."""
    tried: dict[int, set[str]] = defaultdict(set)
    if not first:
        return tried
    talked = AgendaItem.objects.filter(young_person__in=keys, state=ItemState.TREATED, meeting__forum__in=first)
    for person, code in talked.values_list("young_person_id", "meeting__forum"):
        tried[person].add(code)
    workshops = {
        one.id for one in profile_on(on).forums if one.kind == admission.FUTURE_WORKSHOP and one.in_force(on)
    } & first
    if workshops:
        held = FutureWorkshop.objects.filter(young_person__in=keys, held_on__lte=on)
        for person in held.values_list("young_person_id", flat=True):
            tried[person] |= workshops
    return tried
