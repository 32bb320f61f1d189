# SPDX-License-Identifier: EUPL-1.2
"""What everybody does stands in the log: every registered act writes exactly its rows, no more and no fewer (SECURITY D1)."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from roedtraad.audit.models import LogEntry, LogPerson
from roedtraad.audit.queries import verify_chain
from roedtraad.detection import actions as signals
from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.kernel.contributions import act_types
from roedtraad.kernel.importing import ImportFile, importers
from roedtraad.kernel.importing import Request as ImportRequest
from roedtraad.organisation import account_actions as accounts
from tests.access.stage import RULE, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stage", "quick_passwords")]

Row = tuple[str, str, str, int]
"""Stream, act, kind of thing, and how many young persons."""
PASSWORD = "rød tråd gennem fjorden"
TODAY = "2020-01-01"


@pytest.fixture
def quick_passwords(settings: LazySettings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@dataclass(frozen=True)
class Act:
    """How it is done, and the rows that it leaves. `before` is what must have happened first and is not counted."""

    do: Callable[[Stage], object]
    rows: tuple[Row, ...]
    before: Callable[[Stage], object] = lambda _stage: None


def see(key: str, name: str, *args: Any, query: str = "") -> Callable[[Stage], object]:
    """Somebody opens a page; arguments may be functions of the stage."""
    return lambda stage: _done(stage.ask(key, "GET", _url(stage, name, args) + query))


def send(key: str, name: str, *args: Any, **data: Any) -> Callable[[Stage], object]:
    """Somebody sends a form."""
    return lambda stage: _done(stage.ask(key, "POST", _url(stage, name, args), _filled(stage, data)))


def _url(stage: Stage, name: str, args: tuple[Any, ...]) -> str:
    return reverse(name, args=[one(stage) if callable(one) else one for one in args])


def _filled(stage: Stage, data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value(stage) if callable(value) else value for name, value in data.items()}


def _done(response: Any) -> None:
    assert response.status_code in {200, 302}, response.status_code
    if response.streaming:
        b"".join(response)


def alma(stage: Stage) -> int:
    return stage.alma.pk


def account(key: str) -> Callable[[Stage], int]:
    return lambda stage: stage.cast.accounts[key].pk


def today(_stage: Stage) -> str:
    return clock.today().isoformat()


def look(act: str, persons: int) -> tuple[Row, ...]:
    return (("look", act, "", persons),)


def change(act: str, kind: str, persons: int = 0) -> tuple[Row, ...]:
    return (("change", act, kind, persons),)


def on_signal(act: str, row: str, **data: Any) -> Act:
    chosen = {"act": act, "chosen": lambda stage: stage.signal.pk, "confirmed": "1", **data}
    return Act(send("caseworker", "detection:signals-act", **chosen), change(row, "signal", 1))


def on_account(name: str, row: str, *args: Any, **data: Any) -> Act:
    args = args or (account("colleague"),)
    return Act(send("administrator", f"accounts:{name}", *args, **data), change(row, "account"))


def _lock(stage: Stage) -> object:
    return accounts.lock_account(stage.cast.actor("administrator"), account_id=stage.cast.accounts["colleague"].pk)


def _answered(stage: Stage) -> object:
    return signals.acknowledge(stage.cast.actor("caseworker"), signals=[stage.signal.pk])


def _give_password(stage: Stage) -> None:
    owner = stage.cast.accounts["operator"]
    owner.set_password(PASSWORD)
    owner.save()


def _sign_in(password: str, times: int = 1) -> Callable[[Stage], object]:
    def do(stage: Stage) -> None:
        for _ in range(times):
            Client().post(reverse("account_login"), {"login": "operator", "password": password})

    return do


def _use_link(stage: Stage) -> None:
    link = accounts.issue_sign_in_link(stage.cast.actor("administrator"), account_id=stage.cast.accounts["colleague"].pk)
    LogEntry.link = link  # type: ignore[attr-defined]


def _add_app(stage: Stage) -> None:
    secret = generate_totp_secret()
    client = stage.clients["operator"]
    stage.ask("operator", "GET", reverse("mfa_activate_totp"))
    session = client.session
    session["mfa.totp.secret"] = secret
    session.save()
    stage.ask("operator", "POST", reverse("mfa_activate_totp"), {"code": _code(secret)})


def _code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def _import(kind: str, text: str) -> Callable[[Stage], object]:
    def do(stage: Stage) -> None:
        upload = stage.upload("secretariat")
        upload.file.path.write_text(text)
        importers[kind].run(stage.cast.actor("secretariat"), ImportRequest(upload.file))

    return do
