# SPDX-License-Identifier: EUPL-1.2
"""The form for a rule's thresholds, made from its condition: every number, length of time and list of codes in it."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from roedtraad.organisation.profile import (
    DISCIPLINES,
    FACT_WORDS,
    SITUATION_KINDS,
    All,
    Condition,
    Due,
    Duration,
    Leaf,
    Not,
    Problem,
    Profile,
    ProfileError,
    Rule,
    Test,
    condition_document,
    describe,
    leaves,
)  # fmt: skip
from roedtraad.organisation.profile import Any as AnyOf
from roedtraad.organisation.profile.conditions import DURATION_UNITS
from roedtraad.organisation.profile_editing import with_parts
from roedtraad.organisation.profile_forms import FromDateForm
from roedtraad.organisation.profile_words import sentence, word_for

MONTHS_IN_YEAR: Final = 12
MOST_YEARS: Final = 120
MOST: Final = 10_000


class RuleForm(FromDateForm):
    """The thresholds of one rule from a date."""

    def __init__(self, *args: Any, profile: Profile, rule: Rule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        self.laws = [law.code for law in profile.laws]
        last = list(self.fields)
        for name, label, value in thresholds(rule):
            self._add(name, label, value)
        self.fields["source"] = forms.CharField(label=_("Source"), max_length=500, initial=rule.source)
        self.order_fields([name for name in self.fields if name not in last] + last)

    @property
    def has_thresholds(self) -> bool:
        """Whether there is anything to set; a rule of yes and no has nothing."""
        return next(thresholds(self.rule), None) is not None

    def _add(self, name: str, label: str, value: object) -> None:
        if isinstance(value, Duration):
            self.fields[f"{name}_amount"] = forms.IntegerField(
                label=label, min_value=0, max_value=MOST, initial=value.amount
            )
            units = [(unit, word_for(unit)) for unit in DURATION_UNITS]
            self.fields[f"{name}_unit"] = forms.ChoiceField(label=_("Unit of time"), choices=units, initial=value.unit)
        elif isinstance(value, Months):
            years, months = divmod(value.count, MONTHS_IN_YEAR)
            self.fields[f"{name}_years"] = forms.IntegerField(
                label=_("%(what)s: years") % {"what": label}, min_value=0, max_value=MOST_YEARS, initial=years
            )
            self.fields[f"{name}_months"] = forms.IntegerField(
                label=_("%(what)s: and months") % {"what": label},
                min_value=0,
                max_value=MONTHS_IN_YEAR - 1,
                initial=months,
            )
        elif isinstance(value, int):
            self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=MOST, initial=value)
        else:
            self._add_codes(name, label, value)

    def _add_codes(self, name: str, label: str, value: object) -> None:
        chosen = list(value) if isinstance(value, tuple) else [str(value)]
        known = next(
            (codes for codes in (DISCIPLINES, SITUATION_KINDS, self.laws) if set(chosen) <= set(codes)), chosen
        )
        choices = [(code, sentence(word_for(code))) for code in known]
        if isinstance(value, tuple):
            self.fields[name] = forms.MultipleChoiceField(
                label=label, choices=choices, initial=chosen, widget=forms.CheckboxSelectMultiple
            )
        else:
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, initial=chosen[0])

    def _said(self, name: str, old: object) -> object:
        """What was typed for a threshold, in the shape it had."""
        said = self.cleaned_data
        if isinstance(old, Duration):
            return Duration(said[f"{name}_amount"], said[f"{name}_unit"])
        if isinstance(old, Months):
            return said[f"{name}_years"] * MONTHS_IN_YEAR + said[f"{name}_months"]
        return tuple(said[name]) if isinstance(old, tuple) else said[name]

    def proposed(self, base: Profile) -> Profile:
        """The profile with these thresholds from the date. Raises ProfileError when the rule is built otherwise that day."""
        return with_parts(base, "rules", self.cleaned_data["valid_from"], self._changes)

    def _changes(self, rule: Rule) -> Mapping[str, Any] | None:
        if rule.id != self.rule.id:
            return None
        if _shape(rule) != _shape(self.rule):
            message = _("The rule is built differently on that day.")
            raise ProfileError([Problem(rule.id, None, "when", message, _("Change it in the text of the profile."))])
        values = {name: self._said(name, value) for name, _label, value in thresholds(rule)}
        document: dict[str, Any] = {"source": self.cleaned_data["source"]}
        document["when"] = condition_document(_with_values(rule.when, values, itertools.count()))
        if rule.due is not None:
            document["due"] = _due_document(rule.due, values)
        return document


class Months:
    """A number of months that people read as years and months."""

    def __init__(self, count: int) -> None:
        self.count = count


def thresholds(rule: Rule) -> Iterator[tuple[str, str, object]]:
    """Everything in a rule that can be set, as (field name, label, value); yes and no are no thresholds."""
    language = get_language() or "da"
    for number, leaf in enumerate(leaves(rule.when)):
        for test in leaf.tests:
            if not isinstance(test.value, bool):
                yield f"l{number}_{test.operator}", _label(leaf, test, language), _value(leaf.fact, test.value)
    if rule.due and rule.due.age_months is not None:
        yield "due_age", _("Falls due at the age of"), Months(rule.due.age_months)
    if rule.due and rule.due.plus is not None:
        yield "due_plus", _("Falls due after"), rule.due.plus


def _value(fact: str, value: object) -> object:
    words = FACT_WORDS.get(fact)
    return Months(value) if isinstance(value, int) and words is not None and words.months else value


def _label(leaf: Leaf, test: Test, language: str) -> str:
    """The leaf in words, with only this test: "Now: the age is at least 17 years"."""
    said = describe(Leaf(leaf.fact, (test,), leaf.arguments), language).split(" ", 1)[1]
    return _("Now: %(condition)s") % {"condition": said}


def _shape(rule: Rule) -> tuple[object, ...]:
    due = rule.due and (rule.due.fact, rule.due.age_months is None, rule.due.plus is None)
    return (
        *((leaf.fact, leaf.arguments, tuple(test.operator for test in leaf.tests)) for leaf in leaves(rule.when)),
        due,
    )


def _with_values(condition: Condition, values: Mapping[str, Any], numbers: "itertools.count[int]") -> Condition:
    """The condition with other values, the leaves counted from left to right as `leaves` does."""
    match condition:
        case Leaf(fact, tests, arguments):
            number = next(numbers)
            changed = (Test(test.operator, values.get(f"l{number}_{test.operator}", test.value)) for test in tests)
            return Leaf(fact, tuple(changed), arguments)
        case Not(part):
            return Not(_with_values(part, values, numbers))
        case All(parts):
            return All(tuple(_with_values(part, values, numbers) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(_with_values(part, values, numbers) for part in parts))


def _due_document(due: Due, values: Mapping[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = due.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    if "due_age" in values:
        document["age_months"] = values["due_age"]
    if "due_plus" in values:
        document["plus"] = values["due_plus"].document()
    return document
