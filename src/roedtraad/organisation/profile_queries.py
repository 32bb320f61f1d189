# SPDX-License-Identifier: EUPL-1.2
"""Reads for the screens about the profile: history, what a switch would mean, and where a profile can come from."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import get_language
from pydantic import BaseModel

from roedtraad.kernel.contributions import unit_holdings
from roedtraad.kernel.errors import NotVisible
from roedtraad.organisation.models import ProfileVersion
from roedtraad.organisation.models import Unit as StoredUnit
from roedtraad.organisation.profile import (
    Municipality,
    Profile,
    Text,
    Unit,
    dump_profile,
    parse_profile,
    shipped_profile_ids,
    shipped_profile_text,
)
from roedtraad.organisation.profile.reading import read
from roedtraad.organisation.profile_words import SECTIONS
from roedtraad.organisation.queries import profile_of, profile_on


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version in the history: who, when, from which date, why, and which parts changed."""

    number: int
    valid_from: dt.date
    made_at: dt.datetime
    made_by: str
    note: str
    changed: tuple[str, ...]
    is_first: bool


def history() -> list[VersionRow]:
    """All versions, the newest first, each with the parts that differ from what counted on its date before it was made."""
    return [_version_row(version, before) for version, before in versions_with_before()][::-1]


def versions_with_before() -> Iterator[tuple[ProfileVersion, ProfileVersion | None]]:
    """All versions in the order they were made, each with what counted on its date until then."""
    made: list[ProfileVersion] = []
    for version in ProfileVersion.objects.order_by("pk"):
        yield version, _counting(made, version.valid_from)
        made.append(version)


def _counting(versions: Sequence[ProfileVersion], on: dt.date) -> ProfileVersion | None:
    """Of several versions the one that counts on a day."""
    known = [version for version in versions if version.valid_from <= on]
    return max(known, key=lambda version: (version.valid_from, version.pk), default=None)


def _version_row(version: ProfileVersion, before: ProfileVersion | None) -> VersionRow:
    old: Mapping[str, Any] = before.document if before else {}
    new: Mapping[str, Any] = version.document
    changed = tuple(
        str(title) for code, title in SECTIONS.items() if code != "about" and old.get(code) != new.get(code)
    )
    if any(
        old.get(key) != new.get(key) for key in ("id", "title", "summary", "municipality", "described_as_of", "source")
    ):
        changed = (str(SECTIONS["about"]), *changed)
    return VersionRow(
        version.pk, version.valid_from, version.made_at, version.made_by_name, version.note, changed, before is None
    )


def one_version(number: int) -> ProfileVersion:
    """One version of the history. Raises NotVisible."""
    version = ProfileVersion.objects.defer("document").filter(pk=number).first()
    if version is None:
        raise NotVisible
    return version


def version_before(version: ProfileVersion) -> ProfileVersion | None:
    """What counted on the version's date before it was made."""
    earlier = ProfileVersion.objects.defer("document").filter(pk__lt=version.pk, valid_from__lte=version.valid_from)
    return earlier.first()


def later_versions(valid_from: dt.date) -> QuerySet[ProfileVersion]:
    """Versions that already wait for a later date, and so take over from a change on this one."""
    return ProfileVersion.objects.defer("document").filter(valid_from__gt=valid_from).order_by("valid_from", "pk")


def newest_version() -> int:
    """The number of the version that was made last; 0 before the first."""
    return ProfileVersion.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def shipped_profile(profile_id: str) -> Profile:
    """A profile that comes with the program. Raises NotVisible for an id that is not shipped."""
    if profile_id not in shipped_profile_ids():
        raise NotVisible
    return _shipped(profile_id)


@lru_cache(maxsize=32)
def _shipped(profile_id: str) -> Profile:
    """What comes with the program does not change while it runs, and takes a moment to read."""
    return parse_profile(shipped_profile_text(profile_id), f"{profile_id}.yaml")


class Head(BaseModel):
    """The first lines of a profile."""

    municipality: Municipality
    title: Text


