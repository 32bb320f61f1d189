# SPDX-License-Identifier: EUPL-1.2
import pytest
from django.core.cache import cache

from roedtraad.portal.tests.citizens import Citizens, make_citizens
from tests.cast import Cast


@pytest.fixture
def citizens(cast: Cast) -> Citizens:
    """The citizens around the cast."""
    cache.clear()
    return make_citizens(cast)


@pytest.fixture(autouse=True)
def with_citizens(settings: object) -> None:
    """The middleware stands where the site's settings have it, or will have it."""
    name, after = "roedtraad.portal.middleware.CitizenMiddleware", "roedtraad.web.middleware.ActorMiddleware"
    names = list(settings.MIDDLEWARE)  # type: ignore[attr-defined]
    if name not in names:
        names.insert(names.index(after) + 1, name)
        settings.MIDDLEWARE = names  # type: ignore[attr-defined]
