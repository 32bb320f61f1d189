# SPDX-License-Identifier: EUPL-1.2
"""Who could follow a young person, each with the reasons and their caseload: a help to choose, never a ranking by points.

The order: those who know the young person, then those with more reasons, then those with fewer young people, then by name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from roedtraad.cases import rules
from roedtraad.cases.absences import away_now
from roedtraad.cases.caseload import Load, loads
from roedtraad.cases.models import Case, Contact, ContactPerson, ContactWish
from roedtraad.cases.queries import can_follow
from roedtraad.cases.words import discipline_title
from roedtraad.consent.policies import readable_rows
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.periods import in_force
from roedtraad.kernel.rights import Right, Scope, roles_with_right, roles_with_scope
from roedtraad.organisation.models import Account, RoleAssignment
from roedtraad.people.models import YoungPerson

KNOWS: Final = frozenset({"has_case", "has_followed", "has_met"})
SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could follow the young person."""

    account_id: int
    name: str
    title: str
    reasons: tuple[str, ...]
    knows: bool
    load: Load
    is_current: bool
    is_away: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the young person's needs: the disciplines of open cases, the school, the language, the latest wish."""

    disciplines: frozenset[str]
    school_code: str
    school_name: str
    language: str
    wish: ContactWish | None


def known_needs(actor: Actor, person_id: int) -> Known:
    """The needs that the system knows by itself; of other departments' cases only those that the actor may read."""
    person = YoungPerson.objects.select_related("school").get(pk=person_id)
    cases = _open_cases(actor, person_id)
    return Known(
        disciplines=frozenset(cases.values_list("discipline", flat=True)),
        school_code=person.school.code if person.school else "",
        school_name=person.school.name if person.school else "",
        language=person.interpreter_language,
        wish=ContactWish.objects.filter(young_person_id=person_id).select_related("account").first(),
    )


def _open_cases(actor: Actor, person_id: int) -> "QuerySet[Case]":
    """The person's open cases that the actor may read: in which other departments there are any is told to nobody (DOMAIN §1.11)."""
    found = Case.objects.filter(young_person_id=person_id, closed_on__isnull=True)
    return readable_rows(actor, person_id, "cases", found, discipline="discipline")


def candidates(actor: Actor, person_id: int, needs: rules.Needs, school_name: str = "") -> list[Candidate]:
    """Those who could be the coordinating contact person, at most SHOWN, in nine queries whatever their number."""
    roles = sorted(roles_with_scope(Scope.OWN) & roles_with_right(Right.HAND_OVER))
    staff = can_follow(actor.on).filter(assignments__role__in=roles)
    accounts = {one.pk: one for one in staff.only("name", "title")}
    colleagues = _colleagues(actor, person_id, accounts)
    load, away = loads(tuple(accounts), actor.on), away_now(accounts, actor.on)
    current = _current(actor, person_id)
    found = [
        _candidate(
            accounts[one.account_id], rules.reasons(needs, one), load[one.account_id], school_name, current, away
        )
        for one in colleagues
    ]
    return sorted(found, key=_order)[:SHOWN]


def _order(one: Candidate) -> tuple[bool, int, int, str]:
    return not one.knows, -len(one.reasons), one.load.people, one.name


def _candidate(
    account: Account, why: Sequence[tuple[str, str]], load: Load, school: str, current: int | None, away: Iterable[int]
) -> Candidate:
    return Candidate(
        account.pk, account.name, account.title, tuple(_in_words(code, about, school) for code, about in why),
        knows=any(code in KNOWS for code, _about in why), load=load, is_current=account.pk == current,
        is_away=account.pk in away,
    )  # fmt: skip


def _in_words(code: str, about: str, school: str) -> str:
    if code == "discipline":
        title = discipline_title(about)
        return _("works with %(discipline)s") % {"discipline": title if title.isupper() else title.lower()}
    if code == "school":
        return _("comes to %(school)s") % {"school": school or about}
    return {
        "has_case": _("has a case about the young person"),
        "has_followed": _("follows or has followed the young person"),
        "has_met": _("has been in contact with the young person"),
    }[code]


def _current(actor: Actor, person_id: int) -> int | None:
    found = ContactPerson.objects.filter(young_person_id=person_id, is_coordinating=True, ended_on__isnull=True)
    return found.values_list("account_id", flat=True).first()


def _colleagues(actor: Actor, person_id: int, accounts: Mapping[int, Account]) -> list[rules.Colleague]:
    disciplines: dict[int, set[str]] = {one: set() for one in accounts}
    schools: dict[int, set[str]] = {one: set() for one in accounts}
    roles = RoleAssignment.objects.filter(in_force(actor.on), account_id__in=accounts).exclude(role=Role.UNIT_LEADER)
    for account, of_unit, school in roles.values_list("account_id", "unit__disciplines", "school_code"):
        disciplines[account] |= set(of_unit or ())
        schools[account] |= {school} - {""}
    having = set(_open_cases(actor, person_id).values_list("caseworker_id", flat=True))
    followed = set(ContactPerson.objects.filter(young_person_id=person_id).values_list("account_id", flat=True))
    met = set(
        Contact.objects.filter(young_person_id=person_id).order_by().values_list("account_id", flat=True).distinct()
    )
    return [
        rules.Colleague(
            one, frozenset(disciplines[one]), frozenset(schools[one]), one in having, one in followed, one in met
        )
        for one in accounts
    ]
