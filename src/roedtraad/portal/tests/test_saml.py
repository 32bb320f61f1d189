# SPDX-License-Identifier: EUPL-1.2
"""Sign-in through a broker that speaks SAML, against an identity provider of our own: what is in order passes, nothing else does.

Each answer that is not in order has its control: without the one check it passes, so it is that check which refuses it.
"""

import base64
import datetime as dt
import html
import re
import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from time_machine import travel

from roedtraad.audit.models import LogDetail, LogEntry
from roedtraad.people.cpr import seal, synthetic_cpr
from roedtraad.portal import access_actions, jobs, keys, sessions
from roedtraad.portal.access_actions import Guest
from roedtraad.portal.models import IdentityKind, UsedAssertion
from roedtraad.portal.tests.citizens import ALMA, Citizens, a_browser
from roedtraad.portal.tests.saml_answers import BAD, OUR, RETURN, UNREADABLE, says, yes
from roedtraad.portal.tests.saml_provider import (
    CPR,
    ENTITY,
    NSIS,
    OUR_PAIR,
    OURS,
    SIGN_IN,
    THEIRS,
    SamlProvider,
    encrypted,
    make_pair,
    signed,
)
from tests.cast import Cast

pytestmark = pytest.mark.django_db

BEGIN, METADATA = "/portal/sign-in/broker/", "/portal/sign-in/broker/metadata/"


@pytest.fixture
def provider(settings: Any) -> SamlProvider:
    settings.PORTAL_BROKER = {
        "protocol": "saml", "issuer": ENTITY, "sign_in_address": SIGN_IN, "entity_id": OURS, "cpr_attribute": CPR,
        "issuer_certificates": (make_pair().certificate, THEIRS.certificate), "level": f"{NSIS}/Substantial",
        "certificate": OUR_PAIR.certificate, "key": OUR_PAIR.key,
    }  # fmt: skip
    return SamlProvider()


@pytest.fixture
def known(provider: SamlProvider, citizens: Citizens) -> SamlProvider:
    """Alma has been here before as `person-1`."""
    identity = citizens.identities[ALMA]
    identity.subject_digest = keys.subject_digest(ENTITY, "person-1")
    identity.save()
    return provider


def go(provider: SamlProvider, client: Client, invitation: str = "") -> None:
    """Somebody is sent to the provider and signs in there."""
    provider.receive(client.get(BEGIN, {"invitation": invitation} if invitation else {})["Location"])


def bring(client: Client, form: dict[str, str]) -> bool:
    """The form comes from the other site, without our cookies; our own page sends it on, with them."""
    page = a_browser(enforce_csrf_checks=True).post(RETURN, form)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))
    client.post(RETURN, {name: html.unescape(value) for name, value in fields.items()})
    return sessions.IDENTITY in client.session


def comes_in(provider: SamlProvider, client: Client | None = None, invitation: str = "") -> bool:
    client = client or a_browser()
    go(provider, client, invitation)
    return bring(client, provider.form())


def why() -> str:
    """Why the last one was refused, as the log has it."""
    entry = LogEntry.objects.filter(act="portal_refused").order_by("-sequence").first()
    return str(LogDetail.objects.get(pk=entry.pk).values["why"]) if entry else ""


def test_whom_the_broker_knows_comes_in(known: SamlProvider, cast: Cast) -> None:
    client = a_browser()
    assert comes_in(known, client)
    assert client.get(reverse("portal:home", args=[cast.young_person.pk])).status_code == 200
    assert LogEntry.objects.filter(act="portal_signed_in").count() == 1


def test_the_request_says_who_asks_for_what_and_where_the_answer_goes(known: SamlProvider) -> None:
    go(known, a_browser())
    assert known.acs == f"http://testserver{RETURN}"
    for part in (f"<saml:Issuer>{OURS}</saml:Issuer>", Constants.NAMEID_PERSISTENT, f"{NSIS}/Substantial", "minimum"):
        assert part in known.asked


@pytest.mark.parametrize("by", [Constants.RSA_SHA384, Constants.RSA_SHA512])
def test_stronger_signatures_are_as_good(by: str, known: SamlProvider) -> None:
    known.answer = lambda one: one.response(signed(one.assertion(), by=by, digest=Constants.SHA512))
    assert comes_in(known)


def test_a_signed_answer_around_a_signed_assertion_is_as_good(known: SamlProvider) -> None:
    known.answer = lambda one: signed(one.response(signed(one.assertion())))
    assert comes_in(known)


