# SPDX-License-Identifier: EUPL-1.2
"""The administrator opens accounts and gives roles; nobody changes their own; what is taken away is gone at the next click."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from roedtraad.audit.models import LogDetail, LogEntry
from roedtraad.kernel import clock
from roedtraad.kernel.actor import Actor, Role
from roedtraad.kernel.contributions import AccountHolding, account_holdings
from roedtraad.kernel.errors import DomainError, NotAllowed, NotVisible
from roedtraad.organisation import account_actions as acts
from roedtraad.organisation.account_queries import AccountFilter, account_of_link, accounts_for_manager
from roedtraad.organisation.models import Account, RoleAssignment, Unit
from roedtraad.organisation.queries import actor_for
from tests.cast import Cast, give_role, make_account

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
A_PASSWORD = "rød tråd gennem fjorden"


@pytest.fixture(autouse=True)
def quick_passwords(settings: LazySettings) -> None:
    """Hashing is slow on purpose; these tests are not about that."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def administrator(cast: Cast) -> Actor:
    return cast.actor("administrator")


@pytest.fixture
def confirmed(cast: Cast) -> Client:
    """The administrator's browser, the password given a moment ago."""
    account = cast.account("administrator")
    account.set_password(A_PASSWORD)
    account.save()
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post(reverse("account_reauthenticate"), {"password": A_PASSWORD})
    return client


def unit(code: str = "authority") -> Unit:
    return Unit.objects.get(code=code)


def a_role(**values: Any) -> acts.RoleToGive:
    return acts.RoleToGive(**{"role": Role.AUTHORITY_CASEWORKER, "unit_id": unit().pk, **values})


def test_the_administrator_opens_an_account_that_can_do_nothing_yet(administrator: Actor) -> None:
    account = acts.open_account(administrator, username=" Nina.NY ", details=acts.AccountDetails(name="Nina Ny"))
    assert account.username == "nina.ny"
    assert not account.has_usable_password()
    assert actor_for(account, clock.today()).grants == ()
    entry = LogEntry.objects.get(act="open_account")
    assert (entry.account_id, entry.subject_id) == (administrator.account_id, account.pk)


def test_a_user_name_is_taken_whatever_its_capitals(administrator: Actor) -> None:
    with pytest.raises(DomainError, match="user name") as refusal:
        acts.open_account(administrator, username="OPERATOR", details=acts.AccountDetails(name="Otto"))
    assert refusal.value.code == "username_taken"


