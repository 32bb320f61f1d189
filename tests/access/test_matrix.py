# SPDX-License-Identifier: EUPL-1.2
"""Every address × everybody × every method × whoever's it is, against one table (SECURITY A1, A2, A8, G5)."""

import pytest

from tests.access.addresses import named_addresses
from tests.access.matrix import shown, walk
from tests.access.stage import Stage
from tests.access.table import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage")]


def test_every_address_is_in_the_table_and_no_row_is_stale() -> None:
    named = set(named_addresses())
    assert named - set(PAGES) == set(), "addresses that the table does not know"
    assert set(PAGES) - named == set(), "rows without an address"


@pytest.mark.parametrize("name", PAGES)
def test_the_site_does_what_the_table_says(name: str, stage: Stage) -> None:
    _cells, deviations = walk(PAGES[name], stage)
    assert not deviations, shown(deviations)
