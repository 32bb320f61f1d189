# SPDX-License-Identifier: EUPL-1.2
"""CPR numbers are read as people write them, and say nothing once they are sealed."""

import datetime as dt

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from roedtraad.kernel.errors import DomainError
from roedtraad.people import cpr

BORN = dt.date(2009, 5, 20)
days = st.dates(dt.date(1900, 1, 1), dt.date(2026, 1, 1))
serials = st.integers(0, cpr.SERIALS_PER_DAY - 1)


@pytest.mark.parametrize("written", ["{0}", "{1}", " {1} ", "{2}", "{3}"])
def test_a_number_is_the_same_however_it_is_written(written):
    number = cpr.synthetic_cpr(BORN, 7)
    forms = (number, cpr.formatted(number), f"{number[:6]} {number[6:]}", f"{number[:6]}–{number[6:]}")
    assert cpr.normalise(written.format(*forms)) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "123",
        "200509-123",
        "310209-1234",  # cpr-ok
        "990099-1234",  # cpr-ok
        "920509-1234",  # cpr-ok
        "٢٠٠٥٠٩1234",  # cpr-ok
        "2005091234567",  # cpr-ok
    ],
)
def test_what_is_no_cpr_number_is_refused(text):
    with pytest.raises(DomainError) as refused:
        cpr.normalise(text)
    assert refused.value.code == "cpr_invalid"


def test_a_number_that_fails_modulus_11_is_lawful():
    assert cpr.birth_date(cpr.normalise("610107-4001")) == dt.date(2007, 1, 1)
    assert cpr.birth_date(cpr.normalise("610107-4002")) == dt.date(2007, 1, 1)


def test_the_century_follows_the_seventh_digit():
    assert cpr.birth_date("6101370000").year == 1937
    assert cpr.birth_date("6101074000").year == 2007
    assert cpr.birth_date("6101075000").year == 2007
    assert cpr.birth_date("6101583000").year == 1958


@given(days, serials)
def test_synthetic_numbers_hold_their_birth_date_and_belong_to_nobody(born_on, serial):
    number = cpr.normalise(cpr.synthetic_cpr(born_on, serial))
    assert cpr.birth_date(number) == born_on
    assert cpr.is_administrative(number)


def test_there_is_no_synthetic_number_outside_the_series():
    for born_on, serial in (
        (dt.date(1899, 1, 1), 0),
        (dt.date(2058, 1, 1), 0),
        (BORN, -1),
        (BORN, cpr.SERIALS_PER_DAY),
    ):
        with pytest.raises(ValueError, match="no synthetic"):
            cpr.synthetic_cpr(born_on, serial)


@given(days, serials)
def test_a_sealed_number_opens_again_and_is_always_the_same(born_on, serial):
    number = cpr.synthetic_cpr(born_on, serial)
    sealed = cpr.seal(number)
    assert cpr.unseal(sealed) == number
    assert cpr.unseal(memoryview(sealed)) == number
    assert cpr.seal(number) == sealed
    assert number.encode() not in sealed
    assert len(sealed) <= 64


def test_numbers_of_the_same_day_have_nothing_in_common_once_sealed():
    first, second = (cpr.seal(cpr.synthetic_cpr(BORN, serial)) for serial in (1, 2))
    assert first[16:22] != second[16:22]


def test_another_key_gives_another_seal_and_opens_nothing():
    number = cpr.synthetic_cpr(BORN, 1)
    sealed = cpr.seal(number)
    with override_settings(DATA_KEY="another key that is long enough to be one"):
        assert cpr.seal(number) != sealed
        with pytest.raises(DomainError) as refused:
            cpr.unseal(sealed)
    assert refused.value.code == "data_key_mismatch"


def test_a_changed_seal_is_noticed():
    sealed = bytearray(cpr.seal(cpr.synthetic_cpr(BORN, 1)))
    sealed[-1] ^= 1
    with pytest.raises(DomainError):
        cpr.unseal(bytes(sealed))


def test_a_masked_number_shows_the_birth_date_only():
    assert cpr.mask(BORN) == "200509-••••"
