# SPDX-License-Identifier: EUPL-1.2
"""Digital Post: who has their own, and how a message is handed to the municipality's supplier."""

import datetime as dt
import http.client
import ssl
import urllib.request
from pathlib import Path
from typing import Final
from urllib.error import HTTPError

from django.conf import settings

from roedtraad.kernel import clock
from roedtraad.kernel.errors import DomainError
from roedtraad.kernel.outgoing import opener
from roedtraad.notices.letters import Letter, NotSent, named, outbox, write_whole
from roedtraad.notices.memo import Post, memo, uuid_of
from roedtraad.organisation.queries import profile_on
from roedtraad.organisation.terms import terms_on
from roedtraad.people import cpr
from roedtraad.people.models import YoungPerson

TIMEOUT: Final = 10
NO_CVR: Final = "00000000"
"""Stands as sender in the stand-in's files where no CVR number is set; a supplier is never used without one."""


def is_ready() -> bool:
    """Whether Digital Post is a way to reach somebody: in production only when there is a supplier to hand it to."""
    return bool(settings.DIGITAL_POST_URL) or not settings.IS_PRODUCTION


def receives(person: YoungPerson, on: dt.date) -> bool:
    """Whether the young person has Digital Post of their own: a CPR number, and the age from which the parents no longer receive.

    Below it nothing is sent: the guardians' numbers are not known here, and a child's post is not the child's alone.
    """
    return person.cpr_sealed is not None and terms_on(on).after("own_post_from_age", person.born_on) <= on


def to_file(letter: Letter) -> None:
    """The stand-in: the very message, in a file. Never in production, where no CPR number lies open on a disk. Raises NotSent."""
    if settings.IS_PRODUCTION:
        raise NotSent("not_configured")
    write_whole(outbox() / file_name(letter.number), message_of(letter))


def file_name(number: int) -> str:
    """What the stand-in calls a message."""
    return f"{number:08}-digital_post.xml"


def to_supplier(letter: Letter) -> None:
    """Hand the message over as XML; anything but 2xx is a failure, and so is being sent elsewhere. Raises NotSent."""
    headers = {"Content-Type": "application/xml; charset=utf-8", "Accept": "application/xml"}
    headers["Idempotency-Key"] = str(uuid_of(letter.number, letter.made_at))
    if settings.DIGITAL_POST_TOKEN:
        headers["Authorization"] = f"Bearer {settings.DIGITAL_POST_TOKEN}"
    request = urllib.request.Request(settings.DIGITAL_POST_URL, message_of(letter), headers, method="POST")  # noqa: S310  (https, by the settings)
    try:
        with _opener(settings.DIGITAL_POST_CERTIFICATE, settings.DIGITAL_POST_KEY).open(request, timeout=TIMEOUT):
            return
    except HTTPError as error:
        error.close()
        raise NotSent(f"answer {error.code}") from None  # what the answer says may repeat what was sent
    except (OSError, http.client.HTTPException) as error:
        raise NotSent(named(error)) from None


def message_of(letter: Letter) -> bytes:
    """The message with the number of whoever receives it, which is opened now and kept nowhere. Raises NotSent."""
    on = clock.today()
    person = YoungPerson.objects.filter(pk=letter.person_id or 0).first()
    if person is None or not receives(person, on):
        raise NotSent("no_own_post")
    return memo(
        Post(
            number=letter.number, uuid=uuid_of(letter.number, letter.made_at), label=letter.subject, body=letter.body,
            language=letter.language, made_at=letter.made_at, sender_cvr=settings.DIGITAL_POST_CVR or NO_CVR,
            sender=settings.DIGITAL_POST_SENDER or profile_on(on).municipality.name, cpr=_number_of(person),
        )
    )  # fmt: skip


def _number_of(person: YoungPerson) -> str:
    try:
        return cpr.unseal(person.cpr_sealed or b"")
    except DomainError as error:
        raise NotSent(error.code) from error


def _opener(certificate: str, key: str) -> urllib.request.OpenerDirector:
    context = ssl.create_default_context()
    if certificate:
        context.load_cert_chain(Path(certificate), Path(key) if key else None, password=lambda: "")
    return opener(urllib.request.HTTPSHandler(context=context))
