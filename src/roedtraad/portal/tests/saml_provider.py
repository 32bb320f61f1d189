# SPDX-License-Identifier: EUPL-1.2
"""A local identity provider that speaks SAML 2.0 and says whatever a test wants it to say.

It signs and encrypts with the same library that we check with; every change to what it says is the test's.
"""

import base64
import datetime as dt
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.sax.saxutils import escape

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils

ENTITY, OURS = "https://idp.example/saml", "https://unge.example/portal"
SIGN_IN = "https://idp.example/saml/sign-in"
CPR = "https://data.gov.dk/model/core/eid/cprNumber"
NSIS = "https://data.gov.dk/concept/core/nsis/loa"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{Constants.NSMAP[prefix]}"' for prefix in ("saml", "samlp")
)  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """A private key with its certificate."""

    key: str
    certificate: str


def make_pair(bits: int = 2048) -> Pair:
    key, now = rsa.generate_private_key(public_exponent=65537, key_size=bits), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=365))
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return Pair(plain, made.sign(key, SHA256()).public_bytes(Encoding.PEM).decode())


THEIRS, OUR_PAIR, STRANGERS = make_pair(), make_pair(), make_pair()


def at(seconds: float) -> str:
    return f"{dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}"


def tag(name: str, content: str, **attributes: str | None) -> str:
    given = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items() if value is not None)
    return f"<{name}{given}>{content}</{name}>"


def signed(xml: str, pair: Pair = THEIRS, *, by: str = Constants.RSA_SHA256, digest: str = Constants.SHA256) -> str:
    done = Utils.add_sign(xml, pair.key, pair.certificate, sign_algorithm=by, digest_algorithm=digest)
    return done.decode() if isinstance(done, bytes) else str(done)


def encrypted(
    assertion: str, pair: Pair = OUR_PAIR, *, data: Any = None, size: int = 256, wrapped_by: Any = None
) -> str:
    """The assertion as only the holder of the key can read it."""
    element = etree.fromstring(assertion)
    data = data or xmlsec.Transform.AES256_GCM
    template = xmlsec.template.encrypted_data_create(element, data, type=xmlsec.EncryptionType.ELEMENT, ns="xenc")
    xmlsec.template.encrypted_data_ensure_cipher_value(template)
    info = xmlsec.template.encrypted_data_ensure_key_info(template, ns="ds")
    key = xmlsec.template.add_encrypted_key(info, wrapped_by or xmlsec.Transform.RSA_OAEP)
    xmlsec.template.encrypted_data_ensure_cipher_value(key)
    manager = xmlsec.KeysManager()
    manager.add_key(xmlsec.Key.from_memory(pair.certificate, xmlsec.KeyFormat.CERT_PEM, None))
    context = xmlsec.EncryptionContext(manager)
    context.key = xmlsec.Key.generate(xmlsec.KeyData.AES, size, xmlsec.KeyDataType.SESSION)
    done = context.encrypt_xml(template, element)
    return f"<saml:EncryptedAssertion>{etree.tostring(done).decode()}</saml:EncryptedAssertion>"


@dataclass
class SamlProvider:
    """The identity provider: what it says is set by the test."""

    subject: str = "person-1"
    cpr: str | None = None
    request: str = ""
    relay: str = ""
    acs: str = ""
    asked: str = ""
    answer: Callable[["SamlProvider"], str] = field(default=lambda one: one.response(signed(one.assertion())))

    def receive(self, address: str) -> None:
        """Somebody comes with a request: it must be for us, and signed by the site that we know."""
        assert address.startswith(SIGN_IN + "?")
        given = {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}
        said = urlencode({name: given[name] for name in ("SAMLRequest", "RelayState", "SigAlg")})
        signature = base64.b64decode(given["Signature"])
        assert Utils.validate_binary_sign(said, signature, OUR_PAIR.certificate, given["SigAlg"])
        self.asked = zlib.decompress(base64.b64decode(given["SAMLRequest"]), -15).decode()
        found = etree.fromstring(self.asked.encode())
        self.request, self.relay, self.acs = (
            found.get("ID"),
            given["RelayState"],
            found.get("AssertionConsumerServiceURL"),
        )

    def assertion(self, **changes: Any) -> str:
        """One assertion, unsigned; None leaves a part out."""
        said: dict[str, Any] = {
            "number": f"_{self.request}", "issuer": ENTITY, "name": self.subject, "format": Constants.NAMEID_PERSISTENT,
            "recipient": self.acs, "request": self.request, "method": Constants.CM_BEARER, "ends": at(300),
            "begins": at(-5), "good_until": at(300), "audience": OURS, "context": f"{NSIS}/Substantial",
            "attributes": {CPR: self.cpr} if self.cpr else {"alias": "x"}, **changes,
        }  # fmt: skip
        data = tag(
            "saml:SubjectConfirmationData", "", Recipient=said["recipient"], InResponseTo=said["request"],
            NotOnOrAfter=said["ends"],
        )  # fmt: skip
        subject = tag("saml:NameID", said["name"], Format=said["format"]) + tag(
            "saml:SubjectConfirmation", data, Method=said["method"]
        )
        audience = tag("saml:AudienceRestriction", tag("saml:Audience", said["audience"])) if said["audience"] else ""
        context = tag("saml:AuthnContext", tag("saml:AuthnContextClassRef", said["context"]))
        attributes = "".join(
            tag("saml:Attribute", "".join(tag("saml:AttributeValue", one) for one in value.split("|")), Name=name)
            for name, value in said["attributes"].items()
        )
        return (
            f'<saml:Assertion {NAMESPACES} ID="{said["number"]}" Version="2.0" IssueInstant="{at(0)}">'
            + tag("saml:Issuer", said["issuer"])
            + tag("saml:Subject", subject)
            + tag("saml:Conditions", audience, NotBefore=said["begins"], NotOnOrAfter=said["good_until"])
            + tag("saml:AuthnStatement", context, AuthnInstant=at(0))
            + tag("saml:AttributeStatement", attributes)
            + "</saml:Assertion>"
        )

    def response(self, inside: str, **changes: Any) -> str:
        """The whole answer around what stands in it."""
        said: dict[str, Any] = {
            "number": "_answer", "issuer": ENTITY, "request": self.request, "destination": self.acs, "before": "",
            "status": Constants.STATUS_SUCCESS, "doctype": "", **changes,
        }  # fmt: skip
        ours = {"ID": said["number"], "InResponseTo": said["request"], "Destination": said["destination"]}
        status = f'<samlp:Status><samlp:StatusCode Value="{said["status"]}"/></samlp:Status>'
        content = tag("saml:Issuer", said["issuer"]) + said["before"] + status + inside
        body = tag("samlp:Response", content, Version="2.0", IssueInstant=at(0), **ours)
        return str(said["doctype"]) + body.replace("<samlp:Response", f"<samlp:Response {NAMESPACES}", 1)

    def form(self) -> dict[str, str]:
        """What the person's browser sends back to us."""
        return {"SAMLResponse": base64.b64encode(self.answer(self).encode()).decode(), "RelayState": self.relay}
