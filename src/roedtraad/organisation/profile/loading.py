# SPDX-License-Identifier: EUPL-1.2
"""From YAML text to a profile and back; from a stored document to a profile and back."""

from collections.abc import Mapping
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from .checking import FactSignature, check_against_facts, check_references
from .conditions import DURATION_UNITS, OPERATORS, Flaw, Path
from .problems import Finding, Problem, ProfileError, did_you_mean
from .reading import Lines, locate, read, write
from .schema import Profile

STORED = "profile"
_STANDS_LAST = ("valid_from", "valid_to", "source", "note")


def parse_profile(text: str, filename: str, known_facts: Mapping[str, FactSignature] | None = None) -> Profile:
    """The profile that a YAML file holds, with every reference checked; the rules too when the facts are given.

    Raises ProfileError with everything that is wrong, each with file, line, path and remedy.
    """
    document, lines = read(text, filename)
    return _build(document, filename, lines, known_facts)


def from_document(document: Mapping[str, object], name: str = STORED) -> Profile:
    """The profile from the plain document that `to_document` made. Raises ProfileError."""
    return _build(document, name, {}, None)


def to_document(profile: Profile) -> dict[str, Any]:
    """The profile as plain JSON values, without what has its default; `from_document` gives the same profile back."""
    plain: dict[str, Any] = profile.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {"format": profile.format} | {name: _in_reading_order(value) for name, value in plain.items()}


def dump_profile(profile: Profile) -> str:
    """The profile as YAML; `parse_profile` of it is the same profile."""
    return write(to_document(profile))


