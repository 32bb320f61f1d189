# SPDX-License-Identifier: EUPL-1.2
"""The condition of a rule: a small tree over named facts, parsed from the profile and written back to it.

What the operators promise, with `on` as the day of the sweep and a fact that has no value failing every test but `missing`:

- ``from`` / ``below``: at least / less than (numbers); both may stand in one leaf.
- ``is`` / ``in``: equal to, one of (``is: true|false`` for yes/no facts).
- ``includes`` / ``includes_any`` / ``excludes``: a set of codes holds, holds one of, does not hold.
- ``older_than`` D: the date plus D is `on` or earlier. ``newer_than`` D: the date is past and the date plus D is later than `on`.
- ``within_next`` D: the date is `on` or later and not later than `on` plus D.
- ``missing``: whether the date has no value.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from pydantic_core import PydanticCustomError

Operator = Literal[
    "from",
    "below",
    "is",
    "in",
    "includes",
    "includes_any",
    "excludes",
    "older_than",
    "newer_than",
    "within_next",
    "missing",
]
FactKind = Literal["number", "boolean", "code", "codes", "date"]
DurationUnit = Literal["days", "working_days", "months", "years"]

OPERATORS: tuple[Operator, ...] = get_args(Operator)
DURATION_UNITS: tuple[DurationUnit, ...] = get_args(DurationUnit)
OPERATORS_OF: Mapping[FactKind, frozenset[Operator]] = {
    "number": frozenset({"from", "below"}),
    "boolean": frozenset({"is"}),
    "code": frozenset({"is", "in"}),
    "codes": frozenset({"includes", "includes_any", "excludes"}),
    "date": frozenset({"older_than", "newer_than", "within_next", "missing"}),
}
MAX_DEPTH = 6
MAX_AMOUNT = 10_000

_NUMBER_OPERATORS = frozenset({"from", "below"})
_CODE_OPERATORS = frozenset({"includes", "excludes"})
_CODES_OPERATORS = frozenset({"in", "includes_any"})
_DURATION_OPERATORS = frozenset({"older_than", "newer_than", "within_next"})

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in one unit, as the law states it: 5 working days is not a week, 6 months is not 180 days."""

    amount: int
    unit: DurationUnit

    def document(self) -> dict[str, int]:
        return {self.unit: self.amount}


TestValue = int | bool | str | tuple[str, ...] | Duration


@dataclass(frozen=True, slots=True)
class Test:
    """One operator with its value."""

    operator: Operator
    value: TestValue

    __test__ = False  # not a test class, whatever pytest thinks of the name


@dataclass(frozen=True, slots=True)
class Leaf:
    """Tests on one fact; all must hold. `arguments` are sorted pairs, e.g. ``(("discipline", "employment"),)``."""

    fact: str
    tests: tuple[Test, ...]
    arguments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Condition"


Condition = All | Any | Not | Leaf


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong inside a condition: where, and which kind with its details."""

    path: Path
    kind: str
    details: Mapping[str, str]


def refusal(flaw: Flaw) -> PydanticCustomError:
    """The flaw as pydantic reports it; `loading` reads the path and the kind from the context."""
    return PydanticCustomError("condition", "condition", {"flaw": flaw})


class _Refused(Exception):
    def __init__(self, path: Path, kind: str, **details: str) -> None:
        super().__init__(kind)
        self.flaw = Flaw(path, kind, details)


def parse_condition(raw: object) -> Condition:
    """The condition that a mapping from the profile describes; raises pydantic's error with the flaw inside."""
    if isinstance(raw, All | Any | Not | Leaf):
        return raw
    try:
        return _parse(raw, (), 1)
    except _Refused as refused:
        raise refusal(refused.flaw) from None


def parse_duration(raw: object) -> Duration:
    """`{months: 6}` and the like; raises pydantic's error with the flaw inside."""
    if isinstance(raw, Duration):
        return raw
    try:
        return _duration(raw, ())
    except _Refused as refused:
        raise refusal(refused.flaw) from None


