# SPDX-License-Identifier: EUPL-1.2
"""The document about access says what the table says."""

from tests.access.print_table import DOCUMENT, printed


def test_the_document_is_the_table() -> None:
    assert DOCUMENT.read_text() == printed(), "print it anew: python -m tests.access.print_table"