def _in_reading_order(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """What a thing is stands first, its period and source last, as people write it."""
    if isinstance(value, list):
        return [_in_reading_order(part) for part in value]
    if not isinstance(value, dict):
        return value
    last = [name for name in _STANDS_LAST if name in value]
    return {name: _in_reading_order(value[name]) for name in [*(n for n in value if n not in last), *last]}


def _build(
    document: Mapping[str, object], filename: str, lines: Lines, known_facts: Mapping[str, FactSignature] | None
) -> Profile:
    try:
        profile = Profile.model_validate(document)
    except ValidationError as error:
        findings = [_finding(details) for details in _told_once(error.errors())]
        raise ProfileError(_problems(findings, filename, lines)) from None
    findings = check_references(profile)
    if known_facts is not None:
        findings += check_against_facts(profile, known_facts)
    if findings:
        raise ProfileError(_problems(findings, filename, lines))
    return profile


def _problems(findings: list[Finding], filename: str, lines: Lines) -> list[Problem]:
    problems = [locate(finding, filename, lines) for finding in findings]
    if not lines:
        return [Problem(filename, None, p.path, p.message, p.remedy) for p in problems]
    return sorted(problems, key=lambda problem: problem.line or 0)


def _told_once(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without "the list is empty" about a list that is empty only because its parts are wrong."""
    places = [details["loc"] for details in errors]
    return [
        details
        for details in errors
        if details["type"] != "too_short"
        or not any(
            place[: len(details["loc"])] == details["loc"] for place in places if len(place) > len(details["loc"])
        )
    ]


def _finding(details: ErrorDetails) -> Finding:
    path: Path = details["loc"]
    context = details.get("ctx", {})
    flaw = context.get("flaw")
    if isinstance(flaw, Flaw):
        return _of_flaw((*path, *flaw.path), flaw)
    kind = details["type"]
    if kind == "extra_forbidden":
        message = _("“%(key)s” is not known here.") % {"key": path[-1]}
        return Finding(path, message, did_you_mean(str(path[-1]), _keys_at(path[:-1])))
    if kind == "literal_error":
        allowed = _keys_of_literal(str(context.get("expected", "")))
        message = _("“%(value)s” is not one of the known words.") % {"value": details["input"]}
        return Finding(path, message, did_you_mean(str(details["input"]), allowed))
    message, remedy = _wording(kind, {key: str(value) for key, value in context.items()})
    return Finding(path, message or details["msg"], remedy)


def _wording(kind: str, context: Mapping[str, str]) -> tuple[str, str]:
    """Message and remedy for the refusals of the schema; an unknown kind keeps the checker's own words."""
    match kind:
        case "missing":
            return _("This is missing."), _("Add it; docs/profile-format.md shows how.")
        case "iso_date":
            return _("This is not a date."), _("Write year-month-day, for example 2026-12-24.")
        case "time_of_day":
            return _("This is not a time of day."), _("Write hours and minutes, for example 13:30.")
        case "period_backwards":
            return _("The period ends before it begins."), _("Both days are included: valid_to is the last day.")
        case "string_type" | "string_too_short":
            return _("A text is expected here."), _("Write a text; put it in quotation marks if it is a number.")
        case "bool_type" | "bool_parsing":
            return _("Yes or no is expected here."), _("Write true or false.")
        case "int_type" | "int_parsing" | "int_from_float" | "decimal_parsing" | "decimal_type":
            return _("A number is expected here."), _("Write only the number, without a unit.")
        case "greater_than_equal" | "less_than_equal":
            bound = context.get("ge") or context.get("le") or ""
            return _("The number is outside what is possible."), _("The limit is %(bound)s.") % {"bound": bound}
        case "model_type" | "dict_type":
            return _("Keys and values are expected here."), _("Write “key: value” lines, indented below.")
        case "tuple_type":
            return _("A list is expected here."), _("Begin each line with “- ”.")
        case "too_short":
            return _("The list is empty."), _("Add at least one.")
        case "string_pattern_mismatch":
            return _("The text has not the right form."), _("The form is %(form)s.") % {
                "form": context.get("pattern", "")
            }
        case _:
            return _wording_of_part(kind, context)


def _wording_of_part(kind: str, context: Mapping[str, str]) -> tuple[str, str]:
    match kind:
        case "ages_ends":
            return _("The ages have no beginning or no end."), _(
                "Give from and to, or say the end in words (starts, ends)."
            )
        case "ages_backwards":
            return _("The ages run backwards."), _("from is the lower age.")
        case "variant":
            allowed = context.get("allowed", "")
            return _("This variant does not belong to the model."), _("Use one of: %(words)s.") % {"words": allowed}
        case "cadence":
            return _("The cadence is unclear."), _("Give every and unit (day, week, month), or ad_hoc: true.")
        case "member":
            return _("A member is exactly one thing."), _("Give one of discipline, unit, role or other.")
        case "leads_to":
            return _("A signal goes to exactly one place."), _("Give one of forum, role or unit.")
        case "due":
            return _("The due day is unclear."), _("Give age_months, or fact with plus when it is to be moved.")
        case "reached_first":
            return _("Nobody is reached before being contacted."), _("reached_within_days is the longer one.")
        case _:
            return "", ""


def _of_flaw(path: Path, flaw: Flaw) -> Finding:
    """Message and remedy for what is wrong inside a condition."""
    word = flaw.details.get("word", "")
    match flaw.kind:
        case "condition_operator":
            message = _("“%(word)s” is not a test on a fact.") % {"word": word}
            return Finding(path, message, did_you_mean(word, (*OPERATORS, "of")))
        case "condition_word":
            message = _("“%(word)s” does not begin a condition.") % {"word": word}
            return Finding(path, message, did_you_mean(word, ("all", "any", "not", "fact")))
        case "condition_no_test":
            message = _("Nothing is asked about the fact “%(fact)s”.") % flaw.details
            return Finding(path, message, _("Add a test, for example from: 180."))
        case "condition_list":
            return Finding(
                path, _("“%(word)s” needs a list of conditions.") % {"word": word}, _("Begin each with “- ”.")
            )
        case "condition_depth":
            return Finding(path, _("The condition is nested too deeply."), _("Split the rule in two."))
        case "condition_arguments":
            return Finding(
                path, _("“of” names what the fact is about."), _("Write for example of: {discipline: social}.")
            )
        case "condition_codes":
            return Finding(
                path, _("“%(word)s” needs a list of codes.") % {"word": word}, _("Write for example [social, school].")
            )
        case "condition_value":
            return Finding(path, _("This value does not fit “%(word)s”.") % {"word": word}, _value_remedy(word))
        case "duration":
            remedy = _("Write for example {months: 6}; the units are %(units)s.") % {"units": ", ".join(DURATION_UNITS)}
            return Finding(path, _("A length of time is expected here."), remedy)
        case _:
            remedy = _("Write {fact: …}, {all: [...]}, {any: [...]} or {not: {...}}.")
            return Finding(path, _("This is not a condition."), remedy)


def _value_remedy(operator: str) -> str:
    if operator in ("from", "below"):
        return _("Write a whole number.")
    if operator in ("includes", "excludes"):
        return _("Write one code, without brackets.")
    return _("Write true, false or a code.") if operator == "is" else _("Write true or false.")


def _keys_of_literal(expected: str) -> list[str]:
    return expected.replace(" or ", ", ").replace("'", "").split(", ")


def _keys_at(path: Path) -> set[str]:
    """The keys that the schema knows at a path."""
    model: type[BaseModel] | None = Profile
    for step in path:
        if model is None:
            return set()
        if isinstance(step, str):
            fields = {field.alias or name: field for name, field in model.model_fields.items()}
            model = _model_in(fields[step].annotation) if step in fields else None
    return {field.alias or name for name, field in model.model_fields.items()} if model else set()


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (tuple, Union, UnionType, Annotated):
        return next((found for inner in get_args(annotation) if (found := _model_in(inner))), None)
    return None
