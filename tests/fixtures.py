# SPDX-License-Identifier: EUPL-1.2
"""Fixtures for every test, loaded by the root conftest."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import translation

from tests.cast import Cast, make_cast


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Texts are asserted in English; a page that spoke Danish leaves no trace for the next test."""
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody on the stage."""
    return make_cast()


@pytest.fixture
def sign_in(cast: Cast) -> Callable[[str], Client]:
    """A browser in which one of the cast has signed in."""

    def signed_in(key: str) -> Client:
        client = Client()
        client.force_login(cast.accounts[key], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in
