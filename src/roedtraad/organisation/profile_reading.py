# SPDX-License-Identifier: EUPL-1.2
"""A profile as people read it: sections, entries and labelled lines in the reader's language.

Every screen and the command line read profiles through this, so that what is shown, compared and kept in the history is
the same, and no key of the profile is left out of a comparison.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.formats import date_format, localize, time_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from roedtraad.organisation.cadence_words import cadence_text
from roedtraad.organisation.profile import (
    Admission,
    Ages,
    All,
    Any,
    Cadence,
    Condition,
    Dated,
    Due,
    Forum,
    LeadsTo,
    Leaf,
    Member,
    Municipality,
    Not,
    Profile,
    Text,
    describe,
    describe_due,
)  # fmt: skip
from roedtraad.organisation.profile.structure import Door, Figure, MethodLevel
from roedtraad.organisation.profile.texts import Part
from roedtraad.organisation.profile_words import SECTIONS, label_of, sentence, word_for
from roedtraad.organisation.terms import standards

_ABOUT: Final = ("title", "summary", "id", "municipality", "described_as_of", "languages", "source")
_NAMES: Final = ("id", "code", "kind", "indicator", "model")
_TITLES: Final = ("title", "name", "text", "described")
_SAID_ONLY_WHEN_TRUE: Final = frozenset({"is_entry", "primary", "fictional", "closed_circle", "without_cases"})
_FIXED_FORUMS_ONLY: Final = frozenset({"begins_at", "minutes", "order"})
"""Of a forum that is called when a case needs it, these are nobody's decision unless somebody has made one."""
_MINOR: Final = frozenset({"period", "source", "id", "code"})
_CODED: Final = frozenset({
    "disciplines", "kind", "variant", "certainty", "repeats", "unit", "indicator", "model", "languages",
    "order",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One labelled value. `minor` lines (period, source, code) are shown small."""

    field: str
    label: str
    value: str
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One department, forum, rule …; `key` is its own name in the profile, `since` its first day when it has one."""

    key: str
    title: str
    lines: tuple[Line, ...]
    since: dt.date | None = None

    @property
    def told(self) -> tuple[Line, ...]:
        """The lines that say something, in full size."""
        return tuple(line for line in self.lines if not line.minor)

    @property
    def footnote(self) -> str:
        """Period and source in one line."""
        return " · ".join(f"{line.label}: {line.value}" for line in self.lines if line.field in ("period", "source"))


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a profile with its entries."""

    code: str
    title: str
    entries: tuple[Entry, ...]


def read_profile(profile: Profile, on: dt.date, named_by: Profile | None = None) -> tuple[Section, ...]:
    """What the profile says about a day, in the reader's language.

    `named_by` gives the names behind codes, so that two versions in which a forum was renamed differ in that forum and not
    in every rule that leads there.
    """
    return _read(named_by or profile, profile.at(on), on)


def read_other_days(profile: Profile, on: dt.date, named_by: Profile | None = None) -> tuple[Section, ...]:
    """What the profile says about other days only: what has ended by then, and what is yet to come."""
    held = profile.at(on)
    other = {
        name: tuple(part for part in getattr(profile, name) if part not in getattr(held, name))
        for name in SECTIONS
        if name not in ("about", "sample")
    }
    return _read(named_by or profile, profile.model_copy(update=other | {"sample": None}), on, without="about")


def read_part(profile: Profile, part: Part, on: dt.date) -> Entry:
    """One part of the profile as people read it."""
    return _Reader(profile, profile, on).entry(part)


def _read(profile: Profile, shown: Profile, on: dt.date, without: str = "") -> tuple[Section, ...]:
    reader = _Reader(profile, shown, on)
    return tuple(
        Section(code, str(title), () if code == without else reader.entries(code)) for code, title in SECTIONS.items()
    )


class _Reader:
    """Reads parts of a profile; knows the names behind its codes, as they are on the day before any others."""

    def __init__(self, profile: Profile, shown: Profile, on: dt.date) -> None:
        self.profile = shown
        self.language = get_language() or "da"
        in_order = (profile, profile.at(on))
        self.names: Mapping[str, Mapping[str, Text]] = {
            "units": {one.code: one.name for source in in_order for one in source.units},
            "departments": {one.code: one.name for source in in_order for one in source.departments},
            "laws": {one.code: one.title for source in in_order for one in source.laws},
            "roles": {str(one.code): one.title for source in in_order for one in source.roles},
            "forums": {one.id: one.title for source in in_order for one in source.forums},
            "legal_bases": {one.code: one.title for source in (standards(), *in_order) for one in source.legal_bases},
            "rules": {one.id: one.title for source in in_order for one in source.rules},
        }

    def entries(self, section: str) -> tuple[Entry, ...]:
        if section == "about":
            return (Entry("about", self.text(self.profile.title), tuple(self.lines(self.profile, _ABOUT[1:]))),)
        value = getattr(self.profile, section)
        if section == "sample":
            return (self.entry(value, str(SECTIONS[section])),) if value else ()
        return tuple(self.entry(part, str(SECTIONS[section])) for part in value)

    def entry(self, part: Part, fallback: str = "") -> Entry:
        fields = list(type(part).model_fields)
        titled = next((name for name in _TITLES if name in fields), "")
        named = next((name for name in _NAMES if name in fields), "")
        key = str(getattr(part, named)) if named else ""
        title = self.text(getattr(part, titled)) if titled else sentence(word_for(key)) if key else fallback
        shown = [name for name in fields if name not in (titled, named)]
        if titled and named:
            shown.append(named)
        since = part.valid_from if isinstance(part, Dated) else None
        return Entry(key, title, tuple(self.lines(part, shown)), since)

    def lines(self, part: Part, fields: Iterable[str]) -> Iterable[Line]:
        for name in fields:
            field, value = ("period", self.period(part)) if name == "valid_from" else (name, self.value(part, name))
            if value and name != "valid_to":
                yield Line(field, label_of(field), value, field in _MINOR)

    def period(self, part: Part) -> str:
        assert isinstance(part, Dated)
        first = date_format(part.valid_from, "SHORT_DATE_FORMAT")
        if part.valid_to is None:
            return _("from %(first)s") % {"first": first}
        return _("%(first)s to %(last)s") % {"first": first, "last": date_format(part.valid_to, "SHORT_DATE_FORMAT")}

    def value(self, part: Part, field: str) -> str:
        value = getattr(part, field)
        if isinstance(part, Forum) and field in _FIXED_FORUMS_ONLY and _goes_without_saying(part, field):
            return ""
        if isinstance(value, str):
            return self.code(part, field, value)
        if isinstance(value, tuple):
            separator = "; " if field in ("offers", "figures", "levels") else ", "
            one_by_one = (self.code(part, field, one) if isinstance(one, str) else self.single(one) for one in value)
            return separator.join(one_by_one)
        if value is False and field in _SAID_ONLY_WHEN_TRUE:
            return ""
        return self.single(value)

    def code(self, part: Part, field: str, value: str) -> str:
        """A text that is a code in this field: the name behind it."""
        place = {"department": "departments", "contributing": "departments", "law": "laws", "replaced_by": "laws"}
        place |= {"sharing_basis": "legal_bases"}
        known = self.names.get(place.get(field, field), {})
        if value in known:
            return self.text(known[value])
        return (
            word_for(value)
            if field in _CODED or (field == "code" and part.__class__.__name__ == "RoleTitle")
            else value
        )

    def single(self, value: object) -> str:
        match value:
            case None:
                return ""
            case bool():
                return _("yes") if value else _("no")
            case int() | Decimal():
                return str(localize(value))
            case dt.date():
                return date_format(value, "SHORT_DATE_FORMAT")
            case dt.time():
                return time_format(value, "TIME_FORMAT")
            case Text():
                return self.text(value)
            case All() | Any() | Not() | Leaf():
                return self.condition(value)
            case _:
                return self.compound(value)

    def compound(self, value: object) -> str:
        match value:
            case Ages():
                return self.ages(value)
            case Cadence():
                return cadence_text(value)
            case Member():
                return self.member(value)
            case Admission():
                return self.admission(value)
            case Due():
                return describe_due(value, self.language)
            case LeadsTo():
                return self.leads_to(value)
            case Door():
                return ", ".join(text for text in (value.phone, value.address, value.web) if text)
            case Figure():
                return self.figure(value)
            case MethodLevel():
                return self.text(value.title)
            case Municipality():
                made_up = f", {label_of('fictional').lower()}" if value.fictional else ""
                return f"{value.name} ({value.code}{made_up})"
            case Part():
                return ", ".join(
                    self.value(value, name) for name in type(value).model_fields if self.value(value, name)
                )
            case _:
                return str(value)

    def text(self, value: Text | str) -> str:
        return value.get(self.language) if isinstance(value, Text) else value

    def condition(self, value: Condition) -> str:
        return describe(value, self.language)

    def ages(self, ages: Ages) -> str:
        first = str(ages.from_age) if ages.from_age is not None else ""
        last = str(ages.to_age) if ages.to_age is not None else ""
        span = _("%(first)s-%(last)s years") % {"first": first, "last": last} if first or last else ""
        return ", ".join(part for part in (span, self.single(ages.starts), self.single(ages.ends)) if part)

    def member(self, member: Member) -> str:
        if member.discipline:
            return word_for(member.discipline)
        if member.other:
            return self.text(member.other)
        place, code = ("units", member.unit) if member.unit else ("roles", member.role)
        return self.text(self.names[place].get(str(code), str(code)))

    def admission(self, admission: Admission) -> str:
        parts = [self.single(admission.condition)]
        if admission.any_caseworker:
            parts.append(_("Any caseworker may bring a case."))
        if admission.least_disciplines:
            parts.append(
                _("At least %(count)s disciplines have an open case.") % {"count": admission.least_disciplines}
            )
        if admission.after:
            before = (self.text(self.names["forums"].get(forum, forum)) for forum in admission.after)
            parts.append(_("Only after: %(forums)s.") % {"forums": ", ".join(before)})
        if admission.rules:
            titles = (self.text(self.names["rules"].get(rule, rule)) for rule in admission.rules)
            parts.append(_("Rules that lead here: %(rules)s.") % {"rules": "; ".join(titles)})
        return " ".join(part for part in parts if part)

    def leads_to(self, place: LeadsTo) -> str:
        if place.unit == "entry":
            where = _("the entry unit")
        else:
            kind, code = next(
                (kind, code)
                for kind, code in (("forums", place.forum), ("roles", place.role), ("units", place.unit))
                if code is not None
            )
            where = self.text(self.names[kind].get(str(code), str(code)))
        return f"{where} ({word_for(place.as_)})"

    def figure(self, figure: Figure) -> str:
        number = str(localize(figure.value))
        if figure.of is not None:
            number = _("%(part)s of %(whole)s") % {"part": number, "whole": localize(figure.of)}
        year = f" ({figure.year})" if figure.year else ""
        return f"{self.text(figure.label)}: {number}{year}"


def _goes_without_saying(forum: Forum, field: str) -> bool:
    """A value that nobody has chosen: the order as usual, and the time of a forum that has no days of its own."""
    usual = getattr(forum, field) == Forum.model_fields[field].default
    return usual and (forum.is_called or field == "order")
