# SPDX-License-Identifier: EUPL-1.2
"""A rule's condition as a sentence that a person reads, in Danish and English.

It follows the reader of the rule, not the translation of the program: a profile can be shown in both languages at once.
"""

from collections.abc import Mapping

from .conditions import All, Any, Condition, Duration, Leaf, Not, Test
from .fact_words import CODE_WORDS, FACT_WORDS, FactWords
from .rules import Due
from .texts import Text

_UNITS: Mapping[tuple[str, bool], Text] = {
    ("days", True): Text(da="dag", en="day"),
    ("days", False): Text(da="dage", en="days"),
    ("working_days", True): Text(da="arbejdsdag", en="working day"),
    ("working_days", False): Text(da="arbejdsdage", en="working days"),
    ("months", True): Text(da="måned", en="month"),
    ("months", False): Text(da="måneder", en="months"),
    ("years", True): Text(da="år", en="year"),
    ("years", False): Text(da="år", en="years"),
}
_MONTHS_IN_YEAR = 12


def describe(condition: Condition, language: str, fact_labels: Mapping[str, FactWords | str] = FACT_WORDS) -> str:
    """The condition as one sentence without a full stop: "Når alderen er mellem 17 år 6 mdr. og 18 år, og der er …".

    `fact_labels` gives the words for each fact, or just its name; a fact without words is shown by its own name.
    """
    words = _Words(language, fact_labels)
    return f"{words.say('Når', 'When')} {words.clause(condition)}"


def describe_duration(duration: Duration, language: str) -> str:
    """`5 arbejdsdage`, `6 months`."""
    return f"{duration.amount} {_UNITS[duration.unit, duration.amount == 1].get(language)}"


def describe_due(due: Due | None, language: str, fact_labels: Mapping[str, FactWords | str] = FACT_WORDS) -> str:
    """When a signal falls due, in words."""
    words = _Words(language, fact_labels)
    if due is None:
        return words.say("Den dag, det ses første gang", "The day it is first seen")
    if due.age_months is not None:
        age = words.age(due.age_months)
        return words.say(f"Når den unge fylder {age}", f"When the young person reaches {age}")
    subject = words.subject(Leaf(str(due.fact), (), due.arguments))
    if due.plus is None:
        return words.say(f"Den dag, {subject}", f"The day {subject}")
    length = describe_duration(due.plus, language)
    return words.say(f"{length} efter at {subject}", f"{length} after {subject}")


