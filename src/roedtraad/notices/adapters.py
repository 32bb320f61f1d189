# SPDX-License-Identifier: EUPL-1.2
"""The ways out: real ones when they are configured, else files in a folder, so that nothing outside is needed to run."""

import json
import os
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage

from roedtraad.notices.models import Channel

_TIMEOUT: Final = 10


@dataclass(frozen=True, slots=True)
class Letter:
    """What an adapter is handed. `number` is the same at every try, so that a receiver can tell a repetition."""

    number: int
    channel: str
    address: str
    subject: str
    body: str
    language: str


class NotSent(Exception):
    """The letter could not be handed over. The text says why and holds nothing of the letter."""


Adapter = Callable[[Letter], None]


def deliver(letter: Letter) -> None:
    """Hand the letter over by its channel. Raises NotSent."""
    _configured().get(letter.channel, to_file)(letter)


def _configured() -> Mapping[str, Adapter]:
    ways: dict[str, Adapter] = {}
    if settings.MAIL_FROM:
        ways[Channel.MAIL] = to_mail
    if settings.SMS_URL:
        ways[Channel.SMS] = to_sms_gateway
    return ways


def to_file(letter: Letter) -> None:
    """The stand-in: one JSON file a letter in `var/outbox`, whole or not at all."""
    folder = outbox()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{letter.number:08}-{letter.channel}.json"
    unfinished = path.with_suffix(".tmp")
    descriptor = os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(letter), file, ensure_ascii=False, indent=1)
    unfinished.replace(path)


def outbox() -> Path:
    """The folder of the stand-in."""
    return Path(settings.VAR) / "outbox"


def to_mail(letter: Letter) -> None:
    """By the mail server of the settings."""
    headers = {
        "Message-ID": f"<notice-{letter.number}@{settings.MAIL_FROM.rpartition('@')[2]}>",
        "Auto-Submitted": "auto-generated",
    }
    message = EmailMessage(letter.subject, letter.body, settings.MAIL_FROM, [letter.address], headers=headers)
    try:
        message.send()
    except OSError as error:  # smtplib's errors are among them
        raise NotSent(type(error).__name__) from error


def to_sms_gateway(letter: Letter) -> None:
    """As JSON to the municipality's gateway: `to`, `text`, `id`; anything but 2xx is a failure."""
    body = json.dumps({"to": letter.address, "text": letter.body, "id": letter.number}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.SMS_TOKEN}"}
    request = urllib.request.Request(settings.SMS_URL, body, headers, method="POST")  # noqa: S310  (https, by the settings)
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT):  # noqa: S310
            return
    except (OSError, urllib.error.URLError) as error:
        raise NotSent(type(error).__name__) from error
