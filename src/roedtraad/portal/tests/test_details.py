# SPDX-License-Identifier: EUPL-1.2
"""A colleague who writes their own phone number cannot sign in as the young person."""

import datetime as dt

import pytest
from django.db.models import Q
from django.test import Client
from django.urls import reverse
from time_machine import travel

from roedtraad.audit.models import LogDetail
from roedtraad.kernel import clock
from roedtraad.notices.models import Channel, Notice
from roedtraad.organisation.terms import terms_on
from roedtraad.people.actions import change_contact_details
from roedtraad.people.events import DetailsChanged, details_changed
from roedtraad.people.models import YoungPerson
from roedtraad.portal import access_actions, details, signin_actions
from roedtraad.portal.access_actions import Guest
from roedtraad.portal.jobs import tidy
from roedtraad.portal.models import DetailsChange, IdentityKind, OneTimeCode, PortalIdentity
from roedtraad.portal.tests.citizens import ALMA, PARENT, REPRESENTATIVE, Citizens, a_browser
from tests.access.stage import BACKEND
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SIGN_IN, CODE = "/portal/sign-in/", "/portal/sign-in/code/"
MINE = "29 66 66 66"
"""The phone of the colleague who would like to be Alma."""


def steal(cast: Cast, key: str = "contact_person", **changes: str) -> None:
    """A colleague writes their own number where the young person's stood."""
    wanted = changes or {"phone": MINE, "email": ""}
    change_contact_details(cast.actor(key), person_id=cast.young_person.pk, changes=wanted)


def codes_to(address: str) -> int:
    return Notice.objects.filter(text="portal_code", address=address).count()


def asks_for_code(details_given: str) -> Client:
    browser = a_browser()
    browser.post(SIGN_IN, {"details": details_given})
    return browser


def after_the_wait() -> dt.datetime:
    return clock.now() + terms_on(clock.today()).duration("portal_new_details") + dt.timedelta(seconds=1)


def way_in(cast: Cast) -> PortalIdentity:
    return PortalIdentity.objects.select_related("young_person", "guardian").get(
        young_person=cast.young_person, kind=IdentityKind.SELF
    )


def test_a_code_for_a_number_that_was_just_written_is_not_sent(cast: Cast, citizens: Citizens) -> None:
    steal(cast)
    page = asks_for_code(MINE).get(CODE)
    assert page.status_code == 200, "the door says the same as to everybody"
    assert codes_to(MINE) == 0
    assert LogDetail.objects.filter(entry__act="portal_refused").latest("pk").values["why"] == "details_changed"


def test_the_old_phone_and_mail_are_told_and_nothing_sensitive_is_said(cast: Cast, citizens: Citizens) -> None:
    steal(cast)
    told = {(one.channel, one.address): one.body for one in Notice.objects.filter(text="portal_details_changed")}
    assert set(told) == {(Channel.SMS, "20 30 40 50"), (Channel.MAIL, "alma@example.invalid")}
    for body in told.values():
        assert not any(word in body for word in ("Alma", "Nørgaard", MINE, "http", "sag"))


def test_who_is_not_in_the_portal_yet_is_told_too(cast: Cast) -> None:
    steal(cast)
    assert Notice.objects.filter(text="portal_details_changed").count() == 2


def test_a_running_code_is_worth_nothing_after_the_change(cast: Cast, citizens: Citizens) -> None:
    code = signin_actions.send_code(way_in(cast))
    steal(cast)
    assert not signin_actions.try_code(way_in(cast).pk, code)
    assert not OneTimeCode.objects.filter(expires_at__gt=clock.now()).exists()


def test_an_open_session_ends_at_the_next_click(cast: Cast, citizens: Citizens) -> None:
    browser, home = citizens.browser(ALMA), reverse("portal:home", args=[cast.young_person.pk])
    mother = citizens.browser(PARENT)
    assert browser.get(home).status_code == 200
    with travel(clock.now() + dt.timedelta(seconds=5)):
        steal(cast)
        assert browser.get(home).status_code == 302
        assert mother.get(home).status_code == 200, "her own number is as it was"


def test_the_young_person_is_told_of_a_representative_and_of_nobody_else(cast: Cast) -> None:
    before = Notice.objects.count()
    guest = Guest(
        IdentityKind.REPRESENTATIVE, name="Rikke Ret", phone="99 99 99 99", allowed_parts=("plan",), basis="Fuldmagt",
        valid_to=clock.today(),
    )  # fmt: skip
    access_actions.invite(cast.actor("caseworker"), person_id=cast.young_person.pk, guest=guest)
    told = Notice.objects.filter(young_person=cast.young_person, address=cast.young_person.phone)
    assert told.get().text == "portal_representative"
    assert Notice.objects.count() - before <= 2, "the notice, and the representative's own link"