class _Words:
    """Sentences in one language."""

    def __init__(self, language: str, labels: Mapping[str, FactWords | str]) -> None:
        self.language = language
        self.danish = language.startswith("da")
        self.labels = labels

    def say(self, da: str, en: str) -> str:
        return da if self.danish else en

    def clause(self, condition: Condition, inner: bool = False) -> str:
        match condition:
            case All(parts):
                return self._joined(parts, self.say(", og ", ", and "), inner)
            case Any(parts):
                return self._joined(parts, self.say(", eller ", ", or "), inner)
            case Not(part):
                return self.say("det ikke gælder, at ", "it is not so that ") + self.clause(part, inner=True)
            case Leaf():
                return self._leaf(condition)

    def _joined(self, parts: tuple[Condition, ...], word: str, inner: bool) -> str:
        text = word.join(self.clause(part, inner=True) for part in parts)
        return f"({text})" if inner and len(parts) > 1 else text

    def _leaf(self, leaf: Leaf) -> str:
        found = {test.operator: test.value for test in leaf.tests}
        if "from" in found and "below" in found and len(found) == 2:
            low, high = self._number(leaf, found["from"]), self._number(leaf, found["below"])
            return f"{self.subject(leaf)} {self.say('er mellem', 'is between')} {low} {self.say('og', 'and')} {high}"
        return self.say(" og ", " and ").join(self._test(leaf, test) for test in leaf.tests)

    def _test(self, leaf: Leaf, test: Test) -> str:
        words = self._fact_words(leaf.fact)
        match test.operator:
            case "from":
                return f"{self.subject(leaf)} {self.say('er mindst', 'is at least')} {self._number(leaf, test.value)}"
            case "below":
                return f"{self.subject(leaf)} {self.say('er under', 'is below')} {self._number(leaf, test.value)}"
            case "is" if isinstance(test.value, bool):
                clause = words.holds if test.value else words.holds_not
                return clause.get(self.language) if clause else f"{self.subject(leaf)}: {self._yes(test.value)}"
            case "is" | "in":
                return f"{self.subject(leaf)} {self.say('er', 'is')} {self._codes(test.value)}"
            case "includes" | "includes_any" | "excludes":
                return self._set(leaf, words, test)
            case _:
                return self._date(leaf, test)

    def _set(self, leaf: Leaf, words: FactWords, test: Test) -> str:
        without = test.operator == "excludes"
        clause = words.excludes if without else words.includes
        codes = self._codes(test.value)
        if clause:
            return clause.get(self.language).replace("{codes}", codes)
        verb = self.say("omfatter ikke", "does not include") if without else self.say("omfatter", "includes")
        return f"{self.subject(leaf)} {verb} {codes}"

    def _date(self, leaf: Leaf, test: Test) -> str:
        subject = self.subject(leaf)
        if isinstance(test.value, Duration):
            length = describe_duration(test.value, self.language)
            match test.operator:
                case "older_than":
                    return self.say(f"{subject} for mindst {length} siden", f"{subject} at least {length} ago")
                case "newer_than":
                    return self.say(f"{subject} for mindre end {length} siden", f"{subject} less than {length} ago")
                case _:
                    return self.say(f"{subject} inden for de næste {length}", f"{subject} within the next {length}")
        words = self._fact_words(leaf.fact)
        clause = words.holds_not if test.value else words.holds
        if clause:
            return clause.get(self.language)
        if test.value:
            return self.say(f"det ikke er kendt, hvornår {subject}", f"it is not known when {subject}")
        return self.say(f"det er kendt, hvornår {subject}", f"it is known when {subject}")

    def subject(self, leaf: Leaf) -> str:
        """The fact with what it is about: "den ældste åbne sag på beskæftigelse begyndte"."""
        words = self._fact_words(leaf.fact)
        parts = []
        for name, value in leaf.arguments:
            pattern = words.about.get(name)
            named = self._code(value)
            parts.append(pattern.get(self.language).replace("{value}", named) if pattern else f" ({named})")
        text = words.subject.get(self.language)
        about = "".join(part if part.startswith(" ") else f" {part}" for part in parts)
        return text.replace("{about}", about) if "{about}" in text else text + about

    def age(self, months: int) -> str:
        """210 as `17 år 6 mdr.`"""
        years, rest = divmod(months, _MONTHS_IN_YEAR)
        text = f"{years} {self.say('år', 'years')}"
        return f"{text} {rest} {self.say('mdr.', 'months')}" if rest else text

    def _number(self, leaf: Leaf, value: object) -> str:
        if self._fact_words(leaf.fact).months and isinstance(value, int):
            return self.age(value)
        return str(value)

    def _fact_words(self, fact: str) -> FactWords:
        label = self.labels.get(fact, fact)
        return FactWords(Text(da=label, en=label)) if isinstance(label, str) else label

    def _code(self, code: str) -> str:
        return CODE_WORDS[code].get(self.language) if code in CODE_WORDS else code

    def _codes(self, value: object) -> str:
        codes = [value] if isinstance(value, str) else list(value) if isinstance(value, tuple) else [str(value)]
        named = [self._code(code) for code in codes]
        if len(named) == 1:
            return named[0]
        return f"{', '.join(named[:-1])} {self.say('eller', 'or')} {named[-1]}"

    def _yes(self, value: bool) -> str:
        return self.say("ja", "yes") if value else self.say("nej", "no")
