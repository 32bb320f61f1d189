# SPDX-License-Identifier: EUPL-1.2
"""The rig: a server that is killed, and writers who go on writing."""

import http.client
import os
import random
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from tests.crash.acts import Sending
from tests.crash.controls import Application, Control
from tests.crash.counting import KINDS, Report, count
from tests.crash.stage import WRITERS, Writer

_LONGEST: Final = 0.6
_SHORTEST: Final = 0.02
_PATIENCE: Final = 10.0
_ACTS_BETWEEN: Final = (0, WRITERS, 3 * WRITERS)
"""How many acts a server may finish before its last moment is drawn: however slow the machine is, something is written."""
"""Enough for every kind to have been done, on the last server at the latest."""


def run(writers: Sequence[Writer], *, kills: int, seed: int, control: Control | None) -> Report:
    """Kill the server `kills` times while everybody writes, and count."""
    dice, port, started = random.Random(seed), _free_port(), time.monotonic()
    stop = threading.Event()
    threads = [threading.Thread(target=_write, args=(one, port, stop)) for one in writers]
    server = _Server(port, writers[0], control)
    server.start()
    for thread in threads:
        thread.start()
    for _ in range(kills):
        _wait_for_acts(writers, _done(writers) + dice.choice(_ACTS_BETWEEN))
        time.sleep(dice.uniform(_SHORTEST, _LONGEST))
        server.kill()
        server.start()
    _wait_for_every_kind(writers)
    stop.set()
    for thread in threads:
        thread.join()
    server.kill()
    acknowledged = [one for writer in writers for one in writer.acknowledged]
    refused = sum((writer.refused for writer in writers), Counter())
    return count(acknowledged, refused, kills, time.monotonic() - started)


def _done(writers: Sequence[Writer]) -> int:
    return sum(len(one.acknowledged) for one in writers)


def _wait_for_every_kind(writers: Sequence[Writer]) -> None:
    """A handover is taken back the next time that its young person's turn comes, which on a slow machine takes a while."""
    until = time.monotonic() + 3 * _PATIENCE
    while {kind for one in writers for kind, _identity in one.acknowledged} < set(KINDS) and time.monotonic() < until:
        time.sleep(0.05)


def _wait_for_acts(writers: Sequence[Writer], wanted: int) -> None:
    until = time.monotonic() + _PATIENCE
    while _done(writers) < wanted and time.monotonic() < until:
        time.sleep(0.01)


class _Server:
    """The product's own application in a process that is forked when all is loaded, so that starting again takes no time."""

    def __init__(self, port: int, anybody: Writer, control: Control | None) -> None:
        self.port, self.control, self.pid = port, control, 0
        from roedtraad.config.wsgi import application

        self.application: Application = application
        _load_everything(anybody)

    def start(self) -> None:
        from django.db import connections

        connections.close_all()
        self.pid = os.fork()
        if self.pid == 0:
            _serve(self.port, self.application, self.control)
        _wait_for(self.port)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def _load_everything(anybody: Writer) -> None:
    """Load every address and view and the pages of a person once, and not after every kill."""
    from django.test import Client

    client, young = Client(headers={"host": "localhost", "cookie": anybody.cookie}), anybody.people[0]
    for path in (f"/people/{young.person_id}/", f"/handover/cases/{young.case_id}/"):
        if client.get(path).status_code != http.client.OK:
            raise RuntimeError(f"{path} cannot be opened")


def _serve(port: int, application: Application, control: Control | None) -> None:
    """Never returns: the process ends by being killed."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    if control:
        application = control.break_it(application)
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 2)
        server = ThreadedWSGIServer(("127.0.0.1", port), WSGIRequestHandler, allow_reuse_address=True)
        server.set_app(application)
        server.serve_forever()
    os._exit(0)


def _write(writer: Writer, port: int, stop: threading.Event) -> None:
    """Do one act after another until told to stop. Only a redirect is an acknowledgement."""

    def follow(path: str) -> str:
        with _answered(port, "GET", path, b"", {"Cookie": writer.cookie}) as answer:
            return answer.getheader("Location") or ""

    while not stop.is_set():
        try:
            sending = writer.next_act(follow)
            body, headers = _form(writer, sending)
            with _answered(port, "POST", sending.path, body, headers) as answer:
                status = answer.status
        except (OSError, http.client.HTTPException):
            time.sleep(0.01)  # the server has just been killed; the next act finds the new one
            continue
        if status == http.client.FOUND:
            writer.acknowledged.append((sending.kind, sending.identity))
        else:
            writer.refused[sending.kind, status] += 1


@contextmanager
def _answered(
    port: int, method: str, path: str, body: bytes, headers: dict[str, str]
) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    try:
        connection.request(method, path, body, headers)
        yield connection.getresponse()
    finally:
        connection.close()


def _form(writer: Writer, sending: Sending) -> tuple[bytes, dict[str, str]]:
    """The form as a browser sends it, with its file when there is one."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

    values: dict[str, object] = {"csrfmiddlewaretoken": writer.token, **sending.fields}
    if sending.content:
        values["file"] = SimpleUploadedFile(sending.identity, sending.content, "text/plain")
    return encode_multipart(BOUNDARY, values), {"Cookie": writer.cookie, "Content-Type": MULTIPART_CONTENT}


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
