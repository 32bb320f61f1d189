# SPDX-License-Identifier: EUPL-1.2
"""Who could be needed for an item, as the case, the law, the forum and the consents say: the candidates of `rules.inviting`."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from roedtraad.cases.models import Absence, ContactPerson
from roedtraad.cases.staff import leaders_of
from roedtraad.consent.kinds import kind_of
from roedtraad.kernel.periods import in_force, running
from roedtraad.kernel.rights import Right, Scope, roles_with_scope
from roedtraad.meetings.models import AgendaItem, Task
from roedtraad.meetings.queries.calendar import CHAIR, forum_last, seat_holders
from roedtraad.meetings.queries.inviting_hearing import (
    as_party,
    ears_of_department,
    open_cases,
    subject_of,
)
from roedtraad.meetings.rules import inviting as rules
from roedtraad.meetings.rules.inviting import Candidate, Proposal
from roedtraad.meetings.rules.inviting_hearing import hearing
from roedtraad.organisation.models import Account, RoleAssignment, Unit
from roedtraad.organisation.profile import Forum
from roedtraad.organisation.terms import terms_on
from roedtraad.people.models import Guardian
from roedtraad.people.queries import is_protected

YOUNG, GUARDIAN, ACCOUNT = "young_person", "guardian:", "account:"
"""What the key of a candidate begins with."""


@dataclass(frozen=True, slots=True)
class Held:
    """Whom the machine does not propose, and the code of the reason: for people to decide."""

    name: str
    reason: str


def proposal_for(item: AgendaItem) -> Proposal:
    """Who is proposed for an item as everything stands now. The item has its meeting, unit, young person and who decides loaded."""
    forum, on = forum_last(item.meeting.forum, item.meeting.held_on), item.meeting.held_on
    seats = seat_accounts(item.meeting.forum, on)
    found = list(_candidates(item, forum, seats))
    able = able_to_take_part({int(one.key.removeprefix(ACCOUNT)) for one in found if one.key.startswith(ACCOUNT)}, on)
    away = _away(able, on)
    present = [one for raw in found if (one := _present(raw, able, away))]
    return rules.propose(present, most_adults(forum, on), closed_circle=is_closed(forum))


def is_closed(forum: Forum | None) -> bool:
    """Whether nobody but the forum's fixed members takes part."""
    return forum is not None and forum.closed_circle


def most_adults(forum: Forum | None, on: dt.date) -> int:
    """How many adults there may be around the young person: the forum's own word, else the house's."""
    return forum.max_adults if forum and forum.max_adults else terms_on(on).number("meeting_adults")


def _candidates(item: AgendaItem, forum: Forum | None, seats: Mapping[str, int]) -> Iterator[Candidate]:
    yield Candidate(YOUNG, Task.YOUNG_PERSON)
    yield from (Candidate(f"{GUARDIAN}{pk}", Task.GUARDIAN) for pk in _guardians(item))
    if follower := contact_person_of(item.young_person_id, item.meeting.held_on):
        yield _account(follower, Task.CONTACT_PERSON)
    yield from _caseworkers(item, forum, seats)
    if item.brought_by_id:
        yield _account(item.brought_by_id, Task.BRINGS)
    if forum is None or not forum.may_grant:
        yield from _deciders(item)
    if chair := item.meeting.chair_id or seats.get(CHAIR):
        yield _account(chair, Task.CHAIR)
    yield from (_account(pk, Task.MEMBER, seat=seat) for seat, pk in seats.items() if seat != CHAIR)


def _account(pk: int, task: Task, *, seat: str = "", own: bool = False) -> Candidate:
    return Candidate(f"{ACCOUNT}{pk}", task, seat, own)


def contact_person_of(person_id: int, on: dt.date) -> int | None:
    """The coordinating contact person on a day."""
    found = ContactPerson.objects.filter(running(on), young_person_id=person_id, is_coordinating=True)
    return found.values_list("account_id", flat=True).first()


def _guardians(item: AgendaItem) -> list[int]:
    """Those with parental authority while the young person is under age, when a law makes them parties, and nobody hides."""
    return [one.pk for one in _with_authority(item) if not _held_because(item, is_hidden=_is_hidden(item))]


def _with_authority(item: AgendaItem) -> list[Guardian]:
    if item.meeting.held_on >= terms_on(item.meeting.held_on).after("of_age", item.young_person.born_on):
        return []
    return list(Guardian.objects.filter(young_person_id=item.young_person_id, has_custody=True))


def _is_hidden(item: AgendaItem) -> bool:
    """Whether the young person's address or a guardian's is protected on the day: then nobody may learn by chance who is where."""
    on = item.meeting.held_on
    if is_protected(item.young_person.address_protected_to, on):
        return True
    protected = Q(address_protected_to__gte=on)
    return Guardian.objects.filter(protected, young_person_id=item.young_person_id).exists()


def _held_because(item: AgendaItem, *, is_hidden: bool) -> str:
    if is_hidden:
        return "protected_address"
    return "" if as_party(item.young_person_id, item.meeting.held_on) else "no_party"


def guardians_held(item: AgendaItem) -> list[Held]:
    """Guardians whom the machine does not propose, and why."""
    found = _with_authority(item)
    reason = _held_because(item, is_hidden=_is_hidden(item)) if found else ""
    return [Held(one.name, reason) for one in found] if reason else []


