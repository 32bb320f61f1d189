# SPDX-License-Identifier: EUPL-1.2
"""The broker by which citizens sign in with MitID: OpenID Connect or SAML 2.0, checked at the start."""

import re
from pathlib import Path

from roedtraad.config.env import SettingError, one_of, setting, token_text, web_address, word

_LEAST_BITS = 2048


def xml_name(text: str) -> str:
    """A name or address that can stand in XML as it is, or nothing."""
    if re.search(r"""[\s<>&"']""", text):
        raise ValueError("must hold no spaces, quotes, ampersands or angle brackets")
    return text


def saml_address(text: str) -> str:
    """An address that begins with https:// and can stand in XML as it is, or nothing."""
    return web_address(xml_name(text))


def certificates_file(text: str) -> tuple[str, ...]:
    """A file with one or more certificates (PEM): each as text; nothing when no file is named."""
    if not text:
        return ()
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    try:
        found = x509.load_pem_x509_certificates(Path(text).expanduser().read_bytes())
    except (OSError, ValueError) as error:
        raise ValueError(f"must be a file with certificates (PEM), not {text!r}") from error
    if any(getattr(one.public_key(), "key_size", 0) < _LEAST_BITS for one in found if _is_rsa(one.public_key())):
        raise ValueError(f"must hold keys of at least {_LEAST_BITS} bits")
    return tuple(one.public_bytes(Encoding.PEM).decode() for one in found)


def key_file(text: str) -> str:
    """A file with a private RSA key (PEM, without password) of at least 2048 bits: as text; nothing when no file is named."""
    if not text:
        return ""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        content = Path(text).expanduser().read_bytes()
        key = load_pem_private_key(content, password=None)
    except (OSError, TypeError, ValueError) as error:
        raise ValueError(f"must be a file with a private key (PEM, without password), not {text!r}") from error
    if not _is_rsa(key.public_key()) or getattr(key, "key_size", 0) < _LEAST_BITS:
        raise ValueError(f"must be an RSA key of at least {_LEAST_BITS} bits")
    return content.decode()


def _is_rsa(key: object) -> bool:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    return isinstance(key, RSAPublicKey)


def _belong_together(certificate: str, key: str) -> bool:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    public = load_pem_private_key(key.encode(), password=None).public_key()
    return bool(x509.load_pem_x509_certificate(certificate.encode()).public_key() == public)


_PROTOCOL = setting(
    "ROEDTRAAD_BROKER_PROTOCOL", one_of("oidc", "saml"), default="oidc",
    meaning="how the broker by which citizens sign in with MitID is spoken to: oidc (OpenID Connect) or saml (SAML 2.0)",
)  # fmt: skip
_LEVEL = setting("ROEDTRAAD_BROKER_LEVEL", xml_name, meaning="assurance level to ask the broker for, in its own words")
_CPR = setting(
    "ROEDTRAAD_BROKER_CPR_CLAIM", xml_name,
    meaning="the broker's claim (oidc) or attribute (saml) with the CPR number; empty when none",
)  # fmt: skip
_OIDC = {
    "issuer": setting(
        "ROEDTRAAD_BROKER_ISSUER", web_address, meaning="issuer address of the broker (OpenID Connect); empty for no broker"
    ),
    "client_id": setting("ROEDTRAAD_BROKER_CLIENT", word, meaning="our name at the broker"),
    "client_secret": setting("ROEDTRAAD_BROKER_SECRET", token_text, meaning="our secret at the broker", is_secret=True),
    "acr_values": _LEVEL,
    "cpr_claim": _CPR,
}  # fmt: skip
_SAML = {
    "issuer": setting("ROEDTRAAD_SAML_ISSUER", xml_name, meaning="the broker's entity id (SAML)"),
    "sign_in_address": setting(
        "ROEDTRAAD_SAML_SIGN_IN", saml_address, meaning="the broker's address for sign-in by redirect (SAML)"
    ),
    "issuer_certificates": setting(
        "ROEDTRAAD_SAML_ISSUER_CERTIFICATE", certificates_file,
        meaning="file with the certificates that the broker signs by (PEM); more than one while it changes them",
    ),
    "entity_id": setting("ROEDTRAAD_SAML_ENTITY", xml_name, meaning="our own entity id at the broker (SAML)"),
    "certificate": setting("ROEDTRAAD_SAML_CERTIFICATE", certificates_file, meaning="file with our own certificate (PEM)"),
    "key": setting(
        "ROEDTRAAD_SAML_KEY", key_file, meaning="file with the private key of our certificate (PEM), to sign and to decrypt with"
    ),
}  # fmt: skip
_SAML_NAMES = {
    "issuer": "ISSUER", "sign_in_address": "SIGN_IN", "issuer_certificates": "ISSUER_CERTIFICATE", "entity_id": "ENTITY",
    "certificate": "CERTIFICATE", "key": "KEY",
}  # fmt: skip


def _saml() -> dict[str, object]:
    """All of it, or the start stops with the name of what is missing."""
    for name, value in _SAML.items():
        if not value:
            raise SettingError(
                f"ROEDTRAAD_SAML_{_SAML_NAMES[name]}", "must be set when ROEDTRAAD_BROKER_PROTOCOL is saml"
            )
    certificate, key = _SAML["certificate"][0], str(_SAML["key"])
    if not _belong_together(certificate, key):
        raise SettingError("ROEDTRAAD_SAML_KEY", "must be the private key of ROEDTRAAD_SAML_CERTIFICATE")
    return {**_SAML, "certificate": certificate, "protocol": "saml", "cpr_attribute": _CPR, "level": _LEVEL}


def _oidc() -> dict[str, object]:
    return {"protocol": "oidc", **_OIDC} if _OIDC["issuer"] else {}


PORTAL_BROKER = _saml() if _PROTOCOL == "saml" else _oidc()
