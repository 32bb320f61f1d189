# SPDX-License-Identifier: EUPL-1.2
"""A broker or NemLog-in that speaks SAML 2.0: the web sign-in as OIOSAML 3 narrows it, begun by us and by nobody else.

The request is signed and goes by redirect, the answer comes back as a form. XML, signatures and encryption are the library
python3-saml's (libxmlsec). It lets pass an answer that names no request, no recipient, no audience or no end, and whatever
algorithm it does not know to be old: those are closed here, and an assertion is good once.
"""

import base64
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import xmlsec
from cryptography import x509
from django.db import IntegrityError, transaction
from lxml import etree
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

from roedtraad.portal import keys
from roedtraad.portal.broker import BrokerRefused, Flow, Proven, check_flow
from roedtraad.portal.models import UsedAssertion

_LEEWAY: Final = 60
"""Seconds that two clocks may differ; the library's own are five minutes."""
OneLogin_Saml2_Constants.ALLOWED_CLOCK_DRIFT = _LEEWAY
_MOST_CHARACTERS: Final = 300_000
_PERSISTENT: Final = OneLogin_Saml2_Constants.NAMEID_PERSISTENT
_NS: Final = OneLogin_Saml2_Constants.NSMAP
_MORE: Final = "http://www.w3.org/2001/04/xmldsig-more#"
_ENC: Final = "http://www.w3.org/2001/04/xmlenc#"
_ENC11: Final = "http://www.w3.org/2009/xmlenc11#"
_SIGNED_BY: Final = frozenset(f"{_MORE}{kind}-sha{size}" for kind in ("rsa", "ecdsa") for size in (256, 384, 512))
_DIGESTED_BY: Final = frozenset({f"{_ENC}sha256", f"{_MORE}sha384", f"{_ENC}sha512"})
_C14N: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
_CANONICAL_BY: Final = frozenset({_C14N, f"{_C14N}WithComments"})
_TRANSFORMED_BY: Final = _CANONICAL_BY | {"http://www.w3.org/2000/09/xmldsig#enveloped-signature"}
"""SAML core, §5.4.3 and §5.4.4. A stylesheet or a path in a signature runs before anybody knows whose signature it is."""
_ENCRYPTED_BY: Final = frozenset({
    f"{_ENC}rsa-oaep-mgf1p", f"{_ENC11}rsa-oaep", *(f"{_ENC11}aes{size}-gcm" for size in (128, 192, 256)),
})  # fmt: skip
"""Neither RSA 1.5 nor CBC: both let a ciphertext be opened by asking again and again (XML Encryption 1.1, §5.2 and §5.5)."""
_NSIS: Final = "https://data.gov.dk/concept/core/nsis/loa"
_NSIS_LEVELS: Final = ("Low", "Substantial", "High")
_WHY: Final = {
    OneLogin_Saml2_ValidationError.STATUS_CODE_IS_NOT_SUCCESS: "declined",
    OneLogin_Saml2_ValidationError.WRONG_ISSUER: "issuer",
    OneLogin_Saml2_ValidationError.WRONG_AUDIENCE: "audience",
    OneLogin_Saml2_ValidationError.WRONG_DESTINATION: "recipient",
    OneLogin_Saml2_ValidationError.WRONG_SUBJECTCONFIRMATION: "recipient",
    OneLogin_Saml2_ValidationError.WRONG_INRESPONSETO: "request",
    OneLogin_Saml2_ValidationError.ASSERTION_EXPIRED: "expired",
    OneLogin_Saml2_ValidationError.SESSION_EXPIRED: "expired",
    OneLogin_Saml2_ValidationError.ASSERTION_TOO_EARLY: "not_yet",
    OneLogin_Saml2_ValidationError.NO_SIGNED_ASSERTION: "signature",
    OneLogin_Saml2_ValidationError.NO_SIGNATURE_FOUND: "signature",
    OneLogin_Saml2_ValidationError.INVALID_SIGNATURE: "signature",
}
"""What the log says for each of the library's reasons; any other is `malformed`."""
_UNREADABLE: Final = (
    OneLogin_Saml2_Error, etree.LxmlError, xmlsec.Error, AttributeError, LookupError, TypeError, ValueError,
)  # fmt: skip
"""What the library raises over an answer that it cannot read."""

Element = Any


