# SPDX-License-Identifier: EUPL-1.2
"""What to ask of the simulation: which models beside one's own, what to change in it, on which signals, how far ahead."""

import datetime as dt
from dataclasses import asdict
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from roedtraad.kernel.actor import Actor
from roedtraad.meetings.whatif.scenarios import (
    CHANGED,
    OWN,
    PREPARATION,
    Change,
    forums_at_work,
    profile_named,
)
from roedtraad.organisation.profile import Profile, shipped_profile_ids
from roedtraad.organisation.queries import profile_on
from roedtraad.organisation.terms import terms_on

MOST_OTHERS: Final = 3
MONTHS: Final = (3, 6, 12, 24)
MOST_SEED: Final = 2_000_000_000
REPLAY: Final = 0


class WhatIfForm(forms.Form):
    """The own profile as it is today is always the first scenario; the others stand beside it."""

    others = forms.MultipleChoiceField(
        label=gettext_lazy("Compare with the forums of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("At most three. Your own forums of today are always there."),
    )
    forum = forms.ChoiceField(label=gettext_lazy("Change one of your own forums"), required=False)
    every = forms.IntegerField(label=gettext_lazy("It meets every"), required=False, min_value=1, max_value=366)
    unit = forms.ChoiceField(
        label=gettext_lazy("Days, weeks or months"),
        required=False,
        choices=[
            ("", gettext_lazy("as today")),
            ("day", gettext_lazy("days")),
            ("week", gettext_lazy("weeks")),
            ("month", gettext_lazy("months")),
        ],
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Young people at a meeting, at most"), required=False, min_value=1, max_value=200
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Length of a meeting in minutes"), required=False, min_value=10, max_value=600
    )
    least_disciplines = forms.IntegerField(
        label=gettext_lazy("Disciplines with an open case, at least"), required=False, min_value=0, max_value=12
    )
    brought = forms.ChoiceField(
        label=gettext_lazy("Any caseworker may bring a case"),
        required=False,
        choices=[("", gettext_lazy("as today")), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))],
    )
    months = forms.TypedChoiceField(label=gettext_lazy("Signals of the last"), coerce=int)
    ahead = forms.TypedChoiceField(
        label=gettext_lazy("Work out"),
        coerce=int,
        choices=[
            (REPLAY, gettext_lazy("the same period again")),
            (1, gettext_lazy("one year ahead")),
            (2, gettext_lazy("two years ahead")),
        ],
    )
    preparation = forms.IntegerField(
        label=gettext_lazy("Minutes to prepare one case"),
        min_value=0,
        max_value=600,
        help_text=gettext_lazy("An assumption: nobody has measured it."),
    )
    runs = forms.IntegerField(
        label=gettext_lazy("Number of runs"),
        min_value=1,
        max_value=50,
        help_text=gettext_lazy("More runs make the band surer and take longer."),
    )
    seed = forms.IntegerField(
        label=gettext_lazy("Seed"),
        min_value=0,
        max_value=MOST_SEED,
        help_text=gettext_lazy("The same seed on the same signals gives the same numbers."),
    )

    def __init__(self, data: QueryDict | None, *, actor: Actor) -> None:
        preparation = terms_on(actor.on).number(PREPARATION)
        usual = {"months": 12, "ahead": REPLAY, "preparation": preparation, "runs": 20, "seed": 1}
        super().__init__(data, initial=usual)
        self.own = profile_on(actor.on)
        language = get_language() or "da"
        forums = [(one.id, one.title.get(language)) for one in forums_at_work(self.own, actor.on)]
        self._choose(
            "others", [(name, _name(name, actor)) for name in shipped_profile_ids() if name != _id_of(self.own)]
        )
        self._choose("forum", [("", _("none")), *forums])
        self._choose("months", [(many, _("%(months)d months") % {"months": many}) for many in MONTHS])

    def _choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_others(self) -> list[str]:
        others: list[str] = self.cleaned_data["others"]
        if len(others) > MOST_OTHERS:
            raise forms.ValidationError(_("Choose at most three."))
        return others

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("every")) != bool(data.get("unit")):
            self.add_error("unit" if data.get("every") else "every", _("Say both how many and of what."))
        if data.get("forum") and not self._changes():
            self.add_error("forum", _("Say what is to be otherwise in the forum."))
        if self._changes() and not data.get("forum") and "forum" not in self.errors:
            self.add_error("forum", _("Choose which forum is changed."))
        if data.get("seed") is not None and not self.errors and not self._scenarios_beside(data):
            self.add_error("others", _("Choose something to compare with: another municipality's forums, or a change."))
        return data

    def _scenarios_beside(self, data: dict[str, Any]) -> bool:
        return bool(data.get("others") or data.get("forum"))

    def _changes(self) -> dict[str, Any]:
        names = ("every", "unit", "capacity", "minutes", "least_disciplines")
        found = {name: self.cleaned_data.get(name) for name in names if self.cleaned_data.get(name) not in (None, "")}
        if self.cleaned_data.get("brought"):
            found["any_caseworker"] = self.cleaned_data["brought"] == "yes"
        return found

    def settings(self) -> dict[str, Any]:
        """What is asked, as it is kept with the run."""
        data = self.cleaned_data
        change = asdict(Change(data["forum"], **self._changes())) if data["forum"] else None
        names = [OWN, *([CHANGED] if change else []), *data["others"]]
        return {
            "scenarios": names, "change": change, "months": data["months"], "ahead": data["ahead"],
            "preparation": data["preparation"], "runs": data["runs"],
        }  # fmt: skip


def _name(name: str, actor: Actor) -> str:
    return profile_named(name, actor.on).municipality.name


def _id_of(own: Profile) -> str:
    """The shipped profile that the own one is, by the municipality's name; empty when it is none of them."""
    return next((name for name in shipped_profile_ids() if _shipped_name(name) == own.municipality.name), "")


def _shipped_name(name: str) -> str:
    return profile_named(name, dt.date.min).municipality.name
