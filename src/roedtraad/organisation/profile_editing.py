# SPDX-License-Identifier: EUPL-1.2
"""A profile with one thing different from a date: plain values in and out.

What changes is never overwritten. The part as it was ends the day before, and a new one begins on the date, so that the
profile itself tells both.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from roedtraad.organisation.profile import Dated, Profile, Text, from_document, to_document

Changes = Mapping[str, Any]
Choose = Callable[[Any], Changes | None]


def with_parts(profile: Profile, section: str, from_on: dt.date, choose: Choose) -> Profile:
    """The profile with parts of a section changed from a date.

    `choose` is asked about every part that holds on the date and gives the keys to change (None takes a key away), or None
    to leave it. A part that stays the same is left alone. Raises ProfileError when the outcome is no profile.
    """
    document = to_document(profile)
    parts: list[dict[str, Any]] = []
    for part, raw in zip(getattr(profile, section), document[section], strict=True):
        changes = choose(part) if part.in_force(from_on) else None
        parts += [raw] if changes is None else _succeeded(part, raw, changes, from_on)
    return from_document(document | {section: parts})


def _succeeded(part: Dated, raw: dict[str, Any], changes: Changes, from_on: dt.date) -> list[dict[str, Any]]:
    """The part's own period and the one that follows it."""
    changed = {key: value for key, value in (raw | dict(changes)).items() if value is not None}
    if _same(part, changed):
        return [raw]
    if part.valid_from == from_on:
        return [changed]
    ended = raw | {"valid_to": (from_on - dt.timedelta(days=1)).isoformat()}
    return [ended, changed | {"valid_from": from_on.isoformat()}]


def _same(part: Dated, changed: Changes) -> bool:
    try:
        return type(part).model_validate(changed) == part
    except ValidationError:
        return False


def with_names(profile: Profile, *, title: Text, summary: Text, municipality: str) -> Profile:
    """The profile with other words for the municipality itself."""
    document = to_document(profile)
    document |= {"title": title.model_dump(), "summary": summary.model_dump()}
    document["municipality"] = document["municipality"] | {"name": municipality}
    return from_document(document)


def with_entry(profile: Profile, entry: str, from_on: dt.date) -> Profile:
    """The profile with another unit as the one entry from a date."""
    return with_parts(profile, "units", from_on, lambda unit: {"is_entry": True if unit.code == entry else None})


def with_models(profile: Profile, models: Iterable[tuple[str, str]], from_on: dt.date, source: str) -> Profile:
    """The profile organised by other models (model, variant) from a date; those that stay keep their units and source."""
    document = to_document(profile)
    wanted = list(dict.fromkeys(models))
    parts: list[dict[str, Any]] = []
    kept: set[tuple[str, str]] = set()
    for part, raw in zip(profile.models, document.get("models", []), strict=True):
        if not part.in_force(from_on):
            parts.append(raw)
        elif (part.model, part.variant) in wanted:
            kept.add((part.model, part.variant))
            parts.append(raw)
        elif part.valid_from < from_on:
            parts.append(raw | {"valid_to": (from_on - dt.timedelta(days=1)).isoformat()})
    units = [unit.code for unit in profile.at(from_on).units]
    parts += [
        {"model": model, "variant": variant, "units": units, "valid_from": from_on.isoformat(), "source": source}
        for model, variant in wanted
        if (model, variant) not in kept
    ]
    return from_document(document | {"models": parts})


def in_the_name_of(profile: Profile, own: Profile) -> Profile:
    """Another municipality's way of working under our own name: id, title, municipality, committees and sizes stay ours."""
    document, mine = to_document(profile), to_document(own)
    kept = ("id", "title", "summary", "municipality", "committees", "sample")
    return from_document(document | {key: mine[key] for key in kept if key in mine})