def _parse(raw: object, path: Path, depth: int) -> Condition:
    if not isinstance(raw, dict) or not raw:
        raise _Refused(path, "condition_shape")
    if depth > MAX_DEPTH:
        raise _Refused(path, "condition_depth", limit=str(MAX_DEPTH))
    if "fact" in raw:
        return _leaf(raw, path)
    if len(raw) != 1:
        raise _Refused(path, "condition_shape")
    word, inner = next(iter(raw.items()))
    if word == "not":
        return Not(_parse(inner, (*path, "not"), depth + 1))
    if word not in ("all", "any"):
        raise _Refused((*path, str(word)), "condition_word", word=str(word))
    if not isinstance(inner, list | tuple) or not inner:
        raise _Refused((*path, word), "condition_list", word=word)
    parts = tuple(_parse(part, (*path, word, number), depth + 1) for number, part in enumerate(inner))
    return All(parts) if word == "all" else Any(parts)


def _leaf(raw: Mapping[object, object], path: Path) -> Leaf:
    fact = raw["fact"]
    if not isinstance(fact, str) or not fact:
        raise _Refused((*path, "fact"), "condition_fact")
    tests = []
    for key, value in raw.items():
        if key in ("fact", "of"):
            continue
        operator = next((known for known in OPERATORS if known == key), None)
        if operator is None:
            raise _Refused((*path, str(key)), "condition_operator", word=str(key))
        tests.append(Test(operator, _value(operator, value, (*path, operator))))
    if not tests:
        raise _Refused(path, "condition_no_test", fact=fact)
    tests.sort(key=lambda test: OPERATORS.index(test.operator))
    return Leaf(fact, tuple(tests), parse_arguments(raw.get("of"), (*path, "of")))


def parse_arguments(raw: object, path: Path = ()) -> tuple[tuple[str, str], ...]:
    """The `of` of a leaf or a due date as sorted pairs."""
    if raw is None:
        return ()
    if not isinstance(raw, dict) or not all(isinstance(k, str) and isinstance(v, str) for k, v in raw.items()):
        raise _Refused(path, "condition_arguments")
    return tuple(sorted(raw.items()))


def _value(operator: Operator, raw: object, path: Path) -> TestValue:
    if operator in _DURATION_OPERATORS:
        return _duration(raw, path)
    if operator in _CODES_OPERATORS:
        if isinstance(raw, list | tuple) and raw and all(isinstance(code, str) for code in raw):
            return tuple(raw)
        raise _Refused(path, "condition_codes", word=operator)
    if operator in _NUMBER_OPERATORS:
        fits = isinstance(raw, int) and not isinstance(raw, bool)
    elif operator in _CODE_OPERATORS:
        fits = isinstance(raw, str)
    else:
        fits = isinstance(raw, bool) or (operator == "is" and isinstance(raw, str))
    if not fits:
        raise _Refused(path, "condition_value", word=operator)
    return raw  # type: ignore[return-value]


def _duration(raw: object, path: Path) -> Duration:
    if isinstance(raw, dict) and len(raw) == 1:
        key, amount = next(iter(raw.items()))
        unit = next((known for known in DURATION_UNITS if known == key), None)
        if unit and isinstance(amount, int) and not isinstance(amount, bool) and 0 <= amount <= MAX_AMOUNT:
            return Duration(amount, unit)
    raise _Refused(path, "duration", units=", ".join(DURATION_UNITS))


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every leaf, left to right."""
    for _, leaf in leaves_with_paths(condition):
        yield leaf


def leaves_with_paths(condition: Condition, path: Path = ()) -> Iterator[tuple[Path, Leaf]]:
    """Every leaf with its place in the tree."""
    match condition:
        case Leaf():
            yield path, condition
        case Not(part):
            yield from leaves_with_paths(part, (*path, "not"))
        case All(parts) | Any(parts):
            word = "all" if isinstance(condition, All) else "any"
            for number, part in enumerate(parts):
                yield from leaves_with_paths(part, (*path, word, number))


def condition_document(condition: Condition) -> dict[str, object]:
    """The condition as the profile writes it; `parse_condition` of it is the condition again."""
    match condition:
        case All(parts):
            return {"all": [condition_document(part) for part in parts]}
        case Any(parts):
            return {"any": [condition_document(part) for part in parts]}
        case Not(part):
            return {"not": condition_document(part)}
        case Leaf(fact, tests, arguments):
            document: dict[str, object] = {"fact": fact}
            if arguments:
                document["of"] = dict(arguments)
            return document | {test.operator: _value_document(test.value) for test in tests}


def _value_document(value: TestValue) -> object:
    if isinstance(value, Duration):
        return value.document()
    return list(value) if isinstance(value, tuple) else value
