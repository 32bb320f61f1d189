# SPDX-License-Identifier: EUPL-1.2
"""Reads about signals: the desk, its counts, and one signal's ground."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.http import QueryDict
from django.utils.translation import get_language

from roedtraad.audit.queries import last_look_before
from roedtraad.detection import policies
from roedtraad.detection.models import Signal, SignalState
from roedtraad.detection.reasons import clause, reason
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.errors import NotVisible
from roedtraad.kernel.listing import Page, chosen, paged, whole, words
from roedtraad.kernel.periods import in_force
from roedtraad.kernel.remembering import remembered
from roedtraad.kernel.rights import Right, roles_with_right
from roedtraad.organisation.models import Account
from roedtraad.organisation.profile import Profile, describe, describe_due
from roedtraad.organisation.queries import profile_on
from roedtraad.people.queries import unit_names

WEEK: Final = dt.timedelta(days=7)
MONTH: Final = dt.timedelta(days=30)
STATES: Final = ("waiting", "all", *SignalState.values)
WHO: Final = ("me", "nobody", "unit", "led", "untaken", "all")
DUE: Final = ("overdue", "week", "month")
SORTS: Final[Mapping[str, Sequence[str]]] = {
    "due": ("due_on", "id"),
    "raised": ("raised_on", "id"),
    "name": ("young_person__sort_name", "id"),
    "rule": ("rule", "due_on", "id"),
    "unit": ("unit_id", "due_on", "id"),
}
DESK_LOOK: Final = "desk_seen"
_STATE_TITLES: Final = {state.value: state.label for state in SignalState}


@dataclass(frozen=True, slots=True)
class SignalFilters:
    """What the desk shows; every field comes from the URL. Empty means no filter, except `state` and `who`."""

    state: str = "waiting"
    who: str = "all"
    rule: str = ""
    unit: int | None = None
    assignee: int | None = None
    person: int | None = None
    source: str = ""
    due: str = ""
    only_new: bool = False


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One signal as it is read on a desk. Without a deadline, `due_on` is the day it was found."""

    pk: int
    rule: str
    rule_title: str
    person_id: int
    person_name: str
    reason: str
    due_on: dt.date
    has_deadline: bool
    raised_on: dt.date
    is_new: bool
    is_overdue: bool
    unit_name: str
    assignee_name: str
    state: str
    state_title: str
    state_reason: str
    snoozed_to: dt.date | None


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """How much waits for `who`, the actor's usual choice; every number is the total behind the filter of the same name."""

    who: str
    waiting: int
    overdue: int
    this_week: int
    new: int


def filters_from(query: QueryDict, default_who: str = "all") -> SignalFilters:
    """The filters in a URL; what is not understood is no filter."""
    return SignalFilters(
        state=chosen(query, "state", STATES) or "waiting",
        who=chosen(query, "who", WHO) or default_who,
        rule=words(query, "rule", 64),
        unit=whole(query, "unit"),
        assignee=whole(query, "assignee"),
        person=whole(query, "person"),
        source=words(query, "source", 100),
        due=chosen(query, "due", DUE),
        only_new=query.get("new") == "1",
    )


def default_who(actor: Actor) -> str:
    """What the desk shows first: those who have cases of their own see theirs, a leader sees the unit's."""
    own = {Role.CONTACT_PERSON, Role.AUTHORITY_CASEWORKER, Role.GUIDANCE_COUNSELLOR}
    return "me" if own & actor.roles else "unit"


def rules_with_deadline(profile: Profile) -> set[str]:
    """The rules that give a deadline. A signal of any other rule is due the day it is found and is never overdue."""
    return {rule.id for rule in profile.rules if rule.due}


def rule_titles(profile: Profile) -> dict[str, str]:
    """Every rule's title in the reader's language, by id."""
    language = get_language() or "da"
    return {rule.id: rule.title.get(language) for rule in profile.rules}


@remembered
def signals_about(person_id: int) -> tuple[Signal, ...]:
    """Every signal about a person, open and closed, the latest deadline first: the page and the thread ask for the same.

    Only for whoever has been let in to the person's signals.
    """
    found = _with_names(Signal.objects.filter(young_person_id=person_id).order_by("-due_on", "-pk"))
    return tuple(found.only(*_NAMES, "closed_on", "closed_because"))


