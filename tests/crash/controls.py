# SPDX-License-Identifier: EUPL-1.2
"""The controls: each breaks one promise in the server on purpose, and says what the count must then show."""

import io
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final
from unittest.mock import patch

from tests.crash.counting import Report

_LATE: Final = 1.0
"""Longer than a server lives between two kills."""

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Control:
    """What is broken, how the application then answers, and whether a report has seen it."""

    meaning: str
    break_it: Callable[[Application], Application]
    is_seen: Callable[[Report], bool]


def _later(work: Callable[[], object]) -> None:
    def run() -> None:
        from django.db import connection

        time.sleep(_LATE)
        work()
        connection.close()

    threading.Thread(target=run, daemon=True).start()


def _log_late(application: Application) -> Application:
    from django.db import transaction

    from roedtraad.audit import actions as audit
    from roedtraad.cases import actions as cases
    from roedtraad.handover import actions as handover
    from roedtraad.journal import actions as journal
    from roedtraad.notices import actions as notices
    from roedtraad.plans import changing
    from roedtraad.portal import message_actions

    def late(actor: Any, *records: Any) -> None:
        _later(lambda: transaction.atomic(audit.record_change)(actor, *records))

    for room in (cases, handover, journal, notices, changing, message_actions):
        patch.object(room, "record_change", late).start()
    return application


def _file_late(application: Application) -> Application:
    import secrets

    from roedtraad.journal.files import keeping

    def late(content: bytes) -> str:
        place = keeping.path_of(secrets.token_hex(24))

        def write() -> None:
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(content)

        _later(write)
        return place.name

    patch.object(keeping, "keep", late).start()
    return application


def _act_late(application: Application) -> Application:
    """Every form is answered as done, and done afterwards."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST":
            return application(environ, start_response)
        sent = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        copied = {**environ, "wsgi.input": io.BytesIO(sent)}
        _later(lambda: list(application(copied, lambda *_args: None)))
        start_response("302 Found", [("Location", "/"), ("Content-Length", "0")])
        return [b""]

    return answer


CONTROLS: Final = {
    "log": Control(
        "the log is written after the answer", _log_late, lambda report: all(one.half for one in report.tallies)
    ),
    "file": Control(
        "a file is written after its row", _file_late,
        lambda report: all(bool(one.half) == (one.kind == "file on a note") for one in report.tallies),
    ),
    "act": Control(
        "the answer is given before the act is done", _act_late,
        lambda report: all(one.lost for one in report.tallies if one.kind != "handover taken back"),
    ),
}  # fmt: skip
