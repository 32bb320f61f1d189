# SPDX-License-Identifier: EUPL-1.2
"""The portal's door: the link, the code, how often one may try, and that a colleague and a citizen never share a session."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import travel

from roedtraad.audit.models import LogEntry
from roedtraad.kernel import clock
from roedtraad.notices.models import Notice
from roedtraad.portal import access_actions, sessions, signin_actions
from roedtraad.portal.access_actions import Guest
from roedtraad.portal.models import IdentityKind, Invitation, OneTimeCode, PortalIdentity
from roedtraad.portal.tests.citizens import (
    ALMA,
    OTHERS_PARENT,
    PARENT,
    Citizens,
    a_browser,
    make_guardian,
    make_identity,
    signed_in,
)
from roedtraad.portal.throttle import forget_old
from tests.access.stage import BACKEND
from tests.cast import Cast, make_person, years_ago

pytestmark = pytest.mark.django_db

SIGN_IN, CODE = "/portal/sign-in/", "/portal/sign-in/code/"
WRONG = "That code does not work"


def invite(cast: Cast, **values: Any) -> str:
    """Alma is let in by her contact person; the link's secret."""
    guest = Guest(IdentityKind.SELF, **values)
    return access_actions.invite(cast.actor("contact_person"), person_id=cast.young_person.pk, guest=guest).token


def sent_code() -> str:
    """The code of the newest notice."""
    found = re.search(r"\b\d{6}\b", Notice.objects.filter(text="portal_code").latest("pk").body)
    assert found
    return found.group()


def home_of(cast: Cast) -> str:
    return reverse("portal:home", args=[cast.young_person.pk])


def is_in(client: Client) -> bool:
    return sessions.IDENTITY in client.session


def test_alma_comes_in_by_her_link_and_the_code_on_her_phone(cast: Cast) -> None:
    client, link = a_browser(), reverse("portal:invitation", args=[invite(cast)])
    page = client.get(link)
    assert page.status_code == 200
    assert "Alma" not in page.content.decode(), "who finds the link reads nothing"
    assert client.post(link)["Location"] == CODE
    assert Notice.objects.get(text="portal_code").address == cast.young_person.phone
    client.post(CODE, {"code": sent_code()})
    assert is_in(client)
    assert client.get("/portal/", follow=True).redirect_chain[-1][0] == home_of(cast)
    assert client.get(link).status_code == 410, "the link is good once"
    assert LogEntry.objects.filter(act="portal_signed_in").count() == 1


def test_the_link_alone_opens_nothing_and_is_not_spent_by_looking(cast: Cast) -> None:
    link = reverse("portal:invitation", args=[invite(cast)])
    client = a_browser()
    client.get(link)
    client.post(link)
    assert client.get(home_of(cast)).status_code == 302
    assert a_browser().get(link).status_code == 200


def test_neither_the_link_nor_the_code_is_kept(cast: Cast) -> None:
    token = invite(cast)
    a_browser().post(reverse("portal:invitation", args=[token]))
    kept = str([*Invitation.objects.values_list(), *OneTimeCode.objects.values_list()])
    assert token not in kept
    assert sent_code() not in kept


def test_an_old_link_is_worth_nothing_and_a_new_one_ends_the_one_before(cast: Cast) -> None:
    token = invite(cast)
    with travel(clock.now() + dt.timedelta(days=15)):
        assert signin_actions.invitation_of(token) is None
    identity = PortalIdentity.objects.get()
    issued = access_actions.send_again(cast.actor("contact_person"), identity_id=identity.pk)
    assert signin_actions.invitation_of(token) is None
    assert signin_actions.invitation_of(issued.token)


def test_alma_comes_back_with_her_phone_however_she_writes_it(cast: Cast, citizens: Citizens) -> None:
    for written in ("20304050", "+45 20 30 40 50", "20-30-40-50", "ALMA@example.invalid"):
        client = a_browser()
        client.post(SIGN_IN, {"details": written})
        client.post(CODE, {"code": f" {sent_code()[:3]} {sent_code()[3:]}"})
        assert is_in(client), written
        OneTimeCode.objects.all().delete()


def test_who_is_unknown_gets_the_same_answers(cast: Cast, citizens: Citizens, settings: Any) -> None:
    settings.IS_DEMO = False
    answers = []
    for details in ("20 30 40 50", "99 99 99 99"):
        client = a_browser()
        first = client.post(SIGN_IN, {"details": details})
        page, wrong = client.get(CODE), client.post(CODE, {"code": "000000"})
        texts = [re.sub(r'value="[\w]{64}"', "", one.content.decode()) for one in (page, wrong)]
        answers.append([first.status_code, first["Location"], page.status_code, wrong.status_code, *texts])
    assert answers[0] == answers[1]
    assert WRONG in str(answers[0][-1])


