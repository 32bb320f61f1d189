# SPDX-License-Identifier: EUPL-1.2
"""What a notice may say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roedtraad.kernel.contributions import notice_texts
from roedtraad.notices.rules import FIELDS, MOST_TRIES, SMS_LENGTH, fields_in, filled, waits_minutes


def test_no_registered_text_asks_for_more_than_a_link_a_code_a_phone_number_and_the_municipality() -> None:
    for wording in notice_texts:
        assert fields_in(str(wording.subject)) | fields_in(str(wording.body)) <= FIELDS, wording.name


def test_every_registered_text_fits_in_two_text_messages() -> None:
    values = {
        "municipality": "Frederiksberg Kommune",
        "link": "https://" + "x" * 90,
        "code": "123456",
        "phone": "12 34 56 78",
    }
    for wording in notice_texts:
        assert len(filled(str(wording.body), values)) <= SMS_LENGTH, wording.name


@given(st.text(alphabet="abcdefghij_", min_size=1, max_size=12).filter(lambda name: name not in FIELDS))
def test_a_text_that_asks_for_anything_else_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="may not hold"):
        filled(f"Hi {{{name}}}", {name: "Alma"})


def test_a_missing_value_is_refused() -> None:
    with pytest.raises(ValueError, match="no value for link"):
        filled("Read it: {link}", {})


def test_each_failure_makes_the_next_try_wait_longer() -> None:
    waits = [waits_minutes(tries) for tries in range(MOST_TRIES)]
    assert waits == sorted(waits)
    assert (waits[0], waits[1], waits[3]) == (0, 1, 4)
