# SPDX-License-Identifier: EUPL-1.2
"""MitID and NemLog-in through a broker that speaks OpenID Connect: authorization code, PKCE, state, nonce.

Off until `PORTAL_BROKER` is set: issuer, client_id, client_secret and, where the broker gives it, the name of the claim with
the CPR number. Nothing is fetched from anywhere but the issuer, over https, without following redirects.
"""

import base64
import hashlib
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from roedtraad.kernel import clock
from roedtraad.portal.id_tokens import Expected, Key, TokenRefused, claims_of

_TIMEOUT: Final = 10
_MOST_BYTES: Final = 1_000_000
_DISCOVERY: Final = "/.well-known/openid-configuration"
FLOW_SECONDS: Final = 600
"""How long somebody may take at the broker's."""


class BrokerRefused(Exception):
    """The sign-in at the broker did not succeed. `code` says why, for the log, and holds nothing about the person.

    `identity_id` is whose way in it was about, when that is known.
    """

    def __init__(self, code: str, identity_id: int | None = None) -> None:
        super().__init__(code)
        self.code, self.identity_id = code, identity_id


@dataclass(frozen=True, slots=True)
class Broker:
    """The broker of this installation. `insecure` allows plain http to this very machine, for tests."""

    issuer: str
    client_id: str
    client_secret: str
    scope: str = "openid"
    acr_values: str = ""
    cpr_claim: str = ""
    insecure: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """One sign-in on its way: what the session keeps until the person comes back."""

    state: str
    nonce: str
    verifier: str
    begun_at: float
    invitation: str = ""


@dataclass(frozen=True, slots=True)
class Proven:
    """Who the broker says it is: its own name for the person and, where given, the CPR number."""

    issuer: str
    subject: str
    cpr_number: str = ""


def is_on() -> bool:
    """Whether a broker is configured."""
    return bool(getattr(settings, "PORTAL_BROKER", None))


def the_broker() -> Broker:
    """The configured broker."""
    given: dict[str, Any] = getattr(settings, "PORTAL_BROKER", None) or {}
    return Broker(**given)


def new_flow(invitation: str = "") -> Flow:
    """Fresh secrets for one sign-in."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Flow(state, nonce, verifier, clock.now().timestamp(), invitation)


def address_of(broker: Broker, flow: Flow, return_to: str) -> str:
    """Where the person is sent to sign in. Raises BrokerRefused when the broker does not answer."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(flow.verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code", "client_id": broker.client_id, "redirect_uri": return_to, "scope": broker.scope,
        "state": flow.state, "nonce": flow.nonce, "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    if broker.acr_values:
        asked["acr_values"] = broker.acr_values
    endpoint = _endpoint(broker, _discovered(broker), "authorization_endpoint")
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def finish(broker: Broker, flow: Flow, answer: Mapping[str, str], return_to: str) -> Proven:
    """What the broker's answer proves. Raises BrokerRefused for everything that is not in perfect order."""
    now = clock.now().timestamp()
    if not secrets.compare_digest(answer.get("state", "").encode(), flow.state.encode()):
        raise BrokerRefused("state")
    if now - flow.begun_at > FLOW_SECONDS:
        raise BrokerRefused("too_slow")
    if "error" in answer or not answer.get("code"):
        raise BrokerRefused("declined")
    found = _discovered(broker)
    token = _token(broker, found, flow, answer["code"], return_to)
    try:
        expected = Expected(broker.issuer, broker.client_id, flow.nonce, now)
        claims = claims_of(token, _keys(broker, found), expected)
    except TokenRefused as error:
        raise BrokerRefused(error.code) from error
    return Proven(broker.issuer, claims["sub"], str(claims.get(broker.cpr_claim, "")) if broker.cpr_claim else "")


def _discovered(broker: Broker) -> Mapping[str, Any]:
    found = _fetch(broker, broker.issuer.rstrip("/") + _DISCOVERY)
    if found.get("issuer") != broker.issuer:
        raise BrokerRefused("issuer")
    return found


def _endpoint(broker: Broker, found: Mapping[str, Any], name: str) -> str:
    """One of the addresses that the broker tells."""
    return _usable(broker, str(found.get(name, "")))


def _usable(broker: Broker, address: str) -> str:
    """An address that may be asked: https, or this machine's own in a test."""
    parts = urlsplit(address)
    is_local = broker.insecure and parts.hostname in {"127.0.0.1", "localhost"}
    if parts.scheme != "https" and not is_local:
        raise BrokerRefused("address")
    return address


def _keys(broker: Broker, found: Mapping[str, Any]) -> Sequence[Key]:
    keys = _fetch(broker, _endpoint(broker, found, "jwks_uri")).get("keys")
    return [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []


def _token(broker: Broker, found: Mapping[str, Any], flow: Flow, code: str, return_to: str) -> str:
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": return_to, "client_id": broker.client_id,
        "code_verifier": flow.verifier,
    }  # fmt: skip
    token = _fetch(broker, _endpoint(broker, found, "token_endpoint"), form).get("id_token")
    if not isinstance(token, str):
        raise BrokerRefused("no_token")
    return token


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The issuer is who was configured, and nobody whom it points to."""

    def redirect_request(self, *_args: object, **_values: object) -> None:
        return None


_opener: Final = urllib.request.build_opener(_NoRedirects)


def _fetch(broker: Broker, address: str, form: Mapping[str, str] | None = None) -> Mapping[str, Any]:
    """One JSON object from the broker. Raises BrokerRefused."""
    request = urllib.request.Request(_usable(broker, address), headers={"Accept": "application/json"})  # noqa: S310  (checked)
    if form is not None:
        request.data = urlencode(form).encode()
        both = f"{broker.client_id}:{broker.client_secret}".encode()
        request.add_header("Authorization", f"Basic {base64.b64encode(both).decode()}")
    try:
        with _opener.open(request, timeout=_TIMEOUT) as response:
            found = json.loads(response.read(_MOST_BYTES))
    except (OSError, urllib.error.URLError, HTTPException, ValueError) as error:
        raise BrokerRefused("no_answer") from error
    if not isinstance(found, dict):
        raise BrokerRefused("no_answer")
    return found
