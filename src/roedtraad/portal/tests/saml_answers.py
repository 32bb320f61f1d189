# SPDX-License-Identifier: EUPL-1.2
"""Answers of a SAML provider that are not in order: each with why it is refused, and with the one check that refuses it."""

import base64
import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import xmlsec
from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils

from roedtraad.portal import saml
from roedtraad.portal.tests.saml_provider import (
    ENTITY,
    NSIS,
    OURS,
    STRANGERS,
    THEIRS,
    SamlProvider,
    at,
    encrypted,
    signed,
)

RETURN = "/portal/sign-in/broker/saml/"
Says = Callable[[SamlProvider], str]
Patches = dict[str, Any]
UTILS, READ, OUR = (
    "onelogin.saml2.utils.OneLogin_Saml2_Utils",
    "onelogin.saml2.response.OneLogin_Saml2_Response",
    "roedtraad.portal.saml",
)
ASSERTION = f"{{{Constants.NS_SAML}}}Assertion"
STRICT, DECRYPT = saml._settings_of, Utils.decrypt_element


def yes(*_given: object, **_named: object) -> bool:
    return True


def _bounds(*_given: object) -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _lax(broker: saml.SamlBroker, return_to: str) -> dict[str, Any]:
    """The library's settings as they are when nobody asks for more."""
    given = STRICT(broker, return_to)
    given["security"] |= {"wantAssertionsSigned": False, "rejectDeprecatedAlgorithm": False}
    return given


def _with_strangers_key(data: Any, _key: str, **given: Any) -> Any:
    return DECRYPT(data, STRANGERS.key, **given)


