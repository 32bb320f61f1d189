# SPDX-License-Identifier: EUPL-1.2
"""A security key in a real browser: added once, it signs in alone; the pages around it are clean."""

import pytest

from tests.journeys.conftest import Reader

pytestmark = pytest.mark.browser

KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def with_key(reader: Reader) -> Reader:
    """A browser with a security key. Keys belong to a name and not to a number, so the address is by name."""
    reader.site = reader.site.replace("127.0.0.1", "localhost")
    session = reader.page.context.new_cdp_session(reader.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return reader


def test_a_key_is_added_and_then_signs_in_alone(with_key: Reader) -> None:
    page = with_key.page
    with_key.sign_in("municipal_administrator")
    with_key.open("/account/factors/")
    assert with_key.axe() == []
    with_key.open("/account/factors/keys/add/")
    assert with_key.axe() == []
    page.check("[name=passwordless]")
    page.click("[data-security-key] button")
    page.wait_for_url("**/account/factors/codes/")
    assert with_key.axe() == []
    page.locator("form[action='/account/logout/'] button").first.click()
    page.wait_for_url("**/account/login/")
    assert with_key.axe() == []
    page.click("[data-security-key] button")
    page.wait_for_url(lambda url: "/account/" not in url)
    with_key.open("/account/factors/keys/")
    assert page.locator("#keys tbody tr").count() == 1
    assert with_key.axe() == []


def test_a_key_that_fails_says_so_in_words(reader: Reader) -> None:
    reader.open("/account/login/")
    told = reader.page.locator("[data-security-key-error]")
    assert told.is_hidden()
    reader.page.click("[data-security-key] button")
    told.wait_for(state="visible")
    assert reader.axe() == []
