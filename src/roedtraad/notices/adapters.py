# SPDX-License-Identifier: EUPL-1.2
"""The ways out: real ones when they are configured, else files in a folder, so that nothing outside is needed to run."""

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from email.mime.text import MIMEText
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage

from roedtraad.kernel.outgoing import opener
from roedtraad.notices import digital_post
from roedtraad.notices.letters import Letter, NotSent, named, outbox, write_whole
from roedtraad.notices.models import Channel

_TIMEOUT: Final = 10

Adapter = Callable[[Letter], None]


def deliver(letter: Letter) -> None:
    """Hand the letter over by its channel. Raises NotSent."""
    _configured().get(letter.channel, to_file)(letter)


def _configured() -> Mapping[str, Adapter]:
    ways: dict[str, Adapter] = {Channel.DIGITAL_POST: digital_post.to_file}
    if settings.MAIL_FROM:
        ways[Channel.MAIL] = to_mail
    if settings.SMS_URL:
        ways[Channel.SMS] = to_sms_gateway
    if settings.DIGITAL_POST_URL:
        ways[Channel.DIGITAL_POST] = digital_post.to_supplier
    return ways


def to_file(letter: Letter) -> None:
    """The stand-in: one JSON file a letter in `var/outbox`, whole or not at all."""
    told = {name: getattr(letter, name) for name in ("number", "channel", "address", "subject", "body", "language")}
    if letter.calendar:
        told["calendar"] = letter.calendar
    content = json.dumps(told, ensure_ascii=False, indent=1).encode()
    write_whole(outbox() / file_name(letter.number, letter.channel), content)


def file_name(number: int, channel: str) -> str:
    """What the stand-in of a channel calls a letter."""
    return digital_post.file_name(number) if channel == Channel.DIGITAL_POST else f"{number:08}-{channel}.json"


def to_mail(letter: Letter) -> None:
    """By the mail server of the settings."""
    headers = {
        "Message-ID": f"<notice-{letter.number}@{settings.MAIL_FROM.rpartition('@')[2]}>",
        "Auto-Submitted": "auto-generated",
    }
    message = EmailMessage(letter.subject, letter.body, settings.MAIL_FROM, [letter.address], headers=headers)
    if letter.calendar:
        message.attach(_calendar_part(letter.calendar))
    try:
        message.send()
    except (OSError, ValueError) as error:  # smtplib's errors, and an address with a line break
        raise NotSent(type(error).__name__) from error


def _calendar_part(calendar: str) -> MIMEText:
    """The file of a meeting, so that the reader's calendar takes it in, moves it and takes it out again (RFC 6047)."""
    part = MIMEText(calendar, "calendar", "utf-8")
    method = next((line[7:].strip() for line in calendar.splitlines() if line.startswith("METHOD:")), "REQUEST")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename="meeting.ics")
    return part


def to_sms_gateway(letter: Letter) -> None:
    """As JSON to the municipality's gateway: `to`, `text`, `id`; anything but 2xx is a failure, a redirect too."""
    body = json.dumps({"to": letter.address, "text": letter.body, "id": letter.number}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.SMS_TOKEN}"}
    request = urllib.request.Request(settings.SMS_URL, body, headers, method="POST")  # noqa: S310  (https, by the settings)
    try:
        with opener().open(request, timeout=_TIMEOUT):
            return
    except urllib.error.HTTPError as error:
        error.close()
        raise NotSent(f"answer {error.code}") from error
    except (OSError, http.client.HTTPException) as error:
        raise NotSent(named(error)) from error