@remembered
def new_since(actor: Actor) -> dt.date:
    """From which day signals are new to the actor: the day of the last look at the desk before today, else today."""
    last = last_look_before(actor, DESK_LOOK, actor.on)
    return last or actor.on


def filtered(actor: Actor, filters: SignalFilters) -> QuerySet[Signal]:
    """The signals that the actor may handle and that match the filters; the one truth behind rows, counts and exports."""
    conditions = (
        Q(closed_on__isnull=True) & in_state(filters.state, actor.on) & _who(actor, filters.who) & _due(filters, actor)
    )
    exact = {"rule": filters.rule, "unit_id": filters.unit, "assignee_id": filters.assignee}
    exact |= {"young_person_id": filters.person, "source": filters.source}
    conditions &= Q(**{name: value for name, value in exact.items() if value})
    if filters.only_new:
        conditions &= Q(raised_on__gte=new_since(actor))
    return policies.visible(actor).filter(conditions)


def in_state(state: str, on: dt.date) -> Q:
    """Signals in a state of the filter; `waiting` is what nobody has put off or answered, and what comes back that day."""
    if state == "all":
        return Q()
    if state == "waiting":
        here = Q(state__in=(SignalState.NEW, SignalState.ACKNOWLEDGED))
        return here | Q(state=SignalState.SNOOZED, snoozed_to__lte=on)
    return Q(state=state)


def _who(actor: Actor, who: str) -> Q:
    match who:
        case "me":
            return Q(assignee_id=actor.account_id)
        case "nobody":
            return Q(assignee__isnull=True)
        case "unit":
            return Q(unit_id__in=[grant.unit_id for grant in actor.grants if grant.unit_id])
        case "led":
            return Q(unit_id__in=policies.units_with_figures(actor).values("pk"))
        case "untaken":
            return _who(actor, "led") & Q(assignee__isnull=True)
        case _:
            return Q()


def _due(filters: SignalFilters, actor: Actor) -> Q:
    match filters.due:
        case "overdue":
            return _overdue(actor)
        case "week":
            return Q(due_on__gte=actor.on, due_on__lte=actor.on + WEEK)
        case "month":
            return Q(due_on__gte=actor.on, due_on__lte=actor.on + MONTH)
        case _:
            return Q()


def _overdue(actor: Actor) -> Q:
    return Q(due_on__lt=actor.on, rule__in=rules_with_deadline(profile_on(actor.on)))


def signals_for_desk(actor: Actor, filters: SignalFilters, *, order: Sequence[str], page: int = 1) -> "Page[SignalRow]":
    """One page of the desk, three queries whatever the number of rows."""
    signals = _with_names(_ordered(actor, filtered(actor, filters), order))
    found: Page[Signal] = paged(signals, page)
    return found.with_rows(lambda rows: signal_rows(actor, rows))


def signals_for_export(actor: Actor, filters: SignalFilters, *, order: Sequence[str]) -> list[SignalRow]:
    """Every row behind the filter, for an export."""
    return list(signal_rows(actor, list(_with_names(_ordered(actor, filtered(actor, filters), order)))))


def _ordered(actor: Actor, signals: QuerySet[Signal], order: Sequence[str]) -> QuerySet[Signal]:
    """In order; by deadline, those without one come last either way, so that they never part two that have."""
    if not {"due_on", "-due_on"} & set(order):
        return signals.order_by(*order)
    without = Case(When(rule__in=rules_with_deadline(profile_on(actor.on)), then=Value(0)), default=Value(1))
    steps = (step for column in order for step in (("no_deadline", column) if column.endswith("due_on") else (column,)))
    return signals.annotate(no_deadline=without).order_by(*steps)


_NAMES: Final = (
    "rule", "raised_on", "due_on", "evidence", "state", "state_reason", "snoozed_to", "young_person__given_name",
    "young_person__family_name", "unit__name_da", "unit__name_en", "assignee__name",
)  # fmt: skip


def _with_names(signals: QuerySet[Signal]) -> QuerySet[Signal]:
    return signals.select_related("young_person", "unit", "assignee").only(*_NAMES)


def signal_rows(actor: Actor, signals: Sequence[Signal], since: dt.date | None = None) -> Sequence[SignalRow]:
    """Signals as rows in the reader's language. They must have come through `policies.visible`.

    `since` is from when a signal is new; the reader's last look at the desk when left out.
    """
    profile = profile_on(actor.on)
    titles, deadlines, since = rule_titles(profile), rules_with_deadline(profile), since or new_since(actor)
    return [_row(actor, signal, titles, signal.rule in deadlines, since) for signal in signals]