def _caseworkers(item: AgendaItem, forum: Forum | None, seats: Mapping[str, int]) -> Iterator[Candidate]:
    """Whoever has the case that the question is about, and those with other cases that its department may know of.

    A fixed member speaks for the cases of their discipline or unit: the department's one representative.
    """
    home, subject = ears_of_department(item.unit.department_id, item.meeting.held_on), subject_of(item, forum)
    for case in open_cases(item.young_person_id):
        if case.caseworker_id is None:
            continue
        is_own = case.unit_id == item.unit_id
        known = (case.unit.department_id, kind_of("cases", case.unit, discipline=case.discipline))
        if not is_own and hearing(home, [known], subject.lines).missing:
            continue
        if is_own or not rules.covered_by_seat(seats, case.discipline, case.unit.code):
            yield _account(case.caseworker_id, Task.CASEWORKER, own=is_own)


def _deciders(item: AgendaItem) -> Iterator[Candidate]:
    """Who may decide and who pays, when the forum itself may not grant: one leader for both where one leads both."""
    on = item.meeting.held_on
    deciding = [item.decider_id] if item.decider_id else _leaders(item.decider_unit, on)
    if deciding:
        yield _account(deciding[0], Task.DECIDES)
    paying = _leaders(item.payer, on)
    both = [pk for pk in paying if pk == item.decider_id or pk in deciding[:1]]
    if paying:
        yield _account((both or paying)[0], Task.PAYS)


def _leaders(unit: Unit | None, on: dt.date) -> list[int]:
    if unit is None:
        return []
    own, near = leaders_of(unit, on)
    return list(own or near)


def seat_accounts(forum: str, on: dt.date) -> dict[str, int]:
    """Who sits in each fixed seat on a day, the chair's among them: the holder, or whoever comes instead when they are away."""
    seats = seat_holders(forum, on)
    away = _away([member.pk for member, other in seats.values() if other], on)
    return {seat: other.pk if other and member.pk in away else member.pk for seat, (member, other) in seats.items()}


def _away(account_ids: Iterable[int], on: dt.date) -> dict[int, int]:
    """Those who are away on a day, and who answers for them."""
    rows = Absence.objects.filter(running(on), account_id__in=list(account_ids), substitute__is_active=True)
    return dict(rows.values_list("account_id", "substitute_id"))


def _present(one: Candidate, able: frozenset[int], away: Mapping[int, int]) -> Candidate | None:
    """The candidate, or the colleague who stands in for them; None for whoever cannot take part at all."""
    if not one.key.startswith(ACCOUNT):
        return one
    pk = int(one.key.removeprefix(ACCOUNT))
    if pk not in able:
        return None
    return replace(one, key=f"{ACCOUNT}{away.get(pk, pk)}")


def able_to_take_part(account_ids: Iterable[int], on: dt.date) -> frozenset[int]:
    """Those of the accounts that may sign in and have a role by which one takes part in a meeting about a young person."""
    rows = RoleAssignment.objects.filter(
        in_force(on), role__in=sorted(taking_roles()), account_id__in=list(account_ids), account__is_active=True
    )
    return frozenset(rows.values_list("account_id", flat=True))


def taking_roles() -> frozenset[str]:
    """The roles that see whom they meet about."""
    scopes = (Scope.OWN, Scope.SCHOOL)
    return frozenset(role.value for scope in scopes for role in roles_with_scope(scope, Right.SEE_MEETINGS))


def colleagues_to_add(item: AgendaItem) -> "QuerySet[Account]":
    """Everybody at work who could take part and does not yet, by name; of a closed circle its members."""
    on = item.meeting.held_on
    placed = RoleAssignment.objects.filter(in_force(on), role__in=sorted(taking_roles()), account__is_active=True)
    found = Account.objects.filter(pk__in=placed.values("account_id"))
    if is_closed(forum_last(item.meeting.forum, on)):
        found = found.filter(pk__in=seat_accounts(item.meeting.forum, on).values())
    here = item.participants.filter(account__isnull=False).values("account_id")
    return found.exclude(pk__in=here).order_by("name")


def guardians_to_add(item: AgendaItem) -> "QuerySet[Guardian]":
    """The young person's guardians who do not take part yet."""
    here = item.participants.filter(guardian__isnull=False).values("guardian_id")
    return Guardian.objects.filter(young_person_id=item.young_person_id).exclude(pk__in=here)


def substitutes_for(item: AgendaItem, account_id: int) -> "QuerySet[Account]":
    """Colleagues who could come instead of somebody: from the same unit, or with one of the same disciplines."""
    on = item.meeting.held_on
    mine = RoleAssignment.objects.filter(in_force(on), account_id=account_id, unit__isnull=False)
    disciplines = {one for codes in mine.values_list("unit__disciplines", flat=True) for one in codes}
    units = [pk for pk, codes in Unit.objects.values_list("pk", "disciplines") if disciplines & set(codes)]
    near = Q(unit__in=mine.values("unit_id")) | Q(unit_id__in=units)
    placed = RoleAssignment.objects.filter(near, in_force(on)).values("account_id")
    return colleagues_to_add(item).filter(pk__in=placed)
