# SPDX-License-Identifier: EUPL-1.2
"""MitID and NemLog-in through a broker: what every broker has in common, and the choice between the ways to speak to one.

Off until `PORTAL_BROKER` is set. Its `protocol` says which adapter answers: OpenID Connect (`oidc.py`) or SAML 2.0 (`saml.py`).
Both take somebody to the broker and give back who it has proven them to be; nothing after that knows which of them it was.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from django.conf import settings

from roedtraad.kernel import clock

OIDC: Final = "oidc"
SAML: Final = "saml"
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
class Flow:
    """One sign-in on its way: what the session keeps until the person comes back.

    `nonce` is what the broker must have put under its signature: the token's nonce, or the request that the assertion answers.
    """

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


class Adapter(Protocol):
    """One way to speak to a broker. Both acts raise BrokerRefused."""

    def begin(self, flow: Flow, return_to: str) -> tuple[str, Flow]:
        """Where the person is sent to sign in, and the flow as it must be kept until they come back to `return_to`."""

    def finish(self, flow: Flow, answer: Mapping[str, str], return_to: str) -> Proven:
        """What the broker's answer proves; refused is everything that is not in perfect order."""


def is_on() -> bool:
    """Whether a broker is configured."""
    return bool(getattr(settings, "PORTAL_BROKER", None))


def protocol() -> str:
    """How the configured broker is spoken to; empty when there is none."""
    given: dict[str, Any] = getattr(settings, "PORTAL_BROKER", None) or {}
    return str(given.get("protocol", OIDC)) if given else ""


def the_broker() -> Adapter:
    """The configured broker's adapter."""
    given: dict[str, Any] = dict(settings.PORTAL_BROKER)
    if given.pop("protocol", OIDC) == SAML:
        from roedtraad.portal.saml import SamlBroker

        return SamlBroker(**given)
    from roedtraad.portal.oidc import OidcBroker

    return OidcBroker(**given)


def new_flow(invitation: str = "") -> Flow:
    """Fresh secrets for one sign-in."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Flow(state, nonce, verifier, clock.now().timestamp(), invitation)


def check_flow(flow: Flow, state: str) -> None:
    """Refuses an answer to another sign-in than this one, and one that took too long."""
    if not secrets.compare_digest(state.encode(), flow.state.encode()):
        raise BrokerRefused("state")
    if clock.now().timestamp() - flow.begun_at > FLOW_SECONDS:
        raise BrokerRefused("too_slow")
