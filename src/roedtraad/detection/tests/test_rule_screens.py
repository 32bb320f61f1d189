# SPDX-License-Identifier: EUPL-1.2
"""Rules are read in plain words, tried before they count, changed from a date, and never lose their past."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from roedtraad.audit.models import LogDetail, LogEntry
from roedtraad.detection import rule_actions
from roedtraad.detection.actions import answer_not_true, sweep
from roedtraad.detection.models import Signal
from roedtraad.detection.queries import SignalFilters, filtered
from roedtraad.detection.rule_actions import switch_rule
from roedtraad.detection.rule_forms import RuleForm, thresholds
from roedtraad.detection.rule_queries import rules_on, simulate
from roedtraad.detection.tests.waiting import let_wait
from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.organisation.models import ProfileVersion
from roedtraad.organisation.profile import shipped_profile_ids
from roedtraad.organisation.profile_actions import change_profile
from roedtraad.organisation.profile_editing import with_parts
from roedtraad.organisation.queries import profile_on
from tests.cast import Cast, days_ago, make_case, make_person, shipped_profile, years_ago

SignIn = Callable[[str], Client]
TODAY = clock.today
TURNING = "social_case_turning_17_half"
WAITING = "no_realistic_plan_at_16"
pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"rules:{name}", args=args)


def typed(client: Client, address: str, **changes: object) -> dict[str, object]:
    """What a browser would send: the form as it stands, with some fields typed over."""
    form = client.get(address).context["form"]
    values = {field.html_name: field.value() for field in form} | changes
    return {name: value for name, value in values.items() if value is not None and value is not False}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def swept(cast: Cast) -> Cast:
    """Somebody of 17½ with a social case, and a sweep that found it."""
    person = make_person("Freja", "Halvfjerds", years_ago(17.6))
    make_case(person, "authority", cast.account("caseworker"))
    sweep(system_actor(TODAY()), on=TODAY())
    return cast


def test_every_rule_is_told_in_plain_words(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    let_wait(monkeypatch, "has_realistic_plan")
    page = sign_in("caseworker").get(url("rules")).content.decode()
    for text in (
        "When the age is between 17 years 6 months and 18 years", "Conference across disciplines", "every year",
        "This rule waits. It finds nobody until the system knows:", "comes with the plan",
    ):  # fmt: skip
        assert text in page, text


def test_the_number_on_the_page_is_the_rows_on_the_desk(swept: Cast) -> None:
    for key in ("caseworker", "contact_person", "counsellor", "leader", "other_caseworker"):
        actor = swept.actor(key)
        for row in rules_on(actor, profile_on(TODAY()), TODAY()):
            assert row.mine == filtered(actor, SignalFilters(rule=row.id)).count(), (key, row.id)
            assert row.everywhere == Signal.objects.filter(rule=row.id, closed_on__isnull=True).count()
    assert any(row.mine for row in rules_on(swept.actor("caseworker"), profile_on(TODAY()), TODAY()))


def test_the_rate_of_false_alarms_is_kept_for_each_source(swept: Cast, sign_in: SignIn) -> None:
    actor = swept.actor("caseworker")
    signal = Signal.objects.filter(rule=TURNING, young_person__given_name="Freja").get()
    answer_not_true(actor, signals=[signal.pk], reason="the case was closed last year")
    row = next(row for row in rules_on(actor, profile_on(TODAY()), TODAY()) if row.id == TURNING)
    alarm = next(one for one in row.false_alarms if one.source == signal.source)
    assert (alarm.not_true, alarm.percent) == (1, round(100 / alarm.signals))
    assert "How often it was wrong" in sign_in("leader").get(url("rule", TURNING)).content.decode()
    assert "How often it was wrong" not in sign_in("contact_person").get(url("rule", TURNING)).content.decode()


def test_another_day_shows_the_rules_of_then(sign_in: SignIn) -> None:
    client = sign_in("caseworker")
    rows = {row.id: row for row in client.get(url("rules"), {"on": "31.12.2023"}).context["rows"]}
    assert not rows["disability_transition_from_16"].holds
    assert rows[TURNING].holds
    assert (
        "does not hold on this day"
        in client.get(url("rule", "disability_transition_from_16"), {"on": "31.12.2023"}).content.decode()
    )


def test_an_unknown_rule_does_not_exist(sign_in: SignIn) -> None:
    client = sign_in("secretariat")
    for name in ("rule", "rule-simulate", "rule-change", "rule-switch"):
        assert client.get(url(name, "nothing_of_the_kind")).status_code == 404


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("rules", {"caseworker", "leader", "secretariat", "administrator", "operator", "data_protection_officer"}),
        ("rule", {"caseworker", "leader", "secretariat", "administrator", "operator", "data_protection_officer"}),
        ("rule-simulate", {"leader", "secretariat", "administrator"}),
        ("rule-change", {"secretariat", "administrator"}),
        ("rule-switch", {"secretariat", "administrator"}),
    ],
)
def test_who_may_open_which_page(sign_in: SignIn, name: str, allowed: set[str]) -> None:
    address = url(name) if name == "rules" else url(name, TURNING)
    everybody = allowed | {"caseworker", "operator", "school_representative"}
    for key in sorted(everybody):
        assert sign_in(key).get(address).status_code == (200 if key in allowed else 403), key
    assert Client().get(address).status_code == 302


def test_a_rule_is_tried_on_real_people_without_names(swept: Cast, sign_in: SignIn) -> None:
    make_person("Snart", "Nok", years_ago(17.3))
    make_case(make_person("Snart", "Sytten", years_ago(17.3)), "authority")
    response = sign_in("secretariat").get(url("rule-simulate", TURNING))
    simulation = response.context["simulation"]
    assert simulation.holding == Signal.objects.filter(rule=TURNING, closed_on__isnull=True).count()
    assert len(simulation.months) == 12
    assert sum(month.value for month in simulation.months) >= 1
    page = response.content.decode()
    assert f"{simulation.holding} today, about {simulation.a_month} a month." in page
    assert "<svg" in page
    assert "<table" in page
    assert not any(name in page for name in ("Freja", "Snart", "Alma"))


def test_a_yearly_rule_counts_every_year(cast: Cast) -> None:
    make_case(make_person("Ida", "Jubilæum"), "authority", discipline="employment", law="LAB", opened_on=days_ago(700))
    profile = profile_on(TODAY())
    rule = profile.rule("employment_case_anniversary", TODAY())
    assert rule is not None
    found = simulate(cast.actor("secretariat"), profile, rule, TODAY())
    assert found is not None
    assert (found.holding, sum(month.value for month in found.months)) == (1, 1)


def test_a_rule_that_waits_cannot_be_tried(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    let_wait(monkeypatch, "has_realistic_plan")
    response = sign_in("secretariat").get(url("rule-simulate", WAITING))
    assert response.context["simulation"] is None
    assert "The rule cannot be tried yet" in response.content.decode()


def test_trying_needs_the_right(cast: Cast) -> None:
    profile = profile_on(TODAY())
    rule = profile.rule(TURNING, TODAY())
    assert rule is not None
    with pytest.raises(NotAllowed):
        simulate(cast.actor("caseworker"), profile, rule, TODAY())


def test_thresholds_are_changed_from_a_date(swept: Cast, sign_in: SignIn) -> None:
    client, address = sign_in("secretariat"), url("rule-change", TURNING)
    tomorrow = TODAY() + dt.timedelta(days=1)
    form = client.get(address).context["form"]
    years, months = next(name for name in form.fields if name.endswith("from_years")), "due_age_months"
    sent = typed(
        client, address, **{years: 17, years.replace("years", "months"): 3, months: 3}, valid_from=tomorrow.isoformat()
    )
    preview = client.post(address, sent)
    assert preview.status_code == 200
    assert preview.context["then"] >= preview.context["now"]
    assert "It holds for" in preview.content.decode()
    assert client.post(address, sent | {"save": "1", "note": "earlier"}).status_code == 302
    profile = profile_on(tomorrow)
    periods = [rule for rule in profile.rules if rule.id == TURNING]
    assert [rule.valid_to for rule in periods] == [TODAY(), None]
    assert periods[0].when == shipped_profile("fjordby").rule(TURNING, TODAY()).when  # type: ignore[union-attr]
    assert periods[1].due is not None
    assert periods[1].due.age_months == 17 * 12 + 3
    assert profile_on(TODAY()).rule(TURNING, TODAY()) == shipped_profile("fjordby").rule(TURNING, TODAY())
    page = client.get(url("rule", TURNING), {"on": tomorrow.isoformat()}).content.decode()
    assert "17 years 3 months" in page
    assert "17 years 6 months" in page
    assert "earlier" in page


@pytest.mark.parametrize("name", shipped_profile_ids())
def test_the_form_of_every_rule_gives_the_rule_back(cast: Cast, name: str) -> None:
    """Control for the form: untouched, it changes nothing in any rule of any profile."""
    profile = shipped_profile(name)
    for rule in profile.at(TODAY()).rules:
        empty = RuleForm(profile=profile, rule=rule)
        values = {field.html_name: field.value() for field in empty}
        sent = {key: value for key, value in values.items() if value is not None and value is not False}
        form = RuleForm(sent, profile=profile, rule=rule)
        assert form.is_valid(), (rule.id, form.errors)
        assert form.proposed(profile) == profile, rule.id
        assert form.has_thresholds == bool(list(thresholds(rule)))


def test_a_rule_that_is_built_otherwise_on_that_day_is_refused(cast: Cast, sign_in: SignIn) -> None:
    tomorrow = TODAY() + dt.timedelta(days=1)
    simpler = {"when": {"fact": "age_months", "from": 200}}
    other = with_parts(profile_on(TODAY()), "rules", tomorrow, lambda rule: simpler if rule.id == TURNING else None)
    change_profile(cast.actor("secretariat"), profile=other, valid_from=tomorrow)
    client, address = sign_in("secretariat"), url("rule-change", TURNING)
    refused = client.post(address, typed(client, address, valid_from=tomorrow.isoformat(), note="kept"))
    assert refused.status_code == 422
    assert "built differently" in refused.content.decode()
    assert "kept" in refused.content.decode()


def test_a_day_before_the_rule_changes_nothing(sign_in: SignIn) -> None:
    client, address = sign_in("secretariat"), url("rule-change", "disability_transition_from_16")
    sent = typed(client, address, due_age_years=15, valid_from="01.06.2023")
    assert "Nothing is different" in client.post(address, sent).content.decode()


def test_a_rule_is_switched_off_and_on_again(swept: Cast, sign_in: SignIn) -> None:
    client, address = sign_in("secretariat"), url("rule-switch", TURNING)
    assert "What people answered is kept" in client.get(address).content.decode()
    sent = typed(client, address, note="being discussed")
    assert "Switched on" in client.post(address, sent).content.decode()
    assert client.post(address, sent | {"save": "1"}).status_code == 302
    sweep(system_actor(TODAY()), on=TODAY())
    assert not Signal.objects.filter(rule=TURNING, closed_on__isnull=True).exists()
    entry = LogEntry.objects.get(act="rule_switched")
    assert LogDetail.objects.get(entry=entry).values["enabled"] is False
    assert "today, about" in client.get(address).content.decode()
    assert client.post(address, typed(client, address) | {"save": "1"}).status_code == 302
    sweep(system_actor(TODAY()), on=TODAY())
    assert Signal.objects.filter(rule=TURNING, closed_on__isnull=True).exists()
    assert ProfileVersion.objects.count() == 3


def test_switching_is_logged_or_not_done(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("no log")

    monkeypatch.setattr(rule_actions, "record_change", broken)
    with pytest.raises(RuntimeError, match="no log"):
        switch_rule(cast.actor("secretariat"), rule=TURNING, enabled=False, valid_from=TODAY())
    assert ProfileVersion.objects.count() == 1


def test_switching_has_its_refusals(cast: Cast) -> None:
    actor = cast.actor("secretariat")
    with pytest.raises(NotVisible):
        switch_rule(actor, rule="nothing", enabled=True, valid_from=TODAY())
    with pytest.raises(DomainError) as same:
        switch_rule(actor, rule=TURNING, enabled=True, valid_from=TODAY())
    assert same.value.code == "nothing_changed"
    with pytest.raises(DomainError) as past:
        switch_rule(actor, rule=TURNING, enabled=False, valid_from=days_ago(3))
    assert past.value.code == "past_not_confirmed"
    with pytest.raises(NotAllowed):
        switch_rule(cast.actor("leader"), rule=TURNING, enabled=False, valid_from=TODAY())


def test_the_list_costs_the_same_however_many_signals_there_are(swept: Cast, sign_in: SignIn) -> None:
    client = sign_in("leader")
    client.get(url("rules"))
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(url("rules"))
        counts.append(len(queries))
        for _each in range(20 * (1 - number)):
            make_case(make_person(born_on=years_ago(17.6)), "authority")
        sweep(system_actor(TODAY()), on=TODAY())
    assert len(set(counts)) == 1
