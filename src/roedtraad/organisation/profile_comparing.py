# SPDX-License-Identifier: EUPL-1.2
"""Two profiles side by side, section by section and line by line, in the reader's language."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from roedtraad.organisation.profile import Profile
from roedtraad.organisation.profile_reading import Entry, Section, read_other_days, read_profile
from roedtraad.organisation.profile_words import label_of

Outcome = Literal["same", "changed", "added", "removed"]


@dataclass(frozen=True, slots=True)
class LinePair:
    """One labelled value on both sides; an empty text means that this side does not say it."""

    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class EntryPair:
    """One thing on both sides, or on one of them."""

    title: str
    outcome: Outcome
    lines: tuple[LinePair, ...]


@dataclass(frozen=True, slots=True)
class SectionPair:
    """One section on both sides."""

    code: str
    title: str
    entries: tuple[EntryPair, ...]


def compare_profiles(
    before: Profile, after: Profile, on: dt.date, *, everything: bool = False
) -> tuple[SectionPair, ...]:
    """What the two say about one day, side by side; only what differs, unless `everything` is asked for.

    Entries that hold on other days are compared too, each under its own first day, so that no difference is left out.
    """
    names = after if before.municipality.code == after.municipality.code else None
    pairs = []
    sections = zip(
        read_profile(before, on, names),
        read_profile(after, on, names),
        read_other_days(before, on, names),
        read_other_days(after, on, names),
        strict=True,
    )
    for left, right, left_other, right_other in sections:
        entries = [*_pair(left.entries, right.entries), *_pair_other(left, left_other, right, right_other)]
        shown = tuple(_narrowed(pair, everything) for pair in entries if everything or pair.outcome != "same")
        if shown:
            pairs.append(SectionPair(left.code, left.title, shown))
    return tuple(pairs)


def count_differences(pairs: Sequence[SectionPair]) -> int:
    """How many entries differ."""
    return sum(entry.outcome != "same" for pair in pairs for entry in pair.entries)


def _narrowed(pair: EntryPair, everything: bool) -> EntryPair:
    if everything or pair.outcome != "changed":
        return pair
    return EntryPair(pair.title, pair.outcome, tuple(line for line in pair.lines if line.differs))


def _pair(left: Sequence[Entry], right: Sequence[Entry]) -> list[EntryPair]:
    """Entries with the same key beside each other, in the order of the left side, then what only the right has."""
    old, new = _by_key(left), _by_key(right)
    return [_entry_pair(old.get(key), new.get(key)) for key in [*old, *(key for key in new if key not in old)]]


def _pair_other(left_now: Section, left: Section, right_now: Section, right: Section) -> list[EntryPair]:
    """Periods that do not hold on the day, by key and first day.

    A period that has only been cut off because a newer one begins is left out: the newer one tells the story.
    """
    held_left = {_identity(entry) for entry in left_now.entries}
    held_right = {_identity(entry) for entry in right_now.entries}
    old = {(entry.key, entry.since): entry for entry in left.entries if _identity(entry) not in held_right}
    new = {(entry.key, entry.since): entry for entry in right.entries if _identity(entry) not in held_left}
    return [_entry_pair(old.get(key), new.get(key)) for key in [*old, *(key for key in new if key not in old)]]


def _identity(entry: Entry) -> tuple[object, ...]:
    said = tuple((line.field, line.value) for line in entry.lines if line.field != "period")
    return entry.key, entry.since, entry.title, said


def _by_key(entries: Sequence[Entry]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for entry in entries:
        key, number = entry.key, 2
        while key in found:
            key, number = f"{entry.key} {number}", number + 1
        found[key] = entry
    return found


def _entry_pair(left: Entry | None, right: Entry | None) -> EntryPair:
    old = {line.label: line.value for line in left.lines} if left else {}
    new = {line.label: line.value for line in right.lines} if right else {}
    labels = [*old, *(label for label in new if label not in old)]
    lines = tuple(LinePair(label, old.get(label, ""), new.get(label, "")) for label in labels)
    title = right.title if right else left.title if left else ""
    if left is None or right is None:
        return EntryPair(title, "added" if left is None else "removed", lines)
    if left.title != right.title:
        lines = (LinePair(label_of("title"), left.title, right.title), *lines)
    return EntryPair(title, "changed" if any(line.differs for line in lines) else "same", lines)