def test_a_phone_that_two_people_share_opens_neither(cast: Cast, citizens: Citizens) -> None:
    brother = make_person("Bror", "Nørgaard", years_ago(16), phone="20 30 40 50")
    make_identity(brother)
    assert signin_actions.identity_at("20304050") is None


@pytest.mark.parametrize("details", ["", "4050", "@", "%", "20 30 40 5_", "' or 1=1"])
def test_a_piece_of_a_number_finds_nobody(details: str, citizens: Citizens) -> None:
    assert signin_actions.identity_at(details) is None


def test_a_code_wears_out_is_good_once_and_not_for_long(cast: Cast, citizens: Citizens) -> None:
    identity = citizens.identities[ALMA]
    code = signin_actions.send_code(identity)
    for _ in range(5):
        assert not signin_actions.try_code(identity.pk, "not it")
    assert not signin_actions.try_code(identity.pk, code), "worn out"
    code = signin_actions.send_code(identity)
    with travel(clock.now() + dt.timedelta(minutes=11)):
        assert not signin_actions.try_code(identity.pk, code), "too late"
    before, code = code, signin_actions.send_code(identity)
    assert not signin_actions.try_code(identity.pk, before), "a newer one has been sent"
    assert signin_actions.try_code(identity.pk, code)
    assert not signin_actions.try_code(identity.pk, code), "good once"


def test_one_persons_code_is_not_anothers(citizens: Citizens) -> None:
    code = signin_actions.send_code(citizens.identities[ALMA])
    other = citizens.identities["viggo"]
    assert signin_actions.send_code(other)
    assert not signin_actions.try_code(other.pk, code)


def test_guessing_is_stopped_for_one_person_and_from_one_place(cast: Cast, citizens: Citizens) -> None:
    identity, client = citizens.identities[ALMA], a_browser()
    sent = [signin_actions.send_code(identity) for _ in range(7)]
    assert [bool(one) for one in sent] == [True] * 5 + [False] * 2
    statuses = [client.post(SIGN_IN, {"details": "99 99 99 99"}).status_code for _ in range(22)]
    assert statuses == [302] * 20 + [429] * 2
    assert client.post(CODE, {"code": "123456"}).status_code == 429
    assert a_browser(REMOTE_ADDR="10.9.9.9").post(SIGN_IN, {"details": "99"}).status_code == 302, "others go on"
    with travel(clock.now() + dt.timedelta(days=2)):
        forget_old()
    assert OneTimeCode.objects.count() == 0


def test_a_thousand_guesses_are_twenty(cast: Cast, citizens: Citizens) -> None:
    identity, tried = citizens.identities[ALMA], 0
    for hour in range(12):
        with travel(clock.now() + dt.timedelta(hours=hour)):
            while signin_actions.send_code(identity):
                for _ in range(10):
                    kept = OneTimeCode.objects.filter(identity=identity).first()
                    assert kept
                    before = kept.tries
                    signin_actions.try_code(identity.pk, "guess")
                    kept.refresh_from_db()
                    tried += kept.tries - before
    assert tried <= 20 + 4


def test_the_session_ends_when_nothing_happens_and_after_some_hours(cast: Cast, citizens: Citizens) -> None:
    client = signed_in(citizens.identities[ALMA])
    start = clock.now()
    with travel(start + dt.timedelta(minutes=14)):
        assert client.get(home_of(cast)).status_code == 200
    with travel(start + dt.timedelta(minutes=14 + 16)):
        response = client.get(home_of(cast))
        assert (response.status_code, response["Location"]) == (302, SIGN_IN)
        assert not is_in(client)


def test_the_session_ends_to_the_minute(cast: Cast, citizens: Citizens) -> None:
    client, start = signed_in(citizens.identities[ALMA]), clock.now()
    with travel(start + dt.timedelta(minutes=14)):
        client.get(home_of(cast))
    with travel(start + dt.timedelta(minutes=28)):
        assert client.get(home_of(cast)).status_code == 200


def test_a_long_day_ends_too(cast: Cast, citizens: Citizens, settings: Any) -> None:
    client, start = signed_in(citizens.identities[ALMA]), clock.now()
    session = client.session
    session["portal_begun_at"] = int((start - dt.timedelta(hours=settings.SESSION_HOURS)).timestamp())
    session.save()
    assert client.get(home_of(cast)).status_code == 302


def test_a_colleague_who_signs_in_here_is_no_citizen_any_more(cast: Cast, citizens: Citizens) -> None:
    client = signed_in(citizens.identities[ALMA])
    client.force_login(cast.accounts["other_caseworker"], backend=BACKEND)
    assert client.get(home_of(cast)).status_code == 403
    assert not is_in(client)
    assert client.get(reverse("people:person", args=[cast.young_person.pk])).status_code == 404