@pytest.mark.parametrize("key", ["contact_person", "leader", "secretariat", "data_protection_officer", "operator"])
def test_nobody_but_the_administrator_manages_accounts(cast: Cast, key: str) -> None:
    actor, other = cast.actor(key), cast.account("colleague").pk
    assignment = cast.account("colleague").assignments.get().pk
    attempts: list[Callable[[], object]] = [
        lambda: acts.open_account(actor, username="x", details=acts.AccountDetails(name="X")),
        lambda: acts.change_account(actor, account_id=other, details=acts.AccountDetails(name="X")),
        lambda: acts.give_role(actor, account_id=other, grant=a_role(unit_id=unit("family").pk)),
        lambda: acts.end_role(actor, account_id=other, assignment_id=assignment),
        lambda: acts.lock_account(actor, account_id=other),
        lambda: acts.unlock_account(actor, account_id=other),
        lambda: acts.issue_sign_in_link(actor, account_id=other),
        lambda: acts.remove_second_factor(actor, account_id=other),
        lambda: accounts_for_manager(actor, AccountFilter()),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    assert not LogEntry.objects.filter(stream="change", account_id=actor.account_id).exists()


def test_nobody_changes_their_own_access(cast: Cast, administrator: Actor) -> None:
    own = cast.account("administrator")
    attempts: list[Callable[[], object]] = [
        lambda: acts.give_role(administrator, account_id=own.pk, grant=a_role()),
        lambda: acts.end_role(administrator, account_id=own.pk, assignment_id=own.assignments.get().pk),
        lambda: acts.lock_account(administrator, account_id=own.pk),
        lambda: acts.unlock_account(administrator, account_id=own.pk),
        lambda: acts.issue_sign_in_link(administrator, account_id=own.pk),
        lambda: acts.remove_second_factor(administrator, account_id=own.pk),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed) as refusal:
            attempt()
        assert refusal.value.code == "own_access"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"role": Role.GUARDIAN, "unit_id": None}, "role_not_for_staff"),
        ({"unit_id": None}, "role_needs_unit"),
        ({"role": Role.SCHOOL_REPRESENTATIVE, "unit_id": None}, "role_needs_school"),
        ({"school_code": "999001"}, "role_without_school"),
        ({"unit_id": 10**9}, "unit_gone"),
        ({"valid_from": dt.date(2020, 1, 1)}, "role_in_past"),
        ({"valid_to": dt.date(2020, 1, 1)}, "role_ends_first"),
    ],
)
def test_a_role_that_makes_no_sense_is_refused_with_its_reason(
    cast: Cast, administrator: Actor, values: dict[str, Any], code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        acts.give_role(administrator, account_id=cast.account("operator").pk, grant=a_role(**values))
    assert refusal.value.code == code


def test_the_same_role_in_the_same_place_is_given_once(cast: Cast, administrator: Actor) -> None:
    with pytest.raises(DomainError) as refusal:
        acts.give_role(administrator, account_id=cast.account("colleague").pk, grant=a_role())
    assert refusal.value.code == "role_given_already"
    acts.give_role(administrator, account_id=cast.account("colleague").pk, grant=a_role(unit_id=unit("family").pk))


def test_a_role_begins_and_ends_on_its_days(cast: Cast, administrator: Actor) -> None:
    first, last = clock.today() + dt.timedelta(days=3), clock.today() + dt.timedelta(days=5)
    account = cast.account("operator")
    acts.give_role(administrator, account_id=account.pk, grant=a_role(valid_from=first, valid_to=last))
    held = {
        day: Role.AUTHORITY_CASEWORKER in actor_for(account, clock.today() + dt.timedelta(days=day)).roles
        for day in range(2, 7)
    }
    assert held == {2: False, 3: True, 4: True, 5: True, 6: False}


def test_a_role_that_is_ended_is_gone_at_the_next_click(cast: Cast, administrator: Actor, sign_in: SignIn) -> None:
    second = make_account("second", "Second Administrator")
    given = give_role(second, Role.MUNICIPAL_ADMINISTRATOR)
    client = Client()
    client.force_login(second, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("accounts:account-list")
    assert client.get(url).status_code == 200
    acts.end_role(administrator, account_id=second.pk, assignment_id=given.pk)
    assert client.get(url).status_code == 403


def test_a_role_given_today_and_ended_today_leaves_only_the_log(cast: Cast, administrator: Actor) -> None:
    account = cast.account("operator")
    given = acts.give_role(administrator, account_id=account.pk, grant=a_role())
    acts.end_role(administrator, account_id=account.pk, assignment_id=given.pk)
    assert not RoleAssignment.objects.filter(pk=given.pk).exists()
    assert LogEntry.objects.filter(act__in=("give_role", "end_role"), subject_id=account.pk).count() == 2
    acts.give_role(administrator, account_id=account.pk, grant=a_role())


def test_a_role_ends_once_and_only_with_its_own_account(cast: Cast, administrator: Actor) -> None:
    account, given = cast.account("colleague"), cast.account("colleague").assignments.get()
    with pytest.raises(NotVisible):
        acts.end_role(administrator, account_id=cast.account("operator").pk, assignment_id=given.pk)
    acts.end_role(administrator, account_id=account.pk, assignment_id=given.pk)
    with pytest.raises(DomainError) as refusal:
        acts.end_role(administrator, account_id=account.pk, assignment_id=given.pk)
    assert refusal.value.code == "role_over"


def test_a_closed_account_is_out_at_the_next_click_and_comes_back_when_reopened(
    cast: Cast, administrator: Actor, sign_in: SignIn
) -> None:
    client, account = sign_in("operator"), cast.account("operator")
    url = reverse("mfa_index")
    assert client.get(url).status_code == 200
    acts.lock_account(administrator, account_id=account.pk)
    assert client.get(url).status_code == 302
    account.refresh_from_db()
    assert actor_for(account, clock.today()).grants == ()
    acts.unlock_account(administrator, account_id=account.pk)
    assert client.get(url).status_code == 200


def test_what_hangs_on_an_account_is_given_away_in_the_act_that_closes_it(
    cast: Cast, administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never silently: the log says what and how much, and when a room cannot let go, the account stays open."""
    account_id = cast.account("operator").pk
    waits = AccountHolding(
        "tests", "tests", lambda _account: 3, lambda _actor, account: 3 if account == account_id else 0
    )
    monkeypatch.setitem(account_holdings._items, "tests", waits)
    acts.lock_account(administrator, account_id=account_id)
    assert LogDetail.objects.get(entry__act="lock_account").values == {"tests": 3}
    acts.unlock_account(administrator, account_id=account_id)
    broken = AccountHolding("tests", "tests", lambda _account: 3, _cannot_let_go)
    monkeypatch.setitem(account_holdings._items, "tests", broken)
    with pytest.raises(DomainError):
        acts.lock_account(administrator, account_id=account_id)
    assert Account.objects.get(pk=account_id).is_active


def _cannot_let_go(_actor: Actor, _account: int) -> int:
    raise DomainError("nobody_there", "There is nobody to give it to.")


def test_closing_twice_and_a_link_for_a_closed_account_are_refused(cast: Cast, administrator: Actor) -> None:
    account_id = cast.account("operator").pk
    acts.lock_account(administrator, account_id=account_id)
    for attempt in (acts.lock_account, acts.issue_sign_in_link):
        with pytest.raises(DomainError) as refusal:
            attempt(administrator, account_id=account_id)
        assert refusal.value.code == "account_closed"


def test_a_link_works_once_and_kills_the_old_password_and_older_links(cast: Cast, administrator: Actor) -> None:
    account = cast.account("operator")
    account.set_password("et gammelt kodeord 1")
    account.save()
    older = acts.issue_sign_in_link(administrator, account_id=account.pk)
    link = acts.issue_sign_in_link(administrator, account_id=account.pk)
    account.refresh_from_db()
    assert not account.check_password("et gammelt kodeord 1")
    assert account_of_link(older.key, older.token) is None
    acts.choose_password(key=link.key, token=link.token, password=A_PASSWORD)
    account.refresh_from_db()
    assert account.check_password(A_PASSWORD)
    with pytest.raises(DomainError) as refusal:
        acts.choose_password(key=link.key, token=link.token, password="noget helt andet 99")
    assert refusal.value.code == "link_spent"


@pytest.mark.parametrize("key", ["", "x", "MQ", "!!", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk"])
def test_a_link_that_was_never_issued_is_nobody(cast: Cast, key: str) -> None:
    assert account_of_link(key, "abc-123") is None


def test_somebody_who_lost_the_phone_gets_all_factors_removed(cast: Cast, administrator: Actor) -> None:
    account = cast.account("operator")
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=account, type=kind, data={})
    acts.remove_second_factor(administrator, account_id=account.pk)
    assert not Authenticator.objects.filter(user=account).exists()
    with pytest.raises(DomainError) as refusal:
        acts.remove_second_factor(administrator, account_id=account.pk)
    assert refusal.value.code == "no_second_factor"


def test_a_change_keeps_what_was_there_in_the_log(cast: Cast, administrator: Actor) -> None:
    account = cast.account("operator")
    details = acts.AccountDetails(name="Otto O.", language="en")
    acts.change_account(administrator, account_id=account.pk, details=details)
    acts.change_account(administrator, account_id=account.pk, details=details)
    assert LogDetail.objects.get(entry__act="change_account").values == {"name": ["Otto Operatør", "Otto O."]}


def test_without_its_row_in_the_log_no_act_happens(
    cast: Cast, administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(acts, "record_change", broken)
    with pytest.raises(IntegrityError), transaction.atomic():
        acts.lock_account(administrator, account_id=cast.account("operator").pk)
    assert Account.objects.get(username="operator").is_active


def test_the_list_finds_danish_names_in_danish_order(cast: Cast, administrator: Actor) -> None:
    for number, name in enumerate(("Åse Zeta", "Ærø Zeta", "Øster Zeta", "Aage Zeta")):
        make_account(f"zeta{number}", name)
    found = accounts_for_manager(administrator, AccountFilter(words="ZETA"))
    names = [Account.objects.get(pk=pk).name for pk in found]
    assert names == ["Ærø Zeta", "Øster Zeta", "Aage Zeta", "Åse Zeta"]
    assert len(accounts_for_manager(administrator, AccountFilter(words="ærø"))) == 1


def test_the_list_is_narrowed_by_role_unit_and_state(cast: Cast, administrator: Actor) -> None:
    def names(**values: Any) -> set[str]:
        return {
            Account.objects.get(pk=pk).username for pk in accounts_for_manager(administrator, AccountFilter(**values))
        }

    assert names(role="unit_leader") == {"leader", "other_leader"}
    assert names(role="unit_leader", unit_id=unit("family").pk) == {"other_leader"}
    acts.lock_account(administrator, account_id=cast.account("leader").pk)
    assert names(state="closed") == {"leader"}
    assert "leader" not in names(state="active")


def test_the_list_costs_the_same_with_one_account_and_with_many(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client, url = sign_in("administrator"), reverse("accounts:account-list")
    client.get(url)
    with django_assert_max_num_queries(14) as few:
        client.get(url, {"q": "Otto"})
    for number in range(50):
        give_role(make_account(f"more{number}", f"More {number}"), Role.UNIT_LEADER, "authority")
    with django_assert_num_queries(len(few)):
        client.get(url, {"q": "More"})


def test_every_screen_of_an_account_can_be_read(cast: Cast, sign_in: SignIn) -> None:
    client, other = sign_in("administrator"), cast.account("colleague")
    names = (
        "account-see",
        "account-change",
        "account-lock",
        "account-unlock",
        "link-issue",
        "factor-remove",
        "role-give",
    )
    for name in names:
        assert client.get(reverse(f"accounts:{name}", args=[other.pk])).status_code == 200, name
        assert client.get(reverse(f"accounts:{name}", args=[10**9])).status_code == 404, name
    role = reverse("accounts:role-end", args=[other.pk, other.assignments.get().pk])
    assert client.get(role).status_code == 200
    assert client.get(reverse("accounts:role-end", args=[other.pk, 10**9])).status_code == 404
    assert client.get(reverse("accounts:account-open")).status_code == 200
    assert client.get(reverse("accounts:account-list"), {"q": "zzz", "page": "99", "role": "x"}).status_code == 200


def test_the_export_obeys_the_filter_and_is_logged(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in("administrator").get(reverse("accounts:account-export", args=["csv"]), {"q": "Otto"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert len(text.splitlines()) == 2
    assert "Otto Operatør" in text
    assert response["Cache-Control"] == "no-store"
    assert LogEntry.objects.filter(act="export_accounts").count() == 1


def test_a_sensitive_act_asks_for_the_password_when_it_was_long_ago(cast: Cast, confirmed: Client) -> None:
    url = reverse("accounts:account-lock", args=[cast.account("operator").pk])
    session = confirmed.session
    kept = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**kept[-1], "at": kept[-1]["at"] - 601}]
    session.save()
    response = confirmed.post(url)
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert Account.objects.get(username="operator").is_active
    session = confirmed.session
    session["account_authentication_methods"] = kept
    session.save()
    assert confirmed.post(url).status_code == 302
    assert not Account.objects.get(username="operator").is_active


def test_the_administrator_walks_from_a_new_account_to_a_link(cast: Cast, confirmed: Client) -> None:
    form = {"username": "ny.kollega", "name": "Ny Kollega", "language": "da"}
    assert confirmed.post(reverse("accounts:account-open"), form).status_code == 302
    account = Account.objects.get(username="ny.kollega")
    role = {"role": "authority_caseworker", "unit": unit().pk}
    assert confirmed.post(reverse("accounts:role-give", args=[account.pk]), role).status_code == 302
    page = confirmed.post(reverse("accounts:link-issue", args=[account.pk])).content.decode()
    path = page.split("http://testserver", 1)[1].split("<", 1)[0]
    stranger = Client()
    assert stranger.get(path).status_code == 200
    assert stranger.post(path, {"password1": "kort", "password2": "kort"}).status_code == 422
    assert stranger.post(path, {"password1": A_PASSWORD, "password2": A_PASSWORD}).status_code == 302
    assert stranger.get(path).status_code == 410
    assert stranger.post(reverse("account_login"), {"login": "NY.kollega", "password": A_PASSWORD}).status_code == 302
    assert stranger.session["_auth_user_id"] == str(account.pk)


def test_a_mistake_on_a_form_comes_back_on_the_form(cast: Cast, confirmed: Client) -> None:
    taken = {"username": "operator", "name": "Another", "language": "da"}
    assert confirmed.post(reverse("accounts:account-open"), taken).status_code == 422
    no_unit = {"role": "authority_caseworker"}
    assert confirmed.post(reverse("accounts:role-give", args=[cast.account("operator").pk]), no_unit).status_code == 422
    own = reverse("accounts:role-give", args=[cast.account("administrator").pk])
    assert confirmed.post(own, {"role": "secretariat"}).status_code == 403
    assert LogEntry.objects.filter(stream="refusal", act="access_refused").count() == 1


def test_no_form_changes_a_field_outside_its_list(cast: Cast, confirmed: Client) -> None:
    """SECURITY A7: every column of the account and of the role is posted to every form."""
    account = cast.account("operator")
    untouched = {"id", "username", "password", "last_login", "is_active", "is_demo"}
    before = {name: getattr(account, name) for name in untouched}
    everything = {field.name: "1" for field in Account._meta.fields} | {
        field.name: "1" for field in RoleAssignment._meta.fields
    }
    everything |= {
        "username": "hacked",
        "language": "da",
        "email": "x@example.invalid",
        "is_demo": "on",
        "is_active": "",
    }
    assert confirmed.post(reverse("accounts:account-change", args=[account.pk]), everything).status_code == 302
    account.refresh_from_db()
    assert {name: getattr(account, name) for name in untouched} == before
    assert account.name == "1"
    assert confirmed.post(reverse("accounts:account-open"), {**everything, "username": "fresh"}).status_code == 302
    fresh = Account.objects.get(username="fresh")
    assert (fresh.is_demo, fresh.is_active, fresh.has_usable_password(), fresh.assignments.count()) == (
        False,
        True,
        False,
        0,
    )
    role = {**everything, "role": "secretariat", "unit": "", "school_code": "", "valid_from": "", "valid_to": ""}
    assert confirmed.post(reverse("accounts:role-give", args=[fresh.pk]), role).status_code == 302
    assert fresh.assignments.get().valid_from == clock.today()
    assert not RoleAssignment.objects.filter(account_id=1, role="secretariat").exclude(account=fresh).exists()


def test_a_new_installation_gets_its_first_administrator_from_the_command_line(cast: Cast, client: Client) -> None:
    out = io.StringIO()
    call_command("account", "create", "First", "--name", "First One", "--role", "municipal_administrator", stdout=out)
    account = Account.objects.get(username="first")
    assert actor_for(account, clock.today()).roles == {Role.MUNICIPAL_ADMINISTRATOR}
    path = out.getvalue().strip().splitlines()[-1].split("/", 3)[-1]
    assert client.get(f"/{path}").status_code == 200
    entry = LogEntry.objects.get(act="open_account")
    assert (entry.account_id, entry.actor_name) == (None, "command line")


def test_the_command_line_gives_roles_locks_unlocks_and_says_what_is_wrong(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _prompt: A_PASSWORD)
    out = io.StringIO()
    call_command("account", "create", "typed", "--name", "Typed", "--password", stdout=out)
    assert Account.objects.get(username="typed").check_password(A_PASSWORD)
    call_command("account", "role", "typed", "--role", "unit_leader", "--unit", "authority", stdout=out)
    call_command("account", "lock", "typed", stdout=out)
    assert not Account.objects.get(username="typed").is_active
    call_command("account", "unlock", "typed", stdout=out)
    call_command("account", "link", "typed", stdout=out)
    for wrong in (
        ["role", "nobody", "--role", "secretariat"],
        ["role", "typed", "--role", "unit_leader", "--unit", "nowhere"],
        ["create", "typed", "--name", "Again"],
    ):
        with pytest.raises(CommandError):
            call_command("account", *wrong, stdout=out)