def shipped_titles() -> list[tuple[str, str]]:
    """The profiles that come with the program, as (id, title)."""
    language = get_language() or "da"
    heads = ((name, _head(name)) for name in shipped_profile_ids())
    return [(name, f"{head.municipality.name}: {head.title.get(language)}") for name, head in heads]


@lru_cache(maxsize=32)
def _head(profile_id: str) -> Head:
    """Municipality and title alone: they stand in the head of the file, and reading every file whole would take seconds."""
    head = shipped_profile_text(profile_id).partition("\nmodels:")[0]
    return Head.model_validate(read(head, profile_id)[0])


def named_profile(name: str, on: dt.date) -> Profile:
    """A profile by what a screen or command calls it: `current`, a version's number, or the id of a shipped one.

    Raises NotVisible when there is none.
    """
    if name == "current":
        return profile_on(on)
    if name.isdecimal() and len(name) < 10:
        return profile_of(one_version(int(name)))
    return shipped_profile(name)


def source_choices() -> list[tuple[str, str]]:
    """What can be compared, as (name, title): the current profile, the shipped ones, the versions."""
    versions = ProfileVersion.objects.defer("document").order_by("-pk")
    return [
        *shipped_titles(),
        *(
            (str(one.pk), f"{one.pk}: {date_format(one.valid_from, 'SHORT_DATE_FORMAT')} {one.note}".strip())
            for one in versions
        ),
    ]


def profile_text(name: str, on: dt.date) -> str:
    """A profile as YAML; a shipped one as it was written, with its comments."""
    return shipped_profile_text(name) if name in shipped_profile_ids() else dump_profile(named_profile(name, on))


@dataclass(frozen=True, slots=True)
class Held:
    """So many of something."""

    title: str
    count: int


@dataclass(frozen=True, slots=True)
class ClosingUnit:
    """A unit that is no longer active after a change: what hangs on it, and which units take new cases of its disciplines."""

    name: str
    held: tuple[Held, ...]
    successors: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not any(one.count for one in self.held)


@dataclass(frozen=True, slots=True)
class SwitchOutlook:
    """What a change of organisation means for units and entry. Nothing of what hangs on units is touched by it."""

    closing: tuple[ClosingUnit, ...]
    opening: tuple[str, ...]
    staying: tuple[str, ...]
    entry_before: str
    entry_after: str
    totals: tuple[Held, ...]


def switch_outlook(after: Profile, on: dt.date) -> SwitchOutlook:
    """Compare the units that are active now with those of a profile on a date."""
    language = get_language() or "da"
    coming = {unit.code: unit for unit in after.at(on).units}
    active = list(StoredUnit.objects.filter(is_active=True))
    holdings = [(str(holding.title), holding.by_unit()) for holding in unit_holdings]
    entry, next_entry = next((unit for unit in active if unit.is_entry), None), after.entry_unit(on)
    return SwitchOutlook(
        closing=tuple(_closing(unit, holdings, coming) for unit in active if unit.code not in coming),
        opening=tuple(
            unit.name.get(language) for code, unit in coming.items() if code not in {one.code for one in active}
        ),
        staying=tuple(unit.local_name for unit in active if unit.code in coming),
        entry_before=entry.local_name if entry else "",
        entry_after=next_entry.name.get(language) if next_entry else "",
        totals=holding_totals(),
    )


def _closing(
    unit: StoredUnit, holdings: Sequence[tuple[str, Mapping[int, int]]], coming: Mapping[str, Unit]
) -> ClosingUnit:
    language = get_language() or "da"
    held = tuple(Held(title, by_unit.get(unit.pk, 0)) for title, by_unit in holdings if by_unit)
    taking = (one for one in coming.values() if set(one.disciplines) & set(unit.disciplines))
    return ClosingUnit(unit.local_name, held, tuple(one.name.get(language) for one in taking))


def holding_totals() -> tuple[Held, ...]:
    """How much of everything there is in the house, whatever the organisation."""
    return tuple(Held(str(holding.title), holding.total()) for holding in unit_holdings)
