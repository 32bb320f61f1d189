# SPDX-License-Identifier: EUPL-1.2
"""Changing the organisation loses nothing, never changes the past in silence, and can always be read afterwards."""

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from roedtraad.audit.models import LogDetail, LogEntry
from roedtraad.cases.models import Case, ContactPerson
from roedtraad.detection.actions import sweep
from roedtraad.detection.models import Signal
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, system_actor
from roedtraad.kernel.contributions import Registry, UnitHolding, unit_holdings
from roedtraad.kernel.errors import DomainError, NotAllowed
from roedtraad.organisation import actions, profile_queries
from roedtraad.organisation.models import Account, Department, ProfileVersion, RoleAssignment, Unit
from roedtraad.organisation.profile import Profile, ProfileError, shipped_profile_ids, to_document
from roedtraad.organisation.profile_actions import change_profile, make_current_again, switch_organisation
from roedtraad.organisation.profile_comparing import compare_profiles, count_differences
from roedtraad.organisation.profile_editing import in_the_name_of, with_entry, with_models, with_parts
from roedtraad.organisation.profile_queries import history, later_versions, switch_outlook
from roedtraad.organisation.queries import profile_of, profile_on
from tests.cast import Cast, shipped_profile

TODAY = clock.today
pytestmark = pytest.mark.django_db


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Every row that a change of organisation must leave as it was."""
    return {
        "cases": list(Case.objects.order_by("pk").values_list("pk", "unit_id", "caseworker_id", "closed_on")),
        "people": list(Case.objects.order_by("pk").values_list("young_person_id")),
        "contact persons": list(ContactPerson.objects.order_by("pk").values_list("pk", "account_id", "ended_on")),
        "accounts": list(Account.objects.order_by("pk").values_list("pk", "username", "is_active")),
        "roles": list(RoleAssignment.objects.order_by("pk").values_list("pk", "role", "unit_id", "valid_to")),
        "signals": list(Signal.objects.order_by("pk").values_list("pk", "rule", "young_person_id", "state", "unit_id")),
    }


def renamed(profile: Profile, name: str) -> Profile:
    """The profile with another name for its conference."""
    return with_parts(
        profile,
        "forums",
        TODAY(),
        lambda forum: {"title": {"da": name, "en": name}} if forum.id == "conference" else None,
    )


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def secretary(cast: Cast) -> Actor:
    return cast.actor("secretariat")


@pytest.fixture
def swept(cast: Cast) -> Cast:
    sweep(system_actor(TODAY()), on=TODAY())
    return cast


def test_switching_through_every_shipped_profile_and_back_loses_nothing(swept: Cast, secretary: Actor) -> None:
    own, before = profile_on(TODAY()), everything()
    assert before["signals"]
    for name in shipped_profile_ids():
        if name == "fjordby":
            continue
        switch_organisation(secretary, profile=shipped_profile(name), valid_from=TODAY(), note=name)
        assert everything() == before, name
        active = set(Unit.objects.filter(is_active=True).values_list("code", flat=True))
        assert active == {unit.code for unit in shipped_profile(name).at(TODAY()).units}
        assert Unit.objects.filter(is_active=True, is_entry=True).count() == 1
    switch_organisation(secretary, profile=own, valid_from=TODAY(), note="back")
    assert everything() == before
    assert set(Unit.objects.filter(is_active=True).values_list("code", flat=True)) == {
        u.code for u in own.at(TODAY()).units
    }
    assert Department.objects.filter(is_active=True).count() == len(own.at(TODAY()).departments)
    assert to_document(profile_on(TODAY())) == to_document(own)


def test_a_sweep_after_switching_back_finds_what_it_found_before(swept: Cast, secretary: Actor) -> None:
    own = profile_on(TODAY())
    found = set(Signal.objects.filter(closed_on__isnull=True).values_list("rule", "young_person_id"))
    switch_organisation(secretary, profile=shipped_profile("holbaek"), valid_from=TODAY())
    switch_organisation(secretary, profile=own, valid_from=TODAY())
    sweep(system_actor(TODAY()), on=TODAY())
    assert set(Signal.objects.filter(closed_on__isnull=True).values_list("rule", "young_person_id")) == found


def test_a_switch_that_would_lose_something_is_undone(
    cast: Cast, secretary: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = iter([3, 2])
    leaking: Registry[UnitHolding] = Registry("leaking")
    leaking.register(UnitHolding("cases", "cases", dict, lambda: next(counts)))
    monkeypatch.setattr(profile_queries, "unit_holdings", leaking)
    versions = ProfileVersion.objects.count()
    with pytest.raises(DomainError, match="lose something") as refusal:
        switch_organisation(secretary, profile=shipped_profile("holbaek"), valid_from=TODAY())
    assert refusal.value.code == "something_lost"
    assert ProfileVersion.objects.count() == versions
    assert Unit.objects.get(code="front_door").is_active


def test_the_outlook_names_closing_units_with_what_they_have(cast: Cast) -> None:
    outlook = switch_outlook(shipped_profile("broenderslev"), TODAY())
    authority = Unit.objects.get(code="authority").local_name
    closing = next(unit for unit in outlook.closing if unit.name == authority)
    cases = Case.objects.filter(unit__code="authority", closed_on__isnull=True).count()
    assert cases in [one.count for one in closing.held]
    assert closing.successors
    assert outlook.entry_before != outlook.entry_after
    assert [one.count for one in outlook.totals] == [holding.total() for holding in unit_holdings]


def test_another_way_of_working_under_our_own_name(cast: Cast) -> None:
    own = profile_on(TODAY())
    taken = in_the_name_of(shipped_profile("kerteminde"), own)
    assert (taken.id, taken.municipality, taken.committees) == (own.id, own.municipality, own.committees)
    assert taken.units == shipped_profile("kerteminde").units


def test_other_models_keep_units_forums_and_rules(cast: Cast) -> None:
    own = profile_on(TODAY())
    changed = with_models(own, [("cross_team", "fixed_intervals"), ("unified", "network_based")], TODAY(), "decided")
    held = {(one.model, one.variant) for one in changed.at(TODAY()).models}
    assert held == {("cross_team", "fixed_intervals"), ("unified", "network_based")}
    assert (changed.units, changed.forums, changed.rules) == (own.units, own.forums, own.rules)
    yesterday = TODAY() - dt.timedelta(days=1)
    assert {one.model for one in changed.at(yesterday).models} == {one.model for one in own.at(yesterday).models}


def test_two_entry_units_are_impossible(cast: Cast, secretary: Actor) -> None:
    own = profile_on(TODAY())
    with pytest.raises(ProfileError, match="2 entry units"):
        with_parts(own, "units", TODAY(), lambda unit: {"is_entry": True} if unit.code == "authority" else None)
    with pytest.raises(ProfileError, match="0 entry units"):
        with_parts(own, "units", TODAY(), lambda _unit: {"is_entry": None})
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(code="authority").update(is_entry=True)
    moved = with_entry(own, "authority", TODAY())
    change_profile(secretary, profile=moved, valid_from=TODAY())
    assert [unit.code for unit in Unit.objects.filter(is_entry=True)] == ["authority"]


def test_a_change_keeps_the_period_before(cast: Cast) -> None:
    own, tomorrow = profile_on(TODAY()), TODAY() + dt.timedelta(days=1)
    changed = with_parts(
        own, "target_groups", tomorrow, lambda group: {"soft_upper": False} if group.code == "aged_13_30" else None
    )
    periods = [group for group in changed.target_groups if group.code == "aged_13_30"]
    assert [(group.soft_upper, group.valid_from, group.valid_to) for group in periods] == [
        (True, own.target_groups[0].valid_from, TODAY()),
        (False, tomorrow, None),
    ]
    assert (
        with_parts(own, "target_groups", tomorrow, lambda _group: {"soft_upper": True}).target_groups[0]
        == own.target_groups[0]
    )


def test_a_second_change_on_the_same_day_is_one_period(cast: Cast) -> None:
    once = renamed(profile_on(TODAY()), "First")
    twice = renamed(once, "Second")
    titles = [forum.title.en for forum in twice.forums if forum.id == "conference"]
    assert titles == ["Conference across disciplines", "Second"]


def test_the_past_is_not_changed_in_silence(cast: Cast, secretary: Actor) -> None:
    yesterday = TODAY() - dt.timedelta(days=1)
    profile = renamed(profile_on(TODAY()), "Other")
    for confirmed, code in ((False, "past_not_confirmed"), (True, "past_without_note")):
        with pytest.raises(DomainError) as refusal:
            change_profile(secretary, profile=profile, valid_from=yesterday, note=" ", past_confirmed=confirmed)
        assert refusal.value.code == code
    change_profile(secretary, profile=profile, valid_from=yesterday, note="decided last week", past_confirmed=True)


def test_a_change_that_changes_nothing_is_refused(cast: Cast, secretary: Actor) -> None:
    with pytest.raises(DomainError) as refusal:
        change_profile(secretary, profile=profile_on(TODAY()), valid_from=TODAY())
    assert refusal.value.code == "nothing_changed"


@pytest.mark.parametrize("key", ["caseworker", "leader", "data_protection_officer", "operator", "contact_person"])
def test_others_may_not_change_the_organisation(cast: Cast, key: str) -> None:
    profile, versions = renamed(profile_on(TODAY()), "Mine"), ProfileVersion.objects.count()
    for act in (change_profile, switch_organisation):
        with pytest.raises(NotAllowed):
            act(cast.actor(key), profile=profile, valid_from=TODAY())
    with pytest.raises(NotAllowed):
        make_current_again(cast.actor(key), number=ProfileVersion.objects.get().pk, valid_from=TODAY())
    assert ProfileVersion.objects.count() == versions


def test_a_change_and_its_log_stand_or_fall_together(
    cast: Cast, secretary: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("no log")

    monkeypatch.setattr(actions, "record_change", broken)
    profile, versions = renamed(profile_on(TODAY()), "Unlogged"), ProfileVersion.objects.count()
    with pytest.raises(RuntimeError, match="no log"):
        change_profile(secretary, profile=profile, valid_from=TODAY())
    assert ProfileVersion.objects.count() == versions


def test_the_history_is_complete_and_readable(cast: Cast, secretary: Actor) -> None:
    first = ProfileVersion.objects.get()
    change_profile(secretary, profile=renamed(profile_on(TODAY()), "Second"), valid_from=TODAY(), note="new name")
    again = make_current_again(secretary, number=first.pk, valid_from=TODAY(), note="back to the old name")
    rows = history()
    assert [row.number for row in rows] == sorted(ProfileVersion.objects.values_list("pk", flat=True), reverse=True)
    assert [row.is_first for row in rows] == [False, False, True]
    assert (rows[1].made_by, rows[1].note, rows[1].changed) == ("Signe Sekretariat", "new name", ("Forums",))
    assert rows[0].changed == ("Forums",)
    assert to_document(profile_of(again)) == to_document(profile_of(first))
    for newer, older in pairwise([one.pk for one in ProfileVersion.objects.order_by("-pk")]):
        pair = profile_of(ProfileVersion.objects.get(pk=older)), profile_of(ProfileVersion.objects.get(pk=newer))
        assert count_differences(compare_profiles(*pair, TODAY())) == 1
    entry = LogEntry.objects.filter(act="profile_loaded").first()
    assert entry is not None
    assert LogDetail.objects.get(entry=entry).values["note"] == "back to the old name"


def test_a_version_that_waits_is_told_of(cast: Cast, secretary: Actor) -> None:
    ahead = TODAY() + dt.timedelta(days=30)
    waiting = change_profile(secretary, profile=renamed(profile_on(TODAY()), "Later"), valid_from=ahead)
    assert list(later_versions(TODAY())) == [waiting]
    assert not list(later_versions(ahead))
    assert profile_on(TODAY()).forum("conference", TODAY()) != profile_on(ahead).forum("conference", ahead)
