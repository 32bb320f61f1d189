# SPDX-License-Identifier: EUPL-1.2
"""Sign-in through a broker, against an identity provider of our own on this machine: what is in order passes, nothing else does."""

import datetime as dt
import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from django.urls import reverse

from roedtraad.audit.models import LogDetail, LogEntry
from roedtraad.kernel import clock
from roedtraad.kernel.errors import DomainError
from roedtraad.people.cpr import seal, synthetic_cpr
from roedtraad.portal import access_actions, keys, sessions
from roedtraad.portal.access_actions import Guest, holder_of
from roedtraad.portal.models import IdentityKind, PortalIdentity
from roedtraad.portal.policies import citizen_actor
from roedtraad.portal.tests.citizens import ALMA, Citizens, a_browser, make_guardian, make_identity
from roedtraad.portal.tests.identity_provider import (
    CLIENT_ID,
    SHORT_KEY,
    SIGNERS,
    STRANGERS_KEY,
    Provider,
    encoded,
    serving,
    signed,
)
from tests.access.stage import BACKEND
from tests.cast import Cast

pytestmark = pytest.mark.django_db

BEGIN, RETURN = "/portal/sign-in/broker/", "/portal/sign-in/broker/return/"


@pytest.fixture(scope="module")
def served() -> Iterator[Provider]:
    with serving() as provider:
        yield provider


@pytest.fixture
def provider(served: Provider, settings: Any) -> Provider:
    served.answers, served.subject, served.asked = {}, "person-1", []
    served.token = lambda one: signed(one.claims())
    settings.PORTAL_BROKER = {
        "issuer": served.issuer, "client_id": CLIENT_ID, "client_secret": "secret", "cpr_claim": "cpr", "insecure": True,
    }  # fmt: skip
    return served


