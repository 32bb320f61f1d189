# SPDX-License-Identifier: EUPL-1.2
import argparse
import errno
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from roedtraad.organisation.queries import demo_accounts

ADDRESS = "127.0.0.1"
WORKERS = 2
THREADS = 4
QUEUE = 64
LAST_PORT = 65_535


def port_number(text: str) -> int:
    """A port on the command line or in the environment."""
    if not text.isdecimal() or not 1 <= int(text) <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 to {LAST_PORT}, not {text!r}")
    return int(text)


class Command(BaseCommand):
    help = "Serve the site, with the nightly worker beside it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=port_number, help="the port to listen on; PORT, or 8000, when left out")
        parser.add_argument("--host", default=ADDRESS, help="the address to listen on (this machine only)")
        parser.add_argument("--processes", type=int, default=WORKERS)
        parser.add_argument("--without-worker", action="store_true", help="when the worker runs by itself")

    def handle(self, *args: Any, **options: Any) -> None:
        options["port"] = options["port"] or _port_of_environment()
        if settings.IS_DEMO and options["host"] not in (ADDRESS, "localhost", "::1"):
            raise CommandError("ROEDTRAAD_MODE: demo listens on this machine only")
        if settings.IS_PRODUCTION:
            call_command("collectstatic", interactive=False, verbosity=0)
        _require_free(options["host"], options["port"])
        commands = [web_server(options["host"], options["port"], options["processes"])]
        if not options["without_worker"]:
            commands.append([sys.executable, "-m", "roedtraad.cli", "worker"])
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        _run_together(commands, lambda: self._welcome(options["host"], options["port"]))

    def _welcome(self, host: str, port: int) -> None:
        self.stdout.write(f"\n  Rødtråd: http://{host}:{port}/\n")
        if not settings.IS_DEMO:
            return
        self.stdout.write("  " + _("Sign in as one of the demo people (no password):") + "\n")
        for account in demo_accounts():
            self.stdout.write(f"    {account.name:<28} {account.title}")
        self.stdout.write("\n  " + _("Stop with Ctrl-C.") + "\n")
        self.stdout.flush()


def _port_of_environment() -> int:
    try:
        return port_number(os.environ.get("PORT") or "8000")
    except argparse.ArgumentTypeError as error:
        raise CommandError(f"PORT: {error}") from error


def _require_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(f"Port {port} is in use. Choose another: PORT={port % LAST_PORT + 1}") from error
            raise CommandError(f"{host}, port {port}, cannot be listened on: {error.strerror}.") from error


def web_server(host: str, port: int, processes: int = WORKERS) -> list[str]:
    """The command that serves the site."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(processes), "--blocking-threads", str(THREADS), "--backpressure", str(QUEUE),
        "--no-ws", "--log-level", "warning", "roedtraad.config.wsgi:application",
    ]  # fmt: skip


def _run_together(commands: list[list[str]], say_ready: Callable[[], None]) -> None:
    """Run until one ends or somebody stops us; then end the others too. `say_ready` is called when the site answers."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    running = [subprocess.Popen(command) for command in commands]  # noqa: S603
    is_ready = False
    while not stopped.is_set() and all(process.poll() is None for process in running):
        if not is_ready and _answers(commands[0]):
            is_ready = True
            say_ready()
        stopped.wait(0.2)
    for process in running:
        if process.poll() is None:
            process.terminate()
    codes = [process.wait(timeout=15) for process in running]
    if not stopped.is_set():
        raise SystemExit(max(1, *(abs(code) for code in codes)))


def _answers(server: list[str]) -> bool:
    host, port = server[server.index("--host") + 1], int(server[server.index("--port") + 1])
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False
