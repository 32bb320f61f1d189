# SPDX-License-Identifier: EUPL-1.2
"""Who reads which note: predicate and queryset agree with each other and with a plain telling, in many made-up worlds."""

import random
from dataclasses import dataclass

import pytest
from django.db import transaction

from roedtraad.cases.models import Case
from roedtraad.journal import policies
from roedtraad.journal.models import Note, NoteReader
from roedtraad.journal.queries import find_note
from roedtraad.journal.rules import Ties, may_read
from roedtraad.journal.tests.making import make_note
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Role, system_actor
from roedtraad.kernel.remembering import remembering
from roedtraad.organisation.models import Account, RoleAssignment, Unit
from roedtraad.organisation.queries import actor_for
from roedtraad.people.models import YoungPerson
from tests.cast import make_account, make_case, make_contact_person, make_person, use_profile

pytestmark = pytest.mark.django_db

WORLDS = 50
UNITS = ("front_door", "authority", "family", "schools", "health")
TOGETHER = {"front_door", "authority", "family"}
"""Units of departments that are one authority in Fjordby; the others stand alone."""
ROLES = (
    Role.CONTACT_PERSON, Role.AUTHORITY_CASEWORKER, Role.GUIDANCE_COUNSELLOR, Role.UNIT_LEADER, Role.COMPANY_CONSULTANT,
    Role.SCHOOL_REPRESENTATIVE, Role.DATA_PROTECTION_OFFICER, Role.MUNICIPAL_ADMINISTRATOR,
)  # fmt: skip
SHOWS_NOTES = {Role.CONTACT_PERSON, Role.AUTHORITY_CASEWORKER, Role.GUIDANCE_COUNSELLOR, Role.UNIT_LEADER}


def make_world(dice: random.Random) -> tuple[YoungPerson, list[Account], list[Note]]:
    """One young person, some colleagues with one role each, cases here and there, and notes of every kind."""
    person, units = make_person(), {one.code: one for one in Unit.objects.filter(code__in=UNITS)}
    accounts = []
    for number in range(5):
        account = make_account(f"a{number}", f"A{number}")
        role, unit = dice.choice(ROLES), units[dice.choice(UNITS)]
        account.assignments.create(role=role, unit=unit, valid_from=clock.today().replace(year=2015))
        accounts.append(account)
        if dice.random() < 0.5:
            make_contact_person(person, account, is_coordinating=False)
    cases = [make_case(person, dice.choice(UNITS), dice.choice([None, *accounts])) for _ in range(3)]
    notes = []
    for _ in range(8):
        on_case = dice.random() < 0.7
        place = {"case": dice.choice(cases)} if on_case else {"unit": units[dice.choice(UNITS)]}
        note = make_note(person, dice.choice(accounts), is_restricted=dice.random() < 0.6, **place)
        for account in dice.sample(accounts, dice.randrange(3)):
            NoteReader.objects.create(note=note, account=account)
        notes.append(find_note(note.pk))
    return person, accounts, notes


@dataclass(frozen=True)
class Rows:
    """The rows of a world as plain lists, read once."""

    roles: dict[int, RoleAssignment]
    cases: list[Case]
    followers: set[int]
    readers: set[tuple[int, int]]


def rows_about(person: YoungPerson) -> Rows:
    roles = RoleAssignment.objects.select_related("unit__department")
    return Rows(
        {one.account_id: one for one in roles},
        list(person.cases.select_related("unit__department")),
        set(person.contact_persons.values_list("account_id", flat=True)),
        set(NoteReader.objects.values_list("note_id", "account_id")),
    )


def told_plainly(rows: Rows, account: Account, note: Note) -> bool:
    """The rule in other words: from the rows, without asking any policy."""
    role, cases = rows.roles[account.pk], rows.cases
    unit = note.case.unit if note.case else note.unit
    assert unit is not None
    assert role.unit is not None
    cares = account.pk in rows.followers or any(one.caseworker_id == account.pk for one in cases)
    in_unit = any(one.unit_id == role.unit_id for one in cases)
    in_department = any(one.unit.department_id == role.unit.department_id for one in cases)
    reaches = (
        cares or (in_unit and role.role != Role.CONTACT_PERSON) or (in_department and role.role == Role.UNIT_LEADER)
    )
    same = role.unit.department_id == unit.department_id
    open_to = same or {role.unit.code, unit.code} <= TOGETHER
    leads = role.role == Role.UNIT_LEADER and role.unit_id == unit.pk
    has_case = note.case is not None and note.case.caseworker_id == account.pk
    part = note.author_id == account.pk or has_case or leads or (note.pk, account.pk) in rows.readers
    return Role(role.role) in SHOWS_NOTES and reaches and open_to and (part or not note.is_restricted)


@pytest.mark.parametrize("worlds", [5, pytest.param(WORLDS, marks=[pytest.mark.slow, pytest.mark.sqlite_only])])
def test_predicate_queryset_and_the_plain_telling_agree(worlds: int) -> None:
    use_profile("fjordby")
    seen = {True: 0, False: 0}
    for number in range(worlds):
        with transaction.atomic():
            person, accounts, notes = make_world(random.Random(number))
            rows = rows_about(person)
            for account in accounts:
                actor = actor_for(account, clock.today())
                with remembering():
                    found = set(policies.visible(actor, person.pk))
                    answers = {note: policies.can_read(actor, note) for note in notes}
                for note, allowed in answers.items():
                    assert allowed == (note in found) == told_plainly(rows, account, note), (
                        number,
                        account.name,
                        note.pk,
                    )
                    seen[allowed] += 1
            assert set(policies.visible(system_actor(clock.today()), person.pk)) == set(notes)
            transaction.set_rollback(True)
    assert seen[True] > 4 * worlds
    assert seen[False] > 4 * worlds


def test_nobody_reads_without_an_account() -> None:
    use_profile("fjordby")
    person, _accounts, notes = make_world(random.Random(1))
    for actor in (Actor(0, ""), Actor(0, "", on=clock.today())):
        assert not policies.visible(actor, person.pk).exists()
        assert not any(policies.can_read(actor, note) for note in notes)


@pytest.mark.parametrize("missing", ["has_part", "is_readable", "ties"])
def test_control_each_part_of_the_rule_refuses_by_itself(missing: str) -> None:
    everything = {"has_part": True, "is_readable": True, "ties": Ties(is_named=True)}
    assert may_read(**everything, is_restricted=True)  # type: ignore[arg-type]
    without = everything | {missing: Ties() if missing == "ties" else False}
    assert not may_read(**without, is_restricted=True)  # type: ignore[arg-type]
