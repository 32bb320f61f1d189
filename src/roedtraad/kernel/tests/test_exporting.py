# SPDX-License-Identifier: EUPL-1.2
"""Lists taken out: whatever people have written, the file opens and nothing in it runs."""

from io import BytesIO
from typing import cast

import pytest
from django.http import FileResponse
from openpyxl import load_workbook

from roedtraad.kernel.exporting import inert, table_response


@pytest.mark.parametrize("name", ["Al\x0bma", "Al\x00ma\x1f", "\x08Alma"])
def test_a_control_character_in_a_name_does_not_stop_the_workbook(name: str) -> None:
    response = cast(FileResponse, table_response("people", "xlsx", ["Name"], [[name]]))
    sheet = load_workbook(BytesIO(response.getvalue())).active
    assert sheet is not None
    assert sheet["A2"].value == "Alma"


def test_a_formula_stays_text_in_a_workbook() -> None:
    response = cast(FileResponse, table_response("people", "xlsx", ["Name"], [["=1+1"]]))
    sheet = load_workbook(BytesIO(response.getvalue())).active
    assert sheet is not None
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_formula_is_quoted_in_a_csv_file(text: str) -> None:
    assert inert(text) == f"'{text}"
