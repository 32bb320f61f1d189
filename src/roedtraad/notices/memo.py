# SPDX-License-Identifier: EUPL-1.2
"""A message as Digital Post takes it: MeMo, the Danish state's format, with one page of text in it and nothing else."""

import base64
import datetime as dt
import uuid
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import Final

from django.utils.html import escape, urlize

NAMESPACE: Final = "https://DigitalPost.dk/MeMo-1"
VERSION: Final = "1.2"
LONGEST_LABEL: Final = 255
ET.register_namespace("memo", NAMESPACE)  # some receivers know the format by this very prefix


@dataclass(frozen=True, slots=True)
class Post:
    """What goes into one message. `number` is the sender's own, `uuid` the message's, and both are the same at every try."""

    number: int
    uuid: uuid.UUID
    label: str
    body: str
    language: str
    made_at: dt.datetime
    sender_cvr: str
    sender: str
    cpr: str


def uuid_of(number: int, made_at: dt.datetime) -> uuid.UUID:
    """The message's number in the world: the same at every try, and another one for another notice of any installation."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"urn:roedtraad:notice:{number}:{made_at.astimezone(dt.UTC).isoformat()}")


def memo(post: Post) -> bytes:
    """The message as XML. Who receives it is told by the number alone, without a name."""
    message = ET.Element(_tag("Message"), {"memoVersion": VERSION})
    _add_header(ET.SubElement(message, _tag("MessageHeader")), post)
    body = ET.SubElement(message, _tag("MessageBody"))
    _add(body, createdDateTime=f"{post.made_at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}")
    document = ET.SubElement(ET.SubElement(body, _tag("MainDocument")), _tag("File"))
    page = base64.b64encode(as_page(post).encode()).decode()
    _add(document, encodingFormat="text/html", filename=_file_name(post), language=post.language, content=page)
    written: bytes = ET.tostring(message, encoding="utf-8", xml_declaration=True)
    return written


def _add_header(header: ET.Element, post: Post) -> None:
    """In the order that the format asks for. Nothing is legally binding by being sent, nor must anybody receive it."""
    _add(header, messageType="DIGITALPOST", messageUUID=str(post.uuid), messageID=str(post.number), label=_label(post))
    _add(header, mandatory="false", legalNotification="false")
    sender = ET.SubElement(header, _tag("Sender"))
    _add(sender, senderID=post.sender_cvr, idType="CVR", label=_printable(post.sender))
    _add(ET.SubElement(header, _tag("Recipient")), recipientID=post.cpr, idType="CPR")


def _add(parent: ET.Element, **values: str) -> None:
    for name, value in values.items():
        ET.SubElement(parent, _tag(name)).text = value


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _label(post: Post) -> str:
    return _printable(post.label)[:LONGEST_LABEL]


def _printable(text: str) -> str:
    """Text that XML can hold: it has no room for what is not printed."""
    return "".join(character if character.isprintable() else " " for character in text)


def _file_name(post: Post) -> str:
    return "besked.html" if post.language == "da" else "message.html"


def as_page(post: Post) -> str:
    """The text as a page without scripts, styles or pictures; an address in it can be followed."""
    text = urlize(post.body, nofollow=False, autoescape=True)
    title = escape(post.label)
    return (
        f'<!DOCTYPE html><html lang="{escape(post.language)}"><head><meta charset="utf-8"/><title>{title}</title></head>'
        f"<body><p>{text}</p></body></html>"
    )
