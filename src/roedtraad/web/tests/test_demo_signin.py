# SPDX-License-Identifier: EUPL-1.2
"""The demo sign-in exists in demo mode only, and demo mode on this machine only (SECURITY G7)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from roedtraad.audit.models import LogEntry
from roedtraad.organisation.models import Account
from roedtraad.web.tests.signing_in import LOGIN, is_in
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_the_demo_people_are_one_click_away_in_demo_mode(cast: Cast, settings: LazySettings) -> None:
    settings.IS_DEMO = True
    account = cast.account("contact_person")
    Account.objects.filter(pk=account.pk).update(is_demo=True)
    client = Client()
    page = client.get("/account/demo/").content.decode()
    assert "Kirsten Kontakt" in page
    assert "Sara Sagsbehandler" not in page
    assert client.post("/account/demo/", {"account": account.pk}).status_code == 302
    assert is_in(client)
    assert LogEntry.objects.filter(act="signed_in", account_id=account.pk).exists()
    assert "/account/demo/" in Client().get(LOGIN).content.decode()


@pytest.mark.parametrize("asked", ["", "x", "0", "99999999999999999999"])
def test_the_demo_signs_nobody_in_who_is_not_a_demo_person(cast: Cast, settings: LazySettings, asked: str) -> None:
    settings.IS_DEMO = True
    client = Client()
    assert client.post("/account/demo/", {"account": asked}).status_code == 404
    assert client.post("/account/demo/", {"account": cast.account("leader").pk}).status_code == 404
    assert not is_in(client)


def test_outside_demo_mode_the_page_does_not_exist(cast: Cast, settings: LazySettings) -> None:
    settings.IS_DEMO = False
    account = cast.account("contact_person")
    Account.objects.filter(pk=account.pk).update(is_demo=True)
    client = Client()
    assert client.get("/account/demo/").status_code == 404
    assert client.post("/account/demo/", {"account": account.pk}).status_code == 404
    assert not is_in(client)
    assert "/account/demo/" not in client.get(LOGIN).content.decode()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"ROEDTRAAD_MODE": "demo", "ROEDTRAAD_HTTPS": "yes"}, "ROEDTRAAD_MODE"),
        ({"ROEDTRAAD_MODE": "demo", "ROEDTRAAD_HOSTS": "ung.fjordby.dk"}, "ROEDTRAAD_MODE"),
        ({"ROEDTRAAD_MODE": "production"}, "ROEDTRAAD_SECRET_KEY"),
        ({"ROEDTRAAD_MODE": "show"}, "ROEDTRAAD_MODE"),
        ({"ROEDTRAAD_REQUIRE_SECOND_FACTOR": "perhaps"}, "ROEDTRAAD_REQUIRE_SECOND_FACTOR"),
        ({"ROEDTRAAD_LINK_HOURS": "0"}, "ROEDTRAAD_LINK_HOURS"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_its_name(changes: dict[str, str], named: str, tmp_path: Path) -> None:
    done = _start("", tmp_path, changes)
    assert done.returncode != 0
    assert f"SettingError: {named}:" in done.stderr


def test_production_requires_the_second_factor_unless_told_otherwise(tmp_path: Path) -> None:
    production = {
        "ROEDTRAAD_MODE": "production", "ROEDTRAAD_SECRET_KEY": "s" * 50, "ROEDTRAAD_DATA_KEY": "d" * 50,
        "ROEDTRAAD_HOSTS": "ung.fjordby.dk", "DATABASE_URL": "sqlite:////dev/null",
    }  # fmt: skip
    done = _start(
        "print(settings.REQUIRE_SECOND_FACTOR, settings.IS_DEMO, settings.SESSION_COOKIE_NAME)", tmp_path, production
    )
    assert done.stdout.split() == ["True", "False", "__Host-session"], done.stderr


def _start(then: str, folder: Path, changes: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ROEDTRAAD_", "DATABASE_URL"))}
    code = f"from roedtraad.config import settings\n{then}"
    environment = {**kept, "ROEDTRAAD_VAR": str(folder), **changes}
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
