# SPDX-License-Identifier: EUPL-1.2
"""Fixtures for every test, loaded by the root conftest."""

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import settings
from whitenoise.middleware import WhiteNoiseMiddleware

from tests.cast import Cast, make_cast
from tests.tables import keep_tables

settings.register_profile("quick", max_examples=30)
"""For `make quick`; the whole suite looks at hypothesis' own hundred, and either at as many as a test names itself."""


def pytest_collection_finish() -> None:
    """The thousands of objects of Django and of the tests live to the end: nobody need look for rubbish among them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, pytestconfig: pytest.Config
) -> None:
    """pytest-django's place for what comes right before the database is made."""
    cache = getattr(pytestconfig, "cache", None)  # none with `-p no:cacheprovider`
    if cache is not None:
        keep_tables(cache.mkdir("tables"))


@pytest.fixture(scope="session", autouse=True)
def static_files_are_listed_once() -> Iterator[None]:
    """Each `Client()` starts the site's middleware; what lies in the static folders is looked up for the first one only."""
    listed: dict[str, Any] = {}
    look_up = WhiteNoiseMiddleware.add_files_from_finders

    def once(middleware: WhiteNoiseMiddleware) -> None:
        if not listed:
            look_up(middleware)
            listed.update(middleware.files)
        middleware.files.update(listed)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", once)
        yield


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
