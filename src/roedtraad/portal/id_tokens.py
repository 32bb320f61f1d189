# SPDX-License-Identifier: EUPL-1.2
"""The identity token of the sign-in broker: signed by one of its keys, for us, now, and for this very sign-in.

Only asymmetric signatures are known here, so neither `none` nor a key that both sides know can pass (RFC 8725 §3.1-3.3). The
mathematics is the library `cryptography`'s; what a token must hold follows OpenID Connect Core §3.1.3.7.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from django.utils.crypto import constant_time_compare

_LEEWAY: Final = 60
"""Seconds that two clocks may differ."""
_OLDEST: Final = 600
"""Seconds after which a token is too old for a sign-in, whatever it says itself."""
_LEAST_BITS: Final = 2048
_HALF: Final = 32

Key = Mapping[str, Any]


class TokenRefused(Exception):
    """The token is not to be trusted. `code` says why, for the log, and holds nothing of the token."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Expected:
    """What the token must be: of this issuer, for this client, for the sign-in with this nonce, at this moment."""

    issuer: str
    client_id: str
    nonce: str
    now: float


def claims_of(token: str, keys: Sequence[Key], expected: Expected) -> Mapping[str, Any]:
    """The claims of a token that is in order. Raises TokenRefused."""
    parts = token.split(".")
    if len(parts) != 3:
        raise TokenRefused("malformed")
    header, claims = _json(parts[0]), _json(parts[1])
    algorithm = header.get("alg")
    verify = _VERIFIERS.get(algorithm) if isinstance(algorithm, str) else None
    if verify is None or "crit" in header:
        raise TokenRefused("algorithm")
    key = _key_for(header, keys, _KEY_TYPES[str(algorithm)])
    try:
        verify(key, _bytes(parts[2]), f"{parts[0]}.{parts[1]}".encode())
    except (InvalidSignature, KeyError, ValueError) as error:
        raise TokenRefused("signature") from error
    _check(claims, expected)
    return claims


def _check(claims: Mapping[str, Any], expected: Expected) -> None:
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != expected.issuer:
        raise TokenRefused("issuer")
    if expected.client_id not in audiences:
        raise TokenRefused("audience")
    if (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != expected.client_id:
        raise TokenRefused("audience")
    _check_times(claims, expected.now)
    if not constant_time_compare(str(claims.get("nonce", "")), expected.nonce) or not expected.nonce:
        raise TokenRefused("nonce")
    if not isinstance(claims.get("sub"), str) or not claims["sub"]:
        raise TokenRefused("subject")


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    expires, issued, begins = claims.get("exp"), claims.get("iat"), claims.get("nbf", 0)
    if not all(isinstance(one, int | float) for one in (expires, issued, begins)):
        raise TokenRefused("expired")
    if now > expires + _LEEWAY or now - issued > _OLDEST:  # type: ignore[operator]
        raise TokenRefused("expired")
    if issued > now + _LEEWAY or begins > now + _LEEWAY:  # type: ignore[operator]
        raise TokenRefused("not_yet")


def _key_for(header: Mapping[str, Any], keys: Sequence[Key], kind: str) -> Key:
    """The issuer's key that the header names; the only one, when it names none."""
    fitting = [key for key in keys if key.get("kty") == kind and key.get("use", "sig") == "sig"]
    named = [key for key in fitting if key.get("kid") == header.get("kid")]
    found = named if "kid" in header else fitting
    if len(found) != 1:
        raise TokenRefused("key")
    return found[0]


def _rsa_key(key: Key) -> rsa.RSAPublicKey:
    public = rsa.RSAPublicNumbers(_number(key["e"]), _number(key["n"])).public_key()
    if public.key_size < _LEAST_BITS:
        raise ValueError("a short key")
    return public


def _rs256(key: Key, signature: bytes, signed: bytes) -> None:
    _rsa_key(key).verify(signature, signed, padding.PKCS1v15(), SHA256())


def _ps256(key: Key, signature: bytes, signed: bytes) -> None:
    pss = padding.PSS(mgf=padding.MGF1(SHA256()), salt_length=padding.PSS.DIGEST_LENGTH)
    _rsa_key(key).verify(signature, signed, pss, SHA256())


def _es256(key: Key, signature: bytes, signed: bytes) -> None:
    if key["crv"] != "P-256" or len(signature) != 2 * _HALF:
        raise ValueError("not the curve")
    public = ec.EllipticCurvePublicNumbers(_number(key["x"]), _number(key["y"]), ec.SECP256R1()).public_key()
    r, s = int.from_bytes(signature[:_HALF], "big"), int.from_bytes(signature[_HALF:], "big")
    public.verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))


_VERIFIERS: Final[Mapping[str, Callable[[Key, bytes, bytes], None]]] = {
    "RS256": _rs256,
    "PS256": _ps256,
    "ES256": _es256,
}
_KEY_TYPES: Final = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise TokenRefused("malformed") from error


def _number(text: str) -> int:
    return int.from_bytes(_bytes(text), "big")


def _json(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(_bytes(text))
    except ValueError as error:
        raise TokenRefused("malformed") from error
    if not isinstance(found, dict):
        raise TokenRefused("malformed")
    return found