def test_an_encrypted_assertion_is_opened_with_our_key(known: SamlProvider) -> None:
    known.answer = lambda one: one.response(encrypted(signed(one.assertion())))
    assert "person-1" not in known.answer(known)
    assert comes_in(known)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("case", BAD)
def test_an_answer_that_is_not_in_order_lets_nobody_in_and_is_logged(case: str, known: SamlProvider) -> None:
    known.answer, expected, _patches = BAD[case]
    assert not comes_in(known)
    assert why() == f"broker {expected}"
    assert not UsedAssertion.objects.exists()


@pytest.mark.sqlite_only
@pytest.mark.slow
@pytest.mark.parametrize("case", BAD)
def test_control_without_the_one_check_it_passes(
    case: str, known: SamlProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    known.answer, _expected, patches = BAD[case]
    for name, value in patches.items():
        monkeypatch.setattr(name, value)
    assert comes_in(known), why()


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_cannot_be_read_is_refused(case: str, known: SamlProvider) -> None:
    client = a_browser()
    go(known, client)
    assert not bring(client, {"SAMLResponse": UNREADABLE[case], "RelayState": known.relay})
    assert why() == "broker malformed"


def test_a_spoiled_ciphertext_is_refused_as_one_that_cannot_be_read(known: SamlProvider) -> None:
    def spoiled(one: SamlProvider) -> str:
        document = etree.fromstring(one.response(encrypted(signed(one.assertion()))))
        value = document.findall(".//xenc:CipherValue", Constants.NSMAP)[-1]
        content = bytearray(base64.b64decode(value.text))
        content[len(content) // 2] ^= 1
        value.text = base64.b64encode(bytes(content)).decode()
        return str(etree.tostring(document, encoding="unicode"))

    known.answer = spoiled
    assert not comes_in(known)
    assert why() == "broker malformed"


def test_a_comment_in_the_name_cuts_nothing_off(known: SamlProvider) -> None:
    """The signature does not see comments, so anybody can put one into what the provider has signed."""
    known.answer = lambda one: one.response(
        signed(one.assertion(name="person-1.else")).replace("person-1.else", "person-1<!-- -->.else")
    )
    assert not comes_in(known)
    assert why() == "broker unknown"


def test_an_assertion_is_good_once(known: SamlProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the flow that it answers has been brought back, as from a copy of the session."""
    client, thief = a_browser(), a_browser()
    go(known, client)
    flow, form = client.session[sessions.BROKER], known.form()
    assert bring(client, form)

    def again() -> bool:
        thief.get(BEGIN)
        session = thief.session
        session[sessions.BROKER] = flow
        session.save()
        return bring(thief, form)

    assert not again()
    assert why() == "broker replay"
    monkeypatch.setattr(f"{OUR}._use_once", lambda *_given: None)
    assert again(), "the control"


def test_what_is_remembered_of_an_assertion_names_nobody_and_goes_when_it_has_run_out(known: SamlProvider) -> None:
    assert comes_in(known)
    kept = UsedAssertion.objects.get()
    assert known.request not in kept.digest
    jobs.tidy()
    assert UsedAssertion.objects.exists()
    with travel(kept.until + dt.timedelta(seconds=1)):
        jobs.tidy()
    assert not UsedAssertion.objects.exists()


def test_an_answer_is_good_in_its_own_browser_and_sign_in(known: SamlProvider) -> None:
    client, other = a_browser(), a_browser()
    go(known, client)
    form = known.form()
    assert not bring(other, form), "nobody there has asked"
    assert why() == "broker state"
    go(known, other)
    assert not bring(other, form), "another has asked"
    assert why() == "broker state"
    go(known, other)
    assert not bring(other, {**form, "RelayState": known.relay}), "the assertion answers another request"
    assert why() == "broker request"
    assert bring(client, form)


def test_who_takes_too_long_is_not_in(known: SamlProvider) -> None:
    client = a_browser()
    go(known, client)
    session = client.session
    session[sessions.BROKER] = {**session[sessions.BROKER], "begun_at": time.time() - 700}
    session.save()
    assert not bring(client, known.form())
    assert why() == "broker too_slow"


def test_the_form_from_the_other_site_is_sent_on_by_our_own_page(known: SamlProvider) -> None:
    """Without our cookies nothing is decided, set or counted; the page sends the same form, once."""
    client, bare = a_browser(enforce_csrf_checks=True), a_browser(enforce_csrf_checks=True)
    go(known, client)
    page = bare.post(RETURN, {**known.form(), "RelayState": '"><script>'})
    assert page.status_code == 200
    assert not page.cookies
    assert b'"><script>' not in page.content
    assert b"data-onward" in page.content
    assert b"onward.js" in page.content
    assert "no-store" in page["Cache-Control"]
    assert not why()
    answer = bare.post(RETURN, {**known.form(), "onward": "1"})
    assert answer["Location"] == "/portal/sign-in/", "a second time it is decided, so that it goes round no more"
    assert client.post(RETURN, {**known.form(), "onward": "1"})["Location"] == "/portal/"
    assert sessions.IDENTITY in client.session


def test_only_that_one_address_needs_no_token(known: SamlProvider) -> None:
    client = a_browser(enforce_csrf_checks=True)
    go(known, client)
    assert client.post("/portal/sign-in/", {"details": "20 00 00 00"}).status_code == 403
    assert client.post("/portal/sign-out/").status_code == 403
    assert client.get(RETURN).status_code == 405


def test_whoever_had_the_session_before_is_out_of_it(known: SamlProvider, citizens: Citizens) -> None:
    client = citizens.browser("viggo")
    before = client.session.session_key
    assert comes_in(known, client)
    assert client.session.session_key != before
    assert client.session[sessions.IDENTITY] == citizens.identities[ALMA].pk


def _invited(cast: Cast) -> str:
    guest = Guest(IdentityKind.SELF)
    return access_actions.invite(cast.actor("contact_person"), person_id=cast.young_person.pk, guest=guest).token


def test_the_invitation_ties_a_way_in_and_only_the_right_number_opens_it(
    provider: SamlProvider, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = synthetic_cpr(cast.young_person.born_on, 5)
    cast.young_person.cpr_sealed = seal(number)
    cast.young_person.save()
    token = _invited(cast)
    provider.cpr = "6101014321"
    assert not comes_in(provider, invitation=token)
    assert why() == "broker other_person"
    provider.cpr = number
    assert comes_in(provider, invitation=token)
    assert comes_in(provider)
    provider.cpr = "6101014321"
    assert not comes_in(provider)
    monkeypatch.setattr("roedtraad.portal.broker_actions._is_the_one", yes)
    assert comes_in(provider), "the control"
    assert number not in str(list(LogDetail.objects.values_list("values", flat=True)))


def test_two_numbers_are_nobodys(known: SamlProvider) -> None:
    known.answer = says(attributes={CPR: "6101014321|6101704321"})
    assert not comes_in(known)
    assert why() == "broker subject"


@pytest.mark.parametrize("given", [{NSIS: "High"}, {NSIS: "Substantial"}])
def test_a_level_as_high_or_higher_will_do(given: dict[str, str], known: SamlProvider) -> None:
    known.answer = says(attributes=given, context="urn:oasis:names:tc:SAML:2.0:ac:classes:X509")
    assert comes_in(known)


def test_the_metadata_tells_the_broker_what_it_needs(provider: SamlProvider) -> None:
    page = a_browser().get(METADATA)
    assert page["Content-Type"] == "application/samlmetadata+xml"
    found = etree.fromstring(page.content)
    assert found.get("entityID") == OURS
    service = found.find(".//md:AssertionConsumerService", Constants.NSMAP)
    assert (service.get("Location"), service.get("Binding")) == (
        f"http://testserver{RETURN}",
        Constants.BINDING_HTTP_POST,
    )
    keys_told = found.findall(".//md:KeyDescriptor", Constants.NSMAP)
    assert {one.get("use") for one in keys_told} == {"signing", "encryption"}
    assert CPR in page.content.decode()
    assert "PRIVATE" not in page.content.decode()


def test_a_broker_has_only_the_pages_of_its_protocol(provider: SamlProvider, settings: Any) -> None:
    client = a_browser()
    assert client.get("/portal/sign-in/broker/return/").status_code == 404
    settings.PORTAL_BROKER = {"issuer": "https://x.example", "client_id": "x", "client_secret": "y"}
    assert (client.post(RETURN).status_code, client.get(METADATA).status_code) == (404, 404)
    settings.PORTAL_BROKER = {}
    assert (client.post(RETURN).status_code, client.get(METADATA).status_code) == (404, 404)
    assert client.get(BEGIN).status_code == 404
