# SPDX-License-Identifier: EUPL-1.2
"""The rig: a municipality, a server that is killed, writers, and the count afterwards."""

import datetime as dt
import http.client
import os
import random
import signal
import socket
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from unittest.mock import patch
from urllib.parse import urlencode

import django

WRITERS: Final = 4
PEOPLE_EACH: Final = 12
_LONGEST: Final = 0.6
_SHORTEST: Final = 0.02
_PATIENCE: Final = 10.0


@dataclass
class Report:
    """What was acknowledged, what is there, and what is wrong with it."""

    kills: int
    acknowledged: int
    found: int
    lost: int
    half: int
    chain_is_whole: bool
    seconds: float

    @property
    def is_whole(self) -> bool:
        return not self.lost and not self.half and self.chain_is_whole

    def told(self) -> str:
        chain = "whole" if self.chain_is_whole else "broken"
        return (
            f"{self.kills} kills in {self.seconds:.0f} s: {self.acknowledged} acts acknowledged, {self.found} found, "
            f"{self.lost} lost, {self.half} half; the chain of the log is {chain}\n"
        )


@dataclass
class _Writer:
    """One caseworker with a session and some young people; every act is one that has not been done before."""

    account_id: int
    cookie: str
    people: list[int]
    sent: int = 0
    acknowledged: list[tuple[int, str]] = field(default_factory=list)


def run(folder: Path, *, kills: int, seed: int, control: bool) -> Report:
    """Set up, kill `kills` times, and count."""
    django.setup()
    writers, token = _municipality()
    dice, port, started = random.Random(seed), _free_port(), time.monotonic()
    stop = threading.Event()
    threads = [threading.Thread(target=_write, args=(one, token, port, stop)) for one in writers]
    server = _Server(port, control=control)
    server.start()
    for thread in threads:
        thread.start()
    for _ in range(kills):
        time.sleep(dice.uniform(_SHORTEST, _LONGEST))
        server.kill()
        server.start()
    time.sleep(_LONGEST)
    stop.set()
    for thread in threads:
        thread.join()
    server.kill()
    return _count(writers, kills, time.monotonic() - started)


class _Server:
    """The product's own application in a process that is forked when all is loaded, so that starting again takes no time."""

    def __init__(self, port: int, *, control: bool) -> None:
        self.port, self.control, self.pid = port, control, 0
        from django.db import connections
        from django.test import Client

        from roedtraad.config.wsgi import application

        self.application = application
        Client().get("/people/")  # loads every address and view once, and not after every kill
        connections.close_all()

    def start(self) -> None:
        from django.db import connections

        connections.close_all()
        self.pid = os.fork()
        if self.pid == 0:
            _serve(self.port, self.application, control=self.control)
        _wait_for(self.port)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def _serve(port: int, application: object, *, control: bool) -> None:
    """Never returns: the process ends by being killed."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    if control:
        _log_after_the_answer()
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 2)
        server = ThreadedWSGIServer(("127.0.0.1", port), WSGIRequestHandler, allow_reuse_address=True)
        server.set_app(application)  # type: ignore[arg-type]
        server.serve_forever()
    os._exit(0)


def _log_after_the_answer() -> None:
    """The control: an act no longer takes its log entry along in its own transaction."""
    from django.db import connection, transaction

    from roedtraad.audit import actions as audit
    from roedtraad.cases import actions as cases

    def later(actor: object, *records: object) -> None:
        def write() -> None:
            time.sleep(1.0)
            with transaction.atomic():
                audit.record_change(actor, *records)  # type: ignore[arg-type]
            connection.close()

        threading.Thread(target=write).start()

    patch.object(cases, "record_change", later).start()


def _municipality() -> tuple[list[_Writer], str]:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from django.middleware.csrf import _get_new_csrf_string

    from roedtraad.kernel.actor import Role
    from roedtraad.people.models import YoungPerson
    from tests import cast

    call_command("migrate", verbosity=0)
    cast.use_profile("fjordby")
    token = _get_new_csrf_string()
    writers = []
    for number in range(WRITERS):
        account = cast.make_colleague(f"writer-{number}", f"Writer {number}", Role.AUTHORITY_CASEWORKER, "authority")
        people = [cast.make_person().pk for _ in range(PEOPLE_EACH)]
        for person_id in people:
            cast.make_case(YoungPerson.objects.get(pk=person_id), "authority", account)
        store = SessionStore()
        store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(account.pk), settings.AUTHENTICATION_BACKENDS[-1]
        store[HASH_SESSION_KEY] = account.get_session_auth_hash()
        store.create()
        cookie = f"{settings.SESSION_COOKIE_NAME}={store.session_key}; {settings.CSRF_COOKIE_NAME}={token}"
        writers.append(_Writer(account.pk, cookie, people))
    return writers, token


def _write(writer: _Writer, token: str, port: int, stop: threading.Event) -> None:
    """Record contacts, each on a day of its own for its person, until told to stop. Only a redirect is an acknowledgement."""
    today = dt.date.today()  # noqa: DTZ011
    field_name = "csrfmiddlewaretoken"
    while not stop.is_set():
        person_id = writer.people[writer.sent % len(writer.people)]
        held_on = (today - dt.timedelta(days=writer.sent // len(writer.people))).isoformat()
        writer.sent += 1
        form = {field_name: token, "held_on": held_on, "channel": "phone", "outcome": "reached"}
        headers = {"Cookie": writer.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        try:
            connection.request("POST", f"/cases/people/{person_id}/contact/", urlencode(form), headers)
            if connection.getresponse().status == http.client.FOUND:
                writer.acknowledged.append((person_id, held_on))
        except (OSError, http.client.HTTPException):
            time.sleep(0.01)  # the server has just been killed; the next act finds the new one
        finally:
            connection.close()


def _count(writers: list[_Writer], kills: int, seconds: float) -> Report:
    from roedtraad.audit.models import LogDetail, LogEntry, LogPerson
    from roedtraad.audit.queries import verify_chain
    from roedtraad.cases.models import Contact

    there = {
        (person, on.isoformat()): pk
        for pk, person, on in Contact.objects.values_list("pk", "young_person_id", "held_on")
    }
    acknowledged = [one for writer in writers for one in writer.acknowledged]
    entries = dict(LogEntry.objects.filter(act="contact_recorded").values_list("subject_id", "sequence"))
    whole = set(LogDetail.objects.values_list("entry_id", flat=True)) & set(
        LogPerson.objects.values_list("entry_id", flat=True)
    )
    without_entry = [pk for pk in there.values() if entries.get(pk) not in whole]
    without_row = set(entries) - set(there.values())
    return Report(
        kills=kills,
        acknowledged=len(acknowledged),
        found=len(there),
        lost=sum(one not in there for one in acknowledged),
        half=len(without_entry) + len(without_row),
        chain_is_whole=verify_chain().broken_at is None,
        seconds=seconds,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise RuntimeError("the server does not start again")
