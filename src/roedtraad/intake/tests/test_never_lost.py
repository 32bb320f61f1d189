# SPDX-License-Identifier: EUPL-1.2
"""Whatever happens to an enquiry: it waits in exactly one inbox, or it is done (PEERS §6.1: no orphan)."""

import random
from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from roedtraad.intake import actions, person_actions, policies, queries
from roedtraad.intake.models import Enquiry, Outcome
from roedtraad.intake.models.enquiries import WAITING
from roedtraad.intake.tests.making import details
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor
from roedtraad.kernel.errors import DomainError
from roedtraad.organisation.models import Unit
from tests.cast import Cast, make_person

RUNS, STEPS = 20, 25
ANSWERING = ("contact_person", "caseworker", "colleague", "counsellor", "leader", "other_caseworker", "other_leader")
Step = Callable[[Actor, int], object]


def steps_of(cast: Cast, dice: random.Random) -> list[Step]:
    """Everything that can happen to an enquiry, with anybody and any place."""
    person = dice.choice([cast.young_person, cast.stranger, make_person(school=cast.school)])
    colleague = cast.account(dice.choice(ANSWERING)).pk
    unit = dice.choice(list(Unit.objects.filter(is_active=True))).pk
    return [
        lambda a, pk: actions.take_enquiry(a, enquiry_id=pk),
        lambda a, pk: actions.promise_answer(a, enquiry_id=pk, promised="x", due_on=clock.today()),
        lambda a, pk: actions.pass_on(a, enquiry_id=pk, account_id=colleague),
        lambda a, pk: actions.pass_on(a, enquiry_id=pk, unit_id=unit),
        lambda a, pk: actions.close_enquiry(a, enquiry_id=pk, outcome=dice.choice(list(Outcome))),
        lambda a, pk: actions.reopen_enquiry(a, enquiry_id=pk),
        lambda a, pk: actions.tell_whom(a, enquiry_id=pk, about_name=person.name, about_born_on=person.born_on),
        lambda a, pk: person_actions.join_enquiry(a, enquiry_id=pk, person_id=person.pk),
        lambda a, pk: person_actions.route_enquiry(a, enquiry_id=pk),
        lambda a, pk: person_actions.give_to_bearer(a, enquiry_id=pk),
        lambda a, pk: person_actions.go_on_in_case(a, enquiry_id=pk),
        lambda a, pk: person_actions.release_held(a, colleague),
    ]


def inboxes(cast: Cast, made: Enquiry) -> list[str]:
    """In whose own inbox it waits, and in which unit's."""
    own = [key for key in ANSWERING if made.holder_id == cast.account(key).pk]
    return own or [made.unit.code]


def holds(cast: Cast, made: Enquiry) -> bool:
    """One inbox and somebody who sees it there, or done."""
    if made.state not in WAITING:
        return made.holder_id is None and made.closed_on is not None
    if len(inboxes(cast, made)) != 1 or made.closed_on is not None:
        return False
    if made.holder_id is None:
        there = [key for key in ANSWERING if made.unit_id in policies.own_units(cast.actor(key))]
        return any(policies.visible(cast.actor(key)).filter(pk=made.pk).exists() for key in there)
    holder = next(key for key in ANSWERING if made.holder_id == cast.account(key).pk)
    found, _count = queries.waiting_for(cast.actor(holder), 50)
    return made in found and policies.visible(cast.actor(holder)).filter(pk=made.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("runs", [6, pytest.param(RUNS, marks=[pytest.mark.slow, pytest.mark.sqlite_only])])
def test_an_enquiry_always_waits_in_exactly_one_inbox_or_is_done(cast: Cast, runs: int) -> None:
    done = refused = 0
    for seed in range(runs):
        dice = random.Random(seed)
        viggo = cast.stranger
        told = {"about_name": viggo.name, "about_born_on": viggo.born_on} if dice.random() < 0.3 else {}
        made = actions.record_enquiry(cast.actor("counsellor"), details=details(**told))
        for _step in range(STEPS):
            try:
                with transaction.atomic():
                    dice.choice(steps_of(cast, dice))(cast.actor(dice.choice(ANSWERING)), made.pk)
                done += 1
            except DomainError:
                refused += 1
            made.refresh_from_db()
            assert holds(cast, made), (seed, made.state, made.holder_id)
    assert done > runs
    assert refused > runs


@pytest.mark.django_db
@pytest.mark.parametrize("first", ["counsellor", "leader"])
def test_a_page_that_was_open_when_a_colleague_joined_the_enquiry_loses_nothing(
    cast: Cast, client: Client, first: str
) -> None:
    """Every button of the old page is refused with words, or leads on; the enquiry stays with whoever joined it."""
    second = "leader" if first == "counsellor" else "counsellor"
    made = actions.record_enquiry(cast.actor(first), details=details(about_name=cast.young_person.name))
    other = make_person(school=cast.school)
    person_actions.join_enquiry(cast.actor(first), enquiry_id=made.pk, person_id=cast.young_person.pk)
    client.force_login(cast.account(second))
    for name, sent in (
        ("join", {"person": other.pk}), ("join", {"person": cast.young_person.pk}), ("take", {}), ("route", {}),
        ("about", {"about_name": other.name}), ("register", {"given_name": "Ny", "family_name": "Ung", "born_on": "2009-05-05"}),
        ("broken-off", {"broken_kind": "fgu"}), ("close", {"outcome": "guided"}), ("give", {}), ("go-on", {}),
        ("promise", {"promised": "x", "due_on": clock.today().isoformat()}),
    ):  # fmt: skip
        answer = client.post(reverse(f"intake:enquiry-{name}", args=[made.pk]), sent)
        assert answer.status_code in {302, 403, 404, 422}, (name, answer.status_code)
        made.refresh_from_db()
        assert (made.young_person_id, made.holder_id) == (cast.young_person.pk, cast.account(first).pk), name
        assert holds(cast, made), name


@pytest.mark.django_db
def test_control_an_enquiry_that_nobody_holds_is_found(cast: Cast) -> None:
    made = actions.record_enquiry(cast.actor("counsellor"), details=details(), take=True)
    made.closed_on = clock.today()
    assert not holds(cast, made)
    made.closed_on, made.holder_id = None, cast.account("secretariat").pk
    with pytest.raises(StopIteration):
        holds(cast, made)
