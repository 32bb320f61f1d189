# SPDX-License-Identifier: EUPL-1.2
"""1,000 lives of 50 steps in which nothing is shared without a basis that holds (SECURITY C1), and what happens without the guard."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from roedtraad.consent import actions, policies, rules, sharing_actions
from roedtraad.consent.actions import Given, Terms
from roedtraad.consent.models import Channel, Consent, GivenBy, Sharing
from roedtraad.consent.sharing_actions import Why
from roedtraad.consent.tests.machine import (
    BORN,
    KINDS,
    OF_AGE_FROM,
    OWN_FROM,
    PLACES,
    Entry,
    Lives,
    Open,
    Subject,
    Times,
    live_by_dice,
)
from roedtraad.kernel.actor import Actor, Grant, Role
from roedtraad.kernel.calendar import add_months
from roedtraad.kernel.errors import DomainError
from roedtraad.organisation.models import Department
from roedtraad.organisation.profile import LegalBasis
from roedtraad.organisation.terms import standards
from roedtraad.people.models import Guardian, YoungPerson
from tests.cast import make_account, make_case, make_person, use_profile

RUNS = int(os.environ.get("CONSENT_RUNS", "1000"))
STEPS = 50
DISCIPLINES = {
    "youth": frozenset({"guidance", "employment", "social", "substance_misuse"}),
    "family": frozenset({"children_family"}),
    "schools": frozenset({"school", "ppr", "ssp"}),
    "health": frozenset({"health"}),
}


def bases(times: Times) -> tuple[LegalBasis, ...]:
    return tuple(one for one in standards().legal_bases if one.code not in times.dropped)


class Plain:
    """The rules alone: rows are a list, and an act does what the real one does, without a database."""

    def start(self, times: Times) -> None:
        self.times, self.rows = times, list[dict[str, Any]]()

    def stop(self) -> None:
        self.rows.clear()

    def custody_changed(self) -> None:
        pass

    @property
    def ground(self) -> rules.Ground:
        return rules.Ground(self.times.groups, DISCIPLINES, bases(self.times))

    def give(self, entry: Entry) -> Any:
        basis, parties = (
            self.ground.basis(entry.basis),
            rules.Parties(frozenset({entry.giving}), frozenset({entry.receiving})),
        )
        if basis is None or not basis.needs_consent:
            return None
        if rules.misfit(self.ground, basis, parties, entry.kinds, own=frozenset(), used=()):
            return None
        has_guardian = entry.by != "young_person" and self.times.has_custody
        yes = rules.Yes(entry.by, has_guardian, entry.since, entry.since, entry.until)
        ages = rules.Ages(OWN_FROM, OF_AGE_FROM, add_months(entry.since, 12))
        return None if rules.refusal_of_yes(yes, ages, entry.since) else self.keep(entry)

    def keep(self, entry: Entry) -> dict[str, Any]:
        row = {**vars(entry), "ended": False}
        self.rows.append(row)
        return row

    def limit(self, handle: Any, kinds: frozenset[str]) -> Any:
        day = self.times.day
        if not self.runs(handle, day) or not kinds < handle["kinds"]:
            return None
        entry = Entry(
            "yes", handle["by"], handle["basis"], kinds, handle["giving"], handle["receiving"], day, handle["until"]
        )
        made = self.give(entry)
        handle["ended"] |= made is not None
        return made

    def withdraw(self, handle: Any, by: str) -> bool:
        if handle["ended"] or (by == "guardian" and handle["by"] == "young_person"):
            return False
        handle["ended"] = True
        return True

    def share(self, entry: Entry) -> Any:
        ground, parties = self.ground, rules.Parties(frozenset({entry.giving}), frozenset({entry.receiving}))
        used = {
            row["basis"]
            for row in self.rows
            if row["what"] != "yes" and {row["giving"], row["receiving"]} == parties.departments
        }
        own = ground.with_same_authority({"youth"})
        verdict = rules.decide(ground, parties, entry.kinds, own=own, used=used)
        basis, is_override = ground.basis(entry.basis), entry.what == "override"
        if (
            verdict.answer == rules.Answer.SAME_AUTHORITY
            or basis is None
            or verdict.carries(entry.basis) == is_override
        ):
            return None
        last = sharing_actions.longest(entry.since, is_override=is_override, once_only=basis.once_only)
        return self.keep(entry) if entry.since <= entry.until <= last else None

    def end(self, handle: Any) -> bool:
        own = self.ground.with_same_authority({"youth"})
        if handle["ended"] or not {handle["giving"], handle["receiving"]} & own:
            return False
        handle["ended"] = True
        return True

    def runs(self, row: dict[str, Any], day: Any) -> bool:
        return rules.holds_on(day, row["since"], row["until"], is_ended=row["ended"])

    def open(self) -> Open:
        ground = self.ground
        found = {(one, other, kind) for one in PLACES for other in ground.with_same_authority({one}) for kind in KINDS}
        for row in self.rows:
            held = rules.holds_on(
                self.times.day, row["since"], row["until"], is_ended=row["ended"],
                only_guardian=row["by"] == "guardian", custody=self.times.has_custody,
            )  # fmt: skip
            if not held:
                continue
            for kind in row["kinds"]:
                line = (row["giving"], row["receiving"], kind)
                is_yes, is_override = row["what"] == "yes", row["what"] == "override"
                if rules.opens(ground, row["basis"], line, is_consent=is_yes, is_override=is_override):
                    found |= {
                        (reader, row["giving"], kind) for reader in ground.with_same_authority({row["receiving"]})
                    }
        return found


class Stored:
    """The acts and the policies on the database, in a transaction that is rolled back when the life ends."""

    def start(self, times: Times) -> None:
        self.times, self.patch = times, pytest.MonkeyPatch()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.keys = {one.code: one.pk for one in Department.objects.all()}
        self.patch.setattr("roedtraad.consent.ground.terms_on", lambda on: _Terms(times))
        # One writer does the work of a whole municipality: how often a colleague may override is tested by itself.
        self.patch.setattr("roedtraad.consent.sharing_actions._refuse_too_many", lambda _actor: None)
        self.person: YoungPerson = make_person(born_on=BORN)
        self.guardian = Guardian.objects.create(young_person=self.person, name="Mor", relation="mother")
        make_case(self.person, "authority")
        self.account = make_account("writer", "Writer")

    def stop(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        self.patch.undo()

    def custody_changed(self) -> None:
        self.guardian.has_custody = self.times.has_custody
        self.guardian.save()

    def actor(self, place: str = "youth", by: str = "staff") -> Actor:
        if by != "staff":
            return Actor(0, by, (Grant(Role(by), person_id=self.person.pk),), on=self.times.day)
        unit = self.person.cases.get().unit_id
        grant = Grant(Role.UNIT_LEADER, unit_id=unit, department_id=self.keys[place])
        return Actor(self.account.pk, place, (grant,), on=self.times.day)

    def terms(self, entry: Entry) -> Terms:
        return Terms(
            "At hjælpe", entry.kinds, frozenset({entry.giving}), frozenset({entry.receiving}), entry.basis, "sagen"
        )

    def give(self, entry: Entry) -> Any:
        said = Given(GivenBy(entry.by), Channel.SPOKEN, "da", entry.since, self.guardian.pk, entry.until)
        return self.tried(
            lambda: actions.give_consent(self.anybody(), person_id=self.person.pk, terms=self.terms(entry), given=said)
        )

    def anybody(self) -> Actor:
        """Somebody in every department, so that no yes is out of sight."""
        grants = tuple(grant for place in PLACES for grant in self.actor(place).grants)
        return Actor(self.account.pk, "writer", grants, on=self.times.day)

    def limit(self, handle: Consent, kinds: frozenset[str]) -> Any:
        return self.tried(lambda: actions.limit_consent(self.anybody(), consent_id=handle.pk, kinds=kinds))

    def withdraw(self, handle: Consent, by: str) -> bool:
        actor = self.anybody() if by == "staff" else self.actor(by=by)
        return self.tried(lambda: [actions.withdraw_consent(actor, consent_id=handle.pk)]) is not None

    def share(self, entry: Entry) -> Any:
        act = sharing_actions.override_sharing if entry.what == "override" else sharing_actions.share
        why = Why("Fordi", entry.until)
        return self.tried(lambda: act(self.actor(), person_id=self.person.pk, terms=self.terms(entry), why=why))

    def end(self, handle: Sharing) -> bool:
        return self.tried(lambda: sharing_actions.end_sharing(self.actor(), sharing_id=handle.pk)) is not None

    def tried(self, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except DomainError:
            return None

    def open(self) -> Open:
        found = {place: policies.readable(self.actor(place), self.person.pk) for place in PLACES}
        return {
            (place, other, kind)
            for place, readable in found.items()
            for other in PLACES
            for kind in KINDS
            if readable.allows(self.keys[other], kind)  # type: ignore[arg-type]
        }


class _Terms:
    """The municipality's decisions of the life's day."""

    def __init__(self, times: Times) -> None:
        self.times = times

    def authorities(self) -> list[Any]:
        return [_Authority(group) for group in self.times.groups]

    def legal_bases(self) -> tuple[LegalBasis, ...]:
        return bases(self.times)


class _Authority:
    def __init__(self, departments: frozenset[str]) -> None:
        self.departments = departments


def lives_of(make: Callable[[], Subject]) -> type[Lives]:
    return type("TheseLives", (Lives,), {"make": staticmethod(make)})


def live_many(make: Callable[[], Subject], runs: int) -> None:
    """So many long lives by dice, ten times as quick as hypothesis chooses; raises what the first that goes wrong says."""
    for seed in range(runs):
        live_by_dice(lives_of(make), seed, STEPS)


def live(make: Callable[[], Subject], runs: int, steps: int) -> None:
    """So many lives; raises what the first of them that goes wrong says, as short as it can be told."""
    lives = lives_of(make)
    asked = settings(
        max_examples=runs, stateful_step_count=steps, deadline=None, derandomize=True, database=None,
        phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(lives, settings=asked)


@pytest.fixture
def municipality(db: None) -> None:
    use_profile("fjordby")


@pytest.mark.usefixtures("municipality")
def test_a_few_lives_by_the_rules() -> None:
    live(Plain, 25, 25)


@pytest.mark.usefixtures("municipality")
def test_a_few_lives_on_the_database() -> None:
    live(Stored, 5, 20)


@pytest.mark.slow
@pytest.mark.sqlite_only
@pytest.mark.usefixtures("municipality")
def test_a_thousand_lives_by_the_rules() -> None:
    live_many(Plain, RUNS)


@pytest.mark.slow
@pytest.mark.sqlite_only
@pytest.mark.usefixtures("municipality")
def test_many_lives_on_the_database() -> None:
    live_many(Stored, max(RUNS // 60, 5))


@pytest.mark.usefixtures("municipality")
def test_control_a_yes_that_cannot_be_taken_back_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = rules.holds_on
    monkeypatch.setattr(rules, "holds_on", lambda *days, **values: plain(*days, **{**values, "is_ended": False}))
    with pytest.raises(AssertionError):
        live_many(Plain, 100)


@pytest.mark.sqlite_only
@pytest.mark.slow
@pytest.mark.usefixtures("municipality")
def test_control_a_policy_that_does_not_look_at_the_day_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policies, "lines_in_force", lambda _on: Q())
    with pytest.raises(AssertionError):
        live_many(Stored, 20)
