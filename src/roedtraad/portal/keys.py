# SPDX-License-Identifier: EUPL-1.2
"""Links, codes and names of the broker: made to be guessed by nobody, kept only as keyed digests."""

import hashlib
import hmac
import secrets
from typing import Final

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_SALT: Final = "roedtraad.portal"
CODE_DIGITS: Final = 6


def new_token() -> str:
    """A link's secret: 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """A code for a person to type."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def new_holder() -> str:
    """A mark for one human being, which says nothing about them."""
    return secrets.token_hex(16)


def token_digest(token: str) -> str:
    """What is kept of a link."""
    return salted_hmac(f"{_SALT}.link", token, algorithm="sha256").hexdigest()


def code_digest(identity_id: int, code: str) -> str:
    """What is kept of a code; the same code of two people has two digests."""
    return salted_hmac(f"{_SALT}.code.{identity_id}", code, algorithm="sha256").hexdigest()


def address_digest(address: str) -> str:
    """Where somebody knocks from, so that it can be counted and not read."""
    return salted_hmac(f"{_SALT}.address", address, algorithm="sha256").hexdigest()


def subject_digest(issuer: str, subject: str) -> str:
    """What is kept of the broker's name for a person; with the data key, so that a new secret key locks nobody out."""
    said = f"{_SALT}.subject\0{issuer}\0{subject}".encode()
    return hmac.new(settings.DATA_KEY.encode(), said, hashlib.sha256).hexdigest()


def assertion_digest(issuer: str, number: str) -> str:
    """What is kept of an assertion that has been used."""
    return salted_hmac(f"{_SALT}.assertion", f"{issuer}\0{number}", algorithm="sha256").hexdigest()


def is_same(digest: str, other: str) -> bool:
    """Compare two digests without telling how much of them is alike."""
    return constant_time_compare(digest, other)
