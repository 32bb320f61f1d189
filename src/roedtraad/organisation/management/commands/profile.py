# SPDX-License-Identifier: EUPL-1.2
"""`roedtraad profile`: list, show, check, load and compare profiles of an organisation."""

import datetime as dt
import json
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from roedtraad.kernel import clock
from roedtraad.kernel.actor import system_actor
from roedtraad.kernel.errors import DomainError, NotVisible
from roedtraad.organisation.actions import known_facts, load_profile
from roedtraad.organisation.models import ProfileVersion
from roedtraad.organisation.profile import (
    Problem,
    Profile,
    ProfileError,
    diff,
    parse_profile,
    shipped_profile_ids,
    shipped_profile_text,
    to_document,
    waiting_facts,
)  # fmt: skip
from roedtraad.organisation.profile_comparing import SectionPair, compare_profiles
from roedtraad.organisation.profile_queries import named_profile
from roedtraad.organisation.profile_reading import read_profile
from roedtraad.organisation.queries import version_on

REFUSED = 1
UNREADABLE = 2


def a_date(text: str) -> dt.date:
    """A date on the command line: 2026-12-24."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(_("write the date as 2026-12-24")) from None


class Command(BaseCommand):
    """Exit status: 0 done, 1 the profile is refused or the two differ, 2 it cannot be found or read."""

    help = "List, show, check, load and compare profiles of the organisation."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="list|show|check|load|diff")
        listing = acts.add_parser("list", help="the profiles that come with the program, and the versions loaded here")
        show = acts.add_parser("show", help="one profile as it holds on a day")
        show.add_argument("name", metavar="ID|NUMBER|current|FILE")
        check = acts.add_parser("check", help="look for mistakes in a file; loads nothing")
        check.add_argument("name", metavar="FILE|ID")
        load = acts.add_parser("load", help="let a profile count from a date")
        load.add_argument("name", metavar="FILE|ID")
        load.add_argument(
            "--from", dest="valid_from", type=a_date, metavar="DATE", help="first day; today when left out"
        )
        load.add_argument("--note", default="", help="why, for the history")
        compare = acts.add_parser("diff", help="what differs between two profiles")
        compare.add_argument("before", metavar="A")
        compare.add_argument("after", metavar="B")
        for one in (show, compare):
            one.add_argument("--on", type=a_date, metavar="DATE", help="the day to look at; today when left out")
        for one in (listing, show, check, compare):
            one.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['act']}")(options)
        except ProfileError as error:
            self._fail(REFUSED, (str(problem) for problem in error.problems))
        except DomainError as error:
            self._fail(REFUSED, [str(error)])

    def _fail(self, status: int, lines: Iterable[str]) -> NoReturn:
        for line in lines:
            self.stderr.write(line)
        sys.exit(status)

    def _list(self, options: dict[str, Any]) -> None:
        shipped = [(name, self._profile(name)) for name in shipped_profile_ids()]
        versions = list(ProfileVersion.objects.defer("document"))
        current = version_on(clock.today())
        if options["format"] == "json":
            self._json({
                "shipped": [{"id": name, "title": one.title.model_dump()} for name, one in shipped],
                "versions": [_version_json(one, current) for one in versions],
            })  # fmt: skip
            return
        self.stdout.write(_("Profiles that come with the program:"))
        for name, one in shipped:
            self.stdout.write(f"  {name:<14} {one.title.da}")
        self.stdout.write(_("Versions loaded here:") if versions else _("No version has been loaded here."))
        for version in versions:
            mark = "*" if current and version.pk == current.pk else " "
            line = f"{mark} {version.pk:<6} {version.valid_from.isoformat()}  {version.made_by_name}  {version.note}"
            self.stdout.write(line.rstrip())

    def _show(self, options: dict[str, Any]) -> None:
        on = options["on"] or clock.today()
        profile = self._profile(options["name"])
        if options["format"] == "json":
            self._json(to_document(profile.at(on)))
            return
        for section in read_profile(profile, on):
            if section.entries:
                self.stdout.write(f"\n{section.title}\n{'=' * len(section.title)}")
            for entry in section.entries:
                self.stdout.write(f"- {entry.title}")
                for line in entry.lines:
                    self.stdout.write(f"    {line.label}: {line.value}")

    def _check(self, options: dict[str, Any]) -> None:
        """Mistakes on the standard error with file, line, path and remedy; or what the profile holds."""
        text, filename = self._text(options["name"])
        as_json = options["format"] == "json"
        try:
            profile = parse_profile(text, filename, known_facts())
        except ProfileError as error:
            if not as_json:
                raise
            self._json({"valid": False, "problems": [_problem_json(one) for one in error.problems], "waiting": {}})
            sys.exit(REFUSED)
        waiting = waiting_facts(profile, known_facts(), clock.today())
        if as_json:
            self._json(
                {"valid": True, "problems": [], "waiting": {rule: sorted(names) for rule, names in waiting.items()}}
            )
            return
        said = {"file": filename, "rules": len(profile.active_rules(clock.today()))}
        self.stdout.write(_("%(file)s: no mistakes. %(rules)s rules are active today.") % said)
        for rule, names in waiting.items():
            self.stdout.write(
                "  " + _("%(rule)s waits for: %(facts)s") % {"rule": rule, "facts": ", ".join(sorted(names))}
            )

    def _load(self, options: dict[str, Any]) -> None:
        text, filename = self._text(options["name"])
        profile = parse_profile(text, filename, known_facts())
        valid_from = options["valid_from"] or clock.today()
        actor = system_actor(clock.today(), "command line")
        version = load_profile(actor, profile=profile, valid_from=valid_from, note=options["note"])
        said = {"profile": profile.id, "day": valid_from.isoformat(), "number": version.pk if version else ""}
        if version is None:
            self.stdout.write(_("%(profile)s counts already on %(day)s; nothing was changed.") % said)
        else:
            self.stdout.write(_("%(profile)s counts from %(day)s as version %(number)s.") % said)

    def _diff(self, options: dict[str, Any]) -> None:
        on = options["on"] or clock.today()
        before, after = self._profile(options["before"]), self._profile(options["after"])
        differences = diff(before, after)
        if options["format"] == "json":
            keys = ("section", "path", "kind", "before", "after")
            self._json({"differences": [{key: getattr(one, key) for key in keys} for one in differences]})
        else:
            self._write_pairs(compare_profiles(before, after, on))
            if not differences:
                self.stdout.write(_("They are the same."))
        if differences:
            sys.exit(REFUSED)

    def _write_pairs(self, pairs: Iterable[SectionPair]) -> None:
        marks = {"added": "+", "removed": "-", "changed": "~", "same": " "}
        for section in pairs:
            self.stdout.write(f"\n{section.title}")
            for entry in section.entries:
                self.stdout.write(f"{marks[entry.outcome]} {entry.title}")
                for line in entry.lines if entry.outcome == "changed" else ():
                    self.stdout.write(f"    {line.label}: {line.before or '–'} → {line.after or '–'}")

    def _profile(self, name: str) -> Profile:
        """A profile by id, number, `current` or file name."""
        try:
            if name == "current" or name.isdecimal():
                return named_profile(name, clock.today())
        except NotVisible:
            self._fail(UNREADABLE, [_("There is no version %(name)s. See: roedtraad profile list") % {"name": name}])
        text, filename = self._text(name)
        return parse_profile(text, filename)

    def _text(self, name: str) -> tuple[str, str]:
        """The YAML behind an id or a file name, and what to call it in messages."""
        if name in shipped_profile_ids():
            return shipped_profile_text(name), f"{name}.yaml"
        try:
            return Path(name).read_text(encoding="utf-8"), name
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else _("the file is not UTF-8")
            text = _("%(name)s: %(reason)s. Give a file, or one of: %(ids)s.")
            said = {"name": name, "reason": reason, "ids": ", ".join(shipped_profile_ids())}
            self._fail(UNREADABLE, [text % said])

    def _json(self, value: object) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False, indent=2))


def _problem_json(problem: Problem) -> dict[str, object]:
    return {key: getattr(problem, key) for key in ("file", "line", "path", "message", "remedy")}


def _version_json(version: ProfileVersion, current: ProfileVersion | None) -> dict[str, object]:
    return {
        "number": version.pk,
        "valid_from": version.valid_from.isoformat(),
        "made_at": version.made_at.isoformat(),
        "made_by": version.made_by_name,
        "note": version.note,
        "current": bool(current and current.pk == version.pk),
    }
