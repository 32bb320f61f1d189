# SPDX-License-Identifier: EUPL-1.2
"""The documentation names everything that an installation has, and nothing that it has not."""

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import get_commands, load_command_class
from django.db import OperationalError, connection
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation

from roedtraad.config.env import declared_settings
from roedtraad.kernel.facts import facts
from roedtraad.kernel.importing import importers
from roedtraad.organisation.profile import parse_profile, shipped_profile_ids, shipped_profile_text
from roedtraad.organisation.terms import standards
from roedtraad.portal.parties import LIMIT
from roedtraad.portal.tests.saml_provider import OUR_PAIR, STRANGERS, THEIRS, make_pair

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TEXTS = {page: page.read_text(encoding="utf-8") for page in PAGES}
EVERYTHING = "\n".join(TEXTS.values())
OF_DJANGO = {"migrate"}


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def anchors(text: str) -> set[str]:
    """The places in a page that a link can lead to."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", TEXTS[page]):
        if urlsplit(target).scheme:
            continue
        path, _hash, place = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (place and place not in anchors(file.read_text(encoding="utf-8"))):
            broken.append(target)
    assert not broken


def test_readme_leads_to_every_page() -> None:
    linked = {(ROOT / target).resolve() for target in re.findall(r"\]\(([^)#\s]+)", TEXTS[ROOT / "README.md"])}
    assert [name_of(page) for page in PAGES[1:] if page.resolve() not in linked] == []


def test_every_setting_is_explained_with_its_default() -> None:
    running = TEXTS[ROOT / "docs" / "for-it.md"]
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+?) \|", running, re.MULTILINE))
    assert sorted(rows) == sorted(one.name for one in declared_settings())


def test_every_limit_of_the_standard_is_in_the_profile_format() -> None:
    format_page = TEXTS[ROOT / "docs" / "profile-format.md"]
    table = format_page.partition("\n| About | Limits |\n")[2].partition("\n\n")[0]
    named = re.findall(r"`(\w+…?)`(?:,| \|$)", table, re.MULTILINE)
    codes = {f"{LIMIT}…" if one.code.startswith(LIMIT) else one.code for one in standards().limits}
    assert sorted(named) == sorted(codes)


def own_commands() -> dict[str, str]:
    return {name: app for name, app in get_commands().items() if app.startswith("roedtraad.")}


def subcommands(parser: argparse.ArgumentParser) -> list[str]:
    return [
        name
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name in action.choices
    ]  # fmt: skip


def written_commands() -> Iterator[tuple[str, str, str]]:
    """Page, command and the word after it, wherever the documentation writes `roedtraad COMMAND …`."""
    for page, text in TEXTS.items():
        spans = re.findall(r"`([^`\n]+)`", text) + [
            line for block in re.findall(r"```\w*\n(.*?)```", text, re.DOTALL) for line in block.splitlines()
        ] + re.findall(r"^    (\S.*)$", text, re.MULTILINE)  # fmt: skip
        for span in spans:
            for command, word in re.findall(r"(?:^|[\s/])roedtraad ([a-z]+)\b ?([a-z-]*)", span):
                yield name_of(page), command, word


def test_every_command_is_in_the_documentation() -> None:
    written = {(command, word) for _page, command, word in written_commands()}
    missing = []
    for name, app in own_commands().items():
        parser = load_command_class(app, name).create_parser("roedtraad", name)
        parts = subcommands(parser)
        missing += [name] if not any(command == name for command, _word in written) else []
        missing += [f"{name} {part}" for part in parts if (name, part) not in written]
    assert missing == []


def test_every_command_in_the_documentation_exists() -> None:
    known = {*own_commands(), *OF_DJANGO}
    assert [(page, command) for page, command, _word in written_commands() if command not in known] == []


def test_the_commands_of_the_readme_are_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    written = {target for text in TEXTS.values() for target in re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE)}
    assert written >= {"run", "test"}
    assert written <= targets


def test_every_option_in_the_documentation_exists() -> None:
    known: set[str] = set()
    for name, app in own_commands().items():
        known |= options_of(load_command_class(app, name).create_parser("roedtraad", name))
    lines = re.findall(rf"roedtraad (?:{'|'.join(own_commands())})\b[^`\n]*", EVERYTHING)
    written = {option for line in lines for option in re.findall(r"(--[a-z-]+)", line)}
    assert written
    assert written <= known


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    found: set[str] = set()
    for action in parser._actions:
        found |= set(action.option_strings)
        if isinstance(action, argparse._SubParsersAction):
            for sub in action.choices.values():
                found |= options_of(sub)
    return found


def fact_lines() -> list[str]:
    """A row for each fact: name, kind, meaning, what narrows it, and whether it waits for a later part."""
    return [
        f"| `{one.name}` | {one.kind.value} | {one.label} | {', '.join(f'`{word}`' for word in sorted(one.arguments))} |"
        f" {'yes' if one.waits_for else ''} |"
        for one in facts
    ]


def rule_lines() -> list[str]:
    """A row for each rule: id, title in English, and the shipped profiles that have it."""
    found: dict[str, tuple[str, list[str]]] = {}
    for name in shipped_profile_ids():
        for rule in parse_profile(shipped_profile_text(name), name).rules:
            _title, profiles = found.setdefault(rule.id, (rule.title.en, []))
            if name not in profiles:
                profiles.append(name)
    return [f"| `{rule}` | {title} | {told(profiles)} |" for rule, (title, profiles) in sorted(found.items())]


def told(profiles: Iterable[str]) -> str:
    names = list(profiles)
    return "all" if len(names) == len(shipped_profile_ids()) else ", ".join(names)


def test_every_fact_and_every_rule_is_in_the_documentation() -> None:
    """Print the rows with `PRINT_RULES=1 pytest -s tests/test_docs.py`."""
    with translation.override("en"):
        lines = [*rule_lines(), *fact_lines()]
    if os.environ.get("PRINT_RULES"):
        sys.stdout.write("\n".join(lines) + "\n")
    page = TEXTS[ROOT / "docs" / "rules-and-facts.md"].splitlines()
    assert [line for line in lines if line not in page] == []
    assert [line for line in page if line.startswith("| `") and line not in lines] == []


@pytest.mark.parametrize("kind", [one.name for one in importers])
def test_every_column_of_an_import_is_in_the_documentation(kind: str) -> None:
    section = TEXTS[ROOT / "docs" / "import.md"].split(f"\n## `{kind}`\n")[1].split("\n## ")[0]
    columns = importers[kind].columns
    assert [one.name for one in columns if f"| `{one.name}` | {one.danish} |" not in section] == []


def test_every_address_in_the_documentation_exists() -> None:
    """Addresses are written in backquotes, from the first slash to the last."""
    written = set(re.findall(r"`(/[a-z-]+(?:/[a-z-]+)*/)`", EVERYTHING))
    assert written

    def is_missing(address: str) -> bool:
        try:
            resolve(address)
        except Resolver404:
            return True
        return False

    assert [address for address in sorted(written) if is_missing(address)] == []


WRONG_SETTINGS = [
    ("ROEDTRAAD_MODE", "foo"), ("DATABASE_URL", "mysql://x"), ("ROEDTRAAD_SECRET_KEY", "short"),
    ("ROEDTRAAD_DATA_KEY", "short"), ("ROEDTRAAD_HOSTS", "https://unge.example.dk"), ("ROEDTRAAD_HTTPS", "maybe"),
    ("ROEDTRAAD_VAR", "/dev/null/x"), ("ROEDTRAAD_SESSION_IDLE_MINUTES", "0"), ("ROEDTRAAD_SESSION_HOURS", "90"),
    ("ROEDTRAAD_REQUIRE_SECOND_FACTOR", "ja"), ("ROEDTRAAD_PROXIES", "-1"), ("ROEDTRAAD_LINK_HOURS", "x"),
    ("ROEDTRAAD_MAIL_FROM", "ung"), ("ROEDTRAAD_MAIL_URL", "mail.example"), ("ROEDTRAAD_SMS_URL", "http://x"), ("ROEDTRAAD_SMS_TOKEN", "x"),
    ("ROEDTRAAD_ATTACHMENT_MB", "0"), ("ROEDTRAAD_BROKER_ISSUER", "http://x"), ("ROEDTRAAD_BROKER_CLIENT", "a b"),
    ("ROEDTRAAD_BROKER_SECRET", "x"), ("ROEDTRAAD_BROKER_LEVEL", "a b"), ("ROEDTRAAD_BROKER_CPR_CLAIM", "a b"),
    ("ROEDTRAAD_DIGITAL_POST_URL", "http://x"), ("ROEDTRAAD_DIGITAL_POST_CVR", "123"),
    ("ROEDTRAAD_DIGITAL_POST_SENDER", "a\nb"), ("ROEDTRAAD_DIGITAL_POST_CERTIFICATE", "/no/such.pem"),
    ("ROEDTRAAD_DIGITAL_POST_KEY", "/no/such.key"), ("ROEDTRAAD_DIGITAL_POST_TOKEN", "x"),
    ("ROEDTRAAD_BROKER_PROTOCOL", "ldap"), ("ROEDTRAAD_SAML_ISSUER", "<a>"), ("ROEDTRAAD_SAML_ENTITY", "a&b"),
    ("ROEDTRAAD_SAML_SIGN_IN", "http://x"), ("ROEDTRAAD_SAML_ISSUER_CERTIFICATE", "/nowhere"),
    ("ROEDTRAAD_SAML_CERTIFICATE", "/nowhere"), ("ROEDTRAAD_SAML_KEY", "/nowhere"),
]  # fmt: skip


def start(tmp_path: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("ROEDTRAAD_", "DATABASE_", "PORT"))
    }
    environment = {**kept, "ROEDTRAAD_VAR": str(tmp_path), **settings}
    command = [sys.executable, "-m", "roedtraad.cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_every_setting_has_a_wrong_value_below() -> None:
    assert sorted(name for name, _value in WRONG_SETTINGS) == sorted(one.name for one in declared_settings())


@pytest.mark.slow
@pytest.mark.parametrize(("name", "value"), WRONG_SETTINGS)
def test_a_wrong_setting_stops_the_start_with_its_name(name: str, value: str, tmp_path: Path) -> None:
    done = start(tmp_path, "settings", **{name: value})
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{name}: " in done.stderr
    assert "Traceback" not in done.stderr


def saml_settings(folder: Path, key: str) -> dict[str, str]:
    files = {"theirs": THEIRS.certificate, "ours": OUR_PAIR.certificate, "key": key}
    for name, content in files.items():
        (folder / name).write_text(content)
    return {
        "ROEDTRAAD_SAML_ISSUER": "urn:broker", "ROEDTRAAD_SAML_SIGN_IN": "https://broker.example/",
        "ROEDTRAAD_SAML_ISSUER_CERTIFICATE": f"{folder}/theirs", "ROEDTRAAD_SAML_ENTITY": "urn:us",
        "ROEDTRAAD_SAML_CERTIFICATE": f"{folder}/ours", "ROEDTRAAD_SAML_KEY": f"{folder}/key",
    }  # fmt: skip


@pytest.mark.slow
def test_a_broker_by_saml_has_all_its_settings_or_stops_the_start(tmp_path: Path) -> None:
    whole = saml_settings(tmp_path, OUR_PAIR.key)
    done = start(tmp_path, "settings", ROEDTRAAD_BROKER_PROTOCOL="saml", **whole)
    assert done.returncode == 0, done.stderr
    assert f"ROEDTRAAD_SAML_KEY={tmp_path}/key\n" in done.stdout
    assert "PRIVATE" not in done.stdout
    for missing in whole:
        some = {name: value for name, value in whole.items() if name != missing}
        done = start(tmp_path, "settings", ROEDTRAAD_BROKER_PROTOCOL="saml", **some)
        assert (done.returncode, f"{missing}: must be set" in done.stderr) == (2, True), missing


@pytest.mark.parametrize("key", [STRANGERS.key, make_pair(1024).key, OUR_PAIR.certificate])
def test_a_key_that_is_none_of_ours_or_too_short_stops_the_start(key: str, tmp_path: Path) -> None:
    given = saml_settings(tmp_path, key)
    done = start(tmp_path, "settings", ROEDTRAAD_BROKER_PROTOCOL="saml", **given)
    assert (done.returncode, "ROEDTRAAD_SAML_KEY: must be" in done.stderr) == (2, True)


@pytest.mark.slow
@pytest.mark.parametrize("value", ["abc", "0", "99999"])
def test_a_wrong_port_stops_the_server_with_its_name(value: str, tmp_path: Path) -> None:
    done = start(tmp_path, "serve", PORT=value)
    assert done.returncode == 1
    assert "PORT: must be a whole number" in done.stderr
    assert "Traceback" not in done.stderr


def test_health_says_when_the_database_does_not_answer(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("the server has gone away")

    monkeypatch.setattr(connection, "cursor", refuse)
    assert client.get("/health/").status_code == 503


@pytest.mark.django_db
def test_health_says_when_all_is_well(client: Client) -> None:
    assert client.get("/health/").json() == {"status": "ok"}


@pytest.mark.slow
def test_whoever_reads_only_the_first_lines_gets_no_traceback(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    environment = {**os.environ, "ROEDTRAAD_VAR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "roedtraad.cli", "settings"]
    done = subprocess.run(command, env=environment, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert "Traceback" not in done.stderr
