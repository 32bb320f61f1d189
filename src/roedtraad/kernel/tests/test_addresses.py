# SPDX-License-Identifier: EUPL-1.2
"""From where a request comes: what our own proxies wrote counts, what the visitor wrote does not. One rule for every door."""

import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import RequestFactory

import roedtraad
from roedtraad.kernel.addresses import client_address

CONNECTION, MADE_UP, SEEN = "10.0.0.9", "6.6.6.6", "203.0.113.5"


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        pytest.param(0, f"{MADE_UP}, {SEEN}", CONNECTION, id="no proxy, so the header is the visitor's own"),
        pytest.param(1, f"{MADE_UP}, {SEEN}", SEEN, id="the last one is what our proxy saw"),
        pytest.param(1, SEEN, SEEN, id="a visitor who made nothing up"),
        pytest.param(2, f"{MADE_UP}, {SEEN}, 10.0.0.1", SEEN, id="two proxies in a row"),
        pytest.param(2, f" {SEEN} ,, 10.0.0.1 ", SEEN, id="spaces and gaps are not addresses"),
        pytest.param(3, f"{MADE_UP}, {SEEN}", CONNECTION, id="fewer than there are proxies: it came past them"),
        pytest.param(1, "", CONNECTION, id="no header"),
    ],
)
def test_the_address_is_the_one_that_the_trusted_proxy_saw(
    settings: LazySettings, proxies: int, header: str, expected: str
) -> None:
    settings.PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=CONNECTION, headers={"X-Forwarded-For": header})
    assert client_address(request) == expected


def test_the_header_is_read_in_one_place_only() -> None:
    """A second reading would be a second rule; that the one place is found shows that the search finds."""
    house = Path(roedtraad.__file__).parent
    reading = [
        str(file.relative_to(house))
        for file in sorted(house.rglob("*.py"))
        if "tests" not in file.parts
        and re.search("x[-_]forwarded[-_]for|remote_addr", file.read_text("utf-8"), re.IGNORECASE)
    ]
    assert reading == ["kernel/addresses.py"]