def test_a_fresh_invitation_by_who_changed_it_opens_nothing(cast: Cast, citizens: Citizens) -> None:
    steal(cast)
    issued = access_actions.send_again(cast.actor("contact_person"), identity_id=way_in(cast).pk)
    assert issued.hold is not None
    link = reverse("portal:invitation", args=[issued.token])
    assert b"we send no code before" in a_browser().post(link).content
    assert codes_to(MINE) == 0


def test_the_first_invitation_by_who_changed_it_opens_nothing_either(cast: Cast) -> None:
    steal(cast)
    guest = Guest(IdentityKind.SELF)
    issued = access_actions.invite(cast.actor("contact_person"), person_id=cast.young_person.pk, guest=guest)
    a_browser().post(reverse("portal:invitation", args=[issued.token]))
    assert codes_to(MINE) == 0


def test_a_fresh_invitation_by_somebody_else_lets_the_number_through(cast: Cast, citizens: Citizens) -> None:
    steal(cast)
    issued = access_actions.send_again(cast.actor("caseworker"), identity_id=way_in(cast).pk)
    assert issued.hold is None
    a_browser().post(reverse("portal:invitation", args=[issued.token]))
    assert codes_to(MINE) == 1


def test_a_colleague_who_corrects_something_else_does_not_let_the_number_through(
    cast: Cast, citizens: Citizens
) -> None:
    """The change of the first still stands when the second has made one of their own."""
    steal(cast)
    steal(cast, "caseworker", email="ny@example.invalid")
    issued = access_actions.send_again(cast.actor("contact_person"), identity_id=way_in(cast).pk)
    assert issued.hold is not None
    assert issued.hold.by_id == cast.account("contact_person").pk


def test_after_the_waiting_period_the_number_is_good(cast: Cast, citizens: Citizens) -> None:
    steal(cast)
    with travel(after_the_wait() - dt.timedelta(minutes=1)):
        asks_for_code(MINE)
        assert codes_to(MINE) == 0
    with travel(after_the_wait()):
        asks_for_code(MINE)
        assert codes_to(MINE) == 1


def test_another_detail_holds_nothing_back(cast: Cast, citizens: Citizens) -> None:
    steal(cast, city="Gemmeby")
    assert not DetailsChange.objects.exists()
    asks_for_code(cast.young_person.phone)
    assert codes_to(cast.young_person.phone) == 1


def test_a_guardian_whose_number_an_import_has_changed_waits_too(cast: Cast, citizens: Citizens) -> None:
    change = DetailsChanged(cast.young_person.pk, {"phone": "21 22 23 24"}, guardian_id=cast.guardian.pk)
    cast.guardian.phone = MINE
    cast.guardian.save()
    details_changed.send(YoungPerson, actor=cast.actor("secretariat"), changes=[change], by_hand=False)
    asks_for_code(MINE)
    assert codes_to(MINE) == 0
    assert Notice.objects.filter(text="portal_details_changed", address="21 22 23 24").exists()
    mother = citizens.identities[PARENT]
    assert access_actions.send_again(cast.actor("contact_person"), identity_id=mother.pk).hold is None
    assert details.hold_on(way_in(cast)) is None, "Alma's own is another's"


def test_an_import_tells_only_those_who_have_a_way_in(cast: Cast) -> None:
    change = DetailsChanged(cast.young_person.pk, {"phone": "20 30 40 50"})
    details_changed.send(YoungPerson, actor=cast.actor("secretariat"), changes=[change], by_hand=False)
    assert DetailsChange.objects.get().changed_by == cast.account("secretariat")
    assert not Notice.objects.filter(text="portal_details_changed").exists()


def test_a_representative_is_not_held_by_the_young_persons_change(cast: Cast, citizens: Citizens) -> None:
    steal(cast)
    assert details.hold_on(citizens.identities[REPRESENTATIVE]) is None


def test_the_colleagues_page_says_who_changed_it_and_who_can_go_on(cast: Cast, citizens: Citizens) -> None:
    steal(cast)
    page = cast_browser(cast, "caseworker").get(reverse("portal:access", args=[cast.young_person.pk])).content.decode()
    assert "Kirsten Kontakt has changed the phone or e-mail" in page


def cast_browser(cast: Cast, key: str) -> Client:
    browser = a_browser()
    browser.force_login(cast.account(key), BACKEND)
    return browser


def test_old_changes_go_at_night(cast: Cast, citizens: Citizens) -> None:
    steal(cast)
    tidy()
    assert DetailsChange.objects.exists()
    with travel(after_the_wait()):
        tidy()
        assert not DetailsChange.objects.exists()


def test_control_without_the_hold_the_code_goes_to_the_colleague(
    cast: Cast, citizens: Citizens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the guard off the same theft succeeds, so the tests above would see it."""
    monkeypatch.setattr(signin_actions, "hold_on", lambda _identity: None)
    monkeypatch.setattr("roedtraad.portal.policies.moved_since", lambda _begun_at: Q(pk__in=()))
    steal(cast)
    asks_for_code(MINE)
    assert codes_to(MINE) == 1