def _verifies_somewhere(xml: Any, *_given: object, **_named: object) -> bool:
    """Whether any signature anywhere in the answer is the provider's: true, and worth nothing by itself."""
    xmlsec.tree.add_ids(xml, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(THEIRS.certificate, xmlsec.KeyFormat.CERT_PEM, None)
    context.verify(xml.find(".//ds:Signature", Constants.NSMAP))
    return True


def _naive(which: str) -> Patches:
    """A reader who checks that there is a good signature, and then reads whichever assertion comes to hand."""
    return {
        f"{READ}.process_signed_elements": lambda _self: [ASSERTION],
        f"{UTILS}.validate_sign": _verifies_somewhere,
        f"{READ}.validate_num_assertions": yes,
        f"{READ}._query_assertion": lambda self, path: self._query(f"/samlp:Response/saml:Assertion[{which}]{path}"),
        f"{OUR}._check_bounds": _bounds,
    }


UNBOUND: Patches = {f"{OUR}._check_bounds": _bounds}
ANY_PLACE: Patches = {**UNBOUND, f"{UTILS}.get_self_url_no_query": lambda _request: ""}
ANY_REQUEST: Patches = {**UNBOUND, f"{READ}.get_in_response_to": lambda _self: None}
ANY_AUDIENCE: Patches = {f"{READ}.get_audiences": lambda _self: [OURS]}
ANY_TIME: Patches = {f"{READ}.validate_timestamps": yes}
TRUSTING: Patches = {f"{UTILS}.validate_sign": yes}
UNSIGNED: Patches = {**TRUSTING, f"{READ}.process_signed_elements": lambda _self: [ASSERTION]}
ANY_ALGORITHM: Patches = {f"{OUR}._check_algorithms": lambda *_given: None, f"{OUR}._settings_of": _lax}


def says(**changes: Any) -> Says:
    """An answer in order but for this, rightly signed. What is to be a moment is found when it is sent: tests may wait for hours."""
    return lambda one: one.response(
        signed(one.assertion(**{name: said() if callable(said) else said for name, said in changes.items()}))
    )


def around(**changes: Any) -> Says:
    """An answer in order but for this in what stands around the signed assertion."""
    return lambda one: one.response(signed(one.assertion()), **changes)


def _transformed(assertion: str, by: str) -> str:
    """A signature that asks its reader to run something before it is checked."""
    first = '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>'
    assert first in assertion
    return assertion.replace(first, f'{first}<ds:Transform Algorithm="{by}"/>')


def _genuine(one: SamlProvider) -> str:
    """What the provider has really said, to somebody else than Alma."""
    return signed(one.assertion(name="person-9"))


def _forged(one: SamlProvider, inside: str = "") -> str:
    """What that somebody would rather it had said."""
    made = one.assertion(number="_forged")
    return made.replace("</saml:Conditions>", f"</saml:Conditions>{inside}") if inside else made


def _with_its_signature(one: SamlProvider) -> str:
    """The forged one wears the signature of the genuine one, which stands aside without it."""
    genuine = etree.fromstring(_genuine(one))
    signature = genuine.find("ds:Signature", Constants.NSMAP)
    genuine.remove(signature)
    forged = _forged(one).replace("</saml:Issuer>", f"</saml:Issuer>{etree.tostring(signature).decode()}", 1)
    return one.response(forged, before=f"<samlp:Extensions>{etree.tostring(genuine).decode()}</samlp:Extensions>")


BAD: dict[str, tuple[Says, str, Patches]] = {
    "a stranger's signature": (lambda one: one.response(signed(one.assertion(), STRANGERS)), "signature", TRUSTING),
    "another name put in after signing": (
        lambda one: one.response(_genuine(one).replace("person-9", "person-1")), "signature", TRUSTING,
    ),
    "no signature": (lambda one: one.response(one.assertion()), "signature", UNSIGNED),
    "only the answer around it signed": (
        lambda one: signed(one.response(one.assertion())), "signature", {f"{OUR}._settings_of": _lax},
    ),
    "signed by SHA-1": (
        lambda one: one.response(signed(one.assertion(), by=Constants.RSA_SHA1)), "algorithm", ANY_ALGORITHM,
    ),
    "digested by SHA-1": (
        lambda one: one.response(signed(one.assertion(), digest=Constants.SHA1)), "algorithm", ANY_ALGORITHM,
    ),
    "a stylesheet in the signature": (
        lambda one: one.response(_transformed(signed(one.assertion()), "http://www.w3.org/TR/1999/REC-xslt-19991116")),
        "algorithm", {**ANY_ALGORITHM, **TRUSTING},
    ),
    "a path in the signature": (
        lambda one: one.response(_transformed(signed(one.assertion()), "http://www.w3.org/TR/1999/REC-xpath-19991116")),
        "algorithm", {**ANY_ALGORITHM, **TRUSTING},
    ),
    "the forged one before": (lambda one: one.response(_forged(one) + _genuine(one)), "malformed", _naive("1")),
    "the forged one after": (lambda one: one.response(_genuine(one) + _forged(one)), "malformed", _naive("last()")),
    "the genuine one inside the forged": (
        lambda one: one.response(_forged(one, f"<saml:Advice>{_genuine(one)}</saml:Advice>")), "malformed", _naive("1"),
    ),
    "the genuine one moved aside": (
        lambda one: one.response(_forged(one), before=f"<samlp:Extensions>{_genuine(one)}</samlp:Extensions>"),
        "malformed", _naive("1"),
    ),
    "the forged one with the genuine one's signature": (_with_its_signature, "malformed", _naive("1")),
    "another audience": (says(audience="https://else.example"), "audience", ANY_AUDIENCE),
    "no audience": (says(audience=None), "audience", UNBOUND),
    "another recipient": (says(recipient="https://else.example/saml/"), "recipient", ANY_PLACE),
    "a recipient that begins as ours": (says(recipient=f"http://testserver{RETURN}x"), "recipient", UNBOUND),
    "no recipient": (says(recipient=None), "recipient", UNBOUND),
    "another destination": (around(destination="https://else.example/saml/"), "recipient", ANY_PLACE),
    "no destination": (around(destination=None), "recipient", UNBOUND),
    "another's key instead of a bearer": (
        says(method=Constants.CM_HOLDER_KEY), "recipient", {**UNBOUND, f"{READ}.is_valid": yes},
    ),
    "expired": (says(good_until=lambda: at(-120), begins=lambda: at(-600)), "expired", ANY_TIME),
    "no end": (says(good_until=None), "expired", UNBOUND),
    "confirmed too long ago": (
        says(ends=lambda: at(-120), begins=None), "recipient", {f"{UTILS}.now": lambda: time.time() - 600},
    ),
    "confirmed for ever": (says(ends=None), "expired", UNBOUND),
    "not good yet": (says(begins=lambda: at(120)), "not_yet", ANY_TIME),
    "in answer to another request": (says(request="_another"), "recipient", ANY_REQUEST),
    "an answer to another request": (around(request="_another"), "request", ANY_REQUEST),
    "both to another request": (
        lambda one: one.response(signed(one.assertion(request="_another")), request="_another"), "request", ANY_REQUEST,
    ),
    "in answer to nothing": (says(request=None), "request", UNBOUND),
    "an answer to nothing": (around(request=None), "request", UNBOUND),
    "another issuer": (says(issuer="https://evil.example"), "issuer", {f"{READ}.get_issuers": lambda _self: [ENTITY]}),
    "another issuer of the answer": (
        around(issuer="https://evil.example"), "issuer", {f"{READ}.get_issuers": lambda _self: [ENTITY]},
    ),
    "a name for this time only": (
        says(format=Constants.NAMEID_TRANSIENT), "subject", {f"{OUR}._PERSISTENT": Constants.NAMEID_TRANSIENT},
    ),
    "too low a level": (says(context=f"{NSIS}/Low"), "level", {f"{OUR}._is_enough": yes}),
    "a low level as an attribute": (says(attributes={NSIS: "Low"}), "level", {f"{OUR}._is_enough": yes}),
    "a document type": (
        around(doctype="<!DOCTYPE samlp:Response>"), "malformed", {"onelogin.saml2.xmlparser.check_docinfo": yes},
    ),
    "declined": (around(status=Constants.STATUS_RESPONDER), "declined", {f"{READ}.check_status": yes}),
    "encrypted to a stranger": (
        lambda one: one.response(encrypted(signed(one.assertion()), STRANGERS)), "malformed",
        {f"{UTILS}.decrypt_element": _with_strangers_key},
    ),
    "encrypted and not signed": (lambda one: one.response(encrypted(one.assertion())), "signature", UNSIGNED),
    "encrypted, a stranger's signature": (
        lambda one: one.response(encrypted(signed(one.assertion(), STRANGERS))), "signature", TRUSTING,
    ),
    "encrypted by CBC": (
        lambda one: one.response(encrypted(signed(one.assertion()), data=xmlsec.Transform.AES256)), "algorithm",
        ANY_ALGORITHM,
    ),
    "the key wrapped by RSA 1.5": (
        lambda one: one.response(encrypted(signed(one.assertion()), wrapped_by=xmlsec.Transform.RSA_PKCS1)), "algorithm",
        ANY_ALGORITHM,
    ),
}  # fmt: skip

UNREADABLE = {
    "nothing": "",
    "nonsense": "nonsense",
    "not XML": base64.b64encode(b"not XML").decode(),
    "another document": base64.b64encode(b"<a/>").decode(),
    "too much": "A" * 400_000,
    "an entity from a file": base64.b64encode(
        b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a xmlns="urn:oasis:names:tc:SAML:2.0:protocol">&e;</a>'
    ).decode(),
    "entities that grow": base64.b64encode(
        b'<!DOCTYPE a [<!ENTITY e "eeeeeeee"><!ENTITY f "&e;&e;&e;&e;">]><a>&f;&f;</a>'
    ).decode(),
}
