# SPDX-License-Identifier: EUPL-1.2
"""A broker that speaks OpenID Connect: authorization code, PKCE, state, nonce.

Settings: issuer, client_id, client_secret and, where the broker gives it, the name of the claim with the CPR number. Nothing is
fetched from anywhere but the issuer, over https, without following redirects.
"""

import base64
import hashlib
import json
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from roedtraad.kernel import clock
from roedtraad.kernel.outgoing import opener
from roedtraad.portal.broker import BrokerRefused, Flow, Proven, check_flow
from roedtraad.portal.id_tokens import Expected, Key, TokenRefused, claims_of

_TIMEOUT: Final = 10
_MOST_BYTES: Final = 1_000_000
_DISCOVERY: Final = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class OidcBroker:
    """The broker of this installation. `insecure` allows plain http to this very machine, for tests."""

    issuer: str
    client_id: str
    client_secret: str
    scope: str = "openid"
    acr_values: str = ""
    cpr_claim: str = ""
    insecure: bool = False

    def begin(self, flow: Flow, return_to: str) -> tuple[str, Flow]:
        """To the broker's own sign-in. Raises BrokerRefused when the broker does not answer."""
        return address_of(self, flow, return_to), flow

    def finish(self, flow: Flow, answer: Mapping[str, str], return_to: str) -> Proven:
        """Change the code into an identity token, and believe that only when everything about it is in order."""
        return finish(self, flow, answer, return_to)


def address_of(broker: OidcBroker, flow: Flow, return_to: str) -> str:
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


def finish(broker: OidcBroker, flow: Flow, answer: Mapping[str, str], return_to: str) -> Proven:
    """What the broker's answer proves. Raises BrokerRefused for everything that is not in perfect order."""
    check_flow(flow, answer.get("state", ""))
    if "error" in answer or not answer.get("code"):
        raise BrokerRefused("declined")
    found = _discovered(broker)
    token = _token(broker, found, flow, answer["code"], return_to)
    try:
        expected = Expected(broker.issuer, broker.client_id, flow.nonce, clock.now().timestamp())
        claims = claims_of(token, _keys(broker, found), expected)
    except TokenRefused as error:
        raise BrokerRefused(error.code) from error
    return Proven(broker.issuer, claims["sub"], str(claims.get(broker.cpr_claim, "")) if broker.cpr_claim else "")


def _discovered(broker: OidcBroker) -> Mapping[str, Any]:
    found = _fetch(broker, broker.issuer.rstrip("/") + _DISCOVERY)
    if found.get("issuer") != broker.issuer:
        raise BrokerRefused("issuer")
    return found


def _endpoint(broker: OidcBroker, found: Mapping[str, Any], name: str) -> str:
    """One of the addresses that the broker tells."""
    return _usable(broker, str(found.get(name, "")))


def _usable(broker: OidcBroker, address: str) -> str:
    """An address that may be asked: https, or this machine's own in a test."""
    parts = urlsplit(address)
    is_local = broker.insecure and parts.hostname in {"127.0.0.1", "localhost"}
    if parts.scheme != "https" and not is_local:
        raise BrokerRefused("address")
    return address


def _keys(broker: OidcBroker, found: Mapping[str, Any]) -> Sequence[Key]:
    keys = _fetch(broker, _endpoint(broker, found, "jwks_uri")).get("keys")
    return [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []


def _token(broker: OidcBroker, found: Mapping[str, Any], flow: Flow, code: str, return_to: str) -> str:
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": return_to, "client_id": broker.client_id,
        "code_verifier": flow.verifier,
    }  # fmt: skip
    token = _fetch(broker, _endpoint(broker, found, "token_endpoint"), form).get("id_token")
    if not isinstance(token, str):
        raise BrokerRefused("no_token")
    return token


def _fetch(broker: OidcBroker, address: str, form: Mapping[str, str] | None = None) -> Mapping[str, Any]:
    """One JSON object from the broker. Raises BrokerRefused."""
    request = urllib.request.Request(_usable(broker, address), headers={"Accept": "application/json"})  # noqa: S310  (checked)
    if form is not None:
        request.data = urlencode(form).encode()
        both = f"{broker.client_id}:{broker.client_secret}".encode()
        request.add_header("Authorization", f"Basic {base64.b64encode(both).decode()}")
    try:
        with opener().open(request, timeout=_TIMEOUT) as response:
            found = json.loads(response.read(_MOST_BYTES))
    except (OSError, urllib.error.URLError, HTTPException, ValueError) as error:
        raise BrokerRefused("no_answer") from error
    if not isinstance(found, dict):
        raise BrokerRefused("no_answer")
    return found