def test_a_citizen_who_signs_in_here_puts_the_colleague_out(
    cast: Cast, sign_in: Callable[[str], Client], citizens: Citizens
) -> None:
    client = sign_in("leader")
    before = client.session.session_key
    client.post(SIGN_IN, {"details": "20304050"})
    client.post(CODE, {"code": sent_code()})
    assert is_in(client)
    assert client.session.session_key != before
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("people:list")).status_code == 302


def test_a_citizen_opens_no_page_of_the_staff(cast: Cast, citizens: Citizens) -> None:
    client = citizens.browser(ALMA)
    for url in (reverse("people:person", args=[cast.young_person.pk]), reverse("people:list"), reverse("desk:desk")):
        assert client.get(url).status_code == 302


def test_signing_out_leaves_nothing(cast: Cast, citizens: Citizens) -> None:
    client = citizens.browser(ALMA)
    client.post("/portal/sign-out/")
    assert not is_in(client)
    assert client.get(home_of(cast)).status_code == 302
    assert LogEntry.objects.filter(act="portal_signed_out").count() == 1


def test_a_wrong_code_is_in_the_log_and_what_was_typed_is_not(cast: Cast, citizens: Citizens) -> None:
    client = a_browser()
    client.post(SIGN_IN, {"details": "20304050"})
    client.post(CODE, {"code": "271828"})
    refusal = LogEntry.objects.get(act="portal_refused")
    assert (refusal.stream, refusal.subject_id) == ("refusal", citizens.identities[ALMA].pk)
    assert "271828" not in str(list(LogEntry.objects.values_list()))


def test_outside_the_demo_nobody_signs_in_with_one_click(cast: Cast, settings: Any) -> None:
    assert a_browser().get("/portal/demo/").status_code == 200
    settings.IS_DEMO = False
    assert a_browser().get("/portal/demo/").status_code == 404
    assert a_browser().post("/portal/demo/", {"citizen": f"self-{cast.young_person.pk}"}).status_code == 404


def test_in_the_demo_one_click_signs_in_as_a_listed_citizen_only(cast: Cast) -> None:
    cast.accounts["contact_person"].is_demo = True
    cast.accounts["contact_person"].save()
    client = a_browser()
    assert client.post("/portal/demo/", {"citizen": f"self-{cast.stranger.pk}"}).status_code == 404
    client.post("/portal/demo/", {"citizen": f"self-{cast.young_person.pk}"})
    assert client.get(home_of(cast)).status_code == 200
    client.post("/portal/demo/", {"citizen": f"guardian-{cast.guardian.pk}"})
    assert client.get(home_of(cast)).status_code == 200
    assert {one.kind for one in PortalIdentity.objects.all()} == {"self", "guardian"}


def come_in(client: Client, token: str) -> None:
    """Somebody opens their invitation in this browser and writes the code."""
    client.post(reverse("portal:invitation", args=[token]))
    client.post(CODE, {"code": sent_code()})


def invite_guardian(cast: Cast, name: str, **values: Any) -> str:
    """A guardian of Carl is let in by the contact person; the link's secret."""
    carl = cast.protected_person
    guest = Guest(IdentityKind.GUARDIAN, guardian_id=make_guardian(carl, name, **values).pk)
    return access_actions.invite(cast.actor("contact_person"), person_id=carl.pk, guest=guest).token


def test_a_parent_who_opens_the_invitation_to_another_child_keeps_both(cast: Cast, citizens: Citizens) -> None:
    client = citizens.browser(PARENT)
    come_in(client, invite_guardian(cast, "Bente  NØRGAARD", phone="29 29 29 29"))
    assert citizens.actor(PARENT).own_person_ids == {cast.young_person.pk, cast.protected_person.pk}


def test_two_parents_on_one_computer_stay_two(cast: Cast, citizens: Citizens) -> None:
    """Whoever forgets to sign out is not made one with the next who signs in, neither by an invitation nor by a code."""
    client = citizens.browser(PARENT)
    come_in(client, invite_guardian(cast, "Fader Fremmed", phone="29 29 29 29"))
    assert is_in(client)
    assert citizens.actor(PARENT).own_person_ids == {cast.young_person.pk}
    client = citizens.browser(PARENT)
    client.post(SIGN_IN, {"details": "31 11 11 11"})
    client.post(CODE, {"code": sent_code()})
    assert client.session[sessions.IDENTITY] == citizens.identities[OTHERS_PARENT].pk
    assert citizens.actor(PARENT).own_person_ids == {cast.young_person.pk}
    assert citizens.actor(OTHERS_PARENT).own_person_ids == {cast.stranger.pk}
