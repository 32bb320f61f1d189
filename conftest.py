# SPDX-License-Identifier: EUPL-1.2
"""What tests need of the machine: the journeys need a browser. The database is chosen by DATABASE_URL."""

import os
import shutil

import pytest

pytest_plugins = ["tests.fixtures"]


def chromium() -> str | None:
    """The Chromium to use: ROEDTRAAD_CHROMIUM, else the first that is on the path; the one without windows costs half the time."""
    given = os.environ.get("ROEDTRAAD_CHROMIUM")
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = (shutil.which(name) for name in names)
    return given or next((path for path in found if path), None)


DATABASE_FIXTURES = frozenset({"db", "transactional_db", "django_db_setup"})


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test that may reach the database is marked so: by its mark or by a fixture that it asks for, however far back.

    pytest-django lets no other test reach it, so on a second database the others would do the same once more.
    """
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")
    _journeys_need_a_browser(items)


def _journeys_need_a_browser(items: list[pytest.Item]) -> None:
    """Without a browser its journeys are skipped, or fail where ROEDTRAAD_REQUIRE_BROWSER=1."""
    journeys = [item for item in items if item.get_closest_marker("browser")]
    if not journeys:
        return
    # Playwright runs an event loop in the test's thread; Django would take it for an asynchronous view.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    if chromium():
        return
    if os.environ.get("ROEDTRAAD_REQUIRE_BROWSER") == "1":
        raise pytest.UsageError("ROEDTRAAD_REQUIRE_BROWSER=1, but there is no Chromium: apt-get install chromium")
    for item in journeys:
        item.add_marker(pytest.mark.skip(reason="no Chromium here: apt-get install chromium"))
