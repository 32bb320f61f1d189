# SPDX-License-Identifier: EUPL-1.2
"""What everybody does stands in the log: every registered act writes exactly its rows, no more and no fewer (SECURITY D1)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from roedtraad.audit.models import LogEntry, LogPerson
from roedtraad.audit.queries import verify_chain
from roedtraad.detection import actions as signals
from roedtraad.kernel import clock
from roedtraad.kernel.contributions import act_types
from roedtraad.organisation import account_actions as accounts
from roedtraad.organisation import pictures
from roedtraad.organisation.tests.photos import photo
from tests.access.acting import Act, Row, account, alma, change, look, see, send, today
from tests.access.rooms import ROOMS
from tests.access.stage import RULE, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage", "quick_passwords")]

PASSWORD = "rød tråd gennem fjorden"


@pytest.fixture
def quick_passwords(settings: LazySettings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def on_signal(act: str, row: str, /, **data: Any) -> Act:
    chosen = {"act": act, "chosen": lambda stage: stage.signal.pk, "confirmed": "1", **data}
    return Act(send("caseworker", "detection:signals-act", **chosen), change(row, "signal", 1))


def on_account(name: str, row: str, /, *args: Any, **data: Any) -> Act:
    args = args or (account("colleague"),)
    return Act(send("administrator", f"accounts:{name}", *args, **data), change(row, "account"))


def _lock(stage: Stage) -> object:
    return accounts.lock_account(stage.cast.actor("administrator"), account_id=stage.cast.accounts["colleague"].pk)


def _answered(stage: Stage) -> object:
    return signals.acknowledge(stage.cast.actor("caseworker"), signals=[stage.signal.pk])


def _set_picture(stage: Stage) -> object:
    own = stage.cast.accounts["caseworker"].pk
    return pictures.set_picture(stage.cast.actor("caseworker"), account_id=own, content=photo())


def _give_password(stage: Stage) -> None:
    owner = stage.cast.accounts["operator"]
    owner.set_password(PASSWORD)
    owner.save()


def _sign_in(password: str, times: int) -> Callable[[Stage], object]:
    def do(_stage: Stage) -> None:
        for _ in range(times):
            Client().post(reverse("account_login"), {"login": "operator", "password": password})

    return do


def _choose_password(stage: Stage) -> None:
    link = accounts.issue_sign_in_link(
        stage.cast.actor("administrator"), account_id=stage.cast.accounts["colleague"].pk
    )
    accounts.choose_password(key=link.key, token=link.token, password=PASSWORD)


def _give_factor(stage: Stage) -> None:
    stage.factor.user = stage.cast.accounts["colleague"]
    stage.factor.save()


_UPLOAD = {
    "kind": "young-people",
    "file": lambda _: SimpleUploadedFile("x.csv", b"reference;given_name;family_name;born_on\nU-9;Ulla;U;2009-05-05\n"),
}
_SITUATION = {"kind": "work", "started_on": today}
_ENDED = {"ended_on": today}
_NAMING = {"account": account("colleague"), "kind": "mentor", "started_on": today}
_VALID = {"valid_from": today, "note": "why", "save": "1"}
_DETAILS = {"name": "Ny", "language": "da"}
_A_SITUATION = (alma, lambda stage: stage.situation.pk)


def _not_confirmed_today(stage: Stage) -> None:
    stage.situation.confirmed_on = stage.situation.started_on
    stage.situation.save()


GROUND_FLOOR: dict[str, Act] = {
    # Looks
    "person_seen": Act(see("caseworker", "people:person", alma), look("person_seen", 1)),
    "people_listed": Act(see("caseworker", "people:list"), look("people_listed", 2)),
    "people_searched": Act(send("caseworker", "people:search", q="Alma"), look("people_searched", 1)),
    "people_exported": Act(see("caseworker", "people:list-export", "csv"), look("people_exported", 2)),
    "cpr_revealed": Act(
        send("caseworker", "people:cpr-reveal", alma), look("cpr_revealed", 1) + look("person_seen", 1)
    ),
    "who_looked_seen": Act(see("data_protection_officer", "people:log", alma), look("who_looked_seen", 1)),
    "desk_seen": Act(see("contact_person", "desk:desk"), look("desk_seen", 1)),
    "desk_exported": Act(see("contact_person", "desk:desk-export", "csv"), look("desk_exported", 1)),
    "my_people_seen": Act(see("contact_person", "desk:my-people"), look("my_people_seen", 2)),
    "my_people_exported": Act(see("contact_person", "desk:my-people-export", "xlsx"), look("my_people_exported", 2)),
    "waiting_seen": Act(see("caseworker", "desk:waiting"), look("waiting_seen", 2)),
    "unit_rows_seen": Act(
        see("leader", "desk:unit-behind", query=f"?figure=raised&rule={RULE}&source=test"), look("unit_rows_seen", 1)
    ),
    "signal_seen": Act(
        see("caseworker", "detection:signal", lambda stage: stage.signal.pk), look("signal_seen", 1)
    ),
    "log_seen": Act(see("data_protection_officer", "audit:log"), look("log_seen", 0)),
    "log_exported": Act(see("data_protection_officer", "audit:log-export", "csv"), look("log_exported", 0)),
    "log_verified": Act(send("data_protection_officer", "audit:log-verify"), look("log_verified", 0)),
    "export_accounts": Act(
        see("administrator", "accounts:account-export", "csv"), (("look", "export_accounts", "account", 0),)
    ),
    "import_previewed": Act(
        see("secretariat", "imports:file-preview", lambda s: s.upload("secretariat").token), look("import_previewed", 0)
    ),
    "import_rejections_exported": Act(
        see("secretariat", "imports:file-rejected", lambda s: s.upload("secretariat").token),
        look("import_rejections_exported", 0),
    ),
    "access_refused": Act(
        lambda stage: stage.ask("operator", "GET", reverse("people:list")), (("refusal", "access_refused", "", 0),)
    ),
    # Acts about a young person
    "situation_recorded": Act(
        send("caseworker", "people:situation-record", alma, **_SITUATION), change("situation_recorded", "life_situation", 1)
    ),
    "situation_ended": Act(
        send("caseworker", "people:situation-end", *_A_SITUATION, **_ENDED), change("situation_ended", "life_situation", 1)
    ),
    "situation_confirmed": Act(
        send("caseworker", "people:situation-confirm", *_A_SITUATION),
        change("situation_confirmed", "life_situation", 1), _not_confirmed_today,
    ),
    "contact_details_changed": Act(
        send("caseworker", "people:contact-details-change", alma, phone="99 99 99 99"),
        change("contact_details_changed", "young_person", 1) + change("portal_codes_held", "portal_identity", 1)
        + 2 * change("notice_written", "notice", 1),
    ),
    "contact_recorded": Act(
        send("caseworker", "cases:contact-record", alma, held_on=today, channel="phone", outcome="reached"),
        change("contact_recorded", "contact", 1),
    ),
    "contact_person_named": Act(
        send("caseworker", "cases:contact-person-name", alma, **_NAMING), change("contact_person_named", "contact_person", 1)
    ),
    "contact_person_ended": Act(
        send("leader", "cases:contact-person-end", lambda stage: stage.contact_person.pk, **_ENDED),
        change("contact_person_ended", "contact_person", 1) + change("handover_withdrawn", "handover", 1),
    ),
    "signal_acknowledged": on_signal("acknowledge", "signal_acknowledged"),
    "signal_snoozed": on_signal(
        "snooze", "signal_snoozed", reason="ferie", until=lambda _: (clock.today() + dt.timedelta(days=9)).isoformat()
    ),
    "signal_assigned": on_signal("assign", "signal_assigned", assignee=account("caseworker")),
    "signal_answered_not_true": on_signal("not_true", "signal_answered_not_true", reason="flyttet"),
    "signal_reopened": replace(on_signal("reopen", "signal_reopened"), before=_answered),
    "sweep_run": Act(send("leader", "detection:sweep-run"), change("sweep_run", "")),
    # The organisation and its accounts
    "profile_loaded": Act(
        send("secretariat", "organisation:profile-switch", shipped="holbaek", keep_name="on", **_VALID),
        change("profile_loaded", "profile"),
    ),
    "rule_switched": Act(
        send("secretariat", "rules:rule-switch", RULE, **_VALID),
        change("profile_loaded", "profile") + change("rule_switched", "profile"),
    ),
    "open_account": Act(
        send("administrator", "accounts:account-open", username="ny", **_DETAILS), change("open_account", "account")
    ),
    "change_account": on_account("account-change", "change_account", **_DETAILS),
    "give_role": on_account("role-give", "give_role", role="system_operator"),
    "end_role": on_account("role-end", "end_role", account("colleague"), lambda s: s.cast.accounts["colleague"].assignments.get().pk),
    "lock_account": replace(
        on_account("account-lock", "lock_account"),
        rows=change("forum_places_released", "account") + change("lock_account", "account"),
    ),
    "unlock_account": replace(on_account("account-unlock", "unlock_account"), before=_lock),
    "issue_sign_in_link": on_account("link-issue", "issue_sign_in_link"),
    "remove_second_factor": replace(on_account("factor-remove", "remove_second_factor"), before=_give_factor),
    # Signing in
    "choose_password": Act(_choose_password, change("issue_sign_in_link", "account") + change("choose_password", "account")),
    "picture_set": Act(_set_picture, change("picture_set", "account")),
    "picture_removed": Act(
        send("caseworker", "accounts:picture-own", act="remove"), change("picture_removed", "account"), _set_picture
    ),
    "choose_language": Act(send("caseworker", "signin:language-choose", language="da"), change("choose_language", "account")),
    "signed_in": Act(_sign_in(PASSWORD, 1), change("signed_in", "account"), _give_password),
    "signed_out": Act(send("caseworker", "account_logout"), change("signed_out", "account")),
    "sign_in_locked": Act(_sign_in("forkert", 10), (("refusal", "sign_in_locked", "account", 0),), _give_password),
}  # fmt: skip
"""The acts of the rooms that every other room stands on, by the name in the registry."""
ACTS = GROUND_FLOOR | {name: act for room in ROOMS for name, act in room.acts.items()}

ELSEWHERE = {
    "change_password": "web/tests", "add_second_factor": "web/tests", "drop_second_factor": "web/tests",
    "renew_recovery_codes": "web/tests", "nightly_job_run": "config: the worker", "profile_followed": "organisation/tests",
    "young_people_imported": "people/tests", "young_person_imported": "people/tests", "school_made_by_import": "people/tests",
    "life_situations_imported": "people/tests", "life_situation_imported": "people/tests",
    "cases_imported": "cases/tests", "case_imported": "cases/tests",
}  # fmt: skip
"""Acts whose rows the room's own tests look at."""
ELSEWHERE |= {name: where for room in ROOMS for name, where in room.acts_elsewhere.items()}