@dataclass(frozen=True, slots=True)
class SamlBroker:
    """The broker of this installation: its name, address and certificates, our own name, certificate and key (PEM)."""

    issuer: str
    sign_in_address: str
    issuer_certificates: tuple[str, ...]
    entity_id: str
    certificate: str
    key: str
    cpr_attribute: str = ""
    level: str = ""

    def begin(self, flow: Flow, return_to: str) -> tuple[str, Flow]:
        """To the broker with a signed request, whose number the answer must name."""
        auth = OneLogin_Saml2_Auth(_as_request(return_to), _settings_of(self, return_to))
        address = str(auth.login(return_to=flow.state))
        kept = Flow(flow.state, str(auth.get_last_request_id()), flow.verifier, flow.begun_at, flow.invitation)
        return address, kept

    def finish(self, flow: Flow, answer: Mapping[str, str], return_to: str) -> Proven:
        """Read the answer and believe it only when everything about it is in order, and only once."""
        check_flow(flow, answer.get("RelayState", ""))
        response = _read(self, answer.get("SAMLResponse", ""), return_to)
        _validate(response, flow, return_to)
        assertion = response.get_xml_document().find("saml:Assertion", _NS)
        until = _check_bounds(response, assertion, flow.nonce, return_to)
        proven = _proven(self, response)
        _use_once(self.issuer, str(assertion.get("ID")), until)
        return proven


def metadata_of(broker: SamlBroker, return_to: str) -> bytes:
    """What the broker needs to know of us: our name, where its answers go, the certificate to check and encrypt with."""
    until = x509.load_pem_x509_certificate(broker.certificate.encode()).not_valid_after_utc
    given = _settings_of(broker, return_to)
    given["security"] |= {"wantAssertionsEncrypted": True, "metadataValidUntil": f"{until:%Y-%m-%dT%H:%M:%SZ}"}
    metadata = OneLogin_Saml2_Settings(given, sp_validation_only=True).get_sp_metadata()
    return metadata if isinstance(metadata, bytes) else str(metadata).encode()


def _settings_of(broker: SamlBroker, return_to: str) -> dict[str, Any]:
    """The library's own settings, at their strictest."""
    ours = {
        "entityId": broker.entity_id, "assertionConsumerService": {"url": return_to}, "NameIDFormat": _PERSISTENT,
        "x509cert": broker.certificate, "privateKey": broker.key,
    }  # fmt: skip
    if broker.cpr_attribute:
        wanted = {"name": broker.cpr_attribute, "nameFormat": OneLogin_Saml2_Constants.ATTRNAME_FORMAT_URI}
        ours["attributeConsumingService"] = {"serviceName": "Roedtraad", "requestedAttributes": [wanted]}
    theirs = {
        "entityId": broker.issuer, "singleSignOnService": {"url": broker.sign_in_address},
        "x509certMulti": {"signing": list(broker.issuer_certificates)},
    }  # fmt: skip
    security = {
        "authnRequestsSigned": True, "wantAssertionsSigned": True, "rejectDeprecatedAlgorithm": True,
        "wantAttributeStatement": bool(broker.cpr_attribute), "allowSingleLabelDomains": True,
        "requestedAuthnContext": [broker.level] if broker.level else False,
        "requestedAuthnContextComparison": "minimum" if broker.level.startswith(_NSIS) else "exact",
    }  # fmt: skip
    return {"strict": True, "sp": ours, "idp": theirs, "security": security}


def _as_request(return_to: str) -> dict[str, str]:
    """The address that answers come to, as the library takes it."""
    parts = urlsplit(return_to)
    return {
        "https": "on" if parts.scheme == "https" else "off", "http_host": parts.netloc, "script_name": parts.path,
    }  # fmt: skip


def _read(broker: SamlBroker, text: str, return_to: str) -> OneLogin_Saml2_Response:
    """The answer, decrypted where it is encrypted; with any document type it is not read at all."""
    if not text or len(text) > _MOST_CHARACTERS:
        raise BrokerRefused("malformed")
    try:
        _check_algorithms(OneLogin_Saml2_XML.to_etree(base64.b64decode(text, validate=True)))
        response = OneLogin_Saml2_Response(OneLogin_Saml2_Settings(_settings_of(broker, return_to)), text)
        _check_algorithms(response.get_xml_document())
    except _UNREADABLE as error:
        raise BrokerRefused("malformed") from error
    return response


