# SPDX-License-Identifier: EUPL-1.2
"""What kinds of data, answers and refusals are called, and the text that a young person says yes to."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roedtraad.consent.kinds import OF_NO_DEPARTMENT
from roedtraad.consent.rules import Answer, Misfit

KIND_TITLES: Final[Mapping[str, Promise]] = {
    "cases": gettext_lazy("the cases and who has them"),
    "contacts": gettext_lazy("who follows the young person and when there was contact"),
    "situations": gettext_lazy("school, education, work and benefit"),
    "plan": gettext_lazy("the plan and its steps"),
    "notes": gettext_lazy("notes"),
    "story": gettext_lazy("the story told once"),
    "documents": gettext_lazy("documents"),
    "health": gettext_lazy("health and treatment"),
}
"""Every kind of data in words, in the order in which they are offered."""
_OUTSIDE_ONLY: Final = gettext_lazy("%(kind)s (only to somebody outside the municipality)")

ANSWER_TITLES: Final[Mapping[Answer, Promise]] = {
    Answer.SAME_AUTHORITY: gettext_lazy("Yes: it is the same authority"),
    Answer.ALLOWED: gettext_lazy("Yes, on one of these bases"),
    Answer.NEEDS_CONSENT: gettext_lazy("Only if the young person says yes"),
    Answer.NO: gettext_lazy("No"),
}
ANSWER_TEXTS: Final[Mapping[Answer, Promise]] = {
    Answer.SAME_AUTHORITY: gettext_lazy(
        "The data protection officer has approved these departments as one authority. Share what the task needs, and no more. "
        "You need not write anything here."
    ),
    Answer.ALLOWED: gettext_lazy("Choose the basis that fits, say why, and for how long. The young person can see it."),
    Answer.NEEDS_CONSENT: gettext_lazy(
        "No rule lets you share this without asking. Explain it to the young person, and write down the yes."
    ),
    Answer.NO: gettext_lazy("No basis that the municipality has approved fits. Below you can read why."),
}
MISFIT_TEXTS: Final[Mapping[Misfit, Promise]] = {
    Misfit.KINDS: gettext_lazy("It does not hold for these kinds of data."),
    Misfit.DISCIPLINES: gettext_lazy("It does not hold between these departments."),
    Misfit.OUTSIDE: gettext_lazy("It does not hold for somebody outside the municipality."),
    Misfit.USED: gettext_lazy("It holds once only, and these departments have used it about this young person."),
    Misfit.NOT_YOURS: gettext_lazy(
        "Only the department that has the data can share it on this basis. Ask your colleagues there, or ask the young person."
    ),
}

WORDING_VERSION: Final = "1"
"""The edition of the text below. A change of the text is a new number, so that one can see what each yes was a yes to."""


@dataclass(frozen=True, slots=True)
class Said:
    """What goes into the text of a yes, as it is read aloud."""

    giving: tuple[str, ...]
    receiving: tuple[str, ...]
    kinds: tuple[str, ...]
    purpose: str
    concerns: str
    valid_to: dt.date


def kind_choices() -> list[tuple[str, str]]:
    """Every kind as it is offered; what no department owns says that only somebody outside gets it."""
    return [
        (kind, str(_OUTSIDE_ONLY) % {"kind": title} if kind in OF_NO_DEPARTMENT else str(title))
        for kind, title in KIND_TITLES.items()
    ]


def kind_titles(kinds: Iterable[str]) -> tuple[str, ...]:
    """Kinds in words, in their usual order."""
    wanted = set(kinds)
    return tuple(str(title) for kind, title in KIND_TITLES.items() if kind in wanted)


def listed(names: Iterable[str]) -> str:
    """Names as a person lists them: a, b and c."""
    *first, last = list(names) or [""]
    return _("%(some)s and %(last)s") % {"some": ", ".join(first), "last": last} if first else last


def _unended(text: str) -> str:
    """What somebody wrote, to stand in a sentence that ends by itself."""
    return text.strip().rstrip(" .")


def wording(said: Said, language: str) -> str:
    """The text of a yes in plain words and in the language in which it is explained."""
    with translation.override(language):
        values = {
            "giving": listed(said.giving), "receiving": listed(said.receiving), "purpose": _unended(said.purpose),
            "concerns": _unended(said.concerns), "kinds": "\n".join(f"– {title}" for title in kind_titles(said.kinds)),
            "to": date_format(said.valid_to, "SHORT_DATE_FORMAT"),
        }  # fmt: skip
        return "\n".join((
            _("I say yes to this: %(giving)s may tell %(receiving)s about") % values,
            values["kinds"],
            _("It is used for this: %(purpose)s. It is about: %(concerns)s.") % values,
            _("My yes holds until %(to)s.") % values,
            _("I may say no. I still get help, but it can take longer, because each place must ask me itself."),
            _("I can take my yes back at any time. Then %(receiving)s can no longer look it up. What they know already, they know.")
            % values,
        ))  # fmt: skip
