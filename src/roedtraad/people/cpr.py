# SPDX-License-Identifier: EUPL-1.2
"""CPR numbers: read, checked, sealed so that a copy of the database does not give them away, and masked on screen.

Numbers that fail modulus 11 have been lawful since 2007, so only the form and the date of birth are checked. A day of birth
with 60 added marks an administrative number, which nobody in the CPR register carries: our synthetic people have those.
"""

import datetime as dt
import re
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from stdnum.dk import cpr as register
from stdnum.exceptions import ValidationError

from roedtraad.kernel.errors import DomainError

_TEN_DIGITS: Final = re.compile(r"[0-9]{10}")
_SEPARATORS: Final = re.compile(r"[\s.\u2010-\u2015\u2212-]+")
_DAY_OF_ADMINISTRATIVE: Final = 60
_SERIAL_FROM: Final = {1900: 0, 2000: 5000}
SERIALS_PER_DAY: Final = 4000
"""How many synthetic people can be born on one day."""


def normalise(text: str) -> str:
    """The ten digits of a number written DDMMYY-SSSS, DDMMYYSSSS or with spaces.

    Refuses with code `cpr_invalid` what is not ten digits or holds no possible date of birth.
    """
    digits = text if _TEN_DIGITS.fullmatch(text) else _SEPARATORS.sub("", text)
    if not _TEN_DIGITS.fullmatch(digits):
        raise DomainError("cpr_invalid", _("A CPR number has ten digits, written DDMMYY-SSSS."))
    _birth_date(digits[:7])
    return digits


def birth_date(number: str) -> dt.date:
    """The date of birth in a normalised number."""
    return _birth_date(number[:7])


def is_administrative(number: str) -> bool:
    """Whether 60 has been added to the day, so that no registered person carries the number."""
    return int(number[:2]) > _DAY_OF_ADMINISTRATIVE


@lru_cache(maxsize=1 << 16)
def _birth_date(first_seven: str) -> dt.date:
    """The date and century are in the first seven digits, so a file of many people asks for few distinct ones."""
    day = int(first_seven[:2])
    plain = f"{day - _DAY_OF_ADMINISTRATIVE:02}{first_seven[2:]}" if day > _DAY_OF_ADMINISTRATIVE else first_seven
    try:
        return register.get_birth_date(register.validate(f"{plain}000"))
    except ValidationError as error:
        raise DomainError(
            "cpr_invalid", _("The first six digits of the CPR number are not a possible date of birth.")
        ) from error


def is_number_of(text: str, born_on: dt.date) -> bool:
    """Whether a text is ten digits that begin with the date of birth: that person's CPR number, and not by chance."""
    digits = _SEPARATORS.sub("", text)
    if not _TEN_DIGITS.fullmatch(digits) or digits[2:6] != f"{born_on:%m%y}":
        return False
    return int(digits[:2]) in (born_on.day, born_on.day + _DAY_OF_ADMINISTRATIVE)


def seal(number: str) -> bytes:
    """A normalised number, encrypted: always to the same bytes, so that it is unique and can be found in full only."""
    return _cipher(settings.DATA_KEY).encrypt(number.encode(), None)


def unseal(sealed: bytes | memoryview) -> str:
    """The number behind `seal`.

    Refuses with code `data_key_mismatch` when it was sealed with another key, or changed since.
    """
    try:
        return _cipher(settings.DATA_KEY).decrypt(bytes(sealed), None).decode()
    except InvalidTag as error:
        raise DomainError(
            "data_key_mismatch",
            _("The CPR number cannot be opened: ROEDTRAAD_DATA_KEY is not the key it was sealed with."),
        ) from error


@lru_cache(maxsize=4)
def _cipher(data_key: str) -> AESSIV:
    return AESSIV(HKDF(SHA256(), length=64, salt=None, info=b"roedtraad cpr number").derive(data_key.encode()))


def mask(born_on: dt.date) -> str:
    """What a screen shows until somebody asks for the number: the date of birth, which is on the page anyway."""
    return f"{born_on:%d%m%y}-••••"


def formatted(number: str) -> str:
    """A normalised number as people write it: DDMMYY-SSSS."""
    return f"{number[:6]}-{number[6:]}"


def synthetic_cpr(born_on: dt.date, serial: int) -> str:
    """An administrative number for a made-up person; `serial` counts those born on that day, from 0.

    Raises ValueError for a year outside 1900 to 2057 and a serial from SERIALS_PER_DAY on.
    """
    first = _SERIAL_FROM.get(born_on.year // 100 * 100)
    if first is None or born_on.year > 2057 or not 0 <= serial < SERIALS_PER_DAY:
        raise ValueError(f"no synthetic CPR number for {born_on} and serial {serial}")
    return f"{born_on.day + _DAY_OF_ADMINISTRATIVE:02}{born_on:%m%y}{first + serial:04}"
