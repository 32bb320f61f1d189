# SPDX-License-Identifier: EUPL-1.2
"""What is different between two profiles, or between two versions of one: stable order, readable paths."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .loading import to_document
from .schema import Profile

Change = Literal["added", "removed", "changed"]
_KEYS = ("id", "code", "kind", "indicator", "variant", "valid_from")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `path` names things by their own code, so that moving a rule up the file is no difference."""

    section: str
    path: str
    kind: Change
    before: str | None
    after: str | None


def diff(before: Profile, after: Profile) -> tuple[Difference, ...]:
    """Everything that `after` adds, removes or changes, in the order of the sections; empty when they are the same."""
    old, new = to_document(before), to_document(after)
    sections = [name for name in Profile.model_fields if name in old or name in new]
    return tuple(
        difference
        for section in sections
        for difference in _compare(section, section, old.get(section), new.get(section))
    )


def _compare(section: str, path: str, before: object, after: object) -> list[Difference]:
    if before == after:
        return []
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return _compare_mappings(section, path, before, after)
    if _is_named(before) and _is_named(after):
        return _compare_mappings(section, path, _by_name(before), _by_name(after))
    if before is None and _is_named(after):
        return _compare_mappings(section, path, {}, _by_name(after))
    if after is None and _is_named(before):
        return _compare_mappings(section, path, _by_name(before), {})
    kind: Change = "added" if before is None else "removed" if after is None else "changed"
    return [Difference(section, path, kind, _readable(before), _readable(after))]


def _compare_mappings(
    section: str, path: str, before: Mapping[str, object], after: Mapping[str, object]
) -> list[Difference]:
    names = [*before, *(name for name in after if name not in before)]
    return [
        difference
        for name in names
        for difference in _compare(section, f"{path}.{name}", before.get(name), after.get(name))
    ]


def _is_named(value: object) -> bool:
    """Whether the value is a list of parts that each carry a name of their own."""
    return bool(value) and isinstance(value, list) and all(_name(part) for part in value)


def _name(part: object) -> str | None:
    if not isinstance(part, Mapping):
        return None
    return next((str(part[key]) for key in _KEYS if isinstance(part.get(key), str)), None)


def _by_name(parts: object) -> dict[str, object]:
    """The parts by name; those that stand several times carry their first day, and a number when that is the same too."""
    assert isinstance(parts, Sequence)
    count = Counter(_name(part) for part in parts)
    named: dict[str, object] = {}
    for part in parts:
        name = str(_name(part))
        if count[name] > 1 and isinstance(part, Mapping) and part.get("valid_from"):
            name = f"{name}@{part['valid_from']}"
        number, unique = 2, name
        while unique in named:
            unique, number = f"{name}#{number}", number + 1
        named[unique] = part
    return named


def _readable(value: object) -> str | None:
    """The value in one line, as it would stand in the file."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case Mapping():
            return "{" + ", ".join(f"{key}: {_readable(inner)}" for key, inner in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(str(_readable(inner)) for inner in value) + "]"
        case _:
            return str(value)