def _check_algorithms(document: Element) -> None:
    """Only what is known to be good today, for every signature and every piece of cipher text."""
    for path, known in (
        (".//ds:SignatureMethod", _SIGNED_BY),
        (".//ds:Reference/ds:DigestMethod", _DIGESTED_BY),
        (".//ds:CanonicalizationMethod", _CANONICAL_BY),
        (".//ds:Transform", _TRANSFORMED_BY),
        (".//xenc:EncryptionMethod", _ENCRYPTED_BY),
    ):
        if any(one.get("Algorithm") not in known for one in document.iterfind(path, _NS)):
            raise BrokerRefused("algorithm")


def _validate(response: OneLogin_Saml2_Response, flow: Flow, return_to: str) -> None:
    """Everything that the library itself holds an answer to."""
    try:
        response.is_valid(_as_request(return_to), request_id=flow.nonce, raise_exceptions=True)
    except OneLogin_Saml2_ValidationError as error:
        raise BrokerRefused(_WHY.get(error.code, "malformed")) from error
    except _UNREADABLE as error:
        raise BrokerRefused("malformed") from error


def _check_bounds(
    response: OneLogin_Saml2_Response, assertion: Element, request_id: str, return_to: str
) -> dt.datetime:
    """What the library checks only where it is given must be given: request, recipient, audience, end. Gives the end."""
    confirmations = assertion.findall("saml:Subject/saml:SubjectConfirmation", _NS)
    data = confirmations[0].find("saml:SubjectConfirmationData", _NS) if len(confirmations) == 1 else None
    if data is None or confirmations[0].get("Method") != OneLogin_Saml2_Constants.CM_BEARER:
        raise BrokerRefused("recipient")
    answer = response.get_xml_document()
    if not answer.get("InResponseTo") == data.get("InResponseTo") == request_id:
        raise BrokerRefused("request")
    if not answer.get("Destination") == data.get("Recipient") == return_to:
        raise BrokerRefused("recipient")
    if not response.get_audiences():
        raise BrokerRefused("audience")
    ends = [data.get("NotOnOrAfter"), assertion.find("saml:Conditions", _NS).get("NotOnOrAfter")]
    if not all(ends):
        raise BrokerRefused("expired")
    latest = max(OneLogin_Saml2_Utils.parse_SAML_to_time(end) for end in ends)
    return dt.datetime.fromtimestamp(latest + _LEEWAY, dt.UTC)


def _proven(broker: SamlBroker, response: OneLogin_Saml2_Response) -> Proven:
    """Who it is: a name that stays the same from one sign-in to the next, at the level that was asked for."""
    try:
        name, attributes = response.get_nameid_data(), response.get_attributes()
        contexts = response.get_authn_contexts()
    except _UNREADABLE as error:
        raise BrokerRefused("subject") from error
    if name.get("Format") != _PERSISTENT or not name["Value"]:
        raise BrokerRefused("subject")
    if broker.level and not _is_enough(broker.level, attributes.get(_NSIS) or contexts):
        raise BrokerRefused("level")
    numbers = attributes.get(broker.cpr_attribute, ()) if broker.cpr_attribute else ()
    if len(numbers) > 1:
        raise BrokerRefused("subject")
    return Proven(broker.issuer, str(name["Value"]), str(numbers[0] or "") if numbers else "")


def _is_enough(level: str, found: list[str]) -> bool:
    """Whether the level is there: of NSIS that one or a higher, of others that very one."""
    names = [one.removeprefix(f"{_NSIS}/") for one in found if one]
    wanted = level.removeprefix(f"{_NSIS}/")
    enough = _NSIS_LEVELS[_NSIS_LEVELS.index(wanted) :] if wanted in _NSIS_LEVELS else (wanted,)
    return bool(names) and all(one in enough for one in names)


def _use_once(issuer: str, assertion_id: str, until: dt.datetime) -> None:
    """An assertion is good once, for as long as it would be good at all and in whatever session."""
    try:
        with transaction.atomic():
            UsedAssertion.objects.create(digest=keys.assertion_digest(issuer, assertion_id), until=until)
    except IntegrityError as error:
        raise BrokerRefused("replay") from error
