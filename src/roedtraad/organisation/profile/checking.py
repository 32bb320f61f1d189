# SPDX-License-Identifier: EUPL-1.2
"""What the schema cannot see part by part: references between sections, periods of the same thing, rules against facts."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .conditions import OPERATORS_OF, FactKind, Leaf, Path, leaves_with_paths
from .forum_checks import forum_findings
from .problems import Finding, did_you_mean
from .schema import Profile
from .texts import Dated
from .vocabulary import DISCIPLINES

ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class FactSignature:
    """What a rule may ask about a fact. `waits` marks a fact that a later version computes; `codes` its values when closed."""

    kind: FactKind
    arguments: frozenset[str] = frozenset()
    waits: bool = False
    codes: frozenset[str] | None = None


def check_references(profile: Profile) -> list[Finding]:
    """Everything that points at something that is not there, stands twice, or contradicts another part."""
    return [
        *_repeated(profile),
        *_dangling(profile),
        *_dangling_seats(profile),
        *_dangling_rules(profile),
        *_admissions(profile),
        *_entry_units(profile),
        *forum_findings(profile),
    ]


def check_against_facts(profile: Profile, known_facts: Mapping[str, FactSignature]) -> list[Finding]:
    """What in the rules does not fit the facts: unknown names, tests of the wrong kind, unknown arguments and codes."""
    findings: list[Finding] = []
    for number, rule in enumerate(profile.rules):
        base: Path = ("rules", number, "when")
        for path, leaf in leaves_with_paths(rule.when):
            findings += _leaf_against_facts((*base, *path), leaf, known_facts)
        if rule.due and rule.due.fact:
            due = Leaf(rule.due.fact, (), rule.due.arguments)
            findings += _due_against_facts(("rules", number, "due"), due, known_facts)
    return findings


def waiting_facts(profile: Profile, known_facts: Mapping[str, FactSignature], on: dt.date) -> dict[str, frozenset[str]]:
    """The active rules that wait, each with the facts it waits for."""
    waiting = {}
    for rule in profile.active_rules(on):
        names = {leaf.fact for _path, leaf in leaves_with_paths(rule.when)} | ({rule.due.fact} if rule.due else set())
        waits = frozenset(name for name in names if name and name in known_facts and known_facts[name].waits)
        if waits:
            waiting[rule.id] = waits
    return waiting


def _leaf_against_facts(path: Path, leaf: Leaf, known: Mapping[str, FactSignature]) -> Iterator[Finding]:
    signature = known.get(leaf.fact)
    if signature is None:
        yield _unknown_fact(path, leaf.fact, known)
        return
    yield from _arguments_against(path, leaf, signature)
    allowed = OPERATORS_OF[signature.kind]
    for test in leaf.tests:
        here = (*path, test.operator)
        if test.operator not in allowed or (
            test.operator == "is" and isinstance(test.value, bool) != (signature.kind == "boolean")
        ):
            message = _("“%(fact)s” cannot be tested this way.") % {"fact": leaf.fact}
            yield Finding(here, message, _tests_that_fit(signature.kind))
        elif signature.codes is not None:
            for code in (
                (test.value,) if isinstance(test.value, str) else test.value if isinstance(test.value, tuple) else ()
            ):
                if code not in signature.codes:
                    yield Finding(
                        here,
                        _("“%(code)s” is no value of this fact.") % {"code": code},
                        did_you_mean(code, signature.codes),
                    )


def _due_against_facts(path: Path, due: Leaf, known: Mapping[str, FactSignature]) -> Iterator[Finding]:
    signature = known.get(due.fact)
    if signature is None:
        yield _unknown_fact(path, due.fact, known)
    elif signature.kind != "date":
        message = _("“%(fact)s” is not a date.") % {"fact": due.fact}
        yield Finding((*path, "fact"), message, _("A due day is counted from a date."))
    else:
        yield from _arguments_against(path, due, signature)


def _unknown_fact(path: Path, fact: str, known: Iterable[str]) -> Finding:
    return Finding((*path, "fact"), _("There is no fact “%(fact)s”.") % {"fact": fact}, did_you_mean(fact, known))


def _arguments_against(path: Path, leaf: Leaf, signature: FactSignature) -> Iterator[Finding]:
    for name, _value in leaf.arguments:
        if name not in signature.arguments:
            message = _("The fact “%(fact)s” has no “%(name)s”.") % {"fact": leaf.fact, "name": name}
            yield Finding((*path, "of", name), message, did_you_mean(name, signature.arguments))


def _tests_that_fit(kind: FactKind) -> str:
    if kind == "boolean":
        return _("Write is: true or is: false.")
    return _("Use one of: %(words)s.") % {"words": ", ".join(sorted(OPERATORS_OF[kind]))}


def _repeated(profile: Profile) -> Iterator[Finding]:
    """The same code twice: never for facts and practices, and only in separate periods for everything dated."""
    for section in ("facts", "practice_then_and_now"):
        seen: set[str] = set()
        for number, part in enumerate(getattr(profile, section)):
            if part.code in seen:
                yield _twice((section, number, "code"), part.code)
            seen.add(part.code)
    keys = {"departments": "code", "units": "code", "laws": "code", "roles": "code", "target_groups": "code"}
    keys |= {"methods": "code", "committees": "code", "limits": "code", "forums": "id", "rules": "id"}
    keys |= {"status_currency": "kind", "gains": "indicator", "contact_targets": "", "authorities": "code"}
    keys |= {"legal_bases": "code", "scales": "code", "plan_views": "code", "retention": "record"}
    for section, key in keys.items():
        yield from _overlapping(section, key, getattr(profile, section))


def _overlapping(section: str, key: str, parts: Sequence[Dated]) -> Iterator[Finding]:
    earlier: dict[str, list[Dated]] = defaultdict(list)
    for number, part in enumerate(parts):
        name = str(getattr(part, key)) if key else section
        if any(part.overlaps(other) for other in earlier[name]):
            yield _twice((section, number, key) if key else (section, number), name)
        earlier[name].append(part)


def _twice(path: Path, name: str) -> Finding:
    message = _("“%(name)s” stands twice for the same days.") % {"name": name}
    return Finding(
        path, message, _("Give it another code, or end the first the day before the next begins (valid_to).")
    )


def _missing(path: Path, name: str, known: Iterable[str]) -> Finding:
    return Finding(path, _("“%(name)s” is not in this profile.") % {"name": name}, did_you_mean(name, known))


def _dangling(profile: Profile) -> Iterator[Finding]:
    departments = {department.code for department in profile.departments}
    laws = {law.code for law in profile.laws}
    units = {unit.code for unit in profile.units}
    for number, department in enumerate(profile.departments):
        for place, law in enumerate(department.laws):
            if law not in laws:
                yield _missing(("departments", number, "laws", place), law, laws)
    for number, unit in enumerate(profile.units):
        if unit.department not in departments:
            yield _missing(("units", number, "department"), unit.department, departments)
    for number, law_ in enumerate(profile.laws):
        if law_.replaced_by and law_.replaced_by not in laws:
            yield _missing(("laws", number, "replaced_by"), law_.replaced_by, laws)
    for number, limit in enumerate(profile.limits):
        if limit.law and limit.law not in laws:
            yield _missing(("limits", number, "law"), limit.law, laws)
    for section in ("legal_bases", "plan_views"):
        for number, part in enumerate(getattr(profile, section)):
            if part.law and part.law not in laws:
                yield _missing((section, number, "law"), part.law, laws)
    lists = (
        ("models", "units", units),
        ("budget", "contributing", departments),
        ("authorities", "departments", departments),
    )
    for section, key, known in lists:
        for number, part in enumerate(getattr(profile, section)):
            for place, code in enumerate(getattr(part, key)):
                if code not in known:
                    yield _missing((section, number, key, place), code, known)


def _dangling_seats(profile: Profile) -> Iterator[Finding]:
    units = {unit.code for unit in profile.units}
    roles = {role.code for role in profile.roles}
    for number, forum in enumerate(profile.forums):
        for seats in ("fixed_members", "ad_hoc_members"):
            for place, seat in enumerate(getattr(forum, seats)):
                if seat.unit and seat.unit not in units:
                    yield _missing(("forums", number, seats, place, "unit"), seat.unit, units)
                if seat.role and seat.role not in roles:
                    yield _missing(("forums", number, seats, place, "role"), seat.role, roles)


def _dangling_rules(profile: Profile) -> Iterator[Finding]:
    known = {
        "forum": {forum.id for forum in profile.forums},
        "role": {str(role.code) for role in profile.roles},
        "unit": {unit.code for unit in profile.units} | {ENTRY},
    }
    laws = {law.code for law in profile.laws}
    for number, rule in enumerate(profile.rules):
        for place, codes in known.items():
            code = getattr(rule.leads_to, place, None)
            if code and code not in codes:
                yield _missing(("rules", number, "leads_to", place), code, codes)
        for path, leaf in leaves_with_paths(rule.when):
            yield from _arguments(("rules", number, "when", *path, "of"), leaf.arguments, laws)
        if rule.due:
            yield from _arguments(("rules", number, "due", "of"), rule.due.arguments, laws)


def _arguments(path: Path, arguments: Iterable[tuple[str, str]], laws: set[str]) -> Iterator[Finding]:
    known: dict[str, Iterable[str]] = {"discipline": DISCIPLINES, "law": laws}
    for name, value in arguments:
        if name in known and value not in known[name]:
            yield _missing((*path, name), value, known[name])


def _admissions(profile: Profile) -> Iterator[Finding]:
    """A forum names the rules that lead to it, and every rule that leads to it is named: both say the same."""
    rules = {rule.id for rule in profile.rules}
    leading: dict[str, set[str]] = defaultdict(set)
    for rule in profile.rules:
        if rule.leads_to and rule.leads_to.forum:
            leading[rule.leads_to.forum].add(rule.id)
    named: dict[str, set[str]] = defaultdict(set)
    for number, forum in enumerate(profile.forums):
        for place, rule_id in enumerate(forum.admission.rules):
            path: Path = ("forums", number, "admission", "rules", place)
            named[forum.id].add(rule_id)
            if rule_id not in rules:
                yield _missing(path, rule_id, rules)
            elif rule_id not in leading[forum.id]:
                message = _("The rule “%(rule)s” does not lead to this forum.") % {"rule": rule_id}
                yield Finding(path, message, _("Set leads_to in the rule, or remove it here."))
    for number, rule in enumerate(profile.rules):
        forum_id = rule.leads_to.forum if rule.leads_to else None
        if forum_id in named and rule.id not in named[forum_id]:
            message = _("The forum “%(forum)s” does not name this rule.") % {"forum": forum_id}
            yield Finding(("rules", number, "leads_to", "forum"), message, _("Add the rule to the forum's admission."))


def _entry_units(profile: Profile) -> Iterator[Finding]:
    """Exactly one door on every day from the first unit on."""
    starts = {unit.valid_from for unit in profile.units}
    ends = {
        unit.valid_to + dt.timedelta(days=1) for unit in profile.units if unit.valid_to and unit.valid_to < dt.date.max
    }
    last = max((unit.valid_to or dt.date.max) for unit in profile.units)
    for day in sorted(starts | {end for end in ends if end <= last}):
        doors = [number for number, unit in enumerate(profile.units) if unit.is_entry and unit.in_force(day)]
        if len(doors) == 1:
            continue
        path: Path = ("units", doors[1], "is_entry") if doors else ("units",)
        message = _("There are %(count)s entry units on %(day)s.") % {"count": len(doors), "day": day.isoformat()}
        yield Finding(path, message, _("Exactly one unit has is_entry: true on any day."))
        return