def go(provider: Provider, client: Client, invitation: str = "") -> str:
    """Somebody is sent to the provider, signs in there and comes back: the state to come back with."""
    response = client.get(BEGIN, {"invitation": invitation} if invitation else {})
    asked = {name: value[0] for name, value in parse_qs(urlsplit(response["Location"]).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert asked["response_type"] == "code"
    provider.nonce, provider.challenge = asked["nonce"], asked["code_challenge"]
    return asked["state"]


def come_back(client: Client, state: str, **values: str) -> bool:
    client.get(RETURN, {"state": state, "code": "the-code", **values})
    return sessions.IDENTITY in client.session


def why() -> str:
    """Why the last one was refused, as the log has it."""
    entry = LogEntry.objects.filter(act="portal_refused").order_by("-sequence").first()
    return str(LogDetail.objects.get(pk=entry.pk).values["why"]) if entry else ""


@pytest.fixture
def known(provider: Provider, citizens: Citizens) -> Provider:
    """Alma has been here before as `person-1`."""
    identity = citizens.identities[ALMA]
    identity.subject_digest = keys.subject_digest(provider.issuer, "person-1")
    identity.save()
    return provider


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256"])
def test_whom_the_broker_knows_comes_in(algorithm: str, known: Provider, cast: Cast) -> None:
    known.token = lambda one: signed(one.claims(), algorithm)
    client = a_browser()
    assert come_back(client, go(known, client))
    assert client.get(reverse("portal:home", args=[cast.young_person.pk])).status_code == 200


BAD: dict[str, tuple[Callable[[Provider], str], str]] = {
    "another audience": (lambda one: signed(one.claims(aud="somebody-else")), "audience"),
    "our audience among others, made for another": (lambda one: signed(one.claims(aud=[CLIENT_ID, "x"], azp="x")), "audience"),
    "another issuer": (lambda one: signed(one.claims(iss="https://evil.invalid")), "issuer"),
    "expired": (lambda one: signed(one.claims(exp=int(time.time()) - 120)), "expired"),
    "no expiry": (lambda one: signed(one.claims(exp=None)), "expired"),
    "issued long ago": (lambda one: signed(one.claims(iat=int(time.time()) - 3600)), "expired"),
    "issued tomorrow": (lambda one: signed(one.claims(iat=int(time.time()) + 86400)), "not_yet"),
    "another nonce": (lambda one: signed(one.claims(nonce="of an earlier sign-in")), "nonce"),
    "no nonce": (lambda one: signed(one.claims(nonce=None)), "nonce"),
    "no subject": (lambda one: signed(one.claims(sub="")), "subject"),
    "a stranger's signature": (
        lambda one: signed(one.claims(), sign=lambda said: STRANGERS_KEY.sign(said, padding.PKCS1v15(), SHA256())), "signature",
    ),
    "a short key": (
        lambda one: signed(one.claims(), sign=lambda said: SHORT_KEY.sign(said, padding.PKCS1v15(), SHA256()), kid="short"),
        "signature",
    ),
    "claims changed after signing": (lambda one: _changed(signed(one.claims()), one), "signature"),
    "no signature": (lambda one: signed(one.claims(), "none"), "algorithm"),
    "no signature, in capitals": (lambda one: signed(one.claims(), sign=SIGNERS["none"], alg="NONE"), "algorithm"),
    "the public key as a secret": (lambda one: signed(one.claims(), "HS256"), "algorithm"),
    "something critical that we do not know": (lambda one: signed(one.claims(), crit=["b64"]), "algorithm"),
    "a key that is not there": (lambda one: signed(one.claims(), kid="three"), "key"),
    "a key of another kind": (lambda one: signed(one.claims(), "RS256", kid="two"), "key"),
    "no token at all": (lambda _one: "nonsense", "malformed"),
    "two parts of a token": (lambda one: signed(one.claims()).rpartition(".")[0], "malformed"),
}  # fmt: skip


def _changed(token: str, provider: Provider) -> str:
    head, _claims, signature = token.split(".")
    return f"{head}.{encoded(json.dumps(provider.claims(sub='person-2')).encode())}.{signature}"


@pytest.mark.sqlite_only
@pytest.mark.parametrize("case", BAD)
def test_a_token_that_is_not_in_order_lets_nobody_in_and_is_logged(case: str, known: Provider) -> None:
    known.token, expected = BAD[case]
    client = a_browser()
    assert not come_back(client, go(known, client)), case
    assert why() == f"broker {expected}"


def test_another_state_lets_nobody_in(known: Provider) -> None:
    client = a_browser()
    go(known, client)
    assert not come_back(client, "guessed")
    assert why() == "broker state"
    assert not any(path == "/token" for path in known.asked), "the provider is not even asked"


def test_an_answer_is_good_once_and_in_its_own_browser(known: Provider) -> None:
    client, other = a_browser(), a_browser()
    state = go(known, client)
    assert not come_back(other, state)
    assert come_back(client, state)
    client.post("/portal/sign-out/")
    assert not come_back(client, state)
    assert why() == "broker state"


def test_a_token_of_an_earlier_sign_in_is_refused_in_the_next(known: Provider) -> None:
    client = a_browser()
    state = go(known, client)
    stolen = signed(known.claims())
    assert come_back(client, state)
    again = a_browser()
    state = go(known, again)
    known.token = lambda _one: stolen
    assert not come_back(again, state)
    assert why() == "broker nonce"


def test_who_says_no_at_the_broker_and_who_takes_too_long_is_not_in(known: Provider) -> None:
    client = a_browser()
    assert not come_back(client, go(known, client), error="access_denied")
    assert why() == "broker declined"
    state, session = go(known, client), client.session
    session[sessions.BROKER] = {**session[sessions.BROKER], "begun_at": time.time() - 700}
    session.save()
    assert not come_back(client, state)
    assert why() == "broker too_slow"


@pytest.mark.parametrize("path", ["/token", "/keys", "/.well-known/openid-configuration"])
def test_a_redirect_of_the_broker_is_not_followed(path: str, known: Provider) -> None:
    client = a_browser()
    state = go(known, client)
    known.answers[path] = "elsewhere"
    assert not come_back(client, state)
    assert why() == "broker no_answer"


def test_a_provider_that_names_another_or_an_open_address_is_refused(known: Provider) -> None:
    client = a_browser()
    known.answers["/.well-known/openid-configuration"] = {"issuer": "https://evil.invalid"}
    assert client.get(BEGIN)["Location"] == "/portal/sign-in/"
    assert why() == "broker issuer"
    known.answers["/.well-known/openid-configuration"] = {
        "issuer": known.issuer, "authorization_endpoint": "http://evil.invalid/authorize",
    }  # fmt: skip
    assert client.get(BEGIN)["Location"] == "/portal/sign-in/"
    assert why() == "broker address"


def test_whom_nobody_has_invited_is_not_in(provider: Provider, citizens: Citizens) -> None:
    client = a_browser()
    assert not come_back(client, go(provider, client))
    assert why() == "broker unknown"


def _invited(cast: Cast) -> str:
    guest = Guest(IdentityKind.SELF)
    return access_actions.invite(cast.actor("contact_person"), person_id=cast.young_person.pk, guest=guest).token


def test_the_invitation_ties_a_way_in_to_the_person_at_the_broker(provider: Provider, cast: Cast) -> None:
    token, client = _invited(cast), a_browser()
    assert not come_back(client, go(provider, client, token)), "whoever sent the link has a MitID too"
    assert why() == "broker other_person"
    provider.token = lambda one: signed(one.claims(cpr=cast.cpr_number))
    assert come_back(client, go(provider, client, token))
    provider.token = lambda one: signed(one.claims())
    again = a_browser()
    assert come_back(again, go(provider, again))
    spent = a_browser()
    assert not come_back(spent, go(provider, spent, token))
    assert why() == "broker invitation"


def test_the_link_in_other_hands_opens_nothing(provider: Provider, cast: Cast) -> None:
    """Where the broker gives the CPR number it must be the young person's, and who is tied is not tied again."""
    cast.young_person.cpr_sealed = seal(synthetic_cpr(cast.young_person.born_on, 5))
    cast.young_person.save()
    token = _invited(cast)
    for number_given, comes_in in (("6101014321", False), (synthetic_cpr(cast.young_person.born_on, 5), True)):
        provider.token = lambda one, given=number_given: signed(one.claims(cpr=given))  # type: ignore[misc]
        client = a_browser()
        assert come_back(client, go(provider, client, token)) is comes_in
    issued = access_actions.send_again(
        cast.actor("contact_person"), identity_id=cast.young_person.portal_identities.get().pk
    )
    provider.subject, client = "person-2", a_browser()
    assert not come_back(client, go(provider, client, issued.token))
    assert why() == "broker other_person"


MOTHERS, ANOTHERS = "6101704321", "6101014321"


def _mothers(cast: Cast, number: str = "") -> access_actions.Issued:
    guest = Guest(IdentityKind.GUARDIAN, guardian_id=cast.guardian.pk, cpr=number)
    return access_actions.invite(cast.actor("contact_person"), person_id=cast.young_person.pk, guest=guest)


def _representatives(cast: Cast, number: str = "") -> access_actions.Issued:
    guest = Guest(
        IdentityKind.REPRESENTATIVE, name="Rita Råd", phone="34 44 44 44", allowed_parts=("plan",), basis="Fuldmagt",
        valid_to=clock.today() + dt.timedelta(days=30), cpr=number,
    )  # fmt: skip
    return access_actions.invite(cast.actor("contact_person"), person_id=cast.young_person.pk, guest=guest)


def _comes_with(provider: Provider, number: str | None, token: str = "") -> bool:
    given = {} if number is None else {"cpr": number}
    provider.token = lambda one: signed(one.claims(**given))
    client = a_browser()
    return come_back(client, go(provider, client, token))


@pytest.mark.parametrize("invited", [_mothers, _representatives])
def test_with_the_broker_on_nobody_is_invited_without_a_known_number(
    provider: Provider, cast: Cast, invited: Any
) -> None:
    with pytest.raises(DomainError) as refused:
        invited(cast)
    assert refused.value.code == "cpr_needed"
    assert not cast.young_person.portal_identities.exists()


@pytest.mark.parametrize("invited", [_mothers, _representatives])
def test_only_the_known_number_comes_in_and_every_time(provider: Provider, cast: Cast, invited: Any) -> None:
    issued = invited(cast, MOTHERS)
    for number in (ANOTHERS, None, "not a number"):
        assert not _comes_with(provider, number, issued.token)
        assert why() == "broker other_person"
    assert LogEntry.objects.filter(act="portal_refused").latest("pk").subject_id == issued.identity_id
    assert _comes_with(provider, MOTHERS, issued.token)
    assert _comes_with(provider, MOTHERS)
    assert not _comes_with(provider, ANOTHERS), "also somebody whom the broker has called the same before"


def test_whoever_invites_a_parent_by_their_own_number_does_not_reach_the_parents_other_child(
    provider: Provider, cast: Cast
) -> None:
    there = make_guardian(cast.stranger, cast.guardian.name, phone=cast.guardian.phone, email=cast.guardian.email)
    other = make_identity(
        cast.stranger, IdentityKind.GUARDIAN, guardian=there, cpr_sealed=seal(MOTHERS), holder=holder_of(there)
    )
    issued = _mothers(cast, ANOTHERS)
    assert {one.person_id for one in citizen_actor(issued.identity_id, clock.today()).reaches} == {cast.young_person.pk}
    access_actions.end_access(cast.actor("contact_person"), identity_id=issued.identity_id)
    hers = _mothers(cast, MOTHERS)
    both = {cast.young_person.pk, cast.stranger.pk}
    assert {one.person_id for one in citizen_actor(hers.identity_id, clock.today()).reaches} == both
    PortalIdentity.objects.filter(pk=other.pk).update(cpr_sealed=None)
    access_actions.end_access(cast.actor("contact_person"), identity_id=hers.identity_id)
    unknown = _mothers(cast, MOTHERS)
    assert len(citizen_actor(unknown.identity_id, clock.today()).reaches) == 1, "a number beside none is no proof"


def test_control_without_the_number_the_link_in_other_hands_opens(
    provider: Provider, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roedtraad.portal.broker_actions._is_the_one", lambda *_given: True)
    assert _comes_with(provider, ANOTHERS, _mothers(cast, MOTHERS).token)


def test_a_way_in_from_before_the_broker_says_what_to_do(provider: Provider, cast: Cast, settings: Any) -> None:
    on, settings.PORTAL_BROKER = settings.PORTAL_BROKER, None
    issued = _mothers(cast)
    settings.PORTAL_BROKER = on
    assert not _comes_with(provider, MOTHERS, issued.token)
    with pytest.raises(DomainError, match="CPR") as refused:
        access_actions.send_again(cast.actor("contact_person"), identity_id=issued.identity_id)
    assert refused.value.code == "cpr_unknown"


def test_the_number_is_kept_sealed_and_is_not_the_childs(provider: Provider, cast: Cast) -> None:
    with pytest.raises(DomainError) as refused:
        _mothers(cast, cast.cpr_number)
    assert refused.value.code == "cpr_of_child"
    issued = _mothers(cast, MOTHERS)
    kept = cast.young_person.portal_identities.get(pk=issued.identity_id).cpr_sealed
    assert kept is not None
    assert MOTHERS.encode() not in bytes(kept)
    assert MOTHERS not in str(list(LogDetail.objects.values_list("values", flat=True)))


def test_the_form_asks_for_the_number_with_the_remedy(provider: Provider, cast: Cast) -> None:
    browser = a_browser()
    browser.force_login(cast.account("contact_person"), BACKEND)
    url = reverse("portal:guardian-invite", args=[cast.young_person.pk, cast.guardian.pk])
    answer = browser.post(url, {"cpr": ""})
    assert answer.status_code == 422
    assert b"Write the CPR number" in answer.content
    assert b"ten digits" in browser.post(url, {"cpr": "12"}).content
    assert b"The invitation is ready" in browser.post(url, {"cpr": MOTHERS}).content


def test_the_brokers_name_for_a_person_is_not_kept(provider: Provider, cast: Cast) -> None:
    provider.subject, client = "uuid-of-a-person", a_browser()
    provider.token = lambda one: signed(one.claims(cpr=cast.cpr_number))
    assert come_back(client, go(provider, client, _invited(cast)))
    assert "uuid-of-a-person" not in str(list(cast.young_person.portal_identities.values_list()))


def test_without_a_broker_there_is_no_such_page(cast: Cast, settings: Any) -> None:
    settings.PORTAL_BROKER = None
    assert a_browser().get(BEGIN).status_code == 404
    assert a_browser().get(RETURN).status_code == 404


def test_control_without_the_checks_a_bad_token_passes(known: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roedtraad.portal.id_tokens._check", lambda *_args: None)
    known.token = lambda one: signed(one.claims(aud="somebody-else"))
    client = a_browser()
    assert come_back(client, go(known, client))