def _row(actor: Actor, signal: Signal, titles: Mapping[str, str], has_deadline: bool, since: dt.date) -> SignalRow:
    return SignalRow(
        pk=signal.pk,
        rule=signal.rule,
        rule_title=titles.get(signal.rule, signal.rule),
        person_id=signal.young_person_id,
        person_name=signal.young_person.name,
        reason=reason(policies.told(actor, signal.evidence)),
        due_on=signal.due_on,
        has_deadline=has_deadline,
        raised_on=signal.raised_on,
        is_new=signal.raised_on >= since,
        is_overdue=has_deadline and signal.due_on < actor.on,
        unit_name=signal.unit.local_name if signal.unit else "",
        assignee_name=signal.assignee.name if signal.assignee else "",
        state=signal.state,
        state_title=str(_STATE_TITLES.get(signal.state, signal.state)),
        state_reason=signal.state_reason,
        snoozed_to=signal.snoozed_to,
    )


def desk_counts(actor: Actor) -> DeskCounts:
    """The counts at the top of the desk, in one query."""
    who = default_who(actor)
    found = filtered(actor, SignalFilters(who=who)).aggregate(
        waiting=Count("pk"),
        overdue=Count("pk", filter=_overdue(actor)),
        this_week=Count("pk", filter=Q(due_on__gte=actor.on, due_on__lte=actor.on + WEEK)),
        new=Count("pk", filter=Q(raised_on__gte=new_since(actor))),
    )
    return DeskCounts(who, **found)


def matching_ids(actor: Actor, filters: SignalFilters, limit: int) -> list[int]:
    """The keys behind the filter, at most `limit`, for an act on the whole selection."""
    return list(filtered(actor, filters).order_by("pk").values_list("pk", flat=True)[:limit])


def one_signal(actor: Actor, signal_id: int) -> Signal:
    """One signal, open or closed. Raises NotVisible."""
    signal = (
        policies.visible(actor)
        .select_related("young_person", "unit", "assignee", "state_by")
        .filter(pk=signal_id)
        .first()
    )
    if signal is None:
        raise NotVisible
    return signal


@dataclass(frozen=True, slots=True)
class RuleInWords:
    """A rule as a person reads it."""

    title: str
    condition: str
    due: str
    source: str


def rule_in_words(actor: Actor, signal: Signal) -> RuleInWords | None:
    """The rule as it stood when the signal was raised; None when that profile no longer knows it."""
    rule = profile_on(actor.on).rule(signal.rule, signal.raised_on)
    if rule is None:
        return None
    language = get_language() or "da"
    return RuleInWords(
        rule.title.get(language), describe(rule.when, language), describe_due(rule.due, language), rule.source
    )


@dataclass(frozen=True, slots=True)
class Ground:
    """One fact behind a signal: what it said, who told it, and when that was last confirmed."""

    text: str
    source: str
    as_of: dt.date | None


def grounds_of(actor: Actor, signal: Signal) -> list[Ground]:
    """The facts behind a signal, each with where it came from and how fresh it was, as far as the actor may know them."""
    units, evidence = unit_names(actor.on), policies.told(actor, signal.evidence)
    return [_ground(name, value, signal.origins.get(name) or {}, units) for name, value in evidence.items()]


def _ground(name: str, value: object, origin: Mapping[str, Any], units: Mapping[str, str]) -> Ground:
    as_of, source = origin.get("as_of"), origin.get("source") or ""
    return Ground(clause(name, value), units.get(source, source), dt.date.fromisoformat(as_of) if as_of else None)


def colleagues(actor: Actor) -> QuerySet[Account]:
    """Those to whom the actor can give a signal: who works in one of the same units, or follows young people there."""
    units = [grant.unit_id for grant in actor.grants if grant.unit_id]
    has_role = in_force(actor.on, "assignments__valid_from", "assignments__valid_to")
    roles = sorted(roles_with_right(Right.HANDLE_SIGNALS))
    found = Account.objects.filter(has_role, is_active=True, assignments__unit__in=units, assignments__role__in=roles)
    return found.distinct().order_by("name")
