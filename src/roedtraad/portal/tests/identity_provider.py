# SPDX-License-Identifier: EUPL-1.2
"""A local identity provider that speaks OpenID Connect and says whatever a test wants it to say."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

CLIENT_ID = "roedtraad-test"
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
STRANGERS_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SHORT_KEY = rsa.generate_private_key(public_exponent=65537, key_size=1024)


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int) -> str:
    return encoded(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def rsa_jwk(key: rsa.RSAPrivateKey, kid: str) -> dict[str, str]:
    public = key.public_key().public_numbers()
    return {"kty": "RSA", "kid": kid, "use": "sig", "n": number(public.n), "e": number(public.e)}


def ec_jwk(kid: str) -> dict[str, str]:
    public = EC_KEY.public_key().public_numbers()
    return {
        "kty": "EC",
        "crv": "P-256",
        "kid": kid,
        "x": encoded(public.x.to_bytes(32, "big")),
        "y": encoded(public.y.to_bytes(32, "big")),
    }


Signer = Callable[[bytes], bytes]
PSS = padding.PSS(mgf=padding.MGF1(SHA256()), salt_length=padding.PSS.DIGEST_LENGTH)


def es256(signed: bytes) -> bytes:
    r, s = decode_dss_signature(EC_KEY.sign(signed, ec.ECDSA(SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def by_public_key(signed: bytes) -> bytes:
    """The old trick: the public key taken for a secret that both sides know."""
    mac = HMAC(json.dumps(rsa_jwk(RSA_KEY, "one")).encode(), SHA256())
    mac.update(signed)
    return mac.finalize()


SIGNERS: dict[str, Signer] = {
    "RS256": lambda signed: RSA_KEY.sign(signed, padding.PKCS1v15(), SHA256()),
    "PS256": lambda signed: RSA_KEY.sign(signed, PSS, SHA256()),
    "ES256": es256,
    "HS256": by_public_key,
    "none": lambda _signed: b"",
}
KIDS = {"ES256": "two"}


def signed(claims: dict[str, Any], algorithm: str = "RS256", sign: Signer | None = None, **header: Any) -> str:
    head = {"alg": algorithm, "typ": "JWT", "kid": KIDS.get(algorithm, "one"), **header}
    said = f"{encoded(json.dumps(head).encode())}.{encoded(json.dumps(claims).encode())}"
    return f"{said}.{encoded((sign or SIGNERS[algorithm])(said.encode()))}"


@dataclass
class Provider:
    """The identity provider: what it says is set by the test."""

    issuer: str = ""
    subject: str = "person-1"
    nonce: str = ""
    challenge: str = ""
    token: Callable[["Provider"], str] = lambda one: signed(one.claims())
    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def claims(self, **values: Any) -> dict[str, Any]:
        now = int(time.time())
        return {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": self.subject,
            "nonce": self.nonce,
            "iat": now,
            "exp": now + 300,
            **values,
        }

    def answer(self, path: str, form: dict[str, list[str]]) -> tuple[int, Any]:
        self.asked.append(path)
        if path in self.answers:
            return 200, self.answers[path]
        if path == "/.well-known/openid-configuration":
            ways = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
            return 200, {"issuer": self.issuer, **{name: self.issuer + way for name, way in ways.items()}}
        if path == "/keys":
            return 200, {"keys": [rsa_jwk(RSA_KEY, "one"), ec_jwk("two"), rsa_jwk(SHORT_KEY, "short")]}
        if path == "/token" and self._proves(form):
            return 200, {"id_token": self.token(self), "access_token": "unused", "token_type": "Bearer"}
        return 400, {"error": "invalid_grant"}

    def _proves(self, form: dict[str, list[str]]) -> bool:
        """The secret behind the challenge, as a provider checks it."""
        verifier = form.get("code_verifier", [""])[0]
        return (
            form.get("code") == ["the-code"] and encoded(hashlib.sha256(verifier.encode()).digest()) == self.challenge
        )


@contextmanager
def serving() -> Iterator[Provider]:
    """The provider at an address of this machine's own."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def _send(self, form: dict[str, list[str]]) -> None:
            status, found = provider.answer(urlsplit(self.path).path, form)
            body = json.dumps(found).encode()
            self.send_response(302 if found == "elsewhere" else status)
            if found == "elsewhere":
                self.send_header("Location", provider.issuer + "/token")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self._send({})

        def do_POST(self) -> None:
            self._send(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))

        def log_message(self, *_args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield provider
    server.shutdown()