def test_every_registered_act_is_done_here_or_in_its_room() -> None:
    registered = {act.name for act in act_types}
    assert registered - set(ACTS) - set(ELSEWHERE) == set(), "acts that nobody does"
    assert (set(ACTS) | set(ELSEWHERE)) - registered == set(), "acts that are not registered"


@pytest.mark.parametrize("name", ACTS)
def test_the_act_writes_exactly_its_rows(name: str, stage: Stage) -> None:
    act = ACTS[name]
    act.before(stage)
    last = LogEntry.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    act.do(stage)
    assert written_since(last) == act.rows
    assert verify_chain().broken_at is None


def written_since(last: int) -> tuple[Row, ...]:
    """The rows of the log after a number, as the table tells them."""
    entries = LogEntry.objects.filter(sequence__gt=last).order_by("sequence")
    return tuple(
        (entry.stream, entry.act, entry.subject_kind, LogPerson.objects.filter(entry=entry).count())
        for entry in entries
    )


@pytest.mark.slow
@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", [name for name, act in ACTS.items() if act.rows[0][0] == "look"])
def test_a_look_says_who_from_where_and_why(name: str, stage: Stage) -> None:
    last = LogEntry.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    ACTS[name].do(stage)
    entry = LogEntry.objects.filter(sequence__gt=last).earliest("sequence")
    assert entry.actor_name
    assert entry.account_id
    assert entry.purpose
