# SPDX-License-Identifier: EUPL-1.2
"""The document about access says what the table says."""

import os

from tests.access.print_table import DOCUMENT, printed


def test_the_document_is_the_table() -> None:
    if os.environ.get("PRINT_ACCESS") == "1":
        DOCUMENT.write_text(printed())
    assert DOCUMENT.read_text() == printed(), "print it anew: PRINT_ACCESS=1 pytest tests/access/test_document.py"
