# SPDX-License-Identifier: EUPL-1.2
"""One stage for all tests of a module: nothing that a test does on it stays."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings

from tests.access.stage import Stage, make_stage


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    """The stage, set up once and taken down at the end of the module."""
    slowly = override_settings(
        ACCOUNT_REAUTHENTICATION_TIMEOUT=24 * 3600
    )  # a module may take a while on a slow machine
    with django_db_blocker.unblock(), transaction.atomic(), slowly:
        yield make_stage()
        transaction.set_rollback(True)


@pytest.fixture
def stage(played: Stage) -> Iterator[Stage]:
    """The stage for one test, which leaves no trace on it. Refusals by the hundred are not worth a line each."""
    logging.disable(logging.WARNING)
    cache.clear()
    with transaction.atomic():
        yield played
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
