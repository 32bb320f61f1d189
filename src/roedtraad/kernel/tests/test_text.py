# SPDX-License-Identifier: EUPL-1.2
"""CPR numbers are found wherever they stand in a text, and other numbers are left alone."""

import pytest

from roedtraad.kernel.text import holds_cpr, without_cpr


@pytest.mark.parametrize("text", ["6101901234", "610190-1234", "cpr 610190 1234", "Alma610190-1234x", "61 01 90 12 34"])
def test_a_number_is_hidden_wherever_it_stands(text: str) -> None:
    hidden = without_cpr(text)
    assert holds_cpr(text)
    assert "1234" not in hidden.replace(" ", "")
    assert not holds_cpr(hidden)


@pytest.mark.parametrize("text", ["", "Alma", "20 30 40 50", "2026-11-21", "12345678901", "F-000123"])
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not holds_cpr(text)
    assert without_cpr(text) == text
