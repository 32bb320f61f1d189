# SPDX-License-Identifier: EUPL-1.2
"""What tests of signing in do again and again."""

import time
from collections.abc import Callable
from typing import Any, Final

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client

SignIn = Callable[[str], Client]
BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"
A_PASSWORD: Final = "rød tråd gennem fjorden"
LOGIN: Final = "/account/login/"


def give_password(client: Client, username: str = "astrid", password: str = A_PASSWORD, **extra: Any) -> HttpResponse:
    return client.post(LOGIN, {"login": username, "password": password}, **extra)  # type: ignore[return-value]


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def fail(count: int, username: str = "astrid", address: str = "10.0.0.1") -> HttpResponse:
    response = HttpResponse()
    for number in range(count):
        response = give_password(Client(), username, f"forkert {number}", REMOTE_ADDR=address)
    return response
